package render

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// enum prints an open set: a type and its known values.
//
//	type OrderStatus string
//
//	// Values of [OrderStatus].
//	const (
//		OrderStatusPaid OrderStatus = "paid"
//	)
//
//	// IsKnown reports whether this client knows the value.
//	func (o OrderStatus) IsKnown() bool {
//		switch o {
//		case OrderStatusPaid:
//			return true
//		}
//		return false
//	}
func (f *goFile) enum(e *plan.Enum) {
	f.add(e.Doc, jen.Type().Add(f.id(e.Name)).Add(f.ident(e.Base)))
	if len(e.Values) == 0 {
		return
	}
	f.add(plan.Comment{"Values of [" + e.Name + "]."}, jen.Const().DefsFunc(func(g *jen.Group) {
		for _, v := range e.Values {
			f.doc(g, v.Doc)
			g.Add(f.id(v.Name)).Id(e.Name).Op("=").Add(f.literal(v.Literal, e.Base))
		}
	}))
	f.formerNames(e)
	self := receiver(e.Name)
	f.add(plan.Comment{"IsKnown reports whether this client knows the value."},
		jen.Func().Params(jen.Id(self).Id(e.Name)).Id("IsKnown").Params().Bool().Block(
			jen.Switch(jen.Id(self)).Block(jen.Case(constants(e.Values)...).Block(jen.Return(jen.True()))),
			jen.Return(jen.False()),
		))
}

// formerNames prints what the constants were called earlier.
//
//	OrderPaymentStatusPaid PaymentStatus = PaymentStatusPaid
func (f *goFile) formerNames(e *plan.Enum) {
	if len(e.Former) == 0 {
		return
	}
	f.add(plan.Comment{"Values of [" + e.Name + "], as they were called earlier."}, jen.Const().DefsFunc(func(g *jen.Group) {
		for _, v := range e.Former {
			f.doc(g, v.Doc)
			g.Add(f.id(v.Name)).Id(e.Name).Op("=").Id(v.Literal)
		}
	}))
}

// constants are the names of all values. A new line begins where one would get too long to be read beside another version.
func constants(values []plan.Const) []jen.Code {
	var out []jen.Code
	width := 0
	for _, v := range values {
		name := jen.Id(v.Name)
		if width += len(v.Name) + 2; width > 110 {
			name, width = jen.Line().Id(v.Name), len(v.Name)
		}
		out = append(out, name)
	}
	return out
}

// literal turns a JSON text into a constant of the base type.
func (f *goFile) literal(text string, base plan.Ident) *jen.Statement {
	var (
		str     string
		boolean bool
		err     error
	)
	switch base.Name {
	case "string":
		if err = json.Unmarshal([]byte(text), &str); err == nil {
			return jen.Lit(str)
		}
	case "bool":
		if err = json.Unmarshal([]byte(text), &boolean); err == nil {
			return jen.Lit(boolean)
		}
	default:
		var digits string
		if digits, err = number(text, base); err == nil {
			return jen.Op(digits)
		}
	}
	f.errorf("constant %s is no %s: %w", text, base.Name, err)
	return jen.Nil()
}

// number is the Go literal of a JSON number: exact digits, for an integer without point and exponent.
func number(text string, base plan.Ident) (string, error) {
	var n json.Number
	if err := json.Unmarshal([]byte(text), &n); err != nil || strings.HasPrefix(text, `"`) {
		return "", fmt.Errorf("%s is no number", text)
	}
	if strings.HasPrefix(base.Name, "float") {
		return n.String(), nil // JSON's numbers are Go's
	}
	exact, ok := new(big.Rat).SetString(n.String())
	if !ok || !exact.IsInt() {
		return "", fmt.Errorf("%s is no integer", text)
	}
	return exact.Num().String(), nil
}

// defined prints a type with another underlying type, or an alias.
func (f *goFile) defined(d *plan.Defined) {
	name := jen.Type().Add(f.id(d.Name))
	if d.Alias {
		name.Op("=")
	}
	f.add(d.Doc, name.Add(f.typ(d.Type)))
}

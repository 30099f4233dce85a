package plan

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// declareEnums plans the enums. Their constants share the names of the package with all types, and give way to them.
func (b *builder) declareEnums() {
	var scope naming.Scope
	scope.Reserve(reservedNames()...)
	for _, name := range b.names {
		scope.Reserve(name)
	}
	for _, name := range b.derived {
		scope.Reserve(name)
	}
	for _, option := range b.options() {
		scope.Reserve(option.Name)
	}
	for _, id := range b.ids {
		if b.names[id] != "" && b.form(id) == enumForm {
			scope.Claim(b.constClaims(id)...)
		}
	}
	names, clashes := scope.Settle()
	b.reportClashes(clashes, "constants of the package")
	for _, id := range b.ids {
		if b.names[id] != "" && b.form(id) == enumForm {
			b.decls[id] = Decl{Enum: b.declareEnum(id, names)}
		}
	}
}

func (b *builder) declareEnum(id api.ID, names map[string]string) *Enum {
	s := b.schema(id)
	e := &Enum{Name: b.names[id], Doc: b.typeDoc(id), Base: enumBase(s)}
	for _, v := range usableValues(s) {
		e.Values = append(e.Values, Const{
			Name: names[constKey(id, v)], Literal: literal(s, v.Value), Doc: compose(markdown(v.Description)...),
		})
	}
	return e
}

func constKey(id api.ID, v api.EnumValue) string { return string(id) + " " + string(v.Value) }

// constClaims lists what the constants of an enum may be called: the type's name and the value's words; with the
// punctuation, the case or the kind of case where that is all that differs.
func (b *builder) constClaims(id api.ID) []naming.Claim {
	s := b.schema(id)
	owner := b.names[id]
	var claims []naming.Claim
	for _, v := range usableValues(s) {
		text := valueText(v.Value)
		plain := naming.Exported(append([]string{owner}, naming.Words(cmpOr(v.Name, text))...)...)
		if text == "" && v.Name == "" {
			plain = owner + "Empty"
		}
		claims = append(claims, naming.Claim{Key: constKey(id, v), Names: []string{
			plain,
			naming.Exported(append([]string{owner}, naming.Spelled(text)...)...),
			owner + naming.Raw(text),
			owner + caseWord(text) + naming.Exported(naming.Words(text)...),
		}})
	}
	return claims
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// caseWord says how a value is written.
func caseWord(text string) string {
	switch text {
	case strings.ToLower(text):
		return "Lower"
	case strings.ToUpper(text):
		return "Upper"
	}
	return "Mixed"
}

// valueText is a value without its quotes.
func valueText(v api.Value) string {
	var text string
	if json.Unmarshal([]byte(v), &text) == nil {
		return text
	}
	return string(v)
}

func enumBase(s *api.Schema) Ident {
	switch s.Kind {
	case api.Integer:
		return Ident{Name: "int64"}
	case api.Number:
		return Ident{Name: "float64"}
	}
	return Ident{Name: "string"}
}

// usableValues are the values that Go can hold as constants of the enum's kind, each once.
func usableValues(s *api.Schema) []api.EnumValue {
	var values []api.EnumValue
	seen := map[string]bool{}
	for _, v := range s.Enum {
		text := literal(s, v.Value)
		if text != "" && !seen[text] {
			values = append(values, v)
		}
		seen[text] = true
	}
	return values
}

// literal is a value as a constant of the enum's kind, "" if it is none.
func literal(s *api.Schema, v api.Value) string {
	switch s.Kind {
	case api.String:
		var text string
		if json.Unmarshal([]byte(v), &text) != nil {
			return ""
		}
		return string(v)
	case api.Integer:
		return integerLiteral(string(v))
	case api.Number:
		if f, err := strconv.ParseFloat(string(v), 64); err == nil && !strings.ContainsAny(string(v), "xXnN_") {
			_ = f
			return string(v)
		}
	}
	return ""
}

// integerLiteral writes 1e3 and 2.0 as the integers that they are.
func integerLiteral(text string) string {
	if len(text) > 30 || strings.ContainsAny(text, "/xXpP_\"") {
		return ""
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return ""
	}
	return r.Num().String()
}

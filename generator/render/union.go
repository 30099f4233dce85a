package render

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// unknown is the field of a union that keeps a variant that the client does not know.
const unknown = "Unknown"

// union prints a struct with one field per variant, the methods that choose between them, and the table that decoding
// goes by.
func (f *goFile) union(u *plan.Union) {
	f.unionStruct(u)
	f.unionValue(u)
	f.unionVariants(u)
	f.unionJSON(u)
	f.unionTable(u)
}

func (f *goFile) unionStruct(u *plan.Union) {
	var fields []plan.Field
	for _, v := range u.Variants {
		fields = append(fields, plan.Field{Name: v.Field, Type: v.Type, Doc: v.Doc})
	}
	fields = append(fields, plan.Field{
		Name: unknown,
		Type: plan.Type{Kind: plan.Named, Ident: plan.Ident{Path: "encoding/json", Name: "RawMessage"}},
		Doc:  plan.Comment{unknown + " is a variant that this client does not know, as received."},
	})
	f.add(u.Doc, jen.Type().Add(f.id(u.Name)).Add(f.fields(fields)))
}

// unionValue prints the method for type switches.
func (f *goFile) unionValue(u *plan.Union) {
	doc := wrap("Value returns the variant that is set, for a type switch: " + valueTypes(u) + "; nil if none.")
	f.add(doc, jen.Func().Params(jen.Id("u").Id(u.Name)).Id("Value").Params().Any().Block(
		jen.Switch().BlockFunc(func(g *jen.Group) {
			for _, v := range u.Variants {
				g.Case(jen.Id("u").Dot(v.Field).Op("!=").Nil()).Block(jen.Return(jen.Id("u").Dot(v.Field)))
			}
			g.Case(jen.Id("u").Dot(unknown).Op("!=").Nil()).Block(jen.Return(jen.Id("u").Dot(unknown)))
		}),
		jen.Return(jen.Nil()),
	))
}

// valueTypes lists the types that a type switch meets: "*Card, *BankAccount or json.RawMessage".
func valueTypes(u *plan.Union) string {
	var types []string
	for _, v := range u.Variants {
		if t := typeText(v.Type); !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return strings.Join(types, ", ") + " or json.RawMessage"
}

// unionVariants prints the list of fields that encoding and decoding work on, in the order of the table.
func (f *goFile) unionVariants(u *plan.Union) {
	fields := make([]jen.Code, len(u.Variants))
	for i, v := range u.Variants {
		fields[i] = jen.Op("&").Id("u").Dot(v.Field)
	}
	f.pointers("u", u.Name, "variants", fields)
}

func (f *goFile) unionJSON(u *plan.Union) {
	table, variants := jen.Op("&").Add(f.id(u.Table)), jen.Id("u").Dot("variants").Call()
	f.marshal("u", u.Name, jen.Return(f.rt("EncodeUnion").Call(table, variants, jen.Id("u").Dot(unknown))))
	f.unmarshal("u", u.Name, jen.Return(
		f.rt("DecodeUnion").Call(table, jen.Id("data"), variants, jen.Op("&").Id("u").Dot(unknown))))
}

// marshal prints a MarshalJSON method.
func (f *goFile) marshal(recv, typeName string, body ...jen.Code) {
	f.add(plan.Comment{"MarshalJSON implements json.Marshaler."},
		jen.Func().Params(jen.Id(recv).Id(typeName)).Id("MarshalJSON").Params().
			Params(jen.Index().Byte(), jen.Error()).Block(body...))
}

// unmarshal prints an UnmarshalJSON method.
func (f *goFile) unmarshal(recv, typeName string, body ...jen.Code) {
	f.add(plan.Comment{"UnmarshalJSON implements json.Unmarshaler."},
		jen.Func().Params(jen.Id(recv).Op("*").Id(typeName)).Id("UnmarshalJSON").
			Params(jen.Id("data").Index().Byte()).Error().Block(body...))
}

// unionTable prints the facts of a union, one variant per line.
func (f *goFile) unionTable(u *plan.Union) {
	table := []jen.Code{pair("Name", jen.Lit(u.Name))}
	if u.Discriminator != "" {
		table = append(table, pair("Discriminator", jen.Lit(u.Discriminator)))
	}
	if u.Optional {
		table = append(table, pair("Optional", jen.True()))
	}
	variants := make([]jen.Code, len(u.Variants))
	for i, v := range u.Variants {
		variants[i] = f.variant(v)
	}
	table = append(table, pair("Variants", jen.Index().Add(f.rt("Variant")).Add(lines(variants...))))
	if u.Default >= 0 {
		table = append(table, pair("Default", jen.Lit(u.Default+1))) // the runtime counts from 1, so that 0 is none
	}
	f.add(nil, jen.Var().Id(u.Table).Op("=").Add(f.rt("Union")).Add(lines(table...)))
}

// variant is one line of a union's table; what is empty is left out.
func (f *goFile) variant(v plan.Variant) *jen.Statement {
	var parts []jen.Code
	list := func(key string, values []string) {
		if len(values) > 0 {
			parts = append(parts, pair(key, stringList(values)))
		}
	}
	list("Values", v.Values)
	if v.JSON != "" {
		parts = append(parts, pair("JSON", jen.Lit(v.JSON)))
	}
	list("Required", v.Required)
	list("Known", v.Known)
	if len(v.Consts) > 0 {
		consts := make([]jen.Code, len(v.Consts))
		for i, c := range v.Consts {
			consts[i] = jen.Values(pair("Member", jen.Lit(c.Member)), pair("Values", stringList(c.Values)))
		}
		parts = append(parts, pair("Consts", jen.Index().Add(f.rt("Const")).Values(consts...)))
	}
	if v.Items > 0 {
		parts = append(parts, pair("Items", jen.Lit(v.Items)))
	}
	list("Enum", v.Enum)
	return jen.Values(parts...)
}

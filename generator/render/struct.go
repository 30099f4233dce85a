package render

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// structType prints an object or the parameters of a method, with the JSON methods that it needs.
func (f *goFile) structType(s *plan.Struct) {
	s = expressible(s)
	fields := s.Fields
	if s.Additional != nil {
		extra := *s.Additional
		extra.JSON = "-"
		fields = append(slices.Clip(fields), extra)
	}
	f.add(s.Doc, jen.Type().Add(f.id(s.Name)).Add(f.fields(fields)))
	f.structJSON(s)
}

// fields is a struct type. The comment of a field stands above it, so that a change of one field moves no other; a
// field with a comment of several lines gets room around it.
func (f *goFile) fields(fields []plan.Field) *jen.Statement {
	return jen.StructFunc(func(g *jen.Group) {
		for i, field := range fields {
			if i > 0 && (len(field.Doc) > 1 || len(fields[i-1].Doc) > 1) {
				g.Line()
			}
			f.doc(g, field.Doc)
			line := g.Add(f.id(field.Name)).Add(f.typ(field.Type))
			switch {
			case field.JSON != "":
				line.Add(tags(field))
			case field.Header != "":
				line.Tag(map[string]string{"header": field.Header})
			}
		}
	})
}

// structJSON prints the methods of a struct that plain encoding/json would not carry in full:
//
//	func (o Order) MarshalJSON() ([]byte, error) {
//		type plain Order // without the methods
//		o.Object = cmp.Or(o.Object, "order")
//		if o.Items == nil {
//			o.Items = []Item{}
//		}
//		return runtime.EncodeObject(plain(o), o.AdditionalProperties)
//	}
func (f *goFile) structJSON(s *plan.Struct) {
	if s.Additional == nil && len(s.EmptyLists) == 0 && len(s.Fixed) == 0 {
		return
	}
	recv := receiver(s.Name)
	plain := jen.Type().Id("plain").Id(s.Name)
	body := append([]jen.Code{plain}, f.fixed(s, recv)...)
	body = append(body, f.emptyLists(s, recv)...)
	value := jen.Id("plain").Call(jen.Id(recv))
	if s.Additional == nil {
		f.marshal(recv, s.Name, append(body, jen.Return(jen.Qual("encoding/json", "Marshal").Call(value)))...)
		return
	}
	extra := jen.Id(recv).Dot(s.Additional.Name)
	f.marshal(recv, s.Name, append(body, jen.Return(f.rt("EncodeObject").Call(value, extra)))...)
	target := jen.Parens(jen.Op("*").Id("plain")).Call(jen.Id(recv))
	f.unmarshal(recv, s.Name, plain, jen.Return(f.rt("DecodeObject").Call(jen.Id("data"), target, jen.Op("&").Add(extra))))
}

// fixed fills in the fields that have one possible value; the receiver is a copy.
func (f *goFile) fixed(s *plan.Struct, recv string) []jen.Code {
	var code []jen.Code
	for _, fixed := range s.Fixed {
		i := slices.IndexFunc(s.Fields, func(field plan.Field) bool { return field.Name == fixed.Field })
		if i < 0 {
			f.errorf("%s has no field %q", s.Name, fixed.Field)
			continue
		}
		field := jen.Id(recv).Dot(fixed.Field)
		value := f.literal(fixed.Literal, s.Fields[i].Type.Ident)
		code = append(code, field.Clone().Op("=").Qual("cmp", "Or").Call(field.Clone(), value))
	}
	return code
}

// emptyLists replaces nil by empty in required lists; the receiver is a copy.
func (f *goFile) emptyLists(s *plan.Struct, recv string) []jen.Code {
	var code []jen.Code
	for _, name := range s.EmptyLists {
		i := slices.IndexFunc(s.Fields, func(field plan.Field) bool { return field.Name == name })
		if i < 0 {
			f.errorf("%s has no list %q", s.Name, name)
			continue
		}
		list := jen.Id(recv).Dot(name)
		code = append(code, jen.If(list.Clone().Op("==").Nil()).Block(
			list.Clone().Op("=").Add(f.typ(s.Fields[i].Type)).Values()))
	}
	return code
}

// tags are the tags of a field: its place in JSON, and whether requests leave it out.
func tags(field plan.Field) *jen.Statement {
	tag := field.JSON
	switch {
	case field.OmitZero && field.Type.Kind == plan.Pointer:
		tag += ",omitempty" // if it is nil; with omitzero, also if it points to the first instant of the calendar
	case field.OmitZero:
		tag += ",omitzero"
	}
	text := fmt.Sprintf("json:%q", tag) + xmlTags(field.XML)
	if field.ReadOnly {
		text += ` apigen:"readonly"`
	}
	return jen.Op("`" + text + "`") // jennifer would sort them
}

// xmlTags are the tags of a field for XML, in the syntax of encoding/xml; prefixes are the runtime's own.
func xmlTags(x plan.XMLTag) string {
	name := x.Name
	if x.Wrapper != "" {
		name = x.Wrapper + ">" + x.Name
	}
	if x.Space != "" {
		name = x.Space + " " + name
	}
	switch {
	case x == plan.XMLTag{}:
		return ""
	case x.Text:
		return ` xml:",chardata"`
	case x.Attribute:
		name += ",attr"
	}
	text := fmt.Sprintf(" xml:%q", name)
	if x.Prefix != "" {
		text += fmt.Sprintf(" xmlprefix:%q", x.Prefix)
	}
	return text
}

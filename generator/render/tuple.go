package render

import (
	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// tuple prints a struct that is a JSON array:
//
//	func (p *Position) items() []any { return []any{&p.Longitude, &p.Latitude} }
//
//	func (p Position) MarshalJSON() ([]byte, error) { return runtime.EncodeTuple(p.items(), 2, p.Rest) }
func (f *goFile) tuple(t *plan.Tuple) {
	fields := append(t.Fields[:len(t.Fields):len(t.Fields)], *t.Rest)
	f.add(t.Doc, jen.Type().Add(f.id(t.Name)).Add(f.fields(fields)))
	recv := receiver(t.Name)
	positions := make([]jen.Code, len(t.Fields))
	for i, field := range t.Fields {
		positions[i] = jen.Op("&").Id(recv).Dot(field.Name)
	}
	f.pointers(recv, t.Name, "items", positions)
	items, rest := jen.Id(recv).Dot("items").Call(), jen.Id(recv).Dot(t.Rest.Name)
	f.marshal(recv, t.Name, jen.Return(f.rt("EncodeTuple").Call(items.Clone(), jen.Lit(t.Least), rest.Clone())))
	f.unmarshal(recv, t.Name, jen.Return(f.rt("DecodeTuple").Call(jen.Id("data"), items, jen.Op("&").Add(rest))))
}

// pointers prints a method that lists the fields that encoding and decoding work on.
func (f *goFile) pointers(recv, typeName, method string, fields []jen.Code) {
	list := jen.Values(fields...)
	if len(fields) > 4 {
		list = lines(fields...)
	}
	f.add(nil, jen.Func().Params(jen.Id(recv).Op("*").Id(typeName)).Id(method).Params().Index().Any().Block(
		jen.Return(jen.Index().Any().Add(list)),
	))
}

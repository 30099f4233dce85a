// Package xmlwire answers: what do Go values look like in XML?
//
// Values of all types have a JSON already. So XML is written from the JSON of a value, and read into JSON, along the Go type:
// its struct tags say which members are attributes, which lists have an element around them, and what is called otherwise.
//
//	type Book struct {
//		ID    int64    `json:"id" xml:"id,attr"`
//		Title string   `json:"title" xml:"urn:books title" xmlprefix:"b"`
//		Tags  []string `json:"tags" xml:"tags>tag"`
//	}
//
//	<book id="7"><b:title xmlns:b="urn:books">...</b:title><tags><tag>...</tag><tag>...</tag></tags></book>
//
// Without a tag a member is an element of its JSON name, a list one element for each item. What has no type of its own is
// kept as it came: attributes as members "@name", text beside them as "#text", elements that repeat as a list.
package xmlwire

import (
	"encoding/json"
	"reflect"
	"slices"
	"sync"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/lexical"
)

// Codec writes and reads XML. It is safe for concurrent use.
type Codec struct {
	IsNullable lexical.Types                                         // tells the runtime's Nullable
	Held       func(value any) (inner any, present bool, known bool) // opens it
	plans      sync.Map                                              // reflect.Type to *plan; bounded by the types of the program
}

// shape is how values of a type are laid out.
type shape int

const (
	scalarShape shape = iota
	freeShape         // any
	listShape
	tupleShape
	mapShape
	objectShape
	unionShape
)

// plan is what has to be known of a type that is neither a pointer nor Nullable.
type plan struct {
	shape  shape
	fields []field        // objectShape: in order
	extra  reflect.Type   // objectShape: of AdditionalProperties, a map; nil: none
	parts  []reflect.Type // unionShape: of the variants; tupleShape: of the items
	item   reflect.Type   // listShape: of items; tupleShape: of those that follow; mapShape: of values
}

// field is a member of an object.
type field struct {
	exact.Field
	tag
	typ reflect.Type
}

const (
	extraField   = "AdditionalProperties"
	unknownField = "Unknown"
)

// planOf returns the plan of a type that is neither a pointer nor Nullable.
func (c *Codec) planOf(t reflect.Type) *plan {
	if p, ok := c.plans.Load(t); ok {
		return p.(*plan)
	}
	p := c.newPlan(t)
	c.plans.Store(t, p)
	return p
}

func (c *Codec) newPlan(t reflect.Type) *plan {
	if t != reflect.TypeFor[json.RawMessage]() && lexical.KindOf(t) != lexical.Other {
		return &plan{shape: scalarShape}
	}
	decodesItself := reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		if !decodesItself {
			return &plan{shape: listShape, item: t.Elem()}
		}
	case reflect.Map:
		if !decodesItself {
			return &plan{shape: mapShape, item: t.Elem()}
		}
	case reflect.Struct:
		return c.structPlan(t, decodesItself)
	}
	return &plan{shape: freeShape}
}

// structPlan tells the structs of generated code apart: unions keep what they do not know, tuples end in a list and have no
// tags, all others are objects.
func (c *Codec) structPlan(t reflect.Type, decodesItself bool) *plan {
	names := exact.Fields(t)
	extra, open := t.FieldByName(extraField)
	tagged := slices.ContainsFunc(names, func(f exact.Field) bool { return f.In(t).Tag.Get("json") != "" })
	unknown, isUnion := t.FieldByName(unknownField)
	switch {
	case tagged || open || !decodesItself || t.NumField() == 0:
		p := &plan{shape: objectShape}
		for _, f := range names {
			in := f.In(t)
			p.fields = append(p.fields, field{f, tagOf(in, f.Name, c.isList(in.Type)), in.Type})
		}
		if open && extra.Type.Kind() == reflect.Map {
			p.extra = extra.Type.Elem()
		}
		return p
	case isUnion && unknown.Type == reflect.TypeFor[json.RawMessage]():
		return &plan{shape: unionShape, parts: fieldTypes(t, t.NumField()-1)}
	}
	if last := t.Field(t.NumField() - 1); last.Type.Kind() == reflect.Slice {
		return &plan{shape: tupleShape, parts: fieldTypes(t, t.NumField()-1), item: last.Type.Elem()}
	}
	return &plan{shape: freeShape}
}

func fieldTypes(t reflect.Type, n int) []reflect.Type {
	types := make([]reflect.Type, n)
	for i := range types {
		types[i] = t.Field(i).Type
	}
	return types
}

func (c *Codec) isList(t reflect.Type) bool {
	t = c.IsNullable.Bare(t)
	return t.Kind() == reflect.Slice && lexical.KindOf(t) == lexical.Other && t != reflect.TypeFor[json.RawMessage]()
}

// bare returns the plan behind pointers and Nullable.
func (c *Codec) bare(t reflect.Type) (*plan, reflect.Type) {
	t = c.IsNullable.Bare(t)
	return c.planOf(t), t
}

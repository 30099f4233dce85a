package xmlwire

import (
	"encoding/xml"
	"reflect"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/lexical"
)

// Decode decodes a document into what a pointer points to. The charset is that of the content type, "" if it names none.
//
// Names are compared without their namespaces, unless these tell two members apart. Members may be elements where attributes
// are declared, and the other way round; a list may have an element around it or not, whatever is declared.
func (c *Codec) Decode(data []byte, charset string, into any) error {
	root, err := parse(data, charset)
	if err != nil {
		return err
	}
	r := reading{codec: c}
	return exact.Decode(r.value(nil, root, reflect.TypeOf(into)), into)
}

// maxUnions is how many unions may be the variant of another.
const maxUnions = 16

// reading turns elements into JSON.
type reading struct {
	codec  *Codec
	flat   bool // what is nested is left null: enough to tell variants apart
	unions int  // unions that the element is a variant of: types may go in circles
}

// value appends the JSON of an element that is to become a value of the type.
func (r reading) value(b []byte, e *element, t reflect.Type) []byte {
	if e.isNil {
		return append(b, "null"...)
	}
	p, t := r.codec.bare(t)
	switch p.shape {
	case scalarShape:
		return lexical.Append(b, e.text(), t)
	case objectShape:
		return r.object(b, e, p)
	case listShape:
		return r.list(b, r.inside(e, p.item), func(int) reflect.Type { return p.item })
	case tupleShape:
		return r.list(b, e.children, p.position)
	case mapShape:
		return r.entries(b, e, p.item)
	case unionShape:
		if r.unions++; r.unions > maxUnions || r.flat {
			break
		}
		if variant := r.variant(e, p, t); variant != nil {
			return r.value(b, e, variant)
		}
	}
	return r.free(b, e)
}

// position is the type of an item of a tuple.
func (p *plan) position(i int) reflect.Type {
	if i < len(p.parts) {
		return p.parts[i]
	}
	return p.item
}

// inside returns the items of a list that has an element of its own: the elements in it, or its text.
func (r reading) inside(e *element, item reflect.Type) []*element {
	if p, _ := r.codec.bare(item); len(e.children) == 0 && p.shape == scalarShape && !e.isBlank() {
		return []*element{{name: e.name, data: e.data}}
	}
	return e.children
}

func (r reading) list(b []byte, items []*element, typeOf func(int) reflect.Type) []byte {
	b = append(b, '[')
	for i, e := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = r.part(b, e, typeOf(i))
	}
	return append(b, ']')
}

// part appends what is inside of something else.
func (r reading) part(b []byte, e *element, t reflect.Type) []byte {
	r.unions = 0
	if p, _ := r.codec.bare(t); r.flat && p.shape != scalarShape && (p.shape != freeShape || len(e.children) > 0) {
		return append(b, "null"...)
	}
	return r.value(b, e, t)
}

// members appends the members of a JSON object.
type members struct{ out []byte }

// name begins a member, whose value is to follow.
func (m *members) name(name string) {
	if last := m.out[len(m.out)-1]; last != '{' {
		m.out = append(m.out, ',')
	}
	m.out = append(append(m.out, exact.Quote(name)...), ':')
}

// entries appends a map. A name that repeats is a list where that is what the values are; else the last one counts.
func (r reading) entries(b []byte, e *element, t reflect.Type) []byte {
	m := members{append(b, '{')}
	for _, g := range grouped(e.children) {
		m.name(g.name)
		m.out = r.group(m.out, g.elements, t)
	}
	if p, _ := r.codec.bare(t); p.shape == freeShape {
		r.freeMembers(&m, e.attrs, e)
	}
	return append(m.out, '}')
}

// group appends elements of one name.
func (r reading) group(b []byte, elements []*element, t reflect.Type) []byte {
	p, _ := r.codec.bare(t)
	first := elements[0]
	switch {
	case p.shape == freeShape && len(elements) > 1:
		return r.list(b, elements, func(int) reflect.Type { return t })
	case p.shape == listShape:
		f := field{tag: tag{name: name{local: first.name.Local}}, typ: t}
		return r.field(b, &f, p, elements)
	}
	return r.part(b, elements[len(elements)-1], t)
}

// named is the elements of one name.
type named struct {
	name     string
	elements []*element
}

// grouped returns the elements by their names, in the order of the first ones.
func grouped(elements []*element) []named {
	at := make(map[string]int, len(elements))
	var groups []named
	for _, e := range elements {
		i, ok := at[e.name.Local]
		if !ok {
			i = len(groups)
			at[e.name.Local] = i
			groups = append(groups, named{name: e.name.Local})
		}
		groups[i].elements = append(groups[i].elements, e)
	}
	return groups
}

// free appends what has no type: text is a string; attributes and elements make an object.
func (r reading) free(b []byte, e *element) []byte {
	switch {
	case e.isNil:
		return append(b, "null"...)
	case len(e.children) == 0 && len(e.attrs) == 0:
		return append(b, exact.Quote(e.text())...)
	}
	m := members{append(b, '{')}
	r.freeMembers(&m, e.attrs, e)
	for _, g := range grouped(e.children) {
		m.name(g.name)
		m.out = r.group(m.out, g.elements, reflect.TypeFor[any]())
	}
	return append(m.out, '}')
}

// freeMembers appends attributes and text that have no field.
func (r reading) freeMembers(m *members, attrs []xml.Attr, e *element) {
	seen := make(map[string]bool, len(attrs))
	for _, a := range attrs {
		if !seen[a.Name.Local] {
			seen[a.Name.Local] = true
			m.name(attrKey + a.Name.Local)
			m.out = append(m.out, exact.Quote(a.Value)...)
		}
	}
	if e != nil && !e.isBlankText() {
		m.name(textKey)
		m.out = append(m.out, exact.Quote(e.text())...)
	}
}

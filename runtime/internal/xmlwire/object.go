package xmlwire

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"reflect"

	"github.com/apigen-go/apigen/runtime/internal/lexical"
)

// sorted is an element, sorted by the fields of a struct.
type sorted struct {
	attrs    [][]xml.Attr // by field
	elements [][]*element // by field
	others   []*element   // without a field
	strange  []xml.Attr   // without a field
}

// object appends a struct. What has no field is kept if the type can keep it.
func (r reading) object(b []byte, e *element, p *plan) []byte {
	s := p.sort(e)
	m := members{append(b, '{')}
	for i := range p.fields {
		f := &p.fields[i]
		t, bare := r.codec.bare(f.typ)
		switch elements := s.elements[i]; {
		case f.text && len(elements) == 0:
			if !e.isBlankText() || len(e.children) == 0 && t.shape == scalarShape && bare.Kind() == reflect.String {
				m.name(f.Name)
				m.out = lexical.Append(m.out, e.text(), bare)
			}
		case len(elements) > 0:
			m.name(f.Name)
			m.out = r.field(m.out, f, t, elements)
		case len(s.attrs[i]) > 0:
			m.name(f.Name)
			m.out = r.attribute(m.out, s.attrs[i][0].Value, f.typ)
		case f.typ.Kind() == reflect.Slice && t.shape == listShape && !f.IsOptional():
			m.name(f.Name) // an empty list has no elements
			m.out = append(m.out, "[]"...)
		}
	}
	if p.extra != nil {
		r.extra(&m, s, e, p)
	}
	return append(m.out, '}')
}

// extra appends what goes into AdditionalProperties.
func (r reading) extra(m *members, s sorted, e *element, p *plan) {
	if t, _ := r.codec.bare(p.extra); t.shape == freeShape {
		if p.hasText() {
			e = nil
		}
		r.freeMembers(m, s.strange, e)
	}
	for _, g := range grouped(s.others) {
		m.name(g.name)
		m.out = r.group(m.out, g.elements, p.extra)
	}
}

func (p *plan) hasText() bool {
	for i := range p.fields {
		if p.fields[i].text {
			return true
		}
	}
	return false
}

// isBlankText reports whether an element has no text of its own.
func (e *element) isBlankText() bool { return len(bytes.TrimSpace(e.data)) == 0 }

// field appends the value of a field from the elements that are for it. Of several where one is expected the last counts.
func (r reading) field(b []byte, f *field, p *plan, elements []*element) []byte {
	last := elements[len(elements)-1]
	switch {
	case last.isNil && len(elements) == 1:
		return append(b, "null"...)
	case p.shape == tupleShape && (len(elements) > 1 || len(last.children) == 0):
		return r.list(b, elements, p.position)
	case p.shape != listShape:
		return r.part(b, last, f.typ)
	}
	var items []*element
	for _, e := range elements {
		if r.wraps(e, f, p.item) {
			items = append(items, r.unwrapped(e, f)...)
		} else {
			items = append(items, e)
		}
	}
	return r.list(b, items, func(int) reflect.Type { return p.item })
}

// unwrapped returns the items in the element around a list: those of their name, or all if there are none.
func (r reading) unwrapped(e *element, f *field) []*element {
	var items []*element
	for _, c := range e.children {
		if c.name.Local == f.name.local {
			items = append(items, c)
		}
	}
	if items == nil {
		return e.children
	}
	return items
}

// wraps decides whether an element is one around the items, or an item itself: servers have the one where the document
// says the other.
func (r reading) wraps(e *element, f *field, item reflect.Type) bool {
	around := f.wrapper != "" && e.name.Local == f.wrapper
	p, _ := r.codec.bare(item)
	switch {
	case len(e.children) == 0:
		return around && e.isBlank() && !(p.shape == objectShape && len(e.attrs) > 0)
	case p.shape == scalarShape:
		return true
	case e.has(f.name.local) && (around || e.name.Local != f.name.local):
		return true
	case p.shape == objectShape:
		return !p.knowsChild(e) && len(grouped(e.children)) == 1 && (around || e.has(f.name.local))
	}
	return around
}

// knowsChild reports whether one of the elements in e has a field.
func (p *plan) knowsChild(e *element) bool {
	for _, c := range e.children {
		if p.lookup(c.name, false) >= 0 {
			return true
		}
	}
	return false
}

// sort finds the fields of what an element holds.
func (p *plan) sort(e *element) sorted {
	s := sorted{attrs: make([][]xml.Attr, len(p.fields)), elements: make([][]*element, len(p.fields))}
	for _, a := range e.attrs {
		if i := p.lookup(a.Name, true); i >= 0 {
			s.attrs[i] = append(s.attrs[i], a)
		} else {
			s.strange = append(s.strange, a)
		}
	}
	for _, c := range e.children {
		if i := p.lookup(c.name, false); i >= 0 {
			s.elements[i] = append(s.elements[i], c)
		} else {
			s.others = append(s.others, c)
		}
	}
	return s
}

// lookup returns the index of the field for a name, -1 if there is none. The best match counts: the declared name of the
// declared kind in the declared namespace, and at the end the name that the member has in JSON.
func (p *plan) lookup(n xml.Name, attr bool) int {
	best, found := 0, -1
	for i := range p.fields {
		if score := p.fields[i].score(n, attr); score > best {
			best, found = score, i
		}
	}
	return found
}

func (f *field) score(n xml.Name, attr bool) int {
	score := 0
	switch {
	case f.text:
		return 0
	case localPart(f.name.local) == n.Local && f.wrapper == "", f.wrapper != "" && localPart(f.wrapper) == n.Local:
		score = 8
	case f.name.local == n.Local:
		score = 4 // an item without the element around it
	case localPart(f.Name) == n.Local:
		score = 2
	default:
		return 0
	}
	if f.attr == attr {
		score += 16
	}
	if f.name.space == n.Space {
		score++
	}
	return score
}

// attribute appends the value of an attribute; a list is parted by white space.
func (r reading) attribute(b []byte, text string, t reflect.Type) []byte {
	p, t := r.codec.bare(t)
	e := &element{data: []byte(text)}
	if p.shape == listShape {
		var items []*element
		for part := range bytes.FieldsSeq([]byte(text)) {
			items = append(items, &element{data: part})
		}
		return r.list(b, items, func(int) reflect.Type { return p.item })
	}
	return r.value(b, e, t)
}

// variant returns the type of the variant of a union that an element is, nil if it is none. The union itself is asked: it is
// shown what each of its types makes of the element, without what is nested, and says whether it takes that for the same.
func (r reading) variant(e *element, p *plan, union reflect.Type) reflect.Type {
	var best reflect.Type
	most := -1
	flat := reading{codec: r.codec, flat: true}
	for i, t := range p.parts {
		u := reflect.New(union)
		decoder, ok := u.Interface().(json.Unmarshaler)
		if !ok || decoder.UnmarshalJSON(flat.value(nil, e, t)) != nil || u.Elem().Field(i).IsZero() {
			continue
		}
		if n := r.known(e, t); n > most && !(n == 0 && r.wouldLose(e, t)) {
			best, most = t, n
		}
	}
	return best
}

// wouldLose reports whether a type without a field for anything in the element would drop all of it.
func (r reading) wouldLose(e *element, t reflect.Type) bool {
	p, _ := r.codec.bare(t)
	return p.shape == objectShape && len(e.children)+len(e.attrs) > 0 && p.extra == nil && !p.hasText()
}

// known counts what the type has a field for.
func (r reading) known(e *element, t reflect.Type) int {
	p, _ := r.codec.bare(t)
	if p.shape != objectShape {
		return 0
	}
	n := 0
	for _, c := range e.children {
		if p.lookup(c.name, false) >= 0 {
			n++
		}
	}
	for _, a := range e.attrs {
		if p.lookup(a.Name, true) >= 0 {
			n++
		}
	}
	return n
}

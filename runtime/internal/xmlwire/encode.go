package xmlwire

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// maxDepth is how deep elements may nest. A level of XML is at most two of JSON, and those are bounded too.
const maxDepth = 400

var errDepth = fmt.Errorf("xml: elements nest deeper than %d levels", maxDepth)

// Encode returns the document of a value. The root is "ns prefix:name>ns prefix:item"; what is not needed is left out.
//
// A null that the type declares, by a pointer or Nullable that is always sent, is an empty element with xsi:nil="true"; any
// other is left out, and so is a null attribute. A list without items is nothing at all, or the empty element around it.
func (c *Codec) Encode(root string, value any) ([]byte, error) {
	outer, item, err := rootOf(root)
	if err != nil {
		return nil, err
	}
	data, err := exact.Encode(value)
	if err != nil {
		return nil, err
	}
	w := writer{codec: c}
	w.out = append(w.out, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"...)
	if err := w.element(outer, item, reflect.ValueOf(value), exact.Trim(data), 0); err != nil {
		return nil, err
	}
	return w.out, nil
}

// within says in which element something went wrong.
func within(part string, err error) error {
	if err == nil || errors.Is(err, errDepth) {
		return err
	}
	return fmt.Errorf("%s: %w", part, err)
}

// element writes an element. The value is where the JSON comes from, as far as that is known: it only tells the types.
// The item names the elements of a list that stands here by itself.
func (w *writer) element(n, item name, v reflect.Value, data []byte, depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	v = w.codec.open(v)
	switch data[0] {
	case '{':
		return w.object(n, v, data, depth)
	case '[':
		w.start(n)
		w.openEnd()
		if err := w.items(item, v, data, depth+1); err != nil {
			return err
		}
		w.end(n)
		return nil
	case 'n':
		w.start(n)
		w.markNil()
		w.empty()
		return nil
	}
	w.start(n)
	w.openEnd()
	if err := w.text(scalarText(data)); err != nil {
		return err
	}
	w.end(n)
	return nil
}

// scalarText is what a JSON string, number or boolean is in XML.
func scalarText(data []byte) string {
	if data[0] == '"' {
		return exact.Unquote(data)
	}
	return string(data)
}

// items writes the elements of a list.
func (w *writer) items(n name, v reflect.Value, list []byte, depth int) error {
	i := 0
	for data := range exact.Items(list) {
		if err := w.element(n, n, w.codec.item(v, i), data, depth); err != nil {
			return within(fmt.Sprintf("[%d]", i), err)
		}
		i++
	}
	return nil
}

// member is a member of an object in JSON, with its value and what the type says of it.
type member struct {
	tag
	json  string
	value reflect.Value
	data  []byte
	null  bool // the type has a null of its own
}

// members returns the members of an object in their order.
func (w *writer) members(v reflect.Value, object []byte) []member {
	var p *plan
	if v.IsValid() {
		p = w.codec.planOf(v.Type())
	}
	var out []member
	for key, data := range exact.Members(object) {
		m := member{json: key, data: data, tag: freeTag(key)}
		if p != nil {
			m.find(p, v)
		}
		m.null = isDeclaredNull(w.codec, m.value)
		out = append(out, m)
	}
	return out
}

// find looks up what the type says of a member.
func (m *member) find(p *plan, v reflect.Value) {
	switch p.shape {
	case mapShape:
		m.value = entry(v, m.json)
	case objectShape:
		for i := range p.fields {
			if f := &p.fields[i]; f.Name == m.json {
				m.tag = f.tag
				m.value, _ = f.Of(v)
				return
			}
		}
		if p.extra != nil {
			m.value = entry(v.FieldByName(extraField), m.json)
		}
	}
}

// entry returns the value of a map, the zero Value if there is none.
func entry(v reflect.Value, key string) reflect.Value {
	if v.Type().Key().Kind() != reflect.String {
		return reflect.Value{}
	}
	return v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key()))
}

// freeTag is how a member is written that has no field: "@id" as an attribute, "#text" as text.
func freeTag(key string) tag {
	switch {
	case key == textKey:
		return tag{text: true}
	case strings.HasPrefix(key, attrKey) && len(key) > 1:
		return tag{attr: true, name: name{local: key[1:]}}
	}
	return tag{name: name{local: key}}
}

// isDeclaredNull reports whether a value is one that a null was given to, or a list of which that cannot be told.
func isDeclaredNull(c *Codec, v reflect.Value) bool {
	if !v.IsValid() {
		return false
	}
	return v.Kind() == reflect.Pointer || c.IsNullable(v.Type())
}

// object writes an element with attributes first, as XML has them, then the rest in its order.
func (w *writer) object(n name, v reflect.Value, object []byte, depth int) error {
	members := w.members(v, object)
	w.start(n)
	for _, m := range members {
		if m.attr {
			if err := w.attributeOf(m); err != nil {
				return within(m.json, err)
			}
		}
	}
	w.openEnd()
	for _, m := range members {
		if !m.attr {
			if err := w.child(m, depth+1); err != nil {
				return within(m.json, err)
			}
		}
	}
	w.end(n)
	return nil
}

func (w *writer) attributeOf(m member) error {
	switch m.data[0] {
	case 'n':
		return nil
	case '{':
		return errors.New("an object cannot be an attribute")
	case '[':
		var texts []string
		for item := range exact.Items(m.data) {
			if item[0] == '{' || item[0] == '[' {
				return errors.New("an attribute can only hold a list of scalars")
			}
			texts = append(texts, scalarText(item))
		}
		return w.attribute(m.name, strings.Join(texts, " "))
	}
	return w.attribute(m.name, scalarText(m.data))
}

// child writes a member that is no attribute.
func (w *writer) child(m member, depth int) error {
	switch {
	case m.data[0] == 'n' && (m.text || !m.null):
		return nil
	case m.text:
		if m.data[0] == '{' || m.data[0] == '[' {
			return errors.New("only a scalar can be the text of an element")
		}
		return w.text(scalarText(m.data))
	}
	if err := m.name.check(); err != nil {
		return err
	}
	list := m.data[0] == '['
	switch {
	case list && m.wrapper == "":
		return w.items(m.name, w.codec.open(m.value), m.data, depth)
	case m.wrapper != "":
		if err := m.around().check(); err != nil {
			return err
		}
		return w.element(m.around(), m.name, m.value, m.data, depth)
	}
	return w.element(m.name, m.name, m.value, m.data, depth)
}

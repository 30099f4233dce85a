package xmlwire

import (
	"encoding/xml"
	"errors"
	"reflect"
	"strconv"
	"unicode/utf8"
)

const (
	attrKey  = "@"     // before the names of attributes without a field
	textKey  = "#text" // text without a field
	xsiSpace = "http://www.w3.org/2001/XMLSchema-instance"
)

// writer writes tags. The prefixes that are in scope are kept in a list, innermost last; each element cuts off its own.
type writer struct {
	codec *Codec
	out   []byte
	scope []name // prefix and space; no local
	marks []int  // of open elements: how long the scope was before
}

// start writes a start tag up to its attributes. A namespace is declared where it is not in scope already; one without a
// prefix becomes that of all elements inside that name none.
func (w *writer) start(n name) {
	w.marks = append(w.marks, len(w.scope))
	w.out = append(append(w.out, '<'), n.String()...)
	if n.space != "" {
		w.declare(n.prefix, n.space)
	}
}

// declare binds a prefix to a namespace, unless it is.
func (w *writer) declare(prefix, space string) {
	for i := len(w.scope) - 1; i >= 0; i-- {
		if w.scope[i].prefix == prefix {
			if w.scope[i].space == space {
				return
			}
			break
		}
	}
	w.scope = append(w.scope, name{prefix: prefix, space: space})
	key := "xmlns"
	if prefix != "" {
		key += ":" + prefix
	}
	w.raw(key, space)
}

// openEnd closes a start tag that content follows.
func (w *writer) openEnd() { w.out = append(w.out, '>') }

// empty closes an element without content.
func (w *writer) empty() {
	w.out = append(w.out, "/>"...)
	w.leave()
}

func (w *writer) end(n name) {
	w.out = append(append(append(w.out, "</"...), n.String()...), '>')
	w.leave()
}

func (w *writer) leave() {
	last := len(w.marks) - 1
	w.scope, w.marks = w.scope[:w.marks[last]], w.marks[:last]
}

// markNil marks the element as null.
func (w *writer) markNil() {
	w.declare("xsi", xsiSpace)
	w.raw("xsi:nil", "true")
}

// attribute writes an attribute. One with a namespace needs a prefix: without one it is in none.
func (w *writer) attribute(n name, value string) error {
	if n.space != "" && n.prefix == "" {
		n.prefix = "ns" + strconv.Itoa(len(w.scope)+1)
	}
	if err := n.check(); err != nil {
		return err
	}
	if err := checkText(value); err != nil {
		return err
	}
	if n.space != "" {
		w.declare(n.prefix, n.space)
	}
	w.raw(n.String(), value)
	return nil
}

// raw writes an attribute whose name is known to be one.
func (w *writer) raw(key, value string) {
	w.out = append(append(append(w.out, ' '), key...), `="`...)
	w.escape(value)
	w.out = append(w.out, '"')
}

func (w *writer) text(s string) error {
	if err := checkText(s); err != nil {
		return err
	}
	w.escape(s)
	return nil
}

func (w *writer) escape(s string) { _ = xml.EscapeText(appender{w}, []byte(s)) } // an appender has no errors

type appender struct{ *writer }

func (a appender) Write(p []byte) (int, error) {
	a.out = append(a.out, p...)
	return len(p), nil
}

// checkText refuses characters that no XML can hold, not even escaped.
func checkText(s string) error {
	for i, r := range s {
		control := r < ' ' && r != '\t' && r != '\n' && r != '\r'
		if _, size := utf8.DecodeRuneInString(s[i:]); control || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError && size == 1 {
			return errors.New("contains a character that XML cannot hold")
		}
	}
	return nil
}

// open returns what is behind pointers, interfaces, Nullable and unions; the zero Value where nothing is.
func (c *Codec) open(v reflect.Value) reflect.Value {
	for range maxDepth {
		switch {
		case !v.IsValid() || !v.CanInterface():
			return reflect.Value{}
		case v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface:
			v = v.Elem()
		case c.IsNullable(v.Type()):
			inner, _, _ := c.Held(v.Interface())
			v = reflect.ValueOf(inner)
		case c.planOf(v.Type()).shape == unionShape:
			v = chosen(v)
		default:
			return v
		}
	}
	return reflect.Value{}
}

// chosen returns the variant of a union that is set.
func chosen(union reflect.Value) reflect.Value {
	for i := range union.NumField() - 1 {
		if field := union.Field(i); !field.IsZero() {
			return field
		}
	}
	return reflect.Value{}
}

// item returns an item of a list or tuple.
func (c *Codec) item(v reflect.Value, i int) reflect.Value {
	if !v.IsValid() {
		return v
	}
	switch p := c.planOf(v.Type()); p.shape {
	case listShape:
		if i < v.Len() {
			return v.Index(i)
		}
	case tupleShape:
		if i < len(p.parts) {
			return v.Field(i)
		}
		if rest := v.Field(len(p.parts)); i-len(p.parts) < rest.Len() {
			return rest.Index(i - len(p.parts))
		}
	}
	return reflect.Value{}
}

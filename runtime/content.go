package runtime

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// FieldStyle says how one property of a form or multipart body is sent, where the document says so.
type FieldStyle struct {
	Field       string  // name of the property: "metadata"
	Style       []Style // nil: the default of the body
	ContentType string  // "": the default of the body; JSON types send the property as JSON
}

// JSON sets a body of JSON. A nil pointer, slice, map or interface sets none.
func (r *Request) JSON(mediaType string, value any) {
	if isAbsent(value) {
		return
	}
	data, err := encodeJSON(value)
	if err != nil {
		r.failBody(err)
		return
	}
	r.body = bytesBody(mediaType, data)
	r.body.json = data
}

// Text sets a body of text: a string, or a type that has a text. A nil pointer sets none.
func (r *Request) Text(mediaType string, value any) {
	n, err := inspect(value)
	if err == nil && n.kind != scalarNode && n.kind != absentNode {
		err = fmt.Errorf("a %T is no text", value)
	}
	if err != nil {
		r.failBody(err)
		return
	}
	if n.kind == scalarNode {
		r.body = bytesBody(mediaType, []byte(n.text))
	}
}

// Body sets a body that is read from the source as it is sent. A source that is an [io.Seeker] can be sent again, from where
// it stands now; any other is sent once. A nil source sets none.
func (r *Request) Body(mediaType string, source io.Reader) {
	if !isNilReader(source) {
		r.body = readerBody(mediaType, source)
	}
}

// Form sets a body of type application/x-www-form-urlencoded from a struct (by its json tags, in order) or a map (sorted).
// A nil pointer sets none.
//
// Scalars in a list repeat the name: tag=a&tag=b. What is nested gets brackets: metadata[k]=v, items[0][price]=5. A
// FieldStyle changes that for one property: with [DeepObject] the list is tag[0]=a&tag[1]=b.
func (r *Request) Form(value any, styles ...FieldStyle) {
	entries, present, err := entriesOf(value)
	if err != nil {
		r.failBody(err)
		return
	}
	if !present {
		return
	}
	var pairs []pair
	for _, e := range entries {
		pairs, err = e.formPairs(pairs, styles)
		if err != nil {
			r.failBody(fmt.Errorf("%s: %w", e.name, err))
			return
		}
	}
	r.body = bytesBody("application/x-www-form-urlencoded", []byte(joinQuery("", "", pairs)))
}

func (r *Request) failBody(err error) {
	r.errs = append(r.errs, fmt.Errorf("request body: %w", err))
}

// entry is one property of a form or multipart body.
type entry struct {
	name  string
	value any
}

// entriesOf returns the properties of a body; present is false if there is no body.
func entriesOf(value any) (entries []entry, present bool, err error) {
	if isAbsent(value) {
		return nil, false, nil
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch _, selfEncoding := value.(interface{ MarshalJSON() ([]byte, error) }); {
	case v.Kind() == reflect.Struct && (!selfEncoding || holdsFile(v.Type())):
		return structEntries(v), true, nil
	case v.Kind() == reflect.Map && !selfEncoding && v.Type().Key().Kind() == reflect.String:
		return mapEntries(v), true, nil
	}
	data, err := encodeJSON(value)
	if err != nil {
		return nil, false, err
	}
	if len(data) == 0 || data[0] != '{' {
		return nil, false, errors.New("only an object has properties to send one by one")
	}
	for name, raw := range jsonMembers(data) {
		entries = append(entries, entry{name, rawJSON(raw)})
	}
	return entries, true, nil
}

// rawJSON is a value that is JSON text already.
type rawJSON []byte

func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

func structEntries(v reflect.Value) []entry {
	var entries []entry
	for _, f := range jsonFields(v.Type()) {
		if field, ok := f.of(v); ok && !f.leftOut(field) {
			entries = append(entries, entry{f.name, field.Interface()})
		}
	}
	if extra := v.FieldByName("AdditionalProperties"); extra.IsValid() && extra.Kind() == reflect.Map {
		entries = append(entries, mapEntries(extra)...)
	}
	return entries
}

func mapEntries(v reflect.Value) []entry {
	entries := make([]entry, 0, v.Len())
	for _, key := range v.MapKeys() {
		entries = append(entries, entry{key.String(), v.MapIndex(key).Interface()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return entries
}

// style returns what the document says about the property.
func (e entry) style(styles []FieldStyle) FieldStyle {
	for _, s := range styles {
		if s.Field == e.name {
			return s
		}
	}
	return FieldStyle{}
}

// formPairs appends the pairs of the property.
func (e entry) formPairs(pairs []pair, styles []FieldStyle) ([]pair, error) {
	s := e.style(styles)
	l := layoutOf(StyleForm, s.Style)
	l.json = l.json || isJSON(s.ContentType)
	keep := keepUnreserved
	if l.reserved {
		keep = keepReservedQuery
	}
	if l.json || l.style != StyleForm || !l.explode {
		return namedPairs(pairs, e.name, e.value, l, keepUnreserved, keep)
	}
	n, err := inspect(e.value)
	if err != nil {
		return nil, err
	}
	if n.isEmpty() && l.empty {
		return append(pairs, pair{escape(e.name, keepUnreserved), ""}), nil
	}
	// Unlike in a query, the members of an object do not spill into the top level: that would mix them with the other
	// properties of the body, and no server with nested forms reads it.
	w := pairWriter{pairs: pairs, arrays: ArrayRepeat, name: keepUnreserved, value: keep}
	if l.arrays != "" {
		w.arrays = l.arrays
	}
	w.deep(e.name, n)
	return w.pairs, nil
}

package wire

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/header"
)

// Field says how one property of a form or multipart body is sent, where the document says so.
type Field struct {
	Name        string
	Layout      Layout
	Styled      bool              // the document names a style
	ContentType string            // "": the default of the body
	Header      map[string]string // of the parts of a multipart body, by canonical name; "": ours to fill in
}

// Form returns a form in the order of the fields of a struct, or sorted by the keys of a map; present is false if there
// is none.
func (of Values) Form(value any, fields []Field) (form string, present bool, err error) {
	entries, present, err := of.entries(value)
	if err != nil || !present {
		return "", false, err
	}
	var pairs []Pair
	for _, e := range entries {
		if pairs, err = of.formPairs(pairs, e, e.field(fields)); err != nil {
			return "", false, fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return joinQuery("", "", pairs), true, nil
}

// entry is one property of a form or multipart body.
type entry struct {
	name  string
	value any
}

// entries returns the properties of a body; present is false if there is no body. A value that writes its own JSON is taken
// at its word.
func (of Values) entries(value any) (entries []entry, present bool, err error) {
	if of.IsAbsent(value) {
		return nil, false, nil
	}
	v := behindPointers(value)
	switch _, selfEncoding := value.(interface{ MarshalJSON() ([]byte, error) }); {
	case v.Kind() == reflect.Struct && !selfEncoding:
		return structEntries(v), true, nil
	case v.Kind() == reflect.Map && !selfEncoding && v.Type().Key().Kind() == reflect.String:
		return mapEntries(v), true, nil
	}
	data, err := exact.Encode(value)
	if err != nil {
		return nil, false, err
	}
	if len(data) == 0 || data[0] != '{' {
		return nil, false, errors.New("only an object has properties to send one by one")
	}
	for name, raw := range exact.Members(data) {
		entries = append(entries, entry{name, rawJSON(raw)})
	}
	return entries, true, nil
}

func behindPointers(value any) reflect.Value {
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	return v
}

// rawJSON is a value that is JSON text already.
type rawJSON []byte

func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

func structEntries(v reflect.Value) []entry {
	var entries []entry
	for _, f := range exact.Fields(v.Type()) {
		if field, ok := f.Of(v); ok && !f.LeftOut(field) {
			entries = append(entries, entry{f.Name, field.Interface()})
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

// field returns what the document says about the property.
func (e entry) field(fields []Field) Field {
	for _, f := range fields {
		if f.Name == e.name {
			return f
		}
	}
	return Field{Layout: LayoutOf[string](Form)}
}

// formPairs appends the pairs of the property.
func (of Values) formPairs(pairs []Pair, e entry, f Field) ([]Pair, error) {
	l := f.Layout
	l.json = l.json || header.IsJSON(f.ContentType)
	keep := keepUnreserved
	if l.reserved {
		keep = keepReservedQuery
	}
	if l.json || l.style != Form || !l.explode {
		return of.namedPairs(pairs, e.name, e.value, l, keepUnreserved, keep)
	}
	n, err := of.inspect(e.value)
	if err != nil {
		return nil, err
	}
	if n.isEmpty() && l.empty {
		return append(pairs, Pair{escape(e.name, keepUnreserved), ""}), nil
	}
	// Unlike in a query, the members of an object do not spill into the top level: that would mix them with the other
	// properties of the body, and no server with nested forms reads it.
	w := pairWriter{pairs: pairs, arrays: ArrayRepeat, name: keepUnreserved, value: keep}
	if l.arrays != "" {
		w.arrays = l.arrays
	}
	w.deep(e.name, n)
	return w.pairs, w.err
}

// Package drift answers: what is in a response that the types of the client do not know?
package drift

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// Kind is what a finding is about.
type Kind int

const (
	Field   Kind = iota // a member that the struct has no field for
	Enum                // a value that is none of the enum's
	Variant             // a value that is none of the union's variants
)

// Finding is one thing that the types do not know.
type Finding struct {
	Kind  Kind
	At    string // "$.data[*].status": items of a list and members of a map are not told apart
	Type  string // of Go: "orders.OrderStatus"
	Value string // of an enum
}

// maxFindings bounds what is found in one response: a body of another kind altogether is one piece of news, not thousands.
const maxFindings = 100

// Find compares a value with the JSON that it was decoded from. Each place is reported once. unwrap returns what is within a
// value that may be absent or null, and whether it is of such a type at all.
func Find(value any, data []byte, unwrap func(reflect.Value) (inner any, is bool)) []Finding {
	w := walker{seen: make(map[Finding]bool), unwrap: unwrap}
	w.walk(reflect.ValueOf(value), exact.Trim(data), "$")
	return w.found
}

type walker struct {
	found  []Finding
	seen   map[Finding]bool
	unwrap func(reflect.Value) (any, bool)
}

func (w *walker) report(f Finding) {
	if w.seen[f] || len(w.found) >= maxFindings {
		return
	}
	w.seen[f] = true
	w.found = append(w.found, f)
}

// walk goes down the value and its JSON side by side. Where they are not of the same shape there is nothing to compare.
func (w *walker) walk(v reflect.Value, data []byte, at string) {
	v = w.bare(v)
	if !v.IsValid() || len(data) == 0 || string(data) == "null" {
		return
	}
	if w.isEnum(v, at) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		w.walkStruct(v, data, at)
	case reflect.Slice, reflect.Array:
		w.walkItems(v, data, at)
	case reflect.Map:
		w.walkMap(v, data, at)
	}
}

// bare takes pointers and what is optional off the value; the result is invalid if there is none.
func (w *walker) bare(v reflect.Value) reflect.Value {
	for v.IsValid() {
		if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			v = v.Elem()
			continue
		}
		inner, is := w.unwrap(v)
		if !is {
			return v
		}
		v = reflect.ValueOf(inner)
	}
	return v
}

// isEnum reports whether the value is one of an enum, and reports those that the enum does not know.
func (w *walker) isEnum(v reflect.Value, at string) bool {
	enum, ok := v.Interface().(interface{ IsKnown() bool })
	if !ok {
		return false
	}
	if !v.IsZero() && !enum.IsKnown() {
		text, err := exact.Encode(v.Interface())
		if err == nil {
			w.report(Finding{Enum, at, v.Type().String(), redact.Clip(strings.Trim(string(text), `"`), 60)})
		}
	}
	return true
}

func (w *walker) walkStruct(v reflect.Value, data []byte, at string) {
	if union, ok := v.Interface().(interface{ Value() any }); ok {
		w.walkUnion(v, union.Value(), data, at)
		return
	}
	if exact.Kind(data) != "object" || isLeaf(v.Type()) {
		return
	}
	fields := exact.Fields(v.Type())
	closed := !v.FieldByName("AdditionalProperties").IsValid()
	for name, member := range exact.Members(data) {
		known := false
		for _, f := range fields {
			if f.Name != name {
				continue
			}
			known = true
			if field, ok := f.Of(v); ok {
				w.walk(field, exact.Trim(member), at+step(name))
			}
		}
		if !known && closed {
			w.report(Finding{Kind: Field, At: at + step(name), Type: v.Type().String()})
		}
	}
}

// walkUnion goes on with the variants that are set.
func (w *walker) walkUnion(v reflect.Value, set any, data []byte, at string) {
	if _, unknown := set.(json.RawMessage); unknown {
		w.report(Finding{Kind: Variant, At: at, Type: v.Type().String()})
		return
	}
	for i := range v.NumField() {
		if field := v.Field(i); v.Type().Field(i).IsExported() && !field.IsZero() {
			w.walk(field, data, at)
		}
	}
}

func (w *walker) walkItems(v reflect.Value, data []byte, at string) {
	if exact.Kind(data) != "array" {
		return
	}
	i := 0
	for item := range exact.Items(data) {
		if i >= v.Len() {
			return
		}
		w.walk(v.Index(i), exact.Trim(item), at+"[*]")
		i++
	}
}

func (w *walker) walkMap(v reflect.Value, data []byte, at string) {
	if v.Type().Key().Kind() != reflect.String || exact.Kind(data) != "object" {
		return
	}
	for name, member := range exact.Members(data) {
		value := v.MapIndex(reflect.ValueOf(name).Convert(v.Type().Key()))
		w.walk(value, exact.Trim(member), at+".*")
	}
}

// isLeaf reports whether a struct reads its JSON itself, in a way that its fields do not tell: a tuple, a type of the user's.
func isLeaf(t reflect.Type) bool {
	_, open := t.FieldByName("AdditionalProperties")
	_, decodes := reflect.PointerTo(t).MethodByName("UnmarshalJSON")
	return decodes && !open
}

// step is the part of a JSONPath that leads to a member.
func step(name string) string {
	for i, c := range []byte(name) {
		if c != '_' && !redact.IsAlphanumeric(c) || i == 0 && c >= '0' && c <= '9' {
			return "['" + strings.ReplaceAll(redact.Clip(name, 60), "'", `\'`) + "']"
		}
	}
	if name == "" {
		return "['']"
	}
	return "." + redact.Clip(name, 60)
}

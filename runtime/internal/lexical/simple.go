package lexical

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Types tells the one type that this package cannot know, the runtime's Nullable: a struct whose first field is the value.
type Types func(t reflect.Type) bool

// Bare returns the type behind pointers and Nullable.
func (is Types) Bare(t reflect.Type) reflect.Type {
	for {
		switch {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case is(t):
			t = t.Field(0).Type
		default:
			return t
		}
	}
}

// Simple returns the JSON of a value that is written in OpenAPI's style "simple", as headers are: a scalar as it is, a list
// as "a,b", an object as "k,v,k,v" or "k=v,k=v". A text that is JSON already stays so where that is what the type reads.
func (is Types) Simple(text string, t reflect.Type) []byte {
	t = is.Bare(t)
	if KindOf(t) != Other || t == reflect.TypeFor[json.RawMessage]() {
		return Append(nil, text, t)
	}
	switch t.Kind() {
	case reflect.Interface:
		return []byte(exact.Quote(text))
	case reflect.Slice, reflect.Array:
		if isJSON(text, '[') {
			return []byte(text)
		}
		return is.list(text, t.Elem())
	case reflect.Map, reflect.Struct:
		if isJSON(text, '{') {
			return []byte(text)
		}
		return is.object(text, t)
	}
	return []byte(exact.Quote(text))
}

func isJSON(text string, first byte) bool {
	return strings.HasPrefix(text, string(first)) && json.Valid([]byte(text))
}

func (is Types) list(text string, item reflect.Type) []byte {
	b := []byte{'['}
	for _, part := range parts(text) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = is.scalar(b, part, item)
	}
	return append(b, ']')
}

// parts are the items of a comma-separated list; what is empty as a whole has none.
func parts(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	items := strings.Split(text, ",")
	for i, item := range items {
		items[i] = strings.TrimSpace(item)
	}
	return items
}

// object reads both forms: all parts of the exploded one have an equals sign.
func (is Types) object(text string, t reflect.Type) []byte {
	flat, exploded := parts(text), true
	for _, part := range flat {
		exploded = exploded && strings.Contains(part, "=")
	}
	b, step := []byte{'{'}, 2
	if exploded {
		step = 1
	}
	for i := 0; i+step <= len(flat); i += step {
		name, value, _ := strings.Cut(flat[i], "=")
		if !exploded {
			name, value = flat[i], flat[i+1]
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(b, exact.Quote(name)...), ':')
		b = is.scalar(b, value, memberType(t, name))
	}
	return append(b, '}')
}

func memberType(t reflect.Type, name string) reflect.Type {
	if t.Kind() == reflect.Map {
		return t.Elem()
	}
	for _, f := range exact.Fields(t) {
		if f.Name == name {
			return f.In(t).Type
		}
	}
	return reflect.TypeFor[any]()
}

func (is Types) scalar(b []byte, text string, t reflect.Type) []byte {
	if t = is.Bare(t); KindOf(t) == Other {
		return append(b, exact.Quote(text)...)
	}
	return Append(b, text, t)
}

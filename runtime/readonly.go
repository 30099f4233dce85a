package runtime

import (
	"reflect"
	"sync"
)

// Members that only the server sets have the tag apigen:"readonly". What the server has sent can be changed and sent back:
// request bodies are encoded from a copy in which such members are zero, and so left out. Only what has to change is
// copied, down to the member; the caller's value stays as it is, and plain encoding/json still writes it whole.

const (
	readOnlyTag   = "apigen"
	readOnlyValue = "readonly"

	// maxReadOnlyDepth ends the walk through a value that holds itself. It has no JSON either, as its encoding will say.
	maxReadOnlyDepth = 1000
)

// readOnlyTypes remembers for each type whether its values can hold read-only members. Like the cache of encoding/json it
// is bounded by the types of the program, and says the same whoever asks first: a body is encoded before there is a client.
var readOnlyTypes sync.Map // reflect.Type to bool

// writable returns the value without the members that only the server sets.
func writable(value any) any {
	v := reflect.ValueOf(value)
	if !v.IsValid() {
		return value
	}
	if out, changed := stripped(v, 0); changed {
		return out.Interface()
	}
	return value
}

// stripped returns the value without read-only members: itself if it has none that are set.
func stripped(v reflect.Value, depth int) (out reflect.Value, changed bool) {
	if depth > maxReadOnlyDepth || !mayHoldReadOnly(v.Type()) {
		return v, false
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return strippedElem(v, depth)
	case reflect.Slice, reflect.Array:
		return strippedItems(v, depth)
	case reflect.Map:
		return strippedMap(v, depth)
	case reflect.Struct:
		if isNullable(v.Type()) {
			return strippedNullable(v, depth)
		}
		return strippedStruct(v, depth)
	}
	return v, false
}

func strippedElem(v reflect.Value, depth int) (reflect.Value, bool) {
	if v.IsNil() {
		return v, false
	}
	elem, changed := stripped(v.Elem(), depth+1)
	if !changed {
		return v, false
	}
	if v.Kind() == reflect.Interface {
		return elem, true
	}
	pointer := reflect.New(v.Type().Elem())
	pointer.Elem().Set(elem)
	return pointer.Convert(v.Type()), true
}

func strippedItems(v reflect.Value, depth int) (reflect.Value, bool) {
	var out reflect.Value
	for i := range v.Len() {
		item, changed := stripped(v.Index(i), depth+1)
		if !changed {
			continue
		}
		if !out.IsValid() {
			out = copied(v)
		}
		out.Index(i).Set(item)
	}
	if !out.IsValid() {
		return v, false
	}
	return out, true
}

// copied returns a copy whose items, entries or fields can be set.
func copied(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Slice:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		reflect.Copy(out, v)
	case reflect.Map:
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for entry := v.MapRange(); entry.Next(); {
			out.SetMapIndex(entry.Key(), entry.Value())
		}
	default:
		out.Set(v)
	}
	return out
}

func strippedMap(v reflect.Value, depth int) (reflect.Value, bool) {
	var out reflect.Value
	for entry := v.MapRange(); entry.Next(); {
		value, changed := stripped(entry.Value(), depth+1)
		if !changed {
			continue
		}
		if !out.IsValid() {
			out = copied(v)
		}
		out.SetMapIndex(entry.Key(), value)
	}
	if !out.IsValid() {
		return v, false
	}
	return out, true
}

func strippedNullable(v reflect.Value, depth int) (reflect.Value, bool) {
	out := copied(v)
	inner := nullableValue(out)
	value, changed := stripped(inner, depth+1)
	if changed {
		inner.Set(value)
	}
	return out, changed
}

func strippedStruct(v reflect.Value, depth int) (reflect.Value, bool) {
	var out reflect.Value
	set := func(i int, field reflect.Value) {
		if !out.IsValid() {
			out = copied(v)
		}
		out.Field(i).Set(field)
	}
	for i := range v.NumField() {
		f, field := v.Type().Field(i), v.Field(i)
		switch {
		case !f.IsExported():
		case f.Tag.Get(readOnlyTag) == readOnlyValue:
			if !field.IsZero() {
				set(i, reflect.Zero(f.Type))
			}
		default:
			if value, changed := stripped(field, depth+1); changed {
				set(i, value)
			}
		}
	}
	if !out.IsValid() {
		return v, false
	}
	return out, true
}

// mayHoldReadOnly reports whether values of the type can hold read-only members. An any can hold everything.
func mayHoldReadOnly(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map, reflect.Interface:
	default:
		return false
	}
	if known, ok := readOnlyTypes.Load(t); ok {
		return known == true
	}
	may := findReadOnly(t, map[reflect.Type]bool{})
	readOnlyTypes.Store(t, may)
	return may
}

func findReadOnly(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] || t == reflect.TypeFor[File]() {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return t.NumMethod() == 0
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return findReadOnly(t.Elem(), seen)
	case reflect.Struct:
		if isNullable(t) {
			return findReadOnly(t.Field(0).Type, seen)
		}
		for i := range t.NumField() {
			f := t.Field(i)
			if f.IsExported() && (f.Tag.Get(readOnlyTag) == readOnlyValue || findReadOnly(f.Type, seen)) {
				return true
			}
		}
	}
	return false
}

package exact

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// An open object has members that its document does not name. The struct keeps them in a map beside its fields, so that
// what a server sends comes back as it was.

// DecodeObject decodes an object: members that plain, a pointer to a struct, has a field for, by its json tags, go there, all
// others into extra, a pointer to a map[string]T. The map is nil if there are none. Null changes nothing.
//
// Names are compared exactly, unlike in encoding/json: "ID" does not end up in the field of "id".
func DecodeObject(data []byte, plain any, extra any) error {
	data = Trim(data)
	if string(data) == "null" {
		return nil
	}
	known := Fields(reflect.TypeOf(plain).Elem())
	others, clash := splitMembers(data, known)
	if clash {
		if err := Decode(data, new(json.RawMessage)); err != nil {
			return err
		}
		data = onlyKnown(data, known)
	}
	if err := Decode(data, plain); err != nil {
		return err
	}
	return decodeExtra(others, extra)
}

// rawMember is a member whose value is not decoded yet.
type rawMember struct {
	name  string
	value []byte
}

// splitMembers returns the members that have no field. Clash tells that encoding/json would find a field for one of them,
// as it ignores case.
func splitMembers(data []byte, known []Field) (others []rawMember, clash bool) {
	for name, value := range Members(data) {
		if hasField(known, name) {
			continue
		}
		others = append(others, rawMember{name, value})
		clash = clash || slices.ContainsFunc(known, func(f Field) bool { return strings.EqualFold(f.Name, name) })
	}
	return others, clash
}

func hasField(fields []Field, name string) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name })
}

// onlyKnown returns the object with the members that have a field.
func onlyKnown(data []byte, known []Field) []byte {
	w := objectWriter{[]byte{'{'}}
	for name, value := range Members(data) {
		if hasField(known, name) {
			w.add(name, value)
		}
	}
	return append(w.data, '}')
}

// decodeExtra decodes members into a pointer to a map[string]T.
func decodeExtra(members []rawMember, extra any) error {
	m := reflect.ValueOf(extra).Elem()
	m.SetZero()
	if len(members) == 0 {
		return nil
	}
	m.Set(reflect.MakeMapWithSize(m.Type(), len(members)))
	for _, member := range members {
		value := reflect.New(m.Type().Elem())
		if err := Decode(member.value, value.Interface()); err != nil {
			return fmt.Errorf("member %q: %w", member.name, err)
		}
		m.SetMapIndex(reflect.ValueOf(member.name).Convert(m.Type().Key()), value.Elem())
	}
	return nil
}

// EncodeObject returns the JSON of a struct with the members of extra, a map[string]T, after its own, in the order of their
// names. A member that the struct has a field for is left out: the field counts.
func EncodeObject(plain any, extra any) ([]byte, error) {
	data, err := Encode(plain)
	if err != nil {
		return nil, err
	}
	m := reflect.ValueOf(extra)
	if m.Len() == 0 || len(data) < 2 || data[0] != '{' {
		return data, nil
	}
	values := map[string]reflect.Value{}
	for _, key := range m.MapKeys() {
		values[key.String()] = m.MapIndex(key)
	}
	known := Fields(reflect.Indirect(reflect.ValueOf(plain)).Type())
	w := objectWriter{data[:len(data)-1]}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if hasField(known, name) {
			continue
		}
		value, err := Encode(values[name].Interface())
		if err != nil {
			return nil, fmt.Errorf("member %q: %w", name, err)
		}
		w.add(name, value)
	}
	return append(w.data, '}'), nil
}

// objectWriter appends members to an object that is not closed yet.
type objectWriter struct{ data []byte }

func (w *objectWriter) add(name string, value []byte) {
	if len(w.data) > 1 {
		w.data = append(w.data, ',')
	}
	w.data = append(append(append(w.data, Quote(name)...), ':'), value...)
}

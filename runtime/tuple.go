package runtime

import (
	"encoding/json"
	"reflect"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// A tuple is an array whose first items have a type each. In Go it is a struct with a field for each of them, and a slice for
// what follows, so that an array that has become longer than its document comes back as it was.

// DecodeTuple decodes an array: its first items into what items point to, in order, and all others into rest, a pointer to a
// slice, nil if there are none. Items that a shorter array does not have are left zero. Null changes nothing.
func DecodeTuple(data []byte, items []any, rest any) error {
	data = exact.Trim(data)
	if string(data) == "null" {
		return nil
	}
	var raw []json.RawMessage
	if err := exact.Decode(data, &raw); err != nil {
		return err
	}
	others := reflect.ValueOf(rest).Elem()
	others.SetZero()
	for _, item := range items {
		reflect.ValueOf(item).Elem().SetZero()
	}
	for i, value := range raw {
		if i < len(items) {
			if err := exact.Decode(value, items[i]); err != nil {
				return err
			}
			continue
		}
		other := reflect.New(others.Type().Elem())
		if err := exact.Decode(value, other.Interface()); err != nil {
			return err
		}
		others.Set(reflect.Append(others, other.Elem()))
	}
	return nil
}

// EncodeTuple returns the array of the items, given as pointers, and of rest, a slice. If there is no rest, items at the end
// that are nil are left out, as long as at least so many stay.
func EncodeTuple(items []any, least int, rest any) ([]byte, error) {
	others := reflect.ValueOf(rest)
	count := len(items)
	for others.Len() == 0 && count > least && isNilItem(items[count-1]) {
		count--
	}
	all := make([]any, count, count+others.Len())
	copy(all, items)
	for i := range others.Len() {
		all = append(all, others.Index(i).Interface())
	}
	return exact.Encode(all)
}

// isNilItem reports whether an item is a nil pointer, slice, map or any.
func isNilItem(item any) bool {
	switch v := reflect.ValueOf(item).Elem(); v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	}
	return false
}

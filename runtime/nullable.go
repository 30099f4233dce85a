package runtime

import (
	"reflect"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// A client has an instance of Nullable for each of its types that may be absent or null, often a thousand, and every method
// costs each of them two functions. So there are few methods, their work is done by functions that are not generic, and they
// are not inlined into their wrappers: that halves what an instance costs to compile. The state is as large as a pointer, as
// the compiler compares such a struct without a function of its own.

// Nullable is an optional value that may also be null: absent, null, or a value. Give its field the option omitzero, so that
// absent leaves the member out. The zero Nullable is absent. It is a plain value: copies are independent, as far as T is.
type Nullable[T any] struct {
	value T
	set   setness
}

type setness uintptr

const (
	isAbsentValue setness = iota
	isNullValue
	isSetValue
)

// Value returns a Nullable that holds v.
func Value[T any](v T) Nullable[T] { return Nullable[T]{value: v, set: isSetValue} }

// Null returns a Nullable that is null.
func Null[T any]() Nullable[T] { return Nullable[T]{set: isNullValue} }

// Get returns the value; ok is false, and the value zero, if it is absent or null.
//
//go:noinline
func (n Nullable[T]) Get() (value T, ok bool) { return n.value, n.set == isSetValue }

// Or returns the value, or the fallback if it is absent or null.
//
//go:noinline
func (n Nullable[T]) Or(fallback T) T {
	if n.set != isSetValue {
		return fallback
	}
	return n.value
}

// IsNull reports whether the value is null.
//
//go:noinline
func (n Nullable[T]) IsNull() bool { return n.set == isNullValue }

// IsZero reports whether the value is absent. It is what the option omitzero asks.
//
//go:noinline
func (n Nullable[T]) IsZero() bool { return n.set == isAbsentValue }

// MarshalJSON returns the value's JSON, null if it is null or absent.
//
//go:noinline
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.set != isSetValue {
		return []byte("null"), nil
	}
	return exact.Encode(n.value)
}

// UnmarshalJSON reads null or a value. After an error it is absent.
//
//go:noinline
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	*n = Nullable[T]{}
	var err error
	if n.set, err = decodeNullable(data, &n.value); err != nil {
		*n = Nullable[T]{}
	}
	return err
}

func decodeNullable(data []byte, into any) (setness, error) {
	if string(data) == "null" {
		return isNullValue, nil
	}
	return isSetValue, exact.Decode(data, into)
}

// nullable is what every Nullable can do. Other types may too: see isNullable.
type nullable interface {
	IsNull() bool
	IsZero() bool
}

// isNullable tells instances of Nullable.
func isNullable(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasPrefix(t.Name(), "Nullable[") && t.PkgPath() == reflect.TypeFor[File]().PkgPath()
}

// nullableState returns what a Nullable holds. A method would be of no use to callers, and compiled with every instance.
func nullableState(n nullable) (value any, present bool) {
	switch {
	case n.IsZero():
		return nil, false
	case n.IsNull():
		return nil, true
	}
	held := reflect.New(reflect.TypeOf(n)).Elem()
	held.Set(reflect.ValueOf(n))
	return nullableValue(held).Interface(), true
}

// nullableValue returns the value within a Nullable that can be set, so that it can be set too.
func nullableValue(n reflect.Value) reflect.Value {
	value := n.Field(0)
	return reflect.NewAt(value.Type(), value.Addr().UnsafePointer()).Elem()
}

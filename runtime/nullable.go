package runtime

import "github.com/apigen-go/apigen/runtime/internal/exact"

// Nullable is an optional value that may also be null: absent, null, or a value. Give its field the option omitzero, so that
// absent leaves the member out. The zero Nullable is absent. It is a plain value: copies are independent, as far as T is.
type Nullable[T any] struct {
	value T
	set   setness
}

type setness uint8

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
func (n Nullable[T]) Get() (value T, ok bool) { return n.value, n.set == isSetValue }

// Or returns the value, or the fallback if it is absent or null.
func (n Nullable[T]) Or(fallback T) T {
	if n.set != isSetValue {
		return fallback
	}
	return n.value
}

// IsNull reports whether the value is null.
func (n Nullable[T]) IsNull() bool { return n.set == isNullValue }

// IsZero reports whether the value is absent. It is what the option omitzero asks.
func (n Nullable[T]) IsZero() bool { return n.set == isAbsentValue }

// MarshalJSON returns the value's JSON, null if it is null or absent.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.set != isSetValue {
		return []byte("null"), nil
	}
	return exact.Encode(n.value)
}

// UnmarshalJSON reads null or a value.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Null[T]()
		return nil
	}
	var value T
	if err := exact.Decode(data, &value); err != nil {
		return err
	}
	*n = Value(value)
	return nil
}

// state implements nullable.
func (n Nullable[T]) state() (value any, present bool) {
	switch n.set {
	case isSetValue:
		return n.value, true
	case isNullValue:
		return nil, true
	}
	return nil, false
}

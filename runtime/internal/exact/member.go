package exact

import (
	"bytes"
	"slices"
)

// WithMember returns the object with the member set to a value that is JSON text: in place of the one it has, else as the
// first, so that the order of the others, on which signatures may depend, stays. `{"a":1}` becomes `{"key":"...","a":1}`.
func WithMember(object []byte, name, value string) []byte {
	if present, ok := Member(object, name); ok {
		at := cap(object) - cap(present) // where it begins: Member returns a part of the object
		return slices.Concat(object[:at], []byte(value), object[at+len(present):])
	}
	first := bytes.IndexByte(object, '{') + 1
	member := Quote(name) + ":" + value
	if rest := Trim(object[first:]); len(rest) > 0 && rest[0] != '}' {
		member += ","
	}
	return slices.Concat(object[:first], []byte(member), object[first:])
}

// Quote returns the text as a JSON string.
func Quote(s string) string {
	data, err := Encode(s)
	if err != nil {
		panic("unreachable: a string has no JSON: " + err.Error())
	}
	return string(data)
}

// Same compares scalars: strings by their value, others by their text.
func Same(a, b []byte) bool {
	if Kind(a) != "string" || Kind(b) != "string" {
		return string(a) == string(b)
	}
	return Unquote(a) == Unquote(b)
}

// Kind returns the JSON type of a value; a number without fraction and exponent is an integer.
func Kind(data []byte) string {
	if len(data) == 0 {
		return ""
	}
	switch data[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	}
	if bytes.ContainsAny(data, ".eE") {
		return "number"
	}
	return "integer"
}

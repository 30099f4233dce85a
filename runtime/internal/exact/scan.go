package exact

import (
	"bytes"
	"encoding/json"
	"iter"
	"unicode/utf8"
)

// A small scanner over JSON that is known to be valid: it finds the members of an object, or the items of an array, and
// leaves their values as they are. On invalid JSON it ends early; it never reads past the end.

// Members yields the names and the raw values of the members of an object, in order.
func Members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for name, value := range rawMembers(object) {
			if !yield(Unquote(name), value) {
				return
			}
		}
	}
}

// rawMembers yields the same, with the names as they are quoted.
func rawMembers(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		i := skipSpace(object, 0)
		if i >= len(object) || object[i] != '{' {
			return
		}
		for i++; ; i++ {
			start := skipSpace(object, i)
			if start >= len(object) || object[start] != '"' {
				return
			}
			nameEnd := StringEnd(object, start)
			colon := skipSpace(object, nameEnd)
			if colon >= len(object) || object[colon] != ':' {
				return
			}
			value := skipSpace(object, colon+1)
			end := valueEnd(object, value)
			if end == value || !yield(object[start:nameEnd], object[value:end]) {
				return
			}
			if i = skipSpace(object, end); i >= len(object) || object[i] != ',' {
				return
			}
		}
	}
}

// Member returns the raw value of a member of an object: a part of the object, not a copy.
func Member(object []byte, name string) (value []byte, ok bool) {
	for quoted, v := range rawMembers(object) {
		if isQuoted(quoted, name) {
			return v, true
		}
	}
	return nil, false
}

// isQuoted reports whether the JSON string means s; it allocates only if there are escapes in it.
func isQuoted(text []byte, s string) bool {
	if bytes.IndexByte(text, '\\') >= 0 {
		return Unquote(text) == s
	}
	return len(text) == len(s)+2 && string(text[1:len(text)-1]) == s
}

// Items yields the raw items of an array.
func Items(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		i := skipSpace(array, 0)
		if i >= len(array) || array[i] != '[' {
			return
		}
		for i++; ; i++ {
			value := skipSpace(array, i)
			end := valueEnd(array, value)
			if end == value || !yield(array[value:end]) {
				return
			}
			if i = skipSpace(array, end); i >= len(array) || array[i] != ',' {
				return
			}
		}
	}
}

// Trim cuts off what JSON takes for white space.
func Trim(data []byte) []byte { return bytes.Trim(data, " \t\r\n") }

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// ValueEnd returns the index after the value that begins at data[i], or len(data) if it does not end.
func ValueEnd(data []byte, i int) int { return valueEnd(data, i) }

// valueEnd returns the index after the value that begins at data[i]; i itself if none does.
func valueEnd(data []byte, i int) int {
	depth := 0
	for ; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := StringEnd(data, i)
			if depth == 0 {
				return end
			}
			i = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
			if depth < 0 {
				return i
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}

// Unquote returns what a JSON string means; "" if the text is none.
func Unquote(text []byte) string {
	if len(text) < 2 {
		return ""
	}
	if bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) {
		return string(text[1 : len(text)-1])
	}
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return ""
	}
	return s
}

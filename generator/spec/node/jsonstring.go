package node

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// str parses the JSON string at pos. Without escapes it is a slice of the input.
func (s *scanner) str() (string, bool) {
	start := s.pos + 1
	plain := true
	for i := start; i < len(s.src); i++ {
		switch c := s.src[i]; {
		case c == '"':
			s.pos = i + 1
			if plain {
				return s.src[start:i], true
			}
			return s.unquote(start, i)
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			s.pos = i
			s.fail(codeSyntax, "expected the closing '\"' of the string, found %s; control characters must be escaped", s.found())
			return "", false
		case c >= utf8.RuneSelf && plain:
			r, size := utf8.DecodeRuneInString(s.src[i:])
			plain = r != utf8.RuneError || size != 1
			i += size - 1
		}
	}
	s.fail(codeSyntax, "the string that begins here has no closing '\"'")
	return "", false
}

// unquote decodes the escapes of src[start:end] and replaces what is no UTF-8, with a warning.
func (s *scanner) unquote(start, end int) (string, bool) {
	var b strings.Builder
	b.Grow(end - start)
	for i := start; i < end; {
		c := s.src[i]
		switch {
		case c == '\\':
			text, size := escape(s.src[i:end])
			if size == 0 {
				s.pos = i
				s.fail(codeSyntax, "%s is no escape sequence of JSON", strconv.Quote(s.src[i:min(i+2, end)]))
				return "", false
			}
			b.WriteString(text)
			i += size
		case c < utf8.RuneSelf:
			b.WriteByte(c)
			i++
		default:
			r, size := utf8.DecodeRuneInString(s.src[i:end])
			if r == utf8.RuneError && size == 1 {
				s.warnings.addf(s.place(i), codeEncoding, "byte 0x%02x is no UTF-8 and is replaced", c)
			}
			b.WriteRune(r)
			i += size
		}
	}
	return b.String(), true
}

// escape decodes the escape sequence that src begins with, and tells its length: 0 if it is none. Halves of surrogate
// pairs become the replacement character, as in encoding/json.
func escape(src string) (text string, size int) {
	if len(src) < 2 {
		return "", 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, src[1]); i >= 0 {
		return "\"\\/\b\f\n\r\t"[i : i+1], 2
	}
	r, ok := hex4(src)
	if !ok {
		return "", 0
	}
	if !utf16.IsSurrogate(r) {
		return string(r), 6
	}
	if low, ok := hex4(src[6:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return string(pair), 12
		}
	}
	return string(utf8.RuneError), 6
}

// hex4 decodes \uXXXX.
func hex4(src string) (rune, bool) {
	if len(src) < 6 || src[0] != '\\' || src[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(src[2:6], 16, 16)
	return rune(v), err == nil
}

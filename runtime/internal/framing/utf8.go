package framing

import (
	"bytes"
	"unicode/utf8"
)

// validUTF8 decodes as the WHATWG's Encoding standard does: each longest beginning of a character that goes wrong becomes
// one U+FFFD. Go's own conversions make one of each byte.
func validUTF8(text []byte) []byte {
	if utf8.Valid(text) {
		return text
	}
	var out bytes.Buffer
	for len(text) > 0 {
		if r, size := utf8.DecodeRune(text); r != utf8.RuneError || size > 1 {
			out.Write(text[:size])
			text = text[size:]
			continue
		}
		out.WriteRune(utf8.RuneError)
		text = text[brokenPrefix(text):]
	}
	return out.Bytes()
}

// brokenPrefix is how many bytes of a character that is not whole belong together.
func brokenPrefix(text []byte) int {
	need, low, high := 0, byte(0x80), byte(0xBF)
	switch first := text[0]; {
	case first >= 0xC2 && first <= 0xDF:
		need = 1
	case first >= 0xE0 && first <= 0xEF:
		need = 2
	case first >= 0xF0 && first <= 0xF4:
		need = 3
	}
	switch text[0] {
	case 0xE0:
		low = 0xA0
	case 0xED:
		high = 0x9F
	case 0xF0:
		low = 0x90
	case 0xF4:
		high = 0x8F
	}
	n := 1
	for n <= need && n < len(text) && text[n] >= low && text[n] <= high {
		low, high = 0x80, 0xBF
		n++
	}
	return n
}

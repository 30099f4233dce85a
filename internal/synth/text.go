package synth

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text takes the first of several texts that the schema allows.
func (m *maker) text(f *flat) (any, error) {
	for _, text := range m.texts(f) {
		if fitted := f.fit(text); f.allowsText(fitted) {
			return fitted, nil
		}
	}
	for _, e := range f.examples {
		if f.allowsText(e.Str()) && e.Str() != "" {
			return e.Text, nil
		}
	}
	return nil, errNever
}

// zeroTime is the instant that Go's zero value of a time is.
const zeroTime = "0001-01-01T00:00:00Z"

const foreign = "Grüße \u2028 <&> \"漢字\" \\ / \t\u0001 é"

// texts are what the recipe would like.
func (m *maker) texts(f *flat) []string {
	if list := formatted(f.format); list != nil {
		list = rotate(list, int(m.recipe.Edge)%len(list))
		if m.recipe.Edge == Zero {
			list = append(zero(f.format), list...)
		}
		return append(list, m.fromPatterns(f)...)
	}
	var list []string
	switch {
	case m.recipe.Edge == Low || m.recipe.Edge == Zero:
		list = []string{""}
	case m.recipe.Edge == High:
		list = []string{strings.Repeat("Längere Texte ", 20)}
	case m.recipe.Foreign && f.maxLength < 0:
		list = []string{foreign + "🎉"}
	case m.recipe.Foreign:
		list = []string{foreign}
	}
	return append(append(list, "text"), m.fromPatterns(f)...)
}

func (m *maker) fromPatterns(f *flat) []string {
	var list []string
	for _, p := range f.patterns {
		list = append(list, f.doc.patterns.of(p).texts...)
	}
	return list
}

func rotate(list []string, n int) []string {
	return append(append([]string{}, list[n:]...), list[:n]...)
}

// zero is what Go's zero value of a format's type is written as.
func zero(format string) []string {
	switch format {
	case "date-time", "google-datetime":
		return []string{zeroTime}
	case "date":
		return []string{"0001-01-01"}
	case "byte":
		return []string{""}
	case "int64", "uint64":
		return []string{"0"}
	}
	return nil
}

// formatted are texts of a format: a usual one, an early or short one, a late or long one. nil: any text will do.
func formatted(format string) []string {
	switch format {
	case "date-time", "google-datetime":
		return []string{"2026-02-28T23:59:59.123456789+05:30", "0001-01-01T00:00:01Z", "9999-12-31T23:59:59.5-11:00"}
	case "date":
		return []string{"2024-02-29", "0001-01-02", "9999-12-31"}
	case "time":
		return []string{"13:45:30Z", "00:00:00Z", "23:59:59.999Z"}
	case "duration":
		return []string{"P3Y6M4DT12H30M5S", "PT0S", "P2W"}
	case "google-duration":
		return []string{"3.5s", "0s", "315576000000s"}
	case "uuid", "guid":
		return []string{"123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000", "FFFFFFFF-ffff-4fff-BFFF-ffffffffffff"}
	case "byte":
		return []string{"+/8AZ8O8", "", "AA=="}
	case "base64url":
		return []string{"-_8AZ8O8", "AAAA", "____"}
	case "uri", "url", "iri":
		return []string{"https://example.com/a?b=c&d=%C3%A9#e", "urn:x", "http://user@[::1]:8080/%2F"}
	case "uri-reference":
		return []string{"../a?b#c", "", "//example.com"}
	case "email", "idn-email":
		return []string{"jane.doe+tag@example.com", "a@b.de", "x_y@sub.example.org"}
	case "hostname":
		return []string{"api.example.com", "a", "xn--bcher-kva.example"}
	case "ipv4":
		return []string{"192.0.2.1", "0.0.0.0", "255.255.255.255"}
	case "ipv6":
		return []string{"2001:db8::1", "::", "2001:db8:1:2:3:4:5:6"}
	case "int64":
		return []string{"9007199254740993", "-9223372036854775808", "9223372036854775807"}
	case "uint64":
		return []string{"9007199254740993", "0", "18446744073709551615"}
	case "int32", "integer":
		return []string{"12", "0", "2147483647"}
	case "decimal", "decimal128", "bigdecimal":
		return []string{"12.50", "0", "-12345678901234567890.123456789"}
	case "double", "float", "number":
		return []string{"12.5", "0", "1.5"}
	}
	return nil
}

// impliesText tells formats that only texts have.
func impliesText(format string) bool {
	switch format {
	case "date-time", "date", "time", "uuid", "uri", "url", "email", "byte", "binary", "hostname", "ipv4", "ipv6", "password":
		return true
	}
	return false
}

// fit makes a text as long as it has to be. Validators do not agree on how to count: see length.
func (f *flat) fit(text string) string {
	if formatted(f.format) != nil || len(f.patterns) > 0 {
		return text
	}
	for text = strings.ToValidUTF8(text, ""); length(text) < min(f.minLength, 1<<16); {
		text += "ab"[length(text)%2:][:1]
	}
	for f.maxLength >= 0 && length(text) > f.maxLength {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}

// length is the number of characters, which is that of UTF-16 units as well: few texts here have others.
func length(text string) int { return len(utf16.Encode([]rune(text))) }

func (f *flat) allowsText(text string) bool {
	if n := length(text); n < f.minLength || f.maxLength >= 0 && n > f.maxLength {
		return false
	}
	for _, p := range f.patterns {
		if match := f.doc.patterns.of(p).match; match != nil && !match.MatchString(text) {
			return false
		}
	}
	return true
}

// Package header answers: what do the headers of messages say, and what may they say?
package header

import "strings"

// IsJSON reports whether the media type, parameters aside, is application/json or ends in +json, in UTF-8.
func IsJSON(contentType string) bool {
	essence := Essence(contentType)
	return (essence == "application/json" || strings.HasSuffix(essence, "+json")) && IsUTF8(contentType)
}

// Essence returns the media type without its parameters, in lower case.
func Essence(contentType string) string {
	essence, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(essence))
}

// IsUTF8 reports whether the content type names no charset, or one that is part of UTF-8.
func IsUTF8(contentType string) bool {
	_, parameters, _ := strings.Cut(contentType, ";")
	for parameters != "" {
		var one string
		one, parameters, _ = strings.Cut(parameters, ";")
		name, value, _ := strings.Cut(one, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "charset") {
			continue
		}
		charset := strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`))
		return charset == "utf-8" || charset == "utf8" || charset == "us-ascii"
	}
	return true
}

// IsHTML reports whether the media type is that of a page for people.
func IsHTML(contentType string) bool {
	essence := Essence(contentType)
	return essence == "text/html" || essence == "application/xhtml+xml"
}

// Package header answers: what do the headers of messages say, and what may they say?
package header

import "strings"

// IsJSON reports whether the media type, parameters aside, is application/json or ends in +json, in UTF-8.
func IsJSON(contentType string) bool {
	essence := Essence(contentType)
	return (essence == "application/json" || strings.HasSuffix(essence, "+json")) && IsUTF8(contentType)
}

// IsXML reports whether the media type, parameters aside, is application/xml or text/xml or ends in +xml.
func IsXML(contentType string) bool {
	essence := Essence(contentType)
	return essence == "application/xml" || essence == "text/xml" || strings.HasSuffix(essence, "+xml")
}

// Essence returns the media type without its parameters, in lower case.
func Essence(contentType string) string {
	essence, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(essence))
}

// IsUTF8 reports whether the content type names no charset, or one that is part of UTF-8.
func IsUTF8(contentType string) bool {
	charset := Charset(contentType)
	return charset == "" || charset == "utf-8" || charset == "utf8" || charset == "us-ascii"
}

// Charset returns the charset that the content type names, in lower case; "" if it names none.
func Charset(contentType string) string { return strings.ToLower(Parameter(contentType, "charset")) }

// Parameter returns a parameter of a media type, "" if it has none of that name.
func Parameter(mediaType, want string) string {
	_, parameters, _ := strings.Cut(mediaType, ";")
	for parameters != "" {
		var one string
		one, parameters, _ = strings.Cut(parameters, ";")
		if name, value, _ := strings.Cut(one, "="); strings.EqualFold(strings.TrimSpace(name), want) {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

// IsHTML reports whether the media type is that of a page for people.
func IsHTML(contentType string) bool {
	essence := Essence(contentType)
	return essence == "text/html" || essence == "application/xhtml+xml"
}

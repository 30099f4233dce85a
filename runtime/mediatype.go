package runtime

import "strings"

// isJSON reports whether the media type, parameters aside, is application/json or ends in +json, in UTF-8.
func isJSON(contentType string) bool {
	essence := essenceOf(contentType)
	return (essence == "application/json" || strings.HasSuffix(essence, "+json")) && isUTF8(contentType)
}

// essenceOf returns the media type without its parameters, in lower case.
func essenceOf(contentType string) string {
	essence, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(essence))
}

// isUTF8 reports whether the content type names no charset, or one that is part of UTF-8.
func isUTF8(contentType string) bool {
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

// isHTML reports whether the media type is that of a page for people.
func isHTML(contentType string) bool {
	essence := essenceOf(contentType)
	return essence == "text/html" || essence == "application/xhtml+xml"
}

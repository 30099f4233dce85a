package redact

import (
	"encoding/json"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Code returns the code of a JSON error: the member "code" of the body or of its member "error", or "error" itself if
// it is a string. Only what looks like a code is returned, as it gets into error texts.
func Code(raw []byte) string {
	var outer, inner struct {
		Code  json.RawMessage `json:"code"`
		Error json.RawMessage `json:"error"`
	}
	if len(raw) == 0 || raw[0] != '{' || exact.Decode(raw, &outer) != nil {
		return ""
	}
	if code := asCode(outer.Code); code != "" {
		return code
	}
	if code := asCode(outer.Error); code != "" {
		return code
	}
	if len(outer.Error) > 0 && exact.Decode(outer.Error, &inner) == nil {
		return asCode(inner.Code)
	}
	return ""
}

// EntryCode returns the code of one entry of a list of errors: a string that looks like one, or as [Code] finds it, or where
// GraphQL has it, in "extensions".
func EntryCode(entry []byte) string {
	if len(entry) == 0 || entry[0] != '{' {
		return asCode(entry)
	}
	if code := Code(entry); code != "" {
		return code
	}
	extensions, _ := exact.Member(entry, "extensions")
	return Code(extensions)
}

// asCode returns the text of a JSON string or number of at most 64 characters: "card_declined", "E.42".
func asCode(raw json.RawMessage) string {
	code := strings.Trim(string(raw), `"`)
	if len(code) > 64 || code == "null" || code == "true" || code == "false" {
		return ""
	}
	for _, c := range []byte(code) {
		if !IsAlphanumeric(c) && c != '_' && c != '-' && c != '.' && c != ':' {
			return ""
		}
	}
	return code
}

// IsAlphanumeric reports whether c is a letter or digit of ASCII.
func IsAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

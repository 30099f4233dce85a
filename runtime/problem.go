package runtime

import (
	"encoding/json"
	"strings"
)

// Problem is the body of an application/problem+json response (RFC 9457).
type Problem struct {
	Type       string // "about:blank" if the response names none
	Title      string
	Status     int // that of the response, whatever the body says
	Detail     string
	Instance   string
	Extensions map[string]json.RawMessage // all other members
}

// parseProblem returns nil for a body that is no JSON object. A member of the wrong type counts as absent.
func parseProblem(raw []byte, status int) *Problem {
	var members map[string]json.RawMessage
	if decodeJSON(raw, &members) != nil || members == nil {
		return nil
	}
	p := &Problem{Type: "about:blank", Status: status}
	for name, into := range map[string]*string{"type": &p.Type, "title": &p.Title, "detail": &p.Detail, "instance": &p.Instance} {
		var text string
		if value, ok := members[name]; ok && decodeJSON(value, &text) == nil && text != "" {
			*into = text
		}
		delete(members, name)
	}
	delete(members, "status")
	if len(members) > 0 {
		p.Extensions = members
	}
	return p
}

// errorCode finds the code of a JSON error: the member "code" of the body or of its member "error", or "error" itself if
// it is a string. Only what looks like a code is returned, as it gets into error texts.
func errorCode(raw []byte) string {
	var outer, inner struct {
		Code  json.RawMessage `json:"code"`
		Error json.RawMessage `json:"error"`
	}
	if len(raw) == 0 || raw[0] != '{' || decodeJSON(raw, &outer) != nil {
		return ""
	}
	if code := asCode(outer.Code); code != "" {
		return code
	}
	if code := asCode(outer.Error); code != "" {
		return code
	}
	if len(outer.Error) > 0 && decodeJSON(outer.Error, &inner) == nil {
		return asCode(inner.Code)
	}
	return ""
}

// asCode returns the text of a JSON string or number of at most 64 characters: "card_declined", "E.42".
func asCode(raw json.RawMessage) string {
	code := strings.Trim(string(raw), `"`)
	if len(code) > 64 || code == "null" {
		return ""
	}
	for _, c := range []byte(code) {
		if !isAlphanumeric(c) && c != '_' && c != '-' && c != '.' && c != ':' {
			return ""
		}
	}
	return code
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

package runtime

import (
	"encoding/json"

	"github.com/apigen-go/apigen/runtime/internal/exact"
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
	if exact.Decode(raw, &members) != nil || members == nil {
		return nil
	}
	p := &Problem{Type: "about:blank", Status: status}
	for name, into := range map[string]*string{"type": &p.Type, "title": &p.Title, "detail": &p.Detail, "instance": &p.Instance} {
		var text string
		if value, ok := members[name]; ok && exact.Decode(value, &text) == nil && text != "" {
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

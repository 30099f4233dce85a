package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// switchOf finds what a request says to get a stream: a boolean member of the body called stream, a parameter of that name,
// or a format of the stream that is to be server-sent events.
func switchOf(a *api.API, op *api.Operation) *api.StreamSwitch {
	if op.Body != nil {
		for _, m := range op.Body.Content {
			if m.Schema == nil || a.Schemas[m.Schema.ID] == nil {
				continue
			}
			for _, p := range a.Schemas[m.Schema.ID].Properties {
				if s := switchBy(a, p.Name, p.Schema, p.Default); s != nil {
					s.In = "body"
					return s
				}
			}
		}
	}
	for _, p := range op.Params {
		if s := switchBy(a, p.Name, p.Schema, nil); s != nil && p.In == "query" {
			s.In = "query"
			return s
		}
	}
	return nil
}

// switchBy tells whether a member or parameter is the switch, and which value turns it on.
func switchBy(a *api.API, name string, use api.Use, fallback *api.Value) *api.StreamSwitch {
	s := a.Schemas[use.ID]
	if s == nil {
		return nil
	}
	if fallback == nil {
		fallback = s.Default
	}
	out := &api.StreamSwitch{Name: name, IsDefault: fallback != nil && *fallback == "true"}
	is := func(v api.Value) bool {
		return slices.ContainsFunc(s.Enum, func(e api.EnumValue) bool { return e.Value == v })
	}
	switch {
	case slices.Contains([]string{"stream", "streaming", "sse", "isstream", "streamed"}, normalised(name)) && s.Kind == api.Boolean:
		if len(s.Enum) > 0 && !is("true") {
			return nil
		}
		out.Value = "true"
	case normalised(name) == "streamformat" && s.Kind == api.String && is(`"sse"`):
		out.Value = `"sse"`
	default:
		return nil
	}
	return out
}

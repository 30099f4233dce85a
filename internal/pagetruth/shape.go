package main

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// success is the JSON of the first success that has some. Other content says nothing of pages.
func success(op *api.Operation) *api.Use {
	for _, r := range op.Responses {
		if !strings.HasPrefix(r.Status, "2") && r.Status != "default" {
			continue
		}
		if use := inJSON(r.Content); use != nil {
			return use
		}
	}
	return nil
}

func inJSON(content []api.Media) *api.Use {
	for _, m := range content {
		if m.Schema != nil && (strings.Contains(m.Type, "json") || m.Type == "*/*") {
			return m.Schema
		}
	}
	return nil
}

// input is the schema of a body in which a parameter can stand: JSON first, then forms.
func input(b *api.Body) *api.Use {
	if b == nil {
		return nil
	}
	if use := inJSON(b.Content); use != nil {
		return use
	}
	return b.Content[0].Schema
}

// headers are the names of all headers that a success may bring, in lower case.
func headers(op *api.Operation) []string {
	var names []string
	for _, r := range op.Responses {
		for _, h := range r.Headers {
			if strings.HasPrefix(r.Status, "2") || r.Status == "default" {
				names = append(names, strings.ToLower(h.Name))
			}
		}
	}
	return names
}

// reach is what following a path of properties comes to.
type reach int

const (
	missing reach = iota // the document describes the place, and there is no such property
	unknown              // the document does not describe the place any more
	reached
)

// follow goes from a schema along a path, into the items of lists and the variants of unions. Names may have dots of
// their own.
func follow(document *api.API, from api.ID, path string) (api.ID, reach) {
	s := document.Schemas[from]
	switch {
	case path == "":
		return from, reached
	case s == nil || s.Kind == api.Any:
		return "", unknown
	case s.Kind == api.Array && strings.HasPrefix(path, "["):
		_, rest, _ := strings.Cut(path, "].")
		return followUse(document, s.Items, rest)
	}
	to, best := api.ID(""), missing
	for _, next := range steps(s, path) {
		if id, r := follow(document, next.id, next.rest); r > best {
			to, best = id, r
		}
	}
	if best == missing && s.Kind == api.Object && (len(s.Properties) == 0 || s.Additional != nil && !s.Additional.Closed) {
		best = unknown
	}
	return to, best
}

func followUse(document *api.API, use *api.Use, path string) (api.ID, reach) {
	if use == nil {
		return "", unknown
	}
	return follow(document, use.ID, path)
}

// step is where a path may go next, and what is left of it there.
type step struct {
	id   api.ID
	rest string
}

func steps(s *api.Schema, path string) []step {
	var out []step
	for _, v := range s.Variants {
		out = append(out, step{v.Schema.ID, path})
	}
	for _, p := range s.Properties {
		if rest, ok := below(path, p.Name); ok {
			out = append(out, step{p.Schema.ID, rest})
		}
	}
	return out
}

// below takes a property's name off the front of a path.
func below(path, name string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, name)
	if !ok || rest == "" || rest[0] == '[' {
		return rest, ok
	}
	return strings.CutPrefix(rest, ".")
}

// declares tells whether an operation has a parameter in a place. A body's parameter may be nested: "options.cursor".
func declares(document *api.API, op *api.Operation, place, name string) bool {
	if place == "body" {
		use := input(op.Body)
		if use == nil {
			return false
		}
		_, r := follow(document, use.ID, name)
		return r == reached
	}
	return slices.ContainsFunc(op.Params, func(p api.Param) bool { return p.In == place && p.Name == name })
}

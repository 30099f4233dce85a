package main

import (
	"maps"
	"slices"
	"strings"
)

// body is a body in JSON that an operation declares: of its request, or of its responses with a status.
type body struct {
	status  string // "200", "4XX", "default"; "" of the request
	says    bool   // its schema says something; "{}" and true say nothing
	items   bool   // it says something of the items of a list
	members bool   // it names members of an object
}

// bodies lists the bodies in JSON of an operation.
func (r reader) bodies(root place, o operation) []body {
	var found []body
	add := func(status string, schemas []place) {
		if len(schemas) > 0 {
			found = append(found, body{status, slices.ContainsFunc(schemas, r.says), slices.ContainsFunc(schemas, r.saysOfItems),
				slices.ContainsFunc(schemas, r.saysOfMembers)})
		}
	}
	old := root.at("swagger").value != nil
	if old {
		add("", r.parameters(root, o))
	} else {
		add("", r.content(r.resolve(o.itself.at("requestBody")).at("content")))
	}
	responses := r.resolve(o.itself.at("responses"))
	for _, status := range slices.Sorted(maps.Keys(responses.object())) {
		response := r.resolve(responses.at(status))
		switch {
		case strings.HasPrefix(status, "x-"):
		case !old:
			add(status, r.content(response.at("content")))
		case response.at("schema").value != nil && speaksJSON(root, o, "produces"):
			add(status, []place{response.at("schema")})
		}
	}
	return found
}

// content lists the schemas of the representations in JSON. One that has none counts too; a reference into the void
// stands for what was left out.
func (r reader) content(content place) []place {
	var schemas []place
	if content = r.resolve(content); content.at("$ref").text() != "" {
		schemas = append(schemas, content)
	}
	for _, name := range slices.Sorted(maps.Keys(content.object())) {
		if isJSON(name) {
			schemas = append(schemas, r.resolve(content.at(name)).at("schema"))
		}
	}
	return schemas
}

// parameters lists the schema of the parameter that is the body: how version 2.0 declares it.
func (r reader) parameters(root place, o operation) []place {
	if !speaksJSON(root, o, "consumes") {
		return nil
	}
	for _, p := range append(o.itself.at("parameters").list(), o.item.at("parameters").list()...) {
		if p = r.resolve(p); p.at("in").text() == "body" {
			return []place{p.at("schema")}
		}
	}
	return nil
}

// speaksJSON tells whether an operation of version 2.0 consumes or produces JSON: its own list counts, else the
// document's; without any it is JSON.
func speaksJSON(root place, o operation, key string) bool {
	types := o.itself.at(key)
	if types.value == nil {
		types = root.at(key)
	}
	list := types.list()
	return len(list) == 0 || slices.ContainsFunc(list, func(p place) bool { return isJSON(p.text()) })
}

func isJSON(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	name = strings.TrimSpace(name)
	return name == "application/json" || name == "text/json" || strings.HasSuffix(name, "+json")
}

// says tells whether a schema says anything of its values that a type could say. A reference into the void does: it
// means something that was left out.
func (r reader) says(schema place) bool {
	telling := []string{"type", "format", "enum", "const", "properties", "patternProperties", "items", "prefixItems", "required"}
	return r.some(schema, 0, func(s place) bool {
		_, values := s.at("additionalProperties").value.(map[string]any)
		return values || s.at("$ref").text() != "" || slices.ContainsFunc(telling, func(key string) bool { return s.at(key).value != nil })
	})
}

// saysOfItems tells whether a schema says anything of the items of a list.
func (r reader) saysOfItems(schema place) bool {
	return r.some(schema, 0, func(s place) bool { return r.says(s.at("items")) })
}

// saysOfMembers tells whether a schema names members of an object.
func (r reader) saysOfMembers(schema place) bool {
	return r.some(schema, 0, func(s place) bool { return len(s.at("properties").object()) > 0 })
}

// some tells whether something holds for a schema, for what it refers to or for one of its parts and alternatives. Of
// references, only those into the void are shown.
func (r reader) some(schema place, depth int, holds func(place) bool) bool {
	if depth > maxDepth {
		return false
	}
	shown := schema
	if there, ok := r.follow(schema); ok {
		if r.some(there, depth+1, holds) {
			return true
		}
		shown = place{maps.Clone(schema.object()), schema.file}
		delete(shown.object(), "$ref")
	}
	if holds(shown) {
		return true
	}
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		if slices.ContainsFunc(schema.at(key).list(), func(p place) bool { return r.some(p, depth+1, holds) }) {
			return true
		}
	}
	return false
}

package main

import (
	"slices"
	"strings"
)

// sites are the places of a document that mutations are made at.
type sites struct {
	root       tree
	two        bool // Swagger 2.0
	schemas    []site
	operations []operation
	used       map[string]bool // every key and every short word of the document: what is new is none of these
}

// site is a schema and where it stands.
type site struct {
	where string // "#/components/schemas/Order"
	node  tree
}

// operation is one operation.
type operation struct {
	path, method string
	item, node   tree
}

func (o operation) String() string { return strings.ToUpper(o.method) + " " + o.path }

func methods() []string {
	return []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}
}

func findSites(root tree) *sites {
	s := &sites{root: root, two: get(root, "swagger") != nil, used: map[string]bool{}}
	s.note(root)
	for _, path := range keys(get(root, "paths")) {
		s.pathItem(path, get(root, "paths", path))
	}
	s.named("#/definitions", get(root, "definitions"), s.schema)
	s.named("#/components/schemas", get(root, "components", "schemas"), s.schema)
	s.named("#/components/requestBodies", get(root, "components", "requestBodies"), s.content)
	s.named("#/components/responses", get(root, "components", "responses"), s.response)
	s.named("#/responses", get(root, "responses"), s.response)
	s.named("#/components/parameters", get(root, "components", "parameters"), s.parameter)
	s.named("#/parameters", get(root, "parameters"), s.parameter)
	return s
}

// note remembers the words that are taken.
func (s *sites) note(n tree) {
	for _, key := range keys(n) {
		s.used[key] = true
	}
	if w := word(n); len(w) < 100 {
		s.used[w] = true
	}
	for _, child := range n.Content {
		s.note(child)
	}
}

func (s *sites) named(where string, n tree, visit func(string, tree)) {
	for _, key := range keys(n) {
		visit(where+"/"+escape(key), get(n, key))
	}
}

func escape(key string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(key) }

func (s *sites) pathItem(path string, item tree) {
	where := "#/paths/" + escape(path)
	s.parameters(where, item)
	for _, method := range keys(item) {
		if !slices.Contains(methods(), method) {
			continue
		}
		op := get(item, method)
		s.operations = append(s.operations, operation{path, method, item, op})
		s.parameters(where+"/"+method, op)
		s.content(where+"/"+method+"/requestBody", get(op, "requestBody"))
		s.named(where+"/"+method+"/responses", get(op, "responses"), s.response)
	}
}

func (s *sites) parameters(where string, owner tree) {
	for _, p := range items(get(owner, "parameters")) {
		s.parameter(where+"/parameters/"+word(get(p, "name")), p)
	}
}

func (s *sites) parameter(where string, p tree) {
	switch {
	case get(p, "schema") != nil:
		s.schema(where+"/schema", get(p, "schema"))
	case s.two && get(p, "type") != nil:
		s.schema(where, p)
	}
}

func (s *sites) response(where string, r tree) {
	if s.two {
		s.schema(where+"/schema", get(r, "schema"))
		return
	}
	s.content(where, r)
}

func (s *sites) content(where string, n tree) {
	for _, media := range keys(get(n, "content")) {
		s.schema(where+"/content/"+escape(media)+"/schema", get(n, "content", media, "schema"))
	}
}

// schema visits a schema and those inside, but not what it refers to.
func (s *sites) schema(where string, n tree) {
	if !isMap(n) || get(n, "$ref") != nil {
		return
	}
	s.schemas = append(s.schemas, site{where, n})
	s.named(where+"/properties", get(n, "properties"), s.schema)
	for _, key := range []string{"items", "additionalProperties"} {
		s.schema(where+"/"+key, get(n, key))
	}
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		for _, item := range items(get(n, key)) {
			s.schema(where+"/"+key+"/-", item)
		}
	}
}

// components is the section of schemas, with the prefix of references to it.
func (s *sites) components() (tree, string) {
	if s.two {
		return member(s.root, "definitions", emptyObject), "#/definitions/"
	}
	return member(member(s.root, "components", emptyObject), "schemas", emptyObject), "#/components/schemas/"
}

func emptyObject() tree { return object() }
func emptyList() tree   { return list() }

// resolve follows references inside of the document.
func (s *sites) resolve(n tree) tree {
	for range 10 {
		ref := word(get(n, "$ref"))
		if !strings.HasPrefix(ref, "#/") {
			return n
		}
		at := s.root
		for _, key := range strings.Split(ref[2:], "/") {
			at = get(at, strings.NewReplacer("~1", "/", "~0", "~").Replace(key))
		}
		n = at
	}
	return nil
}

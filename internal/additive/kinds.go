package main

import (
	"fmt"
	"slices"
	"strings"
)

// kinds are all mutations that only add. None of them makes a call that was right wrong, or an answer unexpected for a
// client that reads as the specification says: new members, values, variants and statuses are to be expected.
func kinds() []kind {
	return []kind{
		{"operation", newOperation},
		{"operation", twinOperation},
		{"optional parameter", optionalParameter},
		{"optional parameter", firstParameter},
		{"optional property", optionalProperty},
		{"optional property", optionalProperty},
		{"first property", firstProperty},
		{"enum value", enumValue},
		{"union variant", unionVariant},
		{"union variant", heir},
		{"error response", errorResponse},
		{"success response", successResponse},
		{"response header", responseHeader},
		{"media type of a request", requestMedia},
		{"media type of a response", responseMedia},
		{"optional body", optionalBody},
		{"server", newServer},
		{"security", newSecurity},
		{"component", clashingComponent},
		{"tag", newTag},
		{"description", newDescription},
		{"order", reorder},
		{"order", reorderAll},
	}
}

// newOperation adds an operation that uses existing components.
func newOperation(m *mutator) string {
	path := m.newPath("")
	op := object()
	if m.chance(2) {
		id := m.fresh([]string{"list", "get", "client", "new"}, m.operationIDs())
		set(op, "operationId", id)
	}
	if near, ok := m.anyOperation(); ok && m.chance(2) && get(near.node, "tags") != nil {
		set(op, "tags", clone(get(near.node, "tags")))
	} else if m.chance(2) {
		set(op, "tags", list(text(m.fresh([]string{"Client", "Extra"}, m.tagNames()))))
	}
	if m.chance(2) {
		path += "/{item_id}"
		set(op, "parameters", list(m.param("item_id", "path", object("type", "string"))))
	}
	set(op, "responses", object("200", m.responseOf(m.schemaOf())))
	method := pick(m, []string{"get", "post", "delete"})
	m.add(get(m.root, "paths"), path, object(method, op))
	return describe("%s %s, operationId %q, tags %q", method, path, word(get(op, "operationId")), words(get(op, "tags")))
}

// newPath is a path that the document does not have, below another one.
func (m *mutator) newPath(below string) string {
	for {
		path := strings.TrimSuffix(below, "/") + "/" + m.fresh([]string{"things", "status", "exports", "audit", "search", "all"}, nil)
		if get(m.root, "paths", path) == nil {
			return path
		}
	}
}

// twinOperation adds a copy of an operation with everything inside, under another path or method.
func twinOperation(m *mutator) string {
	from, ok := m.anyOperation()
	if !ok || strings.Contains(from.path, "#") {
		return ""
	}
	op := clone(from.node)
	if get(op, "operationId") != nil {
		set(op, "operationId", m.fresh(nil, []string{word(get(op, "operationId"))}))
	}
	for _, method := range []string{"get", "put", "post", "delete", "patch"} {
		sends := get(op, "requestBody") != nil || m.hasBody(op)
		if m.chance(3) && get(from.item, method) == nil && (!sends || method[0] == 'p') {
			m.add(from.item, method, op)
			return describe("%s %s, a copy of %s, operationId %q", method, from.path, from.method, word(get(op, "operationId")))
		}
	}
	item := object()
	if shared := get(from.item, "parameters"); shared != nil {
		set(item, "parameters", clone(shared))
	}
	set(item, from.method, op)
	path := m.newPath(from.path)
	m.add(get(m.root, "paths"), path, item)
	return describe("%s %s, a copy of %s, operationId %q", from.method, path, from, word(get(op, "operationId")))
}

func (m *mutator) hasBody(op tree) bool {
	return slices.ContainsFunc(items(get(op, "parameters")), func(p tree) bool {
		in := word(get(m.resolve(p), "in"))
		return in == "body" || in == "formData"
	})
}

func (m *mutator) operationIDs() []string {
	var ids []string
	for _, o := range m.operations {
		if id := word(get(o.node, "operationId")); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func (m *mutator) tagNames() []string {
	var names []string
	for _, o := range m.operations {
		names = append(names, words(get(o.node, "tags"))...)
	}
	return names
}

// param is a parameter as the version writes it.
func (m *mutator) param(name, in string, schema tree) tree {
	p := object("name", name, "in", in)
	if in == "path" {
		set(p, "required", boolean(true))
	}
	if !m.two {
		set(p, "schema", schema)
		return p
	}
	p.Content = append(p.Content, schema.Content...)
	return p
}

func (m *mutator) responseOf(schema tree) tree {
	if m.two {
		return object("description", "ok", "schema", schema)
	}
	return object("description", "ok", "content", object("application/json", object("schema", schema)))
}

// optionalParameter adds one to an operation, or to all of a path. Names that say how to page are the interesting ones.
func optionalParameter(m *mutator) string {
	o, ok := m.anyOperation()
	if !ok {
		return ""
	}
	owner, where := o.node, o.String()
	if m.chance(6) {
		owner, where = o.item, "all of "+o.path
	}
	name := m.fresh([]string{"cursor", "limit", "page", "offset", "page_token", "starting_after", "stream", "params", "body", "ctx", "opts", "req", "s", "Idempotency-Key"},
		m.parameterNames(o))
	in := pick(m, []string{"query", "query", "header"})
	m.into(member(owner, "parameters", emptyList), m.param(name, in, m.scalar()))
	return describe("%s %q of %s", in, name, where)
}

// firstParameter is optionalParameter for an operation that has none.
func firstParameter(m *mutator) string {
	o, ok := m.anyOperation()
	if !ok || len(m.parameterNames(o)) > 0 {
		return ""
	}
	name := m.fresh([]string{"limit", "verbose", "fields"}, nil)
	m.into(member(o.node, "parameters", emptyList), m.param(name, "query", m.scalar()))
	return describe("query %q of %s", name, o)
}

func (m *mutator) parameterNames(o operation) []string {
	var names []string
	for _, owner := range []tree{o.item, o.node} {
		for _, p := range items(get(owner, "parameters")) {
			names = append(names, word(get(m.resolve(p), "name")))
		}
	}
	return names
}

// optionalProperty adds a member to an object that has members.
func optionalProperty(m *mutator) string {
	s, ok := m.schemaWith(func(n tree) bool { return len(keys(get(n, "properties"))) > 0 })
	if !ok {
		return ""
	}
	properties := get(s.node, "properties")
	name := m.fresh([]string{"next_cursor", "has_more", "next", "data", "items", "total", "additional_properties", "marshal_json", "unmarshal_json", "type", "raw", "error", "links"},
		keys(properties))
	m.add(properties, name, m.schemaOf())
	return describe("%q of %s", name, s.where)
}

// firstProperty adds a member to an object that has none.
func firstProperty(m *mutator) string {
	s, ok := m.schemaWith(isBare)
	if !ok {
		return ""
	}
	name := m.fresh([]string{"id", "name"}, nil)
	set(s.node, "properties", object(name, m.scalar()))
	return describe("%q of %s", name, s.where)
}

// isBare tells an object of which only that is said, or of what type its members are.
func isBare(n tree) bool {
	composed := slices.ContainsFunc([]string{"allOf", "oneOf", "anyOf", "enum"}, func(key string) bool { return get(n, key) != nil })
	return word(get(n, "type")) == "object" && len(keys(get(n, "properties"))) == 0 && !composed
}

// enumValue adds a value to a set of strings or of integers.
func enumValue(m *mutator) string {
	s, ok := m.schemaWith(func(n tree) bool { return len(items(get(n, "enum"))) > 0 && !parallel(n, get(n, "enum")) })
	if !ok {
		return ""
	}
	values := get(s.node, "enum")
	var value tree
	switch word(get(s.node, "type")) {
	case "string":
		value = text(m.fresh([]string{"unknown", "expired", "other", "none"}, words(values)))
	case "integer":
		value = scalar("!!int", fmt.Sprint(1000+m.rand.IntN(1000)))
	default:
		return ""
	}
	m.into(values, value)
	return describe("%q of %s, beside %d", value.Value, s.where, len(values.Content)-1)
}

func words(l tree) []string {
	var all []string
	for _, item := range items(l) {
		all = append(all, word(item))
	}
	return all
}

func describe(format string, args ...any) string { return fmt.Sprintf(format, args...) }

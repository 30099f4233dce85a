package main

import (
	"slices"
	"strings"
)

// errorResponse describes an error that was not described.
func errorResponse(m *mutator) string {
	o, ok := m.anyOperation()
	responses := get(o.node, "responses")
	if !ok || !succeeds(responses) {
		return ""
	}
	statuses := []string{"400", "401", "404", "409", "418", "422", "429", "500", "503", "default"}
	if !m.two {
		statuses = append(statuses, "4XX", "5XX")
	}
	return m.response(o, responses, pick(m, statuses))
}

// successResponse describes another success.
func successResponse(m *mutator) string {
	o, ok := m.anyOperation()
	responses := get(o.node, "responses")
	if !ok || !succeeds(responses) {
		return ""
	}
	return m.response(o, responses, pick(m, []string{"200", "201", "202", "204", "206"}))
}

func succeeds(responses tree) bool {
	return slices.ContainsFunc(keys(responses), func(status string) bool { return strings.HasPrefix(status, "2") })
}

func (m *mutator) response(o operation, responses tree, status string) string {
	if get(responses, status) != nil {
		return ""
	}
	r := object("description", "added")
	what := "nothing"
	if status != "204" && !m.chance(3) {
		schema := m.component()
		if m.chance(2) {
			schema = m.inline()
		}
		r, what = m.responseOf(schema), word(get(schema, "$ref"))
	}
	m.add(responses, status, r)
	return describe("%s of %s with %s", status, o, what)
}

func responseHeader(m *mutator) string {
	o, ok := m.anyOperation()
	responses := get(o.node, "responses")
	status := pick(m, keys(responses))
	r := m.sites.resolve(get(responses, status))
	if !ok || !isMap(r) || strings.HasPrefix(status, "x-") {
		return ""
	}
	name := m.fresh([]string{"X-Total", "Link", "Location", "Retry-After", "ETag", "X-Next-Page"}, keys(get(r, "headers")))
	schema := object("type", "string")
	if !m.two {
		schema = object("schema", schema)
	}
	m.add(member(r, "headers", emptyObject), name, schema)
	return describe("%q of %s of %s", name, status, o)
}

func mediaTypes() []string {
	return []string{"application/json", "application/xml", "text/plain", "text/csv", "application/vnd.acme.v2+json", "application/octet-stream",
		"multipart/form-data", "application/x-www-form-urlencoded", "text/event-stream", "application/x-ndjson", "application/pdf", "*/*"}
}

func requestMedia(m *mutator) string {
	o, ok := m.anyOperation()
	if !ok {
		return ""
	}
	if m.two {
		return m.listedMedia(o, "consumes", m.hasBody(o.node))
	}
	return m.media(m.sites.resolve(get(o.node, "requestBody")), "the request of "+o.String())
}

func responseMedia(m *mutator) string {
	o, ok := m.anyOperation()
	if !ok {
		return ""
	}
	if m.two {
		return m.listedMedia(o, "produces", true)
	}
	status := pick(m, keys(get(o.node, "responses")))
	return m.media(m.sites.resolve(get(o.node, "responses", status)), status+" of "+o.String())
}

// listedMedia adds to a list of Swagger 2.0. That of the operation replaces that of the document; one that is empty says
// nothing, so that a first entry would replace what was sent. Forms need types of their own.
func (m *mutator) listedMedia(o operation, list string, has bool) string {
	own := get(o.node, list)
	if own == nil && get(m.root, list) != nil {
		own = clone(get(m.root, list))
	}
	media := pick(m, []string{"application/json", "application/xml", "text/plain", "text/csv", "application/vnd.acme.v2+json"})
	if !has || !isList(own) || len(own.Content) == 0 || slices.Contains(words(own), media) || slices.ContainsFunc(words(own), func(s string) bool { return strings.Contains(s, "form") }) {
		return ""
	}
	m.into(own, text(media))
	set(o.node, list, own)
	return describe("%s of %s", media, o)
}

// media adds a type to a body that has one.
func (m *mutator) media(body tree, where string) string {
	content := get(body, "content")
	media := pick(m, mediaTypes())
	if !isMap(content) || len(content.Content) == 0 || get(content, media) != nil {
		return ""
	}
	schema := object("type", "string")
	structured := strings.Contains(media, "json") || strings.Contains(media, "xml") || strings.Contains(media, "form")
	if first := get(content.Content[1], "schema"); structured && first != nil {
		schema = clone(first)
	}
	if strings.Contains(media, "form") && get(m.resolve(schema), "properties") == nil {
		return ""
	}
	m.add(content, media, object("schema", schema))
	return describe("%s of %s", media, where)
}

// optionalBody lets an operation take a body that took none.
func optionalBody(m *mutator) string {
	o, ok := m.anyOperation()
	if !ok || get(o.node, "requestBody") != nil || m.hasBody(o.node) || m.hasBody(o.item) || o.method[0] != 'p' {
		return ""
	}
	schema := m.component()
	if m.two {
		m.into(member(o.node, "parameters", emptyList), object("name", "body", "in", "body", "schema", schema))
	} else {
		set(o.node, "requestBody", object("content", object("application/json", object("schema", schema))))
	}
	return o.String()
}

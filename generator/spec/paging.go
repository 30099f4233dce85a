package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// detectPaging finds lists that go on behind a cursor. It wants evidence on both sides, a query parameter and a
// response that feeds it: a list that is wrongly taken for a paged one would lose items or never end.
func (l *lowerer) detectPaging() {
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		if op.Method == "GET" {
			op.Paging = pagingOf(l.out, op)
		}
	}
}

func pagingOf(a *api.API, op *api.Operation) *api.Paging {
	body := successSchema(a, op)
	if body == nil || body.Kind != api.Object {
		return nil
	}
	items, element := itemsOf(a, body)
	if items == "" {
		return nil
	}
	if p := cursorParam(a, op, cursorParams); p != "" {
		if paging := cursorPaging(a, body, p, items); paging != nil {
			return paging
		}
	}
	if p := cursorParam(a, op, []string{"startingafter"}); p != "" {
		return lastIDPaging(a, body, element, p, items)
	}
	return nil
}

// cursorParams are names of parameters that carry a cursor, normalised, the plainest first.
var cursorParams = []string{
	"cursor", "pagetoken", "nexttoken", "nextpagetoken", "nextcursor", "pagecursor", "aftercursor", "startcursor",
	"continuationtoken", "continuation", "continue", "paginationtoken", "marker", "after", "pageafter",
}

// cursorParam is the query parameter with the first of the names that there is.
func cursorParam(a *api.API, op *api.Operation, names []string) string {
	for _, name := range names {
		for _, p := range op.Params {
			schema := a.Schemas[p.Schema.ID]
			if p.In == "query" && !p.Required && normalised(p.Name) == name && opaque(schema) {
				return p.Name
			}
		}
	}
	return ""
}

// opaque tells whether a schema is a string that may be a cursor, and no time, link or enum.
func opaque(s *api.Schema) bool {
	return s.Kind == api.String && len(s.Enum) == 0 && !slices.Contains([]string{"date", "date-time", "uri", "url", "byte", "binary"}, s.Format)
}

// successSchema is the JSON body of the first success.
func successSchema(a *api.API, op *api.Operation) *api.Schema {
	for _, r := range op.Responses {
		if strings.HasPrefix(r.Status, "2") {
			return jsonSchema(a, r.Content)
		}
	}
	return nil
}

// itemsOf finds the one list of objects in a body, by its name or because there is no other.
func itemsOf(a *api.API, body *api.Schema) (name string, element *api.Schema) {
	var named, all []string
	elements := map[string]*api.Schema{}
	for _, p := range body.Properties {
		list := a.Schemas[p.Schema.ID]
		if list.Kind != api.Array || list.Items == nil {
			continue
		}
		element := a.Schemas[list.Items.ID]
		if element.Kind != api.Object && element.Kind != api.Union {
			continue
		}
		elements[p.Name] = element
		all = append(all, p.Name)
		if slices.Contains([]string{"data", "items", "results", "value", "records", "entries"}, p.Name) {
			named = append(named, p.Name)
		}
	}
	for _, found := range [][]string{named, all} {
		if len(found) == 1 {
			return found[0], elements[found[0]]
		}
	}
	return "", nil
}

func cursorPaging(a *api.API, body *api.Schema, param, items string) *api.Paging {
	next, more := findPath(a, body, nextNames, opaque, 2), findPath(a, body, moreNames, isBoolean, 1)
	if next == "" && more != "" { // an id that is there on the last page too
		next = findPath(a, body, lastNames, opaque, 0)
	}
	if next == "" {
		return nil
	}
	p := &api.Paging{Style: "cursor", Param: param, Items: items, Next: next, More: more}
	p.Why = fmt.Sprintf("query parameter %q, items in %q, and the next cursor in %q", param, items, next)
	return p
}

func lastIDPaging(a *api.API, body, element *api.Schema, param, items string) *api.Paging {
	more := findPath(a, body, moreNames, isBoolean, 0)
	i := slices.IndexFunc(element.Properties, func(p api.Property) bool { return p.Name == "id" })
	if more == "" || i < 0 || a.Schemas[element.Properties[i].Schema.ID].Kind != api.String {
		return nil
	}
	return &api.Paging{
		Style: "lastID", Param: param, Items: items, More: more, ID: "id",
		Why: fmt.Sprintf("query parameter %q, items with an id in %q, and %q", param, items, more),
	}
}

// findPath looks for a property of the wanted kind, first in the body, then in the objects that hold facts about the
// page. Of several, the name that comes first in the list wins, so that the order of properties means nothing.
func findPath(a *api.API, body *api.Schema, want func(container string) []string, kind func(*api.Schema) bool, depth int) string {
	return findBelow(a, body, "", want, kind, depth)
}

func findBelow(a *api.API, object *api.Schema, container string, want func(string) []string, kind func(*api.Schema) bool, depth int) string {
	for _, name := range want(container) {
		if p, ok := named(object, name); ok && kind(a.Schemas[p.Schema.ID]) {
			return p.Name
		}
	}
	if depth == 0 {
		return ""
	}
	for _, name := range containers {
		p, ok := named(object, name)
		if !ok || a.Schemas[p.Schema.ID].Kind != api.Object {
			continue
		}
		if found := findBelow(a, a.Schemas[p.Schema.ID], name, want, kind, depth-1); found != "" {
			return p.Name + "." + found
		}
	}
	return ""
}

// named finds a property by its normalised name. A name with a dot cannot be part of a path.
func named(object *api.Schema, name string) (api.Property, bool) {
	var best api.Property
	for _, p := range object.Properties {
		if normalised(p.Name) == name && !strings.Contains(p.Name, ".") && (best.Name == "" || p.Name < best.Name) {
			best = p
		}
	}
	return best, best.Name != ""
}

// containers are names of objects that hold facts about the page, normalised.
var containers = []string{
	"paging", "pagination", "pageinfo", "page", "cursors", "next", "meta", "metadata", "responsemetadata", "pagingmetadata",
	"paginginfo", "paginationinfo",
}

// nextNames are the properties that hold the next cursor, by the object that they stand in.
func nextNames(container string) []string {
	names := []string{
		"nextcursor", "nextpagetoken", "nexttoken", "nextpagecursor", "continuationtoken", "nextcontinuationtoken",
		"endcursor", "aftercursor", "nextmarker",
	}
	switch container {
	case "cursors", "next":
		names = append(names, "after", "next", "cursor")
	case "paging", "pagination", "responsemetadata", "pageinfo":
		names = append(names, "after")
	case "metadata":
		names = append(names, "continue")
	}
	return names
}

func lastNames(string) []string { return []string{"lastid"} }

func moreNames(string) []string { return []string{"hasmore", "hasnextpage", "hasnext", "more"} }

func isBoolean(s *api.Schema) bool { return s.Kind == api.Boolean }

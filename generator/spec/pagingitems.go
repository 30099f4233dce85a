package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// listing is where the items of a list are: the body itself, a property, or one behind a wrapper (data.items).
type listing struct {
	path    string // "": the body
	element *api.Schema
	pos     diag.Pos
	why     string // why there is none
}

func (p *pager) findItems() listing {
	switch {
	case p.body.Kind == api.Array && p.body.Items != nil && len(p.body.Prefix) == 0:
		return listing{element: p.api.Schemas[p.body.Items.ID], pos: p.body.Pos}
	case p.body.Kind != api.Object:
		return listing{why: "nothing in the response is a list of items"}
	}
	if found, several := p.itemsIn(p.body, ""); found.path != "" || several != "" {
		found.why = several
		return found
	}
	for _, w := range p.wrappers(p.body) {
		if found, several := p.itemsIn(p.api.Schemas[w.Schema.ID], w.Name+"."); found.path != "" || several != "" {
			found.why = several
			return found
		}
	}
	return listing{why: "nothing in the response is a list of items"}
}

// itemsIn finds the one list of an object: by its name, by that of the resource, or because there is no other.
func (p *pager) itemsIn(object *api.Schema, prefix string) (found listing, several string) {
	var lists []api.Property
	for _, m := range object.Properties {
		if s := p.api.Schemas[m.Schema.ID]; s.Kind == api.Array && s.Items != nil && len(s.Prefix) == 0 && (!isAside(normalised(m.Name)) || p.isResource(m)) {
			lists = append(lists, m)
		}
	}
	if len(lists) == 0 {
		return listing{}, ""
	}
	for _, choose := range []func(api.Property) bool{isItemsName, p.isResource, p.hasObjects, func(api.Property) bool { return true }} {
		chosen := slices.DeleteFunc(slices.Clone(lists), func(m api.Property) bool { return !choose(m) })
		if len(chosen) == 1 {
			m := chosen[0]
			return listing{path: prefix + m.Name, element: p.api.Schemas[p.api.Schemas[m.Schema.ID].Items.ID], pos: m.Pos}, ""
		}
	}
	var names []string
	for _, m := range lists {
		names = append(names, fmt.Sprintf("%q", prefix+m.Name))
	}
	slices.Sort(names)
	return listing{}, "the response has several lists, and nothing says which are the items: " + strings.Join(names, ", ")
}

// isItemsName tells members that are called after nothing but their being items.
func isItemsName(m api.Property) bool {
	return slices.Contains([]string{
		"data", "items", "results", "result", "value", "values", "records", "entries", "elements", "edges", "list", "rows", "content",
		"resources", "collection", "objects", "hits", "documents", "nodes", "members", "entities", "result_list", "resultlist", "contents",
	}, normalised(m.Name))
}

// isAside tells lists that go along with items: what went wrong, what else is known.
func isAside(word string) bool {
	return slices.Contains([]string{
		"errors", "error", "warnings", "warning", "messages", "notices", "links", "link", "included", "includes", "facets", "aggregations", "columns", "fields",
		"sort", "sorts", "orderby", "filters", "appliedfilters", "debug", "suggestions", "breadcrumbs", "meta", "errormessages", "pages", "notifications_settings",
		"prefixes", "commonprefixes", "unreachable", "expand", "schema", "headers",
	}, word)
}

// isResource tells members that are called like what the path lists: orders of /shops/{id}/open-orders.
func (p *pager) isResource(m api.Property) bool {
	word := normalised(m.Name)
	return slices.ContainsFunc(strings.Split(strings.Trim(p.op.Path, "/"), "/"), func(segment string) bool {
		if strings.HasPrefix(segment, "{") {
			return false
		}
		segment = normalised(segment)
		return word == segment || word+"s" == segment || len(word) > 3 && strings.HasSuffix(segment, word)
	})
}

func (p *pager) hasObjects(m api.Property) bool {
	element := p.api.Schemas[p.api.Schemas[m.Schema.ID].Items.ID]
	return element.Kind == api.Object || element.Kind == api.Union || element.Kind == api.Any
}

// wrappers are objects that may hold the items: by their name, or the only object beside facts about the page.
func (p *pager) wrappers(body *api.Schema) []api.Property {
	var known, other []api.Property
	for _, m := range body.Properties {
		if s := p.api.Schemas[m.Schema.ID]; s.Kind != api.Object || len(s.Properties) == 0 {
			continue
		}
		switch word := normalised(m.Name); {
		case slices.Contains([]string{"data", "result", "results", "response", "payload", "body", "content", "d", "embedded", "collection", "list", "items", "output"}, word):
			known = append(known, m)
		case !isContainer(word):
			other = append(other, m)
		}
	}
	switch {
	case len(known) == 1:
		return known
	case len(known) == 0 && len(other) == 1 && p.wraps(body, other[0]):
		return other
	}
	return nil
}

// wraps tells an object that is nothing but a list with facts about its page: {artists: {items: [...], next: ...}}.
func (p *pager) wraps(body *api.Schema, m api.Property) bool {
	if _, is := named(body, "id"); is {
		return false
	}
	inner := p.api.Schemas[m.Schema.ID]
	if _, is := named(inner, "id"); is {
		return false
	}
	return slices.ContainsFunc(inner.Properties, isItemsName)
}

package spec

import (
	"fmt"
	"regexp"
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
		element := p.api.Schemas[p.body.Items.ID]
		if slices.ContainsFunc(p.factsOf(element, ""), func(f fact) bool { return strings.HasPrefix(f.under, "pagi") && isCount(f) }) {
			return listing{why: "the response is a list of pages, by what it says of its items"}
		}
		return listing{element: element, pos: p.body.Pos}
	case p.body.Kind != api.Object:
		return listing{why: "nothing in the response is a list of items"}
	}
	if found, several := p.itemsIn(p.body, ""); found.path != "" || several != "" {
		found.why = several
		return found
	}
	for _, w := range p.wrappers(p.body) {
		inner := p.api.Schemas[w.Schema.ID]
		if found, several := p.itemsIn(inner, w.Name+"."); (found.path != "" || several != "") && !p.isThing(inner, found) {
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
		if p.isList(m) && (!isAside(normalised(m.Name)) || p.isResource(m)) {
			lists = append(lists, m)
		}
	}
	if len(lists) == 0 {
		return listing{}, ""
	}
	for _, choose := range []func(api.Property) bool{isItemsName, p.isResource, p.endsLikePath, p.hasObjects, func(api.Property) bool { return true }} {
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
		"resources", "collection", "objects", "hits", "documents", "nodes", "entities", "result_list", "resultlist", "contents",
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
	return slices.ContainsFunc(p.segments(), func(segment string) bool {
		return word == segment || word+"s" == segment || len(word) > 3 && strings.HasSuffix(segment, word)
	})
}

// endsLikePath tells members that say more than the end of the path: shop_orders of /shops/{id}/orders.
func (p *pager) endsLikePath(m api.Property) bool {
	all := p.segments()
	return len(all) > 0 && len(all[len(all)-1]) > 3 && strings.HasSuffix(normalised(m.Name), all[len(all)-1])
}

var templates = regexp.MustCompile(`\{[^}]*\}`)

// segments are the words of the path, without its parameters: of /shops/{id}/orders.json "shops" and "orders".
func (p *pager) segments() []string {
	path := templates.ReplaceAllString(p.op.Path, "")
	out := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '.' || r == ':' })
	for i, segment := range out {
		out[i] = normalised(segment)
	}
	return slices.DeleteFunc(out, func(word string) bool { return word == "" || word == "json" })
}

func (p *pager) hasObjects(m api.Property) bool {
	element := p.api.Schemas[p.api.Schemas[m.Schema.ID].Items.ID]
	return element.Kind == api.Object || element.Kind == api.Union || element.Kind == api.Any
}

// wrappers are objects that may hold the items: by their name, or the only object beside facts about the page, or the only one
// that has such facts beside a list.
func (p *pager) wrappers(body *api.Schema) []api.Property {
	var known, other, pages []api.Property
	for _, m := range body.Properties {
		if s := p.api.Schemas[m.Schema.ID]; s.Kind != api.Object || len(s.Properties) == 0 {
			continue
		}
		if p.isPage(m) {
			pages = append(pages, m)
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
	case len(pages) == 1 && !isIdentified(body):
		return pages
	}
	return nil
}

// wraps tells an object that is nothing but a list, or one with facts about its page: {artists: {items: [...], next: ...}}.
func (p *pager) wraps(body *api.Schema, m api.Property) bool {
	inner := p.api.Schemas[m.Schema.ID]
	if isIdentified(body) || isIdentified(inner) {
		return false
	}
	return slices.ContainsFunc(inner.Properties, isItemsName) || len(inner.Properties) == 1 && p.isList(inner.Properties[0])
}

// isPage tells an object that has a list and says of it where it ends or goes on: {meta: {orders: [...], cursor: ...}}.
func (p *pager) isPage(m api.Property) bool {
	inner := p.api.Schemas[m.Schema.ID]
	if isIdentified(inner) || !slices.ContainsFunc(inner.Properties, p.isList) {
		return false
	}
	in := pager{api: p.api, op: p.op, facts: p.factsOf(inner, normalised(m.Name))}
	return in.hasEnd() || slices.ContainsFunc(in.facts, func(f fact) bool {
		return f.isValue() && !leadsBack(f.word) && (meansCursor(f.word) || isNextCursor(f.word) || f.under == "cursor" || f.under == "cursors")
	})
}

// factsOf are what an object that is not the body would say of its page.
func (p *pager) factsOf(object *api.Schema, name string) []fact {
	other := pager{api: p.api, op: p.op}
	return other.collectFacts(object, "", name, 1)
}

func (p *pager) isList(m api.Property) bool {
	s := p.api.Schemas[m.Schema.ID]
	return s.Kind == api.Array && s.Items != nil && len(s.Prefix) == 0
}

// isThing tells an object with an id of its own, of which the list is only a part: {data: {id: ..., tags: [...]}}.
func (p *pager) isThing(object *api.Schema, found listing) bool {
	if !isIdentified(object) {
		return false
	}
	return !slices.ContainsFunc(object.Properties, func(m api.Property) bool {
		return strings.HasSuffix(found.path, "."+m.Name) && (isItemsName(m) || p.isResource(m))
	})
}

func isIdentified(object *api.Schema) bool {
	_, has := named(object, "id")
	return has
}

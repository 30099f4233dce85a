package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// linkHint reads OpenAPI's links: one that leads back to the same operation with a value of its response is the next page.
func (l *lowerer) linkHint(op *api.Operation, e endpoint) *pagingHint {
	for _, r := range l.members(e.child("responses")) {
		if !strings.HasPrefix(r.key, "2") {
			continue
		}
		response, why := l.object(r)
		if why != "" {
			continue
		}
		for _, link := range l.members(response.child("links")) {
			t, why := l.object(link)
			if why != "" || op.OperationID == "" || t.node.Get("operationId").Str() != op.OperationID {
				continue
			}
			if h := linkedBy(t.node); h != nil {
				return h
			}
		}
	}
	return nil
}

// linkedBy reads the parameters of a link.
func linkedBy(link *node.Node) *pagingHint {
	params := link.Get("parameters")
	if !params.Is(node.Object) {
		return nil
	}
	for _, e := range params.Entries {
		name, value := e.Key, e.Value.Str()
		h := &pagingHint{by: "a link", pos: link.Pos(), says: api.Paging{Style: api.PageByCursor, Param: strings.TrimPrefix(name, "query."), In: "query"}}
		if pointer, ok := strings.CutPrefix(value, "$response.body#/"); ok {
			h.says.Next = strings.ReplaceAll(pointer, "/", ".")
			return h
		}
		if header, ok := strings.CutPrefix(value, "$response.header."); ok {
			h.says.Header = header
			return h
		}
	}
	return nil
}

// stainlessHint reads x-stainless-pagination-property, which marks parameters and properties by what they are for.
func (l *lowerer) stainlessHint(e endpoint) *pagingHint {
	h := &pagingHint{by: "x-stainless-pagination-property"}
	for _, p := range slices.Concat(e.params, e.child("parameters").items()) {
		if t, why := l.object(p); why == "" {
			h.mark(t.node, t.node.Get("name").Str())
		}
	}
	for _, r := range l.members(e.child("responses")) {
		response, why := l.object(r)
		if why != "" || !strings.HasPrefix(r.key, "2") || h.says.Style == "" {
			continue
		}
		for _, m := range l.members(response.child("content")) {
			l.markBelow(h, m.child("schema"), "", 0)
		}
	}
	if h.says.Style == "" {
		return nil
	}
	return h
}

// markBelow walks through the properties of a response.
func (l *lowerer) markBelow(h *pagingHint, schema place, path string, depth int) {
	t, why := l.object(schema)
	if why != "" || depth > 3 {
		return
	}
	for _, m := range l.members(t.child("properties")) {
		h.mark(m.node, path+m.key)
		if !m.node.Get("items").Is(node.Object) {
			l.markBelow(h, m, path+m.key+".", depth+1)
		}
	}
}

// mark notes what a parameter or a property is for.
func (h *pagingHint) mark(n *node.Node, name string) {
	mark := n.Get("x-stainless-pagination-property")
	if !mark.Is(node.Object) {
		mark = n.Get("schema").Get("x-stainless-pagination-property")
	}
	purpose := mark.Get("purpose").Str()
	if purpose != "" && h.pos.Line == 0 {
		h.pos = mark.Pos()
	}
	switch purpose {
	case "next_cursor_param":
		h.says.Style, h.says.Param = api.PageByCursor, name
	case "page_number_param":
		h.says.Style, h.says.Param = api.PageByNumber, name
	case "offset_count_param":
		h.says.Style, h.says.Param = api.PageByOffset, name
	case "items":
		h.says.Items = name
	case "next_cursor_field":
		h.says.Next = name
	case "total_page_count_field":
		h.says.Pages = name
	}
}

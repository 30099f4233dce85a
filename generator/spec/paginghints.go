package spec

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// pagingHint is what a vendor says of a list by an extension of some tool, or by OpenAPI's links:
//
//	x-ms-pageable: {nextLinkName: nextLink, itemName: value}
//	x-speakeasy-pagination: {type: cursor, inputs: [{name: cursor, in: parameters, type: cursor}], outputs: {nextCursor: $.next}}
//	x-fern-pagination: {cursor: $request.cursor, next_cursor: $response.next, results: $response.data}
//	links: {next: {operationId: listOrders, parameters: {cursor: $response.body#/next}}}
type pagingHint struct {
	by   string // "x-ms-pageable"
	none bool   // there is one page only
	says api.Paging
	pos  diag.Pos
}

// notePaging keeps what the vendor says of a list until its schemas are known.
func (l *lowerer) notePaging(op *api.Operation, e endpoint) {
	var hint *pagingHint
	for _, read := range []func(*node.Node) *pagingHint{speakeasyHint, l.fernHint, azureHint} {
		if hint = read(e.all); hint != nil {
			break
		}
	}
	if hint == nil {
		hint = l.stainlessHint(e)
	}
	if hint == nil {
		hint = l.linkHint(op, e)
	}
	if hint == nil {
		return
	}
	if l.pageHints == nil {
		l.pageHints = map[string]*pagingHint{}
	}
	l.pageHints[op.Method+" "+op.Path] = hint
}

// azureHint reads x-ms-pageable. A nextLinkName of null says that all items come at once.
func azureHint(n *node.Node) *pagingHint {
	x := n.Get("x-ms-pageable")
	if !x.Is(node.Object) {
		return nil
	}
	h := &pagingHint{by: "x-ms-pageable", pos: x.Pos(), none: x.Get("nextLinkName").Str() == ""}
	h.says = api.Paging{Style: api.PageByURL, Next: x.Get("nextLinkName").Str(), Items: x.Get("itemName").Str()}
	if h.says.Items == "" {
		h.says.Items = "value"
	}
	return h
}

// speakeasyHint reads x-speakeasy-pagination.
func speakeasyHint(n *node.Node) *pagingHint {
	x := n.Get("x-speakeasy-pagination")
	if !x.Is(node.Object) {
		return nil
	}
	h := &pagingHint{by: "x-speakeasy-pagination", pos: x.Pos()}
	out := x.Get("outputs")
	h.says = api.Paging{Items: jsonPath(out.Get("results").Str()), Pages: jsonPath(out.Get("numPages").Str())}
	switch x.Get("type").Str() {
	case "url":
		h.says.Style, h.says.Next = api.PageByURL, jsonPath(out.Get("nextUrl").Str())
	case "cursor":
		h.says.Style, h.says.Next = api.PageByCursor, jsonPath(out.Get("nextCursor").Str())
	}
	for _, input := range x.Get("inputs").List() {
		in := map[string]string{"requestBody": "body"}[input.Get("in").Str()]
		switch name := input.Get("name").Str(); input.Get("type").Str() {
		case "cursor":
			h.says.Param, h.says.In = name, in
		case "page":
			h.says.Style, h.says.Param, h.says.In = api.PageByNumber, name, in
		case "offset":
			h.says.Style, h.says.Param, h.says.In = api.PageByOffset, name, in
		case "limit":
			h.says.SizeParam = name
		}
	}
	return h
}

// fernHint reads x-fern-pagination, of the operation or of the whole document.
func (l *lowerer) fernHint(n *node.Node) *pagingHint {
	x := n.Get("x-fern-pagination")
	if x.True() {
		x = l.root.Root.Get("x-fern-pagination")
	}
	if !x.Is(node.Object) {
		return nil
	}
	h := &pagingHint{by: "x-fern-pagination", pos: x.Pos()}
	h.says = api.Paging{Items: jsonPath(x.Get("results").Str()), More: jsonPath(x.Get("has-next-page").Str())}
	set := func(style api.PagingStyle, param, next string) {
		h.says.Style, h.says.Param, h.says.Next = style, jsonPath(param), jsonPath(next)
	}
	switch {
	case x.Get("cursor") != nil:
		set(api.PageByCursor, x.Get("cursor").Str(), x.Get("next_cursor").Str())
	case x.Get("next_uri") != nil:
		set(api.PageByURL, "", x.Get("next_uri").Str())
	case x.Get("offset") != nil && x.Get("step") != nil:
		set(api.PageByOffset, x.Get("offset").Str(), "")
		h.says.SizeParam = jsonPath(x.Get("step").Str())
	case x.Get("offset") != nil:
		set(api.PageByNumber, x.Get("offset").Str(), "")
	}
	return h
}

var lastItem = regexp.MustCompile(`\[(-1|\(@\.length ?- ?1\)|-1:)\]`)

// jsonPath makes a path with dots of "$.data.items", "$request.cursor" and "$response.body.next".
func jsonPath(text string) string {
	text = strings.NewReplacer("['", ".", "']", "").Replace(text)
	for _, root := range []string{"$response.body.", "$request.body.", "$request.query.", "$response.", "$request.", "$."} {
		if rest, ok := strings.CutPrefix(text, root); ok {
			return rest
		}
	}
	return strings.TrimPrefix(text, "$")
}

// byHint completes what the vendor says by what is there, and refuses what is not.
func (p *pager) byHint(h *pagingHint) (*api.Paging, string) {
	if h.none {
		return nil, h.by + " says that all items come at once"
	}
	out := h.says
	if items := lastItem.Split(out.Next, 2); len(items) == 2 { // $.data[-1].id
		out.Style, out.Items, out.Next, out.ID = api.PageByLastID, items[0], "", strings.TrimPrefix(items[1], ".")
	}
	if out.Items == "" {
		out.Items = p.list.path
	}
	pos, why := p.misfit(&out)
	if why != "" {
		return nil, fmt.Sprintf("%s does not fit: %s", h.by, why)
	}
	p.list.path, p.list.pos = out.Items, pos
	return p.prove(&out, append([]api.Evidence{{What: h.by + " says how it pages", Pos: h.pos}}, p.hintedEnds(&out)...)...), ""
}

// hintedEnds adds what the response says of the end beside what the vendor points out.
func (p *pager) hintedEnds(out *api.Paging) []api.Evidence {
	if out.Style != api.PageByNumber && out.Style != api.PageByOffset {
		return nil
	}
	k, _ := p.knob(out.Param, out.In)
	own := *out
	said := p.ends(out, k)
	if own.Pages != "" {
		out.Pages = own.Pages
	}
	if own.SizeParam != "" {
		out.SizeParam = own.SizeParam
	}
	return append(said, p.begin(out, k))
}

// misfit says what of a hint the operation does not have.
func (p *pager) misfit(out *api.Paging) (pos diag.Pos, why string) {
	items, pos, ok := p.follow(out.Items)
	if !ok || items.Kind != api.Array || items.Items == nil {
		return pos, fmt.Sprintf("the response has no list in %q", out.Items)
	}
	if out.Style == api.PageByURL && p.op.Method != "GET" {
		return pos, "only a GET is asked by the URL of another"
	}
	if out.Style == "" {
		return pos, "its type is not known"
	}
	if out.Style == api.PageByCursor || out.Style == api.PageByURL {
		if s, _, ok := p.follow(out.Next); (!ok || s.Kind == api.Array || s.Kind == api.Object) && out.Header == "" {
			return pos, fmt.Sprintf("the response has no %q", out.Next)
		}
	}
	if out.Style != api.PageByURL {
		k, ok := p.knob(out.Param, out.In)
		if !ok {
			return pos, fmt.Sprintf("the request has no %q", out.Param)
		}
		out.Param, out.In = k.name, k.in
	}
	if out.Style == api.PageByLastID && out.In != "query" {
		return pos, "the id of the last item goes into the query only"
	}
	return pos, ""
}

// knob finds what a request can say by its name. Where it is may be left open.
func (p *pager) knob(name, in string) (knob, bool) {
	for _, k := range p.knobs {
		if k.name == name && (in == "" || k.in == in) {
			return k, true
		}
	}
	return knob{}, false
}

// follow walks along a path of properties from the body. Names may have dots of their own; the longest one counts.
func (p *pager) follow(path string) (*api.Schema, diag.Pos, bool) {
	at, pos := p.body, p.body.Pos
	for path != "" {
		name, found := path, false
		for !found && name != "" {
			for _, m := range at.Properties {
				if m.Name == name {
					at, pos, found = p.api.Schemas[m.Schema.ID], m.Pos, true
					break
				}
			}
			if !found {
				name = name[:max(strings.LastIndex(name, "."), 0)]
			}
		}
		if !found {
			return nil, pos, false
		}
		path = strings.TrimPrefix(path[len(name):], ".")
	}
	return at, pos, true
}

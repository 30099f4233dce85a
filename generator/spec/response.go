package spec

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// responses are sorted by status: codes, then ranges, then default.
func (l *lowerer) responses(table place) ([]api.Response, error) {
	out := []api.Response{}
	if err := l.readable(table, "responses"); err != nil {
		return nil, err
	}
	for _, p := range l.members(table) {
		key := p.key
		if strings.HasPrefix(key, "x-") || p.node.Kind == node.Null {
			continue
		}
		statuses := statusesOf(key)
		if len(statuses) == 0 {
			l.diags.Warnf(p.node.Pos(), "bad-status", `%q is not a status: expected a code such as "200", a range such as "4XX", or "default"; the response is ignored`, key)
		}
		for _, status := range statuses {
			out = append(out, l.response(p, status))
		}
	}
	slices.SortStableFunc(out, func(a, b api.Response) int { return cmp.Compare(statusRank(a.Status), statusRank(b.Status)) })
	return slices.CompactFunc(out, func(a, b api.Response) bool { return a.Status == b.Status }), nil
}

// statusesOf are the statuses that a key of responses names: one, or several with commas between them.
func statusesOf(key string) []string {
	var out []string
	for _, part := range strings.Split(key, ",") {
		status, ok := statusOf(part)
		if !ok { // "200 OK"
			code, _, _ := strings.Cut(strings.TrimSpace(part), " ")
			status, ok = statusOf(code)
		}
		if !ok {
			return nil
		}
		out = append(out, status)
	}
	return out
}

// statusOf normalises a key of responses: "2xx" is "2XX".
func statusOf(key string) (string, bool) {
	key = strings.TrimSpace(key)
	if strings.EqualFold(key, "default") {
		return "default", true
	}
	key = strings.ToUpper(key)
	if len(key) != 3 || key[0] < '1' || key[0] > '5' {
		return "", false
	}
	if key[1:] == "XX" {
		return key, true
	}
	return key, strings.Trim(key, "0123456789") == ""
}

func statusRank(status string) string {
	switch {
	case status == "default":
		return "3"
	case strings.HasSuffix(status, "XX"):
		return "2" + status
	}
	return "1" + status
}

// response lowers one response. If its body cannot be read, the call still makes sense: the body is anything.
func (l *lowerer) response(p place, status string) api.Response {
	t, why := l.object(p)
	if why != "" {
		return l.unread(p, status, why)
	}
	o := decode[openapi3.Response](l, t.node, []string{"description"})
	out := api.Response{Status: status, Name: t.name, Headers: l.headers(t.child("headers")), Pos: t.node.Pos()}
	if o.Description != nil {
		out.Description = *o.Description
	}
	if out.Description == "" { // 3.2
		out.Description = t.node.Get("summary").Str()
	}
	out.Description = later(out.Description, responseSibling(p.node))
	var err error
	if out.Content, err = l.content(t.child("content")); err != nil {
		out.Content = l.unread(p, status, err.Error()).Content
	}
	if err == nil && !t.child("content").there() {
		out.Content = l.misplaced(t.place, "response "+status)
	}
	return out
}

// unread is a response whose body cannot be read.
func (l *lowerer) unread(p place, status, why string) api.Response {
	l.diags.Warnf(p.node.Pos(), "unread-response", "the body of the response %s is read as anything: %s", status, why)
	id := source.Child(p.id, "content")
	use := l.anything(id, api.Any, p.node.Pos())
	l.broken.schema(id)
	return api.Response{Status: status, Pos: p.node.Pos(), Content: []api.Media{{Type: "application/json", Schema: &use}}}
}

// responseSibling is the description beside a reference, which counts for this place (3.1).
func responseSibling(n *node.Node) string {
	if isReference(n) {
		return n.Get("description").Str()
	}
	return ""
}

// headers lowers the headers of a response, by name. One that cannot be read costs nothing but itself.
func (l *lowerer) headers(table place) []api.Param {
	var out []api.Param
	for _, p := range l.members(table) {
		name := p.key
		t, why := l.object(p)
		if why != "" {
			l.diags.Warnf(p.node.Pos(), "bad-header", "the header %q is ignored: %s", name, why)
			continue
		}
		o := decode[openapi3.Parameter](l, t.node, paramKeywords)
		o.Name, o.In = name, "header"
		out = append(out, l.paramOf(t.place, o))
	}
	slices.SortStableFunc(out, func(a, b api.Param) int { return cmp.Compare(a.Name, b.Name) })
	return slices.DeleteFunc(out, func(h api.Param) bool { return strings.EqualFold(h.Name, "Content-Type") })
}

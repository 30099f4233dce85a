package spec

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// params are the parameters of an operation: the path item's, then its own, which replace those of the same name. With them
// comes the path as they have it.
func (l *lowerer) params(e endpoint, incoming bool) (string, []api.Param, error) {
	var out []api.Param
	at := map[string]int{}   // places in out
	own := map[string]bool{} // those that the operation itself has
	for i, p := range append(slices.Clone(e.params), l.list(e.child("parameters"))...) {
		t, why := l.object(p)
		if why != "" {
			return "", nil, skip(p.node, "a parameter cannot be read: %s", why)
		}
		param, ok := l.param(t.place)
		if !ok || ignoredHeader(param) {
			continue
		}
		if incoming {
			param.Example = exampleOf(t.node)
		}
		key := identity(param)
		if own[key] {
			l.diags.Warnf(p.node.Pos(), "duplicate-parameter", "the %s parameter %q is there twice; the last one counts", param.In, param.Name)
		}
		own[key] = i >= len(e.params)
		if old, ok := at[key]; ok {
			out[old] = param
			continue
		}
		at[key] = len(out)
		out = append(out, param)
	}
	if incoming {
		return e.path, out, nil
	}
	path, out := l.matchPath(e, out)
	return path, out, nil
}

// exampleOf is the text of the example that a parameter has, of itself or of its schema.
func exampleOf(n *node.Node) string {
	for _, from := range []*node.Node{n, n.Get("schema")} {
		if e := from.Get("example"); e != nil {
			return e.Spelled()
		}
	}
	return ""
}

// list is an array, or the one that a reference in its place leads to.
func (l *lowerer) list(p place) []place {
	if p.node.Get("$ref").Is(node.String) {
		p = l.follow(p.node).place
	}
	if p.there() && !p.node.Is(node.Array) {
		l.diags.Warnf(p.node.Pos(), "bad-keyword", "the parameters should be an array, not %s; they are ignored", describe(p.node))
	}
	return p.items()
}

// identity is what no two parameters of an operation share. Names of headers have no case.
func identity(p api.Param) string {
	if p.In == "header" {
		return p.In + " " + strings.ToLower(p.Name)
	}
	return p.In + " " + p.Name
}

// ignoredHeader tells whether the specification has another place for the header: the content types and the security.
func ignoredHeader(p api.Param) bool {
	return p.In == "header" && slices.ContainsFunc([]string{"Accept", "Content-Type", "Authorization"}, func(name string) bool {
		return strings.EqualFold(name, p.Name)
	})
}

var paramKeywords = []string{
	"name", "in", "description", "style", "explode", "allowEmptyValue", "allowReserved", "deprecated", "required",
}

// param lowers one parameter. It is not ok if nothing can be sent for it.
func (l *lowerer) param(p place) (api.Param, bool) {
	o := decode[openapi3.Parameter](l, p.node, paramKeywords)
	if in := strings.ToLower(strings.TrimSpace(o.In)); styleDefaults(in) != "" {
		o.In = in
	}
	if isBodyParam(p.node) { // see bodyParam
		return api.Param{}, false
	}
	if o.Name == "" || styleDefaults(o.In) == "" {
		l.diags.Warnf(p.node.Pos(), "bad-parameter", "the parameter needs a name, and a place that is path, query, header, cookie or querystring; it is ignored")
		return api.Param{}, false
	}
	return l.paramOf(p, o), true
}

// paramOf lowers what parameters and headers have in common.
func (l *lowerer) paramOf(p place, o openapi3.Parameter) api.Param {
	out := api.Param{
		Name: o.Name, In: o.In, Description: o.Description, Required: o.Required || o.In == "path",
		Deprecated: o.Deprecated || deprecatedBy(p.node), AllowReserved: o.AllowReserved, AllowEmpty: o.AllowEmptyValue,
		Reason: deprecationReason(p.node), GoName: goName(p.node), Sensitive: isSensitive(p.node), Pos: p.node.Pos(),
	}
	out.Style = l.style(p.node, o.In, o.Style)
	out.Explode = out.Style == "form" || out.Style == "deepObject" || out.Style == "cookie"
	if o.Explode != nil {
		out.Explode = *o.Explode
	}
	schema := p.child("schema")
	if media := l.members(p.child("content")); !schema.there() && len(media) > 0 {
		out.MediaType = media[0].key
		schema = media[0].child("schema")
	}
	if !schema.there() && looksLikeSchema(p.node) { // as in version 2.0
		schema = place{id: source.Child(p.id, "schema"), node: valuePart(p.node)}
	}
	untyped := out.In == "path" && schema.node.Is(node.Object) && !structural(schema.node) // NestJS: an id that nobody declared
	if !schema.there() || untyped {
		kind := api.String
		if out.MediaType != "" || o.In == "querystring" {
			kind = api.Any
		}
		out.Schema = l.anything(source.Child(p.id, "schema"), kind, p.node.Pos())
		return out
	}
	var said aside
	out.Schema, said = l.use(schema)
	out.Description = later(said.description, out.Description)
	out.Deprecated = out.Deprecated || said.deprecated
	out.Reason = later(said.reason, out.Reason)
	out.Sensitive = out.Sensitive || said.sensitive
	return out
}

// valuePart is what a parameter says of its value rather than of itself.
func valuePart(n *node.Node) *node.Node {
	c := n.Copy()
	for _, key := range append([]string{"required", "example", "examples"}, paramKeywords...) {
		c.Delete(key)
	}
	return c
}

// styleDefaults is the style of a place if the document names none.
func styleDefaults(in string) string {
	return map[string]string{
		"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form",
	}[in]
}

// styles are those that a place allows.
func styles(in string) []string {
	switch in {
	case "path":
		return []string{"simple", "label", "matrix"}
	case "header":
		return []string{"simple"}
	case "query":
		return []string{"form", "spaceDelimited", "pipeDelimited", "deepObject", "tabDelimited"}
	case "cookie":
		return []string{"form", "cookie"}
	}
	return []string{"form"}
}

func (l *lowerer) style(n *node.Node, in, style string) string {
	switch {
	case style == "":
		return styleDefaults(in)
	case !slices.Contains(styles(in), style):
		l.diags.Warnf(n.Get("style").Pos(), "bad-style", "a %s parameter cannot have the style %q; %s is used", in, style, styleDefaults(in))
		return styleDefaults(in)
	}
	return style
}

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

// body lowers a request body, nil if there is none.
func (l *lowerer) body(p place) (*api.Body, error) {
	if !p.there() {
		return nil, nil
	}
	t, why := l.object(p)
	if why != "" {
		return nil, skip(p.node, "the request body cannot be read: %s", why)
	}
	o := decode[openapi3.RequestBody](l, t.node, []string{"description", "required"})
	content, err := l.content(t.child("content"))
	if err == nil && len(content) == 0 && !t.child("content").there() {
		content = l.misplaced(t.place, "request body")
	}
	if err != nil || len(content) == 0 || l.alwaysEmpty(t.child("content")) {
		return nil, err
	}
	description := later(o.Description, p.node.Get("description").Str())
	return &api.Body{Description: description, Required: o.Required, Content: content, Pos: t.node.Pos()}, nil
}

// alwaysEmpty tells whether a body cannot hold anything: a form without members, to which none may be added. Generators of
// documents write one for operations that have no body.
func (l *lowerer) alwaysEmpty(content place) bool {
	media := l.members(content)
	return len(media) > 0 && !slices.ContainsFunc(media, func(m place) bool {
		schema := m.node.Get("schema")
		isForm := strings.HasPrefix(strings.ToLower(m.key), "application/x-www-form-urlencoded")
		more := schema.Get("additionalProperties")
		return !isForm || !more.Is(node.Bool) || more.True() ||
			structural(schema, "type", "additionalProperties") || schema.Get("properties").Len() > 0
	})
}

// content lowers the representations of a body, sorted by their types, ranges last: the order of keys means nothing.
func (l *lowerer) content(table place) ([]api.Media, error) {
	if err := l.readable(table, "content"); err != nil {
		return nil, err
	}
	var out []api.Media
	for _, p := range l.members(table) {
		t, why := l.object(p)
		if why != "" && isReference(p.node) {
			return nil, skip(p.node, "a media type cannot be read: %s", why)
		}
		media := api.Media{Encoding: l.encodings(t.child("encoding"))}
		media.Schema = l.maybe(t.child("schema"))
		media.ItemSchema = l.maybe(t.child("itemSchema"))
		media.End = t.node.Get("x-speakeasy-sse-sentinel").Str()
		if media.Schema == nil && media.ItemSchema == nil && looksLikeSchema(t.node) {
			media.Schema = l.misplaced(t.place, "media type "+p.key)[0].Schema
		}
		for _, media.Type = range l.mediaTypes(p) {
			if !slices.ContainsFunc(out, func(m api.Media) bool { return m.Type == media.Type }) {
				out = append(out, media)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b api.Media) int { return cmp.Compare(mediaOrder(a.Type), mediaOrder(b.Type)) })
	return out, nil
}

// mediaOrder sorts types by name, ranges last.
func mediaOrder(name string) string {
	if strings.Contains(name, "*") {
		name = "~" + name
	}
	return strings.ToLower(name)
}

// misplaced reads a schema that stands where an object around it should: JSON of that schema is meant.
func (l *lowerer) misplaced(p place, what string) []api.Media {
	schema := p
	if own := p.child("schema"); own.there() {
		schema = own
	} else if !looksLikeSchema(p.node) {
		return nil
	}
	l.diags.Warnf(p.node.Pos(), "misplaced-schema", "the %s is a schema; it is read as JSON of that schema", what)
	return []api.Media{{Type: "application/json", Schema: l.maybe(schema)}}
}

// looksLikeSchema tells whether an object that should hold a schema is one.
func looksLikeSchema(n *node.Node) bool {
	return n.Is(node.Object) && (n.Get("type").Is(node.String) || structural(n, "$ref", "type", "format", "enum", "const", "items"))
}

// isBodyParam tells a body that is declared as in version 2.0, in a document of a later one.
func isBodyParam(n *node.Node) bool {
	return strings.EqualFold(n.Get("in").Str(), "body") && n.Get("schema").Is(node.Object)
}

// bodyParam is the body of an operation that declares it as a parameter.
func (l *lowerer) bodyParam(e endpoint) *api.Body {
	for _, p := range append(slices.Clone(e.params), l.list(e.child("parameters"))...) {
		if t, why := l.object(p); why == "" && isBodyParam(t.node) {
			return &api.Body{
				Description: t.node.Get("description").Str(), Required: t.node.Get("required").True(),
				Content: l.misplaced(t.place, "parameter in body"), Pos: t.node.Pos(),
			}
		}
	}
	return nil
}

// mediaTypes are the types that a key of a content names, none for an extension. Vendors write lists with commas, and
// the names of formats.
func (l *lowerer) mediaTypes(p place) []string {
	if strings.HasPrefix(p.key, "x-") && !strings.Contains(p.key, "/") {
		return nil
	}
	var out []string
	for _, part := range strings.Split(p.key, ",") {
		name, rest, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.Contains(part, `"`) { // a parameter that is a list itself
			return []string{p.key}
		}
		if full := formats[strings.ToLower(name)]; full != "" && rest == "" {
			l.diags.Notef(p.node.Pos(), "mended-media-type", "the media type %q is read as %s", p.key, full)
			part = full
		}
		out = append(out, strings.TrimSpace(part))
	}
	return out
}

// readable skips the operation if a reference stands in place of a whole table and leads nowhere: without the table a
// call would be wrong.
func (l *lowerer) readable(table place, what string) error {
	if ref := table.node.Get("$ref"); ref.Is(node.String) && !l.follow(table.node).ok {
		return skip(table.node, "its %s cannot be read: the reference %s leads nowhere", what, ref.Text)
	}
	return nil
}

// maybe is the use of a schema that need not be there.
func (l *lowerer) maybe(p place) *api.Use {
	if !p.there() {
		return nil
	}
	use, _ := l.use(p)
	return &use
}

// formats are the names of formats that stand in place of media types; none stands for any.
var formats = map[string]string{
	"": "*/*", "*": "*/*", "json": "application/json", "xml": "application/xml", "text": "text/plain", "html": "text/html",
	"csv": "text/csv", "pdf": "application/pdf", "binary": "application/octet-stream", "form": "application/x-www-form-urlencoded",
	"multipart": "multipart/form-data",
}

var encodingKeywords = []string{"contentType", "style", "explode", "allowReserved"}

// encodings say how the properties of a form are sent.
func (l *lowerer) encodings(table place) []api.Encoding {
	var out []api.Encoding
	for _, p := range l.members(table) {
		if !p.node.Is(node.Object) {
			continue
		}
		o := decode[openapi3.Encoding](l, p.node, encodingKeywords)
		e := api.Encoding{
			Property: p.key, ContentType: o.ContentType, Style: o.Style,
			AllowReserved: o.AllowReserved, Explode: o.Style == "" || o.Style == "form" || o.Style == "deepObject",
		}
		if o.Explode != nil {
			e.Explode = *o.Explode
		}
		e.Headers = l.partHeaders(place{id: source.Child(p.id, "headers"), node: p.node.Get("headers")})
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b api.Encoding) int { return cmp.Compare(a.Property, b.Property) })
	return out
}

// partHeaders are the headers of a part with their values, where the document has one. The Content-Type is not among them, as
// it stands beside them.
func (l *lowerer) partHeaders(table place) []api.PartHeader {
	var out []api.PartHeader
	for _, p := range l.members(table) {
		t, why := l.object(p)
		if why != "" || strings.EqualFold(p.key, "Content-Type") || !isToken(p.key) {
			continue
		}
		out = append(out, api.PartHeader{Name: p.key, Value: l.fixedText(t.child("schema"))})
	}
	slices.SortFunc(out, func(a, b api.PartHeader) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// fixedText is the one value that a schema allows, or its default, as text; "" if it has neither.
func (l *lowerer) fixedText(schema place) string {
	t, why := l.object(schema)
	if why != "" {
		return ""
	}
	values := t.node.Get("enum").List()
	switch {
	case t.node.Has("const"):
		return t.node.Get("const").Spelled()
	case len(values) == 1:
		return values[0].Spelled()
	}
	return t.node.Get("default").Spelled()
}

package spec

import (
	"cmp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
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
	if err != nil || len(content) == 0 {
		return nil, err
	}
	description := later(o.Description, p.node.Get("description").Str())
	return &api.Body{Description: description, Required: o.Required, Content: content, Pos: t.node.Pos()}, nil
}

// content lowers the representations of a body, in document order.
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
		media := api.Media{Type: p.key, Encoding: l.encodings(t.child("encoding"))}
		media.Schema = l.maybe(t.child("schema"))
		media.ItemSchema = l.maybe(t.child("itemSchema"))
		out = append(out, media)
	}
	return out, nil
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
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b api.Encoding) int { return cmp.Compare(a.Property, b.Property) })
	return out
}

package upgrade

import (
	"slices"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// response rewrites a response of an operation that produces m. A reference is kept, unless the operation produces
// something else than the document: the shared response would then have the wrong media types.
func (u *upgrader) response(r *node.Node, m media) *node.Node {
	if r.Has("$ref") {
		target := u.resolve.target(r)
		if target == nil || !target.Has("schema") || slices.Equal(m.produces, u.media.produces) {
			return u.withRef(r)
		}
		r = target
	}
	c := node.NewObject(r)
	for key, value := range r.All() {
		switch key {
		case "schema":
			if value.Kind != node.Null {
				c.Set("content", u.responseContent(r, m))
			}
		case "examples":
			if !r.Has("schema") {
				c.Set(key, value)
			}
		case "headers":
			c.Set(key, u.each(value, u.header))
		default:
			c.Set(key, value)
		}
	}
	return c
}

// responseContent gives every media type the schema, and the example that was written for it.
func (u *upgrader) responseContent(r *node.Node, m media) *node.Node {
	schema := r.Get("schema")
	file := isFile(u.resolve.target(schema))
	c := node.NewObject(schema)
	converted := u.schema(schema)
	for _, t := range m.response(file) {
		medium := node.NewObject(schema, node.Entry{Key: "schema", Value: converted})
		medium.Set("example", r.Get("examples").Get(t))
		c.Set(t, medium)
	}
	return c
}

// header rewrites a response header.
func (u *upgrader) header(h *node.Node) *node.Node {
	if h.Has("$ref") {
		return u.withRef(h)
	}
	return u.described(h)
}

package upgrade

import (
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

func isBody(p *node.Node) bool { return strings.EqualFold(p.Get("in").Str(), "body") }

// isForm tells a form field. Before 2.0 its place was called form, and many still do.
func isForm(p *node.Node) bool {
	in := p.Get("in").Str()
	return strings.EqualFold(in, "formData") || strings.EqualFold(in, "form")
}

// body turns a body parameter into a request body. Its name, which never travels, is kept as x-name.
func (u *upgrader) body(p *node.Node, m media) *node.Node {
	c := node.NewObject(p)
	medium := node.NewObject(p)
	for key, value := range p.All() {
		switch key {
		case "in", "schema":
		case "name":
			c.Set("x-name", value)
		case "example", "examples":
			medium.Set(key, value)
		default:
			c.Set(key, value)
		}
	}
	schema := p.Get("schema")
	if schema == nil && p.Has("type") { // not allowed, and clear
		schema = u.inlineSchema(p)
		for _, key := range schemaKeys {
			c.Delete(key)
		}
	}
	medium.Set("schema", u.schema(schema))
	c.Set("content", content(p, m.body(), medium))
	return c
}

// content gives all media types the same description.
func content(at *node.Node, types []string, medium *node.Node) *node.Node {
	c := node.NewObject(at)
	for _, t := range types {
		c.Set(t, medium)
	}
	return c
}

// form turns form fields into a body of one object.
func (u *upgrader) form(op *node.Node, fields []*node.Node, m media) *node.Node {
	properties, encoding := node.NewObject(op), node.NewObject(op)
	required := node.NewArray(op)
	files := false
	for _, f := range fields {
		p := u.resolve.target(f)
		name := p.Get("name").Str()
		files = files || isFile(p) || isFile(p.Get("items"))
		properties.Set(name, u.formProperty(p))
		encoding.Set(name, formEncoding(p))
		if p.Get("required").True() {
			required.Items = append(required.Items, p.Get("name"))
		}
	}
	at := u.resolve.target(fields[0])
	schema := node.NewObject(at, node.Entry{Key: "type", Value: node.NewString(at, "object")})
	medium := node.NewObject(at, node.Entry{Key: "schema", Value: schema})
	if len(required.Items) > 0 {
		schema.Set("required", required)
	}
	schema.Set("properties", properties)
	if encoding.Len() > 0 {
		medium.Set("encoding", encoding)
	}
	body := node.NewObject(at)
	if len(required.Items) > 0 {
		body.Set("required", node.NewBool(at, true))
	}
	body.Set("content", content(at, m.form(files), medium))
	return body
}

// formProperty is the schema of one form field, with what else its parameter says.
func (u *upgrader) formProperty(p *node.Node) *node.Node {
	schema := u.inlineSchema(p)
	for key, value := range p.All() {
		switch {
		case key == "description", key == "example", key == "deprecated", strings.HasPrefix(key, "x-"):
			schema.Set(key, value)
		}
	}
	return schema
}

// formEncoding says how a list in a form is written; nil for anything else.
func formEncoding(p *node.Node) *node.Node {
	style := styleOf(p)
	if style == nil {
		return nil
	}
	return node.NewObject(p, style...)
}

func isFile(n *node.Node) bool { return strings.EqualFold(n.Get("type").Str(), "file") }

package upgrade

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// schemaKeys are the keywords of a parameter, a header or items that belong to its schema in 3.0.
var schemaKeys = []string{
	"type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
	"minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf", "nullable", "oneOf", "anyOf",
	"allOf", "properties", "additionalProperties",
}

// sharedKeys are extensions that describe values: the schema gets them too.
var sharedKeys = []string{
	"x-nullable", "x-enum-varnames", "x-enum-descriptions", "x-enumNames", "x-ms-enum", "x-go-type", "x-go-type-import",
}

// parameter rewrites a parameter that does not travel in the body, or a reference to one.
func (u *upgrader) parameter(p *node.Node) *node.Node {
	if p.Has("$ref") {
		return u.withRef(p)
	}
	return u.described(p)
}

// described moves the keywords of a parameter or header into a schema.
func (u *upgrader) described(p *node.Node) *node.Node {
	c := node.NewObject(p)
	for key, value := range p.All() {
		switch {
		case key == "collectionFormat" || slices.Contains(schemaKeys, key):
		case key == "schema":
			c.Set(key, u.schema(value))
		default:
			c.Set(key, value)
		}
	}
	if !c.Has("schema") && !c.Has("content") {
		c.Set("schema", u.inlineSchema(p))
	}
	for _, e := range styleOf(p) {
		if !c.Has(e.Key) {
			c.Set(e.Key, e.Value)
		}
	}
	return c
}

// inlineSchema collects the schema of a parameter, a header or a form field.
func (u *upgrader) inlineSchema(p *node.Node) *node.Node {
	if schema := p.Get("schema"); schema.Is(node.Object) {
		return u.schema(schema).Copy()
	}
	s := node.NewObject(p)
	for key, value := range p.All() {
		if slices.Contains(schemaKeys, key) || slices.Contains(sharedKeys, key) {
			s.Set(key, value)
		}
	}
	return u.schema(s)
}

// styleOf says how a list is written, nil for what is no list. The default of 2.0, csv, is not the default of 3.0 in
// queries and forms, so it is always said.
func styleOf(p *node.Node) []node.Entry {
	if !isArray(p.Get("type")) {
		return nil
	}
	at := p.Get("collectionFormat")
	format := strings.ToLower(at.Str())
	if at == nil {
		at = p
	}
	style, explode := "form", false
	inQuery := !slices.Contains([]string{"path", "header", ""}, strings.ToLower(p.Get("in").Str()))
	switch format {
	case "ssv":
		style = "spaceDelimited"
	case "tsv":
		style = "tabDelimited"
	case "pipes":
		style = "pipeDelimited"
	case "multi":
		explode = inQuery
		fallthrough
	default:
		if !inQuery {
			style = "simple"
		}
	}
	return []node.Entry{
		{Key: "style", Value: node.NewString(at, style)},
		{Key: "explode", Value: node.NewBool(at, explode)},
	}
}

// isArray tells whether a type, or one of a list of types, is "array".
func isArray(t *node.Node) bool {
	return t.Str() == "array" || slices.ContainsFunc(t.List(), func(n *node.Node) bool { return n.Str() == "array" })
}

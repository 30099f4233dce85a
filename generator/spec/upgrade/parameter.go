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
	if isList(p) {
		s.Set("items", joined(p.Get("items")))
	}
	if separator := delimiter(p); separator != "" && isList(p) && inOneText(p) {
		return asText(p, separator)
	}
	return u.schema(s)
}

// joined is the schema of the items of a list outside the body. Items that are lists themselves are written in one text
// too, which 3.0 has no words for: they are strings.
func joined(items *node.Node) *node.Node {
	if !items.Is(node.Object) || !isList(items) || items.Has("$ref") {
		return items
	}
	separator := delimiter(items)
	if separator == "" {
		separator = ","
	}
	return asText(items, separator)
}

// asText is the schema of a list that travels as one text which 3.0 has no style for.
func asText(list *node.Node, separator string) *node.Node {
	s := node.NewObject(list, node.Entry{Key: "type", Value: node.NewString(list, "string")})
	name := map[string]string{",": "commas", " ": "spaces", "\t": "tabs", "|": "vertical bars"}[separator]
	s.Set("description", node.NewString(list, "Values separated by "+name+"."))
	return s
}

// inOneText tells whether a parameter stands in the path or a header, where 3.0 knows of commas only.
func inOneText(p *node.Node) bool {
	return slices.Contains([]string{"path", "header", ""}, strings.ToLower(p.Get("in").Str()))
}

// delimiter is what a list has between its items, if that is no comma.
func delimiter(p *node.Node) string {
	return map[string]string{"ssv": " ", "tsv": "\t", "pipes": "|"}[strings.ToLower(p.Get("collectionFormat").Str())]
}

// styleOf says how a list is written, nil for what is no list. The default of 2.0, csv, is not the default of 3.0 in
// queries and forms, so it is always said.
func styleOf(p *node.Node) []node.Entry {
	if !isList(p) {
		return nil
	}
	at := p.Get("collectionFormat")
	if at == nil {
		at = p
	}
	style, explode := "form", false
	switch format := strings.ToLower(at.Str()); {
	case inOneText(p):
		style = "simple"
	case format == "ssv":
		style = "spaceDelimited"
	case format == "tsv":
		style = "tabDelimited"
	case format == "pipes":
		style = "pipeDelimited"
	case format == "multi":
		explode = true
	}
	return []node.Entry{
		{Key: "style", Value: node.NewString(at, style)},
		{Key: "explode", Value: node.NewBool(at, explode)},
	}
}

// isList tells whether a parameter, a header or items are a list: by the type, or by having items and no type.
func isList(p *node.Node) bool {
	return isArray(p.Get("type")) || !p.Has("type") && p.Get("items").Is(node.Object)
}

// isArray tells whether a type, or one of a list of types, is "array".
func isArray(t *node.Node) bool {
	return t.Str() == "array" || slices.ContainsFunc(t.List(), func(n *node.Node) bool { return n.Str() == "array" })
}

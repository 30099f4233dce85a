package upgrade

import (
	"slices"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Version 2.0 has no oneOf. Some vendors list alternatives under items instead, of a schema that is no array:
//
//	latest: {items: [{$ref: '#/definitions/Message'}, {type: 'null'}]}
//
// is a message or null, not a list. A list of scalars is left to be a tuple, in case only the type was forgotten.
func alternatives(schema *node.Node) bool {
	items := schema.Get("items").List()
	if len(items) < 2 || schema.Has("oneOf") || schema.Has("type") && schema.Get("type").Str() != "object" {
		return false
	}
	null := func(n *node.Node) bool { return n.Get("type").Str() == "null" || n.Get("type").Is(node.Null) }
	return slices.ContainsFunc(items, null) || !slices.ContainsFunc(items, func(n *node.Node) bool { return !isObject(n) })
}

func isObject(n *node.Node) bool {
	return n.Has("$ref") || n.Has("properties") || n.Get("type").Str() == "object"
}

// oneOf moves the alternatives to where they belong.
func (e *editor) oneOf(alternatives *node.Node) {
	e.set("oneOf", nil, alternatives)
	e.copied.Delete("items")
}

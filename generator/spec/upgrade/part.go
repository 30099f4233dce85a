package upgrade

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// This file rewrites the files that a document of version 2.0 refers to. They may hold anything: a schema, a map of
// parameters, a path item, a whole document. What a value is shows in its shape; nothing moves, so that references into
// the file keep their pointers as far as possible, see [Pointer].

// Part rewrites a file beside the root document doc. The new tree becomes the root of the file.
func Part(root, doc *node.Node, resolve Resolver, diags *diag.List) *node.Node {
	u := newUpgrader(root, doc, resolve, diags)
	if root.Has("swagger") {
		u.media = mediaOf(root, media{})
	}
	c := u.any(root)
	if root != nil && root.File != nil {
		root.File.Root = c
	}
	return c
}

// any rewrites a value by its shape.
func (u *upgrader) any(n *node.Node) *node.Node {
	switch shapeOf(n) {
	case shapeOperation:
		return u.operation(n, nil)
	case shapePathItem:
		return u.pathItem(n)
	case shapeParameter:
		return u.parameter(n)
	case shapeResponse:
		return u.response(n, u.media)
	case shapeSchema:
		return u.schema(n)
	case shapeBody:
		c := editor{old: n}
		c.set("schema", n.Get("schema"), u.schema(n.Get("schema")))
		return c.done()
	case shapeMap:
		c := editor{old: n}
		for key, value := range n.All() {
			if !strings.HasPrefix(key, "x-") {
				c.set(key, value, u.any(value))
			}
		}
		return c.done()
	}
	return n
}

// shape is what a value looks like.
type shape int

const (
	shapeOther shape = iota // no object, or one that needs no rewriting
	shapeMap                // an object of named things
	shapeSchema
	shapeParameter // outside the body
	shapeBody      // a parameter that travels in the body: whoever uses it takes it apart
	shapeResponse
	shapeOperation
	shapePathItem
)

func shapeOf(n *node.Node) shape {
	switch {
	case !n.Is(node.Object) || n.Get("$ref").Is(node.String) && n.Len() == 1:
		return shapeOther
	case n.Has("swagger"):
		return shapeMap
	case n.Get("in").Is(node.String) && n.Get("name").Is(node.String):
		return parameterShape(n)
	case isOperation(n):
		return shapeOperation
	case slices.ContainsFunc(methods, func(m string) bool { return isOperation(n.Get(m)) }):
		return shapePathItem
	case isResponse(n):
		return shapeResponse
	case isSchema(n):
		return shapeSchema
	}
	return shapeMap
}

func parameterShape(n *node.Node) shape {
	if n.Get("type").Str() == "apiKey" {
		return shapeOther
	}
	if isBody(n) || isForm(n) {
		return shapeBody
	}
	return shapeParameter
}

// isOperation tells an operation by its responses, whose keys are statuses.
func isOperation(n *node.Node) bool {
	responses := n.Get("responses")
	if !responses.Is(node.Object) || responses.Len() == 0 {
		return false
	}
	for key := range responses.All() {
		status := len(key) == 3 && key[0] >= '1' && key[0] <= '5'
		if !status && key != "default" && !strings.HasPrefix(key, "x-") {
			return false
		}
	}
	return true
}

// isResponse tells a response by its description and what only responses have beside it.
func isResponse(n *node.Node) bool {
	if !n.Get("description").Is(node.String) || n.Get("type").Is(node.String) || n.Get("properties").Is(node.Object) {
		return false
	}
	return n.Get("schema").Is(node.Object) || n.Get("headers").Is(node.Object) && !isSchema(n)
}

// isSchema tells a schema by a keyword whose value has the right kind.
func isSchema(n *node.Node) bool {
	kinds := []struct {
		key  string
		kind node.Kind
	}{
		{"type", node.String}, {"type", node.Array}, {"allOf", node.Array}, {"anyOf", node.Array}, {"oneOf", node.Array},
		{"enum", node.Array}, {"$ref", node.String}, {"required", node.Array}, {"discriminator", node.String},
	}
	for _, k := range kinds {
		if n.Get(k.key).Is(k.kind) {
			return true
		}
	}
	properties := n.Get("properties")
	return properties.Is(node.Object) && shapeOf(properties) != shapeSchema
}

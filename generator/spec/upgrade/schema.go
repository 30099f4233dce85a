package upgrade

import (
	"github.com/apigen-go/apigen/generator/spec/node"
)

// schema rewrites a schema and all below it. What does not change is shared with the old tree.
func (u *upgrader) schema(n *node.Node) *node.Node {
	if !n.Is(node.Object) {
		return n
	}
	c := editor{old: n}
	for _, e := range n.Entries {
		c.set(e.Key, e.Value, u.keyword(n, e))
	}
	if isFile(n) {
		c.set("type", nil, node.NewString(n.Get("type"), "string"))
		c.set("format", nil, node.NewString(n.Get("type"), "binary"))
	}
	if n.Get("x-nullable").True() && !n.Has("nullable") {
		c.set("nullable", nil, n.Get("x-nullable"))
	}
	if alternatives(n) {
		c.oneOf(u.schemaList(n.Get("items")))
	}
	return c.done()
}

// keyword rewrites the value of one keyword of a schema.
func (u *upgrader) keyword(schema *node.Node, e node.Entry) *node.Node {
	switch e.Key {
	case "$ref":
		if text := u.movedRef(e.Value.Str()); text != e.Value.Str() {
			return node.NewString(e.Value, text)
		}
	case "discriminator":
		if e.Value.Is(node.String) {
			return u.discriminator(schema, e.Value)
		}
	case "properties", "patternProperties", "definitions", "$defs", "dependentSchemas":
		return u.schemas(e.Value)
	case "allOf", "anyOf", "oneOf", "prefixItems", "items", "additionalProperties", "not", "contains", "if", "then", "else",
		"additionalItems", "propertyNames", "unevaluatedProperties", "unevaluatedItems":
		if e.Value.Is(node.Array) {
			return u.schemaList(e.Value)
		}
		return u.schema(e.Value)
	}
	return e.Value
}

// schemas rewrites an object whose members are schemas.
func (u *upgrader) schemas(n *node.Node) *node.Node {
	if !n.Is(node.Object) {
		return n
	}
	c := editor{old: n}
	for _, e := range n.Entries {
		c.set(e.Key, e.Value, u.schema(e.Value))
	}
	return c.done()
}

func (u *upgrader) schemaList(n *node.Node) *node.Node {
	c := n
	for i, item := range n.Items {
		converted := u.schema(item)
		if converted == item {
			continue
		}
		if c == n {
			c = n.Copy()
		}
		c.Items[i] = converted
	}
	return c
}

// editor copies an object when its first member changes.
type editor struct {
	old, copied *node.Node
}

func (e *editor) set(key string, before, after *node.Node) {
	if before == after {
		return
	}
	if e.copied == nil {
		e.copied = e.old.Copy()
	}
	e.copied.Set(key, after)
}

func (e *editor) done() *node.Node {
	if e.copied != nil {
		return e.copied
	}
	return e.old
}

// discriminator turns the name of a property into the object of 3.0. The values are the names of the definitions in
// both versions, unless a definition says another one by x-ms-discriminator-value.
func (u *upgrader) discriminator(schema, name *node.Node) *node.Node {
	d := node.NewObject(name, node.Entry{Key: "propertyName", Value: name})
	if u.part {
		return d
	}
	for key, def := range u.doc.Get("definitions").All() {
		if def == schema {
			d.Set("mapping", u.values[key])
		}
	}
	return d
}

// discriminatorValues collects, by the name of the base definition, which values its variants have, where they say so.
func discriminatorValues(root *node.Node) map[string]*node.Node {
	values := map[string]*node.Node{}
	definitions := root.Get("definitions")
	for name, def := range definitions.All() {
		value := def.Get("x-ms-discriminator-value")
		if !value.Is(node.String) {
			continue
		}
		ref := node.NewString(value, "#/components/schemas/"+escapeFragment(node.PointerEscape(name)))
		for _, base := range basesOf(definitions, def, map[*node.Node]bool{}) {
			if values[base] == nil {
				values[base] = node.NewObject(value)
			}
			values[base].Set(value.Text, ref)
		}
	}
	return values
}

// basesOf returns the names of all definitions that one includes by allOf, directly or not.
func basesOf(definitions, def *node.Node, seen map[*node.Node]bool) []string {
	var names []string
	for _, part := range def.Get("allOf").List() {
		tokens := tokensOf(part.Get("$ref").Str())
		if len(tokens) != 2 || tokens[0] != "definitions" {
			continue
		}
		base := definitions.Get(tokens[1])
		if base == nil || seen[base] {
			continue
		}
		seen[base] = true
		names = append(names, tokens[1])
		names = append(names, basesOf(definitions, base, seen)...)
	}
	return names
}

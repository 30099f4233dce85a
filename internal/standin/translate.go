package standin

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// This file says in today's JSON Schema what a schema of any version of OpenAPI means. What makes no sense is left out, as
// the validator would refuse the schema as a whole.

type object = map[string]any

// schema translates what stands in a place, with references to the resources of others.
func (c *checks) schema(n *node.Node, m mode) any {
	if n.Is(node.Bool) {
		return n.True()
	}
	if !n.Is(node.Object) {
		return true
	}
	out := object{}
	target := c.doc.Follow(n)
	if target != n {
		out["allOf"] = []any{object{"$ref": c.name(target, m)}}
	}
	if target == n || c.doc.Modern() {
		c.texts(n, out)
		c.numbers(n, out)
		c.arrays(n, out, m)
		c.members(n, out, m)
		c.combine(n, out, m)
		values(n, out)
	}
	return nullable(n, out)
}

// nullable lets null through where keywords of their own say so.
func nullable(n *node.Node, out object) any {
	if !n.Get("nullable").True() && !n.Get("x-nullable").True() {
		return out
	}
	return object{"anyOf": []any{object{"type": "null"}, out}}
}

// values copies what is said of types and values.
func values(n *node.Node, out object) {
	var types []any
	for _, t := range append(slices.Clone(n.Get("type").List()), n.Get("type")) {
		switch name := strings.ToLower(t.Str()); name {
		case "null", "boolean", "integer", "number", "string", "array", "object":
			types = append(types, name)
		case "file":
			types = append(types, "string")
		}
	}
	if len(types) > 0 {
		out["type"] = types
	}
	if n.Get("enum").Len() > 0 {
		out["enum"] = plain(n.Get("enum"))
	}
	if n.Has("const") {
		out["const"] = plain(n.Get("const"))
	}
}

// plain is a value of the document.
func plain(n *node.Node) any {
	v, err := parse(n.AppendJSON(nil))
	if err != nil {
		panic("unreachable: a document that is no JSON: " + err.Error())
	}
	return v
}

// copyCounts copies keywords that are numbers of things.
func copyCounts(n *node.Node, out object, keys ...string) {
	for _, key := range keys {
		if v := n.Get(key); v.Is(node.Number) && !strings.ContainsAny(v.Text, "-.eE") {
			out[key] = json.Number(v.Text)
		}
	}
}

func (c *checks) texts(n *node.Node, out object) {
	copyCounts(n, out, "minLength", "maxLength")
	if p := n.Get("pattern"); p.Is(node.String) {
		out["pattern"] = p.Text
	}
	if f := n.Get("format").Str(); slices.Contains([]string{"date", "date-time", "uuid"}, f) {
		out["format"] = f
	}
}

func (c *checks) numbers(n *node.Node, out object) {
	for _, key := range []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"} {
		if v := n.Get(key); v.Is(node.Number) && !(key == "multipleOf" && strings.Trim(v.Text, "-0.") != v.Text && strings.HasPrefix(v.Text, "-")) {
			out[key] = json.Number(v.Text)
		}
	}
	for inclusive, exclusive := range map[string]string{"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"} {
		if n.Get(exclusive).True() && out[inclusive] != nil {
			out[exclusive] = out[inclusive]
			delete(out, inclusive)
		}
	}
	if n.Get("format").Str() == "int32" && n.Get("type").Str() == "integer" {
		out["allOf"] = append(list(out["allOf"]), object{"minimum": json.Number("-2147483648"), "maximum": json.Number("2147483647")})
	}
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func (c *checks) arrays(n *node.Node, out object, m mode) {
	copyCounts(n, out, "minItems", "maxItems")
	if n.Get("uniqueItems").True() {
		out["uniqueItems"] = true
	}
	items, prefix := n.Get("items"), n.Get("prefixItems")
	if items.Is(node.Array) {
		items, prefix = n.Get("additionalItems"), items
	}
	if prefix.Len() > 0 {
		out["prefixItems"] = c.each(prefix, m&sent)
	}
	if items != nil {
		out["items"] = c.schema(items, m&sent)
	}
	if contains := n.Get("contains"); contains != nil {
		copyCounts(n, out, "minContains", "maxContains")
		out["contains"] = c.schema(contains, m&sent)
	}
}

func (c *checks) each(n *node.Node, m mode) []any {
	var out []any
	for _, part := range n.List() {
		out = append(out, c.schema(part, m))
	}
	return out
}

func (c *checks) table(n *node.Node, m mode) object {
	out := object{}
	for name, part := range n.All() {
		out[name] = c.schema(part, m)
	}
	return out
}

func (c *checks) members(n *node.Node, out object, m mode) {
	copyCounts(n, out, "minProperties", "maxProperties")
	properties := c.doc.Follow(n.Get("properties"))
	if properties.Len() > 0 {
		out["properties"] = c.table(properties, m&sent)
	}
	for _, key := range []string{"patternProperties", "dependentSchemas"} {
		if n.Get(key).Len() > 0 {
			out[key] = c.table(n.Get(key), m&sent)
		}
	}
	if names := n.Get("propertyNames"); names != nil {
		out["propertyNames"] = c.schema(names, 0)
	}
	if more := n.Get("additionalProperties"); more.Is(node.Object) || more.Is(node.Bool) && !c.isOpen(n, m) {
		out["additionalProperties"] = c.schema(more, m&sent)
	}
	var required []any
	for _, name := range n.Get("required").List() {
		switch {
		case !name.Is(node.String) || slices.Contains(required, any(name.Text)):
		case m&sent != 0 && c.isReadOnly(properties.Get(name.Text)):
		default:
			required = append(required, name.Text)
		}
	}
	if len(required) > 0 {
		out["required"] = required
	}
	if m&sent != 0 {
		for name, p := range properties.All() {
			if c.isReadOnly(p) && name != n.Get("discriminator").Get("propertyName").Str() { // without it, nobody could tell the variants
				out["properties"].(object)[name] = false
			}
		}
	}
}

// isOpen tells objects that have members of other schemas, though they are said to have none but their own.
func (c *checks) isOpen(n *node.Node, m mode) bool {
	return m&merged != 0 || n.Get("allOf").Len()+n.Get("anyOf").Len()+n.Get("oneOf").Len() > 0 || n.Has("discriminator")
}

func (c *checks) isReadOnly(p *node.Node) bool {
	return p.Get("readOnly").True() || c.doc.Follow(p).Get("readOnly").True()
}

func (c *checks) combine(n *node.Node, out object, m mode) {
	parts := m | merged
	if n.Get("allOf").Len() > 0 {
		out["allOf"] = append(list(out["allOf"]), c.each(n.Get("allOf"), parts)...)
	}
	if n.Get("properties").Len() == 0 && n.Get("allOf").Len() == 0 {
		parts = m
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		if n.Get(key).Len() > 0 {
			out["allOf"] = append(list(out["allOf"]), object{"anyOf": c.each(n.Get(key), parts)})
		}
	}
	for _, key := range []string{"not", "if", "then", "else"} {
		if part := n.Get(key); part != nil {
			out[key] = c.schema(part, parts)
		}
	}
}

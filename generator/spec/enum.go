package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// enumItem is one value of an enum as the document has it.
type enumItem struct {
	node        *node.Node
	name        string
	description string
}

// readEnum reads enum or const, which is an enum of one, and what extensions say of the values.
func (l *lowerer) readEnum(n *node.Node, k *keywords) {
	values := n.Get("enum")
	if values.Is(node.Array) {
		for i, v := range values.Items {
			k.enum = append(k.enum, enumItem{v, enumName(n, i, v), enumDescription(n, i, v)})
		}
	} else if values != nil && values.Kind != node.Null {
		l.diags.Warnf(values.Pos(), "bad-keyword", `"enum" cannot be %s here; it is ignored`, describe(values))
	}
	if n.Has("const") {
		k.enum = []enumItem{{node: n.Get("const"), description: k.Description}}
		if k.enum[0].description == "" {
			k.enum[0].description = k.Title
		}
	}
	k.hasEnum = len(k.enum) > 0
	if kinds := enumKinds(k.enum); k.kinds != nil && kinds != nil {
		if both, ok := narrow(k.kinds, kinds); ok && len(k.kinds) > 1 {
			k.kinds = both
		}
	}
}

// enumName is what an extension calls the value.
func enumName(n *node.Node, i int, v *node.Node) string {
	for _, key := range []string{"x-enum-varnames", "x-enumNames", "x-enum-names"} {
		if name := ofValue(n.Get(key), i, v); name != "" {
			return name
		}
	}
	return msEnum(n, v).Get("name").Str()
}

// enumDescription is what an extension says about the value.
func enumDescription(n *node.Node, i int, v *node.Node) string {
	for _, key := range []string{"x-enum-descriptions", "x-enumDescriptions"} {
		if text := ofValue(n.Get(key), i, v); text != "" {
			return text
		}
	}
	return msEnum(n, v).Get("description").Str()
}

// ofValue looks a value up in a list that is parallel to the enum, or in a map by value.
func ofValue(table *node.Node, i int, v *node.Node) string {
	switch {
	case table.Is(node.Array) && i < len(table.Items):
		return table.Items[i].Str()
	case table.Is(node.Object):
		return table.Get(v.Text).Str()
	}
	return ""
}

// msEnum is the entry of x-ms-enum for a value, nil if there is none.
func msEnum(n *node.Node, v *node.Node) *node.Node {
	for _, entry := range n.Get("x-ms-enum").Get("values").List() {
		if w := entry.Get("value"); w != nil && w.Kind == v.Kind && w.Text == v.Text {
			return entry
		}
	}
	return nil
}

// enumKinds is the one type that all values have, nil if they are mixed.
func enumKinds(values []enumItem) []api.Kind {
	var kinds []api.Kind
	for _, v := range values {
		if v.node.Kind == node.Null {
			continue
		}
		if kind := kindOfValue(v.node); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 2 && slices.Contains(kinds, api.Integer) && slices.Contains(kinds, api.Number) {
		return []api.Kind{api.Number}
	}
	if len(kinds) != 1 {
		return nil
	}
	return kinds
}

func kindOfValue(n *node.Node) api.Kind {
	switch n.Kind {
	case node.Bool:
		return api.Boolean
	case node.String:
		return api.String
	case node.Array:
		return api.Array
	case node.Object:
		return api.Object
	case node.Number:
		if strings.ContainsAny(n.Text, ".eE") {
			return api.Number
		}
		return api.Integer
	}
	return api.Any
}

// enumValues are the distinct values of an enum as JSON of the schema's type.
func (l *lowerer) enumValues(kind api.Kind, items []enumItem) []api.EnumValue {
	if kind != api.Boolean && kind != api.Integer && kind != api.Number && kind != api.String {
		return nil // objects and arrays have no constants
	}
	var out []api.EnumValue
	seen := map[api.Value]bool{}
	for _, item := range items {
		value, ok := l.enumValue(kind, item.node)
		if !ok || seen[value] {
			continue
		}
		seen[value] = true
		out = append(out, api.EnumValue{Value: value, Name: item.name, Description: item.description})
	}
	return out
}

func (l *lowerer) enumValue(kind api.Kind, n *node.Node) (api.Value, bool) {
	have := kindOfValue(n)
	if have == kind || kind == api.Number && have == api.Integer {
		return api.Value(valueJSON(n)), true
	}
	if kind == api.Integer && have == api.Number && strings.TrimRight(strings.TrimLeft(n.Text, "-0123456789"), "0") == "." {
		whole, _, _ := strings.Cut(n.Text, ".")
		return api.Value(whole), true
	}
	m, ok := mend(node.Entry{Key: "enum", Value: n})
	if !ok || kindOfValue(m.Value) != kind {
		l.diags.Warnf(n.Pos(), "bad-enum", "the enum value is %s, but the type is %s; it is ignored", describe(n), kind)
		return "", false
	}
	l.diags.Notef(n.Pos(), "mended-enum", "the enum value is %s, but the type is %s; it is read as one", describe(n), kind)
	return api.Value(valueJSON(m.Value)), true
}

// sameValue tells whether two values of enums are the same JSON.
func sameValue(a, b *node.Node) bool {
	return a.Kind == b.Kind && a.Text == b.Text && a.Kind != node.Array && a.Kind != node.Object
}

// commonValues are the values of an enum that another one allows too.
func commonValues(a, b []enumItem) []enumItem {
	return slices.DeleteFunc(slices.Clone(a), func(v enumItem) bool {
		return !slices.ContainsFunc(b, func(w enumItem) bool { return sameValue(v.node, w.node) })
	})
}

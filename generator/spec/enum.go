package spec

import (
	"fmt"
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
		k.enum = enumItems(n)
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

// enumItems are the values of an enum with what extensions say of them.
func enumItems(n *node.Node) []enumItem {
	byValue := msEnum(n)
	var out []enumItem
	for i, v := range n.Get("enum").List() {
		item := enumItem{node: v}
		for _, key := range []string{"x-enum-varnames", "x-enumNames", "x-enum-names"} {
			item.name = later(ofValue(n.Get(key), i, v), item.name)
		}
		for _, key := range []string{"x-enum-descriptions", "x-enumDescriptions"} {
			item.description = later(ofValue(n.Get(key), i, v), item.description)
		}
		entry := byValue[valueKey(v)]
		item.name = later(entry.Get("name").Str(), item.name)
		item.description = later(entry.Get("description").Str(), item.description)
		out = append(out, item)
	}
	return out
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

// msEnum are the entries of x-ms-enum by their values.
func msEnum(n *node.Node) map[string]*node.Node {
	out := map[string]*node.Node{}
	for _, entry := range n.Get("x-ms-enum").Get("values").List() {
		if v := entry.Get("value"); v != nil {
			out[valueKey(v)] = entry
		}
	}
	return out
}

// valueKey is the same for equal scalars; arrays and objects are all different.
func valueKey(v *node.Node) string {
	if v.Kind == node.Array || v.Kind == node.Object {
		return fmt.Sprintf("%p", v)
	}
	return v.Kind.String() + " " + v.Text
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

// commonValues are the values of an enum that another one allows too.
func commonValues(a, b []enumItem) []enumItem {
	allowed := map[string]bool{}
	for _, v := range b {
		allowed[valueKey(v.node)] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(v enumItem) bool { return !allowed[valueKey(v.node)] })
}

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
	deprecated  bool
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
	kinds := enumKinds(k.enum)
	if k.kinds == nil || kinds == nil {
		return
	}
	switch both, ok := narrow(k.kinds, kinds); {
	case ok && len(k.kinds) > 1:
		k.kinds = both
	case !ok && !slices.ContainsFunc(k.enum, func(v enumItem) bool { return mendable(k.kinds, v.node) }):
		l.diags.Warnf(n.Get("type").Pos(), "bad-enum", "the type is %s, but no value of the enum is; %s is taken", kindList(k.kinds), kindList(kinds))
		k.kinds = kinds
	}
}

// mendable tells whether a value becomes one of the types if its quotes are put right, see enumValue.
func mendable(kinds []api.Kind, n *node.Node) bool {
	m, ok := mend(node.Entry{Value: n})
	return ok && slices.ContainsFunc(kinds, func(k api.Kind) bool { return isOf(k, m.Value) })
}

// enumList are the values of an enum. Some authors put the list into a list.
func enumList(n *node.Node) []*node.Node {
	values := n.Get("enum").List()
	if len(values) == 1 && values[0].Is(node.Array) && !n.Get("type").Is(node.Array) && n.Get("type").Str() != "array" {
		return values[0].Items
	}
	return values
}

// enumItems are the values of an enum with what extensions say of them.
func enumItems(n *node.Node) []enumItem {
	byValue := msEnum(n)
	var out []enumItem
	for i, v := range enumList(n) {
		item := enumItem{node: v}
		for _, key := range []string{"x-enum-varnames", "x-enumNames", "x-enum-names"} {
			item.name = later(ofValue(n.Get(key), i, v), item.name)
		}
		for _, key := range []string{"x-enum-descriptions", "x-enumDescriptions"} {
			item.description = later(ofValue(n.Get(key), i, v), item.description)
		}
		if listed(n.Get("x-enum-deprecated"), i, v) {
			item.deprecated = true
		}
		entry := byValue[valueKey(v)]
		item.deprecated = item.deprecated || entry.Get("deprecated").True()
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

// listed tells whether a list has the value, or a flag at its place, or a map says so of it.
func listed(table *node.Node, i int, v *node.Node) bool {
	switch {
	case table.Is(node.Object):
		return table.Get(v.Text).True()
	case !table.Is(node.Array) || len(table.Items) == 0:
		return false
	case table.Items[0].Is(node.Bool) && !v.Is(node.Bool):
		return i < len(table.Items) && table.Items[i].True()
	}
	return slices.ContainsFunc(table.Items, func(o *node.Node) bool { return valueKey(o) == valueKey(v) })
}

// about is the description of a value.
func (v enumItem) about() string {
	if !v.deprecated || strings.Contains(v.description, "Deprecated: ") {
		return v.description
	}
	return strings.TrimSpace(v.description + "\n\nDeprecated: the document marks it as deprecated.")
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

// enumKinds are the types that the values have, in their order.
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
	if slices.Contains(kinds, api.Number) { // an integer is a number
		kinds = slices.DeleteFunc(kinds, func(k api.Kind) bool { return k == api.Integer })
	}
	return kinds
}

// isOf tells whether a value is of a type.
func isOf(kind api.Kind, n *node.Node) bool {
	have := kindOfValue(n)
	return have == kind || kind == api.Number && have == api.Integer
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
		out = append(out, api.EnumValue{Value: value, Name: item.name, Description: item.about()})
	}
	return out
}

func (l *lowerer) enumValue(kind api.Kind, n *node.Node) (api.Value, bool) {
	if isOf(kind, n) {
		return api.Value(valueJSON(n)), true
	}
	if have := kindOfValue(n); kind == api.Integer && have == api.Number && strings.TrimRight(strings.TrimLeft(n.Text, "-0123456789"), "0") == "." {
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

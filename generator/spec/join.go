package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// joinAll makes one object of some that are alike, see [group.joinTwins].
func joinAll(same []*node.Node) *node.Node {
	out := joinSchemas(same, nil)
	tables := column(same, "properties")
	witness := telling(tables)
	if witness == "" {
		return out
	}
	members := out.Get("properties")
	shared := members.Get(witness).Get("description").Str()
	var abouts []string
	for _, n := range same {
		abouts = append(abouts, about(n, witness, shared))
	}
	members.Set(witness, joinSchemas(column(tables, witness), abouts))
	return out
}

// column is a member of each table.
func column(tables []*node.Node, name string) []*node.Node {
	out := make([]*node.Node, len(tables))
	for i, t := range tables {
		out[i] = t.Get(name)
	}
	return out
}

// joinSchemas joins schemas that are alike. abouts describe the one value that each of them allows, nil: nothing does.
func joinSchemas(same []*node.Node, abouts []string) *node.Node {
	out := same[0].Copy()
	if !out.Is(node.Object) {
		return out
	}
	for _, key := range []string{"title", "description", "default"} {
		if !alike(column(same, key)) {
			out.Delete(key)
		}
	}
	out.Set("required", commonNames(column(same, "required")))
	for _, key := range []string{"items", "additionalProperties"} {
		if out.Get(key).Is(node.Object) {
			out.Set(key, joinSchemas(column(same, key), nil))
		}
	}
	if table := out.Get("properties"); table.Is(node.Object) {
		members := table.Copy()
		for name := range table.All() {
			members.Set(name, joinSchemas(column(column(same, "properties"), name), nil))
		}
		out.Set("properties", members)
	}
	if hasAny(out, "enum", "const") {
		joinEnums(out, same, abouts)
	}
	return out
}

// joinEnums gives out all values. Sentences are no values that a program compares with, so that they make a string.
func joinEnums(out *node.Node, same []*node.Node, abouts []string) {
	values, names, texts := node.NewArray(out), node.NewArray(out), node.NewArray(out)
	seen := map[string]bool{}
	for i, n := range same {
		for _, v := range allowed(n) {
			if seen[valueKey(v.node)] {
				continue
			}
			seen[valueKey(v.node)] = true
			if v.description == "" && abouts != nil {
				v.description = abouts[i]
			}
			values.Items = append(values.Items, v.node)
			names.Items = append(names.Items, node.NewString(v.node, v.name))
			texts.Items = append(texts.Items, node.NewString(v.node, v.description))
		}
	}
	for _, key := range []string{"enum", "const", "x-enum-varnames", "x-enum-descriptions", "x-ms-enum"} {
		out.Delete(key)
	}
	if slices.ContainsFunc(values.Items, sentence) {
		out.Set("type", node.NewString(out, "string"))
		return
	}
	out.Set("enum", values)
	out.Set("x-enum-varnames", names)
	out.Set("x-enum-descriptions", texts)
}

// telling is the first member by name whose one value differs from schema to schema and names something, "" if there is none.
func telling(tables []*node.Node) string {
	for _, name := range sortedKeys(tables[0]) {
		seen := map[string]bool{}
		for _, n := range column(tables, name) {
			if values := allowed(n); len(values) == 1 && !sentence(values[0].node) {
				seen[values[0].node.Text] = true
			}
		}
		if len(seen) > 1 {
			return name
		}
	}
	return ""
}

// about is what one of the schemas says of its value of the witness: the description of that, if not all share it, or its
// own, or a sentence that one of its members always is.
func about(n *node.Node, witness, shared string) string {
	if text := n.Get("properties").Get(witness).Get("description").Str(); text != shared {
		return text
	}
	if text := n.Get("description").Str(); text != "" {
		return text
	}
	members := n.Get("properties")
	for _, name := range sortedKeys(members) {
		if values := allowed(members.Get(name)); name != witness && len(values) == 1 && sentence(values[0].node) {
			return values[0].node.Text
		}
	}
	return ""
}

// allowed are the values of an enum or a constant.
func allowed(n *node.Node) []enumItem {
	if n.Has("const") {
		return []enumItem{{node: n.Get("const")}}
	}
	return enumItems(n)
}

// enumKind is the one type of the values, "any" if there are several.
func enumKind(n *node.Node) api.Kind {
	kind := api.Any
	for i, v := range allowed(n) {
		if k := kindOfValue(v.node); i == 0 {
			kind = k
		} else if k != kind {
			return api.Any
		}
	}
	return kind
}

// sentence tells whether a value is written for people.
func sentence(n *node.Node) bool {
	const words = 5
	text := strings.TrimSpace(n.Text)
	return n.Is(node.String) && strings.Contains(text, " ") && (strings.HasSuffix(text, ".") || strings.Count(text, " ") >= words)
}

func alike(nodes []*node.Node) bool {
	return !slices.ContainsFunc(nodes[1:], func(n *node.Node) bool {
		return string(valueJSON(orNull(n))) != string(valueJSON(orNull(nodes[0])))
	})
}

// commonNames are the strings that all lists have, nil if there are none.
func commonNames(lists []*node.Node) *node.Node {
	has := func(list *node.Node, name string) bool {
		return slices.ContainsFunc(list.List(), func(n *node.Node) bool { return n.Str() == name })
	}
	var out []*node.Node
	for _, n := range lists[0].List() {
		if !slices.ContainsFunc(lists[1:], func(list *node.Node) bool { return !has(list, n.Str()) }) {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return node.NewArray(lists[0], out...)
}

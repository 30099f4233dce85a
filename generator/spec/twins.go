package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Vendors list what an error or an event can say as alternatives that have the same members and differ in constants
// alone. No program wants a type for each of them:
//
//	anyOf:
//	- {title: GONE, properties: {issue: {const: GONE}, description: {const: It was deleted.}}}
//	- {title: BUSY, properties: {issue: {const: BUSY}, description: {const: Try again later.}}}
//
// is one object, whose issue is an enum of GONE and BUSY that are described by the sentences, and whose description is
// a string. Only what is written on the spot is joined: something that has a name of its own, or that a discriminator
// tells apart, is a type in its author's mind.

// joinTwins replaces alternatives that are alike by one.
func (g *group) joinTwins() {
	if g.owner.node.Has("discriminator") {
		return
	}
	var kept []alternative
	twins := map[string][]*node.Node{} // by likeness
	places := map[string]int{}         // of the first of them in kept
	for _, alt := range g.alts {
		key := alt.likeness()
		at, again := places[key]
		switch {
		case key == "":
			kept = append(kept, alt)
			continue
		case !again:
			places[key] = len(kept)
			kept = append(kept, alt)
		default:
			kept[at].aside = aside{}
		}
		twins[key] = append(twins[key], alt.node)
	}
	if len(kept) == len(g.alts) {
		return
	}
	for key, same := range twins {
		if len(same) > 1 {
			kept[places[key]].node = joinAll(same)
		}
	}
	g.alts = kept
	if len(kept) == 1 { // it stands for the whole
		kept[0].id = g.owner.id
	}
}

// likeness is the same text for alternatives that can be joined, "" for one that cannot.
func (a alternative) likeness() string {
	if a.via || a.name != "" || a.node.Get("properties").Len() == 0 || hasAny(a.node, "enum", "const", "x-ms-discriminator-value") {
		return ""
	}
	var b strings.Builder
	if !writeLikeness(&b, a.node, 0) {
		return ""
	}
	return b.String()
}

// deepestTwin bounds what likenesses cost: alternatives can be nested.
const deepestTwin = 12

// writeLikeness writes a schema without what twins may differ in. It is not ok if the schema is too deep to tell.
func writeLikeness(b *strings.Builder, n *node.Node, depth int) bool {
	if !n.Is(node.Object) {
		return writeData(b, n, depth)
	}
	if depth > deepestTwin {
		return false
	}
	for _, key := range sortedKeys(n) {
		ok := true
		switch v := n.Get(key); {
		case constant(key):
			b.WriteString("enum " + string(enumKind(n)))
		case annotation(key), key == "required", key == "default" && hasAny(n, "enum", "const"):
			continue
		case key == "properties" && v.Is(node.Object):
			ok = writeMembers(b, v, depth+1)
		case key == "items" || key == "additionalProperties":
			b.WriteString(key)
			ok = writeLikeness(b, v, depth+1)
		default:
			b.WriteString(key)
			ok = writeData(b, v, depth+1)
		}
		if !ok {
			return false
		}
		b.WriteByte(',')
	}
	return true
}

func writeMembers(b *strings.Builder, properties *node.Node, depth int) bool {
	b.WriteByte('{')
	for _, name := range sortedKeys(properties) {
		b.WriteString(quote(name) + ":(")
		if !writeLikeness(b, properties.Get(name), depth) {
			return false
		}
		b.WriteByte(')')
	}
	b.WriteByte('}')
	return true
}

// writeData writes any value, in the order of the document.
func writeData(b *strings.Builder, n *node.Node, depth int) bool {
	if depth > deepestTwin {
		return false
	}
	if n.Len() == 0 {
		b.Write(valueJSON(orNull(n)))
		return true
	}
	b.WriteByte('[')
	for _, item := range n.List() {
		if !writeData(b, item, depth+1) {
			return false
		}
		b.WriteByte(',')
	}
	for key, v := range n.All() {
		b.WriteString(quote(key) + ":")
		if !writeData(b, v, depth+1) {
			return false
		}
		b.WriteByte(',')
	}
	b.WriteByte(']')
	return true
}

func sortedKeys(n *node.Node) []string {
	keys := make([]string, 0, n.Len())
	for key := range n.All() {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func quote(s string) string { return string(valueJSON(&node.Node{Kind: node.String, Text: s})) }

func constant(key string) bool { return key == "enum" || key == "const" }

// annotation tells whether a keyword of a schema says nothing about its values.
func annotation(key string) bool {
	switch key {
	case "title", "description", "example", "examples", "$comment", "externalDocs":
		return true
	}
	return strings.HasPrefix(key, "x-")
}

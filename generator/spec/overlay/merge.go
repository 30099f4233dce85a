package overlay

import (
	"fmt"

	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay/jsonpath"
)

// merge merges a value into the one at a location. If they do not fit, it says why, and which part of the value is meant.
//
// Version 1.0 appends the value of update to an array as it is, where 1.1 concatenates two arrays. No array of OpenAPI
// holds arrays, and authors of 1.0 meant the same, so there is one rule.
func (a *applier) merge(l *jsonpath.Location, value *node.Node) (at *node.Node, why string) {
	switch target := l.Node; {
	case target.Is(node.Object) && value.Is(node.Object):
		return a.mergeObjects(a.writable(l), value, pointer(l))
	case target.Is(node.Array):
		n := a.writable(l)
		a.budget.Steps -= costOfNew * len(items(value))
		a.joined(n, items(value), pointer(l))
		n.Items = append(n.Items, items(value)...)
		return nil, ""
	case target.Is(node.Null), primitive(target) && primitive(value):
		a.replaced(target, value, pointer(l))
		a.replace(l, value)
		return nil, ""
	}
	return value, fmt.Sprintf("%s is %s and cannot be merged into %s, which is %s", "the value", describe(value), l, describe(l.Node))
}

// items are what a value adds to an array.
func items(value *node.Node) []*node.Node {
	if value.Is(node.Array) {
		return value.Items
	}
	return []*node.Node{value}
}

// mergeObjects merges into an object that this tree owns. A null holds nothing that could be lost, so it gives way to
// any value. path is the JSON pointer of the target.
func (a *applier) mergeObjects(target, value *node.Node, path string) (at *node.Node, why string) {
	a.budget.Steps -= costOfNew * value.Len()
	for key, v := range value.All() {
		old := target.Get(key)
		at := path + "/" + node.PointerEscape(key)
		switch {
		case old == nil, old.Is(node.Null), primitive(old) && primitive(v):
			a.replaced(old, v, at)
			target.Set(key, v)
		case old.Is(node.Object) && v.Is(node.Object):
			n := a.copied(old)
			target.Set(key, n)
			if at, why := a.mergeObjects(n, v, at); why != "" {
				return at, why
			}
		case old.Is(node.Array) && v.Is(node.Array):
			n := a.copied(old)
			a.joined(n, v.Items, at)
			n.Items = append(n.Items, v.Items...)
			target.Set(key, n)
		default:
			return v, fmt.Sprintf("%q is %s in the overlay and %s in the document, at %s", short(key), describe(v), describe(old), old.Pos())
		}
	}
	return nil, ""
}

func primitive(n *node.Node) bool { return !n.Is(node.Object) && !n.Is(node.Array) }

// kind tells objects, arrays and primitives apart.
func kind(n *node.Node) node.Kind {
	if primitive(n) {
		return node.Null
	}
	return n.Kind
}

func describe(n *node.Node) string {
	switch n.Kind {
	case node.Null:
		return "null"
	case node.Array, node.Object:
		return "an " + n.Kind.String()
	}
	return "a " + n.Kind.String()
}

package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// A tuple is an array whose first items have a schema each. Up to version 3.0 it is spelled as a list in place of one
// schema, with additionalItems for the rest:
//
//	items: [{type: number}, {type: number}], additionalItems: false
//	prefixItems: [{type: number}, {type: number}], items: false

// mergeItems adds what arrays hold: one schema for all items, or one for each place of a tuple.
func (s *shape) mergeItems(p place) {
	items, prefix := p.child("items"), p.child("prefixItems")
	if items.node.Is(node.Array) {
		prefix, items = items, p.child("additionalItems")
	}
	for i, item := range prefix.items() {
		if i == len(s.tuple) {
			s.tuple = append(s.tuple, nil)
		}
		s.tuple[i] = append(s.tuple[i], item)
	}
	if items.node.Is(node.Object) {
		s.items = append(s.items, items)
	}
	s.noMore = s.noMore || isFalse(items.node) || isFalse(p.node.Get("unevaluatedItems"))
}

func isFalse(n *node.Node) bool { return n.Is(node.Bool) && !n.True() }

// buildArray fills in the items. A place that allows no value ends a tuple.
func (l *lowerer) buildArray(s *shape, schema *api.Schema) {
	for i, parts := range s.tuple {
		use, _, ok := l.useAll(parts, source.Child(s.it.id, "prefixItems", decimal(i)))
		if !ok {
			s.noMore = true
			break
		}
		schema.Prefix = append(schema.Prefix, use)
	}
	full := string(s.constraints.MaxItems) == decimal(len(schema.Prefix))
	schema.Closed = len(schema.Prefix) > 0 && (s.noMore || full)
	if len(s.items) == 0 || schema.Closed {
		return
	}
	if use, _, ok := l.useAll(s.items, source.Child(s.it.id, "items")); ok {
		schema.Items = &use
	}
}

// addsItems tells whether the shape says more of its items than another one.
func (s *shape) addsItems(other *shape) bool {
	return len(s.items) > 0 && len(other.items) == 0 || len(s.tuple) > len(other.tuple)
}

// uses are the schemas of a tuple's places and of what an array holds.
func itemUses(s *api.Schema) []api.Use {
	out := slices.Clone(s.Prefix)
	if s.Items != nil {
		out = append(out, *s.Items)
	}
	return out
}

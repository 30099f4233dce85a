package overlay

import (
	"slices"

	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay/jsonpath"
)

// tree is a document that is changed by copying: nodes may be shared, by YAML aliases and by earlier actions, so only
// those that were copied for this tree alone are written to.
type tree struct {
	root   *node.Node
	own    map[*node.Node]bool
	budget jsonpath.Budget
}

// What a member or item costs in steps, beside looking at it: both take memory, and a new one is indexed.
const (
	costOfCopy = 20
	costOfNew  = 100
)

// freeze gives up all nodes, so that each is copied again before it is changed.
func (t *tree) freeze() { clear(t.own) }

// writable returns a node of this tree alone in place of the one at a location. The location's own nodes may be of an
// older tree; its keys and indices count.
func (t *tree) writable(l *jsonpath.Location) *node.Node {
	if l.Up == nil {
		t.root = t.copied(t.root)
		return t.root
	}
	parent := t.writable(l.Up)
	if l.Index >= 0 {
		parent.Items[l.Index] = t.copied(parent.Items[l.Index])
		return parent.Items[l.Index]
	}
	n := t.copied(parent.Get(l.Key))
	parent.Set(l.Key, n)
	return n
}

func (t *tree) copied(n *node.Node) *node.Node {
	if t.own[n] {
		return n
	}
	n = n.Copy()
	t.budget.Steps -= costOfCopy * (1 + n.Len())
	t.own[n] = true
	return n
}

// replace puts a node in place of the one at a location.
func (t *tree) replace(l *jsonpath.Location, n *node.Node) {
	switch {
	case l.Up == nil:
		t.root = n
	case l.Index >= 0:
		t.writable(l.Up).Items[l.Index] = n
	default:
		t.writable(l.Up).Set(l.Key, n)
	}
}

// delete removes the nodes at the locations from what contains them. Each container is swept once, when all of them are
// found, so that indices stay right and thousands of removals cost no more than one.
func (t *tree) delete(locations []*jsonpath.Location) {
	type doomed struct {
		keys  map[string]bool
		items map[int]bool
	}
	var order []*node.Node
	from := map[*node.Node]*doomed{}
	for _, l := range locations {
		parent := t.writable(l.Up)
		d := from[parent]
		if d == nil {
			d = &doomed{keys: map[string]bool{}, items: map[int]bool{}}
			from[parent] = d
			order = append(order, parent)
		}
		if l.Index >= 0 {
			d.items[l.Index] = true
		} else {
			d.keys[l.Key] = true
		}
	}
	for _, parent := range order {
		d := from[parent]
		parent.Items = sweep(parent.Items, func(i int) bool { return d.items[i] })
		kept := sweep(parent.Entries, func(i int) bool { return d.keys[parent.Entries[i].Key] })
		*parent = *withEntries(parent, kept)
	}
}

func withEntries(n *node.Node, entries []node.Entry) *node.Node {
	if n.Kind != node.Object {
		return n
	}
	return node.NewObject(n, entries...)
}

func sweep[T any](list []T, gone func(int) bool) []T {
	i := -1
	return slices.DeleteFunc(slices.Clone(list), func(T) bool {
		i++
		return gone(i)
	})
}

package overlay

import "github.com/apigen-go/apigen/generator/spec/node"

// Bounds of a document that overlays have changed, with values counted in every place where they stand: copies of copies
// double with each action, and whoever walks the document visits them all.
const (
	maxAdded = 1_000_000 // beside as many values as the document has
	maxDepth = 1000      // that of package node
)

// measureIfDeep measures the depth before it could exhaust the stack of who walks the tree.
func (a *applier) measureIfDeep() bool {
	if a.depth <= 5*maxDepth {
		return true
	}
	a.depth = measurement{}.of(a.root).depth
	return a.checkDepth(a.depth)
}

// measure tells whether the document has a size that can be worked with, and reports it if not.
func (a *applier) measure(before *node.Node) bool {
	if a.root == before {
		return true
	}
	m := measurement{}
	after := m.of(a.root)
	if after.values > maxAdded && after.values-maxAdded > 2*m.of(before).values {
		a.fail(a.last, codeTooLarge, "the actions make the document far larger than it is: values are copied into each other")
		return false
	}
	return a.checkDepth(after.depth)
}

func (a *applier) checkDepth(depth int) bool {
	if depth > maxDepth {
		a.fail(a.last, codeTooLarge, "the actions nest values deeper than %d levels", maxDepth)
		return false
	}
	return true
}

type size struct{ values, depth int }

// measurement is the sizes of values that have members or items. It counts a shared value wherever it stands, and
// visits it once.
type measurement map[*node.Node]size

func (m measurement) of(n *node.Node) size {
	if n.Len() == 0 {
		return size{1, 1}
	}
	if s, ok := m[n]; ok {
		return s
	}
	s := size{values: 1}
	add := func(child *node.Node) {
		c := m.of(child)
		s.values, s.depth = min(s.values+c.values, enough), max(s.depth, c.depth)
	}
	for _, child := range n.All() {
		add(child)
	}
	for _, item := range n.List() {
		add(item)
	}
	s.depth++
	m[n] = s
	return s
}

// enough is where counting stops.
const enough = 1 << 40

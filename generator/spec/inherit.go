package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Inheritance is how versions 2.0 and 3.0 spell a union without oneOf: a base has a discriminator, and children merge it
// by allOf. The document never lists the children, so we look for them.

// kid is a schema that inherits from a base, or the base itself if values of it exist.
type kid struct {
	place
	name string
}

// inheritors are the variants that a base stands for, by name; none if it is no base.
func (l *lowerer) inheritors(base place) []kid {
	if !isBase(base.node) {
		return nil
	}
	var kids []kid
	add := func(k kid) {
		if !slices.ContainsFunc(kids, func(have kid) bool { return have.node == k.node }) {
			kids = append(kids, k)
		}
	}
	for _, k := range l.descendants(base.node) {
		add(k)
	}
	for _, m := range l.mapping(base.child("discriminator")) {
		add(kid{m.place, m.name})
	}
	slices.SortStableFunc(kids, func(a, b kid) int { return strings.Compare(string(a.id), string(b.id)) })
	switch {
	case len(kids) == 0 || len(kids) == 1 && kids[0].node == base.node:
		return nil
	case len(kids) == 1: // a second child must not change what kind of schema the base is
		add(kid{base, l.componentName(base.node)})
	}
	return kids
}

func isBase(n *node.Node) bool {
	return n.Get("discriminator").Is(node.Object) && !hasAny(n, "oneOf", "anyOf")
}

// descendants are the children of a base and theirs, down to those that are bases themselves.
func (l *lowerer) descendants(base *node.Node) []kid {
	l.findChildren()
	seen := map[*node.Node]bool{base: true}
	var out []kid
	for next := []*node.Node{base}; len(next) > 0; next = next[1:] {
		for _, k := range l.children[next[0]] {
			if seen[k.node] {
				continue
			}
			seen[k.node] = true
			out = append(out, k)
			if !isBase(k.node) {
				next = append(next, k.node)
			}
		}
	}
	return out
}

// findChildren looks through the components once for schemas that merge others by reference.
func (l *lowerer) findChildren() {
	if l.children != nil {
		return
	}
	l.children = map[*node.Node][]kid{}
	l.names = map[*node.Node]string{}
	schemas := l.top().child("components").child("schemas")
	for _, p := range l.members(schemas) {
		t, why := l.object(p)
		if why != "" {
			continue
		}
		k := kid{t.place, later(p.key, t.name)}
		l.names[k.node] = k.name
		for _, member := range t.node.Get("allOf").List() {
			if !member.Get("$ref").Is(node.String) {
				continue
			}
			if base := l.follow(member); base.ok {
				l.children[base.node] = append(l.children[base.node], k)
			}
		}
	}
}

func (l *lowerer) componentName(n *node.Node) string {
	l.findChildren()
	return l.names[n]
}

// mapped is one entry of a discriminator's mapping.
type mapped struct {
	place
	name  string
	value string
	text  string // the target as the document has it
}

// mapping resolves the entries of a discriminator that lead somewhere, sorted by value.
func (l *lowerer) mapping(discriminator place) []mapped {
	entries := discriminator.child("mapping")
	var out []mapped
	for _, p := range entries.members() {
		m := mapped{value: p.key, text: p.node.Str()}
		if !p.node.Is(node.String) {
			l.diags.Warnf(p.node.Pos(), "bad-discriminator", "the mapping of %q should be a name or a reference, not %s", m.value, describe(p.node))
			continue
		}
		if t, ok := l.mappingTarget(p.node, m.text); ok {
			s := l.peel(t.place, t.name)
			m.place, m.name = s.place, s.name
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b mapped) int { return strings.Compare(a.value, b.value) })
	return out
}

// mappingTarget finds a schema by the name of its component or by reference. A name may look like a file's.
func (l *lowerer) mappingTarget(at *node.Node, text string) (target, bool) {
	if t, ok := l.targets[at]; ok {
		return t, t.ok
	}
	schemas := l.top().child("components").child("schemas")
	t := target{schemas.child(text), text, true}
	if t.node == nil {
		found, problem := l.resolve(at, text)
		if problem != nil && !strings.ContainsAny(text, "#/.") {
			problem.Message = "the discriminator maps to " + text + ", but there is no schema of that name"
		}
		if t = (target{place{id: found.ID, node: found.Node}, found.Name, problem == nil}); problem != nil {
			problem.Pos = at.Pos()
			l.report(*problem)
		}
	}
	l.targets[at] = t
	return t, t.ok
}

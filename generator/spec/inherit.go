package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// Inheritance is how versions 2.0 and 3.0 spell a union without oneOf: a base has a discriminator, and children merge it
// by allOf. The document never lists the children, so we look for them: among the document's components, and among the
// schemas beside the base if that stands in another file. Which further files there are depends on the references that
// were followed so far, and that must not change what a schema is.

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
	for _, k := range l.descendants(base) {
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
func (l *lowerer) descendants(base place) []kid {
	l.findChildren()
	seen := map[*node.Node]bool{base.node: true}
	var out []kid
	for next := []place{base}; len(next) > 0; next = next[1:] {
		for _, k := range slices.Concat(l.children[next[0].node], l.siblingsOf(next[0])) {
			if seen[k.node] {
				continue
			}
			seen[k.node] = true
			out = append(out, k)
			if !isBase(k.node) {
				next = append(next, k.place)
			}
		}
	}
	return out
}

// heir is a schema that merges another one by reference.
type heir struct {
	kid
	member *node.Node // with the reference
}

// siblingsOf are the children of a schema that stand in one file with it, if that is not the document.
func (l *lowerer) siblingsOf(base place) []kid {
	file := base.node.File
	if file == nil || file.Root == nil || file == l.root {
		return nil
	}
	if l.heirs[file.Root] == nil {
		name, _, _ := strings.Cut(string(base.id), "#")
		l.heirs[file.Root] = heirsIn(place{id: api.ID(name + "#"), node: file.Root})
	}
	var out []kid
	for _, h := range l.heirs[file.Root][lastWord(string(base.id))] {
		if t := l.follow(h.member); t.ok && t.node == base.node {
			out = append(out, h.kid)
		}
	}
	return out
}

// heirsIn finds the schemas of a file that merge others, by the last word of the reference: only those that can lead to
// a base are worth following, as a reference that nobody asked for may lead nowhere.
func heirsIn(file place) map[string][]heir {
	out := map[string][]heir{}
	for _, table := range []place{file, file.child("definitions"), file.child("$defs"), file.child("components").child("schemas")} {
		for _, p := range table.members() {
			for _, member := range p.node.Get("allOf").List() {
				if ref := member.Get("$ref").Str(); ref != "" {
					out[lastWord(ref)] = append(out[lastWord(ref)], heir{kid{p, p.key}, member})
				}
			}
		}
	}
	return out
}

func lastWord(ref string) string { return ref[strings.LastIndexAny(ref, "/#")+1:] }

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
			l.broken.report(*problem)
		}
	}
	l.targets[at] = t
	return t, t.ok
}

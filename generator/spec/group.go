package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// group is a oneOf or an anyOf: its alternatives without null and without duplicates.
type group struct {
	owner place
	key   string // "oneOf"
	list  *node.Node
	alts  []alternative
	ids   map[api.ID]bool // of alts
	null  bool
	busy  bool // its alternatives are just being looked at
}

// alternative is one choice of a group.
type alternative struct {
	peeled
	index string // its place in the list
	ref   string // the reference as the document has it
}

// group reads a oneOf or anyOf, once.
func (l *lowerer) group(owner place, key string) *group {
	list := owner.child(key)
	if g := l.groups[list.node]; g != nil {
		return g
	}
	g := &group{owner: owner, key: key, list: list.node, busy: true}
	l.groups[list.node] = g
	for i, item := range list.items() {
		l.addAlternative(g, item, decimal(i))
	}
	g.dropBareNull()
	g.joinTwins()
	g.busy = false
	return g
}

func (l *lowerer) addAlternative(g *group, p place, index string) {
	s := l.peel(p, "")
	k := l.keywords(s.node)
	g.null = g.null || s.aside.nullable
	if l.onlyNull(s.node, k) {
		g.null = true
		return
	}
	if inner := l.plainGroup(s); inner != nil && !inner.busy {
		g.null = g.null || inner.null
		for _, alt := range inner.alts {
			alt.index = index + "." + alt.index
			g.add(alt)
		}
		return
	}
	g.add(alternative{s, index, p.node.Get("$ref").Str()})
}

func (g *group) add(alt alternative) {
	if g.ids == nil {
		g.ids = map[api.ID]bool{}
	}
	if !g.ids[alt.id] {
		g.ids[alt.id] = true
		g.alts = append(g.alts, alt)
	}
}

// dropBareNull leaves out an object of which nothing is said but that it may be null, beside something that has a name.
// It is how tools of OData spell null:
//
//	anyOf: [{$ref: '#/components/schemas/User'}, {type: object, nullable: true}]
func (g *group) dropBareNull() {
	bare := func(a alternative) bool {
		flagged := a.node.Get("nullable").True() || a.node.Get("x-nullable").True()
		return !a.via && a.name == "" && flagged && a.node.Get("type").Str() == "object" && !structural(a.node, "type")
	}
	if len(g.alts) < 2 || slices.ContainsFunc(g.alts, func(a alternative) bool { return !bare(a) && a.name == "" }) {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(g.alts), bare)
	if len(rest) > 0 && len(rest) < len(g.alts) {
		g.alts, g.null = rest, true
	}
}

// onlyNull tells whether a schema allows null and nothing else, or is written by someone who meant that.
func (l *lowerer) onlyNull(n *node.Node, k *keywords) bool {
	return k.only || n.Is(node.Object) && k.null && k.kinds == nil && !structural(n)
}

// plainGroup is the union that an inline alternative consists of: unions inside unions are flattened.
func (l *lowerer) plainGroup(s peeled) *group {
	if s.name != "" || s.via || !s.node.Is(node.Object) || s.node.Has("discriminator") {
		return nil
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if s.node.Get(key).Is(node.Array) && !structural(s.node, key) {
			return l.group(s.place, key)
		}
	}
	return nil
}

// onlyConditions tells whether the alternatives only say which properties go together. No Go type expresses that.
func (g *group) onlyConditions() bool {
	return !slices.ContainsFunc(g.alts, func(a alternative) bool {
		return !a.node.Is(node.Object) || !conditional(a.node)
	})
}

func conditional(n *node.Node) bool {
	if !hasAny(n, "required", "not", "if", "dependentRequired", "minProperties", "maxProperties") {
		return false
	}
	return !structural(n, "required", "allOf", "anyOf", "oneOf") && !slices.ContainsFunc(
		[]string{"allOf", "anyOf", "oneOf"}, func(key string) bool {
			return slices.ContainsFunc(n.Get(key).List(), func(m *node.Node) bool { return !m.Is(node.Object) || !conditional(m) })
		})
}

// sameKind tells whether all kinds are one scalar kind, and which.
func sameKind(kinds []api.Kind) (api.Kind, bool) {
	if len(kinds) == 0 {
		return "", false
	}
	kind := kinds[0]
	for _, k := range kinds[1:] {
		switch {
		case k == kind:
		case (k == api.Integer || k == api.Number) && (kind == api.Integer || kind == api.Number):
			kind = api.Number
		default:
			return "", false
		}
	}
	return kind, kind == api.String || kind == api.Integer || kind == api.Number || kind == api.Boolean
}

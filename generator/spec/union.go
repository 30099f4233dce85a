package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// Bounds of what is multiplied out: alternatives of several unions that hold at once, and schemas that exist only
// because a union has a base.
const (
	maxCombinations = 64
	maxExpanded     = 4_000
)

// buildUnion fills in a schema that has alternatives. It does not if they are only conditions on one object.
func (l *lowerer) buildUnion(s *shape, schema *api.Schema) bool {
	s.groups = slices.DeleteFunc(s.groups, func(g *group) bool { return g.onlyConditions() })
	if len(s.groups) == 0 {
		return false
	}
	choices := l.combine(s)
	shapes := make([]*shape, len(choices))
	for i, c := range choices {
		shapes[i] = l.collect(&item{parts: c.places(), expanded: s.it.expanded})
	}
	if l.buildScalar(s, schema, shapes) {
		return true
	}
	if slices.ContainsFunc(shapes, func(a *shape) bool { return a.unconstrained() && s.kinds() == nil }) {
		schema.Kind = api.Any
		return true
	}
	u := &union{id: schema.ID, discriminator: s.discriminator}
	scalars := l.scalarChoices(choices, shapes)
	for i, c := range choices {
		if same := scalars[i]; same == nil {
			u.add(l.variant(s, c, shapes[i]))
		} else if len(same) > 0 {
			u.add(variant{id: l.want(&item{id: variantID(s.it.id, c[0].group, c[0].alternative) + "/scalars", choices: same})})
		}
	}
	if len(u.variants) == 1 {
		schema.Kind = api.Any
		return true
	}
	schema.Kind = api.Union
	for _, v := range u.variants {
		schema.Variants = append(schema.Variants, api.Variant{Schema: api.Use{ID: v.id}})
	}
	l.unions = append(l.unions, u)
	return true
}

// choice is one alternative of each group that holds.
type choice []chosen

type chosen struct {
	group *group
	alternative
}

func (c choice) places() []place {
	out := make([]place, len(c))
	for i, a := range c {
		out[i] = a.place
	}
	return out
}

// combine multiplies the groups out.
func (l *lowerer) combine(s *shape) []choice {
	total := 1
	for _, g := range s.groups {
		total *= len(g.alts)
		if total > maxCombinations && len(s.groups) > 1 {
			l.diags.Warnf(s.it.pos(), "union-too-large", "the schema combines %d unions in too many ways; only the first of them is kept", len(s.groups))
			s.groups = s.groups[:1]
			break
		}
	}
	choices := []choice{nil}
	for _, g := range s.groups {
		var next []choice
		for _, c := range choices {
			for _, alt := range g.alts {
				next = append(next, append(slices.Clone(c), chosen{g, alt}))
			}
		}
		choices = next
	}
	return choices
}

// unconstrained tells whether a shape allows anything.
func (s *shape) unconstrained() bool {
	return s.kinds() == nil && len(s.members) == 0 && len(s.groups) == 0 && !s.hasEnum && !s.never
}

// variant lowers one choice, merged with the base if that says more.
func (l *lowerer) variant(s *shape, c choice, alone *shape) variant {
	last := c[len(c)-1]
	v := variant{name: last.name, target: last.id, ref: last.ref, node: last.node}
	if len(c) == 1 && !s.addsTo(alone) {
		use, _ := l.settle(last.peeled)
		v.id = use.ID
		return v
	}
	if l.expanded++; l.expanded > maxExpanded {
		l.diags.Warnf(s.it.pos(), "union-too-large", "the schema's unions multiply too often; their alternatives are kept without what stands beside them")
		use, _ := l.settle(last.peeled)
		v.id = use.ID
		return v
	}
	it := &item{id: s.it.id, parts: slices.Concat(s.it.parts, c.places()), base: len(s.it.parts), expanded: slices.Clone(s.it.expanded), object: true}
	for _, a := range c {
		it.id = variantID(it.id, a.group, a.alternative)
		it.expanded = append(it.expanded, a.group.list)
		it.title = later(it.title, a.name)
	}
	v.id, v.merged = l.want(it), true
	return v
}

// addsTo tells whether merging the shape with an alternative would change the alternative.
func (s *shape) addsTo(alt *shape) bool {
	if alt.kinds() == nil && s.kinds() != nil && len(alt.groups) == 0 {
		return true
	}
	for _, m := range s.members {
		other := alt.byName[m.name]
		if other == nil || s.required[m.name] && !alt.required[m.name] {
			return true
		}
	}
	for name := range s.required {
		if alt.byName[name] != nil && !alt.required[name] {
			return true
		}
	}
	return s.addsItems(alt) || len(s.extra.typed) > 0 && len(alt.extra.typed) == 0
}

// union remembers where the variants of a schema came from, for its discriminator.
type union struct {
	id            api.ID
	discriminator place
	inherited     bool
	variants      []variant
	ids           map[api.ID]bool // of variants

	read     bool          // the discriminator
	property string        // its property
	mapped   [][]api.Value // by variant, what its mapping says
}

// variant is one of them.
type variant struct {
	id     api.ID // of the lowered schema
	target api.ID // of the schema in the document
	name   string // of the component
	ref    string
	merged bool
	node   *node.Node
}

func (u *union) add(v variant) {
	if u.ids == nil {
		u.ids = map[api.ID]bool{}
	}
	if !u.ids[v.id] {
		u.ids[v.id] = true
		u.variants = append(u.variants, v)
	}
}

// spend counts the schemas that are merged, so that a small document cannot ask for endless work.
func (l *lowerer) spend(n *node.Node) bool {
	const limit = 400_000 // ten times what the largest documents of vendors need
	l.merged++
	if l.merged == limit {
		l.diags.Errorf(n.Pos(), "too-large", "the document's schemas merge each other more than %d times", limit)
	}
	return l.merged >= limit
}

package synth

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Bounds of one value. Recursion through required members has no end, and documents of vendors refer to nearly
// everything from nearly everywhere.
const (
	maxSteps = 20_000 // schemas that are looked at
	maxRefs  = 2      // references deep, beyond which only required members
	maxDepth = 40
)

var (
	errEndless = errors.New("it contains itself without end")
	errNever   = errors.New("no value is allowed")
	errLarge   = errors.New("it is too large")
)

// maker makes one value at a time. Its counters live on, so that the next value takes the next choice everywhere.
type maker struct {
	doc      *Document
	recipe   Recipe
	covering bool // go through all choices
	shallow  bool // only required members behind references

	taken  map[*node.Node]int // choices so far
	offers map[*node.Node]int // how many there are

	active  map[*node.Node]int // targets of references on the way down
	steps   int
	members int
	loose   []string
}

func newMaker(d *Document, r Recipe) *maker {
	return &maker{doc: d, recipe: r, taken: map[*node.Node]int{}, offers: map[*node.Node]int{}}
}

// covered tells whether every choice that came up was taken each way.
func (m *maker) covered() bool {
	for site, n := range m.offers {
		if m.taken[site] < n {
			return false
		}
	}
	return true
}

// top makes a whole value.
func (m *maker) top(schema *node.Node) (v any, loose []string, err error) {
	m.active, m.steps, m.members, m.loose = map[*node.Node]int{}, 0, 0, nil
	v, err = m.value([]*node.Node{schema}, spot{})
	return v, m.loose, err
}

// spot is where a value goes.
type spot struct {
	pointer  string
	refs     int // references on the way
	depth    int
	optional bool
}

func (s spot) below(token string) spot {
	s.pointer += "/" + node.PointerEscape(token)
	s.depth++
	s.optional = false
	return s
}

// value makes a value that all parts hold for.
func (m *maker) value(parts []*node.Node, at spot) (any, error) {
	m.steps++
	if m.steps > maxSteps || at.depth > maxDepth {
		return nil, errLarge
	}
	var entered []*node.Node
	defer func() {
		for _, n := range entered {
			m.active[n]--
		}
	}()
	for _, p := range parts {
		target := m.doc.deref(p)
		if at.depth > 0 && target == p {
			continue
		}
		limit := 2
		if at.optional && (m.covering || m.recipe.Edge != Middle) {
			limit = 1
		}
		if m.active[target] >= limit {
			return nil, errEndless
		}
		m.active[target]++
		entered = append(entered, target)
	}
	if len(entered) > 0 && at.depth > 0 {
		at.refs++
	}
	return m.solve(m.withHeir(parts, at), nil, at)
}

// withHeir makes a base with a discriminator one of the schemas that inherit from it.
func (m *maker) withHeir(parts []*node.Node, at spot) []*node.Node {
	for _, p := range parts {
		base := m.doc.deref(p)
		heirs := m.doc.heirs[base]
		if len(heirs) > 0 && !slices.ContainsFunc(parts, func(p *node.Node) bool { return slices.Contains(heirs, p) }) {
			return append(slices.Clip(parts), heirs[m.choose(base, len(heirs), at)])
		}
	}
	return parts
}

// choose takes the next of several ways. Those behind references need not be gone through: the schemas that have a
// name are gone through on their own.
func (m *maker) choose(site *node.Node, n int, at spot) int {
	i := m.taken[site] % n
	m.taken[site]++
	if at.refs == 0 {
		m.offers[site] = max(m.offers[site], n)
	}
	return i
}

// solve decides for an alternative of each group, and tries the next one if nothing comes of it.
func (m *maker) solve(parts, done []*node.Node, at spot) (any, error) {
	f := m.doc.flatten(parts)
	i := slices.IndexFunc(f.groups, func(g group) bool { return !slices.Contains(done, g.list) })
	if i < 0 {
		return m.plain(f, at)
	}
	g := f.groups[i]
	done = append(slices.Clip(done), g.list)
	alternatives, null := m.alternatives(g)
	if null && (m.recipe.Nulls && at.depth > 0 || len(alternatives) == 0) {
		return nil, nil
	}
	err := errNever
	first := 0
	if len(alternatives) > 1 {
		first = m.choose(g.list, len(alternatives), at)
	}
	for k := range alternatives {
		alt := alternatives[(first+k)%len(alternatives)]
		if target := m.doc.deref(alt); target != alt && m.active[target] > 1 {
			err = errEndless
			continue
		}
		before := len(m.loose)
		var v any
		if v, err = m.alternative(parts, done, g, alt, at); err == nil {
			return v, nil
		}
		m.loose = m.loose[:before]
	}
	return nil, err
}

func (m *maker) alternative(parts, done []*node.Node, g group, alt *node.Node, at spot) (any, error) {
	target := m.doc.deref(alt)
	if target != alt {
		m.active[target]++
		defer func() { m.active[target]-- }()
	}
	parts = append(slices.Clip(parts), alt)
	if property := g.discriminator.Get("propertyName"); property.Is(node.String) && target != alt {
		parts = append(parts, m.doc.marked(g.discriminator, property, alt))
	}
	return m.solve(parts, done, at)
}

// marked is a schema of objects with the discriminator that means an alternative, be it required or not: a value without it
// is none of the union.
func (d *Document) marked(discriminator, property, alt *node.Node) *node.Node {
	target := d.deref(alt)
	key := [2]*node.Node{discriminator, alt}
	if known, ok := d.marking.Load(key); ok {
		return known.(*node.Node)
	}
	mark := fixed(property, d.names(discriminator, target, d.keyOf(alt)))
	if mark == nil || d.says(target, property.Text) {
		mark = node.NewObject(property, node.Entry{Key: "required", Value: node.NewArray(property, property)})
	}
	made, _ := d.marking.LoadOrStore(key, mark)
	return made.(*node.Node)
}

// says tells whether a schema itself limits the values of its discriminator.
func (d *Document) says(n *node.Node, property string) bool {
	f := d.flatten([]*node.Node{n})
	if len(f.groups) > 0 {
		return true // a union of its own
	}
	for _, p := range f.properties {
		if p.name == property {
			return d.flatten(p.parts).hasEnum && len(d.flatten(p.parts).enum) == 1
		}
	}
	return false
}

// alternatives are those of a group but for null.
func (m *maker) alternatives(g group) (list []*node.Node, null bool) {
	for _, alt := range g.list.Items {
		if m.doc.isNull(alt) || m.doc.meansNull(g, alt) {
			null = true
			continue
		}
		list = append(list, alt)
	}
	return list, null
}

// plain makes a value of a schema without alternatives.
func (m *maker) plain(f *flat, at spot) (any, error) {
	switch {
	case f.never:
		return nil, errNever
	case m.recipe.Nulls && at.depth > 0 && f.allowsNull():
		return nil, nil
	case f.hasEnum:
		return m.listed(f, at)
	}
	ways := split(f.implied())
	if len(ways) == 0 {
		if f.allowsNull() {
			return nil, nil
		}
		return nil, errNever
	}
	way := ways[0]
	if len(ways) > 1 {
		way = ways[m.choose(f.site, len(ways), at)]
	}
	switch way {
	case boolKind:
		return m.recipe.Edge != Low && m.recipe.Edge != Zero, nil
	case intKind, fractionKind:
		return m.number(f, way)
	case stringKind:
		return m.text(f)
	case arrayKind:
		return m.array(f, at)
	}
	return m.object(f, at)
}

// split lists the types of a set but for null. A number is one with a fraction; an integer is one too.
func split(k kinds) []kinds {
	var list []kinds
	for _, one := range []kinds{stringKind, fractionKind, intKind, boolKind, arrayKind, objectKind} {
		if k&one == 0 || one == intKind && k&numberKind == numberKind {
			continue
		}
		list = append(list, one)
	}
	return list
}

// listed takes a value of an enum, or one that it does not have.
func (m *maker) listed(f *flat, at spot) (any, error) {
	usable := slices.DeleteFunc(slices.Clone(f.enum), func(v *node.Node) bool {
		return v.Kind == node.Null || f.kinds&kindOfValue(v) == 0
	})
	if len(usable) == 0 {
		if f.allowsNull() {
			return nil, nil
		}
		return nil, fmt.Errorf("%w: no value of the enum is of its type", errNever)
	}
	if m.recipe.UnknownEnums && len(usable) > 1 {
		switch usable[0].Kind {
		case node.String:
			return "neuer Wert für morgen", nil
		case node.Number:
			return json.Number("987654"), nil
		}
	}
	if len(usable) == 1 {
		return decoded(usable[0]), nil
	}
	return decoded(usable[m.choose(f.site, len(usable), at)]), nil
}

func kindOfValue(v *node.Node) kinds {
	switch v.Kind {
	case node.Null:
		return nullKind
	case node.Bool:
		return boolKind
	case node.String:
		return stringKind
	case node.Array:
		return arrayKind
	case node.Object:
		return objectKind
	}
	if r := number(v); r != nil && r.IsInt() {
		return intKind
	}
	return fractionKind
}

// decoded is a value of the document.
func decoded(n *node.Node) any {
	switch n.Kind {
	case node.Bool:
		return n.True()
	case node.Number:
		return json.Number(n.Text)
	case node.String:
		return n.Text
	case node.Array:
		list := []any{}
		for _, item := range n.Items {
			list = append(list, decoded(item))
		}
		return list
	case node.Object:
		object := map[string]any{}
		for key, v := range n.All() {
			object[key] = decoded(v)
		}
		return object
	}
	return nil
}

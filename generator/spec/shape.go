package spec

import (
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// item is a schema that waits to be lowered. Most have one part, the place that they stand at; one that exists only in
// our reading, such as a property that two members of an allOf describe, has several, which hold together.
type item struct {
	id       api.ID
	name     string
	title    string
	parts    []place
	base     int          // so many of the parts are what an alternative is merged with: their title is not its own
	choices  []place      // beside the parts, one of these holds: scalars of one type, what conditions declare
	only     api.Kind     // of a type array: this one
	expanded []*node.Node // groups whose alternatives are among the parts already
	object   bool         // a base with a discriminator, as an object of its own
}

func (it *item) pos() diag.Pos {
	for _, p := range slices.Concat(it.parts, it.choices) {
		return p.node.Pos()
	}
	return diag.Pos{}
}

// shape is a schema with its allOf merged. It is still made of places: what stands in properties and items is looked
// at when the shape is built.
type shape struct {
	it          *item
	seen        map[*node.Node]bool // every schema that was merged
	active      []*node.Node        // the ones that are being merged
	title       string
	description string
	inline      string // description of an inline member
	goName      string
	goType      string
	goImport    string
	reason      string
	xml         *api.XML
	fallback    *node.Node
	deprecated  bool
	readOnly    bool
	writeOnly   bool
	sensitive   bool
	never       bool

	said, implied []api.Kind
	saidBy        *node.Node
	format        string
	enum          []enumItem
	hasEnum       bool
	enumBy        *node.Node
	nullFlag      bool // said at the outermost level
	nulls, others int  // parts that allow null, and that do not
	constraints   api.Constraints
	members       []*member
	byName        map[string]*member
	required      map[string]bool
	extra         extra
	items         []place
	tuple         [][]place // by position
	noMore        bool      // nothing follows the tuple
	possible      []place   // properties that consequences of conditions declare
	consequences  map[*node.Node]bool
	groups        []*group
	discriminator place
}

// member is a property with all the places that describe it.
type member struct {
	name   string
	parts  []place
	either bool // one of the parts holds, not all
}

// collect merges the parts of an item.
func (l *lowerer) collect(it *item) *shape {
	s := &shape{it: it, seen: map[*node.Node]bool{}, byName: map[string]*member{}, required: map[string]bool{}}
	for i, p := range it.parts {
		if i == it.base {
			s.title = ""
		}
		l.merge(s, p, 0, false)
	}
	if it.only != "" {
		s.said, s.nulls, s.nullFlag = []api.Kind{it.only}, 0, false
		s.enum = slices.DeleteFunc(s.enum, func(v enumItem) bool { return !isOf(it.only, v.node) })
		s.hasEnum = len(s.enum) > 0
	}
	s.addPossible()
	if len(it.choices) > 0 {
		g := &group{owner: place{id: it.id}, key: "anyOf"}
		for i, p := range it.choices {
			l.addAlternative(g, p, decimal(i))
		}
		s.groups = append(s.groups, g)
	}
	return s
}

// merge adds a schema to the shape, the schemas of its allOf first. via is set behind a reference: the words of
// something that has a name of its own do not describe what it was merged into.
func (l *lowerer) merge(s *shape, p place, depth int, via bool) {
	n := p.node
	if slices.Contains(s.active, n) && n != nil {
		l.diags.Warnf(n.Pos(), "recursive-allof", "the schema is merged into itself by allOf; the inner one is ignored")
		return
	}
	if s.seen[n] {
		return
	}
	s.seen[n] = true
	if l.spend(n) {
		return
	}
	if n.Is(node.Object) {
		s.active = append(s.active, n)
		l.mergeOthers(s, p, depth, via)
		s.active = s.active[:len(s.active)-1]
	}
	if l.siblings || !isReference(n) {
		l.mergeOwn(s, p, depth, via)
	}
}

// mergeOthers adds the schemas that p refers to.
func (l *lowerer) mergeOthers(s *shape, p place, depth int, via bool) {
	if isReference(p.node) {
		if t := l.follow(p.node); t.ok {
			l.merge(s, t.place, depth+1, true)
		}
	}
	for _, member := range p.child("allOf").items() {
		l.merge(s, member, depth+1, via)
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if p.node.Get(key).Is(node.Array) {
			l.mergeGroup(s, l.group(p, key), depth, via)
		}
	}
}

// mergeGroup adds a union that is to be merged with the rest. A union with one alternative is that alternative. A child
// that merges its base must not take over the base's union of children, of which it is one.
func (l *lowerer) mergeGroup(s *shape, g *group, depth int, via bool) {
	if slices.Contains(s.it.expanded, g.list) {
		return
	}
	if g.null {
		s.nulls++
	}
	alts := slices.DeleteFunc(slices.Clone(g.alts), func(a alternative) bool { return a.node == g.owner.node })
	inside := slices.ContainsFunc(alts, func(a alternative) bool { return a.node != nil && s.seen[a.node] && slices.Contains(s.active, a.node) })
	switch {
	case inside || len(alts) == 0:
	case len(alts) == 1:
		others := s.others
		l.merge(s, alts[0].place, depth+1, via || alts[0].via)
		if g.null { // that the other alternative does not allow null is no objection
			s.others = others
		}
	default:
		c := *g
		c.alts = alts
		s.groups = append(s.groups, &c)
		if d := g.owner.child("discriminator"); d.there() && s.discriminator.node == nil {
			s.discriminator = d
		}
	}
}

// mergeOwn adds what the schema says itself.
func (l *lowerer) mergeOwn(s *shape, p place, depth int, via bool) {
	k := l.keywords(p.node)
	if k.never {
		s.never = true
		return
	}
	l.annotate(s, p.node, k, depth, via)
	l.mergeKinds(s, p.node, k)
	s.mergeNull(p.node, k, depth)
	l.mergeEnum(s, p.node, k)
	tighten(&s.constraints, k.constrain)
	for _, name := range k.Required {
		s.required[name] = true
	}
	for _, m := range l.members(p.child("properties")) {
		s.addMember(m)
		if l.requiresItself(m) {
			s.required[m.key] = true
		}
	}
	l.mergeConditions(s, p)
	l.addExtra(&s.extra, p)
	s.mergeItems(p)
}

func (s *shape) addMember(p place) {
	m := s.byName[p.key]
	if m == nil {
		m = &member{name: p.key}
		s.byName[p.key] = m
		s.members = append(s.members, m)
	}
	m.parts = append(m.parts, p)
}

// kinds is the type of the whole; nil: any.
func (s *shape) kinds() []api.Kind {
	if s.said != nil {
		return s.said
	}
	return s.implied
}

func kindList(kinds []api.Kind) string {
	text := ""
	for i, k := range kinds {
		if i > 0 {
			text += " or "
		}
		text += string(k)
	}
	return text
}

func decimal(i int) string { return strconv.Itoa(i) }

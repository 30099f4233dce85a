package spec

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// build fills in the schema of an item that waited.
func (l *lowerer) build(it *item) {
	schema := l.out.Schemas[it.id]
	if !it.object && len(it.parts) == 1 && l.buildBase(it, schema) {
		return
	}
	s := l.collect(it)
	s.describe(schema)
	kinds := s.kinds()
	switch {
	case s.never:
		l.diags.Notef(it.pos(), "never", "the schema false allows no value; it is read as anything")
	case len(s.groups) > 0 && l.buildUnion(s, schema):
	case len(kinds) > 1:
		l.buildTypes(s, schema, kinds)
	case len(kinds) == 1:
		l.buildKind(s, schema, kinds[0])
	}
}

// describe copies what is said about the schema as a whole.
func (s *shape) describe(schema *api.Schema) {
	schema.Title = s.title
	if s.title == "" {
		schema.Title = s.it.title
	}
	schema.Description = s.description
	if s.description == "" {
		schema.Description = s.inline
	}
	schema.Nullable = s.nullable()
	schema.Deprecated, schema.ReadOnly, schema.WriteOnly, schema.Sensitive = s.deprecated, s.readOnly, s.writeOnly, s.sensitive
	schema.GoName, schema.GoType, schema.GoImport = s.goName, s.goType, s.goImport
	schema.Default = value(s.fallback)
	schema.XML, schema.Reason = s.xml, s.reason
}

func value(n *node.Node) *api.Value {
	if n == nil || n.Kind == node.Null {
		return nil
	}
	v := api.Value(valueJSON(sorted(n)))
	return &v
}

// sorted is a value with the members of its objects by name: their order in the document means nothing.
func sorted(n *node.Node) *node.Node {
	if n.Kind != node.Array && n.Kind != node.Object {
		return n
	}
	out := &node.Node{Kind: n.Kind}
	for _, item := range n.Items {
		out.Items = append(out.Items, sorted(item))
	}
	for _, e := range n.Entries {
		out.Entries = append(out.Entries, node.Entry{Key: e.Key, Value: sorted(e.Value)})
	}
	slices.SortStableFunc(out.Entries, func(a, b node.Entry) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// buildKind fills in a schema of one type.
func (l *lowerer) buildKind(s *shape, schema *api.Schema, kind api.Kind) {
	schema.Kind = kind
	schema.Constraints = s.constraints
	switch kind {
	case api.Object:
		l.buildObject(s, schema)
	case api.Array:
		l.buildArray(s, schema)
	default:
		schema.Format = s.format
		schema.Content = l.contentOf(s.it)
		schema.Enum = l.enumValues(kind, s.enum)
		fitInteger(schema)
	}
}

// buildTypes makes a union of a type array: each variant is the same schema, of one type.
func (l *lowerer) buildTypes(s *shape, schema *api.Schema, kinds []api.Kind) {
	if kind, ok := sameKind(kinds); ok {
		l.buildKind(s, schema, kind)
		return
	}
	schema.Kind = api.Union
	for i, kind := range kinds {
		it := &item{
			id: source.Child(s.it.id, "type", decimal(i)), only: kind,
			parts: s.it.parts, expanded: s.it.expanded, object: true,
		}
		schema.Variants = append(schema.Variants, api.Variant{Schema: api.Use{ID: l.want(it)}})
	}
}

// buildObject fills in properties and what stands beside them.
func (l *lowerer) buildObject(s *shape, schema *api.Schema) {
	schema.Properties = make([]api.Property, 0, len(s.members))
	for _, m := range s.members {
		if l.full {
			return
		}
		if p, ok := l.property(s, m); ok {
			schema.Properties = append(schema.Properties, p)
		}
	}
	schema.Additional = l.additional(s)
	if schema.Additional == nil {
		l.addUndescribed(s, schema)
	}
}

// addUndescribed adds members that must be there and that nothing describes: they may be anything, and without them no value
// is valid. As many such lists are out of date, they may be left out. One that differs from a property in case alone is a slip.
func (l *lowerer) addUndescribed(s *shape, schema *api.Schema) {
	for _, name := range slices.Sorted(maps.Keys(s.required)) {
		if s.byName[name] != nil || name == "" {
			continue
		}
		if i := slices.IndexFunc(s.members, func(m *member) bool { return strings.EqualFold(m.name, name) }); i >= 0 {
			l.diags.Warnf(s.it.pos(), "required-property", "%q is required, but the property is spelled %q; it is ignored", name, s.members[i].name)
			continue
		}
		anything := place{id: source.Child(s.it.id, "required", name), node: &node.Node{Kind: node.Object}}
		use, _ := l.use(anything)
		schema.Properties = append(schema.Properties, api.Property{
			Name: name, Schema: use, Description: "It is required, and nothing more is said of it.", Pos: s.it.pos(),
		})
	}
}

func (l *lowerer) property(s *shape, m *member) (api.Property, bool) {
	use, said, ok := l.memberUse(s, m)
	last := m.parts[len(m.parts)-1].node
	return api.Property{
		Name:        m.name,
		Schema:      use,
		Required:    s.required[m.name],
		ReadOnly:    said.readOnly,
		WriteOnly:   said.writeOnly,
		Sensitive:   said.sensitive,
		Deprecated:  said.deprecated,
		Description: said.description,
		Default:     value(said.fallback),
		XML:         said.xml,
		Reason:      said.reason,
		GoName:      said.goName,
		Pos:         last.Pos(),
	}, ok
}

func (l *lowerer) memberUse(s *shape, m *member) (api.Use, aside, bool) {
	if m.either {
		use, said := l.either(s, m)
		return use, said, true
	}
	return l.useAll(m.parts, source.Child(s.it.id, "properties", m.name))
}

// useAll is the use of a schema that several places describe together. Places that add nothing do not count, so that
// a base's property that a child only describes again keeps its type. It is not ok if no value is allowed.
func (l *lowerer) useAll(parts []place, id api.ID) (use api.Use, said aside, ok bool) {
	if len(parts) == 1 && !l.keywords(parts[0].node).never {
		use, said = l.use(parts[0])
		return use, said, true
	}
	var settled []peeled
	for _, p := range slices.Backward(parts) {
		if l.keywords(p.node).never {
			return use, said, false
		}
		s := l.peel(p, "")
		l.addSaid(&said, s)
		if l.adds(settled, s) {
			settled = append(settled, s)
		}
	}
	slices.Reverse(settled)
	switch len(settled) {
	case 0:
		use, _ = l.use(parts[len(parts)-1])
	case 1:
		use, _ = l.settle(settled[0])
	default:
		it := &item{id: id}
		for _, s := range settled {
			it.parts = append(it.parts, s.place)
		}
		use.ID = l.want(it)
	}
	use.Nullable = said.nullable
	return use, said, true
}

// addSaid lets a place that is more specific than the next one speak first. Null counts if the most specific allows it.
func (l *lowerer) addSaid(said *aside, s peeled) {
	first := *said == (aside{})
	nullable := said.nullable
	more := s.aside
	if s.name == "" && !s.via && s.node != nil {
		more.add(s.node, l.keywords(s.node))
	}
	if !first {
		more.nullable = nullable
	}
	said.nullable = more.nullable
	said.readOnly = said.readOnly || more.readOnly
	said.writeOnly = said.writeOnly || more.writeOnly
	said.sensitive = said.sensitive || more.sensitive
	said.deprecated = said.deprecated || more.deprecated
	said.description = later(more.description, said.description)
	said.goName = later(more.goName, said.goName)
	said.reason = later(more.reason, said.reason)
	said.xml = withXML(said.xml, more.xml)
	if said.fallback == nil {
		said.fallback = more.fallback
	}
}

// adds tells whether a place says more than the ones that are more specific.
func (l *lowerer) adds(specific []peeled, s peeled) bool {
	if !structural(s.node) {
		return false
	}
	kinds := l.keywords(s.node).kinds
	for _, other := range specific {
		more := l.collect(&item{parts: []place{other.place}})
		if other.id == s.id || more.seen[s.node] {
			return false
		}
		if _, ok := narrow(kinds, more.kinds()); !ok {
			if other.via { // what it refers to is not at fault
				l.conflict(s.node, kinds, other.node, more.kinds(), more.kinds())
			} else {
				l.conflict(other.node, more.kinds(), s.node, kinds, more.kinds())
			}
			return false
		}
	}
	return true
}

// buildBase makes a union of a base with a discriminator and the schemas that inherit from it.
func (l *lowerer) buildBase(it *item, schema *api.Schema) bool {
	kids := l.inheritors(it.parts[0])
	if len(kids) == 0 {
		return false
	}
	base := it.parts[0]
	s := l.collect(it)
	s.describe(schema)
	schema.Kind = api.Union
	u := &union{id: it.id, discriminator: base.child("discriminator"), inherited: true}
	for _, kid := range kids {
		v := variant{name: kid.name, target: kid.id, node: kid.node}
		if kid.node == base.node {
			v.id = l.want(&item{id: source.Child(it.id, "base"), title: it.name, parts: it.parts, object: true})
		} else {
			v.id = l.want(&item{id: kid.id, name: kid.name, parts: []place{kid.place}})
		}
		u.variants = append(u.variants, v)
		schema.Variants = append(schema.Variants, api.Variant{Schema: api.Use{ID: v.id}})
	}
	l.unions = append(l.unions, u)
	return true
}

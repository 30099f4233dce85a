package spec

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// discriminate gives the unions their discriminators, once all variants are lowered: constants of the variants count
// for more than names that the document leaves implicit.
func (l *lowerer) discriminate() {
	slices.SortFunc(l.unions, func(a, b *union) int { return strings.Compare(string(a.id), string(b.id)) })
	l.unionOf = map[api.ID]*union{}
	for _, u := range l.unions {
		l.unionOf[u.id] = u
	}
	for _, u := range l.unions {
		schema := l.out.Schemas[u.id]
		property := l.readDiscriminator(u)
		if property == "" {
			l.synthesise(schema)
			continue
		}
		schema.Discriminator = &api.Discriminator{Property: property, Default: l.defaultVariant(u)}
		l.valuesOf(u, schema, property)
	}
}

// readDiscriminator reads what the document says, once, and returns the property's name.
func (l *lowerer) readDiscriminator(u *union) string {
	if !u.read {
		u.read = true
		if u.property = l.discriminatorProperty(u); u.property != "" {
			u.mapped = l.mappedValues(u)
		}
	}
	return u.property
}

func (l *lowerer) discriminatorProperty(u *union) string {
	d := u.discriminator.node
	if d == nil {
		return ""
	}
	if !d.Is(node.Object) {
		l.diags.Warnf(d.Pos(), "bad-discriminator", "a discriminator is an object, not %s; it is ignored", describe(d))
		return ""
	}
	name := decode[openapi3.Discriminator](l, d, []string{"propertyName"}).PropertyName
	if name == "" {
		l.diags.Warnf(d.Pos(), "bad-discriminator", "the discriminator has no propertyName; it is ignored")
	}
	return name
}

// defaultVariant is the variant that 3.2's defaultMapping names.
func (l *lowerer) defaultVariant(u *union) api.ID {
	n := u.discriminator.node.Get("defaultMapping")
	if !n.Is(node.String) {
		return ""
	}
	t, ok := l.mappingTarget(n, n.Text)
	if !ok {
		return ""
	}
	target := l.peel(t.place, t.name).id
	for _, v := range u.variants {
		if v.target == target {
			return v.id
		}
	}
	l.diags.Warnf(n.Pos(), "bad-discriminator", "defaultMapping names %s, which is not one of the variants; it is ignored", n.Text)
	return ""
}

// valuesOf gives each variant the values that mean it: the mapping's, else its own constants, else its name.
func (l *lowerer) valuesOf(u *union, schema *api.Schema, property string) {
	values := slices.Clone(u.mapped)
	count := map[api.Value]int{}
	shared := l.shared(u, property)
	for i := range u.variants {
		if values[i] == nil {
			values[i] = l.impliedValues(u.variants[i], property, shared)
		}
		for _, v := range values[i] {
			count[v]++
		}
	}
	named := false
	for i := range u.variants {
		if at := slices.IndexFunc(values[i], func(v api.Value) bool { return count[v] > 1 }); at >= 0 {
			l.diags.Notef(u.discriminator.node.Pos(), "ambiguous-discriminator", "the value %s means more than one variant; these are told apart by their members", values[i][at])
			continue
		}
		schema.Variants[i].Values = values[i]
		named = named || len(values[i]) > 0
	}
	if !named {
		schema.Discriminator = nil
	}
}

func (l *lowerer) mappedValues(u *union) [][]api.Value {
	values := make([][]api.Value, len(u.variants))
	byID, byRef := map[api.ID]int{}, map[string]int{}
	for i, v := range slices.Backward(u.variants) {
		byID[v.target], byRef[v.ref] = i, i
	}
	delete(byRef, "")
	for _, m := range l.mapping(u.discriminator) {
		i, ok := byID[m.id]
		if !ok {
			i, ok = byRef[m.text]
		}
		if !ok {
			l.diags.Warnf(u.discriminator.node.Get("mapping").Get(m.value).Pos(), "bad-discriminator", "the mapping of %q names %s, which is not one of the variants; it is ignored", m.value, m.text)
			continue
		}
		values[i] = append(values[i], api.Value(valueJSON(&node.Node{Kind: node.String, Text: m.value})))
	}
	return values
}

// impliedValues are the values of a variant that the mapping does not mention.
func (l *lowerer) impliedValues(v variant, property string, shared bool) []api.Value {
	if own := l.ownValues(v.id, property); own != nil && !shared {
		return own
	}
	name := later(v.name, v.node.Get("x-ms-discriminator-value").Str())
	if name == "" && v.ref != "" {
		name = lastWord(v.ref)
	}
	if name == "" {
		return nil
	}
	return []api.Value{api.Value(valueJSON(&node.Node{Kind: node.String, Text: name}))}
}

// shared tells whether all variants allow the same values: then they are the base's, and tell nothing apart.
func (l *lowerer) shared(u *union, property string) bool {
	first := l.ownValues(u.variants[0].id, property)
	for _, v := range u.variants[1:] {
		if !slices.Equal(l.ownValues(v.id, property), first) {
			return false
		}
	}
	return len(u.variants) > 1
}

// ownValues are the constants that a schema has for a property; of a union, those of all its variants.
func (l *lowerer) ownValues(id api.ID, property string) []api.Value {
	c := constantsOf{lowerer: l, property: property, seen: map[api.ID]bool{}, have: map[api.Value]bool{}}
	c.add(id, 0)
	return c.out
}

// constantsOf collects the constants that schemas have for a property.
type constantsOf struct {
	*lowerer
	property string
	seen     map[api.ID]bool // unions
	have     map[api.Value]bool
	out      []api.Value
}

func (c *constantsOf) add(id api.ID, depth int) {
	const deepest = 8 // unions inside unions
	schema := c.lowerer.out.Schemas[id]
	if schema.Kind != api.Union {
		c.values(constants(c.lowerer.out, schema, c.property))
		return
	}
	if c.seen[id] || depth > deepest {
		return
	}
	c.seen[id] = true
	var mapped [][]api.Value
	if u := c.unionOf[id]; u != nil && c.readDiscriminator(u) == c.property {
		mapped = u.mapped
	}
	for i, v := range schema.Variants {
		switch {
		case v.Values != nil && schema.Discriminator != nil && schema.Discriminator.Property == c.property:
			c.values(v.Values)
		case mapped != nil && mapped[i] != nil:
			c.values(mapped[i])
		default:
			c.add(v.Schema.ID, depth+1)
		}
	}
}

func (c *constantsOf) values(found []api.Value) {
	for _, v := range found {
		if !c.have[v] {
			c.have[v] = true
			c.out = append(c.out, v)
		}
	}
}

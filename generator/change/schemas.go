package change

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// schemas compares the named schemas that the walk from the operations did not come by: those that only errors, callbacks or other
// schemas mention.
func (c *comparer) schemas() {
	for _, id := range slices.Sorted(maps.Keys(c.old.API.Schemas)) {
		other := cmp.Or(c.renamed[id], id)
		if c.old.isNamed(id) && c.new.API.Schemas[other] != nil && (c.old.isKnown(id) || c.new.isKnown(other)) {
			c.named(pair{id, other})
		}
	}
}

// isKnown tells schemas that the client has something of.
func (s *side) isKnown(id api.ID) bool { return s.reach[id] != nil || s.goNames.types[id] != "" }

// use compares the schemas of one place.
func (c *comparer) use(at place, old, new api.Use) {
	p := pair{old.ID, new.ID}
	o, n := c.old.schema(old.ID), c.new.schema(new.ID)
	c.nullable(at, p, old.Nullable || o.Nullable, new.Nullable || n.Nullable)
	oldNamed, newNamed := c.old.isNamed(old.ID), c.new.isNamed(new.ID)
	switch {
	case oldNamed && newNamed && c.corresponds(p):
		c.named(p)
	case oldNamed && newNamed && !c.nested:
		c.replaced(at, p)
	default:
		c.visit(at, p)
	}
}

// corresponds tells whether two named schemas are one, perhaps by another name. One whose name is gone, where one stands that is
// new and much like it, was renamed.
func (c *comparer) corresponds(p pair) bool {
	if known := cmp.Or(c.renamed[p.old], p.old); known == p.new {
		return true
	}
	if c.nested || c.renamed[p.old] != "" || c.origin[p.new] != "" || c.new.API.Schemas[p.old] != nil || c.old.API.Schemas[p.new] != nil {
		return false
	}
	if !c.similar(p) {
		return false
	}
	c.renamed[p.old], c.origin[p.new] = p.new, p.old
	return true
}

// named compares two schemas that are called by themselves, once. One that only looks is told of it elsewhere.
func (c *comparer) named(p pair) {
	if c.nested || c.seen[p] {
		return
	}
	at := c.schemaPlace(p)
	if old, new := c.old.schema(p.old).Name, c.new.schema(p.new).Name; old != new && c.old.goNames.types[p.old] == c.new.goNames.types[p.new] {
		c.tellValues(at, "schema-renamed", fmt.Sprintf("the document calls it %q now, not %q; its name in Go stays", new, old), old, new,
			documents("it travels without its name"))
	}
	c.visit(at, p)
}

// schemaPlace is the type of a schema.
func (c *comparer) schemaPlace(p pair) place {
	o, n := c.old.schema(p.old), c.new.schema(p.new)
	name := cmp.Or(c.old.goNames.types[p.old], c.new.goNames.types[p.new])
	at := place{group: name, symbol: name, old: o.Pos, new: n.Pos, reaches: c.reaches(p)}
	if name == "" {
		at.group, at.subject = o.Name, fmt.Sprintf("schema %q", cmp.Or(o.Name, n.Name))
		return at
	}
	at.subject = c.new.Plan.Name + "." + name
	return at
}

// replaced tells that another named schema stands in a place. How grave that is depends on what differs between the two.
func (c *comparer) replaced(at place, p pair) {
	c.become(c.old.goNames.types[p.old], c.new.goNames.types[p.new])
	worst, known := c.replacing[p]
	if !known {
		worst = c.lookInto(at, p)
		c.replacing[p] = worst
	}
	if !worst.Kind.AtLeast(Compatible) {
		return // the same by another name: only Go can tell
	}
	old, new := c.old.schema(p.old).Name, c.new.schema(p.new).Name
	c.tellValues(at, "type-changed", "was "+old+", is "+new, old, new, worst)
}

// lookInto finds the gravest difference between two schemas.
func (c *comparer) lookInto(at place, p pair) Effect {
	look := newComparer(c.old, c.new)
	look.renamed, look.origin, look.nested = c.renamed, c.origin, true
	look.visit(at, p)
	worst := Effect{}
	for _, change := range look.changes {
		if !worst.Kind.AtLeast(change.Wire.Kind) {
			worst = Effect{change.Wire.Kind, fmt.Sprintf("%s: %s; %s", change.Subject, change.What, change.Wire.Why)}
		}
	}
	return worst
}

// nullable compares whether null may stand in a place.
func (c *comparer) nullable(at place, p pair, old, new bool) {
	d := c.direction(p)
	switch {
	case new && !old:
		c.tell(at, "became-nullable", "may be null now",
			d.weigh(compatible("programs send no null"), breaks("programs that read it get a zero value")))
	case old && !new:
		c.tell(at, "became-not-nullable", "may not be null any more",
			d.weigh(breaks("servers refuse programs that send null"), compatible("programs get no null")))
	}
}

// visit compares two schemas, whatever they are called. What has a type of its own is told there, anything else where it stands.
func (c *comparer) visit(at place, p pair) {
	if c.seen[p] {
		return
	}
	c.seen[p] = true
	o, n := c.old.schema(p.old), c.new.schema(p.new)
	c.become(c.old.goNames.types[p.old], c.new.goNames.types[p.new])
	if o.Kind != n.Kind {
		c.kindChanged(at, p, o, n)
		return
	}
	if o.Description != n.Description && c.old.isNamed(p.old) {
		c.describe(at, o.Title+" "+o.Description, n.Title+" "+n.Description)
	}
	if c.old.isNamed(p.old) {
		c.deprecate(at, o.Deprecated, n.Deprecated, n.Reason)
	}
	c.format(at, p, o, n)
	c.enum(at, p, o, n)
	c.defaults(at, c.direction(p), o.Default, n.Default)
	c.constraints(at, c.direction(p), o, n)
	c.inside(at, p, o, n)
}

// inside compares what schemas are made of.
func (c *comparer) inside(at place, p pair, o, n *api.Schema) {
	switch o.Kind {
	case api.Object:
		c.properties(at, p, o, n)
		c.additional(at, p, o, n)
	case api.Array:
		c.items(at, p, o, n)
	case api.Union:
		c.union(at, p, o, n)
	case api.String:
		if o.Content != nil && n.Content != nil {
			c.use(at, *o.Content, *n.Content)
		}
	}
}

func (c *comparer) items(at place, p pair, o, n *api.Schema) {
	if o.Items != nil && n.Items != nil {
		c.use(at, *o.Items, *n.Items)
	}
	for i := range min(len(o.Prefix), len(n.Prefix)) {
		c.use(at, o.Prefix[i], n.Prefix[i])
	}
	if (o.Items == nil) != (n.Items == nil) || len(o.Prefix) != len(n.Prefix) {
		c.tell(at, "items-changed", "has other items", breaks("programs send and expect what was there"))
	}
}

// additional compares what an object holds beside its properties.
func (c *comparer) additional(at place, p pair, o, n *api.Schema) {
	taken := func(a *api.Additional) bool { return a != nil && !a.Closed }
	d := c.direction(p)
	switch old, new := taken(o.Additional), taken(n.Additional); {
	case old && new:
		if o.Additional.Schema != nil && n.Additional.Schema != nil {
			c.use(at, *o.Additional.Schema, *n.Additional.Schema)
		}
	case old:
		c.tell(at, "additional-removed", "has no further members any more",
			d.weigh(breaks("servers may refuse further members that programs send"), compatible("there are none to read")))
	case new:
		c.tell(at, "additional-added", "may have further members", compatible("programs send none, and drop those that they get"))
	}
}

// kindChanged tells that something is of another kind.
func (c *comparer) kindChanged(at place, p pair, o, n *api.Schema) {
	old, new := c.old.kindText(o), c.new.kindText(n)
	request, response := breaks("servers refuse what programs send"), breaks("programs cannot read what servers send")
	if c.accepts(n, o, c.new, c.old) {
		request = compatible("servers still take what programs send")
	}
	if c.accepts(o, n, c.old, c.new) {
		response = compatible("programs can still read what servers send")
	}
	c.tellValues(at, "type-changed", "was "+old+", is "+new, old, new, c.direction(p).weigh(request, response))
}

// accepts tells whether what one schema describes is also described by the other.
func (c *comparer) accepts(wide, narrow *api.Schema, wideSide, narrowSide *side) bool {
	switch {
	case wide.Kind == api.Any:
		return true
	case wide.Kind == api.Number && narrow.Kind == api.Integer:
		return true
	case wide.Kind == api.Union:
		return slices.ContainsFunc(wide.Variants, func(v api.Variant) bool {
			variant := wideSide.schema(v.Schema.ID)
			return variant.Kind == api.Any || variant.ID == narrow.ID || variant.Kind == narrow.Kind && wideSide.sign(variant.ID, 2) == narrowSide.sign(narrow.ID, 2)
		})
	}
	return false
}

// kindText is a schema in a few words: "integer (int64)", "array of Order", "Order".
func (s *side) kindText(schema *api.Schema) string {
	switch {
	case schema.Name != "" && !isInline(schema.ID):
		return fmt.Sprintf("%s (%s)", schema.Name, schema.Kind)
	case schema.Format != "":
		return fmt.Sprintf("%s (%s)", schema.Kind, schema.Format)
	case schema.Kind == api.Array && schema.Items != nil:
		return "array of " + s.kindText(s.schema(schema.Items.ID))
	case schema.Kind == api.Union:
		return "one of several"
	}
	return string(schema.Kind)
}

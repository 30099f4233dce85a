package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// union compares alternatives: named ones by name, others by what they are made of.
func (c *comparer) union(at place, p pair, o, n *api.Schema) {
	if name := c.old.goNames.types[p.old]; name != "" && !c.nested {
		at = c.ownPlace(at, p)
	}
	d := c.direction(p)
	c.discriminator(at, o, n)
	left := slices.Clone(n.Variants)
	var gone []api.Variant
	for _, ov := range o.Variants {
		i := slices.IndexFunc(left, func(nv api.Variant) bool { return c.sameVariant(ov, nv) })
		if i < 0 {
			gone = append(gone, ov)
			continue
		}
		c.variantValues(at, d, ov, left[i])
		c.rename(c.old.goNames.variants[p.old][ov.Schema.ID], c.new.goNames.variants[p.new][left[i].Schema.ID])
		c.use(at, ov.Schema, left[i].Schema)
		left = slices.Delete(left, i, i+1)
	}
	for _, v := range gone {
		at := variantPlace(at, c.old, p.old, v)
		c.tell(at, "variant-removed", "no "+c.old.kindText(c.old.schema(v.Schema.ID))+" any more",
			d.weigh(breaks("servers may refuse it"), compatible("programs do not get it any more")))
	}
	for _, v := range left {
		at := variantPlace(at, c.new, p.new, v)
		c.tell(at, "variant-added", "also "+c.new.kindText(c.new.schema(v.Schema.ID)),
			d.weigh(compatible("programs do not send it"), compatible("programs keep variants that they do not know")))
	}
}

// variantPlace is the field of an alternative that only one side has.
func variantPlace(at place, of *side, union api.ID, v api.Variant) place {
	if symbol := of.goNames.variants[union][v.Schema.ID]; symbol != "" {
		at.symbol, at.subject = symbol, of.Plan.Name+"."+symbol
	}
	return at
}

func (c *comparer) sameVariant(o, n api.Variant) bool {
	if c.old.isNamed(o.Schema.ID) || c.new.isNamed(n.Schema.ID) {
		return c.corresponds(pair{o.Schema.ID, n.Schema.ID})
	}
	return c.alike(o.Schema.ID, n.Schema.ID) || c.similar(pair{o.Schema.ID, n.Schema.ID})
}

func (c *comparer) discriminator(at place, o, n *api.Schema) {
	text := func(d *api.Discriminator) string {
		if d == nil || d.Optional {
			return "none"
		}
		return d.Property
	}
	if old, new := text(o.Discriminator), text(n.Discriminator); old != new {
		wire := breaks("programs tell variants apart by what was there")
		if old == "none" {
			wire = compatible("programs tell variants apart as before")
		}
		c.tellValues(at, "discriminator-changed", "variants are told apart by another member: was "+old+", is "+new, old, new, wire)
	}
}

// variantValues compares the values of the discriminator that mean a variant.
func (c *comparer) variantValues(at place, d direction, o, n api.Variant) {
	text := func(values []api.Value) string {
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = string(v)
		}
		slices.Sort(texts)
		return strings.Join(texts, ", ")
	}
	old, new := text(o.Values), text(n.Values)
	if old == new || old == "" || new == "" {
		return
	}
	wire := compatible("what programs send is still understood")
	for _, v := range o.Values {
		if !slices.Contains(n.Values, v) {
			wire = breaks("programs send and expect the old value")
		}
	}
	c.tellValues(at, "variant-value-changed", fmt.Sprintf("%s is told by another value: was %s, is %s", c.new.kindText(c.new.schema(n.Schema.ID)), old, new),
		old, new, wire)
}

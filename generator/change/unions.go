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
	both, gone, left := c.pairVariants(o.Variants, n.Variants)
	for _, v := range both {
		c.variantValues(at, d, v.old, v.new)
		c.rename(c.old.goNames.variants[p.old][v.old.Schema.ID], c.new.goNames.variants[p.new][v.new.Schema.ID])
		c.use(at, v.old.Schema, v.new.Schema)
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

// variantPair is an alternative in both documents.
type variantPair struct{ old, new api.Variant }

// pairVariants finds the alternatives again: by the values that mean them, by name, by title, and last by what they are made of.
// Where they stand says nothing.
func (c *comparer) pairVariants(old, new []api.Variant) (both []variantPair, gone, left []api.Variant) {
	gone, left = slices.Clone(old), slices.Clone(new)
	for _, same := range []func(o, n api.Variant) bool{c.sameValues, c.sameName, c.sameTitle, c.sameMake, c.similarMake} {
		gone = slices.DeleteFunc(gone, func(o api.Variant) bool {
			i := slices.IndexFunc(left, func(n api.Variant) bool { return same(o, n) })
			if i >= 0 {
				both = append(both, variantPair{o, left[i]})
				left = slices.Delete(left, i, i+1)
			}
			return i >= 0
		})
	}
	return both, gone, left
}

func (c *comparer) sameValues(o, n api.Variant) bool {
	return slices.ContainsFunc(o.Values, func(v api.Value) bool { return slices.Contains(n.Values, v) })
}

func (c *comparer) sameName(o, n api.Variant) bool {
	return (c.old.isNamed(o.Schema.ID) || c.new.isNamed(n.Schema.ID)) && c.corresponds(pair{o.Schema.ID, n.Schema.ID})
}

func (c *comparer) sameTitle(o, n api.Variant) bool {
	title := c.old.schema(o.Schema.ID).Title
	return c.isInline(o, n) && title != "" && title == c.new.schema(n.Schema.ID).Title
}

func (c *comparer) sameMake(o, n api.Variant) bool {
	return c.isInline(o, n) && c.alike(o.Schema.ID, n.Schema.ID)
}

// similarMake leaves alone what is told by values of which none is the same.
func (c *comparer) similarMake(o, n api.Variant) bool {
	return c.isInline(o, n) && (len(o.Values) == 0 || len(n.Values) == 0) && c.similar(pair{o.Schema.ID, n.Schema.ID})
}

// isInline tells alternatives that were written on the spot, in both documents.
func (c *comparer) isInline(o, n api.Variant) bool {
	return !c.old.isNamed(o.Schema.ID) && !c.new.isNamed(n.Schema.ID)
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

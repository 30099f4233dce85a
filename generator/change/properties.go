package change

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// properties compares the members of two objects.
func (c *comparer) properties(at place, p pair, o, n *api.Schema) {
	at = c.ownPlace(at, p)
	var gone, more []api.Property
	for _, op := range o.Properties {
		if i := indexOf(n.Properties, op.Name); i >= 0 {
			c.property(c.propertyPlace(at, p, op, n.Properties[i]), p, op, n.Properties[i])
		} else {
			gone = append(gone, op)
		}
	}
	for _, np := range n.Properties {
		if indexOf(o.Properties, np.Name) < 0 {
			more = append(more, np)
		}
	}
	gone, more = c.renamedProperties(at, p, gone, more)
	for _, op := range gone {
		c.propertyRemoved(c.propertyPlace(at, p, op, api.Property{}), p, op)
	}
	for _, np := range more {
		c.propertyAdded(c.propertyPlace(at, p, api.Property{}, np), p, np)
	}
}

func indexOf(list []api.Property, name string) int {
	return slices.IndexFunc(list, func(p api.Property) bool { return p.Name == name })
}

// ownPlace is the type of an object that has one, else where the object stands.
func (c *comparer) ownPlace(at place, p pair) place {
	name := cmp.Or(c.old.goNames.types[p.old], c.new.goNames.types[p.new])
	if name == "" || c.nested {
		return at
	}
	at.group, at.subject, at.symbol = name, c.new.Plan.Name+"."+name, name
	at.old, at.new = c.old.schema(p.old).Pos, c.new.schema(p.new).Pos
	if reaches := c.reaches(p); len(reaches) > 0 {
		at.reaches = reaches
	}
	return at
}

// propertyPlace is the field of a property; one of both may be missing.
func (c *comparer) propertyPlace(at place, p pair, o, n api.Property) place {
	symbol := cmp.Or(c.old.goNames.fields[p.old][o.Name], c.new.goNames.fields[p.new][n.Name])
	at.old, at.new = o.Pos, n.Pos // none for what is not there
	if at.symbol = symbol; symbol == "" {
		at.subject += "." + cmp.Or(o.Name, n.Name)
		return at
	}
	at.subject = c.new.Plan.Name + "." + symbol
	return at
}

// travels is the direction of a property, which may be for one of both alone.
func (c *comparer) travels(p pair, properties ...api.Property) direction {
	d := c.direction(p)
	for _, property := range properties {
		d.request, d.response = d.request && !property.ReadOnly, d.response && !property.WriteOnly
	}
	return d
}

func (c *comparer) propertyRemoved(at place, p pair, o api.Property) {
	response := compatible("it could always be absent")
	if o.Required {
		response = breaks("programs that read it get a zero value")
	}
	c.tell(at, "property-removed", fmt.Sprintf("removed: property %q", o.Name),
		c.travels(p, o).weigh(breaks("servers may ignore or refuse what programs send in it"), response))
}

func (c *comparer) propertyAdded(at place, p pair, n api.Property) {
	response := compatible("programs do not read it")
	if n.Required {
		c.tell(at, "required-property-added", fmt.Sprintf("new and required: property %q", n.Name),
			c.travels(p, n).weigh(breaks("servers refuse requests without it"), response))
		return
	}
	c.tell(at, "property-added", fmt.Sprintf("new: property %q", n.Name), c.travels(p, n).weigh(compatible("it may be left out"), response))
}

func (c *comparer) property(at place, p pair, o, n api.Property) {
	d := c.travels(p, o, n)
	c.rename(c.old.goNames.fields[p.old][o.Name], c.new.goNames.fields[p.new][n.Name])
	switch {
	case n.Required && !o.Required:
		c.tell(at, "property-became-required", "required now",
			d.weigh(breaks("servers refuse requests without it"), compatible("it is always there")))
	case o.Required && !n.Required:
		c.tell(at, "property-became-optional", "optional now",
			d.weigh(compatible("programs go on sending it"), breaks("programs get a zero value where it is absent")))
	}
	c.access(at, o, n)
	c.deprecate(at, o.Deprecated, n.Deprecated, n.Reason)
	c.describe(at, o.Description, n.Description)
	c.defaults(at, d, o.Default, n.Default)
	c.use(at, o.Schema, n.Schema)
}

// access compares whether something is for one direction alone.
func (c *comparer) access(at place, o, n api.Property) {
	text := func(p api.Property) string {
		switch {
		case p.ReadOnly:
			return "for reading alone"
		case p.WriteOnly:
			return "for writing alone"
		}
		return "for both"
	}
	if old, new := text(o), text(n); old != new {
		wire := compatible("what programs send and get is still understood")
		if n.ReadOnly || n.WriteOnly {
			wire = breaks("servers may refuse it where programs send it, or not send it where they read it")
		}
		c.tellValues(at, "access-changed", "was "+old+", is "+new, old, new, wire)
	}
}

// renamedProperties takes out those that have only another name.
func (c *comparer) renamedProperties(at place, p pair, gone, more []api.Property) (stillGone, stillMore []api.Property) {
	more = slices.Clone(more)
	for _, o := range gone {
		i := slices.IndexFunc(more, func(n api.Property) bool {
			return o.Required == n.Required && c.alike(o.Schema.ID, n.Schema.ID) && likelyRenamed(o.Name, n.Name, o.Description, n.Description)
		})
		if i < 0 {
			stillGone = append(stillGone, o)
			continue
		}
		n := more[i]
		more = slices.Delete(more, i, i+1)
		change := c.tellValues(c.propertyPlace(at, p, o, n), "property-renamed", fmt.Sprintf("property renamed from %q to %q", o.Name, n.Name), o.Name, n.Name,
			c.travels(p, o, n).weigh(breaks("servers may ignore or refuse the old name"), breaks("programs look for the old name")))
		change.Symbols = append(change.Symbols, c.new.goNames.fields[p.new][n.Name])
	}
	return stillGone, more
}

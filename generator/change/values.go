package change

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// format compares the formats of scalars: "int64", "date-time".
func (c *comparer) format(at place, p pair, o, n *api.Schema) {
	if o.Format == n.Format {
		return
	}
	old, new := plainly(o), plainly(n)
	request, response := breaks("servers may refuse what programs send"), breaks("programs may not be able to read what servers send")
	if n.Format == "" || o.Kind == api.Integer && c.sameInGo(at.symbol) || o.Format == "int32" && n.Format == "int64" || o.Format == "float" && n.Format == "double" {
		request = compatible("servers still take what programs send")
	}
	if o.Format == "" || o.Format == "int64" && n.Format == "int32" || o.Format == "double" && n.Format == "float" || c.sameInGo(at.symbol) {
		response = compatible("programs can still read what servers send")
	}
	c.tellValues(at, "format-changed", "was "+old+", is "+new, old, new, c.direction(p).weigh(request, response))
}

func plainly(s *api.Schema) string {
	if s.Format == "" {
		return string(s.Kind)
	}
	return fmt.Sprintf("%s (%s)", s.Kind, s.Format)
}

// sameInGo tells whether a name has the same type in both clients.
func (c *comparer) sameInGo(symbol string) bool {
	if c.old.surface.symbols[symbol] == nil {
		return false
	}
	_, differs := symbolDiff(c.old.surface, c.new.surface, symbol)
	return !differs
}

// enum compares lists of allowed values.
func (c *comparer) enum(at place, p pair, o, n *api.Schema) {
	d := c.direction(p)
	switch {
	case len(o.Enum) == 0 && len(n.Enum) == 0:
	case len(o.Enum) == 0:
		c.tellValues(at, "enum-added", "only known values now: "+valueList(n.Enum), "", valueList(n.Enum),
			d.weigh(breaks("servers may refuse other values"), compatible("programs read any value"))).Symbols = c.new.constants(n, n.Enum)
	case len(n.Enum) == 0:
		c.tellValues(at, "enum-removed", "any value now", valueList(o.Enum), "",
			compatible("values that programs know are still taken")).Symbols = c.old.constants(o, o.Enum)
	default:
		c.enumValues(at, p, o, n)
	}
}

func (c *comparer) enumValues(at place, p pair, o, n *api.Schema) {
	d := c.direction(p)
	c.nameConstants(o, n)
	if gone := without(o.Enum, n.Enum); len(gone) > 0 {
		c.tellValues(at, "enum-value-removed", valueWord(gone, "removed value", "removed values")+valueList(gone), valueList(gone), "",
			d.weigh(breaks("servers may refuse it"), compatible("programs do not get it any more"))).Symbols = append(c.old.constants(o, gone), c.lostType(p)...)
	}
	if more := without(n.Enum, o.Enum); len(more) > 0 {
		c.tellValues(at, "enum-value-added", valueWord(more, "new value", "new values")+valueList(more), "", valueList(more),
			d.weigh(compatible("programs do not send it"), compatible("programs keep values that they do not know"))).Symbols = c.new.constants(n, more)
	}
}

// lostType is the type of values of which so few are left that it is gone.
func (c *comparer) lostType(p pair) []string {
	name := c.old.goNames.types[p.old]
	if name == "" || c.new.goNames.types[p.new] != "" || c.new.surface.symbols[name] != nil {
		return nil
	}
	return []string{name}
}

// nameConstants remembers what the constants of values are called now.
func (c *comparer) nameConstants(o, n *api.Schema) {
	for _, v := range o.Enum {
		one := []api.EnumValue{v}
		was, is := c.old.constants(o, one), c.new.constants(n, one)
		if len(was) == 1 && len(is) == 1 {
			c.rename(was[0], is[0])
		}
	}
}

func valueWord(list []api.EnumValue, one, many string) string {
	if len(list) == 1 {
		return one + " "
	}
	return fmt.Sprintf("%d %s: ", len(list), many)
}

func valueList(list []api.EnumValue) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = string(v.Value)
	}
	return strings.Join(texts, ", ")
}

// without are the values of one list that another does not have.
func without(list, other []api.EnumValue) []api.EnumValue {
	return slices.DeleteFunc(slices.Clone(list), func(v api.EnumValue) bool {
		return slices.ContainsFunc(other, func(o api.EnumValue) bool { return o.Value == v.Value })
	})
}

// constants are the names of values in Go.
func (s *side) constants(schema *api.Schema, values []api.EnumValue) []string {
	d := s.decls[s.goNames.types[schema.ID]]
	if d.Enum == nil {
		return nil
	}
	var names []string
	for _, c := range d.Enum.Values {
		if slices.ContainsFunc(values, func(v api.EnumValue) bool { return string(v.Value) == c.Literal }) {
			names = append(names, c.Name)
		}
	}
	return names
}

// defaults compares what stands for something that is left out. One that is only mentioned now may always have been so.
func (c *comparer) defaults(at place, d direction, old, new *api.Value) {
	switch {
	case old == nil && new == nil, old != nil && new != nil && *old == *new:
	case old == nil:
		c.tellValues(at, "default-added", "default: "+string(*new), "", string(*new), documents("the document did not say it"))
	case new == nil:
		c.tellValues(at, "default-removed", "no default any more (was "+string(*old)+")", string(*old), "", documents("the document does not say it any more"))
	default:
		c.tellValues(at, "default-changed", "default: was "+string(*old)+", is "+string(*new), string(*old), string(*new),
			d.weigh(breaks("requests that leave it out mean something else now"), documents("clients fill in no defaults")))
	}
}

// limit is one constraint, and which way it is tighter: up (a minimum) or down (a maximum).
type limit struct {
	name     string
	old, new api.Value
	down     bool
}

// constraints compares limits. They matter in requests: clients check nothing of what they get.
func (c *comparer) constraints(at place, d direction, o, n *api.Schema) {
	a, b := o.Constraints, n.Constraints
	for _, l := range []limit{
		{"minimum", a.Minimum, b.Minimum, false}, {"maximum", a.Maximum, b.Maximum, true},
		{"least length", a.MinLength, b.MinLength, false}, {"greatest length", a.MaxLength, b.MaxLength, true},
		{"least number of items", a.MinItems, b.MinItems, false}, {"greatest number of items", a.MaxItems, b.MaxItems, true},
		{"least number of members", a.MinProperties, b.MinProperties, false}, {"greatest number of members", a.MaxProperties, b.MaxProperties, true},
	} {
		c.limit(at, d, l)
	}
	if a.Pattern != b.Pattern {
		request := breaks("servers may refuse what programs send")
		if b.Pattern == "" {
			request = compatible("servers take more than before")
		}
		c.tellValues(at, "pattern-changed", "pattern: was "+orNone(a.Pattern)+", is "+orNone(b.Pattern), a.Pattern, b.Pattern,
			d.weigh(request, documents("clients do not check it")))
	}
}

func (c *comparer) limit(at place, d direction, l limit) {
	if l.old == l.new {
		return
	}
	request := compatible("servers take more than before")
	if l.tighter() {
		request = breaks("servers may refuse what programs send")
	}
	c.tellValues(at, "limit-changed", l.name+": was "+orNone(string(l.old))+", is "+orNone(string(l.new)), string(l.old), string(l.new),
		d.weigh(request, documents("clients do not check it")))
}

// tighter tells whether less is allowed than before.
func (l limit) tighter() bool {
	if l.old == "" || l.new == "" {
		return l.new != ""
	}
	old, ok1 := new(big.Rat).SetString(string(l.old))
	now, ok2 := new(big.Rat).SetString(string(l.new))
	return !ok1 || !ok2 || (now.Cmp(old) < 0) == l.down
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

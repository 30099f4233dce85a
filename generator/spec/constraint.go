package spec

import (
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// readConstraints copies bounds as their exact text: a float would lose 9007199254740993, and refuse 1e400.
func (l *lowerer) readConstraints(n *node.Node, k *keywords) {
	c := &k.constrain
	for _, bound := range []struct {
		key string
		to  *api.Value
	}{
		{"minimum", &c.Minimum}, {"maximum", &c.Maximum}, {"multipleOf", &c.MultipleOf},
		{"minLength", &c.MinLength}, {"maxLength", &c.MaxLength}, {"minItems", &c.MinItems}, {"maxItems", &c.MaxItems},
		{"minProperties", &c.MinProperties}, {"maxProperties", &c.MaxProperties},
	} {
		*bound.to = l.number(n, bound.key)
	}
	l.readExclusive(n, "exclusiveMinimum", &c.Minimum, &c.ExclusiveMinimum)
	l.readExclusive(n, "exclusiveMaximum", &c.Maximum, &c.ExclusiveMaximum)
	c.Pattern, c.UniqueItems = k.Pattern, k.UniqueItems
}

// number is the text of a numeric keyword, "" if there is none.
func (l *lowerer) number(n *node.Node, key string) api.Value {
	v := n.Get(key)
	switch {
	case v == nil || v.Kind == node.Null:
		return ""
	case v.Kind == node.Number:
		return api.Value(v.Text)
	case isNumber(strings.TrimSpace(v.Str())):
		l.diags.Notef(v.Pos(), "mended-keyword", "%q should be a number; string is read as one", key)
		return api.Value(strings.TrimSpace(v.Text))
	}
	l.diags.Warnf(v.Pos(), "bad-keyword", "%q cannot be %s here; it is ignored", key, describe(v))
	return ""
}

// readExclusive reads a bound that is a flag of another one up to 3.0, and a bound of its own from 3.1 on.
func (l *lowerer) readExclusive(n *node.Node, key string, bound *api.Value, exclusive *bool) {
	v := n.Get(key)
	if v.Is(node.Bool) {
		*exclusive = v.True() && *bound != ""
		return
	}
	if text := l.number(n, key); text != "" {
		*bound, *exclusive = text, true
	}
}

// tighten adds the constraints of another part of an allOf; where both speak, the later one counts.
func tighten(c *api.Constraints, more api.Constraints) {
	set := func(to *api.Value, from api.Value) {
		if from != "" {
			*to = from
		}
	}
	if more.Minimum != "" {
		c.Minimum, c.ExclusiveMinimum = more.Minimum, more.ExclusiveMinimum
	}
	if more.Maximum != "" {
		c.Maximum, c.ExclusiveMaximum = more.Maximum, more.ExclusiveMaximum
	}
	set(&c.MultipleOf, more.MultipleOf)
	set(&c.MinLength, more.MinLength)
	set(&c.MaxLength, more.MaxLength)
	set(&c.MinItems, more.MinItems)
	set(&c.MaxItems, more.MaxItems)
	set(&c.MinProperties, more.MinProperties)
	set(&c.MaxProperties, more.MaxProperties)
	if more.Pattern != "" {
		c.Pattern = more.Pattern
	}
	c.UniqueItems = c.UniqueItems || more.UniqueItems
}

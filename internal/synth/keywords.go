package synth

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/spec/node"
)

func (f *flat) mergeNumber(n *node.Node) {
	lower := func(bound **big.Rat, v *big.Rat) {
		if v != nil && (*bound == nil || (*bound).Cmp(v) < 0) {
			*bound = v
		}
	}
	upper := func(bound **big.Rat, v *big.Rat) {
		if v != nil && (*bound == nil || (*bound).Cmp(v) > 0) {
			*bound = v
		}
	}
	if n.Get("exclusiveMinimum").True() {
		lower(&f.above, number(n.Get("minimum")))
	} else {
		lower(&f.min, number(n.Get("minimum")))
		lower(&f.above, number(n.Get("exclusiveMinimum")))
	}
	if n.Get("exclusiveMaximum").True() {
		upper(&f.below, number(n.Get("maximum")))
	} else {
		upper(&f.max, number(n.Get("maximum")))
		upper(&f.below, number(n.Get("exclusiveMaximum")))
	}
	if m := number(n.Get("multipleOf")); m != nil && m.Sign() > 0 {
		f.multiples = append(f.multiples, m)
	}
}

// number is the exact value of a number, nil for anything else and for what is absurdly long.
func number(n *node.Node) *big.Rat {
	if !n.Is(node.Number) || len(n.Text) > 400 {
		return nil
	}
	v, ok := new(big.Rat).SetString(n.Text)
	if !ok {
		return nil
	}
	return v
}

func (f *flat) mergeText(n *node.Node) {
	f.minLength = max(f.minLength, count(n.Get("minLength"), 0))
	f.maxLength = least(f.maxLength, count(n.Get("maxLength"), -1))
	if p := n.Get("pattern"); p.Is(node.String) {
		f.patterns = append(f.patterns, p.Text)
	}
	f.sawString = f.sawString || n.Has("pattern") || n.Has("minLength") || n.Has("maxLength")
}

// count is a number of things, or what stands for none.
func count(n *node.Node, none int) int {
	if !n.Is(node.Number) {
		return none
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	if err != nil || v < 0 || v > 1<<40 {
		return none
	}
	return int(v)
}

func least(a, b int) int {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

func (f *flat) mergeArray(n *node.Node) {
	items, prefix := n.Get("items"), n.Get("prefixItems")
	if items.Is(node.Array) {
		items, prefix = n.Get("additionalItems"), items
	}
	if prefix.Is(node.Array) {
		f.prefix = prefix.Items
	}
	switch {
	case items.Is(node.Object):
		f.items = append(f.items, items)
	case items.Is(node.Bool) && !items.True():
		f.closedItems = true
	}
	f.minItems = max(f.minItems, count(n.Get("minItems"), 0))
	f.maxItems = least(f.maxItems, count(n.Get("maxItems"), -1))
	f.unique = f.unique || n.Get("uniqueItems").True()
	f.sawArray = f.sawArray || items != nil || prefix != nil
}

func (f *flat) mergeObject(n *node.Node) {
	for name, p := range f.doc.deref(n.Get("properties")).All() {
		if p.Is(node.Object) || p.Is(node.Bool) { // a reference in place of the table may lead nowhere
			f.addProperty(name, p)
		}
	}
	for _, name := range n.Get("required").List() {
		if name.Is(node.String) && !slices.Contains(f.required, name.Text) {
			f.required = append(f.required, name.Text)
		}
	}
	more := n.Get("additionalProperties")
	if more == nil {
		more = n.Get("unevaluatedProperties")
	}
	switch {
	case more.Is(node.Bool):
		f.mentioned, f.closed = true, f.closed || !more.True()
	case more.Is(node.Object):
		f.mentioned = true
		f.extra = append(f.extra, more)
	}
	for pattern, p := range n.Get("patternProperties").All() {
		f.byPattern = append(f.byPattern, node.Entry{Key: pattern, Value: p})
	}
	if names := n.Get("propertyNames"); names != nil {
		f.names = append(f.names, names)
	}
	f.minMembers = max(f.minMembers, count(n.Get("minProperties"), 0))
	f.maxMembers = least(f.maxMembers, count(n.Get("maxProperties"), -1))
	f.sawObject = f.sawObject || n.Has("properties") || more != nil || n.Has("patternProperties") || n.Get("required").Len() > 0
}

func (f *flat) addProperty(name string, p *node.Node) {
	i := slices.IndexFunc(f.properties, func(p property) bool { return p.name == name })
	if i < 0 {
		f.properties = append(f.properties, property{name: name})
		i = len(f.properties) - 1
	}
	f.properties[i].parts = append(f.properties[i].parts, p)
}

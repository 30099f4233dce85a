package synth

import (
	"math/big"
	"slices"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// kinds is a set of JSON types.
type kinds uint8

const (
	nullKind kinds = 1 << iota
	boolKind
	intKind      // numbers without a fraction
	fractionKind // other numbers
	stringKind
	arrayKind
	objectKind

	anyKind    = nullKind | boolKind | intKind | fractionKind | stringKind | arrayKind | objectKind
	numberKind = intKind | fractionKind
)

// kindOf is the set that a type keyword names.
func kindOf(name string) kinds {
	switch name {
	case "null":
		return nullKind
	case "boolean":
		return boolKind
	case "integer":
		return intKind
	case "number":
		return numberKind
	case "string", "file":
		return stringKind
	case "array":
		return arrayKind
	case "object":
		return objectKind
	}
	return anyKind
}

// flat is what several schemas say of one value that all of them hold for. Alternatives are still apart: see groups.
type flat struct {
	site     *node.Node // the first schema: where choices are counted
	kinds    kinds
	never    bool
	nullFlag bool // an outer schema says that null is allowed, whatever the inner ones say
	hasEnum  bool
	enum     []*node.Node
	format   string
	examples []*node.Node

	min, max, above, below *big.Rat // above and below are exclusive
	multiples              []*big.Rat
	minLength, maxLength   int // maxLength -1: none
	patterns               []string

	items, prefix, names   []*node.Node // prefix: by position
	closedItems, unique    bool
	minItems, maxItems     int // maxItems -1: none
	minMembers, maxMembers int
	properties             []property
	required               []string
	extra                  []*node.Node // schemas of members that are not named
	byPattern              []node.Entry
	mentioned, closed      bool // additional members are spoken of; there are none
	groups                 []group
	readOnly, writeOnly    bool
	sawArray, sawObject    bool // keywords of arrays and objects
	sawString              bool
	seen                   map[*node.Node]bool
	doc                    *Document
}

// property is a member with all the schemas that describe it.
type property struct {
	name  string
	parts []*node.Node
}

// group is a oneOf or anyOf.
type group struct {
	list          *node.Node
	discriminator *node.Node
}

// flatten merges schemas, their references and their allOf, once. Nobody may change what it returns.
func (d *Document) flatten(parts []*node.Node) *flat {
	var key [4]*node.Node
	if len(parts) > len(key) {
		return d.merged(parts)
	}
	copy(key[:], parts)
	if known, ok := d.flats.Load(key); ok {
		return known.(*flat)
	}
	f := d.merged(parts)
	f.seen = nil
	d.flats.Store(key, f)
	return f
}

func (d *Document) merged(parts []*node.Node) *flat {
	f := &flat{kinds: anyKind, maxLength: -1, maxItems: -1, maxMembers: -1, seen: map[*node.Node]bool{}, doc: d}
	for _, p := range parts {
		f.merge(p, true)
	}
	return f
}

func (f *flat) merge(n *node.Node, outer bool) {
	if n == nil || f.seen[n] {
		return
	}
	f.seen[n] = true
	if n.Has("$recursiveRef") {
		f.never = true // it leads to where we are; the alternatives beside it end the recursion
	}
	if n.Is(node.Bool) {
		f.never = f.never || !n.True()
		return
	}
	flagged := n.Get("nullable").True() || n.Get("x-nullable").True()
	f.nullFlag = f.nullFlag || outer && flagged
	if mark := f.doc.marks[n]; mark != nil {
		f.merge(mark, false)
	}
	if reference(n) != "" {
		f.merge(f.doc.refs[n], outer)
		if !f.doc.modern {
			return
		}
	}
	if f.site == nil {
		f.site = n
	}
	for _, part := range n.Get("allOf").List() {
		f.merge(part, false)
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if list := n.Get(key); list.Len() > 0 {
			f.groups = append(f.groups, group{list, n.Get("discriminator")})
		}
	}
	f.mergeValue(n, flagged)
	f.mergeNumber(n)
	f.mergeText(n)
	f.mergeArray(n)
	f.mergeObject(n)
}

func (f *flat) mergeValue(n *node.Node, flagged bool) {
	if k, said := typesOf(n); said {
		if flagged {
			k |= nullKind
		}
		f.kinds &= k
	}
	if format := n.Get("format").Str(); format != "" {
		f.format = format
	}
	switch n.Get("contentEncoding").Str() {
	case "base64":
		f.format = "byte"
	case "base64url":
		f.format = "base64url"
	}
	f.readOnly = f.readOnly || n.Get("readOnly").True()
	f.writeOnly = f.writeOnly || n.Get("writeOnly").True()
	for _, key := range []string{"example", "default"} {
		if v := n.Get(key); v != nil {
			f.examples = append(f.examples, v)
		}
	}
	f.examples = append(f.examples, n.Get("examples").List()...)
	values := n.Get("enum").List()
	if c := n.Get("const"); c != nil {
		values = []*node.Node{c}
	}
	switch {
	case values == nil:
	case !f.hasEnum:
		f.enum, f.hasEnum = slices.Clone(values), true
	default:
		f.enum = slices.DeleteFunc(f.enum, func(v *node.Node) bool {
			return !slices.ContainsFunc(values, func(w *node.Node) bool { return same(v, w) })
		})
	}
}

// typesOf reads the type keyword, a name or a list of them.
func typesOf(n *node.Node) (k kinds, said bool) {
	t := n.Get("type")
	if t.Is(node.String) {
		return kindOf(t.Text), true
	}
	for _, item := range t.List() {
		k |= kindOf(item.Str())
	}
	return k, t.Len() > 0
}

func same(a, b *node.Node) bool {
	return a.Kind == b.Kind && string(a.AppendJSON(nil)) == string(b.AppendJSON(nil))
}

// allowsNull tells whether null is a value, as vendors mean it: if all schemas allow it, or an outer one says so.
func (f *flat) allowsNull() bool {
	null := func(v *node.Node) bool { return v.Kind == node.Null }
	switch {
	case f.never:
		return false
	case f.nullFlag:
		return true
	case f.hasEnum && !slices.ContainsFunc(f.enum, null):
		return false
	case slices.ContainsFunc(f.groups, func(g group) bool { return !f.doc.anyNull(g) }):
		return false
	}
	return f.kinds&nullKind != 0 && f.implied()&nullKind != 0
}

// anyNull tells whether an alternative of a group allows null.
func (d *Document) anyNull(g group) bool {
	return slices.ContainsFunc(g.list.Items, func(alt *node.Node) bool { return d.isNull(alt) || d.flatten([]*node.Node{alt}).bareNull() })
}

// isNull tells whether a schema allows nothing but null.
func (d *Document) isNull(n *node.Node) bool {
	f := d.flatten([]*node.Node{n})
	only := f.hasEnum && !slices.ContainsFunc(f.enum, func(v *node.Node) bool { return v.Kind != node.Null })
	return (f.kinds == nullKind || only) && len(f.groups) == 0
}

// meansNull tells alternatives by which tools of vendors mean null: one that says only that null is allowed; beside references,
// also an object of which nothing is said but that.
func (d *Document) meansNull(g group, alt *node.Node) bool {
	f := d.flatten([]*node.Node{alt})
	if reference(alt) != "" || !f.nullFlag || f.hasEnum || len(f.groups) > 0 || len(f.properties) > 0 || f.mentioned {
		return false
	}
	others := slices.DeleteFunc(slices.Clone(g.list.Items), func(n *node.Node) bool { return n == alt })
	named := len(others) > 0 && !slices.ContainsFunc(others, func(n *node.Node) bool { return reference(n) == "" })
	return f.implied() == anyKind || named && f.kinds == objectKind|nullKind
}

// bareNull is allowsNull of one that has no groups; of alternatives inside alternatives only the outer ones are asked.
func (f *flat) bareNull() bool { return len(f.groups) == 0 && f.allowsNull() }

// anything tells a schema that says nothing of what a value is, null included.
func (f *flat) anything() bool {
	return f.kinds == anyKind && f.implied() == anyKind && !f.hasEnum && !f.nullFlag && len(f.groups) == 0
}

// implied are the types that a schema means: those that it names, else those that its other keywords are about.
func (f *flat) implied() kinds {
	switch {
	case f.kinds != anyKind || f.hasEnum:
		return f.kinds
	case f.sawObject:
		return objectKind
	case f.sawArray:
		return arrayKind
	case f.sawString || impliesText(f.format):
		return stringKind
	case f.min != nil || f.max != nil || f.above != nil || f.below != nil:
		return numberKind
	}
	return f.kinds
}

package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// extra is what an object holds beside its properties.
type extra struct {
	closed   bool
	free     bool
	typed    []place
	patterns []place
}

// addExtra reads the keywords of one schema. Unevaluated properties are the additional ones of a whole allOf, which is what
// a shape is.
func (l *lowerer) addExtra(e *extra, p place) {
	more := p.child("additionalProperties")
	if !more.there() {
		more = p.child("unevaluatedProperties")
	}
	switch {
	case more.node.Is(node.Bool):
		e.closed = e.closed || !more.node.True()
		e.free = e.free || more.node.True()
	case more.node.Is(node.Object) && anyObject(more.node):
		e.free = true
	case more.node.Is(node.Object):
		e.typed = append(e.typed, more)
	}
	e.patterns = append(e.patterns, l.members(p.child("patternProperties"))...)
}

// anyObject tells whether the schema of a map's values says nothing. Tools of the JVM write {type: object} for a map of
// java.lang.Object, whose values are strings and numbers more often than objects.
func anyObject(n *node.Node) bool {
	return !structural(n, "type") && (!hasAny(n, "type") || n.Get("type").Str() == "object")
}

// additional lowers it. Names that match a pattern cannot be told from others in a Go map: one schema that holds for all
// names counts, several make the map free. Of parts that hold together the last one counts.
func (l *lowerer) additional(s *shape) *api.Additional {
	e := s.extra
	typed := e.typed[max(0, len(e.typed)-1):]
	patterns := slices.DeleteFunc(slices.Clone(e.patterns), func(p place) bool { return isFalse(p.node) })
	places := slices.Concat(typed, patterns)
	// Beside properties, a name that matches no pattern can be anything that the vendor adds.
	others := len(typed) == 0 && !e.closed && len(s.members) > 0 && !slices.ContainsFunc(patterns, matchesAll)
	switch {
	case len(places) > 0 && (!l.same(places) || e.free && len(typed) == 0 || others):
		return &api.Additional{}
	case len(places) > 0:
		use, _ := l.use(places[0])
		return &api.Additional{Schema: &use}
	case e.closed:
		return &api.Additional{Closed: true}
	case e.free || len(s.members) == 0:
		return &api.Additional{}
	}
	return nil
}

// matchesAll tells whether a pattern of names is one that all names match.
func matchesAll(p place) bool {
	return slices.Contains([]string{"", ".*", "^.*$", ".+", "^.+$", "^", "^.*", "."}, p.key)
}

// same tells whether all places use one schema, or schemas of the same words.
func (l *lowerer) same(places []place) bool {
	first := l.peel(places[0], "")
	for _, p := range places[1:] {
		if other := l.peel(p, ""); other.id != first.id && !sameWords(other.node, first.node) {
			return false
		}
	}
	return true
}

// sameWords tells whether two short schemas that are written on the spot are the same, their annotations apart.
func sameWords(a, b *node.Node) bool {
	var x, y strings.Builder
	const short = 3 // keywords
	return a.Len() <= short && b.Len() <= short && !hasAny(a, "$ref", "enum", "const") && !hasAny(b, "$ref", "enum", "const") &&
		writeLikeness(&x, a, 0) && writeLikeness(&y, b, 0) && x.String() == y.String()
}

// variantID is where a variant stands that is merged with its union's base.
func variantID(id api.ID, g *group, alt alternative) api.ID {
	return source.Child(id, g.key, alt.index)
}

package spec

import (
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

// additional lowers it. Patterns of names cannot be told apart in a Go map: one schema for all of them counts, several
// make the map free.
func (l *lowerer) additional(s *shape) *api.Additional {
	e := s.extra
	places := e.typed
	if len(places) == 0 {
		places = e.patterns
	}
	if len(places) > 1 && !l.same(places) {
		if len(e.typed) == 0 {
			return &api.Additional{}
		}
		places = places[len(places)-1:]
	}
	switch {
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

// same tells whether all places use one schema.
func (l *lowerer) same(places []place) bool {
	first := l.peel(places[0], "").id
	for _, p := range places[1:] {
		if l.peel(p, "").id != first {
			return false
		}
	}
	return true
}

// variantID is where a variant stands that is merged with its union's base.
func variantID(id api.ID, g *group, alt alternative) api.ID {
	return source.Child(id, g.key, alt.index)
}

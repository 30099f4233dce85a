package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// Conditions make no types: whether a value meets one is not known before it is there. But a property that only the
// consequence of a condition declares is a property that values can have:
//
//	properties: {kind: {type: string}}
//	if:   {properties: {kind: {const: card}}}
//	then: {properties: {last4: {type: string}}, required: [last4]}
//
// is {kind?: string, last4?: string}. What consequences require, or say of properties that are declared anyway, is for
// validators.

// mergeConditions remembers what the consequences of p's conditions declare.
func (l *lowerer) mergeConditions(s *shape, p place) {
	for _, c := range consequences(p) {
		l.mergeConsequence(s, c)
	}
}

// consequences are the schemas that hold if something else does.
func consequences(p place) []place {
	all := append([]place{p.child("then"), p.child("else")}, p.child("dependentSchemas").members()...)
	all = append(all, p.child("dependencies").members()...)
	return slices.DeleteFunc(all, func(c place) bool { return !c.node.Is(node.Object) })
}

func (l *lowerer) mergeConsequence(s *shape, p place) {
	if !p.node.Is(node.Object) || s.consequences[p.node] || l.spend(p.node) {
		return
	}
	if s.consequences == nil {
		s.consequences = map[*node.Node]bool{}
	}
	s.consequences[p.node] = true
	if isReference(p.node) {
		if t := l.follow(p.node); t.ok {
			l.mergeConsequence(s, t.place)
		}
	}
	for _, m := range l.members(p.child("properties")) {
		if !isFalse(m.node) {
			s.possible = append(s.possible, m)
		}
	}
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		for _, inner := range p.child(key).items() {
			l.mergeConsequence(s, inner)
		}
	}
	for _, c := range consequences(p) {
		l.mergeConsequence(s, c)
	}
}

// addPossible makes members of the properties that only consequences declare.
func (s *shape) addPossible() {
	for _, p := range s.possible {
		if m := s.byName[p.key]; m != nil && !m.either {
			continue
		}
		s.addMember(p)
		s.byName[p.key].either = true
	}
	if len(s.members) > 0 && s.kinds() == nil && len(s.groups) == 0 {
		s.implied = []api.Kind{api.Object}
	}
}

// either is the use of a schema that one of several places describes.
func (l *lowerer) either(s *shape, m *member) (api.Use, aside) {
	if l.same(m.parts) {
		return l.use(m.parts[0])
	}
	id := source.Child(s.it.id, "properties", m.name)
	return api.Use{ID: l.want(&item{id: id, choices: m.parts})}, aside{}
}

// declares tells whether the consequences of an object's conditions have properties, as far as is plain to see.
func declares(n *node.Node) bool {
	return slices.ContainsFunc(consequences(place{node: n}), func(c place) bool {
		return hasAny(c.node, "properties", "$ref", "allOf", "oneOf", "anyOf", "then", "else")
	})
}

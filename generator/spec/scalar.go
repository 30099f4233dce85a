package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// JSON cannot tell two strings apart, so alternatives that are scalars of one type become one schema. Their enums
// become one, which is open if one of the alternatives has none:
//
//	anyOf: [{type: string}, {type: string, enum: [small, large]}]
//
// is a string with the known values small and large.

// scalar is what such alternatives are together.
type scalar struct {
	kind   api.Kind
	format string
	enum   []enumItem
	open   bool // at least one alternative has no enum
	great  bool // an integer that a float64 may round
}

// scalarOf reads a shape as a scalar, with unions of scalars inside. It is not ok if it is anything else.
func (l *lowerer) scalarOf(s *shape, fallback []api.Kind, depth int) (scalar, bool) {
	const deepest = 8
	kinds := s.kinds()
	if kinds == nil {
		kinds = fallback
	}
	if len(s.groups) > 1 || depth > deepest {
		return scalar{}, false
	}
	if len(s.groups) == 1 {
		return l.scalarAmong(s, kinds, depth)
	}
	kind, ok := sameKind(kinds)
	return scalar{kind, s.format, s.enum, !s.hasEnum, kind == api.Integer && !s.hasEnum && s.isGreat()}, ok && len(kinds) == 1
}

func (l *lowerer) scalarAmong(s *shape, kinds []api.Kind, depth int) (scalar, bool) {
	var found []scalar
	for _, alt := range s.groups[0].alts {
		inner := l.collect(&item{parts: []place{alt.place}, expanded: append(slices.Clone(s.it.expanded), s.groups[0].list)})
		one, ok := l.scalarOf(inner, kinds, depth+1)
		if !ok {
			return scalar{}, false
		}
		found = append(found, one)
	}
	return s.together(found)
}

// together joins scalars of one type. What stands beside them holds for all: its enum narrows theirs.
func (s *shape) together(all []scalar) (scalar, bool) {
	out := scalar{format: later(s.format, all[0].format)}
	var kinds []api.Kind
	for _, one := range all {
		kinds = append(kinds, one.kind)
		out.open = out.open || one.open
		out.great = out.great || one.great
		out.enum = append(out.enum, one.enum...)
		if one.format != all[0].format && (one.format != "" || one.open) {
			out.format = s.format
		}
	}
	if s.hasEnum {
		out.open = false
		if out.enum = commonValues(out.enum, s.enum); len(out.enum) == 0 {
			out.enum = s.enum
		}
	}
	if out.open { // an empty string beside any string only says that the value may be unset
		whole := len(out.enum)
		out.enum = slices.DeleteFunc(out.enum, func(v enumItem) bool { return v.node.Text == "" && len(v.node.Items)+len(v.node.Entries) == 0 })
		if len(out.enum) < whole { // which is no date, no matter what the others are
			out.format = ""
		}
	}
	var ok bool
	out.kind, ok = sameKind(kinds)
	if out.great && out.kind == api.Number {
		out.format = "decimal"
	}
	return out, ok
}

// buildScalar makes one schema of alternatives that are all scalars of one type.
func (l *lowerer) buildScalar(s *shape, schema *api.Schema, shapes []*shape) bool {
	var all []scalar
	for _, a := range shapes {
		one, ok := l.scalarOf(a, s.kinds(), 0)
		if !ok {
			return false
		}
		all = append(all, one)
	}
	whole, ok := s.together(all)
	if !ok {
		return false
	}
	schema.Kind, schema.Format = whole.kind, whole.format
	schema.Enum = l.enumValues(whole.kind, whole.enum)
	schema.Open = whole.open && len(schema.Enum) > 0
	fitInteger(schema)
	return true
}

// scalarChoices joins the scalars of one type among other variants: at the first one stand the places of all, at the
// others an empty list, and at what is no scalar, or the only one of its type, nil.
func (l *lowerer) scalarChoices(choices []choice, shapes []*shape) [][]place {
	byKind := map[api.Kind][]int{}
	for i, a := range shapes {
		if one, ok := l.scalarOf(a, nil, 0); ok && len(choices[i]) == 1 {
			if one.kind == api.Integer {
				one.kind = api.Number // an integer is one
			}
			byKind[one.kind] = append(byKind[one.kind], i)
		}
	}
	out := make([][]place, len(choices))
	for _, same := range byKind {
		if len(same) < 2 {
			continue
		}
		for _, i := range same {
			out[i] = []place{}
			out[same[0]] = append(out[same[0]], choices[i][0].place)
		}
	}
	return out
}

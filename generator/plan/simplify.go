package plan

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// A union whose variants Go holds in the same type needs no union. The most common one is the open enum, string or one
// of these strings, which is what every generated enum is:
//
//	anyOf: [{type: string}, {type: string, enum: [auto, none]}] -> an enum with the values auto and none

// simplifyUnions replaces such unions, and drops variants that another one covers.
func (b *builder) simplifyUnions() {
	for again := true; again; {
		again = false
		for _, id := range b.ids {
			if s := b.schemas[id]; s.Kind == api.Union && s.GoType == "" {
				if simple, ok := b.simpleUnion(s); ok {
					b.schemas[id] = simple
					again = true
				}
			}
		}
	}
}

func (b *builder) simpleUnion(s *api.Schema) (*api.Schema, bool) {
	strings, numbers, rest := b.sortVariants(s)
	covered := coveredBy(strings, b) || coveredBy(numbers, b)
	switch {
	case len(s.Variants) == 0:
		c := *s
		c.Kind = api.Any
		return &c, true
	case len(rest) == 0 && len(numbers) == 0 && (covered || b.allEnums(strings)):
		return b.merged(s, api.String, strings), true
	case len(rest) == 0 && len(strings) == 0 && (coveredBy(numbers, b) || b.allEnums(numbers)):
		return b.merged(s, b.numberKind(numbers), numbers), true
	case covered:
		return b.withoutCovered(s, strings, numbers)
	case len(strings) > 1 && b.allEnums(strings):
		return b.withOneEnum(s, api.String, strings), true
	case len(numbers) > 1 && b.allEnums(numbers):
		return b.withOneEnum(s, b.numberKind(numbers), numbers), true
	}
	return nil, false
}

// sortVariants parts the variants into strings, numbers and others.
func (b *builder) sortVariants(s *api.Schema) (strings, numbers, rest []api.Variant) {
	for _, v := range s.Variants {
		switch t := b.schema(v.Schema.ID); {
		case t.GoType != "":
			rest = append(rest, v)
		case t.Kind == api.String:
			strings = append(strings, v)
		case t.Kind == api.Number || t.Kind == api.Integer:
			numbers = append(numbers, v)
		default:
			rest = append(rest, v)
		}
	}
	return strings, numbers, rest
}

// coveredBy tells whether one of several variants takes whatever the others take.
func coveredBy(variants []api.Variant, b *builder) bool {
	return len(variants) > 1 && slices.ContainsFunc(variants, func(v api.Variant) bool { return b.schema(v.Schema.ID).Enum == nil })
}

func (b *builder) allEnums(variants []api.Variant) bool {
	for _, v := range variants {
		if s := b.schema(v.Schema.ID); s.Enum == nil || s.Name != "" {
			return false
		}
	}
	return true
}

func (b *builder) numberKind(variants []api.Variant) api.Kind {
	for _, v := range variants {
		if b.schema(v.Schema.ID).Kind == api.Number {
			return api.Number
		}
	}
	return api.Integer
}

// merged is the union as one scalar: with all enum values, and the format if all agree.
func (b *builder) merged(s *api.Schema, kind api.Kind, variants []api.Variant) *api.Schema {
	c := *s
	c.Kind, c.Variants, c.Discriminator = kind, nil, nil
	c.Format = b.schema(variants[0].Schema.ID).Format
	for _, v := range variants {
		t := b.schema(v.Schema.ID)
		c.Nullable = c.Nullable || t.Nullable || v.Schema.Nullable
		c.Open = c.Open || t.Open || t.Enum == nil
		if t.Format != c.Format {
			c.Format = ""
		}
		for _, value := range t.Enum {
			if !slices.ContainsFunc(c.Enum, func(e api.EnumValue) bool { return e.Value == value.Value }) {
				c.Enum = append(c.Enum, value)
			}
		}
	}
	return &c
}

// withoutCovered keeps the widest string and the widest number among other variants.
func (b *builder) withoutCovered(s *api.Schema, strings, numbers []api.Variant) (*api.Schema, bool) {
	var covered []api.ID
	for _, group := range [][]api.Variant{strings, numbers} {
		if coveredBy(group, b) {
			wide := b.widest(group)
			for _, v := range group {
				if v.Schema.ID != wide {
					covered = append(covered, v.Schema.ID)
				}
			}
		}
	}
	c := *s
	c.Variants = slices.DeleteFunc(slices.Clone(s.Variants), func(v api.Variant) bool {
		return slices.Contains(covered, v.Schema.ID)
	})
	return &c, len(c.Variants) < len(s.Variants)
}

// withOneEnum makes one enum of several among other variants; it takes the place of the first.
func (b *builder) withOneEnum(s *api.Schema, kind api.Kind, enums []api.Variant) *api.Schema {
	first := enums[0].Schema.ID
	all := b.merged(b.schema(first), kind, enums)
	b.schemas[first] = all
	c := *s
	c.Variants = slices.DeleteFunc(slices.Clone(s.Variants), func(v api.Variant) bool {
		return v.Schema.ID != first && slices.ContainsFunc(enums, func(e api.Variant) bool { return e.Schema.ID == v.Schema.ID })
	})
	return &c
}

func (b *builder) widest(group []api.Variant) api.ID {
	wide := api.ID("")
	for _, v := range group {
		s := b.schema(v.Schema.ID)
		if s.Enum != nil {
			continue
		}
		if wide == "" || s.Kind == api.Number && b.schema(wide).Kind != api.Number || s.Format == "" && b.schema(wide).Format != "" {
			wide = v.Schema.ID
		}
	}
	return wide
}

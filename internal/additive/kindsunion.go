package main

import "slices"

// unionVariant adds a variant to what has several. null counts as none: what gets its second variant was no union.
func unionVariant(m *mutator) string {
	s, ok := m.schemaWith(func(n tree) bool { return m.count(get(n, "oneOf")) > 1 || m.count(get(n, "anyOf")) > 1 })
	if !ok {
		return ""
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		variants := get(s.node, key)
		if m.count(variants) < 2 || !slices.Contains([]string{"", "string"}, m.scalarOf(variants)) {
			continue
		}
		if d := get(s.node, "discriminator", "propertyName"); d != nil {
			return m.discriminated(s, variants, word(d))
		}
		if scalar := m.scalarOf(variants); scalar != "" {
			value := m.fresh([]string{"other"}, nil)
			m.into(variants, object("type", scalar, "enum", list(text(value))))
			return describe("the value %q of %s/%s", value, s.where, key)
		}
		variant := m.component()
		what := word(get(variant, "$ref"))
		if m.chance(2) || what == "" || m.refersTo(variants, what) {
			variant, what = m.variant(), "inline"
		}
		m.into(variants, variant)
		return describe("%s of %s/%s", what, s.where, key)
	}
	return ""
}

// scalarOf is the type that all variants have, null apart; "" if they have several, or one that is not scalar. Variants of one
// scalar type are not a choice between types but a set of values, and strings that may suddenly be an object have not only gained
// something.
func (m *mutator) scalarOf(variants tree) string {
	common := ""
	for _, v := range items(variants) {
		t := word(get(m.resolve(v), "type"))
		switch {
		case t == "null":
		case t == "" || t == "object" || t == "array" || common != "" && t != common:
			return ""
		default:
			common = t
		}
	}
	return common
}

// variant is an object that others can be told from.
func (m *mutator) variant() tree {
	name := m.fresh([]string{"special", "other"}, nil)
	v := object("type", "object", "required", list(text(name)), "properties", object(name, object("type", "string")))
	if m.chance(2) {
		set(v, "title", m.fresh([]string{"Unknown", "Other", "Raw"}, m.componentNames()))
	}
	return v
}

// discriminated adds a component that the discriminator leads to.
func (m *mutator) discriminated(s site, variants tree, member string) string {
	value := m.fresh([]string{"other", "unknown"}, nil)
	schema := object("type", "object", "required", list(text(member)),
		"properties", object(member, object("type", "string", "enum", list(text(value)))))
	name, ref := m.newComponent(schema)
	if mapping := get(s.node, "discriminator", "mapping"); mapping != nil {
		m.add(mapping, value, text(word(get(ref, "$ref"))))
	} else {
		set(get(schema, "properties", member), "enum", list(text(name)))
	}
	m.into(variants, ref)
	return describe("%s of %s, by %s", name, s.where, member)
}

// heir adds a component that inherits from one with a discriminator, as hierarchies are written with allOf.
func heir(m *mutator) string {
	schemas, prefix := m.components()
	base := pick(m, keys(schemas))
	discriminator := get(schemas, base, "discriminator")
	member := word(discriminator)
	if isMap(discriminator) {
		member = word(get(discriminator, "propertyName"))
	}
	if member == "" || get(schemas, base, "oneOf") != nil || get(schemas, base, "anyOf") != nil {
		return ""
	}
	name, ref := m.newComponent(object("allOf", list(object("$ref", prefix+escape(base)),
		object("type", "object", "properties", object(m.fresh([]string{"special"}, nil), object("type", "string"))))))
	if mapping := get(discriminator, "mapping"); mapping != nil {
		m.add(mapping, m.fresh([]string{"other", "unknown"}, keys(mapping)), text(word(get(ref, "$ref"))))
	}
	return describe("%s, an heir of %s by %s", name, base, member)
}

func (m *mutator) count(variants tree) int {
	n := 0
	for _, v := range items(variants) {
		if word(get(v, "type")) != "null" {
			n++
		}
	}
	return n
}

func (m *mutator) refersTo(variants tree, ref string) bool {
	for _, v := range items(variants) {
		if word(get(v, "$ref")) == ref {
			return true
		}
	}
	return false
}

// clashingComponent adds a component and an operation that returns it.
func clashingComponent(m *mutator) string {
	schema := m.inline()
	if m.chance(3) {
		schema = object("type", "string", "enum", list(text("fast"), text("slow")))
	}
	name, ref := m.newComponent(schema)
	path := m.newPath("")
	op := object("responses", object("200", m.responseOf(ref)))
	m.add(get(m.root, "paths"), path, object("get", op))
	return describe("%q, returned by GET %s", name, path)
}

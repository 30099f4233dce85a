package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
)

// mutator changes a tree in place.
type mutator struct {
	*sites
	rand     *rand.Rand
	exported []string // Go names of the client before: names of new things are also made of these
}

// kind is a kind of mutation. It tells in words what was done, or "" if the document has no place for it.
type kind struct {
	name string
	do   func(*mutator) string
}

// tries is how often a kind looks for a place.
const tries = 20

// mutate does one mutation of a random kind among those given.
func (m *mutator) mutate(kinds []kind) string {
	m.sites = findSites(m.root)
	for _, i := range m.rand.Perm(len(kinds)) {
		if words := m.attempt(kinds[i]); words != "" {
			return kinds[i].name + ": " + words
		}
	}
	return ""
}

func (m *mutator) attempt(k kind) string {
	for range tries {
		if words := k.do(m); words != "" {
			return words
		}
	}
	return ""
}

func pick[T any](m *mutator, from []T) (zero T) {
	if len(from) == 0 {
		return zero
	}
	return from[m.rand.IntN(len(from))]
}

// schemaWith is one of the schemas that fit, if any does.
func (m *mutator) schemaWith(fits func(tree) bool) (site, bool) {
	var found []site
	for _, s := range m.schemas {
		if fits(s.node) {
			found = append(found, s)
		}
	}
	return pick(m, found), len(found) > 0
}

func (m *mutator) chance(oneIn int) bool { return m.rand.IntN(oneIn) == 0 }

// fresh is a word that the document does not have: a plausible one, one that becomes the same in Go as an existing one
// (like), a Go name of the client, or a number.
func (m *mutator) fresh(plausible []string, like []string) string {
	for range tries {
		var w string
		switch m.rand.IntN(4) {
		case 0:
			w = pick(m, plausible)
		case 1, 2:
			w = m.respell(pick(m, like))
		case 3:
			w = pick(m, m.exported)
		}
		if w != "" && !m.used[w] {
			m.used[w] = true
			return w
		}
	}
	w := fmt.Sprintf("extra_%x", m.rand.Uint32())
	m.used[w] = true
	return w
}

// respell writes the words of a name in another way, so that its Go name stays.
func (m *mutator) respell(name string) string {
	words := split(name)
	if len(words) == 0 {
		return ""
	}
	switch m.rand.IntN(6) {
	case 0:
		return strings.Join(words, "_")
	case 1:
		return strings.Join(words, "-")
	case 2:
		return camel(words)
	case 3:
		return strings.ToLower(words[0]) + strings.TrimPrefix(camel(words), camel(words[:1]))
	case 4:
		return strings.ToUpper(strings.Join(words, "_"))
	}
	return strings.Join(words, ".")
}

func camel(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}

// split cuts a name into lower-case words.
func split(name string) []string {
	var words []string
	begin := true
	lower := false
	for _, r := range name {
		switch {
		case r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r):
			begin = true
			continue
		case begin || lower && unicode.IsUpper(r):
			words = append(words, "")
			begin = false
		}
		words[len(words)-1] += string(unicode.ToLower(r))
		lower = unicode.IsLower(r)
	}
	return words
}

// into puts an item at a random place of a list.
func (m *mutator) into(l tree, item tree) {
	at := m.rand.IntN(len(l.Content) + 1)
	l.Content = append(l.Content[:at:at], append([]tree{item}, l.Content[at:]...)...)
}

// add puts a member at a random place of a mapping.
func (m *mutator) add(n tree, key string, value tree) {
	at := 2 * m.rand.IntN(len(n.Content)/2+1)
	n.Content = append(n.Content[:at:at], append([]tree{text(key), value}, n.Content[at:]...)...)
}

// anyOperation is an operation at random; it has a node.
func (m *mutator) anyOperation() (operation, bool) {
	if len(m.operations) == 0 {
		return operation{}, false
	}
	return pick(m, m.operations), true
}

// component is a reference to a component that is an object.
func (m *mutator) component() tree {
	schemas, prefix := m.components()
	for range tries {
		name := pick(m, keys(schemas))
		if s := get(schemas, name); s != nil && get(s, "properties") != nil {
			return object("$ref", prefix+escape(name))
		}
	}
	return m.inline()
}

// inline is a small schema of an object.
func (m *mutator) inline() tree {
	o := object("type", "object", "properties", object("kind", m.scalar(), "note", object("type", "string")))
	if m.chance(2) {
		set(o, "required", list(text("kind")))
	}
	if m.chance(3) {
		set(o, "title", m.fresh([]string{"Details", "Item", "Result"}, m.componentNames()))
	}
	return o
}

// scalar is a schema that any parameter may have.
func (m *mutator) scalar() tree {
	switch m.rand.IntN(5) {
	case 0:
		return object("type", "integer")
	case 1:
		return object("type", "boolean")
	case 2:
		return object("type", "string", "enum", list(text("fast"), text("slow")))
	case 3:
		return object("type", "array", "items", object("type", "string"))
	}
	return object("type", "string")
}

// schemaOf is any schema.
func (m *mutator) schemaOf() tree {
	switch m.rand.IntN(5) {
	case 0:
		return m.component()
	case 1:
		return m.inline()
	case 2:
		return object("type", "array", "items", m.component())
	}
	return m.scalar()
}

func (m *mutator) componentNames() []string {
	schemas, _ := m.components()
	return keys(schemas)
}

// newComponent adds a component to the document and returns the reference to it.
func (m *mutator) newComponent(schema tree) (name string, ref tree) {
	schemas, prefix := m.components()
	name = m.fresh([]string{"Client", "New", "Page", "Error", "Item", "List"}, m.componentNames())
	m.add(schemas, name, schema)
	return name, object("$ref", prefix+escape(name))
}

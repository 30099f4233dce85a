package synth

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// array makes a list: a tuple's positions first, then items.
func (m *maker) array(f *flat, at spot) (any, error) {
	list := []any{}
	for i, p := range f.prefix {
		if f.maxItems >= 0 && i >= f.maxItems {
			return list, nil
		}
		v, err := m.value([]*node.Node{p}, at.below(strconv.Itoa(i)))
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	if f.closedItems && len(f.items) == 0 {
		return list, nil
	}
	for i, n := len(list), m.length(f); i < n; i++ {
		below := at.below(strconv.Itoa(len(list)))
		below.optional = i >= f.minItems
		v, err := m.item(f, i, below)
		switch {
		case err != nil && i < f.minItems:
			return nil, err
		case err != nil:
			return list, nil
		case f.unique && slices.ContainsFunc(list, func(w any) bool { return string(encode(v)) == string(encode(w)) }):
			continue
		}
		list = append(list, v)
	}
	return list, nil
}

// length is how many items a list should have.
func (m *maker) length(f *flat) int {
	n := 1
	switch {
	case m.recipe.Edge == Low || m.recipe.Edge == Zero || !m.recipe.Optional && f.minItems == 0:
		n = 0
	case m.recipe.Edge == High:
		n = 3
	case m.covering:
		n = 1
	case m.recipe.Optional:
		n = 2
	}
	n = max(n, f.minItems)
	if f.maxItems >= 0 {
		n = min(n, f.maxItems)
	}
	return min(n, 100)
}

// item makes one item. Texts of one list differ, for the sake of those that must.
func (m *maker) item(f *flat, i int, at spot) (any, error) {
	if m.members > m.doc.members && at.optional {
		return nil, errLarge
	}
	m.members++
	v, err := m.value(f.items, at)
	if text, ok := v.(string); ok && f.unique && i > 0 && err == nil {
		if g := m.doc.flatten(f.items); !g.hasEnum && g.format == "" && len(g.patterns) == 0 && g.maxLength < 0 && len(g.groups) == 0 {
			return text + strconv.Itoa(i), nil
		}
	}
	return v, err
}

// object makes an object.
func (m *maker) object(f *flat, at spot) (any, error) {
	object := map[string]any{}
	for _, p := range f.properties {
		required := slices.Contains(f.required, p.name)
		if !required && !m.wants(f, object, at) {
			continue
		}
		if err := m.member(object, p, required, at); err != nil {
			return nil, err
		}
	}
	for _, name := range f.required {
		if _, ok := object[name]; ok || m.isProperty(f, name) {
			continue
		}
		v, err := m.value(f.extra, at.below(name))
		if err != nil {
			return nil, err
		}
		object[name] = v
		if !f.mentioned && len(f.properties) > 0 {
			// Required, but described nowhere: no type has a field for it.
			m.loose = append(m.loose, at.below(name).pointer)
		}
	}
	return object, m.more(f, object, at)
}

func (m *maker) isProperty(f *flat, name string) bool {
	return slices.ContainsFunc(f.properties, func(p property) bool { return p.name == name })
}

// wants tells whether an object should have one more optional member.
func (m *maker) wants(f *flat, object map[string]any, at spot) bool {
	deep := at.refs >= maxRefs || m.shallow && at.refs > 0
	return m.recipe.Optional && !deep && m.members < m.doc.members && (f.maxMembers < 0 || len(object) < f.maxMembers)
}

// member adds a property. One that is optional and cannot be made is left out.
func (m *maker) member(object map[string]any, p property, required bool, at spot) error {
	f := m.doc.flatten(p.parts)
	if f.readOnly && m.recipe.Direction == Request || f.writeOnly && m.recipe.Direction == Response {
		return nil
	}
	m.members++
	below := at.below(p.name)
	below.optional = !required
	before := len(m.loose)
	v, err := m.value(p.parts, below)
	if err != nil {
		m.loose = m.loose[:before]
		if required {
			return err
		}
		return nil
	}
	object[p.name] = v
	if f.readOnly && required && isZero(v) || !required && v == nil && f.anything() {
		m.loose = append(m.loose, below.pointer)
	}
	return nil
}

// isZero tells values that Go's zero value stands for.
func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == "" || v == zeroTime
	case json.Number:
		f, err := v.Float64()
		return err == nil && f == 0
	case map[string]any:
		for _, member := range v {
			if !isZero(member) {
				return false
			}
		}
		return true
	}
	return false
}

// Names of members that documents do not have.
const (
	keptName  = "zusätzlich"   // where additional members are spoken of
	looseName = "x_unsaid_new" // where they are not
)

// more adds members that are not named.
func (m *maker) more(f *flat, object map[string]any, at spot) error {
	isMap := len(f.properties) == 0
	n := 0
	switch {
	case f.closed && len(f.byPattern) == 0:
	case m.recipe.UnknownMembers && (isMap || f.mentioned || len(f.byPattern) > 0):
		n = 2
	case isMap && m.recipe.Optional && m.recipe.Edge != Low:
		n = 1
	case m.recipe.UnknownMembers:
		m.loose = append(m.loose, at.below(looseName).pointer)
		object[looseName] = []any{json.Number("9007199254740993"), map[string]any{"b": "ü", "a": nil}}
	}
	required := max(0, f.minMembers-len(object))
	for i := range min(max(n, required), 20) {
		name, parts, ok := m.extraMember(f, i)
		if _, taken := object[name]; !ok || taken || f.maxMembers >= 0 && len(object) >= f.maxMembers {
			break
		}
		m.members++
		below := at.below(name)
		below.optional = i >= required
		before := len(m.loose)
		v, err := m.value(parts, below)
		if err != nil && i < required {
			return err
		}
		if err != nil {
			m.loose = m.loose[:before]
			break
		}
		object[name] = v
	}
	return nil
}

// extraMember is the name and what is said of the value of a member that is not named.
func (m *maker) extraMember(f *flat, i int) (name string, parts []*node.Node, ok bool) {
	if len(f.byPattern) > 0 {
		p := f.byPattern[i%len(f.byPattern)]
		texts := m.doc.patterns.of(p.Key).texts
		if i/len(f.byPattern) >= len(texts) {
			return "", nil, false
		}
		return texts[i/len(f.byPattern)], []*node.Node{p.Value}, true
	}
	if len(f.names) > 0 {
		names := m.doc.flatten(f.names)
		if names.hasEnum {
			if i >= len(names.enum) {
				return "", nil, false
			}
			return names.enum[i].Str(), f.extra, true
		}
		v, err := m.text(names)
		name, _ = v.(string)
		return name, f.extra, err == nil && i == 0
	}
	name = keptName
	if i > 0 {
		name = "key" + strconv.Itoa(i)
	}
	return name, f.extra, true
}

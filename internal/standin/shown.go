package standin

import "github.com/apigen-go/apigen/generator/spec/node"

// Shown is what a client made of an answer, without the zero values of members that are only written: a type that is for
// both directions has them, and no server sends them.
func (d *Document) Shown(a Answer, v any) any { return d.shown(one(a.schema), v) }

func (d *Document) shown(schemas []*node.Node, v any) any {
	switch v := v.(type) {
	case []any:
		s := d.shapeOf(schemas)
		for i, item := range v {
			v[i] = d.shown(s.item(i), item)
		}
	case map[string]any:
		s := d.shapeOf(schemas)
		for name, member := range v {
			if isZero(member) && d.isWriteOnly(s.properties[name]) {
				delete(v, name)
				continue
			}
			v[name] = d.shown(s.member(name), member)
		}
	}
	return v
}

// isWriteOnly tells members that are only written whatever alternative their object is.
func (d *Document) isWriteOnly(schemas []*node.Node) bool {
	for _, n := range schemas {
		if !n.Get("writeOnly").True() && !d.follow(n).Get("writeOnly").True() {
			return false
		}
	}
	return len(schemas) > 0
}

// Names tells whether a schema has a name for all members of an object.
func (d *Document) Names(schema *node.Node, v any) bool {
	s := d.shapeOf(one(schema))
	members, ok := v.(map[string]any)
	if !ok || s.open || len(s.properties) == 0 {
		return true
	}
	for name := range members {
		if s.properties[name] == nil {
			return false
		}
	}
	return true
}

func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == "" || v == "0001-01-01T00:00:00Z"
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, member := range v {
			if !isZero(member) {
				return false
			}
		}
		return true
	case interface{ Float64() (float64, error) }:
		f, err := v.Float64()
		return err == nil && f == 0
	}
	return false
}

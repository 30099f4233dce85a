package standin

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// tree is what names with brackets come to: a[b][0]=1 is {b: [1]} below a.
type tree struct {
	leaves  []any // texts, or values that are read already
	keys    []string
	members map[string]*tree
}

// put adds a value below a path.
func (t *tree) put(path []string, v any) {
	if len(path) == 0 {
		t.leaves = append(t.leaves, v)
		return
	}
	if t.members == nil {
		t.members = map[string]*tree{}
	}
	if t.members[path[0]] == nil {
		t.members[path[0]] = &tree{}
		t.keys = append(t.keys, path[0])
	}
	t.members[path[0]].put(path[1:], v)
}

// brackets splits "c[0][d]" into c, 0, d. A name that is not of that kind is one key.
func brackets(name string) []string {
	open := strings.IndexByte(name, '[')
	if open <= 0 || !strings.HasSuffix(name, "]") {
		return []string{name}
	}
	keys := []string{name[:open]}
	return append(keys, strings.Split(name[open+1:len(name)-1], "][")...)
}

// value makes of a tree what the schemas want it to be.
func (d *Document) value(t *tree, schemas []*node.Node) (any, error) {
	s := d.shapeOf(schemas)
	switch {
	case len(t.leaves) > 0 && len(t.members) > 0:
		return nil, fmt.Errorf("is a value and has members")
	case len(t.members) > 0 && t.isList(s):
		return d.items(t, s)
	case len(t.members) > 0:
		return d.object(t, s)
	case len(t.leaves) == 1 && isItem(t.leaves[0]) && s.holds("array") && !s.holds("object"):
		return []any{t.leaves[0].(known).value}, nil // a list of one is one part
	case len(t.leaves) == 1 && isKnown(t.leaves[0]):
		return t.leaves[0].(known).value, nil
	case len(t.leaves) == 1 && (!s.holds("array") || d.isScalar(t.leaves[0], s, schemas)):
		return d.leaf(t.leaves[0], schemas), nil
	case !s.may("array"):
		return nil, fmt.Errorf("is given %d times", len(t.leaves))
	}
	var list []any
	for i, leaf := range t.leaves {
		list = append(list, d.leaf(leaf, s.item(i)))
	}
	return list, nil
}

// isScalar tells a single value of what may be one or a list.
func (d *Document) isScalar(leaf any, s *shape, schemas []*node.Node) bool {
	v := d.leaf(leaf, schemas)
	for _, schema := range schemas {
		if _, isList := v.([]any); !isList && len(s.kinds) > 1 && d.checks.check(schema, v, sent) == nil {
			return true
		}
	}
	return false
}

func (d *Document) leaf(leaf any, schemas []*node.Node) any {
	if text, ok := leaf.(string); ok {
		return d.read(text, schemas)
	}
	if known, ok := leaf.(known); ok {
		return known.value
	}
	return leaf
}

func isKnown(leaf any) bool { _, ok := leaf.(known); return ok }

func isItem(leaf any) bool {
	k, ok := leaf.(known)
	_, isObject := k.value.(map[string]any)
	return ok && isObject
}

// known is a value that needs no reading.
type known struct{ value any }

// isList tells lists by their members: an empty key, or numbers where a list may be.
func (t *tree) isList(s *shape) bool {
	return !slices.ContainsFunc(t.keys, func(key string) bool {
		_, err := strconv.Atoi(key)
		return key != "" && (err != nil || !s.may("array") || s.holds("object") && !s.holds("array"))
	})
}

func (d *Document) items(t *tree, s *shape) (any, error) {
	list := []any{}
	for i := range t.keys {
		member := t.members[strconv.Itoa(i)]
		if t.keys[i] == "" {
			member = t.members[""]
		}
		if member == nil {
			return nil, fmt.Errorf("has no item %d, and later ones", i)
		}
		if t.keys[i] == "" {
			for _, leaf := range member.leaves {
				list = append(list, d.leaf(leaf, s.item(len(list))))
			}
			if len(member.members) == 0 {
				continue
			}
			member = &tree{members: member.members, keys: member.keys}
		}
		v, err := d.value(member, s.item(i))
		if err != nil {
			return nil, fmt.Errorf("[%d] %w", i, err)
		}
		list = append(list, v)
	}
	return list, nil
}

func (d *Document) object(t *tree, s *shape) (any, error) {
	out := object{}
	for _, key := range t.keys {
		v, err := d.value(t.members[key], s.member(key))
		if err != nil {
			return nil, fmt.Errorf("[%s] %w", key, err)
		}
		out[key] = v
	}
	return out, nil
}

package node

import "go.yaml.in/yaml/v3"

// merge replaces the members whose key is << by those of the objects that they name. A key that the mapping itself has
// wins over merged ones, and the first of several merged objects over the later ones. What is merged stands
// where the << stands, so that a reader of the file finds the order that they expect.
func (b *builder) merge(y *yaml.Node, members []member) ([]member, bool) {
	have := make(map[string]bool, len(members))
	for i, m := range members {
		if !isMerge(y.Content[2*i]) {
			have[m.Key] = true
		}
	}
	var merged []member
	for i, m := range members {
		key := y.Content[2*i]
		sources, ok := mergeSources(m.Value)
		if !isMerge(key) {
			merged = append(merged, m)
			continue
		}
		if !ok {
			b.fail(y.Content[2*i+1], codeKey, "expected an object or a list of objects to merge, found a %s", m.Value.Kind)
			return nil, false
		}
		for _, source := range sources {
			if !b.book(key, len(source.Entries)) {
				return nil, false
			}
			for _, e := range source.Entries {
				if !have[e.Key] {
					have[e.Key] = true
					merged = append(merged, member{Entry: e, line: m.line, col: m.col})
				}
			}
		}
	}
	return merged, true
}

// mergeSources returns the objects that the value of a merge key names.
func mergeSources(n *Node) ([]*Node, bool) {
	if n.Kind == Object {
		return []*Node{n}, true
	}
	for _, item := range n.Items {
		if item.Kind != Object {
			return nil, false
		}
	}
	return n.Items, n.Kind == Array
}

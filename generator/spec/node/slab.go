package node

import "github.com/apigen-go/apigen/generator/diag"

// slab hands out nodes and slices from large pieces of memory: a document has hundreds of thousands of them.
type slab struct {
	nodes   []Node
	items   []*Node
	entries []Entry
}

// Sizes of the pieces. They grow from small to large, so that small files stay small.
const (
	slabFirst = 64
	slabMax   = 4096
)

func (s *slab) node() *Node {
	if len(s.nodes) == cap(s.nodes) {
		s.nodes = make([]Node, 0, grow(cap(s.nodes), 1))
	}
	s.nodes = s.nodes[:len(s.nodes)+1]
	return &s.nodes[len(s.nodes)-1]
}

// list returns a copy of the items, with no room to append in place.
func (s *slab) list(items []*Node) []*Node {
	if len(s.items)+len(items) > cap(s.items) {
		s.items = make([]*Node, 0, grow(cap(s.items), len(items)))
	}
	start := len(s.items)
	s.items = append(s.items, items...)
	return s.items[start:len(s.items):len(s.items)]
}

func grow(last, need int) int { return max(need, min(max(2*last, slabFirst), slabMax)) }

// member is an entry with the place of its key.
type member struct {
	Entry
	line, col int32
}

// close gives the object its members: of members with the same key, the first one keeps its place and gets the value
// of the last one.
func (s *slab) close(n *Node, members []member, w *warnings) {
	if len(s.entries)+len(members) > cap(s.entries) {
		s.entries = make([]Entry, 0, grow(cap(s.entries), len(members)))
	}
	start := len(s.entries)
	var seen map[string]int32
	if len(members) >= indexFrom {
		seen = make(map[string]int32, len(members))
	}
	for _, m := range members {
		at := place(s.entries[start:], seen, m.Key)
		if at < 0 {
			if seen != nil {
				seen[m.Key] = int32(len(s.entries) - start)
			}
			s.entries = append(s.entries, m.Entry)
			continue
		}
		pos := diag.Pos{File: n.File.Name, Line: int(m.line), Col: int(m.col)}
		w.addf(pos, codeDuplicate, "the key %q stands twice in one object; the value before this one (%s) is ignored",
			m.Key, s.entries[start+at].Value.Pos())
		s.entries[start+at].Value = m.Value
	}
	n.Entries = s.entries[start:len(s.entries):len(s.entries)]
	if len(n.Entries) >= indexFrom {
		n.index = seen
	}
}

// place finds a key among the entries, by the map if there is one.
func place(entries []Entry, seen map[string]int32, key string) int {
	if seen != nil {
		if i, ok := seen[key]; ok {
			return int(i)
		}
		return -1
	}
	for i := range entries {
		if entries[i].Key == key {
			return i
		}
	}
	return -1
}

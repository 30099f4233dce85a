package node

// indexFrom is the size from which an object gets a map: below it, a scan over the keys is faster and costs no memory.
const indexFrom = 16

// find returns the place of a key in Entries, -1 if there is none. The index is built while nobody else can see the
// node; an object whose Entries were changed behind its back is scanned, so a stale index can cost time but not truth.
func (n *Node) find(key string) int {
	if n == nil {
		return -1
	}
	if len(n.index) > 0 && len(n.index) == len(n.Entries) {
		i, ok := n.index[key]
		if ok && n.Entries[i].Key == key {
			return int(i)
		}
		if !ok {
			return -1
		}
	}
	for i := range n.Entries {
		if n.Entries[i].Key == key {
			return i
		}
	}
	return -1
}

// reindex builds the index of a large object anew.
func (n *Node) reindex() {
	if len(n.Entries) < indexFrom {
		n.index = nil
		return
	}
	n.index = make(map[string]int32, len(n.Entries))
	for i := range n.Entries {
		n.index[n.Entries[i].Key] = int32(i)
	}
}

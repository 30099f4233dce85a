package node

import "slices"

// NewString returns a string that stands where at stands.
func NewString(at *Node, s string) *Node { return newAt(at, String, s) }

// NewBool returns a boolean that stands where at stands.
func NewBool(at *Node, b bool) *Node {
	if b {
		return newAt(at, Bool, "true")
	}
	return newAt(at, Bool, "false")
}

// NewArray returns an array that stands where at stands.
func NewArray(at *Node, items ...*Node) *Node {
	n := newAt(at, Array, "")
	n.Items = items
	return n
}

// NewObject returns an object that stands where at stands. Keys must differ; members whose value is nil are left out.
func NewObject(at *Node, entries ...Entry) *Node {
	n := newAt(at, Object, "")
	n.Entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.Value == nil })
	n.reindex()
	return n
}

func newAt(at *Node, kind Kind, text string) *Node {
	n := &Node{Kind: kind, Text: text}
	if at != nil {
		n.File, n.Line, n.Col = at.File, at.Line, at.Col
	}
	return n
}

// Set gives the object a member, in place of one with the same key or behind all others. A nil value deletes it.
func (n *Node) Set(key string, value *Node) {
	if value == nil {
		n.Delete(key)
		return
	}
	if i := n.find(key); i >= 0 {
		n.Entries[i].Value = value
		return
	}
	n.Entries = append(n.Entries, Entry{Key: key, Value: value})
	if n.index == nil || len(n.index) != len(n.Entries)-1 {
		n.reindex()
		return
	}
	n.index[key] = int32(len(n.Entries) - 1)
}

// Delete removes a member.
func (n *Node) Delete(key string) {
	i := n.find(key)
	if i < 0 {
		return
	}
	n.Entries = slices.Delete(n.Entries, i, i+1)
	n.reindex()
}

// Copy returns the node with members or items of its own, which are the same nodes as before.
func (n *Node) Copy() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Items, c.Entries = slices.Clone(n.Items), slices.Clone(n.Entries)
	c.reindex()
	return &c
}

// Clone returns a copy of the whole tree below the node.
func (n *Node) Clone() *Node {
	c := n.Copy()
	if c == nil {
		return nil
	}
	for i, item := range c.Items {
		c.Items[i] = item.Clone()
	}
	for i := range c.Entries {
		c.Entries[i].Value = c.Entries[i].Value.Clone()
	}
	return c
}

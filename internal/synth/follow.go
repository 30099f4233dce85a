package synth

import "github.com/apigen-go/apigen/generator/spec/node"

// Follow returns what a node stands for: the target of the references that it holds, or itself.
func (d *Document) Follow(n *node.Node) *node.Node { return d.deref(n) }

// Modern tells whether the document is of version 3.1 or later, where keywords beside $ref count.
func (d *Document) Modern() bool { return d.modern }

// Package node answers: what stands in a JSON or YAML file, in which order, and where?
//
// It is the index that the parser of OpenAPI does not keep: the order of keys, the position of every value, and the
// exact text of every number. A document of version 2.0 is rewritten on this level, and the objects of OpenAPI are
// decoded from it one by one.
package node

import (
	"iter"

	"github.com/apigen-go/apigen/generator/diag"
)

// Kind is the JSON type of a value.
type Kind uint8

// Kinds of values.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String names the kind as JSON Schema does.
func (k Kind) String() string {
	names := [...]string{"null", "boolean", "number", "string", "array", "object"}
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Node is one value. A nil *Node stands for "not there": all methods that read accept it.
//
// Trees are read concurrently and written by one goroutine alone. A YAML alias makes two parents share one node, so
// whoever rewrites a tree changes a copy ([Node.Copy], [Node.Clone]).
type Node struct {
	Kind    Kind
	Line    int32   // from 1
	Col     int32   // from 1, in bytes
	File    *File   // where it stands
	Text    string  // Bool: "true" or "false"; Number: its exact text, valid JSON; String: the decoded string
	Items   []*Node // Array
	Entries []Entry // Object, in the order of the file; keys are unique (the last one of duplicates wins, reported)

	index map[string]int32 // key to its place in Entries; only for large objects, see Node.find
}

// Entry is one member of an object.
type Entry struct {
	Key   string
	Value *Node
}

// File is one input.
type File struct {
	Name string // as the user would write it, for messages: "specs/pet.yaml"
	URI  string // absolute location, the base of relative references: "file:///…/pet.yaml", "https://…"
	Root *Node

	spelled map[*Node]string // numbers that the file spells in another way than Text
}

// Spelled is a scalar as its file has it: "007" for a number of YAML whose Text is "7". In a place that should hold a
// string, that is what its author meant.
func (n *Node) Spelled() string {
	if n.Is(Number) && n.File != nil {
		if text, ok := n.File.spelled[n]; ok {
			return text
		}
	}
	if n == nil {
		return ""
	}
	return n.Text
}

// Pos is where the value stands.
func (n *Node) Pos() diag.Pos {
	if n == nil || n.File == nil {
		return diag.Pos{}
	}
	return diag.Pos{File: n.File.Name, Line: int(n.Line), Col: int(n.Col)}
}

// Get returns the member of an object, nil if there is none.
func (n *Node) Get(key string) *Node {
	i := n.find(key)
	if i < 0 {
		return nil
	}
	return n.Entries[i].Value
}

// Has tells whether the object has the member, whatever its value.
func (n *Node) Has(key string) bool { return n.find(key) >= 0 }

// Len is the number of members or items.
func (n *Node) Len() int {
	if n == nil {
		return 0
	}
	return len(n.Entries) + len(n.Items)
}

// All ranges over the members of an object in the order of the file.
func (n *Node) All() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if n == nil {
			return
		}
		for _, e := range n.Entries {
			if !yield(e.Key, e.Value) {
				return
			}
		}
	}
}

// List returns the items of an array, nil for anything else.
func (n *Node) List() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Is tells whether the value is there and of the kind.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// Str returns the text of a string, "" for anything else.
func (n *Node) Str() string {
	if !n.Is(String) {
		return ""
	}
	return n.Text
}

// True tells whether the value is the boolean true.
func (n *Node) True() bool { return n.Is(Bool) && n.Text == "true" }

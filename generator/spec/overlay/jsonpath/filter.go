package jsonpath

import (
	"strconv"
	"unicode/utf8"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// holds tells whether a condition is true of a value.
func (e *evaluation) holds(test logical, at *node.Node) bool {
	if !e.spend(1) {
		return false
	}
	switch t := test.(type) {
	case or:
		for _, term := range t {
			if e.holds(term, at) {
				return true
			}
		}
		return false
	case and:
		for _, term := range t {
			if !e.holds(term, at) {
				return false
			}
		}
		return true
	case not:
		return !e.holds(t.of, at)
	case exists:
		return len(e.from(t.path, at)) > 0
	case match:
		return e.matches(t, at)
	case comparison:
		return e.compare(t, at)
	}
	return false
}

// from runs the path of a filter.
func (e *evaluation) from(p path, at *node.Node) []*Location {
	if !p.relative {
		at = e.root
	}
	return e.run(p, &Location{Node: at, Index: -1})
}

// value computes an expression; nil is RFC 9535's "nothing".
func (e *evaluation) value(c operand, at *node.Node) *node.Node {
	switch c := c.(type) {
	case literal:
		return c.value
	case single:
		if found := e.from(c.path, at); len(found) == 1 {
			return found[0].Node
		}
	case length:
		return e.length(e.value(c.of, at))
	case count:
		return number(len(e.from(c.path, at)))
	}
	return nil
}

// length counts the characters of a string, or the members or items of a value; others have none.
func (e *evaluation) length(n *node.Node) *node.Node {
	switch {
	case n.Is(node.String):
		e.spend(len(n.Text) / bytesPerStep)
		return number(utf8.RuneCountInString(n.Text))
	case n.Is(node.Array), n.Is(node.Object):
		return number(n.Len())
	}
	return nil
}

func number(n int) *node.Node { return &node.Node{Kind: node.Number, Text: strconv.Itoa(n)} }

// matches runs a regular expression. What is no string, or no expression, matches nothing.
func (e *evaluation) matches(m match, at *node.Node) bool {
	text, pattern := e.value(m.text, at), e.value(m.pattern, at)
	if !text.Is(node.String) || !pattern.Is(node.String) {
		return false
	}
	p := e.compile(pattern.Text, m.whole)
	return p.exp != nil && e.spend(len(text.Text)*p.size/bytesPerStep) && p.exp.MatchString(text.Text)
}

// Package jsonpath answers: which values of a document does a JSONPath query (RFC 9535) select, and where are they?
//
// It works on our own trees, so that selected values keep their places, their order and the exact text of numbers, and
// it counts its steps: a query is input like any other, and "$..*..*..*" must not hang the generator.
package jsonpath

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Query is a parsed query: "$.paths[*].get". It is safe for concurrent use.
type Query struct {
	text string
	path path
}

// String is the query as it was written.
func (q *Query) String() string { return q.text }

// Parse reads a query. The error is a [*SyntaxError].
func Parse(text string) (*Query, error) {
	p := &parser{text: text}
	found, err := p.query()
	if err != nil {
		return nil, err
	}
	return &Query{text: text, path: found}, nil
}

// SyntaxError says where a query stops making sense.
type SyntaxError struct {
	Offset  int // in bytes, from 0
	Message string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s (at character %d)", e.Message, e.Offset+1)
}

// Location is a selected value and the way to it.
type Location struct {
	Node  *node.Node
	Up    *Location // what it is a member or an item of; nil for the root
	Key   string    // of a member
	Index int       // of an item; -1 for a member
}

// String is the normalized path of RFC 9535: "$['paths']['/orders'][0]".
func (l *Location) String() string {
	var b strings.Builder
	l.write(&b)
	return b.String()
}

func (l *Location) write(b *strings.Builder) {
	switch {
	case l.Up == nil:
		b.WriteByte('$')
	case l.Index >= 0:
		l.Up.write(b)
		fmt.Fprintf(b, "[%d]", l.Index)
	default:
		l.Up.write(b)
		b.WriteString("['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(l.Key) + "']")
	}
}

// ErrTooMuch is what a query ends with that needs more steps than its budget has.
var ErrTooMuch = errors.New("the query takes too many steps")

// Budget bounds the work of queries. Its zero value allows nothing. It is not safe for concurrent use.
type Budget struct {
	Steps int // that are left: values looked at, bytes matched
}

// Select returns the selected values in the order that RFC 9535 gives them; a query may select a value more than once.
func (q *Query) Select(root *node.Node, budget *Budget) ([]*Location, error) {
	e := &evaluation{root: root, budget: budget}
	found := e.run(q.path, &Location{Node: root, Index: -1})
	if e.spent {
		return nil, ErrTooMuch
	}
	return found, nil
}

// Miss explains why a query selects nothing: how far it gets, and what it misses there.
type Miss struct {
	Prefix string      // the longest beginning of the query that selects something: "$.paths"
	At     []*Location // what that selects
	Name   string      // the one member that the next step asks for; "" if it asks for something else
}

// Miss looks for the longest beginning of the query that selects something.
func (q *Query) Miss(root *node.Node, budget *Budget) Miss {
	e := &evaluation{root: root, budget: budget}
	m := Miss{Prefix: "$", At: []*Location{{Node: root, Index: -1}}}
	for i, s := range q.path.segments {
		next := e.segment(s, m.At)
		if len(next) == 0 || e.spent {
			wanted, _ := s.only().(name)
			m.Name = string(wanted)
			break
		}
		m.At, m.Prefix = next, q.text[:q.path.segments[i].end]
	}
	return m
}

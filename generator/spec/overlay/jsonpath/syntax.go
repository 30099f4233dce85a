package jsonpath

import "github.com/apigen-go/apigen/generator/spec/node"

// path is a query, that of a filter included.
type path struct {
	relative bool // it begins at the value that a filter looks at (@), not at the root ($)
	segments []segment
}

// singular tells whether the path selects one value at most.
func (p path) singular() bool {
	for _, s := range p.segments {
		switch s.only().(type) {
		case name, index:
		default:
			return false
		}
	}
	return true
}

// segment is one step of a path: "[0, 'a']", or "..['a']" if it descends.
type segment struct {
	descends  bool
	selectors []selector
	end       int // where it ends in the text
}

// only is the selector of a segment that has one and does not descend, nil otherwise.
func (s segment) only() selector {
	if s.descends || len(s.selectors) != 1 {
		return nil
	}
	return s.selectors[0]
}

// selector is a name, wildcard, index, slice or filter.
type selector any

type (
	name     string
	wildcard struct{}
	index    int64
	slice    struct {
		start, end *int64
		step       int64
	}
	filter struct{ test logical }
)

// logical is an expression that is true or false.
type logical any

type (
	or     []logical
	and    []logical
	not    struct{ of logical }
	exists struct{ path path }
	match  struct { // also search
		text, pattern operand
		whole         bool
	}
	comparison struct {
		left, right operand
		operator    string // "==", "!=", "<", "<=", ">", ">="
	}
)

// operand is an expression that has a value or none.
type operand any

type (
	literal struct{ value *node.Node }
	single  struct{ path path } // the value of a singular path, or of value()
	length  struct{ of operand }
	count   struct{ path path }
)

package jsonpath

import "github.com/apigen-go/apigen/generator/spec/node"

// maxSelected bounds how many values a step of a query may select, as they are held in memory.
const maxSelected = 2_000_000

// evaluation is one run of a query over a document.
type evaluation struct {
	root     *node.Node
	budget   *Budget
	spent    bool // there is no budget left; results mean nothing
	patterns map[string]pattern
}

// spend counts steps, and tells whether there are any left.
func (e *evaluation) spend(steps int) bool {
	e.budget.Steps -= steps
	e.spent = e.spent || e.budget.Steps < 0
	return !e.spent
}

func (e *evaluation) run(p path, from *Location) []*Location {
	at := []*Location{from}
	for _, s := range p.segments {
		if at = e.segment(s, at); len(at) == 0 {
			return nil
		}
	}
	return at
}

func (e *evaluation) segment(s segment, at []*Location) []*Location {
	var out []*Location
	for _, l := range at {
		if s.descends {
			out = e.descend(s, l, out)
		} else {
			out = e.children(s, l, out)
		}
		if e.spent {
			return nil
		}
	}
	return out
}

// children applies the selectors to one value.
func (e *evaluation) children(s segment, at *Location, out []*Location) []*Location {
	for _, sel := range s.selectors {
		if !e.spend(1) {
			return nil
		}
		out = e.selected(sel, at, out)
	}
	e.spent = e.spent || len(out) > maxSelected
	return out
}

// descend applies the selectors to a value and to all below, parents first.
func (e *evaluation) descend(s segment, at *Location, out []*Location) []*Location {
	out = e.children(s, at, out)
	for _, child := range e.all(at, nil) {
		if e.spent {
			return nil
		}
		if child.Node.Len() > 0 {
			out = e.descend(s, child, out)
		}
	}
	return out
}

func (e *evaluation) selected(sel selector, at *Location, out []*Location) []*Location {
	switch sel := sel.(type) {
	case name:
		if member := at.Node.Get(string(sel)); member != nil {
			out = append(out, &Location{Node: member, Up: at, Key: string(sel), Index: -1})
		}
	case wildcard:
		out = e.all(at, out)
	case index:
		i := int64(sel)
		if i < 0 {
			i += int64(len(at.Node.List()))
		}
		out = item(at, i, out)
	case slice:
		out = e.slice(sel, at, out)
	case filter:
		for _, child := range e.all(at, nil) {
			if e.holds(sel.test, child.Node) {
				out = append(out, child)
			}
		}
	}
	return out
}

// all appends the members or items of a value.
func (e *evaluation) all(at *Location, out []*Location) []*Location {
	if !e.spend(at.Node.Len()) {
		return nil
	}
	for key, member := range at.Node.All() {
		out = append(out, &Location{Node: member, Up: at, Key: key, Index: -1})
	}
	for i, n := range at.Node.List() {
		out = append(out, &Location{Node: n, Up: at, Index: i})
	}
	return out
}

func item(at *Location, i int64, out []*Location) []*Location {
	items := at.Node.List()
	if i < 0 || i >= int64(len(items)) {
		return out
	}
	return append(out, &Location{Node: items[i], Up: at, Index: int(i)})
}

// slice is section 2.3.4.2 of RFC 9535.
func (e *evaluation) slice(s slice, at *Location, out []*Location) []*Location {
	n := int64(len(at.Node.List()))
	normal := func(bound *int64, absent, low, high int64) int64 {
		if bound == nil {
			return absent
		}
		i := *bound
		if i < 0 {
			i += n
		}
		return min(max(i, low), high)
	}
	switch {
	case s.step > 0:
		to := normal(s.end, n, 0, n)
		for i := normal(s.start, 0, 0, n); i < to && e.spend(1); i += s.step {
			out = item(at, i, out)
		}
	case s.step < 0:
		to := normal(s.end, -1, -1, n-1)
		for i := normal(s.start, n-1, -1, n-1); i > to && e.spend(1); i += s.step {
			out = item(at, i, out)
		}
	}
	return out
}

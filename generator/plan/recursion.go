package plan

import (
	"github.com/apigen-go/apigen/generator/api"
)

// A Go struct cannot contain itself. Fields that hold structs by value make a graph; a field whose struct leads back to
// its owner becomes a pointer. All such fields of a cycle do: which of them is the first would depend on the order.

// propertyKey is a field by its struct and property.
type propertyKey struct {
	owner    api.ID
	property string
}

// breakCycles finds the fields that must be pointers.
func (b *builder) breakCycles() {
	t := tarjan{b: b, index: map[api.ID]int{}, low: map[api.ID]int{}, onStack: map[api.ID]bool{}, group: map[api.ID]int{}}
	for _, id := range b.ids {
		if b.form(id) == structForm && t.index[id] == 0 {
			t.visit(id)
		}
	}
	for _, id := range b.ids {
		if b.form(id) != structForm {
			continue
		}
		for _, p := range b.schema(id).Properties {
			if b.holdsByValue(p) && t.group[p.Schema.ID] == t.group[id] {
				b.looped[propertyKey{id, p.Name}] = true
			}
		}
	}
}

// holdsByValue tells fields that hold a struct itself: required ones that are not null.
func (b *builder) holdsByValue(p api.Property) bool {
	return p.Required && !b.isNullable(p.Schema) && b.form(p.Schema.ID) == structForm
}

// tarjan finds the groups of structs that contain each other.
type tarjan struct {
	b       *builder
	index   map[api.ID]int // from 1, in the order of visits
	low     map[api.ID]int
	onStack map[api.ID]bool
	stack   []api.ID
	group   map[api.ID]int
}

func (t *tarjan) visit(id api.ID) {
	t.index[id] = len(t.index) + 1
	t.low[id] = t.index[id]
	t.stack = append(t.stack, id)
	t.onStack[id] = true
	for _, p := range t.b.schema(id).Properties {
		next := p.Schema.ID
		switch {
		case !t.b.holdsByValue(p):
		case t.index[next] == 0:
			t.visit(next)
			t.low[id] = min(t.low[id], t.low[next])
		case t.onStack[next]:
			t.low[id] = min(t.low[id], t.index[next])
		}
	}
	if t.low[id] == t.index[id] {
		t.close(id)
	}
}

// close takes a whole group from the stack.
func (t *tarjan) close(root api.ID) {
	for {
		top := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.onStack[top] = false
		t.group[top] = t.index[root]
		if top == root {
			return
		}
	}
}

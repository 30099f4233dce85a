package plan

import (
	"strconv"

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
		if t.index[id] == 0 && len(b.held(id)) > 0 {
			t.visit(id)
		}
	}
	for _, id := range b.ids {
		for _, h := range b.held(id) {
			if t.group[h.id] == t.group[id] {
				b.looped[propertyKey{id, h.part}] = true
			}
		}
	}
}

// holding is a struct within another, by its property or by its position in a tuple.
type holding struct {
	part string
	id   api.ID
}

// held lists the structs that a struct or tuple holds by value: what is always there and never null.
func (b *builder) held(id api.ID) []holding {
	s := b.schema(id)
	var list []holding
	switch b.form(id) {
	case structForm:
		for _, p := range s.Properties {
			if p.Required && b.isHeld(p.Schema) {
				list = append(list, holding{p.Name, p.Schema.ID})
			}
		}
	case tupleForm:
		for i, use := range s.Prefix[:tupleLeast(s)] {
			if b.isHeld(use) {
				list = append(list, holding{strconv.Itoa(i), use.ID})
			}
		}
	}
	return list
}

func (b *builder) isHeld(use api.Use) bool {
	form := b.form(use.ID)
	return !b.isNullable(use) && (form == structForm || form == tupleForm)
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
	for _, h := range t.b.held(id) {
		next := h.id
		switch {
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

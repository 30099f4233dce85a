package overlay

import (
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay/jsonpath"
)

// maxChanged bounds how many places of one action are remembered: a search with .. may select thousands.
const maxChanged = 2000

// Effect is what one action did to the document.
type Effect struct {
	Pos     diag.Pos // of the action's target
	Target  string   // as it is written: "$.components.schemas.Order"
	Verb    string   // update, copy, remove
	Reason  string   // why the document needs it; "": not said
	Link    string   // where that is discussed; "": not said
	Matched int      // values that the target selects
	Changed []string // JSON pointers of what became different, the first of them; none: the document had it already
}

// Idle tells whether the action changed nothing: what it selects is gone, or is already as it should be.
func (e Effect) Idle() bool { return len(e.Changed) == 0 }

func newEffect(action Action) Effect {
	e := Effect{Pos: action.At.Pos(), Target: action.At.Str(), Verb: "update", Reason: action.Reason, Link: action.Link}
	switch {
	case action.Remove:
		e.Verb = "remove"
	case action.Copy != nil:
		e.Verb = "copy"
	}
	return e
}

func (a *applier) effect() *Effect { return &a.effects[len(a.effects)-1] }

func (e *Effect) change(path string) {
	if len(e.Changed) < maxChanged {
		e.Changed = append(e.Changed, path)
	}
}

// replaced notes that a value stands in place of another one; nil for none.
func (a *applier) replaced(old, value *node.Node, path string) {
	if old == nil || !a.same(old, value) {
		a.effect().change(path)
	}
}

// joined notes that a list gets items. Those that it has already make no difference: authors mean sets, as in required.
func (a *applier) joined(list *node.Node, items []*node.Node, path string) {
	for i, item := range items {
		if !slices.ContainsFunc(list.Items, func(has *node.Node) bool { return a.same(has, item) }) {
			a.effect().change(path + "/" + strconv.Itoa(len(list.Items)+i))
		}
	}
}

// same compares two values, at the expense of the budget: aliases make small files large values.
func (a *applier) same(x, y *node.Node) bool {
	a.budget.Steps--
	switch {
	case a.budget.Steps < 0 || x.Kind != y.Kind || x.Len() != y.Len() || x.Text != y.Text:
		return false
	case x == y:
		return true
	}
	for i, item := range x.List() {
		if !a.same(item, y.Items[i]) {
			return false
		}
	}
	for key, v := range x.All() {
		other := y.Get(key)
		if other == nil || !a.same(v, other) {
			return false
		}
	}
	return true
}

// pointer is the JSON pointer of a location; "" of the root.
func pointer(l *jsonpath.Location) string {
	switch {
	case l.Up == nil:
		return ""
	case l.Index >= 0:
		return pointer(l.Up) + "/" + strconv.Itoa(l.Index)
	}
	return pointer(l.Up) + "/" + node.PointerEscape(l.Key)
}

package overlay

import (
	"fmt"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay/jsonpath"
)

// maxSteps bounds the work of all actions together: a few seconds. Documents of vendors have up to a million values, so
// there is room for a hundred actions that look at all of them.
const maxSteps = 200_000_000

// Apply makes the changes of the documents, one after the other, and returns the new tree, with what each action did to
// it. Actions that cannot be applied are reported and left out.
func Apply(root *node.Node, documents []*Document, diags *diag.List) (*node.Node, []Effect) {
	a := &applier{tree: tree{root: root, own: map[*node.Node]bool{}}, diags: diags, depth: maxDepth}
	a.budget.Steps = maxSteps
	for _, d := range documents {
		for _, action := range d.Actions {
			a.effects = append(a.effects, newEffect(action))
			if !a.apply(action) || !a.measureIfDeep() {
				return root, a.effects
			}
		}
	}
	if !a.measure(root) {
		return root, a.effects
	}
	return a.root, a.effects
}

type applier struct {
	tree
	diags *diag.List
	last  Action // that changed something
	depth int    // of the tree, at most

	effects []Effect // of the actions so far, the present one last
}

func (a *applier) fail(action Action, code, format string, args ...any) {
	a.diags.Errorf(action.At.Pos(), code, format, args...)
}

// apply makes one change. It returns false if no other should be made.
func (a *applier) apply(action Action) bool {
	targets, err := action.Target.Select(a.root, &a.budget)
	if err != nil {
		return a.exhausted(action)
	}
	if len(targets) == 0 {
		a.noMatch(action)
		return true
	}
	targets = distinct(targets)
	a.effect().Matched = len(targets)
	a.last = action
	switch {
	case action.Remove:
		a.remove(action, targets)
	case action.Copy != nil:
		return a.copyInto(action, targets)
	case action.Update != nil:
		a.depth += measurement{}.of(action.Update).depth
		return a.mergeInto(action, targets, action.Update)
	}
	return true
}

func (a *applier) exhausted(action Action) bool {
	a.diags.Add(diag.Diagnostic{Severity: diag.Error, Pos: action.At.Pos(), Code: codeTooLarge,
		Message: "the actions take too many steps; the one with the target " + short(action.Target.String()) + " is not finished",
		Hint:    "name the way to the value instead of searching for it with .."})
	return false
}

// distinct leaves out values that a query selects again: a change is made once.
func distinct(found []*jsonpath.Location) []*jsonpath.Location {
	if len(found) == 1 {
		return found
	}
	seen := make(map[string]bool, len(found))
	var out []*jsonpath.Location
	for _, l := range found {
		if path := l.String(); !seen[path] {
			seen[path] = true
			out = append(out, l)
		}
	}
	return out
}

func (a *applier) remove(action Action, targets []*jsonpath.Location) {
	for _, l := range targets {
		if l.Up == nil {
			a.fail(action, codeMismatch, "the document itself cannot be removed")
			return
		}
	}
	for _, l := range targets {
		a.effect().change(pointer(l))
	}
	a.delete(targets)
}

// copyInto merges a value of the document, as it was before the action, into the targets.
func (a *applier) copyInto(action Action, targets []*jsonpath.Location) bool {
	from, err := action.Copy.Select(a.root, &a.budget)
	if err != nil {
		return a.exhausted(action)
	}
	if from = distinct(from); len(from) != 1 {
		a.fail(action, codeMismatch, "copy should select one value; %s selects %d", short(action.Copy.String()), len(from))
		return true
	}
	a.freeze() // the value is about to stand in two places
	a.depth *= 2
	return a.mergeInto(action, targets, from[0].Node)
}

func (a *applier) mergeInto(action Action, targets []*jsonpath.Location, value *node.Node) bool {
	for _, l := range targets {
		if kind(l.Node) != kind(targets[0].Node) {
			a.fail(action, codeMismatch, "%s selects values of several kinds: %s is %s, %s is %s", short(action.Target.String()),
				targets[0], describe(targets[0].Node), l, describe(l.Node))
			return true
		}
	}
	for _, l := range targets {
		if at, why := a.merge(l, value); why != "" {
			a.diags.Add(diag.Diagnostic{Severity: diag.Error, Pos: at.Pos(), Code: codeMismatch, Message: why,
				Hint: "to replace a value by one of another kind, remove it by an action before this one"})
			return true
		}
		if a.budget.Steps < 0 {
			return a.exhausted(action)
		}
	}
	return true
}

// noMatch reports an action that changes nothing, as one that was right for an earlier version of the document does.
func (a *applier) noMatch(action Action) {
	d := diag.Diagnostic{Severity: diag.Warning, Pos: action.At.Pos(), Code: codeNoMatch,
		Message: "the target " + short(action.Target.String()) + " matches nothing in the document"}
	if action.Reason != "" {
		d.Message += "; its reason: " + short(action.Reason)
	}
	if action.Link != "" {
		d.Message += " (" + short(action.Link) + ")"
	}
	miss := action.Target.Miss(a.root, &a.budget)
	d.Hint = fmt.Sprintf("%s matches %s", short(miss.Prefix), plural(len(miss.At), "value"))
	if miss.Prefix == "$" {
		d.Hint = "nothing but $ matches"
	}
	if miss.Name != "" {
		d.Hint += fmt.Sprintf(", without a member %q", short(miss.Name))
		if meant := near.Word(miss.Name, keys(miss.At)); meant != "" {
			d.Hint += fmt.Sprintf("; did you mean %q?", meant)
		}
	}
	a.diags.Add(d)
}

// keys are the members of objects; of many objects and members, some.
func keys(found []*jsonpath.Location) []string {
	const most = 10_000
	var out []string
	for _, l := range found {
		for key := range l.Node.All() {
			if out = append(out, key); len(out) == most {
				return out
			}
		}
	}
	return out
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

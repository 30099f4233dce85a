package overlay

import (
	"cmp"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay/jsonpath"
)

// action reads one action. One that is not understood is left out: the error that is reported stops the run.
func (r *reader) action(n *node.Node) (Action, bool) {
	if !n.Is(node.Object) {
		r.fail(n, codeInvalid, "an action should be an object with target and update, copy or remove")
		return Action{}, false
	}
	r.keys(n, "an action", "target", "description", "update", "copy", "remove")
	a := Action{
		Update: n.Get("update"), Remove: r.remove(n), Link: r.text(n, "x-link").Str(),
		Reason: strings.TrimSpace(cmp.Or(r.text(n, "x-reason").Str(), r.text(n, "description").Str())),
	}
	if a.At = r.text(n, "target"); a.At == nil && !n.Has("target") {
		r.fail(n, codeInvalid, "an action needs a target: a JSONPath such as $.paths['/orders'].get")
	}
	a.Target = r.path(a.At)
	from := r.text(n, "copy")
	if from != nil && r.minor == 0 {
		r.diags.Add(diag.Diagnostic{Severity: diag.Error, Pos: from.Pos(), Code: codeUnknown,
			Message: "there is no key copy in an action of version 1.0", Hint: "to have it, write overlay: 1.1.0"})
	}
	a.Copy = r.path(from)
	ok := a.Target != nil && (from == nil || a.Copy != nil)
	return a, r.one(n, a) && ok
}

func (r *reader) remove(n *node.Node) bool {
	remove := n.Get("remove")
	if remove != nil && !remove.Is(node.Bool) {
		r.fail(remove, codeInvalid, "remove should be true or false, not %s", remove.Kind)
	}
	return remove.True()
}

// one reports an action that says more than one thing. The specification lets one win silently, which hides a mistake.
func (r *reader) one(n *node.Node, a Action) bool {
	var says []string
	if a.Update != nil {
		says = append(says, "update")
	}
	if n.Has("copy") {
		says = append(says, "copy")
	}
	if a.Remove {
		says = append(says, "remove")
	}
	switch {
	case len(says) > 1:
		r.fail(n, codeInvalid, "an action should have one of update, copy and remove, not %s", strings.Join(says, " and "))
		return false
	case len(says) == 0 && !n.Has("remove"):
		r.fail(n, codeInvalid, "the action says nothing: expected update, copy or remove")
		return false
	}
	return true
}

// path parses a JSONPath; nil if there is none, or none that is right.
func (r *reader) path(n *node.Node) *jsonpath.Query {
	if n == nil {
		return nil
	}
	q, err := jsonpath.Parse(n.Text)
	if err != nil {
		r.diags.Add(diag.Diagnostic{Severity: diag.Error, Pos: n.Pos(), Code: codeJSONPath,
			Message: "the JSONPath " + short(n.Text) + " cannot be read: " + err.Error()})
		return nil
	}
	return q
}

// short keeps messages readable.
func short(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

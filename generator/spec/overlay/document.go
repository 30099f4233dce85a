// Package overlay answers: what is the document when the changes of the user's overlay documents are made to it?
//
// It follows the OpenAPI Overlay Specification, versions 1.0 and 1.1. What an overlay adds keeps its place in the
// overlay, so that a diagnostic about it points there. The given tree is never changed: what differs is copied, down to
// the places that an action selects, and the rest is shared.
package overlay

import (
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay/jsonpath"
)

// Document is an overlay document.
type Document struct {
	Extends *node.Node // the document that it is made for, a URI reference; nil: any
	Actions []Action   // in their order
}

// Action is one change. At most one of Update, Copy and Remove is set; none changes nothing.
type Action struct {
	At     *node.Node // of the target
	Target *jsonpath.Query
	Update *node.Node      // merged into what the target selects
	Copy   *jsonpath.Query // selects the value of the document that is merged into what the target selects
	Remove bool
	Reason string // x-reason or the description: why the document needs the change
	Link   string // x-link: where that is discussed
}

// Codes of diagnostics.
const (
	codeVersion  = "overlay-version"
	codeInvalid  = "overlay-invalid"
	codeUnknown  = "overlay-unknown-key"
	codeJSONPath = "overlay-jsonpath"
	codeNoMatch  = "overlay-no-match"
	codeMismatch = "overlay-mismatch"
	codeTooLarge = "overlay-too-large"
)

// Parse reads an overlay document. It reports all that is wrong with it; the document is nil if nothing can be applied.
func Parse(root *node.Node, diags *diag.List) *Document {
	r := &reader{diags: diags}
	if !root.Is(node.Object) {
		r.fail(root, codeInvalid, "an overlay should be an object with overlay, info and actions")
		return nil
	}
	if !r.version(root) {
		return nil
	}
	r.keys(root, "the overlay", "overlay", "info", "extends", "actions")
	r.info(root)
	d := &Document{Extends: r.text(root, "extends")}
	actions := root.Get("actions")
	if !actions.Is(node.Array) || actions.Len() == 0 {
		r.fail(orParent(actions, root), codeInvalid, "an overlay needs a list of actions")
	}
	for _, n := range actions.List() {
		if a, ok := r.action(n); ok {
			d.Actions = append(d.Actions, a)
		}
	}
	return d
}

// reader reads an overlay document and reports what does not fit.
type reader struct {
	diags *diag.List
	minor int // of the version, 1.minor
}

func (r *reader) fail(at *node.Node, code, format string, args ...any) {
	r.diags.Errorf(at.Pos(), code, format, args...)
}

// version tells whether the document is an overlay of a version that is known.
func (r *reader) version(root *node.Node) bool {
	v := root.Get("overlay")
	switch text := v.Str() + "."; {
	case strings.HasPrefix(text, "1.0."):
	case strings.HasPrefix(text, "1.1."):
		r.minor = 1
	case v == nil:
		r.diags.Add(diag.Diagnostic{Severity: diag.Error, Pos: root.Pos(), Code: codeVersion,
			Message: "the document does not say which version of Overlay it is written in", Hint: "overlay documents begin with overlay: 1.1.0"})
		return false
	default:
		r.fail(v, codeVersion, "expected overlay: 1.0.0 or 1.1.0, found %s", v.AppendJSON(nil))
		return false
	}
	return true
}

// info must be there; nothing is made of it.
func (r *reader) info(root *node.Node) {
	info := root.Get("info")
	if !info.Is(node.Object) {
		r.fail(orParent(info, root), codeInvalid, "an overlay needs an info object with title and version")
		return
	}
	r.keys(info, "info", "title", "version", "description")
	for _, key := range []string{"title", "version"} {
		if r.text(info, key) == nil && !info.Has(key) {
			r.fail(info, codeInvalid, "the info of an overlay needs a %s", key)
		}
	}
	r.text(info, "description")
}

// keys reports members that the specification does not know.
func (r *reader) keys(n *node.Node, where string, known ...string) {
	for key, value := range n.All() {
		if contains(known, key) || strings.HasPrefix(key, "x-") {
			continue
		}
		hint := "known keys are " + strings.Join(known, ", ")
		if meant := near.Word(key, known); meant != "" {
			hint = "did you mean " + meant + "?"
		}
		r.diags.Add(diag.Diagnostic{Severity: diag.Error, Pos: value.Pos(), Code: codeUnknown,
			Message: "there is no key " + key + " in " + where, Hint: hint})
	}
}

func contains(known []string, key string) bool {
	for _, k := range known {
		if k == key {
			return true
		}
	}
	return false
}

// text is a member that should be a string; nil if it is not there.
func (r *reader) text(n *node.Node, key string) *node.Node {
	value := n.Get(key)
	if value != nil && !value.Is(node.String) {
		r.fail(value, codeInvalid, "%s should be a string, not %s", key, value.Kind)
		return nil
	}
	return value
}

func orParent(n, parent *node.Node) *node.Node {
	if n == nil {
		return parent
	}
	return n
}

package render

import (
	"go/token"

	"github.com/apigen-go/apigen/generator/plan"
)

// hook is what the templates know of webhooks. Its strings but keys are Go code.
type hook struct {
	Name, New, Union string
	Told, Scheme     bool
	Method, Type     string // of the first event that has a type
	Events           []hookEvent
}

type hookEvent struct{ Method, Key, Type string }

func newHook(p *plan.Package) *hook {
	w := p.Webhooks
	if w == nil {
		return nil
	}
	h := &hook{Name: p.Name + "." + w.Name, New: p.Name + "." + w.New, Told: len(w.Told) > 0, Scheme: w.Scheme != nil}
	if h.Told {
		h.Method, h.Type, h.Union = w.Told[0].Method, qualified(p.Name, w.Told[0].Type), p.Name+"."+w.Union.Name
	}
	for _, list := range [][]*plan.WebhookEvent{w.Told, w.Untold} {
		for _, e := range list {
			h.Events = append(h.Events, hookEvent{e.Method, e.Key, typeText(e.Type)})
		}
	}
	return h
}

// qualified is a type as other packages write it.
func qualified(pkg string, t plan.Type) string {
	switch {
	case t.Kind == plan.Pointer:
		return "*" + qualified(pkg, *t.Elem)
	case t.Kind == plan.Slice:
		return "[]" + qualified(pkg, *t.Elem)
	case t.Kind == plan.Named && t.Ident.Path == "" && token.IsExported(t.Ident.Name):
		return pkg + "." + t.Ident.Name
	}
	return typeText(t)
}

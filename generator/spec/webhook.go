package spec

import (
	"cmp"
	"fmt"
	"maps"
	"net/textproto"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
)

// Several types of events arrive at one URL, and something in a delivery has to tell them apart: a header or a member of
// the body that has another value for each. No version of OpenAPI has a word for it, but constants show it:
//
//	webhooks: {order.paid: ... type: {const: order.paid}}       -> field type, "order.paid"
//	x-webhooks: {issues-opened: header X-Event, action: opened} -> header X-Event and field action, "issues.opened"
//
// What nothing tells gets no function beside the others but a handler for a URL of its own, and a note says what is missing.

// hook is an event on its way: with what could tell it from others.
type hook struct {
	api.Event
	marks  map[part]mark // its own: headers, and what tells a variant
	body   map[part]mark // of its body, which others may have too
	scope  string        // hooks of one scope arrive at one URL; of callbacks, the operation and the expression
	forced bool          // a variant: its union says what tells it
	rule   []string
}

// detectEvents lists what the vendor sends.
func (l *lowerer) detectEvents(rule *api.EventRule) {
	d := &eventReader{l: l, rule: rule, bodies: map[api.ID]map[part]mark{}}
	if rule == nil {
		d.rule = &api.EventRule{}
	}
	hooks := d.hooks()
	d.applyTypes(hooks)
	var list []api.Event
	for _, scope := range d.byScope(hooks) {
		d.tell(scope)
		for _, h := range scope {
			list = append(list, h.Event)
		}
	}
	if list = d.distinctEvents(list); len(list) == 0 {
		return
	}
	l.out.Events = &api.Events{List: list}
	l.out.Events.Scheme, l.out.Events.Why = schemeOf(d.sent)
}

// eventReader turns webhooks into events.
type eventReader struct {
	l      *lowerer
	rule   *api.EventRule
	sent   []api.Webhook // all that could be events
	bodies map[api.ID]map[part]mark
}

// hooks are the webhooks and callbacks of the document and the variants of the configured union.
func (d *eventReader) hooks() []*hook {
	var out []*hook
	out = append(out, d.ofWebhooks(d.l.out.Webhooks, "", "")...)
	for i := range d.l.out.Operations {
		op := &d.l.out.Operations[i]
		for _, w := range op.Callbacks {
			out = append(out, d.ofWebhooks([]api.Webhook{w}, op.Pointer, string(op.Pointer)+" "+w.Expression)...)
		}
	}
	return append(out, d.ofUnion()...)
}

// ofWebhooks reads webhooks of one scope. A body that is a union of events makes several of one.
func (d *eventReader) ofWebhooks(list []api.Webhook, within api.ID, scope string) []*hook {
	var out []*hook
	alone := len(list) == 1 && scope == ""
	for _, w := range list {
		if w.Method != "POST" {
			d.l.diags.Notef(w.Pos, "webhook-method", "the webhook %q is sent by %s, not by POST; there is no handler for it", w.Name, w.Method)
			continue
		}
		d.sent = append(d.sent, w)
		h := &hook{scope: scope, Event: api.Event{Key: w.Name, Within: within, Pointer: w.Pointer, Summary: w.Summary, Descr: w.Descr, Deprecated: w.Deprecated, Pos: w.Pos}}
		if w.Body != nil {
			h.Body = w.Body.Content
		}
		h.marks = d.headerMarks(w)
		if s := d.jsonBody(h.Body); s != nil {
			h.body = d.bodyMarks(s)
		}
		if variants := d.variants(h, alone); variants != nil {
			out = append(out, variants...)
			continue
		}
		out = append(out, h)
	}
	return out
}

// ofUnion reads the union that the configuration names.
func (d *eventReader) ofUnion() []*hook {
	id := d.rule.Union
	if id == "" {
		return nil
	}
	s := d.l.out.Schemas[id]
	if s == nil {
		d.report("webhook-union", fmt.Sprintf("webhooks.union is %s, and the document has no such schema", id), d.similar(string(id)))
		return nil
	}
	h := &hook{scope: "", Event: api.Event{Key: s.Name, Pointer: id, Body: []api.Media{{Type: "application/json", Schema: &api.Use{ID: id}}}, Pos: s.Pos}}
	list := d.variants(h, true)
	if list == nil {
		d.report("webhook-union", fmt.Sprintf("webhooks.union is %s, whose variants nothing tells apart: it needs a discriminator, or a member with another constant in each", id), "")
	}
	for _, v := range list {
		v.Of = ""
	}
	return list
}

// report tells of the configuration.
func (d *eventReader) report(code, message, hint string) {
	d.l.diags.Add(diag.Diagnostic{Severity: diag.Warning, Pos: d.rule.Pos, Code: code, Message: message, Hint: hint})
}

func (d *eventReader) similar(id string) string {
	var unions []string
	for _, known := range slices.Sorted(maps.Keys(d.l.out.Schemas)) {
		if s := d.l.out.Schemas[known]; s.Name != "" && s.Kind == api.Union {
			unions = append(unions, string(known))
		}
	}
	if meant := near.Word(id, unions); meant != "" {
		return fmt.Sprintf("did you mean %q?", meant)
	}
	return "give the JSON pointer of a oneOf or anyOf"
}

// variants are the events of a body that is a union of them; nil if it is none. Not every union is: that of the users whom a
// webhook newUser tells of has a kind of user in each variant.
func (d *eventReader) variants(h *hook, alone bool) []*hook {
	s := d.jsonBody(h.Body)
	if s == nil || s.Kind != api.Union || s.Discriminator == nil {
		return nil
	}
	if property := s.Discriminator.Property; h.Pointer != s.ID && !saysEvent(property) && (!alone || !saysEvent(h.Key) && !saysEvent(s.Name)) {
		return nil
	}
	var out []*hook
	for _, v := range s.Variants {
		if len(v.Values) == 0 {
			return nil
		}
		for _, value := range v.Values {
			key := plainValue(value)
			if !alone {
				key = h.Key + "." + key
			}
			out = append(out, d.variant(h, s.Discriminator.Property, key, value, v.Schema))
		}
	}
	return out
}

// variant is one event of a union.
func (d *eventReader) variant(of *hook, property, key string, value api.Value, use api.Use) *hook {
	s := d.l.out.Schemas[use.ID]
	h := &hook{scope: of.scope, forced: true, marks: map[part]mark{}, body: d.bodyMarks(s), Event: of.Event}
	maps.Copy(h.marks, of.marks)
	h.Key, h.Of, h.Pointer = key, of.Key, use.ID
	h.Summary, h.Descr, h.Deprecated, h.Pos = "", s.Description, of.Deprecated || s.Deprecated, s.Pos
	h.Body = []api.Media{{Type: "application/json", Schema: &use}}
	h.marks[part{field: property}] = mark{values: []string{plainValue(value)}, certain: true, required: true}
	return h
}

// byScope parts the hooks by the URL that they arrive at.
func (d *eventReader) byScope(hooks []*hook) [][]*hook {
	at := map[string]int{}
	var out [][]*hook
	for _, h := range hooks {
		i, ok := at[h.scope]
		if !ok {
			i = len(out)
			at[h.scope] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], h)
	}
	return out
}

// distinctEvents merges what is the same event in two places, and untells those that cannot be told after all.
func (d *eventReader) distinctEvents(list []api.Event) []api.Event {
	slices.SortStableFunc(list, func(a, b api.Event) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Within, b.Within), cmp.Compare(a.Pointer, b.Pointer))
	})
	var out []api.Event
	seen := map[string]bool{}
	for _, e := range list {
		if key := identityOf(e); key == "" || !seen[key] {
			seen[key] = true
			out = append(out, e)
		}
	}
	first := map[string]int{}
	clash := map[int]int{}
	for i, e := range out {
		for _, value := range e.Types {
			key := e.Header + "\x00" + e.Field + "\x00" + value
			if j, ok := first[key]; ok && j != i {
				clash[i], clash[j] = j, i
				continue
			}
			first[key] = i
		}
	}
	for _, i := range slices.Sorted(maps.Keys(clash)) {
		d.untell(&out[i], fmt.Sprintf("it has the same type as %q, which has another body", out[clash[i]].Key), placeOf(out[i]))
	}
	return out
}

// placeOf is where an event has its type.
func placeOf(e api.Event) typePlace {
	p := typePlace{}
	if e.Header != "" {
		p.header = part{header: textproto.CanonicalMIMEHeaderKey(e.Header)}
	}
	if e.Field != "" {
		p.field = part{field: e.Field}
	}
	return p
}

// identityOf is what events share that arrive alike and have the same body; "" of one that nothing tells.
func identityOf(e api.Event) string {
	if !e.IsTold() {
		return ""
	}
	return strings.Join(append([]string{e.Key, e.Header, e.Field, string(bodyID(e))}, e.Types...), "\x00")
}

func bodyID(e api.Event) api.ID {
	for _, m := range e.Body {
		if m.Schema != nil {
			return m.Schema.ID
		}
	}
	return ""
}

// untell gives an event a URL of its own, and says why. The place is that of other events at the URL, if they have one.
func (d *eventReader) untell(e *api.Event, why string, p typePlace) {
	e.Header, e.Field, e.Types, e.Why = "", "", nil, why
	if e.Within != "" && p == (typePlace{}) {
		return // whoever asks for a callback names its URL
	}
	line := fmt.Sprintf("webhooks: {type: {field: type}, events: {%q: [%s]}}", e.Key, e.Key)
	about := "where the type is, and what it is"
	if p != (typePlace{}) {
		value := map[int]string{1: "TYPE", 2: "HEADER.MEMBER"}[p.parts()]
		line, about = fmt.Sprintf("webhooks: {events: {%q: [%s]}}", e.Key, value), "what "+describePlace(p)+strings.TrimRight(p.verb(), " ")
	}
	d.l.diags.Add(diag.Diagnostic{Severity: diag.Note, Pos: e.Pos, Code: "webhook-untold",
		Message: fmt.Sprintf("nothing tells the webhook %q from others: %s; its handler is for a URL of its own", e.Key, why),
		Hint:    "say in the configuration " + about + ": " + line})
}

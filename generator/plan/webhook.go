package plan

import (
	"cmp"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Events that something tells apart share a URL: one type has a method to register a function for each of them, and a union
// of all is for those who would rather switch. Any other event has a handler for a URL of its own.

// Webhooks is the type that events are received with, in webhooks.go.
type Webhooks struct {
	Name       string // "Webhooks"
	Doc        Comment
	New        string         // "NewWebhooks"
	SchemeFunc string         // "WebhookScheme"
	Scheme     *WebhookScheme // how deliveries are signed; nil: callers bring a verifier
	SchemeDoc  Comment

	Header, Field string          // where most events have their type
	MediaTypes    []string        // of the bodies, if some are not JSON
	Told          []*WebhookEvent // have a type, and a method that registers a function: OnOrderPaid
	Untold        []*WebhookEvent // need a URL of their own: HandleOrderPaid
	Union         *WebhookUnion   // of those that have a type; nil: there are none
}

// WebhookEvent is one type of event.
type WebhookEvent struct {
	Key           string // of the document: "order.paid"
	Pointer       string // where it stands
	Name          string // "OrderPaid"
	Method        string // "OnOrderPaid", "HandleOrderPaid"
	Doc           Comment
	Type          Type   // of the body
	Route         string // variable that says what tells the event: "eventOrderPaid"
	Header, Field string
	Types         []string // "order.paid"
	MediaTypes    []string // of an event with a URL of its own, if its body is not JSON
}

// WebhookUnion is an event of any type, with a field for each.
type WebhookUnion struct {
	Name   string
	Doc    Comment
	Fields []Field // of Webhooks.Told, in their order
}

// WebhookScheme says how deliveries are signed. The fields are those of Scheme of the runtime's package webhook.
type WebhookScheme struct {
	Known string // a scheme of the runtime: "stripe"; the rest is empty then. "none": callers bring a verifier

	Name, Sign, Header, Separator, Prefix    string
	Algorithm, Encoding, Ed25519             string
	TimestampHeader, TimestampItem, TimeForm string
	Tolerance                                int // seconds
	Key, KeyMark                             string
	MinKey                                   int
	IDHeader, IDField, TypeHeader, TypeField string
	MediaTypes                               []string
	URL                                      string
}

// webhookPlan plans the type for events; nil if the vendor sends none.
func (b *builder) webhookPlan() *Webhooks {
	if b.api.Events == nil {
		return nil
	}
	w := &Webhooks{Name: b.derived["webhooks type"], New: b.derived["webhooks new"], SchemeFunc: b.derived["webhooks scheme"]}
	b.planScheme(w)
	names := b.eventNames()
	for _, e := range b.api.Events.List {
		planned := b.event(e, names[eventKey(e)])
		if e.IsTold() {
			w.Told = append(w.Told, planned)
		} else {
			w.Untold = append(w.Untold, planned)
		}
	}
	byName := func(e *WebhookEvent) string { return e.Name }
	sortBy(w.Told, byName)
	sortBy(w.Untold, byName)
	w.Header, w.Field = usualPlace(w.Told)
	w.Doc = b.webhooksDoc(w)
	b.shareMedia(w)
	if len(w.Told) > 0 {
		w.Union = b.eventUnion(w)
	}
	return w
}

// planScheme takes the scheme from the configuration, else from the document.
func (b *builder) planScheme(w *Webhooks) {
	lead := w.SchemeFunc + " is how deliveries are signed"
	switch s := b.opts.Webhooks; {
	case s != nil && s.Known == "none":
		return
	case s != nil:
		w.Scheme = s
	case b.api.Events.Scheme != "":
		w.Scheme = &WebhookScheme{Known: b.api.Events.Scheme}
		lead += ", as " + clean(b.api.Events.Why)
	default:
		return
	}
	w.SchemeDoc = compose(text(lead + ". Tests sign with it, too."))
}

// webhookClaims are the names that the package declares for events.
func (b *builder) webhookClaims() []naming.Claim {
	if b.api.Events == nil {
		return nil
	}
	var claims []naming.Claim
	for _, names := range [][]string{
		{"webhooks type", "Webhooks", "WebhookHandlers", "IncomingWebhooks"},
		{"webhooks new", "NewWebhooks", "NewWebhookHandlers", "NewIncomingWebhooks"},
		{"webhooks event", "WebhookEvent", "AnyWebhookEvent", "IncomingWebhookEvent"},
		{"webhooks scheme", "WebhookScheme", "WebhookSigningScheme", "IncomingWebhookScheme"},
	} {
		claim := naming.Claim{Key: names[0], Names: names[1:], Rank: rankMethod}
		if name := b.override(names[0]); name != "" {
			claim = naming.Claim{Key: names[0], Names: []string{naming.Raw(name)}, Rank: rankUser, Fixed: true}
		}
		claims = append(claims, claim)
	}
	return claims
}

// eventKey tells events apart: one callback may be asked for by several operations.
func eventKey(e api.Event) string {
	key := "webhook " + e.Key
	if e.Within != "" {
		key += " of " + string(e.Within)
	}
	if e.Of != "" || e.Within == "" {
		key += " " + string(e.Pointer)
	}
	return key
}

// eventPlace is the key of an event in a [Record].
func (b *builder) eventPlace(e api.Event) string {
	key := "webhook " + e.Key
	if e.Within != "" {
		key += " of " + b.memory.keys.place(e.Within)
	}
	if e.Of != "" || e.Within == "" {
		key += " " + b.memory.keys.place(e.Pointer)
	}
	return key
}

// eventNames settles what events are called. Those of one name are told by the operation whose callbacks they are, or by the
// webhook whose variants.
func (b *builder) eventNames() map[string]string {
	var scope naming.Scope
	scope.Reserve("Unknown", "Other", "Value")
	places := map[string]string{}
	prefixes := map[api.ID]string{}
	for _, op := range b.ops {
		prefixes[op.Pointer] = op.prefix
	}
	for _, e := range b.api.Events.List {
		scope.Claim(b.eventClaim(e, prefixes[e.Within]))
		places[eventKey(e)] = b.eventPlace(e)
	}
	names, clashes := b.memory.settle(&scope, func(claim string) string { return places[claim] })
	b.reportClashes(clashes, "events", b.eventParty)
	return names
}

func (b *builder) eventClaim(e api.Event, prefix string) naming.Claim {
	if name := b.override("webhook "+e.Key, string(e.Pointer)); name != "" {
		return naming.Claim{Key: eventKey(e), Names: []string{naming.Raw(name)}, Rank: rankUser, Fixed: true}
	}
	word := naming.Exported(naming.Words(e.Key)...)
	names := []string{word}
	if prefix != "" {
		names = append(names, prefix+word)
	}
	if e.Of != "" {
		names = append(names, naming.Exported(naming.Words(e.Of)...)+word)
	}
	return naming.Claim{Key: eventKey(e), Names: append(names, word+"Event"), Rank: rankExact}
}

func (b *builder) eventParty(key string) party {
	i := slices.IndexFunc(b.api.Events.List, func(e api.Event) bool { return eventKey(e) == key })
	if i < 0 {
		return party{what: key}
	}
	e := b.api.Events.List[i]
	return party{what: "webhook " + e.Key, pos: e.Pos, key: string(e.Pointer)}
}

// event plans one.
func (b *builder) event(e api.Event, name string) *WebhookEvent {
	out := &WebhookEvent{Key: e.Key, Pointer: string(e.Pointer), Name: name, Method: "Handle" + name}
	if e.IsTold() {
		out.Method, out.Route = "On"+name, "event"+name
		out.Header, out.Field, out.Types = e.Header, e.Field, e.Types
	}
	out.Type, out.MediaTypes = b.eventBody(e)
	out.Doc = eventDoc(e, out)
	return out
}

// eventBody is the type of an event's body, and its media types unless it is JSON.
func (b *builder) eventBody(e api.Event) (Type, []string) {
	media, form, ok := b.bestMedia(e.Body)
	switch {
	case !ok:
		return named("encoding/json", "RawMessage"), nil
	case form == formMedia:
		return named("net/url", "Values"), []string{sentType(media, form)}
	case form > jsonSuffixMedia:
		bytes := named("", "byte")
		return Type{Kind: Slice, Elem: &bytes}, []string{sentType(media, form)}
	case media.Schema == nil:
		return named("encoding/json", "RawMessage"), nil
	}
	return b.elementType(media.Schema), nil
}

// eventDoc says which event a method is for, and what the document says of that.
func eventDoc(e api.Event, out *WebhookEvent) Comment {
	lead := out.Method + " registers the function for " + quoted(e.Key) + "."
	if !e.IsTold() {
		why := "as nothing tells it from other events"
		if e.Within != "" {
			why = "the one that the callback was asked for at"
		}
		lead = out.Method + " returns an endpoint for " + quoted(e.Key) + " at a URL of its own, " + why + ". It is used as [webhook.Handler] is."
	}
	blocks := []block{text(lead)}
	first, rest := firstSentence(cmp.Or(e.Summary, e.Descr))
	if first != "" {
		blocks = append(blocks, text(ended(first)))
	}
	if e.Summary == "" {
		blocks = append(blocks, rest...)
	}
	return compose(deprecated(blocks, e.Deprecated, "the document says that this event is deprecated.")...)
}

// usualPlace is where most events have their type. Of several the first by name counts.
func usualPlace(events []*WebhookEvent) (header, field string) {
	count := map[[2]string]int{}
	best := [2]string{}
	for _, e := range events {
		count[[2]string{e.Header, e.Field}]++
	}
	for _, e := range events {
		if at := [2]string{e.Header, e.Field}; count[at] > count[best] {
			best = at
		}
	}
	return best[0], best[1]
}

// shareMedia lists the media types of events at one URL, if some are not JSON.
func (b *builder) shareMedia(w *Webhooks) {
	isJSON := false
	for _, e := range w.Told {
		isJSON = isJSON || e.MediaTypes == nil
		for _, t := range e.MediaTypes {
			if !slices.Contains(w.MediaTypes, t) {
				w.MediaTypes = append(w.MediaTypes, t)
			}
		}
	}
	if isJSON && w.MediaTypes != nil {
		w.MediaTypes = append(w.MediaTypes, "application/json")
	}
	slices.Sort(w.MediaTypes)
}

// eventUnion plans the union of all events that have a type.
func (b *builder) eventUnion(w *Webhooks) *WebhookUnion {
	u := &WebhookUnion{Name: b.derived["webhooks event"]}
	u.Doc = compose(text(u.Name + " is an event of any type. One field is set."))
	for _, e := range w.Told {
		t := e.Type
		if t.Kind == Named && t.Ident != (Ident{Path: "net/url", Name: "Values"}) {
			t = pointerTo(t)
		}
		u.Fields = append(u.Fields, Field{Name: e.Name, Type: t, Doc: compose(text("Event " + quoted(e.Key) + "."))})
	}
	return u
}

// webhooksDoc says what is received.
func (b *builder) webhooksDoc(w *Webhooks) Comment {
	doc := compose(text(w.Name + " receives what the " + b.titleOf() + " sends. It is made by [" + w.New + "]."))
	if len(w.Told) == 0 {
		return doc
	}
	return append(append(doc, ""), compose(text("Register functions for events, then serve what ["+w.Name+".Handler] returns:"))...)
}

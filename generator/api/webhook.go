package api

import "github.com/apigen-go/apigen/generator/diag"

// Events are what the vendor sends to users' servers, and how one type is told from another.
type Events struct {
	Scheme string  `json:"scheme,omitempty"` // how deliveries are signed, by the name that the configuration has for it: "stripe"; "": not said
	Why    string  `json:"why,omitempty"`    // the evidence for Scheme
	List   []Event `json:"list"`             // sorted by key
}

// Event is one type of event: a webhook, a callback, or a variant of a union of events.
type Event struct {
	Key     string `json:"key"`               // "order.paid": the webhook's name, or what tells a variant
	Of      string `json:"of,omitempty"`      // the webhook whose body has the variant
	Within  ID     `json:"within,omitempty"`  // the operation whose callback it is
	Pointer ID     `json:"pointer,omitempty"` // the webhook or the variant's schema

	// An event is told by the values at a place. With neither, nothing tells it: it needs a URL of its own.
	Header string   `json:"header,omitempty"`
	Field  string   `json:"field,omitempty"` // dots between names
	Types  []string `json:"types,omitempty"` // header and field joined by a dot: "issues.opened"
	Why    string   `json:"why"`             // the evidence, or what is missing

	Body       []Media  `json:"body,omitempty"` // as Body.Content
	Summary    string   `json:"summary,omitempty"`
	Descr      string   `json:"description,omitempty"`
	Deprecated bool     `json:"deprecated,omitempty"`
	Pos        diag.Pos `json:"pos"`
}

// IsTold tells whether an event can share a URL with others.
func (e Event) IsTold() bool { return len(e.Types) > 0 }

// EventRule is what the user says of events where the document does not, or not rightly.
type EventRule struct {
	Union  ID                  // a union of events: "#/components/schemas/Event"; "": none
	Header string              // where the type of an event is; with neither, the document is searched
	Field  string              // dots between names
	Types  map[string][]string // what tells an event, by its key: "order.paid"
	Pos    diag.Pos
}

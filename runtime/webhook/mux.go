package webhook

import (
	"context"
	"encoding/json"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// Mux calls a function for each type of event. Functions are registered before [Mux.Handler] is called; generated clients
// have a method for each type that calls [On]. The zero value is ready.
type Mux struct {
	routes   map[string]consumer
	fallback consumer
	twice    []string
}

// On registers the function for events of a type, whose body is decoded as a T. Where a type has an action, "issues.opened",
// a function for "issues" gets all that none is registered for. Two functions for one type are an error of [Mux.Handler].
func On[T any](m *Mux, eventType string, handle func(context.Context, Event[T]) error) {
	if m.routes == nil {
		m.routes = make(map[string]consumer)
	}
	if _, ok := m.routes[eventType]; ok {
		m.twice = append(m.twice, eventType)
	}
	m.routes[eventType] = &typed[T]{handle: handle, decode: decodeBody[T]}
}

// OnUnknown registers the function for events of all other types; they arrive as they are. Without it they are acknowledged
// and dropped: vendors add types before anybody wants them.
func (m *Mux) OnUnknown(handle func(context.Context, Event[json.RawMessage]) error) {
	m.fallback = &typed[json.RawMessage]{handle: handle, decode: func(m Message) (json.RawMessage, error) { return m.Body, nil }}
}

// Handler returns an endpoint for the events: see [Handler].
func (m *Mux) Handler(v Verifier, store dedup.Store, opts ...Option) (*Endpoint, error) {
	c := newConfig(v, store, opts)
	for _, eventType := range m.twice {
		c.refuse("two functions are registered for %q", eventType)
	}
	if len(m.routes) == 0 && m.fallback == nil {
		c.refuse("no function is registered")
	}
	if c.parts.kind == (Place{}) && len(m.routes) > 0 {
		c.refuse("nothing says where the type of an event is: use WithType")
	}
	if c.decode != nil {
		c.refuse("WithDecode has no meaning for a Mux, whose functions have types of their own")
	}
	r := &routes{parts: c.parts, fallback: m.fallback, known: make(map[string]consumer, len(m.routes))}
	for eventType, function := range m.routes {
		r.known[eventType] = function
	}
	return c.start(v, r)
}

// routes do not change once the endpoint works.
type routes struct {
	parts    parts
	known    map[string]consumer
	fallback consumer
}

// of returns what consumes the message, nil if nothing does.
func (r *routes) of(m Message) consumer {
	for _, kind := range r.parts.kinds(m) {
		if function, ok := r.known[kind]; ok {
			return function
		}
	}
	return r.fallback
}

func (r *routes) check(m Message) error {
	if function := r.of(m); function != nil {
		return function.check(m)
	}
	return nil
}

func (r *routes) consume(ctx context.Context, l Lease) error {
	if function := r.of(l.Message); function != nil {
		return function.consume(ctx, l)
	}
	return nil
}

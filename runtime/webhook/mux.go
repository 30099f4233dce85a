package webhook

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// Mux calls a function for each type of event. Functions are registered before [Mux.Handler] is called; generated clients
// have a method for each type that calls [OnRoute]. The zero value is ready.
type Mux struct {
	routes   map[Place]map[string]consumer
	fallback consumer
	wrong    []string
}

// Route says which events are of one kind: those of one of the types at a place.
type Route struct {
	At    Place    // what the scheme and [WithType] say does not matter; with a header and a field, an event has to have both
	Types []string // "order.paid"; of a header and a field: "issues.opened"
}

// On registers the function for events of a type, whose body is decoded as a T. Where a type has an action, "issues.opened",
// a function for "issues" gets all that none is registered for. Two functions for one type are an error of [Mux.Handler].
func On[T any](m *Mux, eventType string, handle func(context.Context, Event[T]) error) {
	m.register(Place{}, eventType, &typed[T]{handle: handle, decode: decodeBody[T]})
}

// OnRoute registers the function for the events of a route, whose body is decoded as a T. Routes with a header and a field go
// before those with one of them, and these before functions of [On].
func OnRoute[T any](m *Mux, r *Route, handle func(context.Context, Event[T]) error) {
	for _, eventType := range r.Types {
		m.register(r.At, eventType, &typed[T]{handle: handle, decode: decodeBody[T]})
	}
}

func (m *Mux) register(at Place, eventType string, function consumer) {
	if m.routes == nil {
		m.routes = make(map[Place]map[string]consumer)
	}
	if m.routes[at] == nil {
		m.routes[at] = make(map[string]consumer)
	}
	if _, ok := m.routes[at][eventType]; ok {
		m.wrong = append(m.wrong, fmt.Sprintf("two functions are registered for %q", eventType))
	}
	m.routes[at][eventType] = function
}

// OnUnknown registers the function for events of all other types; they arrive as they are. Without it they are acknowledged
// and dropped: vendors add types before anybody wants them.
func (m *Mux) OnUnknown(handle func(context.Context, Event[json.RawMessage]) error) {
	m.setFallback(&typed[json.RawMessage]{handle: handle, decode: rawBody})
}

func rawBody(m Message) (json.RawMessage, error) { return m.Body, nil }

// OnOther registers the function for events that no other function is registered for, as a union: a struct with a pointer for
// each of the routes, and a place for the body of an event that is of none of them. The function fields returns pointers to
// these fields, those of the routes in their order. It stands in place of [Mux.OnUnknown]: both are an error of [Mux.Handler].
func OnOther[U any](m *Mux, routes []*Route, fields func(*U) (known []any, unknown *json.RawMessage), handle func(context.Context, Event[U]) error) {
	index := make(map[Place]map[string]int)
	for i, r := range routes {
		if index[r.At] == nil {
			index[r.At] = make(map[string]int)
		}
		for _, eventType := range r.Types {
			index[r.At][eventType] = i
		}
	}
	places := inOrder(index)
	decode := func(m Message) (data U, err error) {
		known, unknown := fields(&data)
		for _, at := range places {
			if i, ok := index[at][at.typeOf(m)]; ok {
				err = decodeInto(m, known[i])
				return data, err
			}
		}
		*unknown = m.Body
		return data, nil
	}
	m.setFallback(&typed[U]{handle: handle, decode: decode})
}

func (m *Mux) setFallback(function consumer) {
	if m.fallback != nil {
		m.wrong = append(m.wrong, "two functions are registered for all other events")
	}
	m.fallback = function
}

// Handler returns an endpoint for the events: see [Handler].
func (m *Mux) Handler(v Verifier, store dedup.Store, opts ...Option) (*Endpoint, error) {
	c := newConfig(v, store, opts)
	for _, problem := range m.wrong {
		c.refuse("%s", problem)
	}
	if len(m.routes) == 0 && m.fallback == nil {
		c.refuse("no function is registered")
	}
	if c.parts.kind == (Place{}) && len(m.routes[Place{}]) > 0 {
		c.refuse("nothing says where the type of an event is: use WithType")
	}
	if c.decode != nil {
		c.refuse("WithDecode has no meaning for a Mux, whose functions have types of their own")
	}
	r := &routes{parts: c.parts, fallback: m.fallback, places: inOrder(m.routes), known: make(map[Place]map[string]consumer, len(m.routes))}
	for at, functions := range m.routes {
		r.known[at] = maps.Clone(functions)
	}
	return c.start(v, r)
}

// routes do not change once the endpoint works.
type routes struct {
	parts    parts
	places   []Place // of known
	known    map[Place]map[string]consumer
	fallback consumer
}

// inOrder are the places that types are looked for at: those that say most first, that of the scheme last.
func inOrder[T any](byPlace map[Place]T) []Place {
	count := func(p Place) (n int) {
		for _, part := range []string{p.Header, p.Field} {
			if part != "" {
				n++
			}
		}
		return n
	}
	return slices.SortedFunc(maps.Keys(byPlace), func(a, b Place) int {
		return cmp.Or(count(b)-count(a), cmp.Compare(b.Header, a.Header), cmp.Compare(a.Field, b.Field))
	})
}

// typeOf is the type of a message at the place, "" if it does not have all of it.
func (p Place) typeOf(m Message) string {
	values := p.values(m.Header, m.fields())
	if (p.Header != "") && (p.Field != "") && len(values) < 2 {
		return ""
	}
	return strings.Join(values, ".")
}

// of returns what consumes the message, nil if nothing does.
func (r *routes) of(m Message) consumer {
	for _, at := range r.places {
		kinds := []string{at.typeOf(m)}
		if at == (Place{}) {
			kinds = r.parts.kinds(m)
		}
		for _, kind := range kinds {
			if function, ok := r.known[at][kind]; ok {
				return function
			}
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

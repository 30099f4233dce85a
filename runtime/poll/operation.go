package poll

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// ErrNoStatus says that the API has accepted an operation, but not said where to ask for it, or what became of it.
var ErrNoStatus = errors.New("poll: the server does not say how the operation fares")

// Protocol is what the document says of an operation that takes long: data that the generator emits.
type Protocol struct {
	Operation *runtime.Operation // that begins it
	// Final says where the result is when the status is good: "location" (at the header Location), "original-uri" (at the URL of
	// the first request), "operation-location" or "azure-async-operation" (in the last answer). "": a PUT or PATCH has it at
	// its own URL, a POST at the Location if there is one.
	Final string
	// Status is the member that tells the state, with dots between names; "": "status" where a header leads to the status, and
	// none where Location does: the status of HTTP says it.
	Status string
	// States are those of Status. Zero: "Succeeded" and "Failed", "Canceled", and what means the same.
	States States
}

// Operation is something that takes long, and is done at the server, whose result is a T. It belongs to one goroutine.
type Operation[T any] struct {
	client   *runtime.Client
	protocol *Protocol
	at       position
	method   string // of the first request; "" resumed
	last     *answer
	result   *T // not nil: it is done
}

// Start begins an operation. An operation that is done at once needs no more requests. If the server has accepted it and does
// not say how to go on, that is [ErrNoStatus].
func Start[T any](ctx context.Context, c *runtime.Client, req *runtime.Request, opts []runtime.Option, p *Protocol) (*Operation[T], error) {
	a, err := start(ctx, c, req, opts)
	if err != nil {
		return nil, err
	}
	o := &Operation[T]{client: c, protocol: p, last: a, method: p.Operation.Method, at: position{Operation: p.Operation.ID}}
	found, err := p.begin(a, &o.at)
	if err == nil && !found {
		err = o.done(a.body)
	}
	if err != nil {
		return nil, fmt.Errorf("%s was accepted: %w", p.Operation.ID, err)
	}
	return o, nil
}

// Resume goes on with an operation of another process, by its [Operation.Token]. Nothing is sent until it is asked for.
func Resume[T any](c *runtime.Client, token string, p *Protocol) (*Operation[T], error) {
	at, err := parseToken(token, p.Operation.ID)
	if err != nil {
		return nil, err
	}
	return &Operation[T]{client: c, protocol: p, at: at, last: new(answer)}, nil
}

// Token is what another process needs to go on by the generated Resume method: text, to be kept as carefully as the URL in it,
// which may be signed. "" if the operation is done.
func (o *Operation[T]) Token() string {
	if o.result != nil {
		return ""
	}
	return o.at.token()
}

// Result is the result; nil until the operation is done.
func (o *Operation[T]) Result() *T { return o.result }

// Poll asks once, and returns the result if the operation is done, nil if it goes on, and an [Error] if it failed.
func (o *Operation[T]) Poll(ctx context.Context, opts ...runtime.Option) (*T, error) {
	return o.poll(ctx, newWaiter(opts).calls)
}

// Wait asks until the operation is done, and returns the result, or an [Error] if it failed. It waits between two questions
// for as long as the server asks (Retry-After), else by the [Policy]. When the context or the policy's time ends, the operation goes on
// at the server, and Wait can be called again. The options are those of the questions, not of the call that began.
func (o *Operation[T]) Wait(ctx context.Context, opts ...runtime.Option) (*T, error) {
	w := newWaiter(opts)
	ctx, cancel := w.limit(ctx)
	defer cancel()
	var err error
	for o.result == nil {
		if err = w.pause(ctx, o.last.header, err); err != nil {
			return nil, w.ended(ctx, err)
		}
		if _, err = o.poll(ctx, w.calls); err != nil && !passes(err) {
			return nil, w.ended(ctx, err)
		}
	}
	return o.result, nil
}

func (o *Operation[T]) poll(ctx context.Context, opts []runtime.Option) (*T, error) {
	if o.result != nil {
		return o.result, nil
	}
	a, err := ask(ctx, o.client, o.protocol.Operation, o.at.URL, opts)
	if err != nil {
		o.last = new(answer) // the error has what there is to know
		return nil, err
	}
	o.last = a
	state, v, err := o.protocol.read(a, &o.at)
	switch {
	case err != nil:
		return nil, err
	case v == failed, v == paused:
		return nil, &Error[T]{State: state, Paused: v == paused, Raw: a.body}
	case v == going:
		return nil, nil
	case o.at.Final == "":
		return o.result, o.done(a.body)
	}
	final, err := ask(ctx, o.client, o.protocol.Operation, o.at.Final, opts)
	if err != nil {
		return nil, err
	}
	return o.result, o.done(final.body)
}

// done keeps the result. One without a body is the zero T.
func (o *Operation[T]) done(body []byte) error {
	result := new(T)
	if len(body) > 0 {
		if err := exact.Decode(body, result); err != nil {
			return &runtime.DecodeError{StatusCode: http.StatusOK, MediaType: "application/json", Err: err}
		}
	}
	o.result = result
	return nil
}

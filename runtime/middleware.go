package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Doer sends a request and returns its response; an [http.Client] is one.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// DoerFunc is a function that is a [Doer].
type DoerFunc func(*http.Request) (*http.Response, error)

// Do calls the function.
func (f DoerFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// WithMiddleware wraps every attempt of a call, retries and redirects too; the first of several is the outermost, and those of
// a call are inside those of the client. A middleware sees the request before credentials are added, and what it makes of the
// request counts: its context, header, URL and body, but not another method. It hands the request on once at most, as it is
// the runtime that knows what may be sent again, or answers by itself. Its own error, in place of a response, is the error of
// the call. [CallFrom] tells it what it wraps. Default: none.
//
// What must see the request with its credentials is a transport ([WithHTTPClient]), what signs it an [Authorizer].
func WithMiddleware(m ...func(Doer) Doer) Option {
	return option{"WithMiddleware", anywhere, func(s *settings) error {
		s.middleware = append(s.middleware[:len(s.middleware):len(s.middleware)], m...)
		return checkMiddleware(m)
	}}
}

// WithCallMiddleware wraps each call as a whole, all its attempts and waits. The request it sees is that of the first attempt,
// without credentials; the response is the last one, whatever its status is, and its body can be read again by the runtime
// only if the middleware replaces it. Otherwise as [WithMiddleware]. Default: none.
func WithCallMiddleware(m ...func(Doer) Doer) Option {
	return option{"WithCallMiddleware", anywhere, func(s *settings) error {
		s.around = append(s.around[:len(s.around):len(s.around)], m...)
		return checkMiddleware(m)
	}}
}

func checkMiddleware(m []func(Doer) Doer) error {
	if slices.ContainsFunc(m, func(f func(Doer) Doer) bool { return f == nil }) {
		return errors.New("a middleware is nil")
	}
	return nil
}

// CallMeta says which call a request belongs to.
type CallMeta struct {
	Operation    string // operationId
	Method, Path string // "GET", "/orders/{order_id}": the template
	Attempt      int    // number of the request within the call, from 1
	Retry        int    // how many of the attempts before were repeated: 0 for the first
}

// CallFrom returns what a request that a middleware sees belongs to, by the context of the request.
func CallFrom(ctx context.Context) (CallMeta, bool) {
	m, ok := ctx.Value(callKey{}).(CallMeta)
	return m, ok
}

type callKey struct{}

// about is the call as others see it; the attempt is the one to come.
func (c *call) about() CallMeta {
	return CallMeta{Operation: c.op.ID, Method: c.op.Method, Path: c.op.Path, Attempt: c.attempts + 1, Retry: c.retries}
}

// wrap puts the middleware around a Doer.
func wrap(m []func(Doer) Doer, inner Doer) Doer {
	for _, f := range slices.Backward(m) {
		if outer := f(inner); outer != nil {
			inner = outer
		}
	}
	return inner
}

// through takes the attempt's request through the middleware.
func (a *attempt) through() (*http.Response, error) {
	m := a.call.set.middleware
	if len(m) == 0 {
		return a.deliver()
	}
	inner := &innermost{attempt: a, built: a.req}
	resp, err := wrap(m, inner).Do(a.req.WithContext(context.WithValue(a.req.Context(), callKey{}, a.call.about())))
	return inner.settle(resp, err)
}

// innermost is what the last middleware hands its request to.
type innermost struct {
	attempt *attempt
	built   *http.Request // before the middleware
	called  bool
	resp    *http.Response // its own answer
	err     error
}

var errTwice = errors.New("the middleware sent the request twice: only the runtime knows what may be sent again")

// Do delivers the request as the middleware left it.
func (d *innermost) Do(r *http.Request) (*http.Response, error) {
	switch {
	case d.called:
		return nil, errTwice
	case r == nil:
		return nil, errors.New("the middleware sent no request")
	case r.Method != d.built.Method:
		return nil, fmt.Errorf("the middleware made a %.20s of a %s", r.Method, d.built.Method)
	}
	d.called = true
	if r.Body != d.built.Body {
		r.GetBody = nil // it would open the other body
	}
	if r.Header == nil {
		r.Header = make(http.Header)
	}
	d.attempt.req = r
	d.resp, d.err = d.attempt.deliver()
	return d.resp, d.err
}

// settle is what the attempt makes of the middleware's answer.
func (d *innermost) settle(resp *http.Response, err error) (*http.Response, error) {
	if err == nil && resp == nil {
		err = errors.New("the middleware returned neither a response nor an error")
	}
	if err == nil {
		complete(resp)
		return resp, nil
	}
	if !d.called {
		d.attempt.local = true
	}
	if d.resp != nil { // refused by the middleware, and not to be asked for again
		d.resp.Body.Close()
		d.attempt.rejected = true
	}
	return nil, fmt.Errorf("middleware: %w", err)
}

// complete makes up for what a response of another's making may lack.
func complete(resp *http.Response) {
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if resp.Header == nil {
		resp.Header = make(http.Header)
	}
}

package runtime

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/apigen-go/apigen/runtime/internal/body"
)

// wrapped runs the call within the middleware of calls.
func (c *call) wrapped(ctx context.Context) error {
	if len(c.set.around) == 0 {
		return c.run(ctx)
	}
	inner := &wholeCall{call: c, body: &preview{body: c.body}}
	r := c.preview(context.WithValue(ctx, callKey{}, c.about()), inner.body)
	resp, err := wrap(c.set.around, inner).Do(r)
	return inner.settle(r, resp, err)
}

// preview is the request as the first attempt would send it, without its credentials.
func (c *call) preview(ctx context.Context, b *preview) *http.Request {
	u := *c.url
	r := c.client.blank.WithContext(ctx)
	r.Method, r.URL, r.Host, r.Header = c.op.Method, &u, u.Host, c.headers()
	if c.body != nil {
		r.Body, r.ContentLength = b, c.body.Length
		if c.body.Replay {
			r.GetBody = c.body.Open
		}
	}
	return r
}

// wholeCall is what the last middleware of a call hands its request to.
type wholeCall struct {
	call   *call
	body   *preview // of the request, before the middleware
	called bool
	resp   *http.Response // its own answer
	read   io.ReadCloser  // the body of that
	err    error          // of the call
}

// Do makes the attempts of the call, with the request as the middleware left it.
func (w *wholeCall) Do(r *http.Request) (*http.Response, error) {
	switch {
	case w.called:
		return nil, errTwice
	case r == nil || r.URL == nil:
		return nil, errors.New("the middleware sent no request")
	case r.Method != w.call.op.Method:
		return nil, fmt.Errorf("the middleware made a %.20s of a %s", r.Method, w.call.op.Method)
	}
	w.called = true
	w.call.adopt(r, w.body)
	w.err = w.call.run(r.Context())
	w.answer()
	if w.resp == nil {
		return nil, w.err
	}
	return w.resp, nil
}

// adopt takes over what a middleware made of the request.
func (c *call) adopt(r *http.Request, b *preview) {
	c.url, c.adopted = r.URL, r.Header
	if c.adopted == nil {
		c.adopted = make(http.Header)
	}
	switch {
	case r.Body == nil || r.Body == http.NoBody:
		c.body = nil
	case r.Body != io.ReadCloser(b):
		c.body = body.FromReader(r.Header.Get("Content-Type"), r.Body)
	}
}

// answer is the response of the call as a middleware sees it, none if no response came.
func (w *wholeCall) answer() {
	var api *APIError
	last := w.call.response
	switch {
	case last == nil:
		return
	case errors.As(w.err, &api):
		w.read = io.NopCloser(bytes.NewReader(api.Raw))
	case w.err != nil:
		return
	case w.call.open:
		w.read = w.call.sink.(*streamSink).body
	default:
		w.read = io.NopCloser(bytes.NewReader(w.call.kept))
	}
	w.resp = &http.Response{
		Status: strconv.Itoa(last.StatusCode) + " " + http.StatusText(last.StatusCode), StatusCode: last.StatusCode,
		Proto: last.Proto, ProtoMajor: last.ProtoMajor, ProtoMinor: last.ProtoMinor,
		Header: last.Header, Body: w.read, ContentLength: -1, Request: last.Request,
	}
}

// settle is what becomes of the call after the middleware's answer.
func (w *wholeCall) settle(r *http.Request, resp *http.Response, err error) error {
	switch {
	case err == nil && resp == nil:
		return errors.New("the middleware returned neither a response nor an error")
	case err != nil && w.err != nil && errors.Is(err, w.err):
		return err
	case err != nil:
		if w.read != nil {
			w.read.Close()
		}
		return fmt.Errorf("middleware: %w", err)
	case resp == w.resp && resp.Body == w.read:
		return w.err
	}
	complete(resp)
	return w.call.receive(r, resp)
}

// receive reads a response that is a middleware's in place of the API's.
func (c *call) receive(r *http.Request, resp *http.Response) error {
	a := &attempt{call: c, parent: r.Context(), url: c.url, req: r, resp: resp}
	a.ctx, a.cancel = context.WithCancelCause(a.parent)
	c.client.idle.Add(&a.idle, a.cancel, c.set.timeouts.Idle, 0)
	a.receive(resp, &a.out)
	if !a.open {
		a.end()
	}
	return a.out.err
}

// preview is the body of a request that a middleware may read, if it can be read again.
type preview struct {
	body *body.Body
	open io.ReadCloser
}

// Read opens the body at the first byte.
func (p *preview) Read(b []byte) (int, error) {
	if p.open == nil {
		if !p.body.Replay {
			return 0, errors.New("the body can be read once: a middleware that wants to see it needs WithBuffer")
		}
		var err error
		if p.open, err = p.body.Open(); err != nil {
			return 0, err
		}
	}
	return p.open.Read(b)
}

// Close closes what was opened.
func (p *preview) Close() error {
	if p.open == nil {
		return nil
	}
	return p.open.Close()
}

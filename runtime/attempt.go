package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/breaker"
	"github.com/apigen-go/apigen/runtime/internal/idle"
	"github.com/apigen-go/apigen/runtime/internal/ratelimit"
	"github.com/apigen-go/apigen/runtime/internal/redact"
	"github.com/apigen-go/apigen/runtime/internal/replay"
)

// attempt is one request and its response, with the redirects that it follows.
type attempt struct {
	call   *call
	parent context.Context // the call's; kept to tell its end from that of the attempt
	ctx    context.Context
	cancel context.CancelCauseFunc
	idle   idle.Entry
	out    outcome

	url      *url.URL
	req      *http.Request
	resp     *http.Response // nil: none came
	started  time.Time      // when the request was handed to the transport
	latency  time.Duration  // from then to the header of the response
	received int64          // bytes of the response's body
	upload   *body.Upload
	reader   incoming        // of the response, read as a whole
	history  []*http.Request // redirected
	trace    trace
	left     bool // a redirect has left the origin
	local    bool // the error is ours: nothing was sent
	observed bool // what is new in the response is told
	rejected bool // the error is a middleware's, about a response: it is final
	permit   breaker.Permit
	ticket   *ratelimit.Ticket // of the gate, until a response is there; nil: nothing is known of rate limits
	rate     *Rate             // what the last response that told of a rate limit said; nil: none did
	emptied  bool              // and that nothing is left
	open     bool              // the body of the response belongs to the caller, and the attempt lasts until it is closed
}

// attempt sends the request once.
func (c *call) attempt(parent context.Context) *outcome {
	a := &attempt{call: c, parent: parent, url: c.url}
	a.ctx, a.cancel = context.WithCancelCause(parent)
	a.trace.begin(a)
	a.client().idle.Add(&a.idle, a.cancel, a.sendLimit(), c.set.timeouts.Attempt)
	defer a.releaseBreaker()
	defer a.leaveGate()
	out := &a.out
	resp, err := a.follow()
	if err == nil {
		a.receive(resp, out)
	} else {
		a.fail(err, out)
	}
	if !a.open {
		out.stuck = !a.end()
	}
	a.tellBreaker(a.judge(out, err == nil))
	a.informAttempt(out)
	return out
}

func (a *attempt) client() *Client { return a.call.client }

// sendLimit is how long nothing may move until the header of the response is there.
func (a *attempt) sendLimit() time.Duration {
	t := &a.call.set.timeouts
	if a.call.body.IsSmall() {
		return t.ResponseHeader
	}
	return t.Idle // until the body is sent: outgoing changes it then
}

// end lets go of everything the attempt holds, and reports whether nothing reads the request body any more.
func (a *attempt) end() bool {
	a.idle.Remove()
	a.cancel(nil)
	return a.upload == nil || a.upload.Release()
}

// send takes a request through the steps of an attempt. What has to see every attempt goes in here.
func (a *attempt) send() (*http.Response, error) {
	if err := a.take((*attempt).passGate, (*attempt).askBreaker, (*attempt).build); err != nil {
		return nil, err
	}
	return a.through()
}

// deliver takes the request through the last steps: what a middleware did to it is done.
func (a *attempt) deliver() (*http.Response, error) {
	if err := a.take((*attempt).addCookies, (*attempt).authorize, (*attempt).guard); err != nil {
		return nil, err
	}
	return a.roundTrip()
}

// take goes through steps up to the first that fails: nothing is sent then.
func (a *attempt) take(steps ...func(*attempt) error) error {
	for _, step := range steps {
		if err := step(a); err != nil {
			a.local = true
			return err
		}
	}
	return nil
}

// build makes a new request: a transport may hold on to the one of the attempt before.
func (a *attempt) build() error {
	r := a.client().blank.WithContext(a.trace.ctx)
	r.Method, r.URL, r.Host, r.Header = a.call.op.Method, a.url, a.url.Host, a.call.headers()
	if len(a.call.credentials) > 0 {
		own := *a.url // an authorizer may change it
		r.URL = &own
	}
	a.req = r
	return a.openBody(r)
}

// addCookies adds those that the caller's cookie jar has for the URL.
func (a *attempt) addCookies() error {
	if jar := a.client().jar; jar != nil && !a.left {
		for _, cookie := range jar.Cookies(a.req.URL) {
			a.req.AddCookie(cookie)
		}
	}
	return nil
}

// roundTrip hands the request to the transport, and puts up with one that breaks the rules.
func (a *attempt) roundTrip() (*http.Response, error) {
	if len(a.history) == 0 {
		a.call.attempts++
	}
	a.showCurl()
	began := time.Now()
	if a.started.IsZero() {
		a.started = began
	}
	a.trace.reset()
	resp, err := a.client().transport.RoundTrip(a.req)
	a.latency = time.Since(a.started)
	a.call.attempts += a.trace.resent()
	switch {
	case err != nil && resp != nil && resp.Body != nil:
		resp.Body.Close()
	case err == nil && resp == nil:
		err = errNoResponse
	}
	a.call.logAttempt(a, resp, err, began)
	if err != nil {
		return nil, err
	}
	complete(resp)
	a.resp, a.call.response = resp, resp
	a.noteClock(resp.Header)
	a.noteRate(resp)
	if jar := a.client().jar; jar != nil && !a.left {
		jar.SetCookies(a.req.URL, resp.Cookies())
	}
	a.idle.Phase(a.call.set.timeouts.Idle)
	return resp, nil
}

// fail judges the error of an attempt that has no response to show.
func (a *attempt) fail(err error, out *outcome) {
	var redirect *RedirectError
	out.request, out.final = a.req, a.local
	switch source := a.upload.Err(); {
	case errors.As(err, &redirect):
		out.err, out.final, out.executed = redirect, true, true
		return
	case a.local:
		out.err = err
		return
	case source != nil:
		out.err, out.final = source, true
		return
	case a.parent.Err() != nil:
		out.err = a.parent.Err()
		return
	case a.timedOut():
		out.err = ErrAttemptTimeout
	case errors.Is(err, errResent), errors.Is(context.Cause(a.ctx), errResent):
		out.err = errResent
	default:
		out.err = redact.Error(err)
	}
	out.final = a.rejected || replay.IsFinal(out.err) || errors.Is(err, ErrCrossOrigin) || errors.Is(err, ErrInsecure)
	out.executed = !a.trace.unsent() && !a.trace.refused && !replay.WasNotSent(err)
	if out.executed && !replay.IsSafe(a.call.op.Method) && (out.final || !a.call.repeatable) {
		out.err = fmt.Errorf("the server may have executed the request: %w", out.err)
	}
}

func (a *attempt) timedOut() bool {
	return a.parent.Err() == nil && errors.Is(context.Cause(a.ctx), ErrAttemptTimeout)
}

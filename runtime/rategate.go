package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/ratelimit"
)

// passGate waits until the rate limits let the attempt's request go, or refuses it: then nothing is sent.
func (a *attempt) passGate() error {
	gate, p := a.client().gate, &a.call.set.rate
	if p.limiter == nil && (p.mode == RateLimitOff || gate.IsIdle()) {
		return nil
	}
	a.leaveGate() // of the request that was redirected
	r := a.call.within(a.parent, a.call.rateRequest(a.url.Host, a.left))
	if p.mode == RateLimitOff {
		return a.askLimiter()
	}
	if p.limiter == nil {
		ticket, passed := gate.Try(&r)
		if a.ticket = ticket; passed {
			return nil
		}
	} else if until, refused := gate.Refusal(&r); refused {
		return &RateLimitError{Reset: until} // before anything is taken from the limiter
	} else if err := a.askLimiter(); err != nil {
		return err
	}
	return a.waitAtGate(&r)
}

// waitAtGate stops the watch over the attempt while it waits: it is not the server that is silent.
func (a *attempt) waitAtGate(r *ratelimit.Request) error {
	defer a.unwatched()()
	ticket, err := a.client().gate.Enter(a.parent, r)
	a.ticket = ticket
	var used *ratelimit.UsedUp
	if errors.As(err, &used) {
		return &RateLimitError{Reset: used.Reset}
	}
	return err
}

// unwatched takes the attempt off the list of those in which something has to move. It is put back by what is returned, and
// the wait is counted.
func (a *attempt) unwatched() func() {
	began := time.Now()
	a.idle.Remove()
	return func() {
		a.call.slept += time.Since(began)
		a.client().idle.Add(&a.idle, a.cancel, a.sendLimit(), a.call.set.timeouts.Attempt)
	}
}

// askLimiter waits for the caller's own limiter.
func (a *attempt) askLimiter() error {
	p := &a.call.set.rate
	defer a.unwatched()()
	ctx := a.parent
	if p.maxWait > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.maxWait)
		defer cancel()
	}
	err := p.limiter.Wait(ctx)
	switch ended := a.parent.Err(); {
	case err == nil:
		return nil
	case ended != nil:
		return ended
	}
	return &RateLimitError{Err: err}
}

// leaveGate gives back what the attempt took, if no response came.
func (a *attempt) leaveGate() {
	if a.ticket != nil {
		a.client().gate.Leave(a.ticket)
		a.ticket = nil
	}
}

// noteRate takes down what a response says about rate limits, whatever its status is.
func (a *attempt) noteRate(resp *http.Response) {
	p := &a.call.set.rate
	var space [4]ratelimit.Reading
	readings := ratelimit.Read(resp.Header, p.dialects, space[:0])
	a.emptied = false
	if len(readings) > 0 {
		a.tellRate(readings)
	}
	if p.mode == RateLimitOff {
		return
	}
	var closed time.Duration
	if a.isThrottle(resp) {
		closed, _ = RetryAfter(resp.Header)
	}
	if a.ticket == nil && len(readings) == 0 && closed == 0 {
		return
	}
	r := a.call.rateRequest(a.url.Host, a.left)
	a.client().gate.Note(&r, a.ticket, readings, closed, isGlobal(resp.Header))
	a.ticket = nil
}

// isGlobal reports whether a throttle is about the whole API, as Discord says it.
func isGlobal(h http.Header) bool {
	return strings.EqualFold(h.Get("X-Ratelimit-Global"), "true") || strings.EqualFold(h.Get("X-Ratelimit-Scope"), "global")
}

// tellRate keeps what is said of the tightest limit, and tells the hooks.
func (a *attempt) tellRate(readings []ratelimit.Reading) {
	for i := range readings {
		a.emptied = a.emptied || readings[i].Remaining == 0
	}
	t := ratelimit.Tightest(readings)
	a.rate = &Rate{Dialect: t.Dialect, Bucket: t.Name, Unit: t.Unit, Limit: t.Limit, Remaining: t.Remaining, Reset: t.Reset}
	a.call.tellHooks(func(h Hooks) {
		if h.Rate != nil {
			h.Rate(a.parent, *a.rate)
		}
	})
}

// said is what the last response said of rate limits.
func (a *attempt) said() Rate {
	if a.rate == nil {
		return Rate{}
	}
	return *a.rate
}

// isThrottle reports whether a response refuses for there having been too many requests: 429, and the 403 that some APIs use
// in its place.
func (a *attempt) isThrottle(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		_, asked := RetryAfter(resp.Header)
		return asked || a.emptied
	}
	return false
}

// isThrottled reports whether the outcome is such a response.
func (o *outcome) isThrottled() bool { return o.api != nil && o.api.throttled }

// rateRequest is how the gate knows an attempt.
func (c *call) rateRequest(host string, left bool) ratelimit.Request {
	p := &c.set.rate
	r := ratelimit.Request{
		Key:       ratelimit.Key{Host: host},
		Operation: ratelimit.Operation{Method: c.op.Method, Path: c.op.Path},
		FailFast:  p.mode == RateLimitFailFast,
	}
	if !left {
		r.Key.Credential = c.identity()
	}
	return r
}

// within says how long the request may wait: MaxWait, the deadline, and for a retry MaxElapsed if there is no deadline.
func (c *call) within(ctx context.Context, r ratelimit.Request) ratelimit.Request {
	if wait := c.set.rate.maxWait; wait >= 0 {
		r.Latest = time.Now().Add(wait)
	}
	var limited bool
	if r.Deadline, limited = ctx.Deadline(); !limited && c.retries > 0 && c.set.retry.MaxElapsed >= 0 {
		if last := c.started.Add(c.set.retry.MaxElapsed); r.Latest.IsZero() || last.Before(r.Latest) {
			r.Latest = last
		}
	}
	return r
}

// identity tells credentials apart: by themselves, as a token that is fetched anew is still of the same account.
func (c *call) identity() (id [2]any) {
	for i, credential := range c.credentials[:min(len(c.credentials), len(id))] {
		if reflect.ValueOf(credential).Comparable() {
			id[i] = credential
		}
	}
	return id
}

// gateClosed is the error of a call whose next attempt the gate would refuse after the wait, nil if it would not. It comes with
// that of the last attempt.
func (c *call) gateClosed(ctx context.Context, out *outcome, wait time.Duration) error {
	if c.set.rate.mode == RateLimitOff || c.client.gate.IsIdle() {
		return nil
	}
	r := c.within(ctx, c.rateRequest(c.url.Host, false))
	until, refused := c.client.gate.Refusal(&r)
	if !refused || !until.After(time.Now().Add(wait)) {
		return nil
	}
	return fmt.Errorf("%w: %w", &RateLimitError{Reset: until}, out.err)
}

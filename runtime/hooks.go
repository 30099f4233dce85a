package runtime

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/header"
)

// Hooks are functions that are told what calls do, for metrics and traces. Each may be nil. They run on the goroutine of the
// call, so they should be quick; what they panic of is swallowed. No secret, body, query or path value is in what they get.
type Hooks struct {
	Attempt     func(context.Context, AttemptInfo) // an attempt has ended, or its stream has begun
	Call        func(context.Context, CallInfo)    // a call has ended, or its stream has begun
	Rate        func(context.Context, Rate)        // a response told how much of a rate limit is left
	Breaker     func(context.Context, BreakerInfo) // a circuit breaker has changed its state
	Deprecation func(context.Context, Notice)      // an operation is deprecated; told once, as WithDeprecationHandler is
}

// WithHooks tells h what happens. Several options add up. Default: none.
func WithHooks(h Hooks) Option {
	return option{"WithHooks", anywhere, func(s *settings) error {
		s.hooks = append(s.hooks[:len(s.hooks):len(s.hooks)], h)
		return nil
	}}
}

// AttemptInfo is what [Hooks] are told of one attempt.
type AttemptInfo struct {
	CallMeta
	Scheme     string        // of the last request of the attempt: "https"
	Host       string        // host and port of that request, the port only if it has one
	Protocol   string        // "HTTP/2.0"; "" without a response
	Started    time.Time     // when the request was handed to the transport; zero if it was not
	Delay      time.Duration // the wait before it, 0 for the first
	Latency    time.Duration // from then to the header of the response, or to the error
	Duration   time.Duration // from then to the end of the response's body; for a stream as Latency
	StatusCode int           // 0: no response
	RequestID  string        // the vendor's id of the request
	Sent       int64         // bytes of the request's body; -1: not known beforehand
	Received   int64         // bytes of the response's body that were read, after decompression; 0 for a stream
	Err        error         // nil: a success
	ErrorKind  string        // see [CallInfo]
	Rate       Rate          // what is left of the rate limit, as the response says
	Breaker    BreakerState  // of the host after the attempt; "" without WithBreaker
}

// CallInfo is what [Hooks] are told of a call: its Attempt is the number of requests, its Retry that of retries.
type CallInfo struct {
	CallMeta
	Host           string // of the base URL
	Started        time.Time
	Duration       time.Duration // all attempts and waits; for a stream to its beginning
	StatusCode     int           // of the last response; 0: none
	RequestID      string        // of the last response
	IdempotencyKey string        // "" without
	Err            error         // nil: a success

	// ErrorKind sorts the error for metrics, in few words that never change: "" for a success, "status" for a response that
	// is not one, "canceled", "deadline", "timeout", "dns", "tls", "connect", "network", "truncated", "decode",
	// "content_type", "too_large", "redirect", "origin", "credential", "rate_limit", "circuit_open", "partial", "local".
	ErrorKind string
}

// informAttempt tells the hooks how an attempt ended.
func (a *attempt) informAttempt(out *outcome) {
	if len(a.call.set.hooks) == 0 {
		return
	}
	now := time.Now()
	info := AttemptInfo{
		CallMeta: a.call.about(), Started: a.started, Delay: a.call.slept, Latency: a.latency,
		Received: a.received, Err: out.err, ErrorKind: errorKind(out.err, !a.started.IsZero()),
	}
	info.Attempt = a.call.attempts
	if a.req != nil {
		info.Scheme, info.Host = a.req.URL.Scheme, a.req.URL.Host
	}
	if b := a.call.body; b != nil {
		info.Sent = b.Length
	}
	if !a.started.IsZero() {
		info.Duration = now.Sub(a.started)
	}
	if resp := a.resp; resp != nil {
		info.StatusCode, info.Protocol, info.RequestID = resp.StatusCode, resp.Proto, header.RequestID(resp.Header)
	}
	info.Rate, info.Breaker = a.said(), a.call.breakerState()
	a.call.tellHooks(func(h Hooks) {
		if h.Attempt != nil {
			h.Attempt(a.parent, info)
		}
	})
}

// informCall tells the hooks how the call ended.
func (c *call) informCall(ctx context.Context, err error) {
	if len(c.set.hooks) == 0 {
		return
	}
	info := CallInfo{
		CallMeta: c.about(), Started: c.started, Duration: time.Since(c.started), IdempotencyKey: c.key,
		Err: err, ErrorKind: errorKind(err, c.attempts > 0),
	}
	info.Attempt = c.attempts
	if c.base != nil {
		info.Host = c.base.Host
	}
	if resp := c.response; resp != nil {
		info.StatusCode, info.RequestID = resp.StatusCode, header.RequestID(resp.Header)
	}
	c.tellHooks(func(h Hooks) {
		if h.Call != nil {
			h.Call(ctx, info)
		}
	})
}

// tellHooks runs one hook of each of the hooks, whatever becomes of the others.
func (c *call) tellHooks(tell func(Hooks)) {
	for _, h := range c.set.hooks {
		harmless(func() { tell(h) })
	}
}

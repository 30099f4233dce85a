package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/ratelimit"
)

// Rate is what a response says about a rate limit; of several limits, about the tightest. Zero: it says nothing.
type Rate struct {
	Dialect   string    // of the headers: "ietf", "x-ratelimit", "shopify", ... or a row of the caller's; "" nothing was said
	Bucket    string    // which of the API's limits, as the API calls it; "" it has no name
	Unit      string    // what is counted, such as "tokens"; "" requests
	Limit     int64     // how many there are; 0 the response does not tell
	Remaining int64     // how many are left
	Reset     time.Time // when all are there again, by the clock of this machine; zero: unknown, or not within 24 h
}

// RateLimitMode is what becomes of a request for which nothing is left of a rate limit.
type RateLimitMode int

const (
	RateLimitWait     RateLimitMode = iota + 1 // it waits for the reset if that is near enough: the default
	RateLimitFailFast                          // it ends with a RateLimitError at once, and requests are not spread
	RateLimitOff                               // it is sent
)

// RateLimitPolicy says how a client keeps to the rate limits that responses tell of. A zero field leaves what was set before,
// at first the default.
//
// What is left is kept per host, credential and bucket. Below a tenth of a limit, requests are spread over the time to the
// reset. When nothing is left, or a 429 asks to wait, they wait for the reset, and after it one goes first. Responses that tell
// nothing have no effect. Each attempt passes, retries and pages too.
type RateLimitPolicy struct {
	Mode     RateLimitMode // RateLimitWait
	MaxWait  time.Duration // 2 min: the longest wait of an attempt; negative: no limit. The deadline of the call counts too
	Limiter  RateLimiter   // asked before each attempt in any mode, for limits that no header tells of; none
	Dialects []RateDialect // rows to add to the table of headers. Several options add up
}

// RateLimiter makes requests wait until they may go; a Limiter of golang.org/x/time/rate is one. The context ends when the
// call does, or after MaxWait. An error that is not the context's makes a [RateLimitError] of the attempt.
type RateLimiter interface {
	Wait(context.Context) error
}

// RateDialect is a row of the table of headers that tell of rate limits, for an API with headers of its own. Fields are names of
// headers; Remaining or Pair is needed, and a response counts if it has that one. A reset is read by its form: a Go duration,
// RFC 3339, an HTTP date, or a number: below 1e9 seconds from now, below 1e11 seconds since 1970, else milliseconds.
type RateDialect struct {
	Name         string        // in Rate.Dialect
	Limit        string        // how many requests there are
	Remaining    string        // how many are left
	Used         string        // how many were made, in place of Limit
	Pair         string        // "32/40", used and limit, in place of the three
	Reset        []string      // when all are there again: the first that a response has
	Bucket       []string      // the name of the limit, of several that differ by operation: the first that a response has
	Unit         string        // what is counted, if not requests
	PerOperation bool          // each operation has a limit of its own, which has no name
	Drain        time.Duration // for a leaky bucket, which has no reset: how long a full one takes to run empty
}

// WithRateLimit sets the fields of the policy that are not zero. Default: see [RateLimitPolicy].
func WithRateLimit(p RateLimitPolicy) Option {
	return option{"WithRateLimit", anywhere, func(s *settings) error {
		if p.Mode < 0 || p.Mode > RateLimitOff {
			return fmt.Errorf("unknown mode %d", p.Mode)
		}
		override(&s.rate.mode, p.Mode)
		override(&s.rate.maxWait, p.MaxWait)
		if p.Limiter != nil {
			s.rate.limiter = p.Limiter
		}
		return s.rate.add(p.Dialects)
	}}
}

// ratePolicy is a RateLimitPolicy as it is used.
type ratePolicy struct {
	mode     RateLimitMode
	maxWait  time.Duration
	limiter  RateLimiter
	dialects []ratelimit.Dialect
}

func defaultRate() ratePolicy { return ratePolicy{mode: RateLimitWait, maxWait: 2 * time.Minute} }

// add appends rows, with the names of their headers in canonical form. The slice handed down by the client is not changed.
func (p *ratePolicy) add(rows []RateDialect) error {
	p.dialects = p.dialects[:len(p.dialects):len(p.dialects)]
	for _, d := range rows {
		if d.Name == "" || d.Remaining == "" && d.Pair == "" {
			return errors.New("a dialect needs a name, and the header Remaining or Pair")
		}
		if d.Drain < 0 {
			return errors.New("a dialect's Drain is negative")
		}
		for _, name := range [...]*string{&d.Limit, &d.Remaining, &d.Used, &d.Pair} {
			*name = http.CanonicalHeaderKey(*name)
		}
		d.Reset, d.Bucket = canonical(d.Reset), canonical(d.Bucket)
		p.dialects = append(p.dialects, ratelimit.Dialect(d))
	}
	return nil
}

func canonical(names []string) []string {
	names = slices.Clone(names)
	for i := range names {
		names[i] = http.CanonicalHeaderKey(names[i])
	}
	return names
}

// RateLimitError is an attempt that was not sent because nothing is left of the API's rate limit, or because the caller's
// RateLimiter refused it. [errors.Is] finds [ErrRateLimited]. If it ended the retries of a call, the error of the last attempt
// is found beside it.
type RateLimitError struct {
	Reset time.Time // when to come back; zero: unknown
	Err   error     // of the caller's RateLimiter, nil without
}

// Error says when to come back.
func (e *RateLimitError) Error() string {
	var b strings.Builder
	b.WriteString("not sent: ")
	switch {
	case e.Err != nil:
		b.WriteString("the rate limiter refused: " + e.Err.Error())
	case e.Reset.IsZero():
		b.WriteString("the rate limit is used up")
	default:
		b.WriteString("the rate limit is used up until " + e.Reset.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// Is reports whether the target is ErrRateLimited.
func (e *RateLimitError) Is(target error) bool { return target == ErrRateLimited }

// Unwrap returns what the RateLimiter said.
func (e *RateLimitError) Unwrap() error { return e.Err }

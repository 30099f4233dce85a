package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/breaker"
)

// BreakerPolicy says when the breaker of a host opens, and for how long. A zero field means its default.
//
// Each attempt counts, retries too. Network errors, timeouts of attempts, bodies that are cut short, and all 5xx but 501 are
// failures; every other response is a success, whatever is made of it. What says nothing about the host does not count: an
// attempt that was not sent, one whose caller gave up or ran out of time, one whose request body could not be read.
type BreakerPolicy struct {
	Failures int           // 5: failures in a row that open it; negative: they never do
	Ratio    float64       // 0.5: share of failures in Window that opens it; negative: it never does
	Attempts int           // 20: attempts in Window before Ratio counts
	Window   time.Duration // 10 s, kept in tenths
	Open     time.Duration // 30 s, and up to a fifth more by chance: then one attempt may probe. Longer if a 503's Retry-After asks
	MaxOpen  time.Duration // 5 min: the longest that a Retry-After keeps it open
}

// WithBreaker stops sending to a host that fails. While its breaker is open, calls to it end with a [CircuitOpenError] at once,
// and so do calls that are waiting to be retried, with the error of their last attempt beside it. After a while one attempt is
// let through: if it succeeds the breaker closes, if it fails it opens again. Hosts do not affect each other. For a client only,
// and the state is the client's. Default: none.
func WithBreaker(p BreakerPolicy) Option {
	return option{"WithBreaker", clientOnly, func(s *settings) error {
		if p.Attempts < 0 || p.Window < 0 || p.Open < 0 || p.MaxOpen < 0 {
			return errors.New("only Failures and Ratio can be negative")
		}
		s.breaker = p.withDefaults()
		return nil
	}}
}

func (p BreakerPolicy) withDefaults() *breaker.Policy {
	return &breaker.Policy{
		Failures: cmp.Or(p.Failures, 5), Ratio: cmp.Or(p.Ratio, 0.5), Attempts: cmp.Or(p.Attempts, 20),
		Window: cmp.Or(p.Window, 10*time.Second), Open: cmp.Or(p.Open, 30*time.Second), MaxOpen: cmp.Or(p.MaxOpen, 5*time.Minute),
		Random: rand.Float64,
	}
}

// newBreakers returns nil without a policy.
func newBreakers(p *breaker.Policy) *breaker.Set {
	if p == nil {
		return nil
	}
	return breaker.NewSet(p)
}

// CircuitOpenError is a request that was not sent because its host fails: see [WithBreaker]. It is not retried. If it ended
// the retries of a call, the error of the last attempt is found beside it.
type CircuitOpenError struct {
	Host  string    // and port, as in the URL
	Until time.Time // when to come back; a second from now if another call is just finding out
}

// Error prints the host and the time.
func (e *CircuitOpenError) Error() string {
	return fmt.Sprintf("not sent: %s fails, and is left alone until %s", e.Host, e.Until.UTC().Format(time.RFC3339))
}

// BreakerState is what the breaker of a host does with attempts.
type BreakerState string

const (
	BreakerClosed   BreakerState = "closed"    // sends them
	BreakerOpen     BreakerState = "open"      // refuses them
	BreakerHalfOpen BreakerState = "half-open" // sends one at a time, to see whether the host is back
)

// BreakerInfo is what [Hooks] are told when the breaker of a host changes its state. Changes are told by the calls that cause
// them: those of different calls may arrive in another order.
type BreakerInfo struct {
	Host     string
	From, To BreakerState
	Until    time.Time // of BreakerOpen; zero for other states
	Reason   string    // "failures in a row", "too many failures", "time to probe", "the probe succeeded", "the probe failed"
}

// askBreaker lets the request through if the breaker of its host does. A redirect asks anew: it is a success of the host that
// sent it.
func (a *attempt) askBreaker() error {
	hosts := a.client().breakers
	if hosts == nil {
		return nil
	}
	a.tellBreaker(breaker.Success, 0)
	c := a.call
	c.host = strings.ToLower(a.url.Host)
	c.breaker = hosts.Of(c.host)
	permit, ok, until, change := c.breaker.Ask(time.Now())
	a.permit = permit
	a.informBreaker(change)
	if !ok {
		return &CircuitOpenError{c.host, until}
	}
	return nil
}

// tellBreaker reports what became of the request that was let through last, unless that has been done.
func (a *attempt) tellBreaker(o breaker.Outcome, asked time.Duration) {
	if permit := a.permit; permit != (breaker.Permit{}) {
		a.permit = breaker.Permit{}
		a.informBreaker(permit.Report(time.Now(), o, asked))
	}
}

// releaseBreaker frees the place of a probe that panicked.
func (a *attempt) releaseBreaker() { a.tellBreaker(breaker.Nothing, 0) }

// judge is what an attempt that is over says about its host, and how long that wants to be left alone. answered: the response
// was taken, whatever was made of it.
func (a *attempt) judge(out *outcome, answered bool) (breaker.Outcome, time.Duration) {
	var redirect *RedirectError
	switch {
	case a.started.IsZero():
		return breaker.Nothing, 0
	case out.api != nil:
		return judgeStatus(out.api)
	case out.err == nil, errors.As(out.err, &redirect):
		return breaker.Success, 0
	case a.isOurs(out.err):
		return breaker.Nothing, 0
	case answered && out.final: // whole, and not what was asked for
		return breaker.Success, 0
	}
	return breaker.Failure, 0
}

// isOurs reports whether an error came about on this side.
func (a *attempt) isOurs(err error) bool {
	return a.local || a.rejected || a.parent.Err() != nil || a.upload.Err() != nil ||
		errors.Is(err, ErrCrossOrigin) || errors.Is(err, ErrInsecure)
}

func judgeStatus(api *APIError) (breaker.Outcome, time.Duration) {
	switch {
	case api.StatusCode < 500, api.StatusCode == http.StatusNotImplemented:
		return breaker.Success, 0
	case api.StatusCode == http.StatusServiceUnavailable:
		return breaker.Failure, api.RetryAfter
	}
	return breaker.Failure, 0
}

// circuit is the error of a call that is not retried because the breaker has opened, nil if it has not.
func (c *call) circuit(out *outcome) error {
	select {
	case <-c.opened():
		return c.circuitOpen(out)
	default:
		return nil
	}
}

func (c *call) circuitOpen(out *outcome) error {
	return fmt.Errorf("%w: %w", &CircuitOpenError{c.host, c.breaker.Until()}, out.err)
}

// opened is closed when the breaker opens; without one it never is.
func (c *call) opened() <-chan struct{} {
	if c.breaker == nil {
		return nil
	}
	return c.breaker.Opened()
}

// informBreaker tells the hooks of a change.
func (a *attempt) informBreaker(change breaker.Change) {
	if change.From == change.To {
		return
	}
	info := BreakerInfo{a.call.host, stateOf(change.From), stateOf(change.To), change.Until, change.Reason}
	a.call.tellHooks(func(h Hooks) {
		if h.Breaker != nil {
			h.Breaker(a.parent, info)
		}
	})
}

// breakerState is that of the host which the call asked last, "" without a breaker.
func (c *call) breakerState() BreakerState {
	if c.breaker == nil {
		return ""
	}
	return stateOf(c.breaker.State())
}

func stateOf(s breaker.State) BreakerState {
	return [...]BreakerState{breaker.Closed: BreakerClosed, breaker.Open: BreakerOpen, breaker.HalfOpen: BreakerHalfOpen}[s]
}

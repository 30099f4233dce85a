package runtime

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// RetryPolicy says how often and when a call is tried again. A zero field leaves what was set before, at first the
// default. Nothing in it lets a call be sent twice that the server may have executed once: for that, the method must be
// GET, HEAD, OPTIONS, TRACE, PUT or DELETE, or the call must carry an idempotency key.
type RetryPolicy struct {
	MaxAttempts   int           // 4; 1: no retries
	Base          time.Duration // 500 ms: the first wait, before jitter; at least 1 s after a 429
	Cap           time.Duration // 8 s: the longest wait of the policy's own
	MaxRetryAfter time.Duration // 2 min: a server that asks for more gets no retry, and the caller the error at once; negative: none
	MaxElapsed    time.Duration // 5 min: no retry starts later, for a context without deadline; negative: no limit
	Jitter        Jitter        // JitterEqual
	Budget        float64       // 10: retries in a row, per host, beyond a tenth of the calls; negative: no budget
	Statuses      []int         // 408, 425, 429, 500, 502, 503, 504

	CountHeader string   // "X-Retry-Count": tells the server which retry it is; "-": none
	HintHeaders []string // X-Should-Retry, Stripe-Should-Retry: the server's word on whether to retry

	// Classify, if not nil, decides in place of Statuses and HintHeaders which outcomes are worth another attempt.
	Classify func(Attempt) Verdict
}

// Attempt is what [RetryPolicy.Classify] judges.
type Attempt struct {
	Operation  string      // operationId
	Method     string      // "POST"
	Number     int         // 1 for the first
	StatusCode int         // 0: no response
	Header     http.Header // of the response
	Err        error
}

// Verdict is the answer of [RetryPolicy.Classify].
type Verdict int

const (
	Default Verdict = iota // by Statuses, HintHeaders and the kind of network error
	Retry                  // worth another attempt
	Stop                   // final
)

func (RetryPolicy) complete() RetryPolicy {
	return RetryPolicy{
		MaxAttempts: 4, Base: 500 * time.Millisecond, Cap: 8 * time.Second, MaxRetryAfter: 2 * time.Minute,
		MaxElapsed: 5 * time.Minute, Jitter: JitterEqual, Budget: 10, Statuses: []int{408, 425, 429, 500, 502, 503, 504},
		CountHeader: "X-Retry-Count", HintHeaders: []string{"X-Should-Retry", "Stripe-Should-Retry"},
	}
}

// over lays the fields that are not zero over those of an older policy.
func (p RetryPolicy) over(old RetryPolicy) RetryPolicy {
	override(&old.MaxAttempts, p.MaxAttempts)
	override(&old.Base, p.Base)
	override(&old.Cap, p.Cap)
	override(&old.MaxRetryAfter, p.MaxRetryAfter)
	override(&old.MaxElapsed, p.MaxElapsed)
	override(&old.Jitter, p.Jitter)
	override(&old.Budget, p.Budget)
	override(&old.CountHeader, p.CountHeader)
	if p.Statuses != nil {
		old.Statuses = slices.Clone(p.Statuses)
	}
	if p.HintHeaders != nil {
		old.HintHeaders = slices.Clone(p.HintHeaders)
	}
	if p.Classify != nil {
		old.Classify = p.Classify
	}
	return old
}

// outcome is how an attempt ended.
type outcome struct {
	err      error         // nil: a success
	api      *APIError     // the response in err, nil if there is none
	request  *http.Request // as sent
	executed bool          // the server may have acted
	final    bool          // by its kind, whatever the policy
	stuck    bool          // something still reads the request body
}

func (o *outcome) status() int {
	if o.api == nil {
		return 0
	}
	return o.api.StatusCode
}

// asked is the wait that the server asked for, false if it did not.
func (o *outcome) asked() (time.Duration, bool) {
	if o.api == nil {
		return 0, false
	}
	return RetryAfter(o.api.Header)
}

// run makes attempts until one succeeds or there is a reason not to make another.
func (c *call) run(ctx context.Context) error {
	c.client.budgets.deposit(c.base.Host, c.set.retry.Budget)
	for {
		out := c.attempt(ctx)
		if out.err == nil {
			return nil
		}
		again := c.isRetried(out)
		if ended := ctx.Err(); ended != nil && (again || out.api == nil) {
			return c.interrupted(ended, out)
		}
		if c.refused(ctx, out) {
			c.last = out.err
			continue
		}
		if !again {
			return c.afterRefusal(out)
		}
		wait, err := c.schedule(ctx, out)
		if err != nil {
			return err
		}
		c.logRetry(ctx, out, wait)
		if err := sleep(ctx, wait); err != nil {
			return c.interrupted(err, out)
		}
		c.last = out.err
		c.retries++
	}
}

// afterRefusal keeps the 401 visible if what failed after it is the new token.
func (c *call) afterRefusal(out *outcome) error {
	if c.replayed && out.api == nil && c.last != nil {
		return fmt.Errorf("%w: %w", out.err, c.last)
	}
	return out.err
}

// isRetried reports whether the outcome calls for another attempt and nothing forbids one.
func (c *call) isRetried(out *outcome) bool {
	if out.final || c.retries+1 >= c.set.retry.MaxAttempts || !c.canSendAgain(out) {
		return false
	}
	return c.isRetryable(out) && (c.repeatable || !out.executed)
}

func (c *call) isRetryable(out *outcome) bool {
	switch c.verdict(out) {
	case Retry:
		return true
	case Stop:
		return false
	}
	if out.api == nil {
		return true
	}
	status := out.api.StatusCode
	hint := c.hint(out.api.Header)
	if hint == "false" || hint != "true" && !slices.Contains(c.set.retry.Statuses, status) {
		return false
	}
	switch status {
	case http.StatusTooEarly:
		first := !c.early
		c.early = true
		return first
	case http.StatusConflict, http.StatusUnprocessableEntity: // of a key: another payload, or the first attempt is still at work
		return isSafe(c.op.Method) || c.key != "" && !strings.Contains(errorCode(out.api.Raw), "reuse")
	}
	return true
}

// verdict asks the caller's Classify.
func (c *call) verdict(out *outcome) Verdict {
	classify := c.set.retry.Classify
	if classify == nil {
		return Default
	}
	a := Attempt{Operation: c.op.ID, Method: c.op.Method, Number: c.attempts, StatusCode: out.status(), Err: out.err}
	if out.api != nil {
		a.Header = out.api.Header
	}
	return classify(a)
}

// hint is the server's word, "true" or "false".
func (c *call) hint(h http.Header) string {
	for _, name := range c.set.retry.HintHeaders {
		if value := strings.ToLower(strings.TrimSpace(h.Get(name))); value == "true" || value == "false" {
			return value
		}
	}
	return ""
}

// schedule returns how long to wait before the next attempt, or the error of the call if it would come too late.
func (c *call) schedule(ctx context.Context, out *outcome) (time.Duration, error) {
	p := &c.set.retry
	if asked, ok := out.asked(); ok && p.MaxRetryAfter >= 0 && asked > p.MaxRetryAfter {
		return 0, out.err
	}
	wait := c.waitFor(out)
	deadline, limited := ctx.Deadline()
	if limited && time.Until(deadline)-deadlineMargin < wait {
		return 0, fmt.Errorf("%w: %w", ErrDeadlineTooClose, out.err)
	}
	if !limited && p.MaxElapsed >= 0 && time.Since(c.started) > p.MaxElapsed-wait {
		return 0, out.err
	}
	if !c.client.budgets.take(c.base.Host, p.Budget) {
		c.exhausted = true
		return 0, out.err
	}
	return wait, nil
}

// deadlineMargin is what an attempt needs at the very least.
const deadlineMargin = 50 * time.Millisecond

// mayHaveActed reports whether a server that answered so may have executed the request.
func mayHaveActed(api *APIError) bool {
	switch api.StatusCode {
	case http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	case http.StatusServiceUnavailable:
		_, asked := RetryAfter(api.Header)
		return !asked
	}
	return true
}

// isFinal reports whether a network error would be the same next time. Errors are told apart by type: texts change.
func isFinal(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
		dns          *net.DNSError
	)
	switch {
	case errors.As(err, &verification), errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid):
		return true
	case errors.As(err, &dns) && dns.IsNotFound:
		return true
	}
	return errors.Is(err, http.ErrSchemeMismatch) || errors.Is(err, ErrCrossOrigin) || errors.Is(err, ErrInsecure)
}

// wasNotSent reports whether by its type an error came before the request was sent, or with the server's word that it
// was not looked at.
func wasNotSent(err error) bool {
	var network *net.OpError
	if errors.As(err, &network) && (network.Op == "dial" || network.Op == "proxyconnect") {
		return true
	}
	var stream streamError
	return errors.As(err, &stream) && stream.Code == refusedStream
}

// streamError has the fields by which net/http lets its error of an HTTP/2 stream be found with [errors.As].
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

// Error prints the code.
func (e streamError) Error() string { return fmt.Sprintf("http2 stream error %d", e.Code) }

const refusedStream = 7 // RFC 9113, section 7

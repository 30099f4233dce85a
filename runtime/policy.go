package runtime

import (
	"net/http"
	"slices"
	"time"
)

// RetryPolicy says how often and when a call is tried again. A zero field leaves what was set before, at first the
// default. Nothing in it lets a call be sent twice that the server may have executed once: for that, the method must be
// GET, HEAD, OPTIONS, TRACE, PUT or DELETE, the document must declare the operation repeatable, or the call must carry an
// idempotency key.
type RetryPolicy struct {
	MaxAttempts   int           // 4; 1: no retries
	Base          time.Duration // 500 ms: the first wait, before jitter; at least 1 s after a 429
	Cap           time.Duration // 8 s: the longest wait of the policy's own
	MaxRetryAfter time.Duration // 2 min: a server that asks for more gets no retry, and the caller the error at once; negative: none
	MaxElapsed    time.Duration // 5 min: no retry starts later, for a context without deadline; negative: no limit
	Jitter        Jitter        // JitterEqual
	Budget        float64       // 10: retries in a row, per host, beyond a tenth of the calls; negative: no budget
	Statuses      []int         // those that the document declares for the operation, else 408, 425, 429, 500, 502, 503, 504

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

func defaultPolicy() RetryPolicy {
	return RetryPolicy{
		MaxAttempts: 4, Base: 500 * time.Millisecond, Cap: 8 * time.Second, MaxRetryAfter: 2 * time.Minute,
		MaxElapsed: 5 * time.Minute, Jitter: JitterEqual, Budget: 10,
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

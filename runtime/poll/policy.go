package poll

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/backoff"
)

// ErrTimeout says that what is waited for took longer than Policy.Timeout. It goes on at the server, and waiting can be resumed.
var ErrTimeout = errors.New("poll: it takes longer than it may")

// Policy says how to wait for something that takes long. A zero field is its default.
type Policy struct {
	First    time.Duration // 1 s: from one answer to the next question, where the server does not say (Retry-After); it doubles
	Longest  time.Duration // 30 s: and grows no further
	Timeout  time.Duration // 24 h: in all; negative: no limit. The context's deadline counts too
	Failures int           // 5: questions in a row that may fail for a reason that can pass, each after its retries
}

// With is the option of a method that waits: generated ones, [Until], [Operation.Wait]. Of several, each sets the fields that are
// not zero. Any other call refuses it.
func With(p Policy) runtime.Option {
	return policyOption{runtime.WithHeader("poll.With: an option of waiting, of no other call", ""), p}
}

// policyOption is an option by what it embeds, which is an error wherever it is not taken out before.
type policyOption struct {
	runtime.Option
	policy Policy
}

// waiter is one wait for one thing.
type waiter struct {
	policy   Policy
	calls    []runtime.Option // of the calls
	waits    int
	failures int
	ours     bool // the policy's time ends before the context does
}

// newWaiter parts the options of waiting from those of calls.
func newWaiter(opts []runtime.Option) *waiter {
	w := &waiter{}
	p := &w.policy
	for _, o := range opts {
		own, ok := o.(policyOption)
		if !ok {
			w.calls = append(w.calls, o)
			continue
		}
		p.First = cmp.Or(own.policy.First, p.First)
		p.Longest = cmp.Or(own.policy.Longest, p.Longest)
		p.Timeout = cmp.Or(own.policy.Timeout, p.Timeout)
		p.Failures = cmp.Or(own.policy.Failures, p.Failures)
	}
	p.First = max(cmp.Or(p.First, time.Second), time.Millisecond)
	p.Longest = max(cmp.Or(p.Longest, 30*time.Second), p.First)
	p.Timeout = cmp.Or(p.Timeout, 24*time.Hour)
	p.Failures = cmp.Or(p.Failures, 5)
	return w
}

// limit is the context of the whole wait.
func (w *waiter) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if w.policy.Timeout < 0 {
		return context.WithCancel(ctx)
	}
	deadline, ok := ctx.Deadline()
	w.ours = !ok || time.Until(deadline) > w.policy.Timeout
	return context.WithTimeoutCause(ctx, w.policy.Timeout, ErrTimeout)
}

// ended names the limit that has ended a wait: ours, else whatever err says.
func (w *waiter) ended(ctx context.Context, err error) error {
	if w.ours && (errors.Is(context.Cause(ctx), ErrTimeout) || errors.Is(err, runtime.ErrDeadlineTooClose)) {
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return err
}

// pause waits until the next question, for as long as the last answer or error asks, else by the policy. It returns the error of
// the wait if that is over: err itself if it will not pass.
func (w *waiter) pause(ctx context.Context, h http.Header, err error) error {
	switch {
	case err == nil:
		w.failures = 0
	case ctx.Err() != nil, !passes(err):
		return err
	default:
		if w.failures++; w.failures >= w.policy.Failures {
			return err
		}
	}
	wait := asked(err, time.Now())
	if d, ok := runtime.RetryAfter(h); ok && d > 0 && wait == 0 {
		wait = max(d, backoff.AtLeast(d))
	}
	if wait, tooClose := w.within(ctx, wait); !tooClose {
		_, slept := backoff.Sleep(ctx, wait, nil)
		return slept
	}
	if err != nil {
		return fmt.Errorf("%w: %w", runtime.ErrDeadlineTooClose, err)
	}
	return runtime.ErrDeadlineTooClose
}

// within is how long to wait before the deadline. What the server asked for is not shortened; our own back-off is, so that there is
// still a question at half of the time that is left.
func (w *waiter) within(ctx context.Context, asked time.Duration) (wait time.Duration, tooClose bool) {
	left := time.Duration(1<<63 - 1)
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
	}
	if asked > 0 {
		return asked, asked >= left
	}
	d := backoff.Delay(backoff.Equal, w.policy.First, w.policy.Longest, 0, w.waits, rand.Float64)
	w.waits++
	if d < left {
		return d, false
	}
	return left / 2, left < w.policy.First
}

// passes tells failures of a question that say nothing of what is waited for, and can be over at the next.
func passes(err error) bool {
	var api *runtime.APIError
	if errors.As(err, &api) {
		return errors.Is(err, runtime.ErrServer) || errors.Is(err, runtime.ErrRateLimited) || api.StatusCode == http.StatusRequestTimeout
	}
	switch runtime.ErrorKind(err) {
	case "rate_limit", "circuit_open", "timeout", "network", "connect", "truncated":
		return true
	}
	return false
}

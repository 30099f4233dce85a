package runtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/backoff"
	"github.com/apigen-go/apigen/runtime/internal/redact"
	"github.com/apigen-go/apigen/runtime/internal/replay"
)

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

// mayHaveActed reports whether a server that answered so may have executed the request.
func mayHaveActed(api *APIError) bool {
	switch api.StatusCode {
	case http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	case http.StatusForbidden:
		return !api.throttled
	case http.StatusServiceUnavailable:
		_, asked := RetryAfter(api.Header)
		return !asked
	}
	return true
}

// run makes attempts until one succeeds or there is a reason not to make another.
func (c *call) run(ctx context.Context) error {
	for {
		out := c.attempt(ctx)
		c.deposit()
		if out.err == nil {
			return nil
		}
		again := c.isRetried(out)
		if ended := ctx.Err(); ended != nil && (again || out.api == nil) {
			return c.interrupted(ended, out)
		}
		if c.refused(ctx, out) || c.isMistimed(out) {
			c.last, c.slept = out.err, 0
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
		if err := c.pause(ctx, wait, out); err != nil {
			return err
		}
		c.last, c.slept = out.err, wait
		c.retries++
	}
}

// pause waits before a retry. It returns the error of the call if that is over before the wait is.
func (c *call) pause(ctx context.Context, wait time.Duration, out *outcome) error {
	ended, err := backoff.Sleep(ctx, wait, c.opened())
	if err != nil {
		return c.interrupted(err, out)
	}
	if ended {
		c.client.budgets.Refund(c.base.Host, c.set.retry.Budget)
		return c.circuitOpen(out)
	}
	return nil
}

// deposit gives the retry budget its share of a call, once it has sent anything: calls that the gate or the breaker holds back
// are no reason for more retries.
func (c *call) deposit() {
	if c.deposited || c.attempts == 0 {
		return
	}
	c.deposited = true
	c.client.budgets.Deposit(c.base.Host, c.set.retry.Budget)
}

// afterRefusal keeps the 401 visible if what failed after it is the new token, and the last failure if the breaker or the gate
// has closed the way.
func (c *call) afterRefusal(out *outcome) error {
	var circuit *CircuitOpenError
	var limit *RateLimitError
	if (c.replayed || errors.As(out.err, &circuit) || errors.As(out.err, &limit)) && out.api == nil && c.last != nil {
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
	if out.isThrottled() {
		status = http.StatusTooManyRequests
	}
	hint := c.hint(out.api.Header)
	if hint == "false" || hint != "true" && !slices.Contains(c.retryable(), status) {
		return false
	}
	switch status {
	case http.StatusTooEarly:
		first := !c.early
		c.early = true
		return first
	case http.StatusConflict, http.StatusUnprocessableEntity: // of a key: another payload, or the first attempt is still at work
		return c.op.Safe || replay.IsSafe(c.op.Method) || c.key != "" && !strings.Contains(redact.Code(out.api.Raw), "reuse")
	}
	return true
}

// retryable are the statuses worth another attempt: by the caller's word, the document's, or the default.
func (c *call) retryable() []int {
	switch {
	case c.set.retry.Statuses != nil:
		return c.set.retry.Statuses
	case c.op.Retry != nil:
		return c.op.Retry
	}
	return []int{408, 425, 429, 500, 502, 503, 504}
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
	if err := cmp.Or(c.circuit(out), c.gateClosed(ctx, out, wait)); err != nil {
		return 0, err
	}
	if !c.client.budgets.Take(c.base.Host, p.Budget) {
		c.exhausted = true
		return 0, out.err
	}
	return wait, nil
}

// deadlineMargin is what an attempt needs at the very least.
const deadlineMargin = 50 * time.Millisecond

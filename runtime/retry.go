package runtime

import (
	"context"
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
	case http.StatusServiceUnavailable:
		_, asked := RetryAfter(api.Header)
		return !asked
	}
	return true
}

// run makes attempts until one succeeds or there is a reason not to make another.
func (c *call) run(ctx context.Context) error {
	c.client.budgets.Deposit(c.base.Host, c.set.retry.Budget)
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
		if err := backoff.Sleep(ctx, wait); err != nil {
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
		return replay.IsSafe(c.op.Method) || c.key != "" && !strings.Contains(redact.Code(out.api.Raw), "reuse")
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
	if !c.client.budgets.Take(c.base.Host, p.Budget) {
		c.exhausted = true
		return 0, out.err
	}
	return wait, nil
}

// deadlineMargin is what an attempt needs at the very least.
const deadlineMargin = 50 * time.Millisecond

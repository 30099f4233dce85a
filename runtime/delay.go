package runtime

import (
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/backoff"
)

// Jitter is how chance enters the wait before a retry, so that clients that failed together do not come back together.
// d is Base*2^n, at most Cap, for the n-th retry from 0.
type Jitter int

const (
	JitterEqual        Jitter = backoff.Equal        // d/2 to d: the default
	JitterFull         Jitter = backoff.Full         // 0 to d
	JitterDecorrelated Jitter = backoff.Decorrelated // Base to three times the wait before, at most Cap
	JitterAdditive     Jitter = backoff.Additive     // d to d+Base
	JitterFixed        Jitter = backoff.Fixed        // Base
)

// RetryAfter returns how long a response asks to wait, and false if it does not: by the first that is valid of
// retry-after-ms, x-ms-retry-after-ms and Retry-After. 0 means that it may be now, or was in the past. A date is read
// against the response's own Date, so that a wrong clock here does no harm.
func RetryAfter(h http.Header) (time.Duration, bool) { return backoff.Asked(h) }

const throttledBase = time.Second // the Base of a 429, if that of the policy is less

// waitFor is the wait before the next attempt. What the server asked for is never undercut.
func (c *call) waitFor(out *outcome) time.Duration {
	p := &c.set.retry
	base := p.Base
	if out.status() == http.StatusTooManyRequests || out.isThrottled() {
		base = max(base, min(throttledBase, p.Cap))
	}
	c.waited = backoff.Delay(int(p.Jitter), base, max(p.Cap, base), c.waited, c.retries, rand.Float64)
	asked, ok := out.asked()
	switch {
	case !ok:
		return c.waited
	case asked <= 0:
		return max(c.waited, base/4)
	}
	return backoff.AtLeast(asked)
}

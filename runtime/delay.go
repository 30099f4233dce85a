package runtime

import (
	"context"
	"math"
	"math/rand/v2"
	"time"
)

// Jitter is how chance enters the wait before a retry, so that clients that failed together do not come back together.
// d is Base*2^n, at most Cap, for the n-th retry from 0.
type Jitter int

const (
	JitterEqual        Jitter = iota + 1 // d/2 to d: the default
	JitterFull                           // 0 to d
	JitterDecorrelated                   // Base to three times the wait before, at most Cap
	JitterAdditive                       // d to d+Base
	JitterFixed                          // Base
)

const throttledBase = time.Second // the Base of a 429, if that of the policy is less

// wait is how long to wait before retry n, from 0, by the policy alone. random returns a number in [0, 1).
func (j Jitter) wait(base, limit, previous time.Duration, n int, random func() float64) time.Duration {
	d := limit
	if n < 63 && base <= limit>>n {
		d = base << n
	}
	switch j {
	case JitterFull:
		return between(0, d, random)
	case JitterDecorrelated:
		return min(limit, between(base, saturated(3, max(previous, base)), random))
	case JitterAdditive:
		return between(d, saturated(1, d+min(base, math.MaxInt64-d)), random)
	case JitterFixed:
		return base
	}
	return between(d/2, d, random)
}

func between(low, high time.Duration, random func() float64) time.Duration {
	if high <= low {
		return low
	}
	return low + time.Duration(random()*float64(high-low))
}

func saturated(factor, d time.Duration) time.Duration {
	if d > math.MaxInt64/factor {
		return math.MaxInt64
	}
	return factor * d
}

// waitFor is the wait before the next attempt. What the server asked for is never undercut; a little is added so that
// its clients do not all come back in the same instant.
func (c *call) waitFor(out *outcome) time.Duration {
	p := &c.set.retry
	base := p.Base
	if out.status() == 429 {
		base = max(base, min(throttledBase, p.Cap))
	}
	d := p.Jitter.wait(base, max(p.Cap, base), c.waited, c.retries, rand.Float64)
	c.waited = d
	asked, ok := out.asked()
	switch {
	case !ok:
		return d
	case asked <= 0:
		return max(d, base/4)
	}
	return asked + between(0, asked/20, rand.Float64) + between(0, time.Millisecond, rand.Float64)
}

// sleep waits, or returns the context's error as soon as it ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

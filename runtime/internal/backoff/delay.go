// Package backoff answers: how long does a call wait before it is tried again, and when has there been enough of that?
package backoff

import (
	"context"
	"math"
	"math/rand/v2"
	"time"
)

// How chance enters a delay: d/2 to d; 0 to d; base to three times the delay before; d to d+base; base.
const (
	Equal = iota + 1
	Full
	Decorrelated
	Additive
	Fixed
)

// Delay is how long to wait before retry n, from 0, by the policy alone. random returns a number in [0, 1).
func Delay(jitter int, base, limit, previous time.Duration, n int, random func() float64) time.Duration {
	d := limit
	if n < 63 && base <= limit>>n {
		d = base << n
	}
	switch jitter {
	case Full:
		return between(0, d, random)
	case Decorrelated:
		return min(limit, between(base, saturated(3, max(previous, base)), random))
	case Additive:
		return between(d, saturated(1, d+min(base, math.MaxInt64-d)), random)
	case Fixed:
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

// AtLeast returns what a server asked for and a little more, so that its clients do not all come back in the same instant.
func AtLeast(asked time.Duration) time.Duration {
	return asked + between(0, asked/20, rand.Float64) + between(0, time.Millisecond, rand.Float64)
}

// Sleep waits. It returns true as soon as stop is closed, and the context's error as soon as that ends.
func Sleep(ctx context.Context, d time.Duration, stop <-chan struct{}) (bool, error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false, nil
	case <-stop:
		return true, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

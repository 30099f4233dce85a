// Package poll answers: how is the same thing asked for again and again, and when is that over?
//
// [Every] asks at an interval for as long as the program likes: for what is new, with [Watermark], [Tag], [Each] and [EachVersion]. [Until]
// and [Operation] ask until something that takes long is done; generated methods are made of them.
package poll

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/backoff"
)

// ErrStop is what the function of [Every] returns, alone or wrapped, to end the polling without an error.
var ErrStop = errors.New("poll: stop")

// maxDoublings is how often failures in a row double the interval: up to 8 times its length.
const maxDoublings = 3

// Every calls fn at once and then at every interval, longer or shorter by up to a tenth so that many processes do not ask in
// one instant. It returns the context's error when that ends, and nil after [ErrStop].
//
// Calls never overlap. If one takes longer than the interval, the ticks that it misses are left out, and the next call comes with
// the next tick. An error of fn doubles the interval, up to eight times; a success resets it, and [runtime.ErrNotModified] is a
// success with nothing new. What the server asked for is waited for: the Retry-After of a [runtime.APIError], the reset of a
// [runtime.RateLimitError] and of a [runtime.CircuitOpenError]. Errors are not kept: fn tells of them, if anybody does.
//
// An interval that is not positive is a second.
func Every(ctx context.Context, interval time.Duration, fn func(context.Context) error) error {
	if interval <= 0 {
		interval = time.Second
	}
	for failures := 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		began := time.Now()
		err := fn(ctx)
		switch {
		case errors.Is(err, ErrStop):
			return nil
		case err == nil, errors.Is(err, runtime.ErrNotModified):
			failures = 0
		default:
			failures = min(failures+1, maxDoublings)
		}
		wait := max(tick(interval<<failures, time.Since(began)), asked(err, time.Now()))
		if _, err := backoff.Sleep(ctx, wait, nil); err != nil {
			return err
		}
	}
}

// tick is how long to wait from the end of a call to the next tick.
func tick(interval, elapsed time.Duration) time.Duration {
	d := interval - interval/10 + time.Duration(rand.Float64()*float64(interval)/5)
	return d - elapsed%max(d, 1)
}

// asked is the wait that an error asks for, 0 if it does not. It is a little longer than that, so that not all come back at once.
func asked(err error, now time.Time) time.Duration {
	var (
		api     *runtime.APIError
		limit   *runtime.RateLimitError
		circuit *runtime.CircuitOpenError
		wait    time.Duration
	)
	if errors.As(err, &api) {
		wait = api.RetryAfter
	}
	if errors.As(err, &limit) && !limit.Reset.IsZero() {
		wait = max(wait, limit.Reset.Sub(now))
	}
	if errors.As(err, &circuit) {
		wait = max(wait, circuit.Until.Sub(now))
	}
	if wait <= 0 {
		return 0
	}
	return max(wait, backoff.AtLeast(wait)) // the longest of all overflows
}

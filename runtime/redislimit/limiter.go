// Package redislimit answers: how do several processes share one rate limit?
//
// They count in one Redis, by github.com/go-redis/redis_rate. A [Limiter] is a runtime.RateLimiter:
//
//	limiter, err := redislimit.New(redis.NewClient(&redis.Options{Addr: "localhost:6379"}), "orders", redislimit.Limit{Rate: 50})
//	client, err := orders.New(token, runtime.WithRateLimit(runtime.RateLimitPolicy{Limiter: limiter}))
//
// It is a module of its own, so that no other client links a client of Redis.
package redislimit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
)

// ErrDeadlineTooClose means that the context's deadline would have passed before the request could go.
var ErrDeadlineTooClose = errors.New("the deadline is before the request's turn")

// Limit is how many requests may go, of all processes together.
type Limit struct {
	Rate   int           // requests per Period; at least 1
	Period time.Duration // 1 s
	Burst  int           // how many may go at once after a rest; Rate

	// Open lets requests go when Redis cannot be asked, for those to whom an API that answers 429 now and then is better
	// than no API. Default: false, and they end with the error.
	Open bool
}

// Limiter makes requests wait until the limit lets them go. It is safe for concurrent use, and needs no Close; the client of
// Redis remains the caller's.
type Limiter struct {
	redis *redis_rate.Limiter
	key   string
	limit redis_rate.Limit
	open  bool
	line  chan struct{} // held by the one request of this process that asks: the others would ask in vain, each time
}

// New returns a limiter. Processes share a limit if they have the key in common, which should name the API and whose
// credential it is, and not be the credential. In Redis it is "rate:" and the key, and expires by itself.
func New(client redis.UniversalClient, key string, limit Limit) (*Limiter, error) {
	if limit.Period == 0 {
		limit.Period = time.Second
	}
	if limit.Burst == 0 {
		limit.Burst = limit.Rate
	}
	switch {
	case client == nil:
		return nil, errors.New("the client of Redis is nil")
	case key == "":
		return nil, errors.New("no key: what should the limit be shared by?")
	case limit.Rate < 1 || limit.Period < 0 || limit.Burst < 1:
		return nil, fmt.Errorf("no limit: %d requests per %v, %d at once", limit.Rate, limit.Period, limit.Burst)
	}
	return &Limiter{
		redis: redis_rate.NewLimiter(client), key: key, open: limit.Open, line: make(chan struct{}, 1),
		limit: redis_rate.Limit{Rate: limit.Rate, Period: limit.Period, Burst: limit.Burst},
	}, nil
}

// Wait returns when the request may go. It returns the context's error if that ends before, ErrDeadlineTooClose at once if
// its deadline is too near, and the error of Redis; then, nothing is taken.
func (l *Limiter) Wait(ctx context.Context) error {
	select {
	case l.line <- struct{}{}:
		defer func() { <-l.line }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		wait, err := l.ask(ctx)
		if err != nil || wait == 0 {
			return err
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// ask takes a request from the limit, or returns how long there will be none.
func (l *Limiter) ask(ctx context.Context) (time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	answer, err := l.redis.Allow(ctx, l.key, l.limit)
	switch {
	case ctx.Err() != nil && err != nil:
		return 0, ctx.Err()
	case err != nil && l.open:
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("asking Redis: %w", err)
	case answer.Allowed > 0:
		return 0, nil
	}
	wait := max(answer.RetryAfter, time.Millisecond)
	if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) < wait {
		return 0, ErrDeadlineTooClose
	}
	return wait, nil
}

// sleep waits, and a little longer by chance, so that processes do not all ask at the same instant.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d + rand.N(d/10+time.Millisecond))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

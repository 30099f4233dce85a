package runtimetest

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// limits is the part of group C about rate limits that servers announce.
func limits() []Case {
	return []Case{
		inBubble("C9", "X-RateLimit with 0 remaining and an epoch (GitHub) holds back the next call until the reset", usedUp(github), Limits),
		inBubble("C10", "RateLimit-Reset in seconds from now does so too", usedUp(seconds), Limits),
		inBubble("C11", `RateLimit: "d";r=0;t=3 does so too`, usedUp(structured), Limits),
		inBubble("C12", "a leaky bucket at 39 of 40 (Shopify) slows calls down", nearlyFull, Limits),
		inBubble("C13", "the last 5 of 100 calls are spread over the 10 s to the reset", spread, Limits),
		inBubble("C14", "a reset beyond the caller's deadline fails the call at once, and nothing is sent", resetTooLate, Limits),
	}
}

const window = 3 * time.Second // to the reset

func github(remaining int, reset time.Duration) []string {
	at := time.Now().Add(reset + time.Second - 1).Unix()
	return []string{"X-RateLimit-Limit", "100", "X-RateLimit-Remaining", strconv.Itoa(remaining), "X-RateLimit-Reset", strconv.FormatInt(at, 10)}
}

func seconds(remaining int, reset time.Duration) []string {
	return []string{"RateLimit-Limit", "100", "RateLimit-Remaining", strconv.Itoa(remaining), "RateLimit-Reset", strconv.Itoa(int(reset / time.Second))}
}

func structured(remaining int, reset time.Duration) []string {
	return []string{"RateLimit", fmt.Sprintf(`"d";r=%d;t=%d`, remaining, int(reset/time.Second)), "RateLimit-Policy", `"d";q=100;w=60`}
}

// usedUp is a server that says after the first call that nothing is left. The next call waits, or fails unsent.
func usedUp(dialect func(int, time.Duration) []string) func(*bench) error {
	return func(b *bench) error {
		s := b.site(func(_ int, w http.ResponseWriter, _ *hit) { reply{status: 200, header: dialect(0, window)}.write(w) })
		c := b.client(s, Setup{MaxAttempts: 1, RateLimits: true})
		err := success(b.call(c, Call{}))
		r := b.call(c, Call{})
		if r.ok() {
			return all(err, between("the wait", s.gap(1), window-time.Millisecond, 2*window))
		}
		return all(err, attempts(s, 1), b.named(r, RateLimited))
	}
}

func nearlyFull(b *bench) error {
	s := b.site(script(reply{status: 200, header: []string{"X-Shopify-Shop-Api-Call-Limit", "39/40"}}))
	c := b.client(s, Setup{MaxAttempts: 1, RateLimits: true})
	began := time.Now()
	var errs []error
	for range 6 {
		errs = append(errs, success(b.call(c, Call{})))
	}
	return all(all(errs...), between("six calls", time.Since(began), time.Second, 5*time.Minute))
}

func spread(b *bench) error {
	reset := time.Now().Add(10 * time.Second)
	s := b.site(func(n int, w http.ResponseWriter, _ *hit) {
		reply{status: 200, header: github(max(6-n, 0), time.Until(reset))}.write(w)
	})
	c := b.client(s, Setup{MaxAttempts: 1, RateLimits: true})
	var errs []error
	for range 6 {
		errs = append(errs, success(b.call(c, Call{})))
	}
	hits := s.seen()
	if len(hits) < 6 {
		return all(errs...)
	}
	return all(all(errs...), between("the fifth call after the warning", hits[5].at.Sub(hits[0].at), 5*time.Second, 15*time.Second))
}

func resetTooLate(b *bench) error {
	s := b.site(func(_ int, w http.ResponseWriter, _ *hit) {
		reply{status: 200, header: github(0, 30*time.Second)}.write(w)
	})
	c := b.client(s, Setup{MaxAttempts: 1, RateLimits: true})
	err := success(b.call(c, Call{}))
	ctx, cancel := context.WithTimeout(b.ctx, time.Second)
	defer cancel()
	began := time.Now()
	r := b.callIn(ctx, c, Call{})
	return all(err, failure(r), attempts(s, 1), b.named(r, RateLimited), between("the refusal", time.Since(began), 0, 50*time.Millisecond))
}

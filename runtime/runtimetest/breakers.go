package runtimetest

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// breakers is the part of group C about the circuit breaker: it opens after 5 failures in a row, for about 30 s.
func breakers() []Case {
	return []Case{
		inBubble("C3", "after 5 failures in a row the sixth call fails at once, and sends nothing", circuitOpens, Breaking),
		inBubble("C4", "of twenty callers of a half-open circuit one goes through", halfOpen, Breaking),
		inBubble("C5", "a probe that fails opens the circuit again, one that succeeds closes it", probes, Breaking),
		inBubble("C6", "ten calls that their callers cancel open nothing", cancelledProbes, Breaking),
		inBubble("C7", "ten times 404 or 429 open nothing", harmlessStatuses, Breaking),
		inBubble("C8", "an open circuit of one host leaves others alone", otherHost, Breaking),
	}
}

// failing is a server that answers with the status that it is set to.
func (b *bench) failing(status int32) (*site, *atomic.Int32) {
	var now atomic.Int32
	now.Store(status)
	return b.site(func(_ int, w http.ResponseWriter, _ *hit) { reply{status: int(now.Load())}.write(w) }), &now
}

// trip makes five calls that fail.
func (b *bench) trip(c Caller) {
	for range 5 {
		b.call(c, Call{})
	}
}

// refused wants that the next call is refused without being sent.
func (b *bench) refused(s *site, c Caller) error {
	before, began := s.count(), time.Now()
	r := b.call(c, Call{})
	return all(failure(r), that(s.count() == before, "the call was sent"), b.named(r, CircuitOpen),
		between("the refusal", time.Since(began), 0, time.Millisecond))
}

func circuitOpens(b *bench) error {
	s, _ := b.failing(503)
	c := b.client(s, Setup{MaxAttempts: 1, Breaker: true})
	b.trip(c)
	return all(attempts(s, 5), b.refused(s, c))
}

func halfOpen(b *bench) error {
	s := b.site(func(n int, w http.ResponseWriter, _ *hit) {
		if n > 5 {
			time.Sleep(time.Second)
		}
		reply{status: map[bool]int{true: 503, false: 200}[n <= 5]}.write(w)
	})
	c := b.client(s, Setup{MaxAttempts: 1, Breaker: true})
	b.trip(c)
	time.Sleep(2 * time.Minute)
	b.together(20, func(int) Result { return b.call(c, Call{}) })
	return attempts(s, 6)
}

func probes(b *bench) error {
	s, status := b.failing(503)
	c := b.client(s, Setup{MaxAttempts: 1, Breaker: true})
	b.trip(c)
	time.Sleep(2 * time.Minute)
	b.call(c, Call{})
	err := all(attempts(s, 6), b.refused(s, c))
	time.Sleep(2 * time.Minute)
	status.Store(200)
	for range 3 {
		err = all(err, success(b.call(c, Call{})))
	}
	return err
}

func cancelledProbes(b *bench) error {
	var hang atomic.Bool
	hang.Store(true)
	s := b.site(func(_ int, w http.ResponseWriter, h *hit) {
		if hang.Load() {
			<-h.request.Context().Done()
			return
		}
		reply{status: 200}.write(w)
	})
	c := b.client(s, Setup{MaxAttempts: 1, Breaker: true})
	for range 10 {
		ctx, cancel := context.WithCancel(b.ctx)
		time.AfterFunc(100*time.Millisecond, cancel)
		b.callIn(ctx, c, Call{})
	}
	hang.Store(false)
	return success(b.call(c, Call{}))
}

func harmlessStatuses(b *bench) error {
	var errs []error
	for _, code := range []int32{404, 429} {
		s, status := b.failing(code)
		c := b.client(s, Setup{MaxAttempts: 1, Breaker: true})
		for range 10 {
			b.call(c, Call{})
		}
		status.Store(200)
		if err := success(b.call(c, Call{})); err != nil {
			errs = append(errs, fmt.Errorf("%d: %w", code, err))
		}
	}
	return all(errs...)
}

func otherHost(b *bench) error {
	s, _ := b.failing(503)
	other := b.site(statuses(200))
	c := b.client(s, Setup{MaxAttempts: 1, Breaker: true})
	b.trip(c)
	return all(b.refused(s, c), success(b.call(c, Call{Base: other.url})))
}

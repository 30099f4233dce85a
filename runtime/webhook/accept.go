package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/internal/backoff"
)

const (
	acknowledgeWithin = time.Second      // from the body to the answer
	claimLease        = 10 * time.Second // of an id, while its event is put into the queue
	confirmWithin     = time.Minute      // what the store did not take at once
	firstLook         = 2 * time.Millisecond
	lastLook          = 50 * time.Millisecond // between looks at an id that somebody else has claimed
)

// accept puts the event into the queue, once. The id counts as seen only when that is done: until then another delivery of
// the event waits, and takes over if this one fails.
func (e *Endpoint) accept(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, acknowledgeWithin)
	defer cancel()
	if e.joint != nil && m.Key != "" {
		outcome, err := e.acceptAtOnce(ctx, m)
		if err == nil || !e.failOpen || errors.Is(err, ErrFull) || errors.Is(err, ErrStopped) {
			return e.answer(outcome, err)
		}
	}
	claim, err := e.claim(ctx, m.Key)
	switch {
	case err != nil && !e.failOpen:
		return refused(http.StatusServiceUnavailable, "claiming the event: %w", err)
	case err != nil:
		e.logger.WarnContext(ctx, "webhook event taken without the dedup store", "source", e.parts.source, "id", m.ID, "error", err)
	case claim.Outcome != dedup.Claimed:
		return e.answer(claim.Outcome, nil)
	}
	if err := e.queue.Put(ctx, m); err != nil {
		e.release(ctx, claim)
		return e.answer(0, err)
	}
	e.confirm(ctx, claim)
	return nil
}

// answer is what the sender is told: that it arrived, now or before, or to come back.
func (e *Endpoint) answer(outcome dedup.Outcome, err error) error {
	switch {
	case err != nil:
		return refused(http.StatusServiceUnavailable, "putting the event into the queue: %w", err)
	case outcome == dedup.Busy:
		return refused(http.StatusServiceUnavailable, "another delivery of the event is in progress")
	}
	return nil
}

// acceptAtOnce does it all where the store is: nobody sees the event half taken.
func (e *Endpoint) acceptAtOnce(ctx context.Context, m Message) (outcome dedup.Outcome, err error) {
	whileBusy(ctx, func() bool {
		outcome, err = e.joint(ctx, m)
		return err == nil && outcome == dedup.Busy
	})
	return outcome, err
}

// claim claims the key.
func (e *Endpoint) claim(ctx context.Context, key string) (claim dedup.Claim, err error) {
	if key == "" {
		return dedup.Claim{Outcome: dedup.Claimed}, nil
	}
	whileBusy(ctx, func() bool {
		claim, err = e.store.Claim(ctx, key, claimLease)
		return err == nil && claim.Outcome == dedup.Busy
	})
	return claim, err
}

// whileBusy looks again while somebody else has the key: that one may confirm it, or give it back.
func whileBusy(ctx context.Context, busy func() bool) {
	for wait := firstLook; busy(); wait = min(2*wait, lastLook) {
		if _, err := backoff.Sleep(ctx, wait, nil); err != nil {
			return
		}
	}
}

// release gives a claim back. If that fails, the end of its lease does it.
func (e *Endpoint) release(ctx context.Context, claim dedup.Claim) {
	if claim.Token == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), acknowledgeWithin)
	defer cancel()
	if err := e.store.Release(ctx, claim); err != nil {
		e.logger.WarnContext(ctx, "webhook event not released", "source", e.parts.source, "error", err)
	}
}

// confirm marks the event as seen. It is in the queue by now, so the sender is told that it arrived whatever the store says;
// if the store fails, it is asked again behind the answer.
func (e *Endpoint) confirm(ctx context.Context, claim dedup.Claim) {
	if claim.Token == "" || e.store.Confirm(ctx, claim) == nil {
		return
	}
	go func() {
		err := e.persist(confirmWithin, func(ctx context.Context) error { return e.store.Confirm(ctx, claim) })
		if err != nil {
			e.logger.Error("webhook event not confirmed: it may be handled again if it is sent again", "source", e.parts.source, "error", err)
		}
	}()
}

// persist does what must be recorded, and tries again for as long as it is worth it and the endpoint is not closed.
func (e *Endpoint) persist(within time.Duration, record func(context.Context) error) error {
	const first, limit = 50 * time.Millisecond, 3 * time.Second
	start := time.Now()
	for n := 0; ; n++ {
		err := e.once(record)
		if err == nil || errors.Is(err, ErrLeaseLost) || time.Since(start) > within {
			return err
		}
		if _, closed := backoff.Sleep(e.ctx, backoff.Delay(backoff.Equal, first, limit, 0, n, e.random), nil); closed != nil {
			return fmt.Errorf("%w (and the endpoint is closed)", err)
		}
	}
}

func (e *Endpoint) once(record func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), claimLease)
	defer cancel()
	return record(ctx)
}

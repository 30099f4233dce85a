package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// CheckJoint holds what a queue and a store do together to what [webhook.Joint] promises. The function opens both, empty and of one
// place, and the queue with room for ten messages; for each check others. It is for a queue and a store that keep their other promises.
func CheckJoint(open func() (webhook.Queue, dedup.Store, error)) error {
	checks := []struct {
		name string
		run  func(*jointBench)
	}{
		{"a message is put and its key is done", joined},
		{"a message whose key is claimed or done is not put", heldBack},
		{"a message that the queue knows is not stored again, and its key is done", caughtUp},
		{"a queue that is full leaves the key free, but answers for what it has or what is done", fullJoint},
		{"of messages with one key that come together one is put", oneOfManyJoint},
		{"a queue that is stopped leaves the key free", stoppedJoint},
	}
	errs := make([]error, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		b, err := openJoint(open)
		if err != nil {
			errs[i] = err
			break
		}
		all.Go(func() {
			c.run(b)
			for _, err := range b.errs {
				errs[i] = errors.Join(errs[i], fmt.Errorf("%s: %w", c.name, err))
			}
			b.q.Stop()
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// jointBench is one check.
type jointBench struct {
	storeBench
	joint webhook.Joint
}

func openJoint(open func() (webhook.Queue, dedup.Store, error)) (*jointBench, error) {
	q, s, err := open()
	if err != nil {
		return nil, fmt.Errorf("opening the queue and the store: %w", err)
	}
	b := &jointBench{storeBench: storeBench{bench: bench{q: q, other: q}, s: s, other: s}}
	if j, ok := q.(webhook.Joiner); ok {
		b.joint = j.Join(s)
	}
	if b.joint == nil {
		return nil, fmt.Errorf("the queue %T does not join the store %T", q, s)
	}
	return b, nil
}

// accept wants an outcome, or an error if that is given.
func (b *jointBench) accept(id string, want dedup.Outcome, wantErr error) {
	got, err := b.joint(context.Background(), message(id))
	if !errors.Is(err, wantErr) || err == nil && got != want {
		b.wrong("%q: %v, %v; want %v, %v", id, got, err, want, wantErr)
	}
}

func keyOf(id string) string { return message(id).Key }

func joined(b *jointBench) {
	for _, id := range []string{"1", "2", "3"} {
		b.accept(id, dedup.Claimed, nil)
		b.claim(b.s, keyOf(id), long, dedup.Done)
	}
	if m := b.take("1", 1, long).Message; string(m.Body) != string(message("1").Body) || len(m.Header["X-A"]) != 2 {
		b.wrong("the message is %+v, want %+v", m, message("1"))
	}
	b.take("2", 1, long)
	b.take("3", 1, long)
}

func heldBack(b *jointBench) {
	ctx := context.Background()
	b.accept("1", dedup.Claimed, nil)
	b.accept("1", dedup.Done, nil)
	b.must("Done", b.q.Done(ctx, b.take("1", 1, long)))
	b.accept("1", dedup.Done, nil)
	c := b.claim(b.s, keyOf("2"), long, dedup.Claimed)
	b.accept("2", dedup.Busy, nil)
	b.none(b.q, never)
	b.must("Release", b.s.Release(ctx, c))
	b.accept("2", dedup.Claimed, nil)
	b.take("2", 1, long)
	b.must("Confirm", b.s.Confirm(ctx, b.claim(b.s, keyOf("3"), long, dedup.Claimed)))
	b.accept("3", dedup.Done, nil)
	b.none(b.q, never)
	b.claim(b.s, keyOf("4"), short, dedup.Claimed)
	time.Sleep(short + short/10)
	b.accept("4", dedup.Claimed, nil) // its holder is dead
	b.take("4", 1, long)
}

func caughtUp(b *jointBench) {
	b.put("1", "2")
	b.accept("1", dedup.Claimed, nil)
	b.claim(b.s, keyOf("1"), long, dedup.Done)
	b.take("1", 1, long)
	b.must("Done", b.q.Done(context.Background(), b.take("2", 1, long)))
	b.accept("2", dedup.Claimed, nil)
	b.none(b.q, never)
}

func fullJoint(b *jointBench) {
	b.must("Confirm", b.s.Confirm(context.Background(), b.claim(b.s, keyOf("done"), long, dedup.Claimed)))
	b.put("put")
	for i := range room - 1 {
		b.accept(fmt.Sprint(i), dedup.Claimed, nil)
	}
	b.accept("more", 0, webhook.ErrFull)
	b.must("Release", b.s.Release(context.Background(), b.claim(b.s, keyOf("more"), long, dedup.Claimed)))
	b.accept("done", dedup.Done, nil)
	b.accept("put", dedup.Claimed, nil)
	b.accept("3", dedup.Done, nil)
	b.must("Done", b.q.Done(context.Background(), b.take("put", 1, long)))
	b.accept("more", dedup.Claimed, nil)
	b.accept("too much", 0, webhook.ErrFull)
}

func oneOfManyJoint(b *jointBench) {
	const senders, events = 8, 5
	var wg sync.WaitGroup
	for i := range senders * events {
		wg.Go(func() {
			outcome, err := b.joint(context.Background(), message(fmt.Sprint(i%events)))
			if err != nil || outcome == 0 {
				b.wrong("%d: %v, %w", i, outcome, err)
			}
		})
	}
	wg.Wait()
	seen := make(map[string]bool)
	for range events {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		l, err := b.q.Take(ctx, long)
		cancel()
		b.must("Take", err)
		seen[l.Message.ID] = true
	}
	if len(seen) != events {
		b.wrong("%d of %d messages came", len(seen), events)
	}
	b.none(b.q, never)
	for i := range events {
		b.claim(b.s, keyOf(fmt.Sprint(i)), long, dedup.Done)
	}
}

func stoppedJoint(b *jointBench) {
	b.q.Stop()
	b.accept("1", 0, webhook.ErrStopped)
	b.claim(b.s, keyOf("1"), long, dedup.Claimed)
}

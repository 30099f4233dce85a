package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
)

// crowd has messages put twice each, by two that do so at a time, while workers handle them.
func crowd(b *bench) {
	const messages, workers = 100, 4
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	count := &counter{left: messages, all: cancel, seen: make(map[string]int)}
	var wg sync.WaitGroup
	for _, q := range []webhook.Queue{b.q, b.other} {
		wg.Go(func() { b.putAll(ctx, q, messages) })
		for range workers {
			wg.Go(func() { b.work(ctx, q, count) })
		}
	}
	wg.Wait()
	b.none(b.q, never)
	for i := range messages {
		if n := count.seen[fmt.Sprint(i)]; n != 1 {
			b.wrong("message %d was handled %d times", i, n)
		}
	}
}

// counter ends the work when every message was handled.
type counter struct {
	mu   sync.Mutex
	left int
	all  func()
	seen map[string]int
}

func (c *counter) note(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen[id]++; c.seen[id] == 1 {
		if c.left--; c.left == 0 {
			c.all()
		}
	}
}

func (b *bench) putAll(ctx context.Context, q webhook.Queue, messages int) {
	for i := range messages {
		err := q.Put(ctx, message(fmt.Sprint(i)))
		for errors.Is(err, webhook.ErrFull) {
			time.Sleep(time.Millisecond)
			err = q.Put(ctx, message(fmt.Sprint(i)))
		}
		if err != nil {
			if ctx.Err() == nil {
				b.wrong("Put: %w", err)
			}
			return
		}
	}
}

func (b *bench) work(ctx context.Context, q webhook.Queue, count *counter) {
	for {
		l, err := q.Take(ctx, long)
		if err != nil {
			if ctx.Err() == nil {
				b.wrong("Take: %w", err)
			}
			return
		}
		b.must("Done", q.Done(context.Background(), l))
		count.note(l.Message.ID)
	}
}

// deadWorker has three workers: one dies with a message, one is slow and extends its lease, and one, of another process if there
// are any, waits for what comes.
func deadWorker(b *bench) {
	b.put("dead", "slow")
	b.take("dead", 1, short)
	slow := b.take("slow", 1, long)
	l := b.takeFrom(b.other, "dead", 2, short)
	b.must("Done", b.other.Done(context.Background(), l))
	b.must("Extend", b.q.Extend(context.Background(), slow, long))
	b.none(b.other, never)
	b.must("Done", b.q.Done(context.Background(), slow))
}

func otherGets(b *bench) {
	b.put("1", "2")
	b.takeFrom(b.other, "1", 1, long)
	b.must("Put", b.other.Put(context.Background(), message("1")))
	b.take("2", 1, long)
	b.none(b.q, never)
}

func otherLeases(b *bench) {
	b.put("1")
	l := b.take("1", 1, long)
	b.none(b.other, never)
	b.must("Extend", b.other.Extend(context.Background(), l, long))
	b.must("Done", b.other.Done(context.Background(), l))
	b.wantsLost("Done", b.q.Done(context.Background(), l))
}

func otherStops(b *bench) {
	b.put("1", "2")
	l := b.take("1", 1, long)
	b.q.Stop()
	if _, err := b.q.Take(context.Background(), long); !errors.Is(err, webhook.ErrStopped) {
		b.wrong("Take: %v, want ErrStopped", err)
	}
	b.must("Done", b.q.Done(context.Background(), l)) // what was begun, it ends
	b.takeFrom(b.other, "2", 1, long)
	b.none(b.other, never)
}

package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
)

// CheckQueue holds a queue to what [webhook.Queue] promises, and returns what it does not keep. The function opens a queue
// that is empty and has room for ten messages at least; for each check another. It takes a few seconds, as leases have to end.
func CheckQueue(open func() (webhook.Queue, error)) error {
	var errs []error
	for _, c := range []struct {
		name string
		run  func(*bench)
	}{
		{"messages come in the order of their arrival, whole", inOrder},
		{"a message whose key is in the queue is not stored again", storedOnce},
		{"a message that is leased is nobody else's until the lease ends", leased},
		{"a lease that is extended does not end", extended},
		{"a message that is given back comes again when it is due", givenBack},
		{"what was done or failed does not come again", removed},
		{"a lease that has ended changes nothing", tooLate},
		{"a lease that has ended counts until somebody else takes the message", overdue},
		{"takers at the same time get different messages", together},
		{"Take ends with its context, and the queue with Stop", stopped},
	} {
		q, err := open()
		if err != nil {
			return errors.Join(append(errs, fmt.Errorf("opening the queue: %w", err))...)
		}
		b := &bench{q: q}
		c.run(b)
		for _, err := range b.errs {
			errs = append(errs, fmt.Errorf("%s: %w", c.name, err))
		}
		q.Stop()
	}
	return errors.Join(errs...)
}

const (
	short = 300 * time.Millisecond // a lease that ends
	long  = time.Minute            // one that does not
)

// bench is one check.
type bench struct {
	q    webhook.Queue
	mu   sync.Mutex
	errs []error
}

func (b *bench) must(what string, err error) {
	if err != nil {
		b.wrong("%s: %w", what, err)
	}
}

func (b *bench) wrong(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}

func message(id string) webhook.Message {
	return webhook.Message{Key: "key " + id, ID: id, Type: "type", Header: http.Header{"X-A": {"b", "c"}}, Body: []byte("\x00 " + id), Received: time.Now()}
}

func (b *bench) put(ids ...string) {
	for _, id := range ids {
		b.must("Put", b.q.Put(context.Background(), message(id)))
	}
}

// take wants a message, or none within a short time if the id is "".
func (b *bench) take(id string, attempt int, lease time.Duration) webhook.Lease {
	limit := 5 * time.Second
	if id == "" {
		limit = short / 3
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	l, err := b.q.Take(ctx, lease)
	switch {
	case id == "" && err == nil:
		b.wrong("Take returned %q, want none", l.Message.ID)
	case id == "" && !errors.Is(err, context.DeadlineExceeded):
		b.wrong("Take: %w, want the error of the context", err)
	case id != "" && err != nil:
		b.wrong("Take of %q: %w", id, err)
	case id != "" && (l.Message.ID != id || l.Attempt != attempt):
		b.wrong("Take returned %q with attempt %d, want %q with %d", l.Message.ID, l.Attempt, id, attempt)
	}
	return l
}

func (b *bench) wantsLost(what string, err error) {
	if !errors.Is(err, webhook.ErrLeaseLost) {
		b.wrong("%s: %v, want ErrLeaseLost", what, err)
	}
}

func inOrder(b *bench) {
	b.put("1", "2", "3")
	l := b.take("1", 1, long)
	want := message("1")
	if m := l.Message; m.Key != want.Key || m.Type != want.Type || string(m.Body) != string(want.Body) || len(m.Header["X-A"]) != 2 ||
		time.Since(m.Received).Abs() > time.Minute {
		b.wrong("the message is %+v, want %+v", m, want)
	}
	b.take("2", 1, long)
	b.take("3", 1, long)
	b.take("", 0, long)
}

func storedOnce(b *bench) {
	b.put("1", "1")
	b.take("1", 1, long)
	b.put("1")
	b.take("", 0, long)
}

func leased(b *bench) {
	b.put("1")
	b.take("1", 1, short)
	b.take("", 0, long)
	b.take("1", 2, long)
}

func extended(b *bench) {
	b.put("1")
	l := b.take("1", 1, short)
	b.must("Extend", b.q.Extend(context.Background(), l, long))
	time.Sleep(short)
	b.take("", 0, long)
	b.must("Done", b.q.Done(context.Background(), l))
}

func givenBack(b *bench) {
	b.put("1", "2")
	l := b.take("1", 1, long)
	b.must("Retry", b.q.Retry(context.Background(), l, short))
	b.take("2", 1, long)
	b.take("", 0, long)
	b.take("1", 2, long)
}

func removed(b *bench) {
	b.put("1", "2")
	b.must("Done", b.q.Done(context.Background(), b.take("1", 1, short)))
	b.must("Fail", b.q.Fail(context.Background(), b.take("2", 1, short)))
	time.Sleep(short)
	b.take("", 0, long)
}

func tooLate(b *bench) {
	b.put("1")
	late := b.take("1", 1, short)
	now := b.take("1", 2, long)
	b.wantsLost("Done", b.q.Done(context.Background(), late))
	b.wantsLost("Fail", b.q.Fail(context.Background(), late))
	b.wantsLost("Retry", b.q.Retry(context.Background(), late, 0))
	b.wantsLost("Extend", b.q.Extend(context.Background(), late, short))
	b.must("Done", b.q.Done(context.Background(), now))
}

func overdue(b *bench) {
	b.put("1")
	l := b.take("1", 1, short)
	time.Sleep(short + short/10)
	b.must("Done", b.q.Done(context.Background(), l))
	b.take("", 0, long)
}

func together(b *bench) {
	const takers = 8
	seen := make(map[string]bool)
	var wg sync.WaitGroup
	for range takers {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			l, err := b.q.Take(ctx, long)
			b.must("Take", err)
			b.mu.Lock()
			defer b.mu.Unlock()
			seen[l.Message.ID] = true
		})
	}
	for i := range takers {
		b.put(fmt.Sprint(i))
	}
	wg.Wait()
	if len(seen) != takers {
		b.wrong("%d takers got %d messages", takers, len(seen))
	}
}

func stopped(b *bench) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.q.Take(ctx, long); !errors.Is(err, context.Canceled) {
		b.wrong("Take: %v, want Canceled", err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := b.q.Take(context.Background(), long)
		ended <- err
	}()
	b.q.Stop()
	b.q.Stop()
	select {
	case err := <-ended:
		if !errors.Is(err, webhook.ErrStopped) {
			b.wrong("Take: %v, want ErrStopped", err)
		}
	case <-time.After(5 * time.Second):
		b.wrong("Take goes on after Stop")
	}
	if err := b.q.Put(context.Background(), message("1")); !errors.Is(err, webhook.ErrStopped) {
		b.wrong("Put: %v, want ErrStopped", err)
	}
}

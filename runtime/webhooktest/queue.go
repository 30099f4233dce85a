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
// that is empty and has room for ten messages; for each check another. It takes a few seconds, as leases have to end.
func CheckQueue(open func() (webhook.Queue, error)) error {
	return checkAll(func() (*bench, error) {
		q, err := open()
		return &bench{q: q, other: q}, err
	}, []check{
		{"messages come in the order of their arrival, whole", inOrder},
		{"a message whose key is in the queue is not stored again", storedOnce},
		{"a message that was done or failed is not stored again", knownAfterwards},
		{"messages without a key are all different", keyless},
		{"a queue that is full says so, but takes what it has already", full},
		{"a message that is leased is nobody else's until the lease ends", leased},
		{"a lease that is extended does not end", extended},
		{"a message that is given back comes again when it is due", givenBack},
		{"what was done or failed does not come again", removed},
		{"a lease that has ended changes nothing", tooLate},
		{"a lease that has ended counts until somebody else takes the message", overdue},
		{"takers at the same time get different messages", together},
		{"many workers handle every message once, however often it is put", crowd},
		{"what a dead worker had comes to another, and what a slow one has does not", deadWorker},
		{"Take ends with its context, and the queue with Stop", stopped},
	})
}

// CheckSharedQueue holds a queue that processes share to that. The function opens an empty one twice, as two processes would,
// with room for ten messages.
func CheckSharedQueue(open func() (a, b webhook.Queue, err error)) error {
	return checkAll(func() (*bench, error) {
		a, b, err := open()
		return &bench{q: a, other: b}, err
	}, []check{
		{"one process gets what the other put", otherGets},
		{"a lease is one for both", otherLeases},
		{"many workers of both handle every message once, however often it is put", crowd},
		{"what a dead worker had comes to another, and what a slow one has does not", deadWorker},
		{"a process that stops leaves to the other what it has not begun", otherStops},
	})
}

// check is a promise.
type check struct {
	name string
	run  func(*bench)
}

// checkAll checks all promises at a time: most of it is waiting.
func checkAll(open func() (*bench, error), checks []check) error {
	errs := make([]error, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		b, err := open()
		if err != nil {
			errs[i] = fmt.Errorf("opening the queue: %w", err)
			break
		}
		all.Go(func() {
			c.run(b)
			for _, err := range b.errs {
				errs[i] = errors.Join(errs[i], fmt.Errorf("%s: %w", c.name, err))
			}
			b.q.Stop()
			b.other.Stop()
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

const (
	short    = time.Second            // a lease that ends
	long     = time.Minute            // one that does not
	nothing  = 100 * time.Millisecond // how long to look at a queue that should have nothing
	patience = 30 * time.Second       // with one that should have something
)

// bench is one check.
type bench struct {
	q, other webhook.Queue // the same, or what another process has of it
	mu       sync.Mutex
	errs     []error
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

// take wants a message.
func (b *bench) take(id string, attempt int, lease time.Duration) webhook.Lease {
	return b.takeFrom(b.q, id, attempt, lease)
}

func (b *bench) takeFrom(q webhook.Queue, id string, attempt int, lease time.Duration) webhook.Lease {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	l, err := q.Take(ctx, lease)
	switch {
	case err != nil:
		b.wrong("Take of %q: %w", id, err)
	case l.Message.ID != id || l.Attempt != attempt:
		b.wrong("Take returned %q with attempt %d, want %q with %d", l.Message.ID, l.Attempt, id, attempt)
	}
	return l
}

// never is later than any check.
var never = time.Unix(1<<40, 0)

// none wants no message before a time. What a machine that is slow gets after that proves nothing: then it returns false.
func (b *bench) none(q webhook.Queue, before time.Time) bool {
	ctx, cancel := context.WithTimeout(context.Background(), nothing)
	defer cancel()
	l, err := q.Take(ctx, long)
	switch {
	case err == nil && !time.Now().Before(before):
		return false
	case err == nil:
		b.wrong("Take returned %q, want none", l.Message.ID)
	case !errors.Is(err, context.DeadlineExceeded):
		b.wrong("Take: %w, want the error of the context", err)
	}
	return true
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
	b.none(b.q, never)
}

func storedOnce(b *bench) {
	b.put("1", "1")
	b.take("1", 1, long)
	b.put("1")
	b.none(b.q, never)
}

func knownAfterwards(b *bench) {
	b.put("1", "2")
	b.must("Done", b.q.Done(context.Background(), b.take("1", 1, long)))
	b.must("Fail", b.q.Fail(context.Background(), b.take("2", 1, long)))
	b.put("1", "2")
	b.none(b.q, never)
}

func keyless(b *bench) {
	m := message("1")
	m.Key = ""
	for range 2 {
		b.must("Put", b.q.Put(context.Background(), m))
	}
	b.must("Done", b.q.Done(context.Background(), b.take("1", 1, long)))
	b.must("Done", b.q.Done(context.Background(), b.take("1", 1, long)))
	b.must("Put", b.q.Put(context.Background(), m))
	b.take("1", 1, long)
}

const room = 10

func full(b *bench) {
	for i := range room {
		b.put(fmt.Sprint(i))
	}
	if err := b.q.Put(context.Background(), message("more")); !errors.Is(err, webhook.ErrFull) {
		b.wrong("Put of more than there is room for: %v, want ErrFull", err)
	}
	b.put("3")
	b.must("Done", b.q.Done(context.Background(), b.take("0", 1, long)))
	b.put("more")
	if err := b.q.Put(context.Background(), message("too much")); !errors.Is(err, webhook.ErrFull) {
		b.wrong("Put after the room of one that was done is taken: %v, want ErrFull", err)
	}
}

func leased(b *bench) {
	b.put("1")
	ends := time.Now().Add(short)
	b.take("1", 1, short)
	if b.none(b.q, ends) {
		b.take("1", 2, long)
	}
}

func extended(b *bench) {
	b.put("1")
	l := b.take("1", 1, short)
	b.must("Extend", b.q.Extend(context.Background(), l, long))
	time.Sleep(short)
	b.none(b.q, never)
	b.must("Done", b.q.Done(context.Background(), l))
}

func givenBack(b *bench) {
	b.put("1", "2")
	l := b.take("1", 1, long)
	due := time.Now().Add(short)
	b.must("Retry", b.q.Retry(context.Background(), l, short))
	b.wantsLost("Done of what was given back", b.q.Done(context.Background(), l))
	b.take("2", 1, long)
	if b.none(b.q, due) {
		b.take("1", 2, long)
	}
}

func removed(b *bench) {
	b.put("1", "2")
	b.must("Done", b.q.Done(context.Background(), b.take("1", 1, short)))
	b.must("Fail", b.q.Fail(context.Background(), b.take("2", 1, short)))
	time.Sleep(short)
	b.none(b.q, never)
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
	b.none(b.q, never)
}

func together(b *bench) {
	const takers = 8
	seen := make(map[string]bool)
	var wg sync.WaitGroup
	for range takers {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
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
	case <-time.After(patience):
		b.wrong("Take goes on after Stop")
	}
	if err := b.q.Put(context.Background(), message("1")); !errors.Is(err, webhook.ErrStopped) {
		b.wrong("Put: %v, want ErrStopped", err)
	}
}

// Package durable answers: how does a queue that is stored elsewhere serve many workers?
//
// It is the half of such a queue that does not depend on where: Put and what becomes of leases go together in batches, and
// one goroutine asks for all workers that wait, when this process has put something and else from time to time.
package durable

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/batch"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// Store is where messages are. Its methods are called by several goroutines. An error is about all that was asked for.
type Store interface {
	// Put stores messages, in this order, and returns nil or [webhook.ErrFull] for each.
	Put(ctx context.Context, all []webhook.Message) ([]error, error)
	// Take leases up to n messages that are due.
	Take(ctx context.Context, n int, lease time.Duration) ([]webhook.Lease, error)
	// Settle changes leases, and returns which of them still held.
	Settle(ctx context.Context, all []Change) ([]bool, error)
}

// Action is what becomes of a lease.
type Action int

const (
	Extend Action = iota
	Retry
	Done
	Fail
)

// Change is an action on a lease. After is how long the lease goes on, or how long until the message is due.
type Change struct {
	Action Action
	Lease  webhook.Lease
	After  time.Duration
}

// Settings of a [Queue].
type Settings struct {
	Poll  time.Duration // how often to look for what others have put, and for what is due again
	Pause time.Duration // between round trips of Put: what comes meanwhile shares the next, which saves more time than it takes
}

const (
	batchSize   = 256
	within      = 10 * time.Second // a round trip
	settleEvery = 2 * time.Millisecond
	fetchEvery  = 5 * time.Millisecond // at most: an event is handled that much later, and the store is asked less by far
	rest        = 3                    // times as long as the store took, for which it is left to Put
	longestRest = 50 * time.Millisecond
)

// Queue is a [webhook.Queue].
type Queue struct {
	store  Store
	poll   time.Duration
	put    *batch.Group[webhook.Message, error]
	settle *batch.Group[Change, bool]
	wake   chan struct{} // holds a token if this process has put something
	over   chan struct{} // closed by Stop

	mu       sync.Mutex
	waiting  []*taker
	fetching bool
	stopped  bool
}

// taker is a call of Take.
type taker struct {
	lease   time.Duration
	got     chan taken
	leaving bool // it wants to go, and is on a round trip
}

type taken struct {
	lease webhook.Lease
	err   error
	none  bool
}

// New returns a queue.
func New(store Store, s Settings) *Queue {
	limits := batch.Limits{Size: batchSize, Flights: 1, Within: within, Pause: s.Pause}
	calm := batch.Limits{Size: batchSize, Flights: 1, Within: within, Pause: settleEvery, Rest: rest} // no sender waits for it
	return &Queue{
		store: store, poll: s.Poll, wake: make(chan struct{}, 1), over: make(chan struct{}),
		put: batch.New(limits, store.Put), settle: batch.New(calm, store.Settle),
	}
}

// Put implements [webhook.Queue].
func (q *Queue) Put(ctx context.Context, m webhook.Message) error {
	if q.isOver() {
		return webhook.ErrStopped
	}
	refused, err := q.put.Do(ctx, m)
	if err != nil || refused != nil {
		return cmp.Or(err, refused)
	}
	q.news()
	return nil
}

// news has the store asked soon.
func (q *Queue) news() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Accepted is the answer to one message of a [webhook.Joint]. Err is nil or [webhook.ErrFull].
type Accepted[O any] struct {
	Outcome O
	Err     error
}

// Join returns a [webhook.Joint] that makes batches, as Put does. What the outcomes mean is no matter here.
func Join[O any](q *Queue, accept func(context.Context, []webhook.Message) ([]Accepted[O], error)) func(context.Context, webhook.Message) (O, error) {
	group := batch.New(q.put.Limits, accept)
	return func(ctx context.Context, m webhook.Message) (O, error) {
		var none O
		if q.isOver() {
			return none, webhook.ErrStopped
		}
		a, err := group.Do(ctx, m)
		if err = cmp.Or(err, a.Err); err != nil {
			return none, err
		}
		q.news()
		return a.Outcome, nil
	}
}

func (q *Queue) isOver() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.stopped
}

// Take implements [webhook.Queue]. A context that ends while the store is being asked does not lose what that gives: then the
// answer is waited for, and a lease is returned all the same.
func (q *Queue) Take(ctx context.Context, lease time.Duration) (webhook.Lease, error) {
	t := &taker{lease: lease, got: make(chan taken, 1)}
	if err := ctx.Err(); err != nil {
		return webhook.Lease{}, err
	}
	if !q.enter(t) {
		return webhook.Lease{}, webhook.ErrStopped
	}
	var why error
	select {
	case r := <-t.got:
		return r.lease, r.err
	case <-ctx.Done():
		why = ctx.Err()
	case <-q.over:
		why = webhook.ErrStopped
	}
	if !q.leave(t) {
		if r := <-t.got; !r.none {
			return r.lease, r.err
		}
	}
	return webhook.Lease{}, why
}

func (q *Queue) enter(t *taker) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stopped {
		return false
	}
	q.waiting = append(q.waiting, t)
	if !q.fetching {
		q.fetching = true
		go q.fetch()
	}
	return true
}

// leave tells whether the taker has left. Else it is on a round trip, and gets an answer after that.
func (q *Queue) leave(t *taker) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	at := slices.Index(q.waiting, t)
	if at < 0 {
		t.leaving = true
		return false
	}
	q.waiting = slices.Delete(q.waiting, at, at+1)
	return true
}

// fetch asks the store for as long as somebody waits.
func (q *Queue) fetch() {
	for {
		crew := q.board()
		if crew == nil {
			return
		}
		start := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), within)
		leases, err := q.store.Take(ctx, len(crew), crew[0].lease)
		cancel()
		q.hand(crew, leases, err)
		if err == nil && len(leases) < len(crew) {
			q.pause(time.Since(start))
		}
	}
}

// board returns those who go on the next round trip: the first who wait for leases of one length.
func (q *Queue) board() []*taker {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 || q.stopped { // then they leave by themselves
		q.fetching = false
		return nil
	}
	n := 1
	for n < min(len(q.waiting), batchSize) && q.waiting[n].lease == q.waiting[0].lease {
		n++
	}
	crew := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	return crew
}

// hand gives out what a round trip brought. Who got nothing waits on, before the others.
func (q *Queue) hand(crew []*taker, leases []webhook.Lease, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var rest []*taker
	for i, t := range crew {
		switch {
		case err != nil:
			t.got <- taken{err: err}
		case i < len(leases):
			t.got <- taken{lease: leases[i]}
		case t.leaving:
			t.got <- taken{none: true}
		default:
			rest = append(rest, t)
		}
	}
	q.waiting = append(rest, q.waiting...)
}

// pause waits until there may be something, and longer after a round trip that took long.
func (q *Queue) pause(took time.Duration) {
	d := max(fetchEvery, min(rest*took, longestRest))
	if !q.sleep(d, nil) {
		return
	}
	q.sleep(q.poll-d, q.wake)
}

// sleep waits for the time or the signal, and tells whether the queue goes on.
func (q *Queue) sleep(d time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-q.over:
		return false
	}
	return true
}

// Extend implements [webhook.Queue].
func (q *Queue) Extend(ctx context.Context, l webhook.Lease, lease time.Duration) error {
	return q.change(ctx, Change{Extend, l, lease})
}

// Retry implements [webhook.Queue].
func (q *Queue) Retry(ctx context.Context, l webhook.Lease, after time.Duration) error {
	return q.change(ctx, Change{Retry, l, after})
}

// Done implements [webhook.Queue].
func (q *Queue) Done(ctx context.Context, l webhook.Lease) error {
	return q.change(ctx, Change{Done, l, 0})
}

// Fail implements [webhook.Queue].
func (q *Queue) Fail(ctx context.Context, l webhook.Lease) error {
	return q.change(ctx, Change{Fail, l, 0})
}

// change asks the store.
func (q *Queue) change(ctx context.Context, c Change) error {
	held, err := q.settle.Do(ctx, c)
	switch {
	case err != nil:
		return err
	case !held:
		return webhook.ErrLeaseLost
	}
	return nil
}

// Stop implements [webhook.Queue]: what is stored, others take.
func (q *Queue) Stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.stopped {
		q.stopped = true
		close(q.over)
	}
}

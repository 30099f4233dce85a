package webhook

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	defaultLimit = 1024
	keepDone     = confirmWithin + 2*claimLease // of a key: the store may not know yet that it was seen
	mostDone     = 65536
)

// MemoryQueue is a queue in this process. A process that is killed loses what it had acknowledged and not handled.
type MemoryQueue struct {
	limit int
	wake  chan struct{} // holds a token if there may be news for one of those who wait in Take
	empty chan struct{} // closed once the queue is stopped and has nothing left

	mu       sync.Mutex
	entries  schedule
	receipts map[string]*entry
	keys     map[string]bool // of what is in the queue, or was until lately
	done     []doneKey       // the earliest first
	count    uint64
	isOver   bool
}

// entry is a message and when it is due. To lease it is to make it due at the end of the lease.
type entry struct {
	message Message
	due     time.Time
	order   uint64 // among those due at the same time
	attempt int
	receipt string // of its lease; "" waiting
	at      int    // in the schedule
}

// doneKey is the key of a message that has been removed.
type doneKey struct {
	key   string
	until time.Time
}

// Memory returns a queue that holds at most limit messages which nobody has taken yet; 0 is 1,024.
func Memory(limit int) *MemoryQueue {
	if limit <= 0 {
		limit = defaultLimit
	}
	return &MemoryQueue{
		limit: limit, wake: make(chan struct{}, 1), empty: make(chan struct{}),
		receipts: make(map[string]*entry), keys: make(map[string]bool),
	}
}

// Put implements [Queue].
func (q *MemoryQueue) Put(ctx context.Context, m Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.forget()
	switch {
	case q.isOver:
		return ErrStopped
	case m.Key != "" && q.keys[m.Key]:
		return nil
	case len(q.entries)-len(q.receipts) >= q.limit:
		return ErrFull
	}
	if m.Key != "" {
		q.keys[m.Key] = true
	}
	q.count++
	heap.Push(&q.entries, &entry{message: m, due: time.Now(), order: q.count})
	q.signal()
	return nil
}

// Take implements [Queue].
func (q *MemoryQueue) Take(ctx context.Context, lease time.Duration) (Lease, error) {
	for {
		if err := ctx.Err(); err != nil {
			return Lease{}, err
		}
		l, wait, ok := q.take(lease)
		if ok {
			return l, nil
		}
		if err := q.wait(ctx, wait); err != nil {
			return Lease{}, err
		}
	}
}

// take leases the first entry if it is due, else says how long until it is; 0 if there is none.
func (q *MemoryQueue) take(lease time.Duration) (Lease, time.Duration, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.entries) == 0 {
		return Lease{}, 0, false
	}
	e, now := q.entries[0], time.Now()
	if wait := e.due.Sub(now); wait > 0 {
		return Lease{}, wait, false
	}
	delete(q.receipts, e.receipt)
	q.count++
	e.attempt++
	e.receipt = strconv.FormatUint(q.count, 36)
	q.receipts[e.receipt] = e
	q.schedule(e, now.Add(lease))
	return Lease{Message: e.message, Attempt: e.attempt, Receipt: e.receipt}, 0, true
}

// wait returns when it is worth to look again.
func (q *MemoryQueue) wait(ctx context.Context, d time.Duration) error {
	var due <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-q.wake:
	case <-due:
	case <-q.empty:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// schedule moves an entry to when it is due. Whoever waits may wait for too long, or in vain, so one of them looks again;
// the next is woken by that one.
func (q *MemoryQueue) schedule(e *entry, due time.Time) {
	e.due = due
	heap.Fix(&q.entries, e.at)
	q.signal()
}

func (q *MemoryQueue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Extend implements [Queue].
func (q *MemoryQueue) Extend(_ context.Context, l Lease, lease time.Duration) error {
	return q.with(l, func(e *entry) { q.schedule(e, time.Now().Add(lease)) })
}

// Retry implements [Queue].
func (q *MemoryQueue) Retry(_ context.Context, l Lease, after time.Duration) error {
	return q.with(l, func(e *entry) {
		delete(q.receipts, e.receipt)
		e.receipt = ""
		q.schedule(e, time.Now().Add(after))
	})
}

// Done implements [Queue].
func (q *MemoryQueue) Done(_ context.Context, l Lease) error { return q.with(l, q.remove) }

// Fail implements [Queue]. The message is gone.
func (q *MemoryQueue) Fail(_ context.Context, l Lease) error { return q.with(l, q.remove) }

// with calls the function for what the lease is about, unless somebody else has it.
func (q *MemoryQueue) with(l Lease, do func(*entry)) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	e, ok := q.receipts[l.Receipt]
	if !ok {
		return ErrLeaseLost
	}
	do(e)
	return nil
}

func (q *MemoryQueue) remove(e *entry) {
	heap.Remove(&q.entries, e.at)
	delete(q.receipts, e.receipt)
	if key := e.message.Key; key != "" {
		q.done = append(q.done, doneKey{key, time.Now().Add(keepDone)})
	}
	q.closeIfEmpty()
}

// forget drops the keys of what was done long enough ago, or too much of it.
func (q *MemoryQueue) forget() {
	for len(q.done) > 0 && (len(q.done) > mostDone || !time.Now().Before(q.done[0].until)) {
		delete(q.keys, q.done[0].key)
		q.done = q.done[1:]
	}
}

// Stop implements [Queue]: what is in the queue is handed out until none is left.
func (q *MemoryQueue) Stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.isOver {
		return
	}
	q.isOver = true
	q.closeIfEmpty()
}

func (q *MemoryQueue) closeIfEmpty() {
	if q.isOver && len(q.entries) == 0 {
		close(q.empty)
	}
}

// Rest removes and returns the messages that nobody has taken, in the order in which they are due: those that a process which
// has to end now would lose.
func (q *MemoryQueue) Rest() (rest []Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	waiting := slices.DeleteFunc(slices.Clone(q.entries), func(e *entry) bool { return e.receipt != "" })
	slices.SortFunc(waiting, func(a, b *entry) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.order, b.order)) })
	for _, e := range waiting {
		rest = append(rest, e.message)
		q.remove(e)
	}
	return rest
}

// schedule is a heap of entries, the one that is due first in front.
type schedule []*entry

func (s schedule) Len() int { return len(s) }

func (s schedule) Less(i, j int) bool {
	if s[i].due.Equal(s[j].due) {
		return s[i].order < s[j].order
	}
	return s[i].due.Before(s[j].due)
}

func (s schedule) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].at, s[j].at = i, j
}

func (s *schedule) Push(x any) {
	e := x.(*entry)
	e.at = len(*s)
	*s = append(*s, e)
}

func (s *schedule) Pop() any {
	last := (*s)[len(*s)-1]
	(*s)[len(*s)-1] = nil
	*s = (*s)[:len(*s)-1]
	return last
}

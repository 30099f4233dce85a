// Package idle answers: how does an attempt in which nothing moves end, without a timer for each?
package idle

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// List ends attempts in which nothing moves. It has one timer for all attempts of a client, which is set anew about once
// per limit (30 s) and not once per call: an attempt joins a list, every byte moved is noted with its time, and when the
// timer fires, whoever is overdue is cancelled and the timer is set to the one who is due next.
type List struct {
	cause error
	epoch time.Time
	mu    sync.Mutex
	first *Entry
	timer *time.Timer
	armed time.Duration // when the timer fires, since epoch; 0: it is not running
}

// Entry is an attempt on the list. Times are since the List's epoch.
type Entry struct {
	list       *List
	prev, next *Entry
	listed     bool
	cancel     context.CancelCauseFunc
	last       atomic.Int64 // when something moved
	limit      atomic.Int64 // how long nothing may move; <= 0: no limit
	end        int64        // when the attempt is over, whatever moves; 0: no limit
}

// New returns an empty list, which cancels with the cause.
func New(cause error) *List { return &List{cause: cause, epoch: time.Now()} }

func (l *List) now() int64 { return max(int64(time.Since(l.epoch)), 1) }

// Add puts an attempt on the list, by the function that ends it: the limit is that of a silence, attempt that of the whole.
// Of both, 0 and less mean none.
func (l *List) Add(e *Entry, cancel context.CancelCauseFunc, limit, attempt time.Duration) {
	now := l.now()
	e.list, e.cancel = l, cancel
	e.last.Store(now)
	e.limit.Store(int64(limit))
	if attempt > 0 {
		e.end = now + int64(attempt)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e.listed, e.next = true, l.first
	if l.first != nil {
		l.first.prev = e
	}
	l.first = e
	l.arm(e.due())
}

// Touch notes that something moved.
func (e *Entry) Touch() { e.last.Store(e.list.now()) }

// Phase begins a part of the attempt that has another limit.
func (e *Entry) Phase(limit time.Duration) {
	e.Touch()
	if e.limit.Swap(int64(limit)) == int64(limit) {
		return
	}
	e.list.mu.Lock()
	defer e.list.mu.Unlock()
	if e.listed {
		e.list.arm(e.due())
	}
}

// Remove takes the attempt off the list. The timer is left to fire once more, for nothing.
func (e *Entry) Remove() {
	e.list.mu.Lock()
	defer e.list.mu.Unlock()
	e.list.unlink(e)
}

func (l *List) unlink(e *Entry) {
	if !e.listed {
		return
	}
	e.listed = false
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		l.first = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	}
	e.prev, e.next = nil, nil
}

// due is when the attempt is overdue, 0 for never.
func (e *Entry) due() int64 {
	due := e.end
	if limit := e.limit.Load(); limit > 0 {
		if silent := e.last.Load() + limit; due == 0 || silent < due {
			due = silent
		}
	}
	return due
}

// arm sets the timer to the time if it would fire later. The caller holds the lock.
func (l *List) arm(due int64) {
	if due == 0 || l.armed != 0 && int64(l.armed) <= due {
		return
	}
	l.armed = time.Duration(due)
	wait := l.armed - time.Since(l.epoch)
	if l.timer == nil {
		l.timer = time.AfterFunc(wait, l.sweep)
		return
	}
	l.timer.Reset(wait)
}

// sweep cancels the attempts that are overdue.
func (l *List) sweep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = 0
	now, next := l.now(), int64(0)
	for e := l.first; e != nil; {
		following := e.next
		switch due := e.due(); {
		case due != 0 && due <= now:
			l.unlink(e)
			e.cancel(l.cause)
		case due != 0 && (next == 0 || due < next):
			next = due
		}
		e = following
	}
	l.arm(next)
}

// Within gives the attempt, from now on, the time and no more, whatever moves. <= 0 changes nothing.
func (e *Entry) Within(d time.Duration) {
	if d <= 0 {
		return
	}
	e.list.mu.Lock()
	defer e.list.mu.Unlock()
	if end := e.list.now() + int64(d); e.end == 0 || end < e.end {
		e.end = end
	}
	if e.listed {
		e.list.arm(e.due())
	}
}

package runtime

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// watch ends attempts in which nothing moves. It has one timer for all attempts of a client, which is set anew about once
// per limit (30 s) and not once per call: an attempt joins a list, every byte moved is noted with its time, and when the
// timer fires, whoever is overdue is cancelled and the timer is set to the one who is due next.
type watch struct {
	epoch time.Time
	mu    sync.Mutex
	first *watched
	timer *time.Timer
	armed time.Duration // when the timer fires, since epoch; 0: it is not running
}

// watched is an attempt on the list. Times are since the watch's epoch.
type watched struct {
	watch      *watch
	prev, next *watched
	listed     bool
	cancel     context.CancelCauseFunc
	last       atomic.Int64 // when something moved
	limit      atomic.Int64 // how long nothing may move; <= 0: no limit
	end        int64        // when the attempt is over, whatever moves; 0: no limit
}

func newWatch() *watch { return &watch{epoch: time.Now()} }

func (w *watch) now() int64 { return max(int64(time.Since(w.epoch)), 1) }

// add puts an attempt on the list: the limit is that of a silence, attempt that of the whole.
func (w *watch) add(e *watched, limit, attempt time.Duration) {
	now := w.now()
	e.watch = w
	e.last.Store(now)
	e.limit.Store(int64(limit))
	if attempt > 0 {
		e.end = now + int64(attempt)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	e.listed, e.next = true, w.first
	if w.first != nil {
		w.first.prev = e
	}
	w.first = e
	w.arm(e.due())
}

// touch notes that something moved.
func (e *watched) touch() { e.last.Store(e.watch.now()) }

// phase begins a part of the attempt that has another limit.
func (e *watched) phase(limit time.Duration) {
	e.touch()
	if e.limit.Swap(int64(limit)) == int64(limit) {
		return
	}
	e.watch.mu.Lock()
	defer e.watch.mu.Unlock()
	if e.listed {
		e.watch.arm(e.due())
	}
}

// remove takes the attempt off the list. The timer is left to fire once more, for nothing.
func (e *watched) remove() {
	e.watch.mu.Lock()
	defer e.watch.mu.Unlock()
	e.watch.unlink(e)
}

func (w *watch) unlink(e *watched) {
	if !e.listed {
		return
	}
	e.listed = false
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		w.first = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	}
	e.prev, e.next = nil, nil
}

// due is when the attempt is overdue, 0 for never.
func (e *watched) due() int64 {
	due := e.end
	if limit := e.limit.Load(); limit > 0 {
		if silent := e.last.Load() + limit; due == 0 || silent < due {
			due = silent
		}
	}
	return due
}

// arm sets the timer to the time if it would fire later. The caller holds the lock.
func (w *watch) arm(due int64) {
	if due == 0 || w.armed != 0 && int64(w.armed) <= due {
		return
	}
	w.armed = time.Duration(due)
	wait := w.armed - time.Since(w.epoch)
	if w.timer == nil {
		w.timer = time.AfterFunc(wait, w.sweep)
		return
	}
	w.timer.Reset(wait)
}

// sweep cancels the attempts that are overdue.
func (w *watch) sweep() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = 0
	now, next := w.now(), int64(0)
	for e := w.first; e != nil; {
		following := e.next
		switch due := e.due(); {
		case due != 0 && due <= now:
			w.unlink(e)
			e.cancel(ErrAttemptTimeout)
		case due != 0 && (next == 0 || due < next):
			next = due
		}
		e = following
	}
	w.arm(next)
}

// within gives the attempt, from now on, the time and no more, whatever moves. <= 0 changes nothing.
func (e *watched) within(d time.Duration) {
	if d <= 0 {
		return
	}
	e.watch.mu.Lock()
	defer e.watch.mu.Unlock()
	if end := e.watch.now() + int64(d); e.end == 0 || end < e.end {
		e.end = end
	}
	if e.listed {
		e.watch.arm(e.due())
	}
}

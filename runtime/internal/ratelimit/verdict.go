package ratelimit

import "time"

// verdict is what the quotas say of a request, together: the strictest counts.
type verdict struct {
	account *account // nil: nothing is known
	quotas  []*quota
	now     time.Time
	until   time.Time // nothing passes before; zero: something does
	turn    time.Time // when it is this request's turn
	refused bool      // until is too late for the request

	earlier []time.Time // the turns that were the last at the quotas before this one
}

// look judges a request. The caller holds the lock.
func (g *Gate) look(r *Request, now time.Time) verdict {
	v := verdict{account: g.accounts[r.Key], now: now, turn: now}
	if v.account == nil {
		return v
	}
	v.quotas = v.account.subject(r.Operation, make([]*quota, 0, 6))
	for _, q := range v.quotas {
		q.refresh(now)
		v.until = later(v.until, q.until(now))
	}
	if !v.until.IsZero() {
		v.refused = r.isTooLate(v.until)
		return v
	}
	if r.FailFast {
		return v
	}
	v.lookForTurn(r)
	return v
}

// lookForTurn finds out whose answer the request waits for, and when it may go by itself.
func (v *verdict) lookForTurn(r *Request) {
	mayWait := r.Latest.IsZero() || v.now.Before(r.Latest)
	for _, q := range v.quotas {
		if mayWait && q.isProbed(v.now) {
			v.until = later(v.until, q.lease)
		}
		v.turn = later(v.turn, q.next(v.now))
	}
	if !r.Latest.IsZero() && v.until.After(r.Latest) {
		v.until = r.Latest
	}
	if !r.Latest.IsZero() && v.turn.After(r.Latest) {
		v.turn = r.Latest
	}
	if !r.Deadline.IsZero() && v.turn.Add(deadlineMargin).After(r.Deadline) || v.turn.Before(v.now) {
		v.turn = v.now
	}
}

// isTooLate reports whether the request would have to wait for too long.
func (r *Request) isTooLate(until time.Time) bool {
	return r.FailFast || !r.Latest.IsZero() && until.After(r.Latest) ||
		!r.Deadline.IsZero() && until.Add(deadlineMargin).After(r.Deadline)
}

// pass lets the request go.
func (v *verdict) pass() *Ticket {
	t := &Ticket{account: v.account, passed: make([]pass, len(v.quotas))}
	for i, q := range v.quotas {
		t.passed[i] = q.take(t, v.now)
	}
	return t
}

// isShut reports whether the gate has closed since the request was given its turn.
func (v *verdict) isShut() bool {
	for _, q := range v.quotas {
		q.refresh(v.now)
		if !q.until(v.now).IsZero() || q.isProbed(v.now) {
			return true
		}
	}
	return false
}

// yield gives the turn back to those that come after, or wait.
func (v *verdict) yield() {
	v.account.wake()
	for i, q := range v.quotas {
		if q.turn.Equal(v.turn) {
			q.turn = v.earlier[i]
		}
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

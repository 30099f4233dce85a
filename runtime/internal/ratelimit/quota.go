package ratelimit

import "time"

// quota is what is known of one limit. Requests that are on their way count as not yet known to the API, whichever response is
// read first: the order in which they passed is not the one in which they arrive. The lock is that of the gate.
type quota struct {
	Reading
	known  bool      // the reading counts: it is not past its reset
	at     time.Time // of the reading
	closed time.Time // nothing passes before, as a response asked to wait; zero: open

	out      int64  // requests on their way
	answers  uint64 // responses that told of the limit
	reserved int64  // requests that wait for their turn
	waiting  int    // those that wait for the reset, or for the one that goes first
	turn     time.Time

	shut  bool      // it was used up or closed: the next request goes alone
	probe *Ticket   // the one that went
	lease time.Time // when the next one may go, whatever has become of it
}

// probeTime is how long requests wait for the answer to the one that went first.
const probeTime = 5 * time.Second

// left is how many requests may still pass.
func (q *quota) left(now time.Time) int64 {
	n := q.said(now)
	if q.Unit != "" { // what a call takes is not known before it is answered
		return n
	}
	return n - q.out - q.reserved
}

// said is what the last reading comes to by now.
func (q *quota) said(now time.Time) int64 {
	if q.Drain > 0 {
		return min(q.Remaining+int64(now.Sub(q.at)/q.perCall()), q.Limit)
	}
	return q.Remaining
}

// perCall is how long a leaky bucket takes to make room for one call.
func (q *quota) perCall() time.Duration { return max(q.Drain/time.Duration(max(q.Limit, 1)), 1) }

// refresh forgets what has passed.
func (q *quota) refresh(now time.Time) {
	if !q.closed.IsZero() && !now.Before(q.closed) {
		q.closed, q.shut = time.Time{}, true
	}
	if q.known && q.Drain == 0 && !now.Before(q.Reset) {
		q.known, q.shut = false, q.shut || q.waiting > 0 || q.left(now) <= 0
	}
}

// until is when the next request may pass, zero for now.
func (q *quota) until(now time.Time) time.Time {
	left := q.left(now)
	switch {
	case !q.known || left > 0:
		return q.closed
	case q.Drain > 0:
		drops := int64(now.Sub(q.at)/q.perCall()) + 1 - left
		return later(q.closed, q.at.Add(q.perCall()*time.Duration(drops)))
	}
	return later(q.closed, q.Reset)
}

// isProbed reports whether a request has gone first and is not back.
func (q *quota) isProbed(now time.Time) bool { return q.shut && q.probe != nil && now.Before(q.lease) }

// next is when the next request is to pass so that what is left lasts until the reset. Above a tenth of the limit it is now.
func (q *quota) next(now time.Time) time.Time {
	left := q.left(now)
	if !q.known || q.Limit == 0 || left <= 0 || left > q.Limit || left*10 >= q.Limit {
		return now
	}
	turn := q.turn.Add(q.pace(left))
	if turn.Before(now) {
		return now
	}
	return turn
}

// pace is the time between two requests. Of what is not requests, each is taken to need a hundredth of the limit.
func (q *quota) pace(left int64) time.Duration {
	if q.Drain > 0 {
		return q.perCall()
	}
	if q.Unit != "" {
		left = max(left*100/q.Limit, 1)
	}
	return max(q.Reset.Sub(q.turn), 0) / time.Duration(left)
}

// take lets a request pass.
func (q *quota) take(t *Ticket, now time.Time) pass {
	q.out++
	if q.turn.Before(now) {
		q.turn = now
	}
	if q.shut {
		q.probe, q.lease = t, now.Add(probeTime)
	}
	return pass{q, q.answers}
}

// spend counts a request that was answered with no word of the limit.
func (q *quota) spend() {
	if q.Unit == "" {
		q.Remaining = max(q.Remaining-1, 0)
	}
}

// set takes over a reading. It is fresh if its request was sent after the last reading came; of one that is not it is unknown
// which of the two is older.
func (q *quota) set(r Reading, fresh bool, now time.Time) {
	known := r.Drain > 0 && r.Limit > 0 || r.Reset.After(now)
	if q.shut && !known {
		return // this is news of a window that is over
	}
	if !fresh && q.known && !r.Reset.After(q.Reset.Add(time.Second)) {
		r.Remaining = min(r.Remaining, q.said(now))
		r.Reset = later(r.Reset, q.Reset)
	}
	q.Reading, q.known, q.at = r, known, now
	q.answers++
	q.shut, q.probe = false, nil
	if q.turn.IsZero() {
		q.turn = now
	}
}

// close lets nothing pass until then.
func (q *quota) close(until time.Time) {
	if until.After(q.closed) {
		q.closed = until
	}
	q.probe = nil
}

// isIdle reports whether the quota holds nobody back.
func (q *quota) isIdle(now time.Time) bool {
	q.refresh(now)
	unused := !q.known || q.Drain > 0 && q.left(now) >= q.Limit
	return unused && !q.shut && q.closed.IsZero() && q.reserved == 0
}

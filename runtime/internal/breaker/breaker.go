// Package breaker answers: does a host fail so much that it should be left alone for a while?
package breaker

import (
	"math"
	"sync"
	"time"
)

// Policy says when a breaker opens and for how long. All fields are set, but a negative Failures or Ratio never opens it.
type Policy struct {
	Failures int            // in a row
	Ratio    float64        // of failures among the attempts in the window
	Attempts int            // in the window, before the ratio says anything
	Window   time.Duration  // kept in tenths
	Open     time.Duration  // at least, and up to a fifth more
	MaxOpen  time.Duration  // the longest that the server can ask for
	Random   func() float64 // in [0, 1)
}

// State is what a breaker does with attempts.
type State int

const (
	Closed   State = iota // lets all through
	Open                  // refuses all until a time
	HalfOpen              // lets one through at a time: the probe
)

// Outcome is what an attempt says about its host.
type Outcome int

const (
	Nothing Outcome = iota // the attempt was not sent, or its caller gave up
	Success
	Failure
)

// Why a breaker changes its state.
const (
	InARow    = "failures in a row"
	TooMany   = "too many failures"
	Due       = "time to probe"
	Recovered = "the probe succeeded"
	Sick      = "the probe failed"
)

// Change is a change of state; From and To are the same if there was none.
type Change struct {
	From, To State
	Until    time.Time // of Open
	Reason   string
}

// Breaker watches one host. It is safe for concurrent use, and reads no clock.
//
// Each change of state begins a generation. An attempt belongs to the one in which it was let through, and what becomes of it
// later counts for nothing: 64 attempts that were under way when the host died do not trip the breaker again after the probe.
type Breaker struct {
	policy *Policy

	mu         sync.Mutex
	state      State
	generation uint64
	streak     int // failures in a row
	tenths     [10]tenth
	asked      time.Time // when the last 503 said that the host is back
	until      time.Time // of Open
	probing    bool
	opened     chan struct{}
}

// tenth is what happened in a tenth of the window. at is its number since the epoch.
type tenth struct {
	at        int64
	all, fail int
}

// New returns a breaker that is closed.
func New(p *Policy) *Breaker { return &Breaker{policy: p, opened: make(chan struct{})} }

// Permit is an attempt that was let through. The zero Permit is one of no breaker.
type Permit struct {
	breaker    *Breaker
	generation uint64
}

// probeWait is how soon to ask again while a probe is under way. When that ends, nobody knows.
const probeWait = time.Second

// Ask lets an attempt through, or returns false and when to ask again.
func (b *Breaker) Ask(now time.Time) (Permit, bool, time.Time, Change) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var change Change
	if b.state == Open {
		if now.Before(b.until) {
			return Permit{}, false, b.until, Change{}
		}
		change = b.become(HalfOpen, Due)
	}
	if b.state == HalfOpen {
		if b.probing {
			return Permit{}, false, now.Add(probeWait), Change{}
		}
		b.probing = true
		b.generation++ // a probe that was given up must not speak for the next
	}
	return Permit{b, b.generation}, true, time.Time{}, change
}

// Report tells the breaker what became of the attempt, once. asked is how long the server wants to be left alone: a 503's
// Retry-After, 0 for none.
func (p Permit) Report(now time.Time, o Outcome, asked time.Duration) Change {
	b := p.breaker
	if b == nil {
		return Change{}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.generation != b.generation {
		return Change{}
	}
	if asked > 0 {
		b.asked = now.Add(min(asked, b.policy.MaxOpen))
	}
	if b.state == HalfOpen {
		return b.afterProbe(now, o)
	}
	return b.count(now, o)
}

func (b *Breaker) afterProbe(now time.Time, o Outcome) Change {
	b.probing = false
	switch o {
	case Success:
		return b.become(Closed, Recovered)
	case Failure:
		return b.trip(now, Sick)
	}
	return Change{}
}

// count notes an attempt of a closed breaker, and opens it if that was one too many.
func (b *Breaker) count(now time.Time, o Outcome) Change {
	if o == Nothing {
		return Change{}
	}
	t := b.tenth(now)
	t.all++
	if o == Success {
		b.streak, b.asked = 0, time.Time{}
	} else {
		t.fail++
		b.streak++
	}
	if b.policy.Failures >= 0 && b.streak >= b.policy.Failures {
		return b.trip(now, InARow)
	}
	if all, fail := b.recent(t.at); b.policy.Ratio >= 0 && all >= b.policy.Attempts && float64(fail) >= b.policy.Ratio*float64(all) {
		return b.trip(now, TooMany)
	}
	return Change{}
}

// tenth is that of the time, emptied of what it held a window ago.
func (b *Breaker) tenth(now time.Time) *tenth {
	n := int64(len(b.tenths))
	at := now.UnixNano() / max(int64(b.policy.Window)/n, 1)
	t := &b.tenths[((at%n)+n)%n]
	if t.at != at {
		*t = tenth{at: at}
	}
	return t
}

// recent adds up the window that ends with a tenth.
func (b *Breaker) recent(at int64) (all, fail int) {
	for _, t := range b.tenths {
		if t.at <= at && t.at > at-int64(len(b.tenths)) {
			all, fail = all+t.all, fail+t.fail
		}
	}
	return all, fail
}

// trip opens the breaker, for longer than the policy says if the server asked for that.
func (b *Breaker) trip(now time.Time, reason string) Change {
	jitter := time.Duration(b.policy.Random() * float64(b.policy.Open) / 5)
	b.until = now.Add(b.policy.Open + min(jitter, math.MaxInt64-b.policy.Open))
	if b.asked.After(b.until) {
		b.until = b.asked
	}
	return b.become(Open, reason)
}

// become changes the state. A breaker that closes begins anew.
func (b *Breaker) become(s State, reason string) Change {
	change := Change{From: b.state, To: s, Reason: reason}
	if b.state == Closed {
		close(b.opened)
	}
	b.state, b.probing = s, false
	b.generation++
	switch s {
	case Open:
		change.Until = b.until
	case Closed:
		b.opened = make(chan struct{})
		b.streak, b.tenths, b.asked = 0, [10]tenth{}, time.Time{}
	}
	return change
}

// Opened returns a channel that is closed when the breaker is not, or is no longer: what waits to try again can stop waiting.
func (b *Breaker) Opened() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened
}

// Until is when the breaker lets an attempt through again, as far as it is known.
func (b *Breaker) Until() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.until
}

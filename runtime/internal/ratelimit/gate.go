package ratelimit

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/backoff"
)

// Gate holds requests back. The zero value is open. It is safe for concurrent use.
type Gate struct {
	used     atomic.Bool // a response has told of a limit: until then passing costs nothing
	mu       sync.Mutex
	accounts map[Key]*account
}

// Key is whose limits count: those of a credential at a host. Credentials must be comparable.
type Key struct {
	Host       string
	Credential [2]any // nil: none
}

// Operation is what is called.
type Operation struct{ Method, Path string }

// Request is what asks to pass.
type Request struct {
	Key       Key
	Operation Operation
	FailFast  bool      // do not wait
	Latest    time.Time // a wait must not end later; zero: no limit
	Deadline  time.Time // of the caller; zero: none. Nobody is held back beyond it to spread requests
}

// deadlineMargin is what a request needs at the very least.
const deadlineMargin = 50 * time.Millisecond

// UsedUp is the error of a request that did not pass.
type UsedUp struct{ Reset time.Time }

// Error says until when.
func (e *UsedUp) Error() string {
	return "the rate limit is used up until " + e.Reset.UTC().Format(time.RFC3339)
}

// IsIdle reports whether nothing is known of any limit, so that everything may pass.
func (g *Gate) IsIdle() bool { return !g.used.Load() }

// Ticket is held by a request that has passed, until its response is noted or it leaves. A nil one is of a request that
// passed when nothing was known.
type Ticket struct {
	account *account
	passed  []pass
}

type pass struct {
	quota   *quota
	answers uint64 // that had come before
}

// isFresh reports whether the request passed the quota after the last response that told of it.
func (t *Ticket) isFresh(q *quota) bool {
	if t != nil {
		for _, p := range t.passed {
			if p.quota == q {
				return p.answers == q.answers
			}
		}
	}
	return false
}

// Try lets a request pass that need not wait. The ticket may be nil.
func (g *Gate) Try(r *Request) (t *Ticket, passed bool) {
	if g.IsIdle() {
		return nil, true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	v := g.look(r, time.Now())
	if v.account == nil {
		return nil, true
	}
	if v.until.IsZero() && !v.turn.After(v.now) {
		return v.pass(), true
	}
	return nil, false
}

// Enter waits until the request may pass. It returns the context's error, or UsedUp if it would have to wait for too long;
// then, nothing is taken.
func (g *Gate) Enter(ctx context.Context, r *Request) (*Ticket, error) {
	for {
		g.mu.Lock()
		v := g.look(r, time.Now())
		switch {
		case v.account == nil:
			g.mu.Unlock()
			return nil, nil
		case v.refused:
			g.mu.Unlock()
			return nil, &UsedUp{v.until}
		case v.until.IsZero() && !v.turn.After(v.now):
			defer g.mu.Unlock()
			return v.pass(), nil
		case v.until.IsZero():
			if t, err := g.takeTurn(ctx, v); t != nil || err != nil {
				return t, err
			}
		default:
			if err := g.await(ctx, v); err != nil {
				return nil, err
			}
		}
	}
}

// await waits until the verdict may be another. It is called with the lock, and releases it.
func (g *Gate) await(ctx context.Context, v verdict) error {
	for _, q := range v.quotas {
		q.waiting++
	}
	changed := v.account.waiting()
	g.mu.Unlock()
	err := sleep(ctx, backoff.AtLeast(v.until.Sub(v.now)), changed)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, q := range v.quotas {
		q.waiting--
	}
	return err
}

// takeTurn waits for the turn that the verdict gives, and passes. It returns nothing if the gate has closed meanwhile. It
// is called with the lock, and releases it.
func (g *Gate) takeTurn(ctx context.Context, v verdict) (*Ticket, error) {
	for _, q := range v.quotas {
		q.reserved++
		v.earlier = append(v.earlier, q.turn)
		if q.turn.Before(v.turn) {
			q.turn = v.turn
		}
	}
	g.mu.Unlock()
	err := sleep(ctx, v.turn.Sub(v.now), nil)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, q := range v.quotas {
		q.reserved--
	}
	if err != nil {
		v.yield()
		return nil, err
	}
	v.now = time.Now()
	if v.isShut() {
		return nil, nil
	}
	return v.pass(), nil
}

// Refusal returns when the request could pass, and true if that is too late for it.
func (g *Gate) Refusal(r *Request) (time.Time, bool) {
	if g.IsIdle() {
		return time.Time{}, false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	v := g.look(r, time.Now())
	return v.until, v.refused
}

// Note takes over what a response says. A throttle closes the gate for as long as it asks to wait; global says that it is
// about the whole API.
func (g *Gate) Note(r *Request, t *Ticket, readings []Reading, closed time.Duration, global bool) {
	if t == nil && len(readings) == 0 && closed <= 0 {
		return
	}
	g.used.Store(true)
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	t.back()
	a := g.account(r.Key)
	a.note(r.Operation, t, readings, now)
	if closed > 0 && closed <= maxAhead {
		a.close(r.Operation, readings, global, now.Add(closed))
	}
	t.answered()
	a.wake()
}

// back takes the request off those that are on their way.
func (t *Ticket) back() {
	if t == nil {
		return
	}
	for _, p := range t.passed {
		p.quota.out--
	}
}

// spend counts the request where its response told of no limit.
func (t *Ticket) spend(told []*quota) {
	if t == nil {
		return
	}
	for _, p := range t.passed {
		if !slices.Contains(told, p.quota) {
			p.quota.spend()
		}
	}
}

// answered opens what the request went first for, if its response told nothing of it.
func (t *Ticket) answered() {
	if t == nil {
		return
	}
	for _, p := range t.passed {
		if p.quota.probe == t {
			p.quota.shut, p.quota.probe = false, nil
		}
	}
}

// Leave gives back what a request took that had no response.
func (g *Gate) Leave(t *Ticket) {
	if t == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	t.back()
	for _, p := range t.passed {
		if p.quota.probe == t {
			p.quota.probe = nil // the next one goes first
		}
	}
	t.account.wake()
}

func (g *Gate) account(key Key) *account {
	a := g.accounts[key]
	if a == nil {
		if g.accounts == nil {
			g.accounts = make(map[Key]*account)
		}
		if len(g.accounts) >= maxAccounts {
			dropOne(g.accounts, func(*account) bool { return true })
		}
		a = newAccount()
		g.accounts[key] = a
	}
	return a
}

// sleep waits until the time is over, something has changed, or the context ends.
func sleep(ctx context.Context, d time.Duration, changed <-chan struct{}) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-changed:
	case <-ctx.Done():
		return ctx.Err()
	}
	return ctx.Err()
}

package ratelimit

import (
	"slices"
	"time"
)

// account is what is known of one credential at one host. The lock is that of the gate.
type account struct {
	all     quota // closed when the API says that all of it is
	quotas  map[name]*quota
	routes  map[Operation]*route
	changed chan struct{} // closed when something is known anew; nil: nobody waits
}

// name tells quotas apart.
type name struct {
	dialect, bucket, unit string
	operation             Operation // of those that operations have of their own
}

// route is what is known of an operation: the quotas that its last response told of.
type route struct {
	quotas []*quota
	own    quota // closed when a response asks to wait and tells of no quota
}

const (
	maxAccounts   = 256
	maxQuotas     = 256
	maxOperations = 1024
)

func newAccount() *account {
	return &account{quotas: make(map[name]*quota), routes: make(map[Operation]*route)}
}

// subject appends the quotas that the operation is subject to. One that was never answered is subject to all that are not
// tied to operations: who has a bucket's name in its responses tells which one counts.
func (a *account) subject(op Operation, into []*quota) []*quota {
	into = append(into, &a.all)
	if r := a.routes[op]; r != nil {
		into = append(into, &r.own)
		if len(r.quotas) > 0 {
			return append(into, r.quotas...)
		}
	}
	for _, q := range a.quotas {
		if !q.named && !q.PerOperation {
			into = append(into, q)
		}
	}
	return into
}

func (a *account) route(op Operation) *route {
	r := a.routes[op]
	if r == nil {
		if len(a.routes) >= maxOperations {
			dropOne(a.routes, func(*route) bool { return true })
		}
		r = &route{}
		a.routes[op] = r
	}
	return r
}

func (a *account) quota(op Operation, r *Reading, now time.Time) *quota {
	key := name{dialect: r.Dialect, bucket: r.Name, unit: r.Unit}
	if r.PerOperation {
		key.operation = op
	}
	q := a.quotas[key]
	if q == nil {
		if len(a.quotas) >= maxQuotas {
			dropOne(a.quotas, func(q *quota) bool { return q.isIdle(now) })
		}
		q = &quota{}
		a.quotas[key] = q
	}
	return q
}

// dropOne makes room: for one that is of no use any more if there is one, else for any.
func dropOne[K comparable, V any](m map[K]V, useless func(V) bool) {
	var victim K
	for k, v := range m {
		victim = k
		if useless(v) {
			break
		}
	}
	delete(m, victim)
}

// note takes over the readings of a response to the request of the ticket.
func (a *account) note(op Operation, t *Ticket, readings []Reading, now time.Time) {
	if len(readings) == 0 {
		t.spend(nil)
		return
	}
	r := a.route(op)
	r.quotas = r.quotas[:0]
	for i := range readings {
		q := a.quota(op, &readings[i], now)
		q.set(readings[i], t.isFresh(q), now)
		if !slices.Contains(r.quotas, q) {
			r.quotas = append(r.quotas, q)
		}
	}
	t.spend(r.quotas)
}

// close closes what the response of a throttle is about: all, if it says so; the quotas that it tells of; the operation.
func (a *account) close(op Operation, readings []Reading, global bool, until time.Time) {
	switch {
	case global:
		a.all.close(until)
	case len(readings) == 0:
		a.route(op).own.close(until)
	default:
		a.quota(op, Tightest(readings), until).close(until)
	}
}

// wake lets those who wait look again.
func (a *account) wake() {
	if a.changed != nil {
		close(a.changed)
		a.changed = nil
	}
}

// waiting is closed when something is known anew.
func (a *account) waiting() <-chan struct{} {
	if a.changed == nil {
		a.changed = make(chan struct{})
	}
	return a.changed
}

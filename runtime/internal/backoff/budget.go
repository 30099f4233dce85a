package backoff

import (
	"sync"
	"time"
)

// Budgets keep the retries of a client in proportion to its calls, per host: a server that is down gets 1.1 requests per
// call, not 4. Each call deposits a tenth of a retry. A quiet client still has one retry per budgetFloor. They are safe for
// concurrent use.
type Budgets struct {
	mu    sync.Mutex
	hosts map[string]*budget
}

type budget struct {
	tokens float64
	floor  time.Time // when the next retry is due that takes nothing
}

const (
	budgetDeposit = 0.1
	budgetFloor   = 10 * time.Second
	maxHosts      = 256 // of the base URL and of operations: a handful. The bound is for a caller with a base URL per call
)

// NewBudgets returns budgets of which none is used.
func NewBudgets() *Budgets { return &Budgets{hosts: make(map[string]*budget)} }

// Deposit notes a first attempt.
func (b *Budgets) Deposit(host string, full float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	h := b.of(host, full)
	h.tokens = min(full, h.tokens+budgetDeposit)
}

// Take reports whether there is a retry left, and takes it. A negative budget has no end.
func (b *Budgets) Take(host string, full float64) bool {
	if full < 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	h, now := b.of(host, full), time.Now()
	switch {
	case h.tokens >= 1:
		h.tokens--
	case !now.Before(h.floor):
		h.floor = now.Add(budgetFloor)
	default:
		return false
	}
	return true
}

// Refund gives back a retry that was taken and not made.
func (b *Budgets) Refund(host string, full float64) {
	if full < 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	h := b.of(host, full)
	h.tokens = min(full, h.tokens+1)
}

func (b *Budgets) of(host string, full float64) *budget {
	h := b.hosts[host]
	if h == nil {
		if len(b.hosts) >= maxHosts {
			clear(b.hosts)
		}
		h = &budget{tokens: full}
		b.hosts[host] = h
	}
	return h
}

// Package batch answers: how do many callers share few round trips?
//
// What arrives while a round trip is under way goes together in the next one. A caller that is alone goes at once, so that
// nobody waits for company; a thousand at a time cost a handful of transactions.
package batch

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Group makes one call of many. It is safe for concurrent use, and has no goroutine while nobody calls.
type Group[In, Out any] struct {
	run func(context.Context, []In) ([]Out, error)
	Limits

	mu      sync.Mutex
	waiting []*call[In, Out]
	flights int
}

// Limits are those of a [Group].
type Limits struct {
	Size    int           // calls in a round trip
	Flights int           // round trips at a time
	Within  time.Duration // after which a round trip is given up
	Pause   time.Duration // between round trips at least, for what is in no hurry; 0: none
	Rest    int           // and this many times as long as a round trip took: what is slow is asked less often, for more
}

type call[In, Out any] struct {
	in   In
	out  Out
	err  error
	done chan struct{}
	gone atomic.Bool // nobody waits for it any more
}

// New returns a group. The function gets what came together, in the order of its arrival, and returns as many results, or an error
// for all.
func New[In, Out any](l Limits, run func(context.Context, []In) ([]Out, error)) *Group[In, Out] {
	return &Group[In, Out]{run: run, Limits: l}
}

// Do returns the result for one. When the context ends first, the call is not made if it has not begun; else it may have happened.
func (g *Group[In, Out]) Do(ctx context.Context, in In) (Out, error) {
	c := &call[In, Out]{in: in, done: make(chan struct{})}
	if err := ctx.Err(); err != nil {
		return c.out, err
	}
	g.join(c)
	select {
	case <-c.done:
		return c.out, c.err
	case <-ctx.Done():
		c.gone.Store(true)
		var none Out
		return none, ctx.Err()
	}
}

func (g *Group[In, Out]) join(c *call[In, Out]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, c)
	if g.flights < g.Flights {
		g.flights++
		go g.fly()
	}
}

// fly makes round trips until nobody waits.
func (g *Group[In, Out]) fly() {
	for {
		calls := g.board()
		if calls == nil {
			return
		}
		start := time.Now()
		g.trip(calls)
		if g.Pause > 0 {
			time.Sleep(g.pause(time.Since(start)))
		}
	}
}

const longestRest = 50 * time.Millisecond

func (g *Group[In, Out]) pause(took time.Duration) time.Duration {
	return max(g.Pause, min(time.Duration(g.Rest)*took, longestRest))
}

// board returns who goes next; nil, and the flight is over, if there is nobody.
func (g *Group[In, Out]) board() (calls []*call[In, Out]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, c := range g.waiting {
		if len(calls) == g.Size {
			break
		}
		n++
		if !c.gone.Load() {
			calls = append(calls, c)
		}
	}
	g.waiting = append([]*call[In, Out](nil), g.waiting[n:]...)
	if calls == nil {
		g.flights--
	}
	return calls
}

func (g *Group[In, Out]) trip(calls []*call[In, Out]) {
	ctx, cancel := context.WithTimeout(context.Background(), g.Within) // of the callers' contexts, none is that of all
	defer cancel()
	all := make([]In, len(calls))
	for i, c := range calls {
		all[i] = c.in
	}
	out, err := g.run(ctx, all)
	for i, c := range calls {
		if c.err = err; err == nil {
			c.out = out[i]
		}
		close(c.done)
	}
}

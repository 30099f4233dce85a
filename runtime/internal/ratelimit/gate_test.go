package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/ratelimit"
)

// visit is a request of an operation, that may wait up to two minutes.
func visit(op string) *ratelimit.Request {
	return &ratelimit.Request{
		Key: ratelimit.Key{Host: "api"}, Operation: ratelimit.Operation{Path: op}, Latest: time.Now().Add(2 * time.Minute),
	}
}

func left(remaining, limit int64, reset time.Duration) []ratelimit.Reading {
	return []ratelimit.Reading{{Dialect: "test", Limit: limit, Remaining: remaining, Reset: time.Now().Add(reset)}}
}

// enter passes the gate, and says how long that took.
func enter(t *testing.T, g *ratelimit.Gate, r *ratelimit.Request) (*ratelimit.Ticket, time.Duration) {
	t.Helper()
	began := time.Now()
	ticket, err := g.Enter(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return ticket, time.Since(began)
}

func TestAfterTheResetOneGoesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g ratelimit.Gate
		g.Note(visit("a"), nil, left(0, 100, 10*time.Second), 0, false)
		began := time.Now()
		passed := make(chan time.Duration, 20)
		var all sync.WaitGroup
		for range cap(passed) {
			all.Go(func() {
				ticket, err := g.Enter(t.Context(), visit("a"))
				if err != nil {
					t.Error(err)
				}
				passed <- time.Since(began)
				time.Sleep(2 * time.Second) // the server takes its time
				g.Note(visit("a"), ticket, left(90, 100, time.Minute), 0, false)
			})
		}
		all.Wait()
		first := <-passed
		for range cap(passed) - 1 {
			if next := <-passed; first < 10*time.Second || next != first+2*time.Second {
				t.Errorf("the first passed after %v, another after %v", first, next)
			}
		}
	})
}

func TestTheNextGoesFirstIfTheFirstHasNoAnswer(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]func(*ratelimit.Gate, *ratelimit.Ticket){
		"it fails":              func(g *ratelimit.Gate, first *ratelimit.Ticket) { g.Leave(first) },
		"its answer is silent":  func(g *ratelimit.Gate, first *ratelimit.Ticket) { g.Note(visit("a"), first, nil, 0, false) },
		"it is never heard of":  func(*ratelimit.Gate, *ratelimit.Ticket) {},
		"it is told to wait on": func(g *ratelimit.Gate, first *ratelimit.Ticket) { g.Note(visit("a"), first, nil, 3*time.Second, false) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var g ratelimit.Gate
				g.Note(visit("a"), nil, nil, time.Second, false)
				first, _ := enter(t, &g, visit("a"))
				go lost(&g, first)
				synctest.Wait()
				if _, took := enter(t, &g, visit("a")); took > 6*time.Second {
					t.Errorf("the next waited for %v", took)
				}
			})
		})
	}
}

func TestNobodyWaitsForTheFirstForTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g ratelimit.Gate
		g.Note(visit("a"), nil, nil, time.Second, false)
		enter(t, &g, visit("a")) // is never heard of
		r := visit("a")
		r.Latest = time.Now().Add(2 * time.Second)
		if _, took := enter(t, &g, r); took > 2*time.Second+200*time.Millisecond {
			t.Errorf("waited for %v, 2 s at most were allowed", took)
		}
	})
}

func TestRequestsOnTheirWayCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g ratelimit.Gate
		fast := visit("a")
		fast.FailFast = true
		g.Note(fast, nil, left(3, 10, time.Minute), 0, false)
		var tickets []*ratelimit.Ticket
		for range 3 {
			ticket, _ := enter(t, &g, fast)
			tickets = append(tickets, ticket)
		}
		var used *ratelimit.UsedUp
		if _, err := g.Enter(t.Context(), fast); !errors.As(err, &used) || time.Until(used.Reset) != time.Minute {
			t.Fatalf("a fourth: %v", err)
		}
		g.Leave(tickets[0]) // was not sent
		tickets[0], _ = enter(t, &g, fast)
		g.Note(fast, tickets[2], left(2, 10, time.Minute), 0, false) // the API may know of it alone
		if _, err := g.Enter(t.Context(), fast); err == nil {
			t.Error("two were left, two are on their way, and yet another passed")
		}
		g.Note(fast, tickets[1], left(1, 10, time.Minute), 0, false) // it did not know of this one
		if _, err := g.Enter(t.Context(), fast); err == nil {
			t.Error("one was left, one is on its way, and yet another passed")
		}
		g.Note(fast, tickets[0], left(2, 10, time.Minute), 0, false) // but of this one: one is left
		last, _ := enter(t, &g, fast)
		if _, err := g.Enter(t.Context(), fast); err == nil {
			t.Error("one was left, and two passed")
		}
		g.Note(fast, last, left(5, 10, time.Minute), 0, false) // there is more than was thought
		enter(t, &g, fast)
	})
}

func TestAnAnswerThatIsLateIsNotBelieved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g ratelimit.Gate
		fast := visit("a")
		fast.FailFast = true
		g.Note(fast, nil, left(9, 10, time.Minute), 0, false)
		early, _ := enter(t, &g, fast)
		late, _ := enter(t, &g, fast)
		g.Note(fast, late, left(0, 10, time.Minute), 0, false)
		g.Note(fast, early, left(8, 10, time.Minute), 0, false)
		if _, err := g.Enter(t.Context(), fast); err == nil {
			t.Error("nothing is left, and yet one passed")
		}
	})
}

func TestACancelledWaiterTakesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g ratelimit.Gate
		g.Note(visit("a"), nil, left(4, 100, 8*time.Second), 0, false)
		ctx, cancel := context.WithCancel(t.Context())
		for range 4 {
			go func() {
				if _, err := g.Enter(ctx, visit("a")); !errors.Is(err, context.Canceled) {
					t.Errorf("cancelled: %v", err)
				}
			}()
		}
		synctest.Wait()
		cancel()
		synctest.Wait()
		began := time.Now()
		for range 4 {
			enter(t, &g, visit("a"))
		}
		if took := time.Since(began); took > 8*time.Second+10*time.Millisecond {
			t.Errorf("four of four were let through in %v, before the reset in 8 s", took)
		}
	})
}

func TestTheTightestOfSeveralLimitsWins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g ratelimit.Gate
		g.Note(visit("a"), nil, []ratelimit.Reading{
			{Dialect: "test", Name: "burst", Limit: 10, Remaining: 0, Reset: time.Now().Add(time.Second)},
			{Dialect: "test", Name: "daily", Limit: 1000, Remaining: 0, Reset: time.Now().Add(20 * time.Second)},
			{Dialect: "test", Name: "hourly", Limit: 1000, Remaining: 999, Reset: time.Now().Add(time.Minute)},
		}, 0, false)
		if _, took := enter(t, &g, visit("a")); took < 20*time.Second || took > 22*time.Second {
			t.Errorf("waited for %v", took)
		}
	})
}

func TestWhoseLimitsTheyAre(t *testing.T) {
	t.Parallel()
	github := said("X-RateLimit-Limit", "30", "X-RateLimit-Remaining", "0", "X-RateLimit-Resource", "search", "X-RateLimit-Reset", "9")
	unnamed := said("RateLimit-Limit", "30", "RateLimit-Remaining", "0", "RateLimit-Reset", "9")
	policy := said("RateLimit", `"default";r=0;t=9`)
	x := said("x-rate-limit-limit", "30", "x-rate-limit-remaining", "0", "x-rate-limit-reset", "9")
	other := visit("a")
	other.Key.Host = "elsewhere"
	another := visit("a")
	another.Key.Credential[0] = "somebody else"
	for name, test := range map[string]struct {
		header map[string][]string
		asks   *ratelimit.Request
		waits  bool
	}{
		"the operation itself":                        {github, visit("search"), true},
		"one that was told of another bucket":         {github, visit("core"), false},
		"one that was never answered, with a bucket":  {github, visit("new"), false},
		"the operation itself, of a limit of its own": {x, visit("search"), true},
		"another, of a limit of its own":              {x, visit("new"), false},
		"one of a limit without a name":               {unnamed, visit("new"), true},
		"one that was never answered, with a policy":  {policy, visit("new"), true},
		"another host":       {unnamed, other, false},
		"another credential": {unnamed, another, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var g ratelimit.Gate
			core := said("X-RateLimit-Limit", "5000", "X-RateLimit-Remaining", "4000", "X-RateLimit-Resource", "core", "X-RateLimit-Reset", "9")
			g.Note(visit("core"), nil, ratelimit.Read(core, nil, nil), 0, false)
			g.Note(visit("search"), nil, ratelimit.Read(test.header, nil, nil), 0, false)
			test.asks.FailFast = true
			if _, passed := g.Try(test.asks); passed == test.waits {
				t.Errorf("passed: %v", passed)
			}
		})
	}
}

func TestAThrottleClosesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		readings []ratelimit.Reading
		global   bool
		a, b     bool // who passes
	}{
		"nothing is told but the wait":   {nil, false, false, true},
		"all of the API":                 {nil, true, false, false},
		"a limit with calls left":        {left(9, 10, time.Minute), false, false, false},
		"a limit of the operation's own": {[]ratelimit.Reading{{Remaining: 9, PerOperation: true}}, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var g ratelimit.Gate
			g.Note(visit("a"), nil, test.readings, time.Minute, test.global)
			_, a := g.Try(visit("a"))
			_, b := g.Try(visit("b"))
			if a != test.a || b != test.b {
				t.Errorf("want %v and %v, got %v and %v", test.a, test.b, a, b)
			}
		})
	}
}

func TestALeakyBucketIsKeptFromOverflowing(t *testing.T) {
	t.Parallel()
	for used, fastest := range map[int64]time.Duration{40: 9500 * time.Millisecond, 39: 9500 * time.Millisecond, 20: 0} {
		synctest.Test(t, func(t *testing.T) {
			var g ratelimit.Gate
			g.Note(visit("a"), nil, ratelimit.Read(said("X-Shopify-Shop-Api-Call-Limit", fmt.Sprintf("%d/40", used)), nil, nil), 0, false)
			began := time.Now()
			for range 19 {
				enter(t, &g, visit("a"))
			}
			if took := time.Since(began); took < fastest || took > fastest+time.Second {
				t.Errorf("%d of 40 used: 19 more in %v, want %v", used, took, fastest)
			}
		})
	}
}

func TestTheStateIsBounded(t *testing.T) {
	t.Parallel()
	var g ratelimit.Gate
	for i := range 3000 {
		r := visit(fmt.Sprint(i))
		r.Key.Host = fmt.Sprint(i % 300)
		named := said("X-RateLimit-Remaining", "9", "X-RateLimit-Reset", "60", "X-RateLimit-Bucket", fmt.Sprint(i))
		g.Note(r, nil, ratelimit.Read(named, nil, nil), 0, false)
		r.Key.Host = "one"
		g.Note(r, nil, ratelimit.Read(named, nil, nil), 0, false)
	}
	accounts, quotas, operations := g.Size()
	if accounts > 256 || quotas > 256 || operations > 1024 {
		t.Errorf("%d accounts, at most %d quotas and %d operations in one", accounts, quotas, operations)
	}
}

// A server that counts is never asked for more than it grants, however many callers there are and whatever becomes of them.
func TestACrowdKeepsToTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit, window = 50, 10 * time.Second
		var g ratelimit.Gate
		var mu sync.Mutex
		began := time.Now()
		counts := map[int]int64{}
		serve := func() []ratelimit.Reading {
			mu.Lock()
			defer mu.Unlock()
			n := int(time.Since(began) / window)
			counts[n]++
			return left(max(limit-counts[n], 0), limit, time.Until(began.Add(time.Duration(n+1)*window)))
		}
		g.Note(visit("a"), nil, serve(), 0, false)
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+rand.IntN(60))*time.Second)
				defer cancel()
				ticket, err := g.Enter(ctx, visit("a"))
				if err != nil {
					return
				}
				if rand.IntN(10) == 0 {
					g.Leave(ticket)
					return
				}
				readings := serve()
				time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
				g.Note(visit("a"), ticket, readings, 0, false)
			})
		}
		all.Wait()
		for n, count := range counts {
			if count > limit+2 { // who left before it was sent is a guess
				t.Errorf("window %d: %d requests of %d", n, count, limit)
			}
		}
		if len(counts) < 3 {
			t.Errorf("requests in %v", counts)
		}
	})
}

func TestNothingKnownCostsNothing(t *testing.T) {
	var g ratelimit.Gate
	r := visit("a")
	if n := testing.AllocsPerRun(100, func() {
		ticket, _ := g.Try(r)
		g.Note(r, ticket, nil, 0, false)
		g.Leave(ticket)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkGate(b *testing.B) {
	h := said("X-RateLimit-Limit", "5000", "X-RateLimit-Remaining", "4000", "X-RateLimit-Resource", "core", "X-RateLimit-Reset", "9")
	b.Run("no headers", func(b *testing.B) {
		var g ratelimit.Gate
		silent, space, r := said("Content-Type", "application/json", "Date", "x"), make([]ratelimit.Reading, 0, 4), visit("a")
		b.ReportAllocs()
		for b.Loop() {
			ticket, _ := g.Try(r)
			g.Note(r, ticket, ratelimit.Read(silent, nil, space), 0, false)
		}
	})
	b.Run("headers", func(b *testing.B) {
		var g ratelimit.Gate
		space, r := make([]ratelimit.Reading, 0, 4), visit("a")
		b.ReportAllocs()
		for b.Loop() {
			ticket, _ := g.Try(r)
			g.Note(r, ticket, ratelimit.Read(h, nil, space), 0, false)
		}
	})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/generated/agents"
	"github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

// result is what the calls of a run said, and what the ledger says of that.
type result struct {
	mu           sync.Mutex
	calls        int               // intents
	attempts     int               // requests that the calls count
	acknowledged map[string]string // ids that calls returned, by intent
	redriven     int               // calls that were made again for an intent whose call had failed
	exhausted    int               // calls that failed for want of retry budget
	failed       []failure

	duplicates int // executions of an intent beyond the first
	lost       int // successes of which the ledger knows nothing, or something else
	unwarned   int // failures of executed intents that do not say that it may have been executed
	executed   int // failures of executed intents
}

type failure struct {
	intent string
	err    error
}

func (r *result) add(intent, id string, meta *runtime.Meta, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts += meta.Attempts
	if err == nil {
		r.acknowledged[intent] = id
		return
	}
	r.failed = append(r.failed, failure{intent, err})
	var api *runtime.APIError
	var call *runtime.CallError
	if errors.As(err, &api) && api.BudgetExhausted || errors.As(err, &call) && call.BudgetExhausted {
		r.exhausted++
	}
}

// maxRedrives is how often an intent is taken up again at most; more would hide a client that never succeeds.
const maxRedrives = 50

// createKeyed makes orders. An order whose call fails is taken up again with its key until it is acknowledged, as a program
// with a queue would.
func createKeyed(ctx context.Context, b *bench, n, workers int) (*result, error) {
	c, err := orders.New(append(b.options(), orders.WithBearerToken("t0ken"))...)
	if err != nil {
		return nil, err
	}
	r := &result{calls: n, acknowledged: make(map[string]string)}
	share(workers, n, func(i int) {
		intent := fmt.Sprintf("order-%d", i)
		var meta runtime.Meta
		opts := []runtime.Option{runtime.WithResponse(&meta)}
		for try := range maxRedrives {
			order, err := c.Orders.Create(ctx, newOrder(intent), opts...)
			r.add(intent, runtime.OrZero(order).ID, &meta, err)
			if err == nil {
				return
			}
			if try == 0 {
				opts = append(opts, runtime.WithIdempotencyKey(meta.IdempotencyKey))
			}
			r.redrive()
			time.Sleep(min(time.Millisecond<<try, 100*time.Millisecond))
		}
	})
	r.judge(b.ledger)
	r.executed, r.unwarned = 0, 0 // all are, in the end
	return r, nil
}

func (r *result) redrive() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.redriven++
}

func newOrder(intent string) orders.CreateOrder {
	return orders.CreateOrder{
		CustomerID: "cus_1", Items: []orders.Item{{SKU: "tea", Quantity: 1, UnitPrice: orders.Money{Amount: 450, Currency: "EUR"}}},
		Metadata: orders.Metadata{"intent": intent},
	}
}

// createUnkeyed starts runs of agents, whose document knows no key. Each call is made once: nobody could tell what a second
// call would do.
func createUnkeyed(ctx context.Context, b *bench, n, workers int, more ...runtime.Option) (*result, error) {
	c, err := agents.New(append(append(b.options(), agents.WithAPIKey("k3y")), more...)...)
	if err != nil {
		return nil, err
	}
	r := &result{calls: n, acknowledged: make(map[string]string)}
	share(workers, n, func(i int) {
		intent := fmt.Sprintf("run-%d", i)
		var meta runtime.Meta
		run, err := c.Runs.Create(ctx, "a", agents.RunRequest{Task: intent}, nil, runtime.WithResponse(&meta))
		r.add(intent, runtime.OrZero(run).ID, &meta, err)
	})
	r.judge(b.ledger)
	return r, nil
}

// judge compares what the calls said with what the server did.
func (r *result) judge(l *ledger) {
	for intent, id := range r.acknowledged {
		if ids := l.of(intent); !slices.Contains(ids, id) {
			r.lost++
		}
	}
	l.mu.Lock()
	for _, ids := range l.executed {
		r.duplicates += len(ids) - 1
	}
	l.mu.Unlock()
	for _, f := range r.failed {
		if len(l.of(f.intent)) == 0 {
			continue
		}
		r.executed++
		var api *runtime.APIError
		if !errors.As(f.err, &api) && !strings.Contains(f.err.Error(), "may have executed") {
			r.unwarned++
		}
	}
}

// check is what must hold. Every intent is either acknowledged or failed; with a key it is acknowledged in the end.
func (r *result) check(keyed bool) error {
	var errs []error
	must := func(ok bool, what string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(what, args...))
		}
	}
	must(r.duplicates == 0, "%d duplicates", r.duplicates)
	must(r.lost == 0, "%d acknowledgements of nothing", r.lost)
	if keyed {
		must(len(r.acknowledged) == r.calls, "%d of %d orders are not acknowledged: %w", r.calls-len(r.acknowledged), r.calls, r.lastFailure())
		return errors.Join(errs...)
	}
	must(len(r.acknowledged)+len(r.failed) == r.calls, "%d successes and %d failures of %d calls", len(r.acknowledged), len(r.failed), r.calls)
	must(r.unwarned == 0, "%d failures do not say that the server may have executed the request", r.unwarned)
	return errors.Join(errs...)
}

// lastFailure is that of an intent that was never acknowledged.
func (r *result) lastFailure() error {
	for _, f := range slices.Backward(r.failed) {
		if _, ok := r.acknowledged[f.intent]; !ok {
			return f.err
		}
	}
	return nil
}

func (r *result) print(out io.Writer, b *bench) {
	fmt.Fprintf(out, "%d intents, %d requests counted by the calls, %d seen by the server, %d connections\n",
		r.calls, r.attempts, b.ledger.requests, b.dialled.Load())
	fmt.Fprintf(out, "%d acknowledged, %d calls failed (%d for want of retry budget), %d calls made again with the key\n",
		len(r.acknowledged), len(r.failed), r.exhausted, r.redriven)
	fmt.Fprintf(out, "%d duplicates, %d acknowledgements of nothing, %d failures of intents that are executed, %d of which do not say so\n",
		r.duplicates, r.lost, r.executed, r.unwarned)
}

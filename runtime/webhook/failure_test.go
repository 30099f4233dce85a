package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// broken is a store that fails where it is told to.
type broken struct {
	dedup.Store
	claim, confirm atomic.Bool
}

func (b *broken) Claim(ctx context.Context, key string, lease time.Duration) (dedup.Claim, error) {
	if b.claim.Load() {
		return dedup.Claim{}, errors.New("store down")
	}
	return b.Store.Claim(ctx, key, lease)
}

func (b *broken) Confirm(ctx context.Context, c dedup.Claim) error {
	if b.confirm.Load() {
		return errors.New("store down")
	}
	return b.Store.Confirm(ctx, c)
}

func TestWhileTheStoreIsDownNothingIsTakenUnlessAskedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts    []webhook.Option
		status  int
		handled []string
	}{
		"closed": {nil, 503, []string{"msg_1"}},
		"open":   {[]webhook.Option{webhook.WithFailOpen()}, 200, []string{"msg_1"}}, // the queue knows it for a while
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store := &broken{Store: dedup.Memory(0, 0)}
				store.claim.Store(true)
				var seen record
				e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), store, seen.handle, append(c.opts, quiet())...)
				if err != nil {
					t.Fatal(err)
				}
				defer e.Close(t.Context())
				for range 2 {
					wants(t, post(e, delivery(t, "msg_1")), c.status)
					synctest.Wait()
				}
				store.claim.Store(false)
				wants(t, post(e, delivery(t, "msg_1")), 200)
				synctest.Wait()
				seen.wants(t, c.handled...)
			})
		})
	}
}

func TestAnEventIsConfirmedLaterIfTheStoreFailsAfterItWasQueued(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &broken{Store: dedup.Memory(0, 0)}
		store.confirm.Store(true)
		var seen record
		e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), store, seen.handle, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(t.Context())
		wants(t, post(e, delivery(t, "msg_1")), 200)
		time.Sleep(500 * time.Millisecond)
		store.confirm.Store(false)
		time.Sleep(time.Minute) // past the lease of the claim
		wants(t, post(e, delivery(t, "msg_1")), 200)
		synctest.Wait()
		seen.wants(t, "msg_1")
	})
}

// stuck is a queue that stores nothing in time.
type stuck struct{ webhook.Queue }

func (stuck) Put(ctx context.Context, _ webhook.Message) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestAQueueThatDoesNotAnswerRefusesWithinASecondAndMarksNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := dedup.Memory(0, 0)
		e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), store, (&record{}).handle,
			webhook.WithQueue(stuck{webhook.Memory(0)}), quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(t.Context())
		started := time.Now()
		wants(t, post(e, delivery(t, "msg_1")), 503)
		if took := time.Since(started); took > time.Second {
			t.Errorf("refused after %v", took)
		}
		if claim, err := store.Claim(t.Context(), dedup.Key("standard", "msg_1"), time.Second); err != nil || claim.Outcome != dedup.Claimed {
			t.Errorf("the id is %v, %v", claim.Outcome, err)
		}
	})
}

func TestAFailedFunctionIsTriedAgainThreeTimesThenGivenUp(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*webhook.Event[order]) error{
		"error":  func(*webhook.Event[order]) error { return errors.New("no") },
		"panic":  func(*webhook.Event[order]) error { panic("no") },
		"goexit": func(*webhook.Event[order]) error { runtime.Goexit(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var at []time.Time
				var failed []string
				e := endpoint(t, func(_ context.Context, event webhook.Event[order]) error {
					if event.Attempt != len(at)+1 || event.Data.N != 0 {
						t.Errorf("attempt %d of %+v", event.Attempt, event.Data)
					}
					at = append(at, time.Now())
					event.Data.N = 7
					return fail(&event)
				}, webhook.WithWorkers(1), webhook.WithOnFailed(func(_ context.Context, m webhook.Message, err error) {
					failed = append(failed, m.ID+" "+string(m.Body)+" "+err.Error())
					panic("in OnFailed too")
				}))
				wants(t, post(e, delivery(t, "msg_1")), 200)
				time.Sleep(time.Hour)
				synctest.Wait()
				if len(at) != 4 || len(failed) != 1 || !strings.HasPrefix(failed[0], `msg_1 {"id":"msg_1"`) {
					t.Fatalf("%d attempts, given up: %q", len(at), failed)
				}
				for i, most := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
					if gap := at[i+1].Sub(at[i]); gap < most/2 || gap > most {
						t.Errorf("retry %d after %v", i+1, gap)
					}
				}
				wants(t, post(e, delivery(t, "msg_1")), 200)
				synctest.Wait()
				if len(at) != 4 {
					t.Error("a duplicate of what was given up is handled")
				}
			})
		})
	}
}

func TestAFunctionThatRecoversIsDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		e := endpoint(t, func(ctx context.Context, event webhook.Event[order]) error {
			if event.Attempt < 3 {
				return errors.New("not yet")
			}
			return seen.handle(ctx, event)
		}, webhook.WithOnFailed(func(context.Context, webhook.Message, error) { t.Error("given up") }))
		wants(t, post(e, delivery(t, "msg_1")), 200)
		time.Sleep(time.Hour)
		seen.wants(t, "msg_1")
	})
}

func TestAFunctionThatTakesLongerThanTheLeaseIsNotCalledTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		e := endpoint(t, func(ctx context.Context, event webhook.Event[order]) error {
			time.Sleep(time.Hour)
			if ctx.Err() == nil {
				t.Error("the context goes on for an hour")
			}
			return seen.handle(ctx, event)
		})
		wants(t, post(e, delivery(t, "msg_1")), 200)
		time.Sleep(2 * time.Hour)
		seen.wants(t, "msg_1")
	})
}

func TestCloseHandlesWhatIsLeftRetriesToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		e := endpoint(t, func(ctx context.Context, event webhook.Event[order]) error {
			time.Sleep(time.Second)
			if event.Attempt == 1 {
				return errors.New("not yet")
			}
			return seen.handle(ctx, event)
		}, webhook.WithWorkers(2))
		for i := range 5 {
			wants(t, post(e, delivery(t, fmt.Sprint(i))), 200)
		}
		if err := e.Close(t.Context()); err != nil {
			t.Error(err)
		}
		slices.Sort(seen.ids)
		seen.wants(t, "0", "1", "2", "3", "4")
		wants(t, post(e, delivery(t, "6")), 503)
		if err := e.Close(t.Context()); err != nil {
			t.Errorf("closed again: %v", err)
		}
	})
}

func TestCloseThatRunsOutOfTimeHandsOverWhatIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var lost record
		e := endpoint(t, func(ctx context.Context, _ webhook.Event[order]) error {
			<-ctx.Done()
			return ctx.Err()
		}, webhook.WithWorkers(1), webhook.WithOnFailed(func(ctx context.Context, m webhook.Message, err error) {
			if !errors.Is(err, webhook.ErrStopped) || ctx.Err() != nil {
				t.Errorf("%v with %v", err, ctx.Err())
			}
			lost.handle(ctx, webhook.Event[order]{Data: order{ID: m.ID}})
		}))
		for i := range 3 {
			wants(t, post(e, delivery(t, fmt.Sprint(i))), 200)
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := e.Close(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "2 events") {
			t.Errorf("closed: %v", err)
		}
		synctest.Wait()
		slices.Sort(lost.ids)
		lost.wants(t, "0", "1", "2")
	})
}

package webhook_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
)

// shared is a queue that outlives the endpoint, as one that is stored does.
type shared struct {
	webhook.Queue
	lost, down atomic.Bool
}

func (s *shared) Stop() {}

func (s *shared) Take(ctx ctxt, lease time.Duration) (webhook.Lease, error) {
	if s.down.Load() {
		return webhook.Lease{}, errors.New("queue down")
	}
	return s.Queue.Take(ctx, lease)
}

func (s *shared) Done(ctx ctxt, l webhook.Lease) error {
	if s.down.Load() {
		return errors.New("queue down")
	}
	return s.Queue.Done(ctx, l)
}

func (s *shared) Extend(ctx ctxt, l webhook.Lease, lease time.Duration) error {
	if s.lost.Load() {
		return webhook.ErrLeaseLost
	}
	return s.Queue.Extend(ctx, l, lease)
}

func waiting(t *testing.T) *shared {
	t.Helper()
	q := &shared{Queue: webhook.Memory(0)}
	if err := q.Put(t.Context(), webhook.Message{Key: "1", ID: "msg_1", Body: []byte(`{"id":"msg_1"}`)}); err != nil {
		t.Fatal(err)
	}
	return q
}

// closed closes an endpoint whose queue does not end.
func closed(e *webhook.Endpoint) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return e.Close(ctx)
}

func TestAnEventWhoseWorkerDiedIsHandledOnceItsLeaseEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := waiting(t)
		if _, err := q.Take(t.Context(), time.Minute); err != nil { // by a process that dies now
			t.Fatal(err)
		}
		var seen record
		e := endpoint(t, func(ctx context.Context, event webhook.Event[order]) error {
			if event.Attempt != 2 {
				t.Errorf("attempt %d", event.Attempt)
			}
			return seen.handle(ctx, event)
		}, webhook.WithQueue(q))
		time.Sleep(time.Minute - time.Second)
		seen.wants(t)
		time.Sleep(2 * time.Second)
		seen.wants(t, "msg_1")
		closed(e)
	})
}

func TestAnEventThatKillsEveryWorkerIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := waiting(t)
		for range 9 {
			if _, err := q.Take(t.Context(), time.Second); err != nil {
				t.Fatal(err)
			}
		}
		given := make(chan string, 1)
		e := endpoint(t, func(context.Context, webhook.Event[order]) error {
			t.Error("called")
			return nil
		}, webhook.WithQueue(q), webhook.WithOnFailed(func(_ context.Context, m webhook.Message, _ error) { given <- m.ID }))
		if id := <-given; id != "msg_1" {
			t.Errorf("given up: %s", id)
		}
		closed(e)
	})
}

func TestAFunctionWhoseLeaseIsLostIsToldToStopAndNothingIsRecorded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := waiting(t)
		var calls atomic.Int64
		e := endpoint(t, func(ctx context.Context, _ webhook.Event[order]) error {
			calls.Add(1)
			q.lost.Store(true)
			started := time.Now()
			<-ctx.Done()
			if took := time.Since(started); took > 30*time.Second {
				t.Errorf("told after %v", took)
			}
			return ctx.Err()
		}, webhook.WithQueue(q), webhook.WithOnFailed(func(context.Context, webhook.Message, error) { t.Error("given up") }))
		time.Sleep(29 * time.Second) // the lease of the queue goes on until then
		if n := calls.Load(); n != 1 {
			t.Errorf("%d calls", n)
		}
		q.lost.Store(false)
		closed(e)
	})
}

func TestCloseLeavesToOthersWhatTheQueueKeeps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := waiting(t)
		e := endpoint(t, func(ctx context.Context, _ webhook.Event[order]) error {
			<-ctx.Done()
			return ctx.Err()
		}, webhook.WithQueue(q), webhook.WithOnFailed(func(context.Context, webhook.Message, error) { t.Error("given up") }))
		synctest.Wait()
		if err := closed(e); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("closed: %v", err)
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if l, err := q.Take(ctx, time.Minute); err != nil || l.Message.ID != "msg_1" || l.Attempt != 2 {
			t.Errorf("another process gets %+v, %v", l, err)
		}
	})
}

func TestAQueueThatIsDownForAWhileCostsNoEventAndNoSecondCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := waiting(t)
		q.down.Store(true)
		time.AfterFunc(5*time.Second, func() { q.down.Store(false) })
		var seen record
		e := endpoint(t, func(ctx context.Context, event webhook.Event[order]) error {
			q.down.Store(true)
			time.AfterFunc(2*time.Second, func() { q.down.Store(false) })
			return seen.handle(ctx, event)
		}, webhook.WithQueue(q))
		time.Sleep(time.Hour)
		seen.wants(t, "msg_1")
		closed(e)
	})
}

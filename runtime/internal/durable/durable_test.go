package durable_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime/internal/durable"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// elsewhere is a store that takes a while to answer.
type elsewhere struct {
	memory *webhook.MemoryQueue
	trip   time.Duration
	trips  atomic.Int64
	down   atomic.Bool
}

func (e *elsewhere) travel() error {
	e.trips.Add(1)
	time.Sleep(e.trip)
	if e.down.Load() {
		return errors.New("down")
	}
	return nil
}

func (e *elsewhere) Put(ctx context.Context, all []webhook.Message) ([]error, error) {
	refused := make([]error, len(all))
	for i, m := range all {
		refused[i] = e.memory.Put(ctx, m)
	}
	return refused, e.travel()
}

func (e *elsewhere) Take(ctx context.Context, n int, lease time.Duration) (leases []webhook.Lease, err error) {
	if err := e.travel(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Nanosecond)
	defer cancel()
	for range n {
		l, err := e.memory.Take(ctx, lease)
		if err != nil {
			break
		}
		leases = append(leases, l)
	}
	return leases, nil
}

func (e *elsewhere) Settle(ctx context.Context, all []durable.Change) ([]bool, error) {
	if err := e.travel(); err != nil {
		return nil, err
	}
	held := make([]bool, len(all))
	for i, c := range all {
		switch c.Action {
		case durable.Extend:
			held[i] = e.memory.Extend(ctx, c.Lease, c.After) == nil
		case durable.Retry:
			held[i] = e.memory.Retry(ctx, c.Lease, c.After) == nil
		case durable.Done:
			held[i] = e.memory.Done(ctx, c.Lease) == nil
		case durable.Fail:
			held[i] = e.memory.Fail(ctx, c.Lease) == nil
		}
	}
	return held, nil
}

func open(trip time.Duration) (*durable.Queue, *elsewhere) {
	e := &elsewhere{memory: webhook.Memory(10), trip: trip}
	return durable.New(e, durable.Settings{Poll: 100 * time.Millisecond, Pause: time.Millisecond}), e
}

func TestAQueueOverAStoreKeepsWhatQueuesPromise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Second) // until nothing asks the store any more
		if err := webhooktest.CheckQueue(func() (webhook.Queue, error) {
			q, _ := open(time.Millisecond)
			return q, nil
		}); err != nil {
			t.Error(err)
		}
		if err := webhooktest.CheckSharedQueue(func() (a, b webhook.Queue, err error) {
			q, e := open(time.Millisecond)
			return q, durable.New(e, durable.Settings{Poll: 100 * time.Millisecond, Pause: time.Millisecond}), nil
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestManyWorkersShareRoundTrips(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Second) // until nothing asks the store any more
		q, e := open(10 * time.Millisecond)
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				l, err := q.Take(t.Context(), time.Minute)
				if err == nil {
					err = q.Done(t.Context(), l)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		for i := range 10 {
			all.Go(func() {
				if err := q.Put(t.Context(), webhook.Message{ID: string(rune('a' + i))}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := e.trips.Load(); n > 12 {
			t.Errorf("%d round trips for 30 calls", n)
		}
	})
}

func TestAWorkerWhoLeavesDuringARoundTripGetsWhatItBrings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Second) // until nothing asks the store any more
		q, e := open(time.Second)
		e.memory.Put(t.Context(), webhook.Message{ID: "1"})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if l, err := q.Take(ctx, time.Minute); err != nil || l.Message.ID != "1" {
			t.Errorf("got %v, %v: the message would be nobody's until its lease ends", l, err)
		}
		if l, err := q.Take(ctx, time.Minute); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, %v", l, err)
		}
	})
}

func TestAStoreThatIsDownIsAnErrorForAllWhoAskAndComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Second) // until nothing asks the store any more
		q, e := open(time.Millisecond)
		e.down.Store(true)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if _, err := q.Take(t.Context(), time.Minute); err == nil || errors.Is(err, webhook.ErrStopped) {
					t.Errorf("Take: %v", err)
				}
				if err := q.Put(t.Context(), webhook.Message{}); err == nil || errors.Is(err, webhook.ErrFull) {
					t.Errorf("Put: %v", err)
				}
				if err := q.Done(t.Context(), webhook.Lease{}); err == nil || errors.Is(err, webhook.ErrLeaseLost) {
					t.Errorf("Done: %v", err)
				}
			})
		}
		all.Wait()
		e.down.Store(false)
		if _, err := q.Take(t.Context(), time.Minute); err != nil {
			t.Error(err)
		}
	})
}

func TestAMessageIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, m := range []webhook.Message{
		{},
		{Key: `"a""b"`, ID: "1", Type: "order.paid", Header: http.Header{"A": {"b", "c"}, "Empty": {""}}, Body: []byte(`{"a":1}`),
			Received: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)},
		{Key: "\xff\x00", ID: "base64:YQ==", Type: "ä\xe4", Header: http.Header{"Latin": {"caf\xe9", "café"}}, Body: []byte{0, 255}},
		{Header: http.Header{}, Body: []byte{}},
	} {
		text, err := durable.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		read, err := durable.Decode(text)
		if diff := cmp.Diff(m, read, cmp.Comparer(func(a, b http.Header) bool {
			return cmp.Equal(map[string][]string(a), map[string][]string(b)) || len(a)+len(b) == 0
		})); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
	if _, err := durable.Decode("{"); err == nil {
		t.Error("half a message is read")
	}
}

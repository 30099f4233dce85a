package webhook_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

func TestTheQueueInMemoryKeepsWhatQueuesPromise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if err := webhooktest.CheckQueue(func() (webhook.Queue, error) { return webhook.Memory(10), nil }); err != nil {
			t.Error(err)
		}
	})
}

// forgetful is a queue that breaks promises.
type forgetful struct{ webhook.Queue }

func (f forgetful) Take(ctx ctxt, _ time.Duration) (webhook.Lease, error) {
	return f.Queue.Take(ctx, time.Millisecond)
}

func TestTheCheckOfQueuesNoticesOneThatForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if err := webhooktest.CheckQueue(func() (webhook.Queue, error) { return forgetful{webhook.Memory(10)}, nil }); err == nil {
			t.Error("leases of a millisecond pass")
		}
		if err := webhooktest.CheckQueue(func() (webhook.Queue, error) { return nil, errors.New("no") }); err == nil {
			t.Error("a queue that does not open passes")
		}
	})
}

func TestTheQueueInMemoryIsFullByWhatWaits(t *testing.T) {
	t.Parallel()
	q := webhook.Memory(2)
	put := func(id string, want error) {
		t.Helper()
		if err := q.Put(t.Context(), webhook.Message{Key: id, ID: id}); !errors.Is(err, want) {
			t.Errorf("Put of %s: %v, want %v", id, err, want)
		}
	}
	put("1", nil)
	put("2", nil)
	put("3", webhook.ErrFull)
	l, err := q.Take(t.Context(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	put("3", nil)
	put("4", webhook.ErrFull)
	if err := q.Retry(t.Context(), l, time.Hour); err != nil {
		t.Errorf("what was taken does not come back: %v", err)
	}
	q.Stop()
	if rest := q.Rest(); len(rest) != 3 || rest[0].ID+rest[1].ID+rest[2].ID != "231" {
		t.Errorf("the rest is %v", rest)
	}
	if _, err := q.Take(t.Context(), time.Minute); !errors.Is(err, webhook.ErrStopped) {
		t.Errorf("Take of nothing: %v", err)
	}
}

func TestTheQueueInMemoryForgetsKeysOfWhatWasDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := webhook.Memory(0)
		handle := func(want bool) {
			t.Helper()
			if err := q.Put(t.Context(), webhook.Message{Key: "1"}); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			l, err := q.Take(ctx, time.Minute)
			if (err == nil) != want {
				t.Fatalf("Take: %v", err)
			}
			if want && q.Done(t.Context(), l) != nil {
				t.Error("not done")
			}
		}
		handle(true)
		time.Sleep(time.Minute)
		handle(false)
		time.Sleep(20 * time.Second)
		handle(true)
	})
}

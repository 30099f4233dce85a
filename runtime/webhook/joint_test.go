package webhook_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// joining is a queue that joins any store, and says what it is told to; the last of it again and again.
type joining struct {
	*webhook.MemoryQueue
	answers []answer
}

type answer struct {
	outcome dedup.Outcome
	err     error
}

func (j *joining) Join(dedup.Store) webhook.Joint {
	return func(ctx context.Context, m webhook.Message) (dedup.Outcome, error) {
		a := j.answers[0]
		if len(j.answers) > 1 {
			j.answers = j.answers[1:]
		}
		if a.outcome == dedup.Claimed {
			a.err = j.Put(ctx, m)
		}
		return a.outcome, a.err
	}
}

// counting counts claims.
type counting struct {
	dedup.Store
	claims int
}

func (c *counting) Claim(ctx context.Context, key string, lease time.Duration) (dedup.Claim, error) {
	c.claims++
	return c.Store.Claim(ctx, key, lease)
}

func TestAQueueThatJoinsTheStoreIsAskedForBoth(t *testing.T) {
	t.Parallel()
	down := answer{0, errors.New("down")}
	for name, c := range map[string]struct {
		answers []answer
		opts    []webhook.Option
		status  int
		handled []string
		claims  int
	}{
		"a new event is put":                         {[]answer{{dedup.Claimed, nil}}, nil, 200, []string{"msg_1"}, 0},
		"an event that is done is not":               {[]answer{{dedup.Done, nil}}, nil, 200, nil, 0},
		"a claim that is given back is waited for":   {[]answer{{dedup.Busy, nil}, {dedup.Busy, nil}, {dedup.Claimed, nil}}, nil, 200, []string{"msg_1"}, 0},
		"a claim that is kept is not waited for":     {[]answer{{dedup.Busy, nil}}, nil, 503, nil, 0},
		"a queue that is full refuses":               {[]answer{{0, webhook.ErrFull}}, nil, 503, nil, 0},
		"an error refuses":                           {[]answer{down}, nil, 503, nil, 0},
		"failing open, the queue may work alone":     {[]answer{down}, []webhook.Option{webhook.WithFailOpen()}, 200, []string{"msg_1"}, 1},
		"failing open, a full queue is full":         {[]answer{{0, webhook.ErrFull}}, []webhook.Option{webhook.WithFailOpen()}, 503, nil, 0},
		"failing open, a queue that ends has ended":  {[]answer{{0, webhook.ErrStopped}}, []webhook.Option{webhook.WithFailOpen()}, 503, nil, 0},
		"events without ids are no matter of stores": {[]answer{down}, []webhook.Option{webhook.WithoutDedup()}, 200, []string{"msg_1"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store := &counting{Store: dedup.Memory(0, 0)}
				var seen record
				e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), store, seen.handle,
					append(c.opts, quiet(), webhook.WithQueue(&joining{webhook.Memory(0), c.answers}))...)
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				wants(t, post(e, delivery(t, "msg_1")), c.status)
				if took := time.Since(start); took > 1100*time.Millisecond { // by the clock of the bubble
					t.Errorf("answered after %v", took)
				}
				if err := e.Close(t.Context()); err != nil {
					t.Fatal(err)
				}
				seen.wants(t, c.handled...)
				if store.claims != c.claims {
					t.Errorf("%d claims, want %d", store.claims, c.claims)
				}
			})
		})
	}
}

// steps joins by the three steps that a joint makes one of; a part of them may be left out.
type steps struct {
	*webhook.MemoryQueue
	unconfirmed, unclaimed bool
}

func (q steps) Join(store dedup.Store) webhook.Joint {
	return func(ctx context.Context, m webhook.Message) (dedup.Outcome, error) {
		c := dedup.Claim{Key: m.Key, Outcome: dedup.Claimed}
		var err error
		if !q.unclaimed {
			if c, err = store.Claim(ctx, m.Key, time.Minute); err != nil || c.Outcome != dedup.Claimed {
				return c.Outcome, err
			}
		}
		if err := q.Put(ctx, m); err != nil {
			return 0, errors.Join(err, store.Release(ctx, c))
		}
		if q.unconfirmed {
			return dedup.Claimed, store.Release(ctx, c)
		}
		return dedup.Claimed, store.Confirm(ctx, c)
	}
}

func TestTheKitTellsJointsThatKeepTheirPromisesFromOthers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		queue func() webhook.Queue
		fine  bool
	}{
		"all steps":        {func() webhook.Queue { return steps{MemoryQueue: webhook.Memory(10)} }, true},
		"without a record": {func() webhook.Queue { return steps{MemoryQueue: webhook.Memory(10), unconfirmed: true} }, false},
		"without a look":   {func() webhook.Queue { return steps{MemoryQueue: webhook.Memory(10), unclaimed: true} }, false},
		"no joint":         {func() webhook.Queue { return webhook.Memory(10) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				err := webhooktest.CheckJoint(func() (webhook.Queue, dedup.Store, error) { return c.queue(), dedup.Memory(0, 0), nil })
				if (err == nil) != c.fine {
					t.Error(err)
				}
			})
		})
	}
}

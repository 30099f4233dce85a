package webhook_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

func TestJ8ADeliveryThatComesTwiceIsHandledOnceAndAcknowledgedTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		e := endpoint(t, seen.handle)
		for range 2 {
			wants(t, post(e, delivery(t, "msg_1")), 200)
			synctest.Wait()
		}
		wants(t, post(e, delivery(t, "msg_2")), 200)
		time.Sleep(72*time.Hour - time.Second)
		wants(t, post(e, delivery(t, "msg_1")), 200)
		synctest.Wait()
		seen.wants(t, "msg_1", "msg_2")
	})
}

func TestJ9AHundredDeliveriesAtOnceAreHandledOnce(t *testing.T) {
	t.Parallel()
	var seen record
	e := endpoint(t, seen.handle)
	server := httptest.NewServer(e)
	defer server.Close()
	var wg sync.WaitGroup
	for range 100 {
		r := sign(t, webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{standardSecret}, ID: "msg_1", URL: server.URL,
			Body: body(order{ID: "msg_1"})})
		wg.Go(func() {
			response, err := http.DefaultClient.Do(r)
			if err != nil || response.StatusCode != 200 {
				t.Errorf("%v, %v", response, err)
			}
			if err == nil {
				response.Body.Close()
			}
		})
	}
	wg.Wait()
	if err := e.Close(t.Context()); err != nil {
		t.Error(err)
	}
	seen.wants(t, "msg_1")
}

func TestJ10AnAcknowledgementDoesNotWaitForTheFunction(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		e := endpoint(t, func(ctx context.Context, event webhook.Event[order]) error {
			time.Sleep(8 * time.Second)
			return seen.handle(ctx, event)
		}, webhook.WithWorkers(1))
		started := time.Now()
		for _, id := range []string{"msg_1", "msg_2", "msg_1"} {
			wants(t, post(e, delivery(t, id)), 200)
		}
		if took := time.Since(started); took > 0 {
			t.Errorf("acknowledged after %v", took)
		}
		time.Sleep(17 * time.Second)
		seen.wants(t, "msg_1", "msg_2")
	})
}

func TestJ11AFullQueueRefusesAndMarksNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		e := endpoint(t, func(ctx context.Context, event webhook.Event[order]) error {
			time.Sleep(time.Minute)
			return seen.handle(ctx, event)
		}, webhook.WithWorkers(1), webhook.WithQueue(webhook.Memory(2)))
		wants(t, post(e, delivery(t, "msg_1")), 200)
		synctest.Wait() // the worker has it
		wants(t, post(e, delivery(t, "msg_2")), 200)
		wants(t, post(e, delivery(t, "msg_3")), 200)
		for range 3 {
			wants(t, post(e, delivery(t, "msg_4")), 503)
		}
		time.Sleep(time.Minute + time.Second)
		wants(t, post(e, delivery(t, "msg_4")), 200)
		time.Sleep(time.Hour)
		seen.wants(t, "msg_1", "msg_2", "msg_3", "msg_4")
	})
}

// endless is a body that is counted while it is read.
type endless struct{ read atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read.Add(int64(len(p)))
	return copy(p, bytes.Repeat([]byte{' '}, len(p))), nil
}

func TestJ12ABodyOverTheLimitIsRefusedUnread(t *testing.T) {
	t.Parallel()
	var seen record
	e := endpoint(t, seen.handle)
	d := webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{standardSecret}, Body: strings.Repeat(" ", 10<<20) + "{}"}
	wants(t, post(e, sign(t, d)), 413)
	r := sign(t, d)
	source := &endless{}
	r.Body, r.ContentLength = http.NoBody, -1
	r.Body = struct {
		*endless
		closer
	}{endless: source}
	wants(t, post(e, r), 413)
	if n := source.read.Load(); n > 2<<20 {
		t.Errorf("%d bytes were read", n)
	}
	d.Body = `{"id":"1"}` + strings.Repeat(" ", 1<<20-10)
	wants(t, post(e, sign(t, d)), 200)
	e.Close(t.Context())
	seen.wants(t, "1")
}

type closer struct{}

func (closer) Close() error { return nil }

func TestJ13AnEventThatComesByWebhookAndByPollIsHandledOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := dedup.Memory(0, 0)
		var seen record
		e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), store, seen.handle, webhook.WithSource("orders"), quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(t.Context())
		poll := func(id string) dedup.Outcome {
			outcome, err := dedup.Do(t.Context(), store, dedup.Key("orders", id), time.Minute, func(context.Context) error {
				time.Sleep(500 * time.Millisecond)
				return seen.handle(t.Context(), webhook.Event[order]{Data: order{ID: id}})
			})
			if err != nil {
				t.Error(err)
			}
			return outcome
		}
		go poll("evt_1")
		synctest.Wait()
		wants(t, post(e, delivery(t, "evt_1")), 200) // once the poll is done with it
		wants(t, post(e, delivery(t, "evt_2")), 200)
		if got := poll("evt_2"); got != dedup.Done {
			t.Errorf("the poll of what came by webhook is %v", got)
		}
		synctest.Wait()
		seen.wants(t, "evt_1", "evt_2")
	})
}

func TestADuplicateOfWhatIsInProgressTakesOverOrIsRefusedAfterASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := dedup.Memory(0, 0)
		var seen record
		e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), store, seen.handle, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(t.Context())
		claim, _ := store.Claim(t.Context(), dedup.Key("standard", "msg_1"), time.Hour)
		started := time.Now()
		wants(t, post(e, delivery(t, "msg_1")), 503)
		if took := time.Since(started); took != time.Second {
			t.Errorf("refused after %v", took)
		}
		time.AfterFunc(300*time.Millisecond, func() { store.Release(context.Background(), claim) })
		started = time.Now()
		wants(t, post(e, delivery(t, "msg_1")), 200)
		if took := time.Since(started); took < 300*time.Millisecond || took > 400*time.Millisecond {
			t.Errorf("taken over after %v", took)
		}
		synctest.Wait()
		seen.wants(t, "msg_1")
	})
}

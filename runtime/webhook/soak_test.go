package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

type ctxt = context.Context

// soak sends 5,000 deliveries, of which 30% are duplicates, out of order, to two endpoints that share a store, and sends
// again what is refused. Functions fail, panic and are slow.
type soak struct {
	t         *testing.T
	endpoints []*webhook.Endpoint

	mu      sync.Mutex
	acked   map[string]bool
	refused int
	runs    map[string]int // attempts
	handled map[string]int
	failed  map[string]int
}

func (s *soak) handle(_ context.Context, e webhook.Event[order]) error {
	time.Sleep(rand.N(20 * time.Millisecond))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs[e.ID]++
	switch {
	case e.Data.N%100 == 0:
		return errors.New("never")
	case e.Attempt < 3 && rand.IntN(10) == 0:
		return errors.New("not now")
	case e.Attempt < 3 && rand.IntN(20) == 0:
		panic("not now")
	}
	s.handled[e.ID]++
	return nil
}

func (s *soak) giveUp(_ context.Context, m webhook.Message, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed[m.ID]++
}

// send sends until the delivery is acknowledged, as vendors do.
func (s *soak) send(n int) {
	id := fmt.Sprintf("msg_%d", n)
	for {
		r, err := webhooktest.Sign(webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{standardSecret}, ID: id,
			Body: body(order{ID: id, N: n})})
		if err != nil {
			s.t.Error(err)
			return
		}
		code := post(s.endpoints[rand.IntN(len(s.endpoints))], r).Code
		s.mu.Lock()
		if code == http.StatusOK {
			s.acked[id] = true
			s.mu.Unlock()
			return
		}
		s.refused++
		s.mu.Unlock()
		time.Sleep(time.Second + rand.N(time.Second))
	}
}

func TestEveryAcknowledgedEventIsHandledOnceAmongFailuresAndDuplicates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const events, deliveries = 3500, 5000
		s := &soak{t: t, acked: map[string]bool{}, runs: map[string]int{}, handled: map[string]int{}, failed: map[string]int{}}
		store := dedup.Memory(0, 0)
		for range 2 {
			e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), store, s.handle, quiet(),
				webhook.WithOnFailed(s.giveUp), webhook.WithQueue(webhook.Memory(100)), webhook.WithWorkers(8))
			if err != nil {
				t.Fatal(err)
			}
			s.endpoints = append(s.endpoints, e)
		}
		var numbers []int
		for i := range deliveries {
			if i >= events {
				i = rand.IntN(events)
			}
			numbers = append(numbers, i)
		}
		rand.Shuffle(len(numbers), func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
		var wg sync.WaitGroup
		for burst := range slices.Chunk(numbers, 250) {
			for _, n := range burst {
				wg.Go(func() { s.send(n) })
			}
			time.Sleep(rand.N(100 * time.Millisecond))
		}
		wg.Wait()
		for _, e := range s.endpoints {
			if err := e.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
		s.judge(events)
	})
}

func (s *soak) judge(events int) {
	if len(s.acked) != events || s.refused == 0 {
		s.t.Errorf("%d of %d events acknowledged, %d deliveries refused", len(s.acked), events, s.refused)
	}
	for n := range events {
		id := fmt.Sprintf("msg_%d", n)
		wantHandled, wantFailed := 1, 0
		if n%100 == 0 {
			wantHandled, wantFailed = 0, 1
		}
		if s.handled[id] != wantHandled || s.failed[id] != wantFailed || s.runs[id] > 4 || wantFailed == 1 && s.runs[id] != 4 {
			s.t.Errorf("%s was handled %d times in %d attempts and given up %d times", id, s.handled[id], s.runs[id], s.failed[id])
		}
	}
}

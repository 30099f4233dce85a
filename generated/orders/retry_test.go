package orders_test

import (
	"errors"
	"net/http"
	"strconv"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

func TestACreationSurvivesFaultsAndHappensOnce(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		fault    func(*stage.Stage)
		attempts int
	}{
		{"no fault", func(*stage.Stage) {}, 1},
		{"a 503, then success", func(s *stage.Stage) { s.FailNext(1, http.StatusServiceUnavailable, "") }, 2},
		{"a 429 that says when", func(s *stage.Stage) { s.FailNext(1, http.StatusTooManyRequests, "0.001") }, 2},
		{"a cut before the execution", func(s *stage.Stage) { s.CutNext(2) }, 3},
		{"a cut behind the execution", func(s *stage.Stage) { s.CutAnswers(1) }, 2},
		{"one after the other", func(s *stage.Stage) { s.CutAnswers(1); s.CutNext(1); s.FailNext(1, http.StatusBadGateway, "") }, 4},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s, c := vendor(t)
			tc.fault(&s.Stage)
			var meta runtime.Meta
			must[*client.Order](t)(c.Orders.Create(t.Context(), tea(1), runtime.WithResponse(&meta)))
			posts := s.Requests(http.MethodPost, "/v1/orders")
			if len(posts) != tc.attempts || meta.Attempts != tc.attempts {
				t.Errorf("%d requests, Meta says %d, want %d", len(posts), meta.Attempts, tc.attempts)
			}
			for i, p := range posts {
				checkAttempt(t, i, p, meta.IdempotencyKey)
			}
			if n := s.Keys.Executions(); n != 1 {
				t.Errorf("executed %d times", n)
			}
		})
	}
}

// checkAttempt wants the same key and body on each attempt, and its number on each but the first.
func checkAttempt(t *testing.T, i int, r stage.Request, key string) {
	t.Helper()
	if got := r.Header.Get("Idempotency-Key"); got != key || len(key) < 32 {
		t.Errorf("attempt %d has the key %q, want %q", i+1, got, key)
	}
	if len(r.Body) == 0 {
		t.Errorf("attempt %d has no body", i+1)
	}
	want := ""
	if i > 0 {
		want = strconv.Itoa(i)
	}
	if got := r.Header.Get("X-Retry-Count"); got != want {
		t.Errorf("attempt %d counts %q, want %q", i+1, got, want)
	}
}

func TestTwoEqualOrdersAreTwoOrders(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	for range 2 {
		must[*client.Order](t)(c.Orders.Create(t.Context(), tea(1)))
	}
	posts := s.Requests(http.MethodPost, "")
	if posts[0].Header.Get("Idempotency-Key") == posts[1].Header.Get("Idempotency-Key") || s.Keys.Executions() != 2 {
		t.Errorf("%d executions, want two, with a key for each", s.Keys.Executions())
	}
}

func TestAnIntentOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	first := must[*client.Order](t)(c.Orders.Create(t.Context(), tea(1), runtime.WithIdempotencyKey("order-42")))
	again := must[*client.Order](t)(c.Orders.Create(t.Context(), tea(1), runtime.WithIdempotencyKey("order-42")))
	if first.ID != again.ID || s.Keys.Executions() != 1 {
		t.Errorf("made %s and %s", first.ID, again.ID)
	}
	_, err := c.Orders.Create(t.Context(), tea(2), runtime.WithIdempotencyKey("order-42"))
	if !errors.Is(err, runtime.ErrUnprocessable) {
		t.Errorf("another order with the key: %v", err)
	}
}

func TestAChangeWithoutAKeyIsNotRepeatedBlindly(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	id := s.Seed(1)[0]
	s.FailNext(1, http.StatusServiceUnavailable, "")
	_, err := c.Orders.Update(t.Context(), id, client.UpdateOrder{Note: runtime.Value("x")})
	if !errors.Is(err, runtime.ErrServer) || len(s.Requests(http.MethodPatch, "")) != 1 {
		t.Errorf("%d requests, %v", len(s.Requests(http.MethodPatch, "")), err)
	}
}

func TestADeletionThatWasCutIsRepeated(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	id := s.Seed(1)[0]
	s.CutAnswers(1)
	err := c.Orders.Delete(t.Context(), id)
	var api *runtime.APIError
	if !errors.As(err, &api) || api.StatusCode != http.StatusNotFound || api.Attempts != 2 {
		t.Errorf("error %v, want a 404 after two attempts: the first one did it", err)
	}
}

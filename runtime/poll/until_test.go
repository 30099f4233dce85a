package poll_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/poll"
)

var words = poll.States{Succeeded: []string{"succeeded"}, Failed: []string{"failed", "cancelled"}, Paused: []string{"requires_action"}}

// until waits for the image of a vendor that answers so.
func until(ctx context.Context, t *testing.T, v *vendor, opts ...runtime.Option) (*image, error) {
	t.Helper()
	c := v.client(t)
	get := func(ctx context.Context, opts ...runtime.Option) (*image, error) {
		return runtime.Do[image](ctx, c, runtime.NewRequest(op("GET")), opts)
	}
	return poll.Until(ctx, opts, words, get, func(i *image) any { return i.Status })
}

func states(list ...reply) *vendor {
	return &vendor{answers: map[string][]reply{"GET /v1/images": list}}
}

func TestAStateThatIsNotKnownGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := states(`200 {"status":"queued"}`, `200 {}`, `200 {"status":"dreaming"}`, `200 {"id":"i","status":"Succeeded"}`)
		got, err := until(t.Context(), t, v)
		if err != nil || got.ID != "i" || len(v.log) != 4 {
			t.Errorf("%+v, %v, %d requests", got, err, len(v.log))
		}
	})
}

func TestAFailureIsAnErrorWithTheLastValue(t *testing.T) {
	t.Parallel()
	for state, kind := range map[string]error{"failed": poll.ErrFailed, "CANCELLED": poll.ErrFailed, "requires-action": poll.ErrPaused} {
		_, err := until(t.Context(), t, states(reply(`200 {"id":"i","status":"`+state+`"}`)))
		var e *poll.Error[image]
		if !errors.As(err, &e) || !errors.Is(err, kind) || e.Value.ID != "i" || e.State != state || !strings.Contains(err.Error(), state) {
			t.Errorf("%s: %v", state, err)
		}
		if errors.Is(err, poll.ErrPaused) == errors.Is(err, poll.ErrFailed) {
			t.Errorf("%s is both or neither", state)
		}
	}
}

func TestRetryAfterOfASuccessIsThePace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := states(`200 Retry-After=40 {"status":"queued"}`, `200 {"status":"succeeded"}`)
		if _, err := until(t.Context(), t, v, poll.With(poll.Policy{Longest: 2 * time.Second})); err != nil {
			t.Fatal(err)
		}
		if gap := v.times[1].Sub(v.times[0]); gap < 40*time.Second || gap > 43*time.Second {
			t.Errorf("asked again after %v", gap)
		}
	})
}

func TestTheWaitEndsInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := states(`200 {"status":"queued"}`)
		began := time.Now()
		_, err := until(t.Context(), t, v, poll.With(poll.Policy{Timeout: time.Minute}))
		if !errors.Is(err, poll.ErrTimeout) || time.Since(began) > time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		_, err = until(ctx, t, states(`200 Retry-After=60 {"status":"queued"}`))
		if !errors.Is(err, runtime.ErrDeadlineTooClose) || errors.Is(err, poll.ErrTimeout) || ctx.Err() != nil {
			t.Errorf("a deadline before Retry-After: %v", err)
		}
		began = time.Now()
		_, err = until(t.Context(), t, v)
		if !errors.Is(err, poll.ErrTimeout) || time.Since(began) < 23*time.Hour {
			t.Errorf("without a policy: %v after %v", err, time.Since(began))
		}
	})
}

func TestTheEndOfTheContextEndsTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			time.Sleep(10 * time.Second)
			cancel()
		}()
		if _, err := until(ctx, t, states(`200 {"status":"queued"}`)); !errors.Is(err, context.Canceled) || errors.Is(err, poll.ErrTimeout) {
			t.Error(err)
		}
	})
}

func TestOptionsOfTheCallerHoldOnEveryPoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := states(`200 {"status":"queued"}`, `200 {"status":"succeeded"}`)
		var seen []string
		tenant := runtime.WithMiddleware(func(next runtime.Doer) runtime.Doer {
			return runtime.DoerFunc(func(r *http.Request) (*http.Response, error) {
				seen = append(seen, r.Header.Get("X-Tenant"))
				return next.Do(r)
			})
		})
		var meta runtime.Meta
		if _, err := until(t.Context(), t, v, runtime.WithHeader("X-Tenant", "t1"), poll.With(poll.Policy{First: 1}), tenant, runtime.WithResponse(&meta)); err != nil {
			t.Fatal(err)
		}
		if strings.Join(seen, " ") != "t1 t1" || meta.StatusCode != 200 {
			t.Errorf("tenants %v, status %d", seen, meta.StatusCode)
		}
	})
}

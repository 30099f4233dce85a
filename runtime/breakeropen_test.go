package runtime_test

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

func TestAnOpeningEndsCallsThatWaitToBeRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			if n == 1 {
				w.Header().Set("Retry-After", "60")
			}
			reply(w, 503)
		}, withBreaker, runtime.WithRetry(runtime.RetryPolicy{Jitter: runtime.JitterFixed, Base: time.Second, MaxAttempts: 4}))
		began := time.Now()
		waiting := make(chan error)
		go func() {
			_, err := invoke(t.Context(), c, &opList)
			waiting <- err
		}()
		synctest.Wait()
		invoke(t.Context(), c, &opList) // at 0, 1, 2 and 3 s: the fifth failure
		err := <-waiting
		var circuit *runtime.CircuitOpenError
		if !errors.As(err, &circuit) || statusOf(err) != 503 || s.attempts() != 5 {
			t.Errorf("%d requests, %v", s.attempts(), err)
		}
		if took := time.Since(began); took < 3*time.Second || took > 3100*time.Millisecond {
			t.Errorf("told after %v, want 3 s", took)
		}
	})
}

func TestTheCallThatOpensTheBreakerEndsWithItsOwnError(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503))
	c := client(t, s.URL, runtime.WithBreaker(runtime.BreakerPolicy{Failures: 2}))
	_, err := invoke(t.Context(), c, &opList)
	var circuit *runtime.CircuitOpenError
	var api *runtime.APIError
	if !errors.As(err, &circuit) || !errors.As(err, &api) || api.Attempts != 2 || s.attempts() != 2 {
		t.Errorf("%d requests, %v", s.attempts(), err)
	}
}

func TestA503SaysHowLongItsHostIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "100")
			reply(w, 503)
		}, single, withBreaker)
		for range 5 {
			invoke(t.Context(), c, &opList)
		}
		time.Sleep(99 * time.Second)
		if !isOpen(t, s, c) {
			t.Error("not open after 99 s")
		}
		time.Sleep(2 * time.Second)
		if isOpen(t, s, c) {
			t.Error("open after 101 s")
		}
	})
}

func TestAnOutageCostsAProbeAHalfMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s, c := inMemory(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			time.Sleep(10 * time.Millisecond)
			if since := time.Since(began); since > time.Minute && since < 11*time.Minute {
				reply(w, 503)
				return
			}
			reply(w, 200)
		}, withBreaker, single)
		var failed, after atomic.Int32
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				for time.Since(began) < 15*time.Minute {
					_, err := invoke(t.Context(), c, &opList)
					if statusOf(err) == 503 {
						failed.Add(1)
					}
					if err != nil && time.Since(began) > 11*time.Minute+40*time.Second {
						after.Add(1)
					}
					time.Sleep(3 * time.Second)
				}
			})
		}
		wg.Wait()
		// 64 at most when it began, then one each 30 to 39 s.
		if n := failed.Load(); n > 64+20 || n < 5+14 || after.Load() != 0 {
			t.Errorf("%d requests during the outage of %d, %d failures after it", n, s.attempts(), after.Load())
		}
	})
}

func TestTheBreakerIsOffByDefaultAndOfAClient(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503))
	c := client(t, s.URL, single)
	for range 30 {
		if isOpen(t, s, c) {
			t.Fatal("open")
		}
	}
	if _, err := invoke(t.Context(), c, &opList, withBreaker); err == nil || statusOf(err) != 0 {
		t.Errorf("as an option of a call: %v", err)
	}
	if _, err := runtime.New(s.URL, runtime.WithBreaker(runtime.BreakerPolicy{Open: -1})); err == nil {
		t.Error("a negative time is accepted")
	}
}

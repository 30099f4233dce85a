package runtime_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

func TestRedirectsPassTheGateToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, c := metering(t, func(n int, h http.Header) int {
			if n > 1 {
				return 200
			}
			h.Set("Location", "/elsewhere")
			h.Set("RateLimit-Remaining", "0")
			h.Set("RateLimit-Reset", "60")
			return 307
		})
		if _, err := invoke(t.Context(), c, &opList); err != nil || m.requests() != 2 || m.gaps()[0] < time.Minute {
			t.Errorf("%d requests, %v apart, %v", m.requests(), m.gaps(), err)
		}
	})
}

func TestACrowdOfCallsKeepsToTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit = 20
		served := map[int64]int{}
		m, c := metering(t, func(_ int, h http.Header) int {
			window := time.Now().Unix() / 10
			served[window]++
			h.Set("X-RateLimit-Limit", fmt.Sprint(limit))
			h.Set("X-RateLimit-Remaining", fmt.Sprint(max(limit-served[window], 0)))
			h.Set("X-RateLimit-Reset", fmt.Sprint((window+1)*10))
			if served[window] > limit {
				return 429
			}
			return 200
		})
		invoke(t.Context(), c, &opList)
		var all sync.WaitGroup
		for range 64 {
			all.Go(func() {
				if _, err := invoke(t.Context(), c, &opList); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if m.requests() != 65 {
			t.Errorf("%d requests for 65 calls: %v", m.requests(), served)
		}
	})
}

func TestRequestsThatHaveNoAnswerAreGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, c := metering(t, func(n int, h http.Header) int {
			h.Set("RateLimit-Remaining", "3")
			h.Set("RateLimit-Reset", "3000")
			if n == 1 {
				return 200
			}
			return 0 // the connection breaks
		}, failFast(), runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}))
		for range 10 {
			invoke(t.Context(), c, &opList)
		}
		if m.requests() != 10 {
			t.Errorf("%d requests were sent, want 10", m.requests())
		}
	})
}

func TestWhatIsLeftIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told []runtime.Rate
		_, c := metering(t, func(_ int, h http.Header) int {
			h.Set("X-Calls", "3/10")
			h.Set("RateLimit", `"daily";r=7;t=60`)
			h.Set("RateLimit-Policy", `"daily";q=1000;w=60`)
			return 404
		}, runtime.WithHooks(runtime.Hooks{Rate: func(_ context.Context, r runtime.Rate) { told = append(told, r) }}),
			runtime.WithRateLimit(runtime.RateLimitPolicy{Dialects: []runtime.RateDialect{{Name: "own", Pair: "x-calls"}}}))
		var meta runtime.Meta
		invoke(t.Context(), c, &opList, runtime.WithResponse(&meta))
		want := runtime.Rate{Dialect: "ietf", Bucket: "daily", Limit: 1000, Remaining: 7, Reset: time.Now().Add(time.Minute)}
		if meta.Rate != want || len(told) != 1 || told[0] != want {
			t.Errorf("want %+v, got %+v; hooks were told %+v", want, meta.Rate, told)
		}
	})
}

func TestRateLimitOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]runtime.RateLimitPolicy{
		"a mode that is none":            {Mode: 9},
		"a dialect without a name":       {Dialects: []runtime.RateDialect{{Remaining: "X-Left"}}},
		"a dialect without what is left": {Dialects: []runtime.RateDialect{{Name: "own", Limit: "X-Max"}}},
		"a negative drain":               {Dialects: []runtime.RateDialect{{Name: "own", Pair: "X-Calls", Drain: -1}}},
	} {
		if _, err := runtime.New("https://api.example.com", runtime.WithRateLimit(p)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestRateLimitErrorsSayWhenToComeBack(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"not sent: the rate limit is used up until 2026-01-02T03:04:05Z": &runtime.RateLimitError{Reset: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		"not sent: the rate limit is used up":                            &runtime.RateLimitError{},
		"not sent: the rate limiter refused: the turnstile is shut":      &runtime.RateLimitError{Err: errTurnstile},
	} {
		if err.Error() != want {
			t.Errorf("want %q, got %q", want, err)
		}
	}
}

func TestResponsesWithoutRateLimitsCostNoAllocation(t *testing.T) {
	on, err := runtime.New("https://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: canned{}}))
	if err != nil {
		t.Fatal(err)
	}
	off, err := runtime.New("https://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: canned{}}),
		runtime.WithRateLimit(runtime.RateLimitPolicy{Mode: runtime.RateLimitOff}))
	if err != nil {
		t.Fatal(err)
	}
	with := testing.AllocsPerRun(200, func() { getReceipt(t, on) })
	without := testing.AllocsPerRun(200, func() { getReceipt(t, off) })
	if with != without {
		t.Errorf("%v allocations, %v without rate limits", with, without)
	}
}

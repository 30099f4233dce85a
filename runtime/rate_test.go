package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// metered is an API in memory: it answers request n, from 1, with a status and headers, and notes when requests came.
type metered struct {
	answer func(n int, h http.Header) int
	mu     sync.Mutex
	times  []time.Time
}

func (m *metered) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
	h := http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}}
	m.mu.Lock()
	m.times = append(m.times, time.Now())
	status := m.answer(len(m.times), h)
	m.mu.Unlock()
	if status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, Header: h, ContentLength: -1,
		Body: io.NopCloser(strings.NewReader(`{"id":"ord_1"}`)),
	}, nil
}

func (m *metered) requests() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.times)
}

// gaps are the times between requests.
func (m *metered) gaps() []time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	var gaps []time.Duration
	for i := 1; i < len(m.times); i++ {
		gaps = append(gaps, m.times[i].Sub(m.times[i-1]))
	}
	return gaps
}

// measured makes a client of an API that says the pairs of header names and values on its first answer, with a status, and
// nothing on those after it, with 200.
func measured(t *testing.T, status int, pairs ...string) (*metered, *runtime.Client) {
	t.Helper()
	return metering(t, func(n int, h http.Header) int {
		if n > 1 {
			return 200
		}
		for i := 0; i < len(pairs); i += 2 {
			h.Add(pairs[i], pairs[i+1])
		}
		return status
	})
}

func metering(t *testing.T, answer func(int, http.Header) int, opts ...runtime.Option) (*metered, *runtime.Client) {
	t.Helper()
	m := &metered{answer: answer}
	c, err := runtime.New("https://api.example.com", append([]runtime.Option{runtime.WithHTTPClient(&http.Client{Transport: m})}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return m, c
}

func epoch(in time.Duration) string { return fmt.Sprint(time.Now().Add(in).Unix()) }

func failFast() runtime.Option {
	return runtime.WithRateLimit(runtime.RateLimitPolicy{Mode: runtime.RateLimitFailFast})
}

// within reports whether a time is what it should be, give or take a fifth.
func within(got, want time.Duration) bool {
	return math.Abs(float64(got-want)) <= 0.2*float64(want)
}

func TestNothingIsSentWhenNothingIsLeft(t *testing.T) {
	t.Parallel()
	for name, pairs := range map[string]func() []string{
		"C9: GitHub, epoch": func() []string {
			return []string{"X-RateLimit-Limit", "60", "X-RateLimit-Remaining", "0", "X-RateLimit-Resource", "core", "X-RateLimit-Reset", epoch(3 * time.Second)}
		},
		"C10: seconds from now": func() []string {
			return []string{"X-RateLimit-Limit", "60", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "3"}
		},
		"C11: the IETF's draft": func() []string { return []string{"RateLimit", `"d";r=0;t=3`} },
		"Okta": func() []string {
			return []string{"X-Rate-Limit-Remaining", "0", "X-Rate-Limit-Reset", epoch(3 * time.Second)}
		},
		"OpenAI's tokens": func() []string {
			return []string{"x-ratelimit-remaining-requests", "59", "x-ratelimit-reset-requests", "1s", "x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "3s"}
		},
		"Anthropic": func() []string {
			return []string{"anthropic-ratelimit-requests-remaining", "0", "anthropic-ratelimit-requests-reset", time.Now().Add(3 * time.Second).UTC().Format(time.RFC3339)}
		},
		"a clock of the server's that is an hour off": func() []string {
			return []string{"RateLimit-Remaining", "0", "RateLimit-Reset", time.Now().Add(3 * time.Second).UTC().Format(http.TimeFormat)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, c := measured(t, 200, pairs()...)
				invoke(t.Context(), c, &opList)
				var limit *runtime.RateLimitError
				began := time.Now()
				_, err := invoke(t.Context(), c, &opList, failFast())
				if !errors.As(err, &limit) || !errors.Is(err, runtime.ErrRateLimited) || !within(time.Until(limit.Reset), 3*time.Second) || time.Since(began) > 0 {
					t.Errorf("failing fast: %v", err)
				}
				if m.requests() != 1 {
					t.Errorf("%d requests were sent", m.requests())
				}
				if _, err := invoke(t.Context(), c, &opList); err != nil || m.requests() != 2 || !within(m.gaps()[0], 3*time.Second) || m.gaps()[0] < 3*time.Second {
					t.Errorf("waiting: %v, after %v", err, m.gaps())
				}
			})
		})
	}
}

func TestC12AFullLeakyBucketSlowsCallsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, c := metering(t, func(_ int, h http.Header) int {
			h.Set("X-Shopify-Shop-Api-Call-Limit", "39/40")
			return 200
		})
		for range 5 {
			invoke(t.Context(), c, &opList)
		}
		for _, gap := range m.gaps() {
			if !within(gap, 500*time.Millisecond) { // at the rate at which the bucket empties
				t.Errorf("gaps: %v", m.gaps())
			}
		}
	})
}

func TestC13TheLastCallsAreSpread(t *testing.T) {
	t.Parallel()
	for name, concurrent := range map[string]bool{"one after the other": false, "all at once": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				end := time.Now().Add(10 * time.Second)
				m, c := metering(t, func(n int, h http.Header) int {
					h.Set("X-RateLimit-Limit", "100")
					h.Set("X-RateLimit-Remaining", fmt.Sprint(max(6-n, 0)))
					h.Set("X-RateLimit-Reset", fmt.Sprint(time.Until(end).Seconds()))
					return 200
				})
				invoke(t.Context(), c, &opList)
				var all sync.WaitGroup
				for range 5 {
					all.Go(func() {
						if _, err := invoke(t.Context(), c, &opList); err != nil {
							t.Error(err)
						}
					})
					if !concurrent {
						all.Wait()
					}
				}
				all.Wait()
				for _, gap := range m.gaps() {
					if !within(gap, 2*time.Second) {
						t.Errorf("gaps: %v", m.gaps())
					}
				}
			})
		})
	}
}

func TestC14ADeadlineBeforeTheResetFailsAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reset    string
		deadline time.Duration // 0: none
		waits    bool
	}{
		"the deadline is before the reset": {"30", 10 * time.Second, false},
		"the deadline is after the reset":  {"30", 60 * time.Second, true},
		"the reset is after MaxWait":       {"121", 0, false},
		"the reset is within MaxWait":      {"119", 0, true},
		"the reset is not to be believed":  {"90000", time.Second, true}, // for no time
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, c := measured(t, 200, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", test.reset)
				invoke(t.Context(), c, &opList)
				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				began := time.Now()
				var call *runtime.CallError
				_, err := invoke(ctx, c, &opList)
				if test.waits {
					if err != nil || m.requests() != 2 {
						t.Errorf("%d requests, %v", m.requests(), err)
					}
					return
				}
				if !errors.As(err, new(*runtime.RateLimitError)) || !errors.As(err, &call) || call.Attempts != 0 || time.Since(began) > 0 || m.requests() != 1 {
					t.Errorf("%d requests, after %v: %v", m.requests(), time.Since(began), err)
				}
			})
		})
	}
}

// While it waits at the gate, a call is not one whose server is silent; afterwards it is watched again.
func TestAWaitAtTheGateIsNoTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, c := measured(t, 200, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "100")
		limits := runtime.WithTimeouts(runtime.Timeouts{ResponseHeader: time.Second, Attempt: 2 * time.Second})
		invoke(t.Context(), c, &opList)
		if _, err := invoke(t.Context(), c, &opList, limits); err != nil || m.requests() != 2 {
			t.Errorf("%d requests, %v", m.requests(), err)
		}
	})
}

func TestACallThatIsCancelledAtTheGateEndsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, c := measured(t, 200, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "100")
		invoke(t.Context(), c, &opList)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(7*time.Second, cancel)
		began := time.Now()
		_, err := invoke(ctx, c, &opList)
		if !errors.Is(err, context.Canceled) || time.Since(began) != 7*time.Second || m.requests() != 1 {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

func TestThrottles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status    int
		pairs     []string
		throttled bool
		wait      time.Duration // of a POST without a key, which is repeated as nothing was executed
	}{
		"a 429":                                {429, nil, true, 750 * time.Millisecond},
		"a 429 with a wait":                    {429, []string{"Retry-After", "7"}, true, 7 * time.Second},
		"a 429 with a reset":                   {429, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "20"}, true, 20 * time.Second},
		"a 403 with nothing left":              {403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "20"}, true, 20 * time.Second},
		"a 403 with a wait, as GitHub says it": {403, []string{"X-RateLimit-Remaining", "14", "X-RateLimit-Reset", "3000", "Retry-After", "60"}, true, time.Minute},
		"a 403":                                {403, []string{"X-RateLimit-Remaining", "14", "X-RateLimit-Reset", "20"}, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, c := measured(t, test.status, test.pairs...)
				_, err := invoke(t.Context(), c, &opCreate, runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}))
				if errors.Is(err, runtime.ErrRateLimited) != test.throttled || errors.Is(err, runtime.ErrForbidden) == test.throttled || statusOf(err) != test.status {
					t.Errorf("the error: %v", err)
				}
				m, c := measured(t, test.status, test.pairs...)
				_, err = invoke(t.Context(), c, &opCreate)
				if !test.throttled {
					if err == nil || m.requests() != 1 {
						t.Errorf("%d requests, %v", m.requests(), err)
					}
					return
				}
				if err != nil || m.requests() != 2 || m.gaps()[0] < test.wait*2/3 || m.gaps()[0] > test.wait*4/3 {
					t.Errorf("%d requests, %v apart, %v", m.requests(), m.gaps(), err)
				}
			})
		})
	}
}

func TestA429HoldsOtherCallsBackToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, c := measured(t, 429, "Retry-After", "5")
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				if _, err := invoke(t.Context(), c, &opList); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if m.requests() != 21 || m.gaps()[0] < 5*time.Second {
			t.Errorf("%d requests, %v apart", m.requests(), m.gaps())
		}
	})
}

// A retry that the gate would refuse is not waited for, takes nothing from the budget, and shows the response.
func TestARetryThatComesTooLateIsNotMade(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, c := measured(t, 403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "2400")
		began := time.Now()
		_, err := invoke(t.Context(), c, &opList)
		var limit *runtime.RateLimitError
		if !errors.As(err, &limit) || time.Until(limit.Reset) != 40*time.Minute || statusOf(err) != 403 || errors.Is(err, runtime.ErrForbidden) {
			t.Errorf("the error: %v", err)
		}
		if m.requests() != 1 || time.Since(began) > 0 {
			t.Errorf("%d requests, after %v", m.requests(), time.Since(began))
		}
	})
}

func TestARefusedRetryShowsTheLastResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, c := metering(t, func(_ int, h http.Header) int { return 503 })
		limiter := runtime.WithRateLimit(runtime.RateLimitPolicy{Limiter: &turnstile{free: 1}})
		_, err := invoke(t.Context(), c, &opList, limiter)
		if !errors.As(err, new(*runtime.RateLimitError)) || !errors.Is(err, errTurnstile) || statusOf(err) != 503 {
			t.Errorf("the error: %v", err)
		}
	})
}

// turnstile is a limiter that lets so many through.
type turnstile struct{ free int }

var errTurnstile = errors.New("the turnstile is shut")

func (s *turnstile) Wait(ctx context.Context) error {
	if s.free == 0 {
		return errTurnstile
	}
	s.free--
	return ctx.Err()
}

func TestTheGateAsksBeforeTheCallersLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		own := &turnstile{free: 2}
		_, c := metering(t, func(_ int, h http.Header) int {
			h.Set("RateLimit-Remaining", "0")
			h.Set("RateLimit-Reset", "300")
			return 200
		}, runtime.WithRateLimit(runtime.RateLimitPolicy{Limiter: own}))
		invoke(t.Context(), c, &opList)
		if _, err := invoke(t.Context(), c, &opList); !errors.Is(err, runtime.ErrRateLimited) || own.free != 1 {
			t.Errorf("%d left of the limiter's, %v", own.free, err)
		}
		off := runtime.WithRateLimit(runtime.RateLimitPolicy{Mode: runtime.RateLimitOff})
		if _, err := invoke(t.Context(), c, &opList, off); err != nil || own.free != 0 {
			t.Errorf("headers ignored: %d left of the limiter's, %v", own.free, err)
		}
	})
}

func TestCredentialsHaveLimitsOfTheirOwn(t *testing.T) {
	t.Parallel()
	op := opList
	op.Security = []runtime.Requirement{{"key"}}
	as := func(a runtime.Authorizer) runtime.Option { return runtime.WithCredential("key", a) }
	alice, bob := &badge{"alice"}, &badge{"bob"}
	m, c := metering(t, func(_ int, h http.Header) int {
		h.Set("RateLimit-Remaining", "0")
		h.Set("RateLimit-Reset", "60")
		return 200
	}, failFast())
	for _, test := range []struct {
		who   runtime.Authorizer
		sends bool
	}{{alice, true}, {alice, false}, {bob, true}, {alice, false}, {bob, false}, {badges{"eve"}, true}, {badges{"eve"}, false}} {
		before := m.requests()
		if _, err := invoke(t.Context(), c, &op, as(test.who)); (err == nil) != test.sends || m.requests()-before > 1 {
			t.Errorf("%v: %v", test.who, err)
		}
	}
}

// badge is a credential; badges is one that cannot be compared.
type (
	badge  struct{ name string }
	badges []string
)

func (b *badge) Authorize(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Badge "+b.name)
	return nil
}

func (b badges) Authorize(ctx context.Context, r *http.Request) error {
	return (&badge{b[0]}).Authorize(ctx, r)
}

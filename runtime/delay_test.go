package runtime_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// asking answers the first request with the status and a header, the others with success.
func asking(code int, header func() (name, value string)) func(int, http.ResponseWriter, *http.Request) {
	return func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 1 {
			name, value := header()
			w.Header().Set(name, value)
			reply(w, code)
			return
		}
		reply(w, 200)
	}
}

func TestHowLongARetryWaits(t *testing.T) {
	t.Parallel()
	is := func(name, value string) func() (string, string) {
		return func() (string, string) { return name, value }
	}
	at := func(layout string, ahead time.Duration) func() (string, string) {
		return func() (string, string) { return "Retry-After", time.Now().Add(ahead).UTC().Format(layout) }
	}
	second, ms := time.Second, time.Millisecond
	tests := []struct {
		name     string
		code     int
		header   func() (string, string)
		min, max time.Duration
	}{
		{"B1: Retry-After 2 on a 429", 429, is("Retry-After", "2"), 2 * second, 2200 * ms},
		{"Retry-After 2 on a 500", 500, is("Retry-After", "2"), 2 * second, 2200 * ms},
		{"B2: an IMF-fixdate", 503, at(http.TimeFormat, 4*second), 2900 * ms, 4300 * ms},
		{"B2: an RFC 850 date", 503, at("Monday, 02-Jan-06 15:04:05 GMT", 4*second), 2900 * ms, 4300 * ms},
		{"B2: an asctime date", 503, at(time.ANSIC, 4*second), 2900 * ms, 4300 * ms},
		{"B5: a negative number is absent", 503, is("Retry-After", "-1"), 100 * ms, 500 * ms},
		{"garbage is absent", 503, is("Retry-After", "NaN"), 100 * ms, 500 * ms},
		{"an exponent is absent", 503, is("Retry-After", "1e1"), 100 * ms, 500 * ms},
		{"B7: a fraction", 503, is("Retry-After", "1.5"), 1500 * ms, 1600 * ms},
		{"milliseconds", 503, is("Retry-After-Ms", "700"), 700 * ms, 740 * ms},
		{"milliseconds by another name", 503, is("X-Ms-Retry-After-Ms", "700"), 700 * ms, 740 * ms},
		{"zero is at least a quarter of the base", 503, is("Retry-After", "0"), 125 * ms, 500 * ms},
		{"a date in the past is the same", 503, at(http.TimeFormat, -time.Hour), 125 * ms, 500 * ms},
		{"a 429 without a word waits for a second or half of it", 429, is("X", "y"), 500 * ms, second},
		{"a 503 without a word waits for half that", 503, is("X", "y"), 250 * ms, 500 * ms},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, c := inMemory(t, asking(test.code, test.header))
				_, err := invoke(t.Context(), c, &opList)
				if gap := s.gap(); err != nil || gap < test.min || gap > test.max {
					t.Errorf("want a gap of %v to %v, got %v, %v", test.min, test.max, gap, err)
				}
			})
		})
	}
}

func TestADateIsReadByTheServersClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(n int, w http.ResponseWriter, r *http.Request) {
			wrong := time.Now().Add(-50 * time.Hour)
			w.Header().Set("Date", wrong.UTC().Format(http.TimeFormat))
			w.Header().Set("Retry-After", wrong.Add(3*time.Second).UTC().Format(http.TimeFormat))
			statuses(503, 200)(n, w, r)
		})
		if _, err := invoke(t.Context(), c, &opList); err != nil || s.gap() < 3*time.Second || s.gap() > 4*time.Second {
			t.Errorf("gap %v, %v", s.gap(), err)
		}
	})
}

func TestWaitsThatAreNotWorthIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, value string
		deadline    time.Duration
		retryAfter  time.Duration
		tooClose    bool
	}{
		{"B3: an hour without a deadline", "3600", 0, time.Hour, false},
		{"B4: 30 s with a deadline in 1.5 s", "30", 1500 * time.Millisecond, 30 * time.Second, true},
		{"B6: longer than any number", "9223372036854775807", 0, 1<<63 - 1, false},
		{"longer than any integer", "99999999999999999999999", 0, 1<<63 - 1, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, c := inMemory(t, asking(429, func() (string, string) { return "Retry-After", test.value }))
				ctx := t.Context()
				if test.deadline > 0 {
					limited, cancel := context.WithTimeout(ctx, test.deadline)
					defer cancel()
					ctx = limited
				}
				began := time.Now()
				_, err := invoke(ctx, c, &opList)
				var api *runtime.APIError
				if !errors.As(err, &api) || api.RetryAfter != test.retryAfter || !errors.Is(err, runtime.ErrRateLimited) {
					t.Fatalf("got %v", err)
				}
				if time.Since(began) > 100*time.Millisecond || s.attempts() != 1 {
					t.Errorf("took %v, %d attempts", time.Since(began), s.attempts())
				}
				if errors.Is(err, runtime.ErrDeadlineTooClose) != test.tooClose || errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestB8CallersComeBackApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var gaps []time.Duration
		for range 20 {
			s, c := inMemory(t, statuses(503, 200))
			if _, err := invoke(t.Context(), c, &opList); err != nil {
				t.Fatal(err)
			}
			gaps = append(gaps, s.gap())
		}
		if spread := slices.Max(gaps) - slices.Min(gaps); spread < 25*time.Millisecond {
			t.Errorf("all gaps within %v: %v", spread, gaps)
		}
	})
}

func TestB10ACancelledWaitEndsAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503))
	ctx, cancel := context.WithCancel(t.Context())
	var cancelled time.Time
	policy := runtime.RetryPolicy{Base: time.Hour, Cap: time.Hour, MaxElapsed: -1}
	policy.Classify = func(runtime.Attempt) runtime.Verdict { // asked before the wait
		time.AfterFunc(20*time.Millisecond, func() { cancelled = time.Now(); cancel() })
		return runtime.Default
	}
	c := client(t, s.URL, runtime.WithRetry(policy))
	_, err := invoke(ctx, c, &opList)
	if late := time.Since(cancelled); late > 50*time.Millisecond {
		t.Errorf("returned %v late", late)
	}
	if !errors.Is(err, context.Canceled) || statusOf(err) != 503 {
		t.Errorf("got %v", err)
	}
}

func TestACancelledAttemptKeepsTheLastResponse(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			reply(w, 503)
			return
		}
		cancel()
		<-r.Context().Done()
	})
	_, err := invoke(ctx, client(t, s.URL), &opList)
	if !errors.Is(err, context.Canceled) || statusOf(err) != 503 || s.attempts() != 2 {
		t.Errorf("%d attempts, %v", s.attempts(), err)
	}
}

func TestB11AnAttemptThatHangsIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, timeouts := range map[string]runtime.Timeouts{
		"by the limit of the whole":  {Attempt: 2 * time.Second},
		"by the limit of the header": {ResponseHeader: 2 * time.Second},
		"by default":                 {},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, c := inMemory(t, func(n int, w http.ResponseWriter, r *http.Request) {
					if n == 1 {
						<-r.Context().Done()
						return
					}
					reply(w, 200)
				}, runtime.WithTimeouts(timeouts))
				_, err := invoke(t.Context(), c, &opList)
				if err != nil || s.attempts() != 2 || s.gap() > 31*time.Second {
					t.Errorf("%d attempts, gap %v, %v", s.attempts(), s.gap(), err)
				}
				s, c = inMemory(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, runtime.WithTimeouts(timeouts))
				_, err = invoke(t.Context(), c, &opCreate)
				var timeout interface{ Timeout() bool }
				if !errors.Is(err, runtime.ErrAttemptTimeout) || !errors.As(err, &timeout) || !timeout.Timeout() || s.attempts() != 1 {
					t.Errorf("POST: %d attempts, %v", s.attempts(), err)
				}
				if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
					t.Errorf("it looks like the caller's: %v", err)
				}
			})
		})
	}
}

// drip sends a body of n bytes, one per second, and then nothing until the client is gone.
func drip(n int, whole bool) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(200)
		for range n {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(time.Second)
		}
		if !whole {
			<-r.Context().Done()
		}
	}
}

func TestB12OnlySilenceIsATimeout(t *testing.T) {
	t.Parallel()
	once := runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1})
	t.Run("a byte per second for a minute is a success", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, c := inMemory(t, drip(60, true), once)
			text, err := runtime.DoText(t.Context(), c, runtime.NewRequest(&opList), nil)
			if err != nil || len(text) != 60 {
				t.Errorf("%d bytes, %v", len(text), err)
			}
		})
	})
	t.Run("silence for 30 s is not", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, c := inMemory(t, drip(3, false), once)
			began := time.Now()
			_, err := runtime.DoText(t.Context(), c, runtime.NewRequest(&opList), nil)
			if took := time.Since(began); !errors.Is(err, runtime.ErrAttemptTimeout) || took < 32*time.Second || took > 34*time.Second {
				t.Errorf("after %v: %v", took, err)
			}
		})
	})
	t.Run("a stream is limited the same way", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, c := inMemory(t, drip(40, false), once)
			body, err := runtime.DoStream(t.Context(), c, runtime.NewRequest(&opList), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			data, err := io.ReadAll(body)
			if !errors.Is(err, runtime.ErrAttemptTimeout) || len(data) != 40 {
				t.Errorf("%d bytes, %v", len(data), err)
			}
		})
	})
}

func TestWithoutADeadlineRetriesEndAfterMaxElapsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		policy := runtime.RetryPolicy{MaxAttempts: 1000, Base: 10 * time.Second, Cap: 10 * time.Second, Budget: -1}
		_, c := inMemory(t, statuses(503), runtime.WithRetry(policy))
		began := time.Now()
		_, err := invoke(t.Context(), c, &opList)
		if took := time.Since(began); statusOf(err) != 503 || took > 5*time.Minute || took < 4*time.Minute {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

func TestC2AQuietClientStillRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, c := inMemory(t, func(n int, w http.ResponseWriter, _ *http.Request) { reply(w, []int{503, 200}[(n-1)%2]) })
		for i := range 60 {
			if _, err := invoke(t.Context(), c, &opList); err != nil {
				t.Fatalf("call %d: %v", i, err)
			}
			time.Sleep(time.Minute)
		}
	})
}

func TestB14CancelledCallsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // a goroutine that stays behind fails the test
		_, c := inMemory(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		for range 1000 {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			if _, err := invoke(ctx, c, &opList); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			cancel()
		}
	})
}

func TestTheTimeoutOfACallIsOverAllAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, statuses(503), runtime.WithTimeouts(runtime.Timeouts{Call: time.Second}))
		began := time.Now()
		_, err := invoke(t.Context(), c, &opList)
		if took := time.Since(began); statusOf(err) != 503 || !errors.Is(err, runtime.ErrDeadlineTooClose) || took > time.Second {
			t.Errorf("%d attempts in %v: %v", s.attempts(), took, err)
		}
	})
}

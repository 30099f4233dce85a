package runtime_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// once makes each call one attempt; withBreaker is the breaker by its defaults.
var (
	single      = runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1})
	withBreaker = runtime.WithBreaker(runtime.BreakerPolicy{})
)

// changes records what the hook is told.
type changes struct {
	mu   sync.Mutex
	list []runtime.BreakerInfo
}

func (c *changes) hook() runtime.Option {
	return runtime.WithHooks(runtime.Hooks{Breaker: func(_ context.Context, i runtime.BreakerInfo) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.list = append(c.list, i)
	}})
}

func (c *changes) reasons() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var reasons []string
	for _, i := range c.list {
		reasons = append(reasons, string(i.From)+" to "+string(i.To)+": "+i.Reason)
	}
	return reasons
}

// isOpen reports whether a call is refused by the breaker, with the request number before it.
func isOpen(t *testing.T, s *server, c *runtime.Client) bool {
	t.Helper()
	before := s.attempts()
	_, err := invoke(t.Context(), c, &opList)
	var circuit *runtime.CircuitOpenError
	refused := errors.As(err, &circuit)
	if refused && s.attempts() != before {
		t.Errorf("refused, and yet %d requests", s.attempts()-before)
	}
	return refused
}

func TestC3AfterFiveFailuresNothingIsSent(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503))
	c := client(t, s.URL, single, withBreaker)
	for range 5 {
		if _, err := invoke(t.Context(), c, &opList); statusOf(err) != 503 {
			t.Fatal(err)
		}
	}
	fastest := time.Hour
	var err error
	for range 20 { // of several, as another test may hold the processor
		began := time.Now()
		_, err = invoke(t.Context(), c, &opList)
		fastest = min(fastest, time.Since(began))
	}
	var circuit *runtime.CircuitOpenError
	var call *runtime.CallError
	if !errors.As(err, &circuit) || !errors.As(err, &call) || call.Attempts != 0 || s.attempts() != 5 || fastest > time.Millisecond {
		t.Fatalf("%d requests, %v: %v", s.attempts(), fastest, err)
	}
	if wait := time.Until(circuit.Until); wait < 29*time.Second || wait > 36*time.Second || "http://"+circuit.Host != s.URL {
		t.Errorf("%s open for %v", circuit.Host, wait)
	}
}

func TestARefusalIsNotRetriedAndTakesNoBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			if n > 5 && n%2 == 1 {
				reply(w, 200)
				return
			}
			reply(w, 503)
		}, runtime.WithBreaker(runtime.BreakerPolicy{MaxOpen: time.Minute}), runtime.WithRetry(runtime.RetryPolicy{Budget: 2, Base: time.Second}))
		done := make(chan error)
		go func() {
			_, err := invoke(t.Context(), c, &opList)
			done <- err // the opening ends its wait, and it takes nothing either
		}()
		synctest.Wait()
		for range 4 {
			invoke(t.Context(), c, &opList, single)
		}
		for range 100 {
			if !isOpen(t, s, c) {
				t.Fatal("not refused")
			}
		}
		if err := <-done; s.attempts() != 5 || statusOf(err) != 503 {
			t.Fatalf("%d requests, %v", s.attempts(), err)
		}
		time.Sleep(36 * time.Second)
		invoke(t.Context(), c, &opPut, single) // closes it: 503 opens it again, 200 does not
		time.Sleep(36 * time.Second)
		for range 3 { // two retries that the budget has, and one that is due every 10 s
			if _, err := invoke(t.Context(), c, &opList, runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond})); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestC4HalfOpenLetsOneOfTwentyCallersProbe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			if n > 5 {
				time.Sleep(time.Second) // so that the probe lasts
			}
			reply(w, 503)
		}, single, withBreaker)
		for range 5 {
			invoke(t.Context(), c, &opList)
		}
		time.Sleep(36 * time.Second)
		var refused atomic.Int32
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := invoke(t.Context(), c, &opList)
				var circuit *runtime.CircuitOpenError
				if errors.As(err, &circuit) && time.Until(circuit.Until) > 0 {
					refused.Add(1)
				}
			})
		}
		wg.Wait()
		if s.attempts() != 6 || refused.Load() != 19 {
			t.Errorf("%d probes, %d refused", s.attempts()-5, refused.Load())
		}
	})
}

func TestC5AProbeClosesOrOpensAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		status int
		open   bool
		hooks  []string
	}{
		{"a failure opens", 500, true, []string{"half-open to open: the probe failed"}},
		{"a success closes", 200, false, []string{"half-open to closed: the probe succeeded"}},
		{"a 404 closes: the host is there", 404, false, []string{"half-open to closed: the probe succeeded"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var told changes
				s, c := inMemory(t, statuses(503, 503, 503, 503, 503, test.status, 200), single, withBreaker, told.hook())
				for range 5 {
					invoke(t.Context(), c, &opList)
				}
				time.Sleep(36 * time.Second)
				invoke(t.Context(), c, &opList)
				if open := isOpen(t, s, c); open != test.open {
					t.Errorf("open: %v", open)
				}
				want := append([]string{"closed to open: failures in a row", "open to half-open: time to probe"}, test.hooks...)
				if got := told.reasons(); !slices.Equal(got, want) {
					t.Errorf("told %q", got)
				}
			})
		})
	}
}

func TestAProbeThatItsCallerCancelsFreesThePlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(n int, w http.ResponseWriter, r *http.Request) {
			switch {
			case n <= 5:
				reply(w, 503)
			case n == 6:
				<-r.Context().Done()
			default:
				reply(w, 200)
			}
		}, single, withBreaker)
		for range 5 {
			invoke(t.Context(), c, &opList)
		}
		time.Sleep(36 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := invoke(ctx, c, &opList); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if _, err := invoke(t.Context(), c, &opList); err != nil || s.attempts() != 7 {
			t.Errorf("%d requests, %v", s.attempts(), err)
		}
	})
}

// panicky is a transport that panics when it is told to.
type panicky struct {
	now  atomic.Bool
	next http.RoundTripper
}

func (p *panicky) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.now.Load() {
		panic("transport")
	}
	return p.next.RoundTrip(r)
}

func TestAProbeThatPanicsFreesThePlace(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503, 503, 503, 503, 503, 200))
	p := &panicky{next: &http.Transport{}}
	c := client(t, s.URL, single, runtime.WithHTTPClient(&http.Client{Transport: p}),
		runtime.WithBreaker(runtime.BreakerPolicy{Open: time.Nanosecond}))
	for range 5 {
		invoke(t.Context(), c, &opList)
	}
	p.now.Store(true)
	func() {
		defer func() { recover() }()
		invoke(t.Context(), c, &opList)
	}()
	p.now.Store(false)
	if _, err := invoke(t.Context(), c, &opList); err != nil {
		t.Error(err)
	}
}

func TestC6CancellationsDoNotOpenTheBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(n int, w http.ResponseWriter, r *http.Request) {
			if n <= 20 {
				<-r.Context().Done()
				return
			}
			reply(w, 200)
		}, single, withBreaker)
		for i := range 20 {
			ctx, cancel := context.WithCancel(t.Context())
			if i%2 == 0 {
				ctx, cancel = context.WithTimeout(t.Context(), time.Second)
			} else {
				time.AfterFunc(time.Second, cancel)
			}
			invoke(ctx, c, &opList)
			cancel()
		}
		if _, err := invoke(t.Context(), c, &opList); err != nil || s.attempts() != 21 {
			t.Errorf("%d requests, %v", s.attempts(), err)
		}
	})
}

func TestC7WhatIsAndIsNotAFailure(t *testing.T) {
	t.Parallel()
	short := func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "100")
		w.Write([]byte(`{"id":`))
	}
	body := func(kind, text string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", kind)
			w.Write([]byte(text))
		}
	}
	code := func(n int) func(http.ResponseWriter) { return func(w http.ResponseWriter) { reply(w, n) } }
	tests := []struct {
		name   string
		answer func(http.ResponseWriter)
		opens  bool
	}{
		{"ten 404", code(404), false}, {"ten 429", code(429), false}, {"ten 400", code(400), false}, {"ten 408", code(408), false},
		{"ten 501", code(501), false}, {"ten 500", code(500), true}, {"ten 503", code(503), true}, {"ten 504", code(504), true},
		{"bodies that are cut short", short, true},
		{"connections that are cut", func(w http.ResponseWriter) { hijack(w).Close() }, true},
		{"responses that do not decode", body("application/json", `{"id":7}`), false},
		{"pages of a gateway", body("text/html", `<p>hello`), false},
		{"redirects that are not followed", func(w http.ResponseWriter) {
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(302)
		}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { test.answer(w) })
			c := client(t, s.URL, single, withBreaker)
			for range 10 {
				invoke(t.Context(), c, &opList)
			}
			if open := isOpen(t, s, c); open != test.opens {
				t.Errorf("open: %v", open)
			}
		})
	}
}

func TestWhatIsNotSentIsNoFailure(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(200))
	noToken := errors.New("no token")
	secured := runtime.Operation{ID: "x", Method: "GET", Path: "/orders", Accept: "application/json", Security: []runtime.Requirement{{"key"}}}
	c := client(t, s.URL, single, withBreaker, runtime.WithCredential("key", failing{noToken}))
	for range 10 {
		if _, err := invoke(t.Context(), c, &secured); !errors.Is(err, noToken) {
			t.Fatal(err)
		}
	}
	for range 10 {
		source := runtime.NewRequest(&opCreate)
		source.Body("application/json", brokenSource{})
		if _, err := runtime.Do[receipt](t.Context(), c, source, nil); err == nil {
			t.Fatal("no error")
		}
	}
	if isOpen(t, s, c) {
		t.Error("open")
	}
}

type failing struct{ err error }

func (f failing) Authorize(context.Context, *http.Request) error { return f.err }

type brokenSource struct{}

func (brokenSource) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestTimeoutsOfAttemptsAreFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := inMemory(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, single, withBreaker)
		for range 5 {
			if _, err := invoke(t.Context(), c, &opList); !errors.Is(err, runtime.ErrAttemptTimeout) {
				t.Fatal(err)
			}
		}
		if !isOpen(t, s, c) {
			t.Error("not open")
		}
	})
}

func TestAStreamCountsByItsHeader(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(500, 500, 500, 500, 200))
	c := client(t, s.URL, single, withBreaker)
	for range 5 {
		if body, err := runtime.DoStream(t.Context(), c, runtime.NewRequest(&opList), nil); err == nil {
			defer body.Close()
		}
	}
	for range 4 { // in a row again, if the stream had not counted: 4 + 1
		if isOpen(t, s, c) {
			t.Fatal("open")
		}
	}
}

func TestC8HostsDoNotAffectEachOther(t *testing.T) {
	t.Parallel()
	sick, well := serve(t, statuses(503)), serve(t, statuses(200))
	c := client(t, sick.URL, single, withBreaker)
	elsewhere := runtime.Operation{ID: "x", Method: "GET", Path: "/orders", Accept: "application/json", Server: well.URL}
	for range 6 {
		invoke(t.Context(), c, &opList)
	}
	if _, err := invoke(t.Context(), c, &elsewhere, runtime.WithBaseURL(well.URL)); err != nil || !isOpen(t, sick, c) {
		t.Errorf("the other host: %v", err)
	}
}

func TestARedirectIsASuccessOfTheHostThatSentIt(t *testing.T) {
	t.Parallel()
	well := serve(t, statuses(500))
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n >= 5 && n < 10 {
			http.Redirect(w, r, well.URL+"/x", http.StatusFound)
			return
		}
		reply(w, 500)
	})
	c := client(t, s.URL, single, withBreaker, runtime.WithAllowedHosts(well.Listener.Addr().String()))
	for range 9 {
		invoke(t.Context(), c, &opList)
	}
	// Five failures of the other host, and none in a row of this one.
	if s.attempts() != 9 || well.attempts() != 5 {
		t.Fatalf("%d and %d requests", s.attempts(), well.attempts())
	}
	for range 2 { // after four before the redirects
		if _, err := invoke(t.Context(), c, &opList); statusOf(err) != 500 {
			t.Errorf("after %d requests: %v", s.attempts(), err)
		}
	}
}

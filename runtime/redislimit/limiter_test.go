package redislimit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/time/rate"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/redislimit"
)

var opPing = runtime.Operation{ID: "ping", Method: "GET", Path: "/ping", Accept: "application/json"}

// api counts its requests.
func api(t *testing.T) (*httptest.Server, *atomic.Int64) {
	var requests atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{}`)
	}))
	t.Cleanup(s.Close)
	return s, &requests
}

// ping makes calls of a generated client until the time is over.
func ping(ctx context.Context, url string, limiter runtime.RateLimiter, calls int) error {
	c, err := runtime.New(url, runtime.WithRateLimit(runtime.RateLimitPolicy{Limiter: limiter}))
	if err != nil {
		return err
	}
	for range calls {
		if err := runtime.DoEmpty(ctx, c, runtime.NewRequest(&opPing), nil); err != nil {
			return err
		}
	}
	return nil
}

func newLimiter(t *testing.T, socket string, limit redislimit.Limit) *redislimit.Limiter {
	t.Helper()
	l, err := redislimit.New(connect(t, socket), "api", limit)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Each process makes 15 calls; of 45, 5 may go at once and 50 a second.
var shared = redislimit.Limit{Rate: 50, Burst: 5}

func TestProcessesShareALimit(t *testing.T) {
	t.Parallel()
	socket, _ := startRedis(t)
	server, requests := api(t)
	began := time.Now()
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOneProcess$", "-test.v")
			child.Env = append(os.Environ(), "REDISLIMIT_SOCKET="+socket, "REDISLIMIT_API="+server.URL)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); requests.Load() != 45 || took < 40*time.Second/50 {
		t.Errorf("%d requests in %v", requests.Load(), took)
	}
}

func TestOneProcess(t *testing.T) {
	socket := os.Getenv("REDISLIMIT_SOCKET")
	if socket == "" {
		t.Skip("it is run by TestProcessesShareALimit")
	}
	limiter := newLimiter(t, socket, shared)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if err := ping(t.Context(), os.Getenv("REDISLIMIT_API"), limiter, 5); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestAWaiterThatLeavesTakesNothing(t *testing.T) {
	t.Parallel()
	socket, _ := startRedis(t)
	limiter := newLimiter(t, socket, redislimit.Limit{Rate: 1, Period: 2 * time.Second})
	began := time.Now()
	if err := limiter.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if err := limiter.Wait(ctx); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > time.Second {
		t.Errorf("they left after %v", took)
	}
	if err := limiter.Wait(t.Context()); err != nil || time.Since(began) > 3500*time.Millisecond {
		t.Errorf("the next went after %v, %v", time.Since(began), err)
	}
}

func TestADeadlineBeforeTheTurnFailsAtOnce(t *testing.T) {
	t.Parallel()
	socket, _ := startRedis(t)
	server, requests := api(t)
	limiter := newLimiter(t, socket, redislimit.Limit{Rate: 1, Period: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	began := time.Now()
	err := ping(ctx, server.URL, limiter, 2)
	if !errors.Is(err, runtime.ErrRateLimited) || !errors.Is(err, redislimit.ErrDeadlineTooClose) || time.Since(began) > 10*time.Second || requests.Load() != 1 {
		t.Errorf("%d requests, after %v: %v", requests.Load(), time.Since(began), err)
	}
}

func TestWithoutRedis(t *testing.T) {
	t.Parallel()
	socket, stop := startRedis(t)
	server, requests := api(t)
	closed, open := newLimiter(t, socket, redislimit.Limit{Rate: 9}), newLimiter(t, socket, redislimit.Limit{Rate: 9, Open: true})
	stop()
	if err := ping(t.Context(), server.URL, closed, 1); !errors.Is(err, runtime.ErrRateLimited) || requests.Load() != 0 {
		t.Errorf("%d requests, %v", requests.Load(), err)
	}
	if err := ping(t.Context(), server.URL, open, 3); err != nil || requests.Load() != 3 {
		t.Errorf("open: %d requests, %v", requests.Load(), err)
	}
}

func TestWhatIsNoLimit(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{})
	defer client.Close()
	for name, make := range map[string]func() (*redislimit.Limiter, error){
		"no client": func() (*redislimit.Limiter, error) { return redislimit.New(nil, "api", shared) },
		"no key":    func() (*redislimit.Limiter, error) { return redislimit.New(client, "", shared) },
		"no rate":   func() (*redislimit.Limiter, error) { return redislimit.New(client, "api", redislimit.Limit{}) },
		"a negative period": func() (*redislimit.Limiter, error) {
			return redislimit.New(client, "api", redislimit.Limit{Rate: 1, Period: -1})
		},
		"a negative burst": func() (*redislimit.Limiter, error) {
			return redislimit.New(client, "api", redislimit.Limit{Rate: 1, Burst: -1})
		},
	} {
		if _, err := make(); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// A limiter of golang.org/x/time/rate needs no adapter.
func TestALimiterOfXTimeRatePlugsIn(t *testing.T) {
	t.Parallel()
	server, requests := api(t)
	began := time.Now()
	if err := ping(t.Context(), server.URL, rate.NewLimiter(20, 1), 5); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); requests.Load() != 5 || took < 190*time.Millisecond {
		t.Errorf("%d requests in %v", requests.Load(), took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := ping(ctx, server.URL, rate.NewLimiter(rate.Every(time.Hour), 1), 2); !errors.Is(err, runtime.ErrRateLimited) {
		t.Errorf("with a deadline before its turn: %v", err)
	}
}

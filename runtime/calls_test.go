package runtime_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// server records the requests that it gets and answers number n, from 1, by a function.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
	times    []time.Time
}

func serve(tb testing.TB, answer func(n int, w http.ResponseWriter, r *http.Request)) *server {
	s := &server{}
	s.Server = httptest.NewServer(s.handler(answer))
	tb.Cleanup(s.Close)
	return s
}

func (s *server) handler(answer func(n int, w http.ResponseWriter, r *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.requests = append(s.requests, r)
		s.bodies = append(s.bodies, string(body))
		s.times = append(s.times, time.Now())
		n := len(s.requests)
		s.mu.Unlock()
		answer(n, w, r)
	})
}

func (s *server) attempts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// headers returns the values of a header over all requests.
func (s *server) headers(name string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var values []string
	for _, r := range s.requests {
		values = append(values, r.Header.Get(name))
	}
	return values
}

// gap is the time between the first and the second request.
func (s *server) gap() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.times) < 2 {
		return 0
	}
	return s.times[1].Sub(s.times[0])
}

// statuses answers request n with the n-th status, the last one for ever; a 200 has a JSON body.
func statuses(codes ...int) func(int, http.ResponseWriter, *http.Request) {
	return func(n int, w http.ResponseWriter, _ *http.Request) {
		reply(w, codes[min(n, len(codes))-1])
	}
}

func reply(w http.ResponseWriter, code int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	io.WriteString(w, `{"id":"ord_1"}`)
}

// quick retries without much waiting.
var quick = runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 3, Base: time.Millisecond, Cap: 2 * time.Millisecond})

func client(tb testing.TB, url string, opts ...runtime.Option) *runtime.Client {
	tb.Helper()
	c, err := runtime.New(url, append([]runtime.Option{quick}, opts...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

var (
	opDelete  = runtime.Operation{ID: "deleteOrder", Method: "DELETE", Path: "/orders"}
	opList    = runtime.Operation{ID: "listOrders", Method: "GET", Path: "/orders", Accept: "application/json"}
	opPut     = runtime.Operation{ID: "putOrder", Method: "PUT", Path: "/orders", Accept: "application/json"}
	opHead    = runtime.Operation{ID: "headOrder", Method: "HEAD", Path: "/orders"}
	opByField = runtime.Operation{ID: "payOrder", Method: "POST", Path: "/orders", Accept: "application/json", KeyField: "idempotency_key"}
)

// invoke makes a call of the operation; one that writes has a body.
func invoke(ctx context.Context, c *runtime.Client, op *runtime.Operation, opts ...runtime.Option) (*receipt, error) {
	req := runtime.NewRequest(op)
	if op.Method == "POST" || op.Method == "PUT" {
		req.JSON("application/json", map[string]any{"amount": 1})
	}
	return runtime.Do[receipt](ctx, c, req, opts)
}

func statusOf(err error) int {
	var api *runtime.APIError
	if !errors.As(err, &api) {
		return 0
	}
	return api.StatusCode
}

// hijack takes the connection away from the server.
func hijack(w http.ResponseWriter) net.Conn {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	return conn
}

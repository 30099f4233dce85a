package runtime_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

func TestWhatIsSentAgain(t *testing.T) {
	t.Parallel()
	hint := func(code int, name, value string) func(int, http.ResponseWriter, *http.Request) {
		return func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(name, value)
			reply(w, code)
		}
	}
	cut := func(_ int, w http.ResponseWriter, _ *http.Request) { hijack(w).Close() }
	key := runtime.WithIdempotencyKey("k-123")
	tests := []struct {
		name     string
		op       *runtime.Operation
		opts     []runtime.Option
		answer   func(int, http.ResponseWriter, *http.Request)
		attempts int
		status   int // of the error, 0 none
		fails    bool
	}{
		{"A1: a GET survives two 503", &opList, nil, statuses(503, 503, 200), 3, 0, false},
		{"A2: a POST without a key is not repeated after a 503", &opCreate, nil, statuses(503), 1, 503, true},
		{"A2: a POST with a key is", &opKeyed, nil, statuses(503), 3, 503, true},
		{"A3: a POST without a key is not repeated after a cut", &opCreate, nil, cut, 1, 0, true},
		{"A3: a POST with a key is repeated after a cut", &opKeyed, nil, cut, 3, 0, true},
		{"A4: the caller's key makes a POST repeatable", &opCreate, []runtime.Option{key}, statuses(503, 200), 2, 0, false},
		{"a key in a header is the caller's too", &opCreate, []runtime.Option{runtime.WithHeader("Idempotency-Key", "k")}, statuses(503, 200), 2, 0, false},
		{"A5: 501 is final", &opList, nil, statuses(501), 1, 501, true},
		{"A5: 505 is final", &opList, nil, statuses(505), 1, 505, true},
		{"A5: 511 is final", &opList, nil, statuses(511), 1, 511, true},
		{"A6: a POST is not repeated after a 409", &opKeyed, nil, statuses(409), 1, 409, true},
		{"A9: 400 is final", &opList, nil, statuses(400), 1, 400, true},
		{"A9: 401 is final", &opList, nil, statuses(401), 1, 401, true},
		{"A9: 403 is final", &opList, nil, statuses(403), 1, 403, true},
		{"A9: 404 is final", &opList, nil, statuses(404), 1, 404, true},
		{"A9: 405 is final", &opList, nil, statuses(405), 1, 405, true},
		{"A9: 410 is final", &opList, nil, statuses(410), 1, 410, true},
		{"A9: 422 is final", &opList, nil, statuses(422), 1, 422, true},
		{"A10: a POST without a key is repeated after a 503 with Retry-After", &opCreate, nil, hint(503, "Retry-After", "0"), 3, 503, true},
		{"A10: a POST without a key is not repeated after a 500", &opCreate, nil, hint(500, "Retry-After", "0"), 1, 500, true},
		{"A10: nor after a 502", &opCreate, nil, hint(502, "Retry-After", "0"), 1, 502, true},
		{"A10: nor after a 504", &opCreate, nil, hint(504, "Retry-After", "0"), 1, 504, true},
		{"A10: nor after a 503 whose Retry-After is garbage", &opCreate, nil, hint(503, "Retry-After", "soon"), 1, 503, true},
		{"A11: the server's word stops a retry", &opList, nil, hint(503, "X-Should-Retry", "false"), 1, 503, true},
		{"A11: the server's word makes a GET's 409 retryable", &opList, nil, hint(409, "X-Should-Retry", "true"), 3, 409, true},
		{"A11: but not that of a POST without a key", &opCreate, nil, hint(409, "X-Should-Retry", "true"), 1, 409, true},
		{"A11: with a key it does", &opKeyed, nil, hint(409, "Stripe-Should-Retry", "true"), 3, 409, true},
		{"425 is tried once more", &opCreate, nil, hint(425, "X", "y"), 2, 425, true},
		{"408 repeats a GET", &opList, nil, statuses(408, 200), 2, 0, false},
		{"408 does not repeat a POST", &opCreate, nil, statuses(408), 1, 408, true},
		{"PUT and DELETE are repeatable", &opPut, nil, statuses(500, 200), 2, 0, false},
		{"PUT and DELETE are repeatable, the other", &opDelete, nil, statuses(500, 200), 2, 0, false},
		{"a PUT's 409 needs a key besides the server's word", &opPut, nil, hint(409, "X-Should-Retry", "true"), 1, 409, true},
		{"one attempt means no retries", &opList, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1})}, statuses(503), 1, 503, true},
		{"statuses can be replaced", &opList, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{Statuses: []int{418}})}, statuses(418, 503), 2, 503, true},
		{"Classify can stop", &opList, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{Classify: func(runtime.Attempt) runtime.Verdict { return runtime.Stop }})}, statuses(503), 1, 503, true},
		{"Classify can retry", &opList, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{Classify: func(runtime.Attempt) runtime.Verdict { return runtime.Retry }})}, statuses(404, 200), 2, 0, false},
		{"Classify cannot repeat a POST without a key", &opCreate, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{Classify: func(runtime.Attempt) runtime.Verdict { return runtime.Retry }})}, statuses(500), 1, 500, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.answer)
			_, err := invoke(t.Context(), client(t, s.URL), test.op, test.opts...)
			if s.attempts() != test.attempts || (err != nil) != test.fails || statusOf(err) != test.status {
				t.Errorf("want %d attempts, status %d; got %d attempts, error %v", test.attempts, test.status, s.attempts(), err)
			}
		})
	}
}

func TestA4ACallersKeyIsOnAllAttempts(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503, 200))
	if _, err := invoke(t.Context(), client(t, s.URL), &opCreate, runtime.WithIdempotencyKey("k-123")); err != nil {
		t.Fatal(err)
	}
	if got := s.headers("Idempotency-Key"); !slices.Equal(got, []string{"k-123", "k-123"}) {
		t.Errorf("keys: %q", got)
	}
}

func TestA7AnUntrustedCertificateIsFinal(t *testing.T) {
	t.Parallel()
	var handshakes atomic.Int32
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = quiet()
	s.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		handshakes.Add(1)
		return nil, nil
	}}
	s.StartTLS()
	defer s.Close()
	_, err := invoke(t.Context(), client(t, s.URL), &opList)
	var verification *tls.CertificateVerificationError
	if !errors.As(err, &verification) || handshakes.Load() != 1 {
		t.Errorf("%d handshakes, %v", handshakes.Load(), err)
	}
}

func TestA8APOSTWaitsForAPortToOpen(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	s := &server{}
	policy := runtime.RetryPolicy{Base: time.Millisecond, Budget: -1}
	policy.Classify = func(runtime.Attempt) runtime.Verdict { // asked after the attempt that is refused
		if late, err := net.Listen("tcp", address); err == nil {
			s.Server = &httptest.Server{Listener: late, Config: &http.Server{Handler: s.handler(statuses(200))}}
			s.Start()
		}
		return runtime.Default
	}
	var meta runtime.Meta
	_, err = invoke(t.Context(), client(t, "http://"+address, runtime.WithRetry(policy)), &opCreate, runtime.WithResponse(&meta))
	if s.Server != nil {
		defer s.Close()
	}
	if err != nil || s.attempts() != 1 || s.bodies[0] != `{"amount":1}` || meta.Attempts < 2 {
		t.Errorf("%d requests, %d attempts, %v", s.attempts(), meta.Attempts, err)
	}
}

func TestATLSHandshakeThatFailsWasNotExecuted(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var dials atomic.Int32
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			dials.Add(1)
			conn.Read(make([]byte, 512))
			conn.Close() // EOF in the middle of the handshake
		}
	}()
	_, err = invoke(t.Context(), client(t, "https://"+listener.Addr().String()), &opCreate)
	if err == nil || dials.Load() != 3 {
		t.Errorf("%d connections for a POST, want 3: %v", dials.Load(), err)
	}
}

func TestA12InvalidJSONIsADecodeError(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"id": nope, "token": "tok_secret_1"}`)
	})
	_, err := invoke(t.Context(), client(t, s.URL), &opList)
	var decode *runtime.DecodeError
	if !errors.As(err, &decode) || s.attempts() != 1 {
		t.Fatalf("%d attempts, %v", s.attempts(), err)
	}
	if decode.StatusCode != 200 || decode.MediaType != "application/json" || !strings.Contains(string(decode.Start), "nope") {
		t.Errorf("%+v", decode)
	}
	if strings.Contains(string(decode.Start)+err.Error(), "tok_secret_1") {
		t.Errorf("a secret shows: %s", decode.Start)
	}
}

func TestA13AKeyedPOSTGetsTheStoredResult(t *testing.T) {
	t.Parallel()
	executed := map[string]bool{}
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		executed[r.Header.Get("Idempotency-Key")] = true
		if n == 1 {
			reply(w, 504)
			return
		}
		reply(w, 200)
	})
	if _, err := invoke(t.Context(), client(t, s.URL), &opKeyed); err != nil || len(executed) != 1 {
		t.Errorf("executed %d times, %v", len(executed), err)
	}
}

func TestResponsesThatAreCutShort(t *testing.T) {
	t.Parallel()
	short := func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, `{"id":"ord_1","a":"`+strings.Repeat("x", 31))
		w.(http.Flusher).Flush()
		hijack(w).Close()
	}
	once := func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 1 {
			short(w)
			return
		}
		reply(w, 200)
	}
	always := func(_ int, w http.ResponseWriter, _ *http.Request) { short(w) }
	endsEarly := func(n int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, []string{`{"id":"or`, `{"id":"ord_1"}`}[min(n, 2)-1])
	}
	badGzip := func(n int, w http.ResponseWriter, _ *http.Request) {
		if n > 1 {
			reply(w, 200)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(gzipped(`{"id":"ord_1"}`, true))
	}
	tests := []struct {
		name     string
		op       *runtime.Operation
		answer   func(int, http.ResponseWriter, *http.Request)
		attempts int
		fails    bool
	}{
		{"D6: 50 of 100 bytes are never a success", &opList, always, 3, true},
		{"D7: once short, then whole: a GET has the whole", &opList, once, 2, false},
		{"D8: a POST without a key is executed once", &opCreate, once, 1, true},
		{"a POST with a key is repeated", &opKeyed, once, 2, false},
		{"JSON that ends early is cut short", &opList, endsEarly, 2, false},
		{"a wrong gzip checksum is cut short", &opList, badGzip, 2, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.answer)
			got, err := invoke(t.Context(), client(t, s.URL), test.op)
			if s.attempts() != test.attempts || errors.Is(err, runtime.ErrTruncated) != test.fails {
				t.Errorf("want %d attempts, got %d, error %v", test.attempts, s.attempts(), err)
			}
			if !test.fails && (err != nil || got.ID != "ord_1") {
				t.Errorf("got %+v, %v", got, err)
			}
			if test.op == &opCreate && !strings.Contains(fmt.Sprint(err), "may have executed") {
				t.Errorf("the error does not warn: %v", err)
			}
		})
	}
}

func TestAnErrorOfAnUnknownHostIsFinal(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	c := client(t, "https://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: tripper(func(*http.Request) (*http.Response, error) {
		tries.Add(1)
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
	})}))
	_, err := invoke(t.Context(), c, &opList)
	var callError *runtime.CallError
	if tries.Load() != 1 || !errors.As(err, &callError) || callError.Path != "/orders" {
		t.Errorf("%d tries, %v", tries.Load(), err)
	}
}

func TestAFaultyTransportIsNoPanic(t *testing.T) {
	t.Parallel()
	for name, transport := range map[string]tripper{
		"it returns nothing":             func(*http.Request) (*http.Response, error) { return nil, nil },
		"it returns a bare response":     func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 404}, nil },
		"it returns a response of zeros": func(*http.Request) (*http.Response, error) { return &http.Response{}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := client(t, "https://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: transport}))
			if _, err := invoke(t.Context(), c, &opList); err == nil {
				t.Error("no error")
			}
		})
	}
}

// tripper is a transport made of a function.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestC1TheBudgetBoundsRetriesUnderLoad(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503))
	c := client(t, s.URL)
	const calls = 200
	done := make(chan error, calls)
	for range calls {
		go func() {
			_, err := invoke(t.Context(), c, &opList)
			done <- err
		}()
	}
	exhausted := 0
	for range calls {
		var api *runtime.APIError
		if errors.As(<-done, &api) && api.BudgetExhausted {
			exhausted++
		}
	}
	if perCall := float64(s.attempts()) / calls; perCall > 1.55 || exhausted == 0 {
		t.Errorf("%.2f attempts per call, %d calls say that the budget is exhausted", perCall, exhausted)
	}
}

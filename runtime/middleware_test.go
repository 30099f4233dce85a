package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// reach is a server and its client.
func reach(tb testing.TB, answer func(int, http.ResponseWriter, *http.Request), opts ...runtime.Option) (*server, *runtime.Client) {
	tb.Helper()
	s := serve(tb, answer)
	return s, client(tb, s.URL, opts...)
}

// through is a middleware of one function.
func through(f func(*http.Request, runtime.Doer) (*http.Response, error)) func(runtime.Doer) runtime.Doer {
	return func(next runtime.Doer) runtime.Doer {
		return runtime.DoerFunc(func(r *http.Request) (*http.Response, error) { return f(r, next) })
	}
}

// notes is a middleware that writes down what it sees.
func notes(into *[]string, name string) func(runtime.Doer) runtime.Doer {
	return through(func(r *http.Request, next runtime.Doer) (*http.Response, error) {
		m, _ := runtime.CallFrom(r.Context())
		*into = append(*into, fmt.Sprintf("%s> %s %d/%d", name, m.Operation, m.Attempt, m.Retry))
		resp, err := next.Do(r)
		status := 0
		if resp != nil {
			status = resp.StatusCode
		}
		*into = append(*into, fmt.Sprintf("%s< %d %v", name, status, err != nil))
		return resp, err
	})
}

func TestMiddlewareOfAttemptsIsInsideThatOfCalls(t *testing.T) {
	t.Parallel()
	var seen []string
	s, c := reach(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, `{"id":"ord_1"}`)
	}, quick, runtime.WithMiddleware(notes(&seen, "outer"), notes(&seen, "inner")), runtime.WithCallMiddleware(notes(&seen, "call")))
	req := runtime.NewRequest(&opGet)
	req.Path("order_id", "ord_1")
	got, err := runtime.Do[receipt](t.Context(), c, req, []runtime.Option{runtime.WithMiddleware(notes(&seen, "own"))})
	if err != nil || got.ID != "ord_1" || s.attempts() != 2 {
		t.Fatalf("%v, %v, %d requests", got, err, s.attempts())
	}
	want := []string{
		"call> getOrder 1/0",
		"outer> getOrder 1/0", "inner> getOrder 1/0", "own> getOrder 1/0", "own< 503 false", "inner< 503 false", "outer< 503 false",
		"outer> getOrder 2/1", "inner> getOrder 2/1", "own> getOrder 2/1", "own< 200 false", "inner< 200 false", "outer< 200 false",
		"call< 200 false",
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMiddlewareChangesWhatIsSentButNeverSeesACredential(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]func(...func(runtime.Doer) runtime.Doer) runtime.Option{
		"of attempts": runtime.WithMiddleware, "of calls": runtime.WithCallMiddleware,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got *http.Request
			s, c := reach(t, func(_ int, _ http.ResponseWriter, r *http.Request) { got = r }, runtime.WithCredential("key", auth.Bearer("hush-hush")), option(through(func(r *http.Request, next runtime.Doer) (*http.Response, error) {
				if r.Header.Get("Authorization") != "" {
					t.Error("the credential is there already")
				}
				data, err := io.ReadAll(r.Body)
				if err != nil || string(data) != `{"id":"","amount":1,"paid":false}` {
					t.Errorf("%s, %v", data, err)
				}
				r = r.Clone(r.Context())
				r.Header.Set("X-Added", "yes")
				r.Header.Set("Content-Type", "text/plain")
				q := r.URL.Query()
				q.Set("added", "1")
				r.URL.RawQuery = q.Encode()
				r.Body, r.ContentLength = io.NopCloser(strings.NewReader("other")), 5
				return next.Do(r)
			})))
			op := opCreate
			op.Security = []runtime.Requirement{{"key"}}
			req := runtime.NewRequest(&op)
			req.JSON("application/json", receipt{Amount: 1})
			if err := runtime.DoEmpty(t.Context(), c, req, nil); err != nil {
				t.Fatal(err)
			}
			if got.Header.Get("X-Added") != "yes" || got.URL.RawQuery != "added=1" || s.bodies[0] != "other" || got.Header.Get("Authorization") != "Bearer hush-hush" {
				t.Errorf("%v %v %q", got.URL, got.Header, s.bodies)
			}
		})
	}
}

func TestMiddlewareNeverRepeatsARequest(t *testing.T) {
	t.Parallel()
	twice := through(func(r *http.Request, next runtime.Doer) (*http.Response, error) {
		if resp, err := next.Do(r); err == nil {
			resp.Body.Close()
		}
		return next.Do(r)
	})
	for name, option := range map[string]runtime.Option{"of attempts": runtime.WithMiddleware(twice), "of calls": runtime.WithCallMiddleware(twice)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := reach(t, func(int, http.ResponseWriter, *http.Request) {}, quick, option)
			err := runtime.DoEmpty(t.Context(), c, runtime.NewRequest(&opKeyed), nil)
			if err == nil || !strings.Contains(err.Error(), "twice") || s.attempts() != 1 {
				t.Errorf("%d requests, %v", s.attempts(), err)
			}
		})
	}
}

func TestMiddlewareMayAnswerByItself(t *testing.T) {
	t.Parallel()
	cached := through(func(r *http.Request, _ runtime.Doer) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(`{"id":"cached"}`))}, nil
	})
	for name, option := range map[string]runtime.Option{"of attempts": runtime.WithMiddleware(cached), "of calls": runtime.WithCallMiddleware(cached)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := reach(t, func(int, http.ResponseWriter, *http.Request) {}, option)
			got, err := runtime.Do[receipt](t.Context(), c, runtime.NewRequest(&opCreate), nil)
			if err != nil || got.ID != "cached" || s.attempts() != 0 {
				t.Errorf("%d requests, %v, %v", s.attempts(), got, err)
			}
		})
	}
}

func TestMiddlewareOfACallMayReplaceTheResponse(t *testing.T) {
	t.Parallel()
	_, c := reach(t, func(_ int, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"id":"a","amount":7}`) },
		runtime.WithCallMiddleware(through(func(r *http.Request, next runtime.Doer) (*http.Response, error) {
			resp, err := next.Do(r)
			if err != nil {
				return nil, err
			}
			data, _ := io.ReadAll(resp.Body)
			resp.Body = io.NopCloser(strings.NewReader(strings.Replace(string(data), `"a","amount":7`, `"b"`, 1)))
			return resp, nil
		})))
	got, err := runtime.Do[receipt](t.Context(), c, runtime.NewRequest(&opCreate), nil)
	if diff := cmp.Diff(&receipt{ID: "b"}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestMiddlewareOfACallWrapsAStream(t *testing.T) {
	t.Parallel()
	_, c := reach(t, func(_ int, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "some bytes") },
		runtime.WithCallMiddleware(through(func(r *http.Request, next runtime.Doer) (*http.Response, error) {
			resp, err := next.Do(r)
			if err == nil {
				resp.Body = struct {
					io.Reader
					io.Closer
				}{io.MultiReader(strings.NewReader("first, "), resp.Body), resp.Body}
			}
			return resp, err
		})))
	stream, err := runtime.DoStream(t.Context(), c, runtime.NewRequest(&runtime.Operation{ID: "get", Method: "GET", Path: "/"}), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(stream)
	if string(data) != "first, some bytes" || err != nil || stream.Close() != nil {
		t.Errorf("%q, %v", data, err)
	}
}

func TestAnErrorOfAMiddlewareIsTheErrorOfTheCall(t *testing.T) {
	t.Parallel()
	errOwn := errors.New("no")
	for name, test := range map[string]struct {
		option   func(...func(runtime.Doer) runtime.Doer) runtime.Option
		before   bool
		requests int
	}{
		"of an attempt, before it is sent": {runtime.WithMiddleware, true, 0},
		"of an attempt, about its answer":  {runtime.WithMiddleware, false, 1},
		"of a call, before it is sent":     {runtime.WithCallMiddleware, true, 0},
		"of a call, about its answer":      {runtime.WithCallMiddleware, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := reach(t, func(int, http.ResponseWriter, *http.Request) {}, quick,
				test.option(through(func(r *http.Request, next runtime.Doer) (*http.Response, error) {
					if !test.before {
						next.Do(r)
					}
					return nil, errOwn
				})))
			if err := runtime.DoEmpty(t.Context(), c, runtime.NewRequest(&opGet2), nil); !errors.Is(err, errOwn) || s.attempts() != test.requests {
				t.Errorf("%d requests, %v", s.attempts(), err)
			}
		})
	}
}

var opGet2 = runtime.Operation{ID: "list", Method: "GET", Path: "/list"}

func TestHooksAreToldOfAttemptsAndCalls(t *testing.T) {
	t.Parallel()
	var attempts []runtime.AttemptInfo
	var calls []runtime.CallInfo
	hooks := runtime.Hooks{
		Attempt: func(_ context.Context, a runtime.AttemptInfo) { attempts = append(attempts, a) },
		Call:    func(_ context.Context, c runtime.CallInfo) { calls = append(calls, c); panic("a hook panics") },
	}
	s, c := reach(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", fmt.Sprint("req_", n))
		w.Header().Set("RateLimit", "limit=100, remaining=60, reset=30")
		if n == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		io.WriteString(w, `{"id":"ord_1"}`)
	}, quick, runtime.WithHooks(hooks), runtime.WithBreaker(runtime.BreakerPolicy{}))
	req := runtime.NewRequest(&opKeyed)
	req.JSON("application/json", receipt{})
	if _, err := runtime.Do[receipt](t.Context(), c, req, []runtime.Option{runtime.WithIdempotencyKey("k")}); err != nil || s.attempts() != 2 {
		t.Fatal(err)
	}
	if len(attempts) != 2 || len(calls) != 1 {
		t.Fatalf("%d attempts, %d calls", len(attempts), len(calls))
	}
	first, last, call := attempts[0], attempts[1], calls[0]
	if first.Attempt != 1 || first.Retry != 0 || first.StatusCode != 503 || first.ErrorKind != "status" || first.Err == nil || first.Sent != 33 || first.Delay != 0 {
		t.Errorf("first: %+v", first)
	}
	if last.Attempt != 2 || last.Retry != 1 || last.StatusCode != 200 || last.Err != nil || last.Received != 14 || last.Delay == 0 || last.RequestID != "req_2" ||
		last.Latency <= 0 || last.Duration < last.Latency || last.Protocol != "HTTP/1.1" || last.Host == "" ||
		last.Breaker != runtime.BreakerClosed || last.Rate.Remaining != 60 {
		t.Errorf("last: %+v", last)
	}
	if call.Attempt != 2 || call.Retry != 1 || call.StatusCode != 200 || call.IdempotencyKey != "k" || call.Err != nil || call.ErrorKind != "" || call.Operation != "createKeyed" {
		t.Errorf("call: %+v", call)
	}
}

func TestErrorsHaveAKind(t *testing.T) {
	t.Parallel()
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for want, test := range map[string]struct {
		ctx    context.Context
		answer func(int, http.ResponseWriter, *http.Request)
		op     *runtime.Operation
	}{
		"status": {answer: func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }},
		"decode": {answer: func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"id":3}`)
		}},
		"redirect": {answer: func(_ int, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.example/", http.StatusFound)
		}},
		"truncated": {answer: func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"id":`)
		}},
		"content_type": {answer: func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, `<p>`)
		}},
		"network":    {answer: func(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		"canceled":   {ctx: canceled},
		"credential": {op: &runtime.Operation{ID: "x", Method: "GET", Path: "/", Security: []runtime.Requirement{{"key"}}}},
		"local":      {op: &runtime.Operation{ID: "x", Method: "GET", Path: "/", Server: ":"}},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			var info runtime.CallInfo
			_, c := reach(t, test.answer, runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}),
				runtime.WithHooks(runtime.Hooks{Call: func(_ context.Context, i runtime.CallInfo) { info = i }}))
			op, ctx := test.op, test.ctx
			if op == nil {
				op = &opGet2
			}
			if ctx == nil {
				ctx = t.Context()
			}
			if _, err := runtime.Do[receipt](ctx, c, runtime.NewRequest(op), nil); err == nil || info.ErrorKind != want {
				t.Errorf("%q, %v", info.ErrorKind, err)
			}
		})
	}
}

// timestamp signs the time, for a server that allows a minute.
type timestamp struct{}

func (timestamp) Authorize(context.Context, *http.Request) error { return errors.New("unreachable") }

func (timestamp) AuthorizeAt(_ context.Context, r *http.Request, now time.Time) error {
	r.Header.Set("X-Timestamp", now.UTC().Format(http.TimeFormat))
	return nil
}

func TestASignatureWithAWrongTimeIsMadeAnew(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ahead    time.Duration
		status   int
		age      bool
		requests int
		fails    bool
	}{
		"F10: ten minutes ahead, 401":            {10 * time.Minute, 401, false, 2, false},
		"ten minutes behind, 403":                {-10 * time.Minute, 403, false, 2, false},
		"from a cache, whose date is no use":     {10 * time.Minute, 401, true, 1, true},
		"30 seconds: refused for another reason": {30 * time.Second, 401, false, 1, true},
		"another status":                         {10 * time.Minute, 400, false, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := reach(t, func(_ int, w http.ResponseWriter, r *http.Request) {
				now := time.Now().Add(test.ahead)
				w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
				if test.age {
					w.Header().Set("Age", "1")
				}
				signed, err := http.ParseTime(r.Header.Get("X-Timestamp"))
				if err != nil || now.Sub(signed).Abs() > 20*time.Second {
					w.WriteHeader(test.status)
				}
			}, runtime.WithCredential("time", timestamp{}))
			op := runtime.Operation{ID: "pay", Method: "POST", Path: "/pay", Security: []runtime.Requirement{{"time"}}}
			if err := runtime.DoEmpty(t.Context(), c, runtime.NewRequest(&op), nil); (err != nil) != test.fails || s.attempts() != test.requests {
				t.Errorf("%d requests, %v", s.attempts(), err)
			}
			if test.fails {
				return
			}
			if err := runtime.DoEmpty(t.Context(), c, runtime.NewRequest(&op), nil); err != nil || s.attempts() != 3 {
				t.Errorf("the time was forgotten: %d requests, %v", s.attempts(), err)
			}
		})
	}
}

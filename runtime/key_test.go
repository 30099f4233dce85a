package runtime_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

func TestG1KeysBelongToACall(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503, 200, 503, 200))
	c := client(t, s.URL)
	var meta runtime.Meta
	for range 2 {
		if _, err := invoke(t.Context(), c, &opKeyed, runtime.WithResponse(&meta)); err != nil {
			t.Fatal(err)
		}
	}
	keys := s.headers("Idempotency-Key")
	if keys[0] != keys[1] || keys[2] != keys[3] || keys[0] == keys[2] || meta.IdempotencyKey != keys[2] || meta.Attempts != 2 {
		t.Errorf("keys %q, meta %+v", keys, meta)
	}
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(keys[0]) {
		t.Errorf("%q is no UUIDv4", keys[0])
	}
}

func TestWhereKeysAreSent(t *testing.T) {
	t.Parallel()
	other := runtime.Operation{ID: "x", Method: "POST", Path: "/orders", KeyHeader: "PayPal-Request-Id"}
	both := runtime.Operation{ID: "x", Method: "POST", Path: "/orders", KeyHeader: "X-Key", KeyField: "key"}
	all := runtime.WithIdempotencyHeader("X-Once")
	tests := []struct {
		name   string
		op     *runtime.Operation
		opts   []runtime.Option
		header string
		sent   bool
	}{
		{"G2: a GET has none", &opList, []runtime.Option{all}, "X-Once", false},
		{"a POST that declares none has none", &opCreate, nil, "Idempotency-Key", false},
		{"a header for all writes", &opCreate, []runtime.Option{all}, "X-Once", true},
		{"a declared header has any name", &other, []runtime.Option{all}, "PayPal-Request-Id", true},
		{"only in the declared header", &other, []runtime.Option{all}, "X-Once", false},
		{"the caller's key without a declared header", &opCreate, []runtime.Option{runtime.WithIdempotencyKey("k")}, "Idempotency-Key", true},
		{"header and field", &both, nil, "X-Key", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, statuses(200))
			if _, err := invoke(t.Context(), client(t, s.URL), test.op, test.opts...); err != nil {
				t.Fatal(err)
			}
			got := s.headers(test.header)[0]
			if (got != "") != test.sent {
				t.Errorf("%s: %q", test.header, got)
			}
			if test.op == &both && !strings.Contains(s.bodies[0], `"key":"`+got+`"`) {
				t.Errorf("body %s, header %s", s.bodies[0], got)
			}
		})
	}
}

func TestG3BadKeysAreLocalErrors(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(200))
	c := client(t, s.URL)
	for _, key := range []string{"", "a\nb", "schlüssel", strings.Repeat("k", 256), "a\x00"} {
		if _, err := invoke(t.Context(), c, &opKeyed, runtime.WithIdempotencyKey(key)); err == nil {
			t.Errorf("%q was accepted", key)
		}
	}
	if _, err := invoke(t.Context(), c, &opList, runtime.WithIdempotencyKey("k")); err == nil {
		t.Error("a key of a GET was accepted")
	}
	if s.attempts() != 0 {
		t.Errorf("%d requests", s.attempts())
	}
}

func TestG4RetriesShowTheirNumber(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503, 503, 200))
	if _, err := invoke(t.Context(), client(t, s.URL), &opList); err != nil {
		t.Fatal(err)
	}
	if got := s.headers("X-Retry-Count"); !slices.Equal(got, []string{"", "1", "2"}) {
		t.Errorf("%q", got)
	}
	s = serve(t, statuses(503, 200))
	if _, err := invoke(t.Context(), client(t, s.URL, runtime.WithRetry(runtime.RetryPolicy{CountHeader: "-"})), &opList); err != nil {
		t.Fatal(err)
	}
	if got := s.headers("X-Retry-Count"); got[1] != "" {
		t.Errorf("%q", got)
	}
}

func TestG5TheKeyInTheBody(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		opts       []runtime.Option
		want       string // "": any, the same on both attempts
		fails      bool
	}{
		{"is filled in", `{"amount":1,"nested":{"idempotency_key":"x"}}`, nil, "", false},
		{"is filled into an empty object", `{}`, nil, "", false},
		{"is filled in place of an empty one", `{"idempotency_key":"","amount":1}`, nil, "", false},
		{"is filled in place of null", `{"amount":1,"idempotency_key": null}`, nil, "", false},
		{"is the caller's if set", `{"idempotency_key":"mine"}`, nil, "mine", false},
		{"is the option's", `{"amount":1}`, []runtime.Option{runtime.WithIdempotencyKey("k")}, "k", false},
		{"cannot be two", `{"idempotency_key":"mine"}`, []runtime.Option{runtime.WithIdempotencyKey("k")}, "", true},
		{"needs an object", `[1]`, nil, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, statuses(503, 200))
			req := runtime.NewRequest(&opByField)
			req.JSON("application/json", json.RawMessage(test.body))
			_, err := runtime.Do[receipt](t.Context(), client(t, s.URL), req, test.opts)
			if test.fails {
				if err == nil || s.attempts() != 0 {
					t.Errorf("%d requests, %v", s.attempts(), err)
				}
				return
			}
			if err != nil || len(s.bodies) != 2 || s.bodies[0] != s.bodies[1] {
				t.Fatalf("bodies %q, %v", s.bodies, err)
			}
			var got, sent map[string]any
			if err := json.Unmarshal([]byte(s.bodies[0]), &got); err != nil {
				t.Fatalf("%s: %v", s.bodies[0], err)
			}
			json.Unmarshal([]byte(test.body), &sent)
			key, _ := got["idempotency_key"].(string)
			if key == "" || test.want != "" && key != test.want || (got["amount"] == nil) != (sent["amount"] == nil) {
				t.Errorf("got %s", s.bodies[0])
			}
			if s.headers("Idempotency-Key")[0] != "" {
				t.Error("it is in the header too")
			}
		})
	}
}

func TestHeadersHaveAPrecedence(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(200))
	c := client(t, s.URL, runtime.WithHeader("accept", "a/client"), runtime.WithHeader("X-One", "client"), runtime.WithUserAgent("shop/1.4"),
		runtime.WithAPIVersion("header", "X-Version", "1"), runtime.WithQuery("tenant", "a b"), runtime.WithQuery("q", "client"))
	req := runtime.NewRequest(&opList)
	req.Query("q", "operation")
	req.Query("r", "x y")
	_, err := runtime.Do[receipt](t.Context(), c, req, []runtime.Option{runtime.WithHeader("X-ONE", "call"), runtime.WithAPIVersion("header", "X-Version", "2")})
	if err != nil {
		t.Fatal(err)
	}
	h := s.requests[0].Header
	if h.Get("Accept") != "a/client" || !slices.Equal(h["X-One"], []string{"call"}) || !slices.Equal(h["X-Version"], []string{"2"}) {
		t.Errorf("%v", h)
	}
	if agent := h.Get("User-Agent"); !regexp.MustCompile(`^shop/1\.4 apigen/\S+ go/\S+ \(\w+; \w+\)$`).MatchString(agent) {
		t.Errorf("%q", agent)
	}
	if got := s.requests[0].URL.RawQuery; got != "r=x%20y&tenant=a+b&q=client" {
		t.Errorf("%q", got)
	}
}

func TestVersionsGoWhereTheyBelong(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(200))
	for _, opt := range []runtime.Option{runtime.WithAPIVersion("query", "v", "2"), runtime.WithAPIVersion("accept", "version", "2.1"), runtime.WithAPIVersion("path", "version", "v2")} {
		if _, err := invoke(t.Context(), client(t, s.URL+"/{version}"), &opList, opt); err != nil {
			t.Fatal(err)
		}
	}
	got := []string{s.requests[0].URL.RawQuery, s.requests[1].Header.Get("Accept"), s.requests[2].URL.Path}
	if !slices.Equal(got, []string{"v=2", "application/json; version=2.1", "/v2/orders"}) {
		t.Errorf("%q", got)
	}
}

type problemBody struct {
	Title  string `json:"title"`
	Reason string `json:"reason"`
}

func TestErrors(t *testing.T) {
	t.Parallel()
	typed := opList
	typed.Errors = []runtime.ErrorCase{{Status: "404", Body: (*runtime.Error[receipt])(nil)}, {Status: "default", Body: (*runtime.Error[problemBody])(nil)}, {Status: "5XX", Body: (*runtime.Error[[]string])(nil)}}
	answer := func(code int, contentType, body string) *server {
		return serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("X-Request-Id", "req_7")
			w.WriteHeader(code)
			io.WriteString(w, body)
		})
	}
	t.Run("a declared body is decoded", func(t *testing.T) {
		_, err := invoke(t.Context(), client(t, answer(404, "application/json", `{"id":"gone"}`).URL), &typed)
		var e *runtime.Error[receipt]
		if !errors.As(err, &e) || e.Body.ID != "gone" || e.StatusCode != 404 || !errors.Is(err, runtime.ErrNotFound) {
			t.Errorf("%v", err)
		}
	})
	t.Run("a class and a default are found", func(t *testing.T) {
		_, err := invoke(t.Context(), client(t, answer(501, "application/json", `["a"]`).URL), &typed)
		var class *runtime.Error[[]string]
		if !errors.As(err, &class) || len(class.Body) != 1 || !errors.Is(err, runtime.ErrServer) {
			t.Errorf("%v", err)
		}
		_, err = invoke(t.Context(), client(t, answer(400, "application/json", `{"reason":"r"}`).URL), &typed)
		var other *runtime.Error[problemBody]
		if !errors.As(err, &other) || other.Body.Reason != "r" {
			t.Errorf("%v", err)
		}
	})
	t.Run("K4: a problem has its extensions, the HTTP status wins", func(t *testing.T) {
		body := `{"type":"https://x/credit","title":"No credit","status":200,"detail":"d","instance":7,"balance":30,"code":"no_credit"}`
		_, err := invoke(t.Context(), client(t, answer(403, "application/problem+json; charset=utf-8", body).URL), &typed)
		var api *runtime.APIError
		if !errors.As(err, &api) || api.Problem == nil || api.Problem.Title != "No credit" || api.Problem.Status != 403 || api.Problem.Instance != "" || string(api.Problem.Extensions["balance"]) != "30" {
			t.Fatalf("%v", err)
		}
		want := `GET /orders: 403 Forbidden: no_credit "No credit" (request req_7)`
		if err.Error() != want {
			t.Errorf("want %s\ngot  %s", want, err)
		}
	})
	t.Run("a problem that is no object is kept raw", func(t *testing.T) {
		_, err := invoke(t.Context(), client(t, answer(400, "application/problem+json", `"oops"`).URL), &opList)
		var api *runtime.APIError
		if !errors.As(err, &api) || api.Problem != nil || string(api.Raw) != `"oops"` {
			t.Errorf("%v", err)
		}
	})
	t.Run("K3, K6: nginx's 502 stays one", func(t *testing.T) {
		_, err := invoke(t.Context(), client(t, answer(502, "text/html", "<html>bad gateway</html>").URL), &typed)
		var api *runtime.APIError
		if !errors.As(err, &api) || api.StatusCode != 502 || string(api.Raw) != "<html>bad gateway</html>" || api.Attempts != 3 || api.RequestID != "req_7" {
			t.Errorf("%v", err)
		}
	})
}

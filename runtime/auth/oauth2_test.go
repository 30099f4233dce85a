package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// world is an API and a token endpoint, reached in memory.
type world struct {
	mu      sync.Mutex
	tokens  atomic.Int32 // requests of tokens
	calls   atomic.Int32 // requests of the API
	keys    []string
	bodies  []string
	delay   time.Duration
	down    bool
	code    string // error of the endpoint, with status 400
	expires string // JSON text
	revoked map[string]bool
	refuse  bool // every token
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	if r.URL.Host == "auth.example.com" {
		return w.token(r, string(body))
	}
	w.calls.Add(1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keys = append(w.keys, r.Header.Get("Idempotency-Key"))
	w.bodies = append(w.bodies, string(body))
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if w.refuse || token == "" || w.revoked[token] {
		return answer(401, `{}`), nil
	}
	return answer(200, fmt.Sprintf("%q", token)), nil
}

func (w *world) token(r *http.Request, body string) (*http.Response, error) {
	n := w.tokens.Add(1)
	if w.delay > 0 {
		select {
		case <-time.After(w.delay):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	id, password, _ := r.BasicAuth()
	switch {
	case w.down:
		return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
	case w.code != "":
		return answer(400, fmt.Sprintf(`{"error":%q,"error_description":"the secret is shh"}`, w.code)), nil
	case id != "id" || password != "shh" || body != "grant_type=client_credentials&scope=read+write":
		return answer(401, `{"error":"invalid_client"}`), nil
	}
	expires := w.expires
	if expires == "" {
		expires = "3600"
	}
	return answer(200, fmt.Sprintf(`{"access_token":"tok%d","token_type":"bearer","expires_in":%s}`, n, expires)), nil
}

func answer(code int, body string) *http.Response {
	return &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(body)),
		Body: io.NopCloser(strings.NewReader(body))}
}

var (
	needsToken = []runtime.Requirement{{"oauth"}}
	opGet      = runtime.Operation{ID: "get", Method: "GET", Path: "/", Accept: "application/json", Security: needsToken}
	opPost     = runtime.Operation{ID: "post", Method: "POST", Path: "/", KeyHeader: "Idempotency-Key", Security: needsToken}
	opKeyless  = runtime.Operation{ID: "post", Method: "POST", Path: "/", Security: needsToken}
)

func (w *world) client(t *testing.T, credential runtime.Authorizer) *runtime.Client {
	t.Helper()
	if credential == nil {
		credential = auth.ClientCredentials("https://auth.example.com/token", "id", "shh", "read", "write")
	}
	c, err := runtime.New("https://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: w}), runtime.WithCredential("oauth", credential))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func call(ctx context.Context, c *runtime.Client, op *runtime.Operation) (string, error) {
	req := runtime.NewRequest(op)
	if op.Method == "POST" {
		req.JSON("application/json", map[string]int{"amount": 1})
	}
	return runtime.DoValue[string](ctx, c, req, nil)
}

// together makes n calls at once and returns how many failed.
func together(ctx context.Context, c *runtime.Client, n int) int {
	failed := make(chan bool, n)
	for range n {
		go func() {
			_, err := call(ctx, c, &opGet)
			failed <- err != nil
		}()
	}
	count := 0
	for range n {
		if <-failed {
			count++
		}
	}
	return count
}

func bubble(t *testing.T, name string, f func(*testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

func TestTokens(t *testing.T) {
	t.Parallel()
	bubble(t, "F1: 100 first calls make one request of a token", func(t *testing.T) {
		w := &world{delay: 100 * time.Millisecond}
		if failed := together(t.Context(), w.client(t, nil), 100); failed != 0 || w.tokens.Load() != 1 {
			t.Errorf("%d failed, %d tokens", failed, w.tokens.Load())
		}
	})
	bubble(t, "F2: a caller leaves by its own deadline, others get the token", func(t *testing.T) {
		w := &world{delay: 2 * time.Second}
		c := w.client(t, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		began := time.Now()
		if _, err := call(ctx, c, &opGet); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 350*time.Millisecond {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		if failed := together(t.Context(), c, 10); failed != 0 || w.tokens.Load() != 1 {
			t.Errorf("%d failed, %d tokens", failed, w.tokens.Load())
		}
	})
	bubble(t, "F3: an endpoint that is down is left alone, and recovers", func(t *testing.T) {
		w := &world{down: true}
		c := w.client(t, nil)
		for range 20 {
			_, err := call(t.Context(), c, &opGet)
			if err == nil || strings.Contains(err.Error(), "shh") {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if n := w.tokens.Load(); n > 5 || w.calls.Load() != 0 {
			t.Errorf("%d tokens, %d calls", n, w.calls.Load())
		}
		w.mu.Lock()
		w.down = false
		w.mu.Unlock()
		time.Sleep(31 * time.Second)
		if _, err := call(t.Context(), c, &opGet); err != nil {
			t.Error(err)
		}
	})
	bubble(t, "F4: a token of 5 s is not fetched per call", func(t *testing.T) {
		w := &world{expires: `"5"`}
		c := w.client(t, nil)
		for range 20 {
			if _, err := call(t.Context(), c, &opGet); err != nil {
				t.Fatal(err)
			}
			time.Sleep(50 * time.Millisecond)
		}
		if n := w.tokens.Load(); n > 2 {
			t.Errorf("%d tokens", n)
		}
	})
	bubble(t, "F5: with 61 s left a token is used and renewed in the background, with 59 s renewed first", func(t *testing.T) {
		w := &world{delay: time.Second}
		c := w.client(t, nil)
		get := func() string {
			token, err := call(t.Context(), c, &opGet)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		get()
		began := time.Now()
		time.Sleep(3600*time.Second - 61*time.Second - time.Second)
		if token := get(); token != "tok1" {
			t.Errorf("61 s left: %s", token)
		}
		if time.Since(began) > 3540*time.Second {
			t.Error("the call waited")
		}
		time.Sleep(2 * time.Second)
		if token := get(); token != "tok2" || w.tokens.Load() != 2 {
			t.Errorf("after the background: %s, %d tokens", token, w.tokens.Load())
		}
		time.Sleep(3600*time.Second - 60*time.Second)
		if token := get(); token != "tok3" {
			t.Errorf("59 s left: %s", token)
		}
	})
	bubble(t, "a token about to expire is used while the endpoint is down", func(t *testing.T) {
		w := &world{}
		c := w.client(t, nil)
		call(t.Context(), c, &opGet)
		w.down = true
		time.Sleep(3570 * time.Second)
		if token, err := call(t.Context(), c, &opGet); err != nil || token != "tok1" {
			t.Errorf("%s, %v", token, err)
		}
	})
	bubble(t, "F6: a revoked token is renewed and the request replayed", func(t *testing.T) {
		w := &world{revoked: map[string]bool{"tok1": true}}
		token, err := call(t.Context(), w.client(t, nil), &opPost)
		if err != nil || token != "tok2" || w.calls.Load() != 2 || w.tokens.Load() != 2 {
			t.Fatalf("%s, %v", token, err)
		}
		if w.keys[0] == "" || w.keys[0] != w.keys[1] || w.bodies[0] != w.bodies[1] || w.bodies[0] != `{"amount":1}` {
			t.Errorf("keys %q, bodies %q", w.keys, w.bodies)
		}
	})
	bubble(t, "F6: so is that of a POST without a key", func(t *testing.T) {
		w := &world{revoked: map[string]bool{"tok1": true}}
		if token, err := call(t.Context(), w.client(t, nil), &opKeyless); err != nil || token != "tok2" {
			t.Errorf("%s, %v", token, err)
		}
	})
	bubble(t, "F7: a second 401 is returned", func(t *testing.T) {
		w := &world{refuse: true}
		_, err := call(t.Context(), w.client(t, nil), &opGet)
		if !errors.Is(err, runtime.ErrUnauthorized) || w.calls.Load() != 2 || w.tokens.Load() != 2 {
			t.Errorf("%d calls, %d tokens, %v", w.calls.Load(), w.tokens.Load(), err)
		}
	})
	bubble(t, "F8: 50 refusals of one token make one renewal", func(t *testing.T) {
		w := &world{}
		c := w.client(t, nil)
		call(t.Context(), c, &opGet)
		w.revoked = map[string]bool{"tok1": true}
		w.delay = time.Second
		if failed := together(t.Context(), c, 50); failed != 0 || w.tokens.Load() != 2 {
			t.Errorf("%d failed, %d tokens", failed, w.tokens.Load())
		}
	})
	bubble(t, "refused credentials are remembered", func(t *testing.T) {
		w := &world{code: "invalid_client"}
		c := w.client(t, nil)
		for range 30 {
			_, err := call(t.Context(), c, &opGet)
			var refused *auth.TokenError
			if !errors.As(err, &refused) || refused.Code != "invalid_client" || strings.Contains(err.Error(), "shh") {
				t.Fatal(err)
			}
			time.Sleep(9 * time.Second)
		}
		if w.tokens.Load() != 1 {
			t.Errorf("%d tokens", w.tokens.Load())
		}
	})
	bubble(t, "a token that cannot be renewed after a 401 leaves the 401 visible", func(t *testing.T) {
		w := &world{}
		c := w.client(t, nil)
		call(t.Context(), c, &opGet)
		w.refuse, w.down = true, true
		_, err := call(t.Context(), c, &opGet)
		if !errors.Is(err, runtime.ErrUnauthorized) || !strings.Contains(err.Error(), "token endpoint") {
			t.Error(err)
		}
	})
	bubble(t, "a token without an end is used until it is refused", func(t *testing.T) {
		w := &world{expires: "0"}
		c := w.client(t, nil)
		call(t.Context(), c, &opGet)
		time.Sleep(1000 * time.Hour)
		if token, err := call(t.Context(), c, &opGet); err != nil || token != "tok1" {
			t.Errorf("%s, %v", token, err)
		}
	})
}

func TestATokenSourceIsAskedAgainAfterARefusal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tokens []string
		calls  int32
		fails  bool
	}{
		"another token is tried":      {[]string{"old", "new"}, 2, false},
		"the same token is not":       {[]string{"old", "old"}, 1, true},
		"an empty token is no token":  {[]string{""}, 0, true},
		"a line break is not sent on": {[]string{"a\nb"}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{revoked: map[string]bool{"old": true}}
			n := 0
			source := auth.TokenSource(func(context.Context) (string, error) {
				n++
				return test.tokens[min(n, len(test.tokens))-1], nil
			})
			if _, err := call(t.Context(), w.client(t, source), &opGet); (err != nil) != test.fails || w.calls.Load() != test.calls {
				t.Errorf("%d calls, %v", w.calls.Load(), err)
			}
		})
	}
}

func TestAFailingTokenSourceIsFinal(t *testing.T) {
	t.Parallel()
	broken := errors.New("vault is sealed")
	w, n := &world{}, 0
	source := auth.TokenSource(func(context.Context) (string, error) { n++; return "", broken })
	if _, err := call(t.Context(), w.client(t, source), &opGet); !errors.Is(err, broken) || n != 1 {
		t.Errorf("asked %d times, %v", n, err)
	}
}

func TestTokensAreFetchedOverHTTPSOnly(t *testing.T) {
	t.Parallel()
	w := &world{}
	_, err := call(t.Context(), w.client(t, auth.ClientCredentials("http://auth.example.com/token", "id", "shh", "read", "write")), &opGet)
	if !errors.Is(err, runtime.ErrInsecure) || w.tokens.Load() != 0 {
		t.Errorf("%d tokens, %v", w.tokens.Load(), err)
	}
}

func TestStaticCredentials(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		credential runtime.Authorizer
		read       func(*http.Request) string
		want       string
	}{
		"a key in a header":  {auth.APIKey("header", "x-api-key", "k 1"), func(r *http.Request) string { return r.Header.Get("X-Api-Key") }, "k 1"},
		"a key in the query": {auth.APIKey("query", "key", "a&b c"), func(r *http.Request) string { return r.URL.RawQuery }, "a=%20&key=a%26b+c"},
		"a key in a cookie":  {auth.APIKey("cookie", "sid", "k"), func(r *http.Request) string { return r.Header.Get("Cookie") }, "sid=k"},
		"a password":         {auth.Basic("user", "pass"), func(r *http.Request) string { return r.Header.Get("Authorization") }, "Basic dXNlcjpwYXNz"},
		"a key as user name": {auth.BasicKey("key"), func(r *http.Request) string { return r.Header.Get("Authorization") }, "Basic a2V5Og=="},
		"a token":            {auth.Bearer("t"), func(r *http.Request) string { return r.Header.Get("Authorization") }, "Bearer t"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := http.NewRequest("GET", "https://api.example.com/?a=%20", nil)
			if err := test.credential.Authorize(t.Context(), r); err != nil || test.read(r) != test.want {
				t.Errorf("want %q, got %q, %v", test.want, test.read(r), err)
			}
		})
	}
}

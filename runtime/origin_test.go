package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

const secret = "s3cr3t-value-0123456789"

var (
	opSecured = runtime.Operation{ID: "secured", Method: "GET", Path: "/orders", Accept: "application/json",
		Security: []runtime.Requirement{{"bearer", "header", "query", "cookie"}}}
	opSecuredWrite = runtime.Operation{ID: "securedWrite", Method: "POST", Path: "/orders", Accept: "application/json",
		KeyHeader: "Idempotency-Key", Security: opSecured.Security}
)

func credentials() []runtime.Option {
	return []runtime.Option{
		runtime.WithCredential("bearer", auth.Bearer(secret)),
		runtime.WithCredential("header", auth.APIKey("header", "X-Api-Key", secret)),
		runtime.WithCredential("query", auth.APIKey("query", "api_key", secret)),
		runtime.WithCredential("cookie", auth.APIKey("cookie", "sid", secret)),
		runtime.WithHeader("X-Tenant-Key", secret),
	}
}

// carries reports whether a secret is anywhere in a request.
func carries(r *http.Request, body string) bool {
	return strings.Contains(fmt.Sprint(r.Header, r.URL, body), secret) || r.Header.Get("Idempotency-Key") != ""
}

func redirectTo(target func() string, code int) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target(), code) }
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	foreign := serve(t, statuses(200)) // another port is another origin
	other := func() string { return foreign.URL + "/else" }
	same := func() string { return "/else" }
	tests := []struct {
		name       string
		op         *runtime.Operation
		code       int
		to         func() string
		opts       []runtime.Option
		followed   bool
		redirected bool // a RedirectError
	}{
		{"a read is redirected within the origin", &opSecured, 302, same, nil, true, false},
		{"by a 308 too", &opSecured, 308, same, nil, true, false},
		{"E1: a read is not redirected to another origin", &opSecured, 302, other, nil, false, true},
		{"E3: nor is a write", &opSecuredWrite, 307, other, nil, false, true},
		{"E4: a 302 of a write is an error, not a GET", &opSecuredWrite, 302, same, nil, false, true},
		{"a 303 of a write too", &opSecuredWrite, 303, same, nil, false, true},
		{"a 307 of a write is followed with its body", &opSecuredWrite, 307, same, nil, true, false},
		{"user information is refused", &opSecured, 302, func() string { return "//user:" + secret + "@127.0.0.1/" }, nil, false, true},
		{"other schemes are refused", &opSecured, 302, func() string { return "ftp://127.0.0.1/" }, nil, false, true},
		{"an allowed host gets nothing of ours", &opSecured, 302, other, []runtime.Option{runtime.WithAllowedHosts("127.0.0.1")}, true, false},
		{"but no write", &opSecuredWrite, 307, other, []runtime.Option{runtime.WithAllowedHosts("127.0.0.1")}, false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := foreign.attempts()
			s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
				if n == 1 {
					redirectTo(test.to, test.code)(n, w, r)
					return
				}
				reply(w, 200)
			})
			_, err := invoke(t.Context(), client(t, s.URL, credentials()...), test.op, test.opts...)
			var redirect *runtime.RedirectError
			if (err == nil) != test.followed || errors.As(err, &redirect) != test.redirected {
				t.Fatalf("got %v", err)
			}
			if test.redirected && (statusOf(err) != test.code || strings.Contains(err.Error()+redirect.Location, secret)) {
				t.Errorf("%v, %q", err, redirect.Location)
			}
			if test.followed && s.attempts() == 2 && s.requests[1].Header.Get("Authorization") == "" {
				t.Error("the credential was lost within the origin")
			}
			if test.followed && s.attempts() == 2 && s.bodies[0] != s.bodies[1] {
				t.Errorf("bodies %q", s.bodies)
			}
			if !test.followed && s.attempts() != 1 {
				t.Errorf("%d attempts", s.attempts())
			}
			for i := before; i < foreign.attempts(); i++ {
				if carries(foreign.requests[i], foreign.bodies[i]) {
					t.Errorf("%v %v", foreign.requests[i].URL, foreign.requests[i].Header)
				}
			}
		})
	}
}

func TestE2NothingGoesToPlainHTTP(t *testing.T) {
	t.Parallel()
	clear := serve(t, statuses(200))
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, clear.URL, http.StatusFound)
	}))
	defer s.Close()
	c := client(t, s.URL, append(credentials(), runtime.WithHTTPClient(s.Client()), runtime.WithAllowedHosts("127.0.0.1"))...)
	if _, err := invoke(t.Context(), c, &opSecured); err == nil || clear.attempts() != 0 {
		t.Errorf("%d requests in clear, %v", clear.attempts(), err)
	}
}

func TestCredentialsDoNotComeBack(t *testing.T) {
	t.Parallel()
	var home *server
	away := serve(t, redirectTo(func() string { return home.URL + "/back" }, 302))
	home = serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			http.Redirect(w, r, away.URL, http.StatusFound)
			return
		}
		reply(w, 200)
	})
	c := client(t, home.URL, append(credentials(), runtime.WithAllowedHosts("127.0.0.1"))...)
	if _, err := invoke(t.Context(), c, &opSecured); err != nil {
		t.Fatal(err)
	}
	if carries(home.requests[1], "") {
		t.Errorf("%v", home.requests[1].Header)
	}
}

func TestARedirectLoopEnds(t *testing.T) {
	t.Parallel()
	s := serve(t, redirectTo(func() string { return "/orders" }, 302))
	_, err := invoke(t.Context(), client(t, s.URL), &opList)
	var redirect *runtime.RedirectError
	if !errors.As(err, &redirect) || s.attempts() != 6 {
		t.Errorf("%d requests, %v", s.attempts(), err)
	}
}

// wandering is an authorizer that sends the request elsewhere, as a bug or a hostile configuration might.
type wandering struct{ change func(*http.Request) }

func (a wandering) Authorize(_ context.Context, r *http.Request) error {
	a.change(r)
	return nil
}

func TestTheGuardSeesTheFinalRequest(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*http.Request){
		"another host":        func(r *http.Request) { r.URL.Host = "evil.example.com" },
		"another Host header": func(r *http.Request) { r.Host = "evil.example.com" },
		"another scheme":      func(r *http.Request) { r.URL.Scheme = "http" },
		"another port":        func(r *http.Request) { r.URL.Host += ":8443"; r.Host = r.URL.Host },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := tripper(func(*http.Request) (*http.Response, error) {
				t.Error("it was sent")
				return nil, io.EOF
			})
			c := client(t, "https://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: transport}),
				runtime.WithCredential("x", wandering{change}))
			op := runtime.Operation{Method: "GET", Path: "/", Security: []runtime.Requirement{{"x"}}}
			if _, err := invoke(t.Context(), c, &op); !errors.Is(err, runtime.ErrCrossOrigin) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCredentialsGoOverHTTPSOnly(t *testing.T) {
	t.Parallel()
	sent := 0
	transport := &http.Client{Transport: tripper(func(*http.Request) (*http.Response, error) {
		sent++
		return &http.Response{StatusCode: 204}, nil
	})}
	options := append(credentials(), runtime.WithHTTPClient(transport))
	if _, err := invoke(t.Context(), client(t, "http://api.example.com", options...), &opSecured); !errors.Is(err, runtime.ErrInsecure) || sent != 0 {
		t.Errorf("sent %d: %v", sent, err)
	}
	if _, err := invoke(t.Context(), client(t, "http://api.example.com", runtime.WithHTTPClient(transport), runtime.WithHeader("Authorization", "x")), &opList); !errors.Is(err, runtime.ErrInsecure) || sent != 0 {
		t.Errorf("by a header: sent %d: %v", sent, err)
	}
	byQuery := opList
	byQuery.Security = []runtime.Requirement{{"query"}}
	if _, err := invoke(t.Context(), client(t, "http://api.example.com", options...), &byQuery); !errors.Is(err, runtime.ErrInsecure) || sent != 0 {
		t.Errorf("in the query: sent %d: %v", sent, err)
	}
	if _, err := invoke(t.Context(), client(t, "http://api.example.com", append(options, runtime.AllowInsecure())...), &opSecured); err != nil || sent != 1 {
		t.Errorf("sent %d: %v", sent, err)
	}
	if _, err := invoke(t.Context(), client(t, "http://[::1]:8080", options...), &opSecured); err != nil || sent != 2 {
		t.Errorf("sent %d: %v", sent, err)
	}
}

func TestE7LogsHaveNoSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "sid="+secret)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader([]int{503, 200}[min(n, 2)-1])
		fmt.Fprintf(w, `{"id":"x","access_token":%q}`, secret)
	})
	c := client(t, s.URL, append(credentials(), runtime.WithLogger(logger))...)
	op := opSecuredWrite
	req := runtime.NewRequest(&op)
	req.Query("customer", secret)
	req.JSON("application/json", map[string]string{"password": secret})
	if _, err := runtime.Do[receipt](t.Context(), c, req, nil); err != nil {
		t.Fatal(err)
	}
	text := log.String()
	if strings.Contains(text, secret) || !strings.Contains(text, `"path":"/orders"`) || !strings.Contains(text, "X-Retry-Count") {
		t.Error(text)
	}
}

func TestE8NetworkErrorsHaveNoSecrets(t *testing.T) {
	t.Parallel()
	transport := tripper(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("proxy: %w", &url.Error{Op: "Get", URL: "http://user:" + secret + "@proxy" + r.URL.String(), Err: io.ErrUnexpectedEOF})
	})
	c := client(t, "https://api.example.com", append(credentials(), runtime.WithHTTPClient(&http.Client{Transport: transport}))...)
	_, err := invoke(t.Context(), c, &opSecured)
	if err == nil || strings.Contains(err.Error(), secret) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}

func TestE9AClientIsSafeToPrint(t *testing.T) {
	t.Parallel()
	c := client(t, "https://api.example.com", credentials()...)
	values := []any{c, *c, credentials(), auth.Bearer(secret), auth.Basic("user", secret), auth.APIKey("header", "X", secret),
		auth.ClientCredentials("https://auth.example.com/token", "id", secret), struct{ A runtime.Authorizer }{auth.Bearer(secret)},
		[]runtime.Authorizer{auth.BasicKey(secret)}, struct{ c *runtime.Client }{c}}
	for _, v := range values {
		data, _ := json.Marshal(v)
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		for _, text := range []string{fmt.Sprintf("%v", v), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v), fmt.Sprintf("%s", v), fmt.Sprintf("%q %x", v, v), string(data), log.String()} {
			if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
				t.Errorf("%T: %s", v, text)
			}
		}
	}
}

func TestConstructionErrors(t *testing.T) {
	t.Parallel()
	with := func(a runtime.Authorizer) []runtime.Option {
		return []runtime.Option{runtime.WithCredential("scheme", a)}
	}
	tests := []struct {
		name, base string
		opts       []runtime.Option
	}{
		{"an empty API key", "https://x", with(auth.APIKey("header", "X", ""))},
		{"an API key nowhere", "https://x", with(auth.APIKey("body", "X", "k"))},
		{"an empty password", "https://x", with(auth.Basic("user", ""))},
		{"an empty key as user name", "https://x", with(auth.BasicKey(""))},
		{"an empty token", "https://x", with(auth.Bearer(""))},
		{"a token with a newline", "https://x", with(auth.Bearer("abc\n"))},
		{"no token source", "https://x", with(auth.TokenSource(nil))},
		{"an empty client secret", "https://x", with(auth.ClientCredentials("https://a/token", "id", ""))},
		{"a token URL that is none", "https://x", with(auth.ClientCredentials("token", "id", "secret"))},
		{"no credential", "https://x", with(nil)},
		{"a base URL without host", "/v1", nil},
		{"a base URL of another scheme", "ftp://x", nil},
		{"a base URL with a password", "https://u:" + secret + "@x", nil},
		{"a nil option", "https://x", []runtime.Option{nil}},
		{"a key for a client", "https://x", []runtime.Option{runtime.WithIdempotencyKey("k")}},
		{"a header that is none", "https://x", []runtime.Option{runtime.WithHeader("a b", "c")}},
		{"a header with a line break", "https://x", []runtime.Option{runtime.WithHeader("a", "b\r\nc: d")}},
		{"the Host header", "https://x", []runtime.Option{runtime.WithHeader("Host", "y")}},
		{"a product that is none", "https://x", []runtime.Option{runtime.WithUserAgent("my app (1)")}},
		{"no place for the version", "https://x", []runtime.Option{runtime.WithAPIVersion("path", "version", "v2")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := runtime.New(test.base, test.opts...); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestOptionsThatMeanNothingForACallAreErrors(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(200))
	c := client(t, s.URL)
	for name, o := range map[string]runtime.Option{
		"WithHTTPClient": runtime.WithHTTPClient(http.DefaultClient), "AllowInsecure": runtime.AllowInsecure(),
		"WithTimeouts": runtime.WithTimeouts(runtime.Timeouts{Connect: 1}), "WithIdempotencyKey": runtime.WithIdempotencyKey("k"),
		"WithDeprecationHandler": runtime.WithDeprecationHandler(nil),
	} {
		if _, err := invoke(t.Context(), c, &opList, o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.attempts() != 0 {
		t.Errorf("%d requests", s.attempts())
	}
}

func TestWhichCredentialIsSent(t *testing.T) {
	t.Parallel()
	a, b := auth.APIKey("header", "X-A", "a"), auth.APIKey("header", "X-B", "b")
	tests := []struct {
		name       string
		configured map[string]runtime.Authorizer
		security   []runtime.Requirement
		want       string
		missing    bool
	}{
		{"the first alternative that is configured", map[string]runtime.Authorizer{"a": a, "b": b}, []runtime.Requirement{{"b"}, {"a"}}, "b", false},
		{"not one of which a part is missing", map[string]runtime.Authorizer{"a": a}, []runtime.Requirement{{"a", "b"}, {"a"}}, "a", false},
		{"all schemes of one", map[string]runtime.Authorizer{"a": a, "b": b}, []runtime.Requirement{{"a", "b"}}, "ab", false},
		{"none where none is needed", map[string]runtime.Authorizer{"a": a}, nil, "", false},
		{"an optional one, if it is configured", map[string]runtime.Authorizer{"a": a}, []runtime.Requirement{{}, {"a"}}, "a", false},
		{"an optional one may be missing", nil, []runtime.Requirement{{"a"}, {}}, "", false},
		{"a needed one may not", map[string]runtime.Authorizer{"a": a}, []runtime.Requirement{{"b"}, {"a", "c"}}, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, statuses(200))
			var opts []runtime.Option
			for scheme, credential := range test.configured {
				opts = append(opts, runtime.WithCredential(scheme, credential))
			}
			op := opList
			op.Security = test.security
			_, err := invoke(t.Context(), client(t, s.URL, opts...), &op)
			if test.missing {
				if !errors.Is(err, runtime.ErrNoCredentials) || s.attempts() != 0 || !strings.Contains(err.Error(), `WithCredential("b", ...), or runtime.WithCredential("a", ...) and runtime.WithCredential("c", ...)`) {
					t.Errorf("%d requests, %v", s.attempts(), err)
				}
				return
			}
			if got := s.headers("X-A")[0] + s.headers("X-B")[0]; err != nil || got != test.want {
				t.Errorf("want %q, got %q, %v", test.want, got, err)
			}
		})
	}
}

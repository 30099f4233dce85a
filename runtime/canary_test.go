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
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// canaries are secrets of all kinds, told apart by their beginnings; the card number is one by its digits.
var canaries = map[string]string{
	"token": "canary-token-8d1f", "key": "canary-key-77aa", "query key": "canary-query-c0de", "cookie": "canary-cookie-1234", "password": "canary-password-5e5e",
	"card": "4242424242424242", "secret": "canary-secret-9b9b", "marked": "canary-marked-4f4f",
}

type signIn struct {
	User     string         `json:"user"`
	Password runtime.Secret `json:"password"`
	Card     string         `json:"card_number"`
	Marked   string         `json:"favourite"`
}

// overheard is all that anybody could hear of calls.
type overheard struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *overheard) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *overheard) note(what ...any) {
	for _, w := range what {
		data, _ := json.Marshal(w)
		var text string
		if err, ok := w.(error); ok {
			text, data = err.Error(), nil
		}
		fmt.Fprintf(o, "%v\n%+v\n%#v\n%s\n%s\n", w, w, w, data, text)
	}
}

// echo is an API at its worst: it sends all that it gets back, in its headers and in its body.
func echo(status int, contentType string, more func(http.ResponseWriter)) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Echo", r.URL.RawQuery+r.Header.Get("Authorization"))
		w.Header().Set("Set-Cookie", "session="+canaries["cookie"])
		if more != nil {
			more(w)
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"token":%q,"query":%q,"key":%q,"password":%q,"card":%q,"favourite":%q,"code":"bad_request","amount":"no number"`, r.Header.Get("Authorization"),
			r.URL.RawQuery, r.Header.Get("X-Api-Key"), canaries["password"], canaries["card"], canaries["marked"])
		if contentType == "application/json" {
			io.WriteString(w, "}")
		}
	}
}

func TestSecretsAreNowhereToBeHeard(t *testing.T) {
	t.Parallel()
	location := func(to string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { w.Header().Set("Location", to) }
	}
	for name, test := range map[string]struct {
		answer    func(int, http.ResponseWriter, *http.Request)
		transport http.RoundTripper
		ctx       func(context.Context) (context.Context, context.CancelFunc)
	}{
		"a success that does not decode": {answer: echo(200, "application/json", nil)},
		"a success of another type":      {answer: echo(200, "text/html", nil)},
		"a success that is cut short":    {answer: echo(200, "application/json", func(w http.ResponseWriter) { w.Header().Set("Content-Length", "9999") })},
		"a refusal":                      {answer: echo(400, "application/json", nil)},
		"a refusal with a problem":       {answer: echo(422, "application/problem+json", nil)},
		"a failure":                      {answer: echo(503, "application/json", nil)},
		"a throttle":                     {answer: echo(429, "application/json", func(w http.ResponseWriter) { w.Header().Set("Retry-After", "9999") })},
		"a refused credential":           {answer: echo(401, "application/json", nil)},
		"a redirect elsewhere":           {answer: echo(302, "application/json", location("https://elsewhere.example/?key="+canaries["query key"]))},
		"a redirect with a user":         {answer: echo(307, "application/json", location("https://u:"+canaries["password"]+"@elsewhere.example/"))},
		"an error of the transport": {transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: errors.New("broken")}
		})},
		"a transport that answers nothing": {transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, nil })},
		"an end of patience": {answer: func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
			ctx: func(ctx context.Context) (context.Context, context.CancelFunc) {
				return context.WithTimeout(ctx, 50*time.Millisecond)
			}},
		"a deprecation": {answer: echo(200, "application/json", func(w http.ResponseWriter) {
			w.Header().Set("Deprecation", "true")
			w.Header().Set("Link", `<https://docs.example/?ok=1>; rel="deprecation"`)
		})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heard := new(overheard)
			answer := test.answer
			if answer == nil {
				answer = statuses(200)
			}
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			_, c := reach(t, answer, runtime.WithHTTPClient(&http.Client{Transport: test.transport, Jar: jar}), runtime.WithLogger(slog.New(slog.NewJSONHandler(heard, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))),
				runtime.WithBodyLogging(4096), runtime.WithCurl(func(line string) { heard.note(line) }),
				runtime.WithHooks(runtime.Hooks{
					Attempt:     func(_ context.Context, a runtime.AttemptInfo) { heard.note(a.Err, a.ErrorKind, fmt.Sprintf("%+v", a)) },
					Call:        func(_ context.Context, i runtime.CallInfo) { heard.note(i.Err, i.ErrorKind, fmt.Sprintf("%+v", i)) },
					Rate:        func(_ context.Context, r runtime.Rate) { heard.note(r) },
					Deprecation: func(_ context.Context, n runtime.Notice) { heard.note(n) },
				}),
				runtime.WithDriftObserver(func(_ context.Context, d runtime.Drift) { heard.note(d) }, 1),
				runtime.WithCredential("token", auth.Bearer(canaries["token"])), runtime.WithCredential("key", auth.APIKey("header", "X-Api-Key", canaries["key"])),
				runtime.WithCredential("query", auth.APIKey("query", "key", canaries["query key"])), runtime.WithCredential("cookie", auth.APIKey("cookie", "session", canaries["cookie"])),
				runtime.WithHeader("X-Custom", canaries["secret"]))
			heard.note(c, *c)
			op := runtime.Operation{ID: "signIn", Method: "POST", Path: "/sign-in", Accept: "application/json", KeyHeader: "Idempotency-Key", Redact: []string{"favourite"},
				Security: []runtime.Requirement{{"token", "key", "query", "cookie"}}}
			req := runtime.NewRequest(&op)
			req.Query("password", canaries["password"])
			req.JSON("application/json", signIn{"ada", runtime.Secret(canaries["password"]), canaries["card"], canaries["marked"]})
			ctx, cancel := t.Context(), func() {}
			if test.ctx != nil {
				ctx, cancel = test.ctx(ctx)
			}
			defer cancel()
			_, err = runtime.Do[receipt](ctx, c, req, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 2, Base: time.Millisecond, Cap: time.Millisecond})})
			if err == nil {
				t.Error("the call did not fail")
			}
			heard.note(err)
			for what, secret := range canaries {
				if i := strings.Index(heard.buf.String(), secret); i >= 0 {
					text := heard.buf.String()
					t.Errorf("the %s: ...%s", what, text[max(0, i-300):min(len(text), i+80)])
				}
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

package xoauth2_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
	"github.com/apigen-go/apigen/runtime/xoauth2"
)

const canary = "c4n4ry"

// vendor is a token endpoint and an API behind one address.
type vendor struct {
	tokens, calls atomic.Int32
	revoked       atomic.Value // a token
	refuse        atomic.Bool
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.URL.Path == "/token" && v.refuse.Load():
		v.tokens.Add(1)
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"error":"invalid_client","error_description":"`+canary+`"}`)
	case r.URL.Path == "/token":
		fmt.Fprintf(w, `{"access_token":"%s%d","token_type":"bearer","expires_in":3600}`, canary, v.tokens.Add(1))
	default:
		v.calls.Add(1)
		if r.Header.Get("Authorization") == v.revoked.Load() {
			w.WriteHeader(http.StatusUnauthorized)
		}
		fmt.Fprintf(w, "%q", r.Header.Get("Authorization"))
	}
}

func (v *vendor) listen(t *testing.T) string {
	s := httptest.NewServer(v)
	t.Cleanup(s.Close)
	return s.URL
}

var op = runtime.Operation{ID: "get", Method: "GET", Path: "/api", Accept: "application/json", Security: []runtime.Requirement{{"oauth"}}}

func call(ctx context.Context, t *testing.T, base string, credential runtime.Authorizer) func() (string, error) {
	t.Helper()
	c, err := runtime.New(base, runtime.WithCredential("oauth", credential))
	if err != nil {
		t.Fatal(err)
	}
	return func() (string, error) { return runtime.DoValue[string](ctx, c, runtime.NewRequest(&op), nil) }
}

func theirs(base string) oauth2.TokenSource {
	config := clientcredentials.Config{ClientID: "shop", ClientSecret: canary, TokenURL: base + "/token", AuthStyle: oauth2.AuthStyleInHeader}
	return config.TokenSource(context.Background())
}

func TestF1OneTokenOfTheirsServes100FirstCalls(t *testing.T) {
	t.Parallel()
	v := &vendor{}
	base := v.listen(t)
	get := call(t.Context(), t, base, xoauth2.Credential(theirs(base)))
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if got, err := get(); err != nil || got != "Bearer "+canary+"1" {
				t.Errorf("%s, %v", got, err)
			}
		})
	}
	wg.Wait()
	if n := v.tokens.Load(); n != 1 {
		t.Errorf("%d tokens", n)
	}
}

func TestARevokedTokenOfASourceThatCanIsReplaced(t *testing.T) {
	t.Parallel()
	v := &vendor{}
	v.revoked.Store("Bearer t1")
	n := 0
	source := sourceFunc(func() (*oauth2.Token, error) {
		n++
		return &oauth2.Token{AccessToken: fmt.Sprint("t", n), Expiry: time.Now().Add(time.Hour)}, nil
	})
	if got, err := call(t.Context(), t, v.listen(t), xoauth2.Credential(source))(); err != nil || got != "Bearer t2" || v.calls.Load() != 2 {
		t.Errorf("%s, %v, %d calls", got, err, v.calls.Load())
	}
}

type sourceFunc func() (*oauth2.Token, error)

func (f sourceFunc) Token() (*oauth2.Token, error) { return f() }

func TestTheAnswerOfTheServerIsNotInTheError(t *testing.T) {
	t.Parallel()
	v := &vendor{}
	v.refuse.Store(true)
	base := v.listen(t)
	get := call(t.Context(), t, base, xoauth2.Credential(theirs(base)))
	for range 5 {
		_, err := get()
		failed, ok := errors.AsType[*auth.TokenError](err)
		if !ok || failed.Code != "invalid_client" || failed.StatusCode != 400 || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, failed), canary) {
			t.Fatal(err)
		}
	}
	if n := v.tokens.Load(); n != 1 || v.calls.Load() != 0 {
		t.Errorf("%d tokens: the refusal was not remembered", n)
	}
}

func TestSourcesThatMisbehave(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]oauth2.TokenSource{
		"a panic":        sourceFunc(func() (*oauth2.Token, error) { panic(canary) }),
		"nothing":        sourceFunc(func() (*oauth2.Token, error) { return nil, nil }),
		"no token":       sourceFunc(func() (*oauth2.Token, error) { return &oauth2.Token{}, nil }),
		"another kind":   sourceFunc(func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: canary, TokenType: "DPoP"}, nil }),
		"a line break":   sourceFunc(func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: canary + "\n"}, nil }),
		"a strange code": sourceFunc(func() (*oauth2.Token, error) { return nil, &oauth2.RetrieveError{ErrorCode: "is " + canary} }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := &vendor{}
			_, err := call(t.Context(), t, v.listen(t), xoauth2.Credential(source))()
			if err == nil || strings.Contains(err.Error(), canary) || v.calls.Load() != 0 {
				t.Error(err)
			}
		})
	}
	if _, err := runtime.New("https://api.example.com", runtime.WithCredential("oauth", xoauth2.Credential(nil))); err == nil {
		t.Error("a nil source was taken")
	}
}

func TestF2CallersLeaveASourceThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		credential := xoauth2.Credential(sourceFunc(func() (*oauth2.Token, error) { <-release; return nil, io.EOF }))
		began := time.Now()
		for wait, want := range map[time.Duration]time.Duration{300 * time.Millisecond: 300 * time.Millisecond, time.Hour: 30 * time.Second} {
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			r, _ := http.NewRequestWithContext(ctx, "GET", "https://api.example.com", nil)
			start := time.Now()
			if err := credential.Authorize(ctx, r); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > want {
				t.Errorf("after %v: %v", time.Since(start), err)
			}
			cancel()
		}
		if time.Since(began) > 31*time.Second {
			t.Error(time.Since(began))
		}
	})
}

func TestTheirClientSendsOurTokens(t *testing.T) {
	t.Parallel()
	v := &vendor{}
	base := v.listen(t)
	source := xoauth2.TokenSource(t.Context(), auth.ClientCredentials(base+"/token", "shop", canary))
	client := oauth2.NewClient(t.Context(), source)
	for range 3 {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api", nil)
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != `"Bearer `+canary+`1"` {
			t.Errorf("%s", body)
		}
	}
	if n := v.tokens.Load(); n != 1 {
		t.Errorf("%d tokens", n)
	}
}

func TestWhoKeepsATokenOfOursAsksAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		source := oauth2.ReuseTokenSource(nil, xoauth2.TokenSource(t.Context(), auth.TokenSource(func(context.Context) (string, error) { n++; return fmt.Sprint(n), nil })))
		for range 60 {
			if _, err := source.Token(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if n != 3 {
			t.Errorf("asked %d times in a minute", n)
		}
	})
}

func TestACredentialWithoutATokenIsAnError(t *testing.T) {
	t.Parallel()
	for name, credential := range map[string]runtime.Authorizer{
		"nil": nil, "a password": auth.Basic("user", canary), "a key": auth.APIKey("query", "key", canary), "an empty token": auth.Bearer(""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := xoauth2.TokenSource(t.Context(), credential)
			if _, err := source.Token(); err == nil || strings.Contains(err.Error(), canary) {
				t.Error(err)
			}
		})
	}
}

func TestE9NothingPrintsASecret(t *testing.T) {
	t.Parallel()
	v := &vendor{}
	base := v.listen(t)
	credential := xoauth2.Credential(theirs(base))
	source := xoauth2.TokenSource(t.Context(), credential)
	if _, err := source.Token(); err != nil {
		t.Fatal(err)
	}
	for _, value := range []any{credential, source} {
		encoded, err := json.Marshal(value)
		if text := fmt.Sprintf("%v %+v %#v %s %x ", value, value, value, value, value) + string(encoded); err != nil || strings.Contains(text, canary) {
			t.Errorf("%s, %v", text, err)
		}
	}
}

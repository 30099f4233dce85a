package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

func TestAClientProvesWhoItIsAsDeclared(t *testing.T) {
	t.Parallel()
	const asserted = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	for name, test := range map[string]struct {
		change func(*auth.Config)
		basic  string
		form   url.Values
	}{
		"client_secret_basic": {func(*auth.Config) {}, "shop%2Bone:c4n4ry+%26", url.Values{}},
		"client_secret_post":  {func(c *auth.Config) { c.InBody = true }, "", url.Values{"client_id": {"shop+one"}, "client_secret": {"c4n4ry &"}}},
		"a public client":     {func(c *auth.Config) { c.ClientSecret = "" }, "", url.Values{"client_id": {"shop+one"}}},
		"private_key_jwt": {func(c *auth.Config) { c.ClientSecret, c.ClientAssertion = "", statement{} }, "", url.Values{
			"client_id": {"shop+one"}, "client_assertion_type": {asserted}, "client_assertion": {"for https://id.example.com/token"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			basic, form := "", url.Values(nil)
			a.token = func(w http.ResponseWriter, r *http.Request) {
				id, secret, ok := r.BasicAuth()
				if ok {
					basic = id + ":" + secret
				}
				form = r.PostForm
				a.grant(w)
			}
			config := a.config(nil)
			config.ClientID, config.ClientSecret, config.Token = "shop+one", "c4n4ry &", began()
			test.change(&config)
			if _, err := call(t.Context(), a.client(t, a, auth.RefreshToken(config)), &opRoot); err != nil {
				t.Fatal(err)
			}
			test.form["grant_type"], test.form["refresh_token"] = []string{"refresh_token"}, []string{canary + "-first"}
			if basic != test.basic || form.Encode() != test.form.Encode() || a.asked("POST /token") != 1 {
				t.Errorf("basic %q, form %v, want %q, %v", basic, form, test.basic, test.form)
			}
		})
	}
}

func TestOneStyleIsNotTriedAfterTheOther(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	config := a.config(nil)
	config.InBody = true // the server wants basic
	_, err := call(t.Context(), a.client(t, a, auth.OAuth2(config)), &opRoot)
	if refusal, ok := errors.AsType[*auth.TokenError](err); !ok || refusal.Code != "invalid_client" || a.asked("POST /token") != 1 {
		t.Errorf("%q, %v", a.requests, err)
	}
}

func TestJWTBearerGrants(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	a.token = func(w http.ResponseWriter, r *http.Request) { a.grant(w) }
	config := auth.Config{TokenURL: a.at + "/token", Scopes: []string{"read"}}
	if _, err := call(t.Context(), a.client(t, a, auth.JWTBearer(config, statement{})), &opRoot); err != nil {
		t.Fatal(err)
	}
	want := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {"for " + config.TokenURL}, "scope": {"read"}}
	if form := a.forms[0]; form.Encode() != want.Encode() {
		t.Errorf("want %v, got %v", want, form)
	}
	broken := errors.New("the key is locked")
	if _, err := call(t.Context(), a.client(t, a, auth.JWTBearer(config, statement{broken})), &opRoot); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := runtime.New(a.at, runtime.WithCredential("oauth", auth.JWTBearer(config, auth.JWT{Issuer: "me"}))); err == nil {
		t.Error("a JWT without a key was taken")
	}
}

func TestAnswersThatAreNoTokens(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"an error with status 200":   {200, `{"error":"invalid_scope","access_token":"c4n4ry"}`, "token endpoint: status 200, error invalid_scope"},
		"an error that is an object": {200, `{"error":{"message":"c4n4ry"}}`, "token endpoint: status 200"},
		"an error with a secret":     {400, `{"error":"c4n4ry is wrong!"}`, "token endpoint: status 400"},
		"HTML":                       {200, `<html>c4n4ry`, "token endpoint: status 200"},
		"no token":                   {200, `{"expires_in":3600}`, "token endpoint: status 200"},
		"a redirect":                 {302, ``, "token endpoint: status 302"},
		"more than a mebibyte":       {200, `{"access_token":"c4n4ry"}` + strings.Repeat(" ", 1<<20), "token endpoint: the answer is longer than 1 MiB"},
		"a token with a newline":     {200, `{"access_token":"c4n4ry\r\nX: y"}`, "the token of the endpoint has a control character"},
		"a token of another kind":    {200, `{"access_token":"c4n4ry","token_type":"DPoP"}`, "token endpoint: the token is not a bearer token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			a.token = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", a.at+"/elsewhere")
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			}
			_, err := call(t.Context(), a.client(t, a, auth.OAuth2(a.config(nil))), &opRoot)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), canary) || len(a.requests) != 1 {
				t.Errorf("want %q, got %v (%q)", test.want, err, a.requests)
			}
		})
	}
}

func TestAnEndpointSaysHowLongToLeaveItAlone(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]time.Duration{"600": 10 * time.Minute, "1": time.Second, "9223372036854775807": 24 * time.Hour} {
		bubble(t, asked, func(t *testing.T) {
			a := newAuthority()
			a.token = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", asked)
				w.WriteHeader(429)
			}
			c := a.client(t, a, auth.OAuth2(a.config(nil)))
			began := time.Now()
			for a.asked("POST /token") < 2 && time.Since(began) < 48*time.Hour {
				call(t.Context(), c, &opRoot)
				time.Sleep(500 * time.Millisecond * time.Duration(1+99*int(min(1, want/time.Hour))))
			}
			if waited := time.Since(began); waited < want*9/10 || waited > want+2*time.Minute {
				t.Errorf("asked again after %v, want %v", waited, want)
			}
		})
	}
}

func TestFailuresPauseLongerAndLonger(t *testing.T) {
	t.Parallel()
	bubble(t, "up to 30 s", func(t *testing.T) {
		w := &world{down: true}
		c := w.client(t, nil)
		var gaps []time.Duration
		last, seen := time.Now(), int32(0)
		for len(gaps) < 8 {
			call(t.Context(), c, &opGet)
			if n := w.tokens.Load(); n > seen {
				gaps, last, seen = append(gaps, time.Since(last)), time.Now(), n
			}
			time.Sleep(50 * time.Millisecond)
		}
		for i, want := range []time.Duration{0, 1, 2, 4, 8, 16, 30, 30} {
			if low, high := want*time.Second*9/10, want*time.Second*11/10+100*time.Millisecond; gaps[i] < low || gaps[i] > high {
				t.Errorf("pause %d: %v, want %v s", i, gaps[i], int(want))
			}
		}
	})
}

func TestBackgroundRenewalsDriftApart(t *testing.T) {
	t.Parallel()
	bubble(t, "within the last 5 minutes, by a tenth", func(t *testing.T) {
		ahead := map[time.Duration]bool{}
		for range 10 {
			w := &world{}
			c := w.client(t, nil)
			began := time.Now()
			call(t.Context(), c, &opGet)
			time.Sleep(3600*time.Second - 331*time.Second)
			for w.tokens.Load() < 2 {
				if token, err := call(t.Context(), c, &opGet); err != nil || token != "tok1" {
					t.Fatal(token, err)
				}
				time.Sleep(time.Second)
			}
			left := 3600*time.Second - time.Since(began)
			if left > 331*time.Second || left < 268*time.Second {
				t.Errorf("renewed with %v left", left)
			}
			ahead[left] = true
		}
		if len(ahead) < 3 {
			t.Errorf("all at %v", ahead)
		}
	})
}

func TestCachedSources(t *testing.T) {
	t.Parallel()
	bubble(t, "a source is asked once for all, ahead of the end, and after a 401", func(t *testing.T) {
		w, n := &world{}, 0
		source := auth.Cached(func(context.Context) (auth.Token, error) {
			n++
			time.Sleep(time.Second)
			return auth.Token{AccessToken: runtime.Secret(fmt.Sprint("t", n)), Expires: time.Now().Add(hour)}, nil
		})
		c := w.client(t, source)
		if failed := together(t.Context(), c, 50); failed != 0 || n != 1 {
			t.Errorf("%d failed, %d fetched", failed, n)
		}
		time.Sleep(hour)
		if token, err := call(t.Context(), c, &opGet); err != nil || token != "t2" {
			t.Error(token, err)
		}
		w.revoked = map[string]bool{"t2": true}
		if token, err := call(t.Context(), c, &opGet); err != nil || token != "t3" {
			t.Error(token, err)
		}
	})
	bubble(t, "one that fails is left alone for a while", func(t *testing.T) {
		w, n, sealed := &world{}, 0, errors.New("vault is sealed")
		c := w.client(t, auth.Cached(func(context.Context) (auth.Token, error) { n++; return auth.Token{}, sealed }))
		for range 20 {
			if _, err := call(t.Context(), c, &opGet); !errors.Is(err, sealed) {
				t.Error(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if n > 5 {
			t.Errorf("asked %d times", n)
		}
	})
	bubble(t, "one that panics, or returns nothing, is an error", func(t *testing.T) {
		for _, f := range []func(context.Context) (auth.Token, error){
			func(context.Context) (auth.Token, error) { panic(canary) },
			func(context.Context) (auth.Token, error) { return auth.Token{}, nil },
			func(context.Context) (auth.Token, error) { return auth.Token{AccessToken: "a\nb"}, nil },
		} {
			w := &world{}
			if _, err := call(t.Context(), w.client(t, auth.Cached(f)), &opGet); err == nil || w.calls.Load() != 0 || strings.Contains(err.Error(), canary) {
				t.Error(err)
			}
		}
	})
	if _, err := runtime.New("https://api.example.com", runtime.WithCredential("oauth", auth.Cached(nil))); err == nil {
		t.Error("a nil source was taken")
	}
}

func TestCredentialsThatCannotWorkAreRefusedByNew(t *testing.T) {
	t.Parallel()
	for name, credential := range map[string]func(auth.Config) runtime.Authorizer{
		"no token to begin with": auth.RefreshToken,
		"a refresh token with a newline": func(c auth.Config) runtime.Authorizer {
			c.Token.RefreshToken = canary + "\n"
			return auth.RefreshToken(c)
		},
		"no token URL":                func(c auth.Config) runtime.Authorizer { c.TokenURL = ""; return auth.OAuth2(c) },
		"a token URL with a password": func(c auth.Config) runtime.Authorizer { c.TokenURL = "https://u:c4n4ry@x/"; return auth.OAuth2(c) },
		"a refresh URL that is none":  func(c auth.Config) runtime.Authorizer { c.RefreshURL = "refresh"; return auth.OAuth2(c) },
		"no secret":                   func(c auth.Config) runtime.Authorizer { c.ClientSecret = ""; return auth.OAuth2(c) },
		"no assertion":                func(c auth.Config) runtime.Authorizer { return auth.JWTBearer(c, nil) },
		"a client assertion of no worth": func(c auth.Config) runtime.Authorizer {
			c.ClientSecret, c.ClientAssertion = "", auth.JWT{}
			return auth.OAuth2(c)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := newAuthority().config(nil)
			if _, err := runtime.New("https://api.example.com", runtime.WithCredential("oauth", credential(config))); err == nil || strings.Contains(err.Error(), canary) {
				t.Error(err)
			}
		})
	}
}

func TestE9NothingPrintsASecret(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	config := a.config(a)
	a.access[canary+"-a"] = true
	config.Token = auth.Token{AccessToken: canary + "-a", RefreshToken: canary + "-r"}
	config.Store = auth.MemoryStore()
	if err := config.Store.Save(t.Context(), []byte(canary)); err != nil {
		t.Fatal(err)
	}
	login, err := auth.AuthorizationCode(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	credential := auth.RefreshToken(config)
	client := a.client(t, a, credential)
	if _, err := call(t.Context(), client, &opRoot); err != nil {
		t.Fatal(err)
	}
	token, err := login.Exchange(t.Context(), visit(t, a, login.URL()))
	if err != nil {
		t.Fatal(err)
	}
	verifier := a.last().Get("code_verifier")
	for name, value := range map[string]any{
		"config": config, "config by pointer": &config, "token": token, "token by pointer": &token, "login": login, "credential": credential, "client": client,
		"memory": config.Store, "file": auth.FileStore(filepath.Join(t.TempDir(), "x")), "client credentials": auth.OAuth2(config),
		"cached": auth.Cached(func(context.Context) (auth.Token, error) { return token, nil }), "in a slice": []any{config, token, login},
	} {
		var text strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&text, verb, value)
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text.Write(encoded)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&text, nil)).Info("x", "value", value)
		for _, secret := range []string{canary, fmt.Sprintf("%x", canary), verifier} {
			if strings.Contains(text.String(), secret) {
				t.Errorf("%s prints a secret", name)
			}
		}
	}
}

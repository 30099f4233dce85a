package auth_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// visit does what a browser does at the login: it goes there and returns the query that the server sends it back with.
func visit(t *testing.T, transport http.RoundTripper, login string) url.Values {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, login, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		t.Fatal(err)
	}
	return back.Query()
}

func TestF11ALoginWithPKCE(t *testing.T) {
	t.Parallel()
	a, k := newAuthority(), &told{}
	transport := a.listen(t).Client().Transport
	config := a.config(transport)
	config.Store, config.OnToken, config.Params = auth.MemoryStore(), k.hear, url.Values{"access_type": {"offline"}, "state": {"mine"}}
	login, err := auth.AuthorizationCode(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	token, err := login.Exchange(t.Context(), visit(t, transport, login.URL()))
	if err != nil || token.AccessToken != canary+"-access1" || token.RefreshToken != canary+"-refresh1" || token.Expires.Sub(token.Obtained) != hour {
		t.Fatalf("%v", err)
	}
	k.want(t, " > "+canary+"-refresh1")

	asked, redeemed := a.forms[0], a.last()
	verifier := redeemed.Get("code_verifier")
	sum := sha256.Sum256([]byte(verifier))
	if asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || asked.Get("code_challenge_method") != "S256" {
		t.Error("the challenge is not the S256 of the verifier")
	}
	for name, secret := range map[string]string{"state": asked.Get("state"), "verifier": verifier} {
		if raw, err := base64.RawURLEncoding.DecodeString(secret); err != nil || len(raw) < 32 {
			t.Errorf("%s: %d bytes, %v", name, len(raw), err)
		}
	}
	for name, want := range map[string]string{"tenant": "1", "access_type": "offline", "response_type": "code", "scope": "read write", "client_id": "shop"} {
		if got := asked.Get(name); got != want {
			t.Errorf("%s=%s, want %s", name, got, want)
		}
	}
	config.Token = auth.Token{}
	if got, err := call(t.Context(), a.client(t, transport, auth.RefreshToken(config)), &opRoot); err != nil || got != canary+"-access1" {
		t.Errorf("the login is not in the store: %s, %v", got, err)
	}
}

func TestF11AReturnThatIsNotOfTheLoginIsRefused(t *testing.T) {
	t.Parallel()
	const other = "https://other.example.com"
	for name, test := range map[string]struct {
		change func(url.Values)
		config func(*auth.Config)
		want   error
	}{
		"another state":          {func(q url.Values) { q.Set("state", "x"+q.Get("state")[1:]) }, nil, auth.ErrLoginState},
		"a shorter state":        {func(q url.Values) { q.Set("state", q.Get("state")[1:]) }, nil, auth.ErrLoginState},
		"no state":               {func(q url.Values) { q.Del("state") }, nil, auth.ErrLoginState},
		"two states":             {func(q url.Values) { q.Add("state", q.Get("state")) }, nil, auth.ErrLoginState},
		"an issuer elsewhere":    {func(q url.Values) { q.Set("iss", other) }, nil, auth.ErrLoginFrom},
		"two issuers":            {func(q url.Values) { q.Add("iss", q.Get("iss")) }, nil, auth.ErrLoginFrom},
		"not the named issuer":   {func(url.Values) {}, func(c *auth.Config) { c.Issuer = other }, auth.ErrLoginFrom},
		"a refusal of the user":  {func(q url.Values) { q.Set("error", "access_denied") }, nil, &auth.LoginError{Code: "access_denied"}},
		"a refusal with secrets": {func(q url.Values) { q.Set("error", canary+" \x1b[2J") }, nil, &auth.LoginError{}},
		"neither code nor error": {func(q url.Values) { q.Del("code") }, nil, &auth.LoginError{}},
		"two codes":              {func(q url.Values) { q.Add("code", "y") }, nil, &auth.LoginError{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			config := a.config(a)
			if test.config != nil {
				test.config(&config)
			}
			login, err := auth.AuthorizationCode(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			q := visit(t, a, login.URL())
			test.change(q)
			_, err = login.Exchange(t.Context(), q)
			if !errors.Is(err, test.want) && !sameLoginError(err, test.want) {
				t.Errorf("want %v, got %v", test.want, err)
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); a.asked("POST /token") != 0 || strings.Contains(text, canary) {
				t.Errorf("%q asked, error %s", a.requests, text)
			}
		})
	}
}

func sameLoginError(got, want error) bool {
	g, ok := errors.AsType[*auth.LoginError](got)
	w, is := errors.AsType[*auth.LoginError](want)
	return ok && is && *g == *w
}

func TestF11AStateIsGoodOnce(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	login, err := auth.AuthorizationCode(t.Context(), a.config(a))
	if err != nil {
		t.Fatal(err)
	}
	q := visit(t, a, login.URL())
	if _, err := login.Exchange(t.Context(), url.Values{"state": {"guess"}, "code": {"stolen"}}); !errors.Is(err, auth.ErrLoginState) {
		t.Error(err)
	}
	if _, err := login.Exchange(t.Context(), q); err != nil {
		t.Errorf("the login did not survive a wrong state: %v", err)
	}
	if _, err := login.Exchange(t.Context(), q); !errors.Is(err, auth.ErrLoginState) || a.asked("POST /token") != 1 {
		t.Errorf("%q, %v", a.requests, err)
	}
}

func TestTwoLoginsShareNothing(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	one, err := auth.AuthorizationCode(t.Context(), a.config(a))
	if err != nil {
		t.Fatal(err)
	}
	two, err := auth.AuthorizationCode(t.Context(), a.config(a))
	if err != nil {
		t.Fatal(err)
	}
	q, own := visit(t, a, one.URL()), visit(t, a, two.URL())
	own.Set("code", q.Get("code")) // an attacker's code in the victim's return
	_, err = two.Exchange(t.Context(), own)
	if refusal, ok := errors.AsType[*auth.TokenError](err); !ok || refusal.Code != "invalid_grant" || errors.Is(err, auth.ErrLoginRequired) {
		t.Error(err)
	}
}

func TestALoginThatCannotWorkDoesNotBegin(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*auth.Config){
		"no client id":                  func(c *auth.Config) { c.ClientID = "" },
		"no authorization URL":          func(c *auth.Config) { c.AuthURL = "" },
		"an authorization URL in clear": func(c *auth.Config) { c.AuthURL = "http://id.example.com/authorize" },
		"no redirect URL":               func(c *auth.Config) { c.RedirectURL = "" },
		"a relative redirect URL":       func(c *auth.Config) { c.RedirectURL = "/back" },
		"a secret and an assertion":     func(c *auth.Config) { c.ClientAssertion = statement{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			config := a.config(a)
			change(&config)
			if _, err := auth.AuthorizationCode(t.Context(), config); err == nil || strings.Contains(err.Error(), canary) {
				t.Error(err)
			}
		})
	}
}

func TestTheCodeDoesNotGoOutInClear(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	config := a.config(a)
	config.TokenURL = "http://id.example.com/token"
	login, err := auth.AuthorizationCode(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := login.Exchange(t.Context(), visit(t, a, login.URL())); !errors.Is(err, runtime.ErrInsecure) || a.asked("POST /token") != 0 {
		t.Error(err)
	}
}

// browser visits a login, comes back to the program as it is told to, and returns what the page says.
func browser(ctx context.Context, transport http.RoundTripper, login string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, login, nil)
	if err != nil {
		return "", err
	}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	return fmt.Sprint(resp.StatusCode, " ", string(page)), err
}

func TestLoopbackLogins(t *testing.T) {
	t.Parallel()
	t.Run("the browser comes back to a port of this machine", func(t *testing.T) {
		t.Parallel()
		a := newAuthority()
		transport := a.listen(t).Client().Transport
		config := a.config(transport)
		config.RedirectURL = ""
		pages := make(chan string, 1)
		token, err := auth.LoopbackLogin(t.Context(), config, func(login string) error {
			go func() {
				page, err := browser(t.Context(), transport, login)
				pages <- fmt.Sprint(page, err)
			}()
			return nil
		})
		if err != nil || token.AccessToken != canary+"-access1" {
			t.Fatal(err)
		}
		if page := <-pages; !strings.HasPrefix(page, "200 You can close this page") || strings.Contains(page, canary) {
			t.Error(page)
		}
		back, _ := url.Parse(a.forms[0].Get("redirect_uri"))
		if back.Hostname() != "127.0.0.1" || back.Port() == "" || back.Path != "/callback" {
			t.Errorf("back to %v", back)
		}
		if _, err := browser(t.Context(), transport, back.String()); err == nil {
			t.Error("the listener lives on")
		}
	})
	t.Run("what is not the return of the user changes nothing", func(t *testing.T) {
		t.Parallel()
		a := newAuthority()
		transport := a.listen(t).Client().Transport
		config := a.config(transport)
		config.RedirectURL = "http://localhost/done/here"
		_, err := auth.LoopbackLogin(t.Context(), config, func(login string) error {
			u, _ := url.Parse(login)
			back, state := u.Query().Get("redirect_uri"), u.Query().Get("state")
			for path, want := range map[string]string{"?state=guess&code=x": "400", "/else?state=" + state: "404", "?error=access_denied": "400"} {
				if page, err := browser(t.Context(), transport, back+path); err != nil || !strings.HasPrefix(page, want) {
					t.Errorf("%s: %s, %v", path, page, err)
				}
			}
			page, err := browser(t.Context(), transport, strings.Replace(back, "localhost", "127.0.0.1", 1)+"?code=x&state="+state)
			if err != nil || !strings.HasPrefix(page, "404") {
				t.Errorf("another Host: %s, %v", page, err)
			}
			_, err = browser(t.Context(), transport, login)
			return err
		})
		if err != nil || a.asked("POST /token") != 1 {
			t.Errorf("%q, %v", a.requests, err)
		}
	})
	t.Run("a refusal ends it", func(t *testing.T) {
		t.Parallel()
		a := newAuthority()
		config := a.config(a)
		config.RedirectURL = ""
		_, err := auth.LoopbackLogin(t.Context(), config, func(login string) error {
			u, _ := url.Parse(login)
			_, err := browser(t.Context(), http.DefaultTransport, u.Query().Get("redirect_uri")+"?error=access_denied&state="+u.Query().Get("state"))
			return err
		})
		if refusal, ok := errors.AsType[*auth.LoginError](err); !ok || refusal.Code != "access_denied" {
			t.Error(err)
		}
	})
	t.Run("it ends with the context, and with the error of show", func(t *testing.T) {
		t.Parallel()
		a := newAuthority()
		config := a.config(a)
		config.RedirectURL = ""
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		if _, err := auth.LoopbackLogin(ctx, config, func(string) error { cancel(); return nil }); !errors.Is(err, context.Canceled) || time.Since(began) > 2*time.Second {
			t.Error(err)
		}
		headless := errors.New("no browser")
		if _, err := auth.LoopbackLogin(t.Context(), config, func(string) error { return headless }); !errors.Is(err, headless) {
			t.Error(err)
		}
	})
	t.Run("a redirect URL elsewhere is refused", func(t *testing.T) {
		t.Parallel()
		a := newAuthority()
		if _, err := auth.LoopbackLogin(t.Context(), a.config(a), func(string) error { return nil }); err == nil {
			t.Error("no error")
		}
	})
}

// statement is an assertion that says what it is for.
type statement struct{ fails error }

func (s statement) Assertion(_ context.Context, audience string) (string, error) {
	return "for " + audience, s.fails
}

package auth_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// stored are the tokens that a store has seen, which can fail.
type stored struct {
	auth.Store
	mu    sync.Mutex
	fails error
	saves int
	when  func()
}

func (s *stored) Save(ctx context.Context, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != nil {
		return s.fails
	}
	s.saves++
	if s.when != nil {
		s.when()
	}
	return s.Store.Save(ctx, data)
}

func (s *stored) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = err
}

func began() auth.Token { return auth.Token{RefreshToken: canary + "-first"} }

func TestRefreshTokens(t *testing.T) {
	t.Parallel()
	bubble(t, "a rotated token is told and stored before the access token is used", func(t *testing.T) {
		a, k := newAuthority(), &told{}
		config := a.config(nil)
		store := &stored{Store: auth.MemoryStore()}
		store.when = func() { k.hear(auth.Token{RefreshToken: "stored"}, auth.Token{RefreshToken: "stored"}) }
		config.Token, config.Store, config.OnToken = began(), store, k.hear
		c := a.client(t, a, auth.RefreshToken(config))
		if token, err := call(t.Context(), c, &opRoot); err != nil || token != canary+"-access1" {
			t.Fatal(token, err)
		}
		k.want(t, canary+"-first > "+canary+"-refresh1", "stored > stored")
		if a.requests[0] != "POST /token" || a.forms[0].Get("grant_type") != "refresh_token" || a.forms[0].Has("scope") {
			t.Errorf("%q %q", a.requests, a.forms)
		}
		time.Sleep(hour)
		if token, err := call(t.Context(), c, &opRoot); err != nil || token != canary+"-access2" || a.over {
			t.Error(token, err)
		}
		k.want(t, canary+"-first > "+canary+"-refresh1", "stored > stored", canary+"-refresh1 > "+canary+"-refresh2", "stored > stored")
	})
	bubble(t, "F1: 100 first calls make one request of a token", func(t *testing.T) {
		a := newAuthority()
		config := a.config(nil)
		config.Token = began()
		c := a.client(t, a, auth.RefreshToken(config))
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if _, err := call(t.Context(), c, &opRoot); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := a.asked("POST /token"); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
	bubble(t, "F8: 50 refusals of one token use the refresh token once", func(t *testing.T) {
		a := newAuthority()
		config := a.config(nil)
		config.Token = began()
		c := a.client(t, a, auth.RefreshToken(config))
		call(t.Context(), c, &opRoot)
		a.revoke()
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := call(t.Context(), c, &opRoot); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := a.asked("POST /token"); n != 2 || a.over {
			t.Errorf("%d requests", n)
		}
	})
	bubble(t, "a login that is over is remembered, and a new one is found in the store", func(t *testing.T) {
		a := newAuthority()
		config := a.config(a)
		config.Token, config.Store = auth.Token{RefreshToken: canary + "-stale"}, auth.MemoryStore()
		c := a.client(t, a, auth.RefreshToken(config))
		for range 20 {
			_, err := call(t.Context(), c, &opRoot)
			refusal, ok := errors.AsType[*auth.TokenError](err)
			if !errors.Is(err, auth.ErrLoginRequired) || !ok || refusal.Code != "invalid_grant" || strings.Contains(err.Error(), canary) {
				t.Fatal(err)
			}
			time.Sleep(7 * time.Second)
		}
		if n := a.asked("POST /token"); n != 1 {
			t.Errorf("%d requests for a token that was refused", n)
		}
		a.change(func() { a.device = []string{""} })
		if _, err := auth.DeviceLogin(t.Context(), config, func(auth.DeviceCode) error { return nil }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		if token, err := call(t.Context(), c, &opRoot); err != nil || token != canary+"-access1" {
			t.Error(token, err)
		}
	})
	bubble(t, "a refused token is tried again after 5 minutes", func(t *testing.T) {
		a := newAuthority()
		config := a.config(nil)
		config.Token = auth.Token{RefreshToken: canary + "-stale"}
		c := a.client(t, a, auth.RefreshToken(config))
		call(t.Context(), c, &opRoot)
		time.Sleep(5*time.Minute + time.Second)
		call(t.Context(), c, &opRoot)
		if n := a.asked("POST /token"); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
	bubble(t, "of two processes the second uses what the first has stored", func(t *testing.T) {
		a := newAuthority()
		config := a.config(nil)
		config.Token, config.Store = began(), auth.MemoryStore()
		one, two := a.client(t, a, auth.RefreshToken(config)), a.client(t, a, auth.RefreshToken(config))
		call(t.Context(), one, &opRoot)
		if token, err := call(t.Context(), two, &opRoot); err != nil || token != canary+"-access1" || a.asked("POST /token") != 1 {
			t.Error(token, err)
		}
		a.revoke()
		for _, c := range []*runtime.Client{one, two} {
			if token, err := call(t.Context(), c, &opRoot); err != nil || token != canary+"-access2" || a.over {
				t.Error(token, err)
			}
		}
	})
	bubble(t, "a token that cannot be stored is not used, and not lost", func(t *testing.T) {
		a, broken, store := newAuthority(), errors.New("disk full"), &stored{Store: auth.MemoryStore()}
		config := a.config(nil)
		config.Token, config.Store = began(), store
		c := a.client(t, a, auth.RefreshToken(config))
		store.fail(broken)
		if _, err := call(t.Context(), c, &opRoot); !errors.Is(err, broken) || a.calls != 0 {
			t.Errorf("%d calls, %v", a.calls, err)
		}
		store.fail(nil)
		time.Sleep(2 * time.Second)
		if token, err := call(t.Context(), c, &opRoot); err != nil || token != canary+"-access1" || a.asked("POST /token") != 1 {
			t.Error(token, err)
		}
	})
	bubble(t, "the old token goes on while the new one cannot be stored", func(t *testing.T) {
		a, store := newAuthority(), &stored{Store: auth.MemoryStore()}
		config := a.config(nil)
		config.Token, config.Store = began(), store
		c := a.client(t, a, auth.RefreshToken(config))
		call(t.Context(), c, &opRoot)
		store.fail(errors.New("disk full"))
		time.Sleep(hour - 30*time.Second)
		if token, err := call(t.Context(), c, &opRoot); err != nil || token != canary+"-access1" {
			t.Error(token, err)
		}
	})
	bubble(t, "a token without a refresh token is used until it ends, and its 401 is final", func(t *testing.T) {
		a := newAuthority()
		a.access[canary+"-given"] = true
		config := a.config(nil)
		config.Token = auth.Token{AccessToken: canary + "-given", Expires: time.Now().Add(hour)}
		c := a.client(t, a, auth.RefreshToken(config))
		if token, err := call(t.Context(), c, &opRoot); err != nil || token != canary+"-given" {
			t.Error(token, err)
		}
		a.revoke()
		if _, err := call(t.Context(), c, &opRoot); !errors.Is(err, runtime.ErrUnauthorized) || errors.Is(err, auth.ErrLoginRequired) || a.calls != 2 {
			t.Errorf("%d calls, %v", a.calls, err)
		}
		time.Sleep(hour)
		if _, err := call(t.Context(), c, &opRoot); !errors.Is(err, auth.ErrLoginRequired) || a.asked("POST /token") != 0 {
			t.Error(err)
		}
	})
	bubble(t, "a 403 refreshes nothing", func(t *testing.T) {
		a := newAuthority()
		a.mux.HandleFunc("GET /secret", func(w http.ResponseWriter, _ *http.Request) { write(w, 403, map[string]any{}) })
		config := a.config(nil)
		config.Token = began()
		op := opRoot
		op.Server = a.at + "/secret"
		if _, err := call(t.Context(), a.client(t, a, auth.RefreshToken(config)), &op); !errors.Is(err, runtime.ErrForbidden) || a.asked("POST /token") != 1 || a.asked("GET /secret") != 1 {
			t.Errorf("%q, %v", a.requests, err)
		}
	})
	bubble(t, "F6: a revoked token is renewed, and the request replayed whole with its key", func(t *testing.T) {
		a := newAuthority()
		config := a.config(nil)
		config.Token = began()
		var keys []string
		a.mux.HandleFunc("POST /order", func(w http.ResponseWriter, r *http.Request) {
			keys = append(keys, r.Header.Get("Idempotency-Key"))
			a.api(w, r)
		})
		op := opPost
		op.Path, op.Server = "", a.at+"/order"
		c := a.client(t, a, auth.RefreshToken(config))
		call(t.Context(), c, &opRoot)
		a.revoke()
		token, err := call(t.Context(), c, &op)
		if err != nil || token != canary+"-access2" || len(keys) != 2 || keys[0] == "" || keys[0] != keys[1] || a.asked("POST /token") != 2 {
			t.Errorf("%s, keys %q, %v", token, keys, err)
		}
	})
	bubble(t, "F7: a second 401 is returned", func(t *testing.T) {
		a := newAuthority()
		a.token = func(w http.ResponseWriter, _ *http.Request) {
			write(w, 200, map[string]any{"access_token": "never good"})
		}
		config := a.config(nil)
		config.Token = began()
		if _, err := call(t.Context(), a.client(t, a, auth.RefreshToken(config)), &opRoot); !errors.Is(err, runtime.ErrUnauthorized) || a.calls != 2 || a.asked("POST /token") != 2 {
			t.Errorf("%q, %v", a.requests, err)
		}
	})
	bubble(t, "a panic of OnToken harms nothing", func(t *testing.T) {
		a := newAuthority()
		config := a.config(nil)
		config.Token, config.OnToken = began(), func(_, _ auth.Token) { panic(canary) }
		if _, err := call(t.Context(), a.client(t, a, auth.RefreshToken(config)), &opRoot); err != nil {
			t.Error(err)
		}
	})
	bubble(t, "a server that gives no new refresh token leaves the old one in force", func(t *testing.T) {
		a, k := newAuthority(), &told{}
		a.token = func(w http.ResponseWriter, r *http.Request) {
			a.access["t"] = true
			write(w, 200, map[string]any{"access_token": "t", "expires_in": 3600})
		}
		config := a.config(nil)
		config.Token, config.OnToken = began(), k.hear
		c := a.client(t, a, auth.RefreshToken(config))
		call(t.Context(), c, &opRoot)
		time.Sleep(hour)
		call(t.Context(), c, &opRoot)
		k.want(t, canary+"-first > "+canary+"-first", canary+"-first > "+canary+"-first")
	})
}

func TestARefreshGoesToTheURLForThat(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	a.mux.HandleFunc("POST /refresh", a.answer)
	s := a.listen(t)
	config := a.config(nil)
	config.Token, config.RefreshURL = began(), a.at+"/refresh"
	if _, err := call(t.Context(), a.client(t, s.Client().Transport, auth.RefreshToken(config)), &opRoot); err != nil || a.asked("POST /refresh") != 1 || a.asked("POST /token") != 0 {
		t.Errorf("%v, %q", err, a.requests)
	}
}

func TestARefreshTokenOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	s := a.listen(t)
	config := a.config(nil)
	config.Token, config.Store = began(), auth.FileStore(filepath.Join(t.TempDir(), "orders", "token"))
	for range 2 {
		if token, err := call(t.Context(), a.client(t, s.Client().Transport, auth.RefreshToken(config)), &opRoot); err != nil || token != canary+"-access1" {
			t.Fatal(token, err)
		}
	}
	a.revoke()
	config.Token = auth.Token{}
	if token, err := call(t.Context(), a.client(t, s.Client().Transport, auth.RefreshToken(config)), &opRoot); err != nil || token != canary+"-access2" || a.over {
		t.Error(token, err)
	}
	other := config
	other.Scopes = []string{"admin"}
	if _, err := call(t.Context(), a.client(t, s.Client().Transport, auth.RefreshToken(other)), &opRoot); !errors.Is(err, auth.ErrLoginRequired) {
		t.Errorf("a token for other scopes was used: %v", err)
	}
	if _, err := call(t.Context(), a.client(t, s.Client().Transport, auth.OAuth2(config)), &opRoot); err != nil || a.asked("POST /token") != 3 {
		t.Errorf("the client used the token of the user, or %v", err)
	}
}

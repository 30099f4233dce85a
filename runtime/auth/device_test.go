package auth_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/auth"
)

func TestDeviceLogins(t *testing.T) {
	t.Parallel()
	const pending = "authorization_pending"
	for name, test := range map[string]struct {
		answers []string
		took    time.Duration
		polls   int
		code    string // of the error; "" for a token
	}{
		"the user takes a while":                 {[]string{pending, pending, ""}, 15 * time.Second, 3, ""},
		"slow_down adds 5 s for good":            {[]string{"slow_down", pending, ""}, 25 * time.Second, 3, ""},
		"a server that is down is asked less":    {[]string{"down", pending, ""}, 25 * time.Second, 3, ""},
		"access_denied ends it":                  {[]string{pending, "access_denied", ""}, 10 * time.Second, 2, "access_denied"},
		"expired_token ends it":                  {[]string{pending, "expired_token", ""}, 10 * time.Second, 2, "expired_token"},
		"the life of the code ends it":           {append(make([]string, 0), repeat(pending, 500)...), 15 * time.Minute, 180, "expired_token"},
		"an error that is not of the grammar":    {[]string{"no_such_error"}, 5 * time.Second, 1, "no_such_error"},
		"a client that the server does not know": {[]string{"invalid_client"}, 5 * time.Second, 1, "invalid_client"},
	} {
		bubble(t, name, func(t *testing.T) {
			a, k := newAuthority(), &told{}
			a.device = test.answers
			config := a.config(a)
			config.Store, config.OnToken = auth.MemoryStore(), k.hear
			began, shown := time.Now(), auth.DeviceCode{}
			token, err := auth.DeviceLogin(t.Context(), config, func(c auth.DeviceCode) error { shown = c; return nil })
			if took := time.Since(began); took > test.took || took < test.took-5*time.Second || a.asked("POST /token") > test.polls {
				t.Errorf("%d polls in %v, want %d in %v", a.asked("POST /token"), took, test.polls, test.took)
			}
			want := auth.DeviceCode{UserCode: "WDJB-MJHT", URL: a.at + "/enter", CompleteURL: a.at + "/enter?c=WDJB-MJHT", Expires: began.Add(15 * time.Minute)}
			if shown != want {
				t.Errorf("shown %+v, want %+v", shown, want)
			}
			if test.code != "" {
				if refusal, ok := errors.AsType[*auth.TokenError](err); !ok || refusal.Code != test.code || strings.Contains(err.Error(), canary) {
					t.Error(err)
				}
				return
			}
			if err != nil || token.AccessToken != canary+"-access1" {
				t.Error(err)
			}
			k.want(t, " > "+canary+"-refresh1")
			if got, err := call(t.Context(), a.client(t, a, auth.RefreshToken(config)), &opRoot); err != nil || got != canary+"-access1" {
				t.Error(got, err)
			}
		})
	}
}

func repeat(s string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = s
	}
	return list
}

func TestADeviceLoginEndsWithItsContext(t *testing.T) {
	t.Parallel()
	bubble(t, "while it waits", func(t *testing.T) {
		a := newAuthority()
		a.device = repeat("authorization_pending", 100)
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
		defer cancel()
		began := time.Now()
		if _, err := auth.DeviceLogin(ctx, a.config(a), func(auth.DeviceCode) error { return nil }); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 12*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
	bubble(t, "and with the error of show", func(t *testing.T) {
		a, blind := newAuthority(), errors.New("no screen")
		if _, err := auth.DeviceLogin(t.Context(), a.config(a), func(auth.DeviceCode) error { return blind }); !errors.Is(err, blind) || a.asked("POST /token") != 0 {
			t.Error(err)
		}
	})
}

func TestADeviceIsNotSentToAURLThatOthersControl(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]string{"in clear": "http://id.example.com/enter", "a script": "javascript:alert(1)", "none": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			a.mux.HandleFunc("POST /odd", func(w http.ResponseWriter, _ *http.Request) {
				write(w, 200, map[string]any{"device_code": canary, "user_code": "A", "verification_uri": at})
			})
			config := a.config(a)
			config.DeviceURL = a.at + "/odd"
			_, err := auth.DeviceLogin(t.Context(), config, func(auth.DeviceCode) error { t.Error("shown"); return nil })
			if err == nil || strings.Contains(err.Error(), canary) {
				t.Error(err)
			}
		})
	}
}

func TestAServerWithoutDeviceLoginsSaysSo(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	config := a.config(a)
	config.DeviceURL = a.at + "/nowhere"
	_, err := auth.DeviceLogin(t.Context(), config, func(auth.DeviceCode) error { return nil })
	if refusal, ok := errors.AsType[*auth.TokenError](err); !ok || refusal.StatusCode != 404 || err.Error() != "device authorization: status 404" {
		t.Error(err)
	}
}

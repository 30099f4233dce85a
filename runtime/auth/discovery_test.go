package auth_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

const wellKnown = "/.well-known/openid-configuration"

// discovering is a configuration without any URL but that of the metadata.
func (a *authority) discovering(transport http.RoundTripper) auth.Config {
	config := a.config(transport)
	config.AuthURL, config.TokenURL, config.DeviceURL, config.DiscoveryURL = "", "", "", a.at+wellKnown
	return config
}

func TestMetadataIsFetchedOnce(t *testing.T) {
	t.Parallel()
	bubble(t, "for all calls of a credential", func(t *testing.T) {
		a := newAuthority()
		config := a.discovering(nil)
		config.Token = began()
		c := a.client(t, a, auth.RefreshToken(config))
		for range 3 {
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					if _, err := call(t.Context(), c, &opRoot); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			time.Sleep(hour)
		}
		if a.asked("GET "+wellKnown) != 1 || a.asked("POST /token") != 3 {
			t.Errorf("%q", a.requests)
		}
	})
	bubble(t, "for a login, whose token the credential finds", func(t *testing.T) {
		a := newAuthority()
		config := a.discovering(a)
		config.Store = auth.MemoryStore()
		login, err := auth.AuthorizationCode(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := login.Exchange(t.Context(), visit(t, a, login.URL())); err != nil || a.asked("GET "+wellKnown) != 1 {
			t.Errorf("%q, %v", a.requests, err)
		}
		if token, err := call(t.Context(), a.client(t, a, auth.RefreshToken(config)), &opRoot); err != nil || token != canary+"-access1" {
			t.Error(token, err)
		}
	})
	bubble(t, "for a device", func(t *testing.T) {
		a := newAuthority()
		a.device = []string{""}
		if _, err := auth.DeviceLogin(t.Context(), a.discovering(a), func(auth.DeviceCode) error { return nil }); err != nil || a.asked("GET "+wellKnown) != 1 {
			t.Errorf("%q, %v", a.requests, err)
		}
	})
}

func TestMetadataThatCannotBeTrustedIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		metadata map[string]any
		config   func(*auth.Config)
	}{
		"another issuer":                       {map[string]any{"issuer": "https://other.example.com"}, nil},
		"an issuer on another port":            {map[string]any{"issuer": "https://id.example.com:444"}, nil},
		"an issuer with another path":          {map[string]any{"issuer": "https://id.example.com/tenant"}, nil},
		"an issuer with a query":               {map[string]any{"issuer": "https://id.example.com?x=1"}, nil},
		"no issuer":                            {map[string]any{"issuer": ""}, nil},
		"an issuer of the wrong type":          {map[string]any{"issuer": 1}, nil},
		"not the issuer that is asked for":     {nil, func(c *auth.Config) { c.Issuer = "https://id.example.com/" }},
		"a token endpoint in clear":            {map[string]any{"token_endpoint": "http://id.example.com/token"}, nil},
		"a token endpoint with a password":     {map[string]any{"token_endpoint": "https://u:p@id.example.com/token"}, nil},
		"a login page that is a script":        {map[string]any{"authorization_endpoint": "javascript:alert(1)"}, nil},
		"no token endpoint":                    {map[string]any{"token_endpoint": ""}, nil},
		"metadata in clear":                    {nil, func(c *auth.Config) { c.DiscoveryURL = "http://id.example.com" + wellKnown }},
		"a URL that is not that of metadata":   {nil, func(c *auth.Config) { c.DiscoveryURL = "https://id.example.com/api" }},
		"metadata of more than a mebibyte":     {map[string]any{"x": strings.Repeat("x", 1<<20)}, nil},
		"an error in place of metadata":        {map[string]any{"error": canary}, nil},
		"metadata that is somewhere else, 404": {nil, func(c *auth.Config) { c.DiscoveryURL = "https://id.example.com/a/.well-known/openid-configuration" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			a.metadata = test.metadata
			config := a.discovering(a)
			if test.config != nil {
				test.config(&config)
			}
			_, err := call(t.Context(), a.client(t, a, auth.OAuth2(config)), &opRoot)
			if err == nil || a.asked("POST /token") != 0 {
				t.Errorf("%q, %v", a.requests, err)
			}
			if _, err := auth.AuthorizationCode(t.Context(), config); err == nil {
				t.Error("a login began")
			}
		})
	}
}

func TestTheIssuerIsThatOfItsMetadata(t *testing.T) {
	t.Parallel()
	for at, issuer := range map[string]string{
		"/tenant/.well-known/openid-configuration":       "/tenant",
		"/tenant/a/.well-known/openid-configuration":     "/tenant/a/",
		"/.well-known/oauth-authorization-server/tenant": "/tenant",
		"/.well-known/oauth-authorization-server":        "",
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			a.mux.HandleFunc("GET "+at, a.describe)
			a.metadata = map[string]any{"issuer": a.at + issuer}
			config := a.discovering(nil)
			config.DiscoveryURL = a.at + at
			if _, err := call(t.Context(), a.client(t, a, auth.OAuth2(config)), &opRoot); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAServerThatNamesItselfMustDoSo(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	a.noIssuer = true
	login, err := auth.AuthorizationCode(t.Context(), a.discovering(a))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := login.Exchange(t.Context(), visit(t, a, login.URL())); !errors.Is(err, auth.ErrLoginFrom) {
		t.Error(err)
	}
}

func TestWhatIsConfiguredIsNotDiscovered(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	a.mux.HandleFunc("POST /mine", a.answer)
	config := a.discovering(nil)
	config.TokenURL = a.at + "/mine"
	if _, err := call(t.Context(), a.client(t, a, auth.OAuth2(config)), &opRoot); err != nil || a.asked("POST /mine") != 1 {
		t.Errorf("%q, %v", a.requests, err)
	}
}

func TestMetadataIsNotFollowedElsewhere(t *testing.T) {
	t.Parallel()
	a := newAuthority()
	a.mux.HandleFunc("GET /moved/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, wellKnown, http.StatusFound)
	})
	config := a.discovering(nil)
	config.DiscoveryURL = a.at + "/moved" + wellKnown
	_, err := call(t.Context(), a.client(t, a, auth.OAuth2(config)), &opRoot)
	if refusal, ok := errors.AsType[*auth.TokenError](err); !ok || refusal.StatusCode != 302 || a.asked("GET "+wellKnown) != 0 || errors.Is(err, runtime.ErrInsecure) {
		t.Errorf("%q, %v", a.requests, err)
	}
}

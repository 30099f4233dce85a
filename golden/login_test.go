package golden_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	gates "github.com/apigen-go/apigen/golden/users_log_in_at_the_servers_of_the_document"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// gatehouse is the API and the servers at which users log in, reached in memory.
type gatehouse struct {
	mu    sync.Mutex
	asked []string
}

func (g *gatehouse) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, r.Method+" "+r.URL.Host+r.URL.Path)
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
	body := fmt.Sprintf(`{"access_token":"t%d","refresh_token":"r%d","expires_in":3600}`, len(g.asked), len(g.asked))
	switch {
	case strings.Contains(r.URL.Path, "/.well-known/"):
		body = `{"issuer":"https://id.gates.example","authorization_endpoint":"https://id.gates.example/authorize","token_endpoint":"https://id.gates.example/tokens"}`
	case strings.HasSuffix(r.URL.Path, "/device") && r.Method == http.MethodPost:
		body = `{"device_code":"d","user_code":"U","verification_uri":"https://id.gates.example/enter","expires_in":600,"interval":1}`
	case strings.HasPrefix(r.URL.Path, "/v1/"):
		resp.StatusCode, body = http.StatusNoContent, ""
		if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer t") {
			resp.StatusCode = http.StatusUnauthorized
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return resp, nil
}

func (g *gatehouse) open(t *testing.T, option runtime.Option) *gates.GatesService {
	t.Helper()
	c, err := gates.New(runtime.WithHTTPClient(&http.Client{Transport: g}), option)
	if err != nil {
		t.Fatal(err)
	}
	return c.Gates
}

func (g *gatehouse) want(t *testing.T, want ...string) {
	t.Helper()
	if got := strings.Join(g.asked, ", "); got != strings.Join(want, ", ") {
		t.Errorf("asked %s, want %s", got, strings.Join(want, ", "))
	}
}

func TestAUserLogsInByADeviceAndCallsTheAPI(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gatehouse{}
		config := gates.DeviceOAuth2Config("shop")
		config.Store, config.Transport = auth.MemoryStore(), g
		if _, err := auth.DeviceLogin(t.Context(), config, func(auth.DeviceCode) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := g.open(t, gates.WithDeviceOAuth2(config)).OpenByDevice(t.Context()); err != nil {
			t.Error(err)
		}
		g.want(t, "POST api.gates.example/device", "POST api.gates.example/token", "GET api.gates.example/v1/device")
	})
}

func TestAUserLogsInAtThePageOfTheDocument(t *testing.T) {
	t.Parallel()
	g := &gatehouse{}
	config := gates.TwoOAuth2Config("shop")
	config.RedirectURL, config.Transport = "https://shop.example.com/back", g
	login, err := auth.AuthorizationCode(t.Context(), config)
	if err != nil || !strings.HasPrefix(login.URL(), "https://id.gates.example/authorize?") {
		t.Fatal(err)
	}
	page, _ := url.Parse(login.URL())
	config.Token, err = login.Exchange(t.Context(), url.Values{"code": {"c"}, "state": {page.Query().Get("state")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.open(t, gates.WithTwoOAuth2(config)).OpenByTwo(t.Context()); err != nil {
		t.Error(err)
	}
	g.want(t, "POST id.gates.example/token", "GET api.gates.example/v1/two")
}

func TestATokenIsRefreshedWhereTheDocumentSays(t *testing.T) {
	t.Parallel()
	token := auth.Token{RefreshToken: "r"}
	t.Run("by the refresh URL", func(t *testing.T) {
		t.Parallel()
		g := &gatehouse{}
		config := gates.CodeOAuth2Config("shop")
		config.Token = token
		_, _ = g.open(t, gates.WithCodeOAuth2(config)).OpenByCode(t.Context())
		g.want(t, "POST id.gates.example/refresh", "GET api.gates.example/v1/code")
	})
	t.Run("by the metadata", func(t *testing.T) {
		t.Parallel()
		g := &gatehouse{}
		config := gates.OpenIDOAuth2Config("shop")
		config.Token = token
		if err := g.open(t, gates.WithOpenIDOAuth2(config)).OpenByOpenID(t.Context()); err != nil {
			t.Error(err)
		}
		g.want(t, "GET id.gates.example/.well-known/openid-configuration", "POST id.gates.example/tokens", "GET api.gates.example/v1/openid")
	})
}

package auth_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/auth"
)

// says is a server that gives one answer to whatever it is asked.
type says struct {
	status int
	body   string
}

func (s says) RoundTrip(*http.Request) (*http.Response, error) { return answer(s.status, s.body), nil }

func FuzzAnswersOfAnAuthorizationServer(f *testing.F) {
	for _, body := range []string{
		`{"access_token":"t","expires_in":"5","token_type":"bearer","scope":"a b"}`, `{"error":"invalid_grant"}`, `{"error":{}}`, `null`, `[]`, ``,
		`{"device_code":"d","user_code":"u","verification_uri":"https://x","interval":-1,"expires_in":1e999}`,
		`{"issuer":"https://id.example.com","token_endpoint":"https://x"}`, `{"access_token":"a\nb"}`, `{"expires_in":NaN}`,
	} {
		f.Add(200, body)
		f.Add(400, body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		server := says{status, body}
		config := auth.Config{ClientID: "shop", ClientSecret: canary, TokenURL: "https://id.example.com/token", Transport: server}
		r := &http.Request{Header: http.Header{}, URL: &url.URL{}}
		if err := auth.OAuth2(config).Authorize(ctx, r); err != nil && len(err.Error()) > 200 {
			t.Errorf("a long error: %v", err)
		}
		if token := r.Header.Get("Authorization"); strings.ContainsAny(token, "\r\n\x00") || token == "Bearer " {
			t.Errorf("sent %q", token)
		}
		config.DeviceURL = config.TokenURL
		stop := context.Canceled
		if _, err := auth.DeviceLogin(ctx, config, func(c auth.DeviceCode) error {
			if !strings.HasPrefix(strings.ToLower(c.URL), "https://") && !strings.Contains(c.URL, "localhost") && !strings.Contains(c.URL, "127.") && !strings.Contains(c.URL, "::") {
				t.Errorf("shown %q", c.URL)
			}
			return stop
		}); err == nil {
			t.Error("a login without a user")
		}
		config.DiscoveryURL, config.RedirectURL = "https://id.example.com/.well-known/openid-configuration", "https://shop.example.com"
		if login, err := auth.AuthorizationCode(ctx, config); err == nil && !strings.Contains(login.URL(), "code_challenge_method=S256") {
			t.Errorf("login at %q", login.URL())
		}
	})
}

package ours

import (
	"context"
	"net/url"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// credentials are those of the setup, by the name of their scheme.
func credentials(set runtimetest.Setup) map[string]runtime.Authorizer {
	all := make(map[string]runtime.Authorizer)
	if set.Bearer != "" {
		all["bearer"] = auth.Bearer(set.Bearer)
	}
	if set.APIKey != "" {
		all["key"] = auth.APIKey("header", "X-Api-Key", set.APIKey)
	}
	if set.QueryKey != "" {
		all["query"] = auth.APIKey("query", "api_key", set.QueryKey)
	}
	if set.Cookie != "" {
		all["session"] = auth.APIKey("cookie", "session", set.Cookie)
	}
	if a := Fetched(set); a != nil {
		all["oauth2"] = a
	}
	if a := Signed(set); a != nil {
		all["signature"] = a
	}
	return all
}

// Fetched is the credential that fetches tokens, nil without one.
func Fetched(set runtimetest.Setup) runtime.Authorizer {
	t := set.Token
	if t == nil || t.AuthURL != "" {
		return nil
	}
	return auth.ClientCredentials(t.URL, t.ID, t.Secret)
}

// Signed is the credential that signs, nil without one.
func Signed(set runtimetest.Setup) runtime.Authorizer {
	if set.Sign == nil {
		return nil
	}
	return auth.HMAC(scheme(), "id", set.Sign.Key)
}

// scheme is that of [runtimetest.Signature].
func scheme() auth.HMACScheme {
	return auth.HMACScheme{
		Sign:      "{method}\n{target}\n{timestamp}\n{body:sha256:hex}",
		Set:       []auth.HMACField{{In: "header", Name: "X-Timestamp", Value: "{timestamp}"}},
		Signature: auth.HMACField{In: "header", Name: "X-Signature", Value: "{signature}"},
	}
}

// loginConfig is the client of the authorization code grant, zero without one.
func loginConfig(set runtimetest.Setup) (config auth.Config) {
	t := set.Token
	if t == nil || t.AuthURL == "" {
		return config
	}
	config = auth.Config{
		ClientID: t.ID, ClientSecret: runtime.Secret(t.Secret), TokenURL: t.URL, AuthURL: t.AuthURL, RedirectURL: t.RedirectURL,
	}
	if set.Transport != nil {
		config.Transport = set.Transport
	}
	return config
}

// Begin begins a login.
func (c *caller) Begin(ctx context.Context) (string, error) {
	login, err := auth.AuthorizationCode(ctx, c.login)
	if err != nil {
		return "", err
	}
	c.begun = append(c.begun, login)
	return login.URL(), nil
}

// Finish ends the login that was begun last.
func (c *caller) Finish(ctx context.Context, query url.Values) error {
	_, err := c.begun[len(c.begun)-1].Exchange(ctx, query)
	return err
}

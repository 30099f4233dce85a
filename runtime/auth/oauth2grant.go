package auth

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/runtime"
)

// grant is a way to get a token without a user.
type grant interface {
	name() string // "" for a user's
	check(Config) error
	renews(Config) bool // after a 401 it is worth asking for another token
	ask(ctx context.Context, s *server, have Token) (Token, error)
}

// clientCredentials asks in the client's own name.
type clientCredentials struct{}

func (clientCredentials) name() string { return "client_credentials" }

func (clientCredentials) check(c Config) error {
	if c.ClientAssertion == nil {
		return errors.Join(c.checkClient(), checkSecret("the client secret", string(c.ClientSecret)))
	}
	return c.checkClient()
}

func (clientCredentials) renews(Config) bool { return true }

func (clientCredentials) ask(ctx context.Context, s *server, _ Token) (Token, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	s.config.addScopes(form)
	return s.token(ctx, s.config.TokenURL, form)
}

// refreshToken asks in the name of a user who once logged in.
type refreshToken struct{}

func (refreshToken) name() string { return "" }

func (refreshToken) check(c Config) error {
	if c.Store == nil && c.Token.AccessToken == "" && c.Token.RefreshToken == "" {
		return errors.New("there is no token to begin with: set Config.Token, or Config.Store for what a login keeps there")
	}
	err := c.checkClient()
	for what, secret := range map[string]runtime.Secret{"the access token": c.Token.AccessToken, "the refresh token": c.Token.RefreshToken} {
		if secret != "" {
			err = errors.Join(err, checkSecret(what, string(secret)))
		}
	}
	return err
}

func (refreshToken) renews(c Config) bool { return c.Store != nil || c.Token.RefreshToken != "" }

func (refreshToken) ask(ctx context.Context, s *server, have Token) (Token, error) {
	if have.RefreshToken == "" {
		return Token{}, fmt.Errorf("%w: there is no refresh token", ErrLoginRequired)
	}
	to := s.config.RefreshURL
	if to == "" {
		to = s.config.TokenURL
	}
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {string(have.RefreshToken)}}
	t, err := s.token(ctx, to, form)
	if failed, ok := errors.AsType[*TokenError](err); ok {
		failed.login = failed.Code == "invalid_grant"
	}
	if t.RefreshToken == "" {
		t.RefreshToken = have.RefreshToken
	}
	return t, err
}

// jwtBearer asks in the name of whoever signs.
type jwtBearer struct{ assertion Assertion }

func (jwtBearer) name() string { return "jwt_bearer" }

func (g jwtBearer) check(c Config) error {
	if g.assertion == nil {
		return errors.New("the assertion is nil")
	}
	err := checkAssertion(g.assertion)
	if c.ClientID == "" && c.ClientSecret == "" && c.ClientAssertion == nil {
		return errors.Join(err, c.checkServer())
	}
	return errors.Join(err, c.checkClient())
}

func (jwtBearer) renews(Config) bool { return true }

func (g jwtBearer) ask(ctx context.Context, s *server, _ Token) (Token, error) {
	statement, err := g.assertion.Assertion(ctx, s.config.TokenURL)
	if err != nil {
		return Token{}, fmt.Errorf("assertion: %w", err)
	}
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {statement}}
	s.config.addScopes(form)
	return s.token(ctx, s.config.TokenURL, form)
}

// addScopes says what the token is for.
func (c Config) addScopes(form url.Values) {
	if len(c.Scopes) > 0 {
		form.Set("scope", strings.Join(c.Scopes, " "))
	}
	if c.Audience != "" {
		form.Set("audience", c.Audience)
	}
}

// checkClient refuses a client that cannot prove who it is.
func (c Config) checkClient() error {
	errs := []error{c.checkServer(), checkAssertion(c.ClientAssertion)}
	if c.ClientID == "" {
		errs = append(errs, errors.New("the client id is empty"))
	}
	if c.ClientAssertion != nil && c.ClientSecret != "" {
		errs = append(errs, errors.New("there is both a client secret and a client assertion"))
	}
	if c.ClientSecret != "" {
		errs = append(errs, checkSecret("the client secret", string(c.ClientSecret)))
	}
	return errors.Join(errs...)
}

// checkAssertion asks one that can tell whether it works.
func checkAssertion(a Assertion) error {
	if c, ok := a.(interface{ Check() error }); ok {
		return c.Check()
	}
	return nil
}

// checkServer refuses URLs that are none. Whether plain http will do is for the transport to say.
func (c Config) checkServer() error {
	var errs []error
	if c.TokenURL == "" && c.DiscoveryURL == "" {
		errs = append(errs, errors.New("the token URL is empty"))
	}
	for _, u := range []struct{ what, url string }{
		{"token", c.TokenURL}, {"refresh", c.RefreshURL}, {"authorization", c.AuthURL}, {"device", c.DeviceURL}, {"discovery", c.DiscoveryURL},
	} {
		if u.url != "" && !isURL(u.url) {
			errs = append(errs, fmt.Errorf("the %s URL is not an https URL", u.what))
		}
	}
	return errors.Join(errs...)
}

// isURL tells an absolute URL without a password in it.
func isURL(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http")
}

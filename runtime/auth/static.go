package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/runtime"
)

// APIKey sends a key under a name: in is "header", "query" or "cookie", as in the document.
func APIKey(in, name, key string) runtime.Authorizer { return &apiKey{in: in, name: name, key: key} }

type apiKey struct {
	sealed
	in, name, key string
}

// Check refuses an empty key, and a place that is none.
func (k *apiKey) Check() error {
	if k.in != "header" && k.in != "query" && k.in != "cookie" {
		return fmt.Errorf("API key in %q: want header, query or cookie", k.in)
	}
	if k.name == "" {
		return errors.New("the API key has no name")
	}
	return checkSecret("the API key", k.key)
}

// Authorize sets the key, in place of any that is there.
func (k *apiKey) Authorize(_ context.Context, r *http.Request) error {
	switch k.in {
	case "header":
		r.Header.Set(k.name, k.key)
	case "query":
		addQuery(r.URL, k.name, k.key)
	case "cookie":
		r.AddCookie(&http.Cookie{Name: k.name, Value: k.key})
	}
	return nil
}

// addQuery leaves the rest of the query exactly as it was encoded, which url.Values would not.
// A parameter of that name is replaced: the URL of a next page may repeat the key.
func addQuery(u *url.URL, name, value string) {
	var parts []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		key, _, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(key); part != "" && (err != nil || plain != name) {
			parts = append(parts, part)
		}
	}
	u.RawQuery = strings.Join(append(parts, url.QueryEscape(name)+"="+url.QueryEscape(value)), "&")
}

// Basic sends a user name and a password. For APIs that take a key as user name and no password there is [BasicKey].
func Basic(user, password string) runtime.Authorizer { return &basic{user: user, password: password} }

// BasicKey sends an API key as the user name of basic authentication, with an empty password.
func BasicKey(key string) runtime.Authorizer { return &basic{user: key, keyOnly: true} }

type basic struct {
	sealed
	user, password string
	keyOnly        bool
}

// Check refuses an empty password, and a user name with a colon: it would end there.
func (b *basic) Check() error {
	if strings.Contains(b.user, ":") {
		return errors.New("the user name has a colon")
	}
	if b.keyOnly {
		return checkSecret("the key", b.user)
	}
	if b.password == "" {
		return errors.New("the password is empty (if the API takes a key as user name: auth.BasicKey)")
	}
	return checkSecret("the password", b.password)
}

// Authorize sets the Authorization header.
func (b *basic) Authorize(_ context.Context, r *http.Request) error {
	r.SetBasicAuth(b.user, b.password)
	return nil
}

// Bearer sends a token that does not change. For one that does there are [TokenSource] and [ClientCredentials].
func Bearer(token string) runtime.Authorizer { return &bearer{value: "Bearer " + token} }

type bearer struct {
	sealed
	value string
}

// Check refuses an empty token.
func (b *bearer) Check() error {
	return checkSecret("the token", strings.TrimPrefix(b.value, "Bearer "))
}

// Authorize sets the Authorization header.
func (b *bearer) Authorize(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", b.value)
	return nil
}

// TokenSource sends the bearer token that a function returns: of a secret manager, or of a cache that refreshes itself.
// The function is called for every attempt, by many goroutines at once, and does its own caching. Its error ends the
// call. After a 401 it is called again, and the request is sent once more if the token is another.
func TokenSource(token func(context.Context) (string, error)) runtime.Authorizer {
	return &source{token: token}
}

type source struct {
	sealed
	token func(context.Context) (string, error)
}

// Check refuses a nil function.
func (s *source) Check() error {
	if s.token == nil {
		return errors.New("the token source is nil")
	}
	return nil
}

// Authorize sets the Authorization header.
func (s *source) Authorize(ctx context.Context, r *http.Request) error {
	token, err := s.token(ctx)
	if err != nil {
		return fmt.Errorf("token source: %w", err)
	}
	if token == "" {
		return errEmptyToken
	}
	if err := checkSecret("the token of the token source", token); err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// Refused reports whether the function has another token by now.
func (s *source) Refused(ctx context.Context, r *http.Request) bool {
	token, err := s.token(ctx)
	return err == nil && token != "" && token != sentToken(r)
}

// sentToken is the bearer token that a request was sent with.
func sentToken(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

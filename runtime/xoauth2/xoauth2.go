// Package xoauth2 answers: how do credentials get along with golang.org/x/oauth2?
//
// It is a module of its own, so that clients that do not need golang.org/x/oauth2 do not have it among their modules.
package xoauth2

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// Credential sends the bearer tokens of a source, such as those of golang.org/x/oauth2/google. What a source lacks, it
// has: callers wait by their own contexts, tokens are fetched ahead of their end, by one goroutine at a time and with
// pauses while that fails, and after a 401 the source is asked for another. A source that keeps its token by itself
// (oauth2.ReuseTokenSource) may give the same one again, and the second 401 is returned.
//
// A *oauth2.RetrieveError, whose text has the answer of the server in it, becomes an [*auth.TokenError]. The source must
// be safe for concurrent use; nil is an error of runtime.New.
func Credential(source oauth2.TokenSource) runtime.Authorizer {
	if source == nil {
		return auth.Cached(nil)
	}
	return auth.Cached(func(ctx context.Context) (auth.Token, error) { return ask(ctx, source) })
}

// ask calls a source, which knows no context, and lets it go when the context ends.
func ask(ctx context.Context, source oauth2.TokenSource) (auth.Token, error) {
	type result struct {
		token auth.Token
		err   error
	}
	done := make(chan result, 1)
	go func() {
		r := result{err: errPanicked}
		defer func() {
			_ = recover()
			done <- r
		}()
		t, err := source.Token()
		r.token, r.err = convert(t, err)
	}()
	select {
	case r := <-done:
		return r.token, r.err
	case <-ctx.Done():
		return auth.Token{}, ctx.Err()
	}
}

var (
	errPanicked = errors.New("the token source panicked")
	errNoBearer = errors.New("the token is not a bearer token")
)

func convert(t *oauth2.Token, err error) (auth.Token, error) {
	if err != nil {
		return auth.Token{}, withoutBody(err)
	}
	if t == nil {
		return auth.Token{}, errors.New("the token source returned neither a token nor an error")
	}
	switch strings.ToLower(t.Type()) {
	case "basic", "dpop", "mac", "pop":
		return auth.Token{}, errNoBearer
	}
	return auth.Token{AccessToken: runtime.Secret(t.AccessToken), Expires: t.Expiry}, nil
}

// withoutBody replaces the error that prints what the server answered.
func withoutBody(err error) error {
	failed, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return err
	}
	out := &auth.TokenError{Code: code(failed.ErrorCode)}
	if failed.Response != nil {
		out.StatusCode = failed.Response.StatusCode
		out.RetryAfter, _ = runtime.RetryAfter(failed.Response.Header)
	}
	return out
}

// code returns what looks like an error code: RFC 6749 lets it be any text.
func code(s string) string {
	if len(s) > 64 || strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz_-0123456789") != "" {
		return ""
	}
	return s
}

// reuse is how long golang.org/x/oauth2 may keep a token of ours, which has its own idea of when to get another. It takes
// 10 s off.
const reuse = 30 * time.Second

// TokenSource gives the tokens of a credential that sends bearer tokens to libraries that want a token source. They come
// from the cache that the calls use. The credential's requests go over the Transport of its [auth.Config], else over
// http.DefaultTransport. The context is that of every token: golang.org/x/oauth2 leaves no other way.
func TokenSource(ctx context.Context, credential runtime.Authorizer) oauth2.TokenSource {
	return tokens{ctx, credential}
}

type tokens struct {
	ctx        context.Context
	credential runtime.Authorizer
}

// Format prints no secret, whatever the verb is.
func (tokens) Format(f fmt.State, _ rune) { fmt.Fprint(f, "xoauth2.TokenSource") }

// Token returns the token of the credential. It says to be good for half a minute, so that whoever keeps it asks again.
func (t tokens) Token() (*oauth2.Token, error) {
	if t.credential == nil {
		return nil, errors.New("the credential is nil")
	}
	if c, ok := t.credential.(interface{ Check() error }); ok {
		if err := c.Check(); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequestWithContext(t.ctx, http.MethodGet, "https://localhost/", nil)
	if err != nil {
		return nil, err
	}
	if err := t.credential.Authorize(t.ctx, r); err != nil {
		return nil, err
	}
	value, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, errNoBearer
	}
	return &oauth2.Token{AccessToken: value, TokenType: "Bearer", Expiry: time.Now().Add(reuse)}, nil
}

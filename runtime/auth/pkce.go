package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"maps"
	"net/url"
	"slices"
	"sync/atomic"
)

// Login is one user's way through the authorization code grant (RFC 6749, section 4.1) with PKCE (RFC 7636, S256). A web
// application keeps it in the user's session while the user is at the server. It is safe for concurrent use, and prints
// without its secrets.
type Login struct {
	sealed
	config   Config // as it was given
	server   server
	url      string
	state    string
	verifier string
	used     atomic.Bool
}

// AuthorizationCode begins a login: send the user to [Login.URL], and hand the query with which they come back to
// config.RedirectURL to [Login.Exchange]. Programs at a command line have [LoopbackLogin]. Needed of config: ClientID,
// AuthURL, TokenURL (or DiscoveryURL) and RedirectURL. The context is for fetching the server's metadata.
func AuthorizationCode(ctx context.Context, config Config) (*Login, error) {
	config = config.clone()
	if err := config.checkLogin(); err != nil {
		return nil, err
	}
	l := &Login{config: config, server: server{config: config, transport: config.transport()}, state: random(), verifier: random()}
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	if err := l.server.discover(ctx); err != nil {
		return nil, err
	}
	u, err := l.begin()
	l.url = u
	return l, err
}

// checkLogin refuses a configuration by which nobody can log in.
func (c Config) checkLogin() error {
	errs := []error{c.checkClient()}
	if c.AuthURL == "" && c.DiscoveryURL == "" {
		errs = append(errs, errors.New("the authorization URL is empty"))
	}
	if u, err := url.Parse(c.RedirectURL); err != nil || u.Scheme == "" || u.Fragment != "" {
		errs = append(errs, errors.New("the redirect URL is not an absolute URL without a fragment"))
	}
	return errors.Join(errs...)
}

// random is 32 bytes that nobody can guess, in 43 characters.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// begin makes the URL. The query that the server's URL has stays, and nothing of Params replaces what is ours.
func (l *Login) begin() (string, error) {
	c := &l.server.config
	u, err := url.Parse(c.AuthURL)
	if err != nil || !isURL(c.AuthURL) {
		return "", errors.New("the authorization URL is not an https URL")
	}
	if !isConfidential(c.AuthURL) {
		return "", errors.New("the authorization URL is not https: the code would come back over it")
	}
	sum := sha256.Sum256([]byte(l.verifier))
	q := u.Query()
	maps.Copy(q, c.Params)
	c.addScopes(q)
	for name, value := range map[string]string{
		"response_type": "code", "client_id": c.ClientID, "redirect_uri": c.RedirectURL, "state": l.state,
		"code_challenge": base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method": "S256",
	} {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// URL is where the user logs in. It has no secret in it, but is good for this login only.
func (l *Login) URL() string { return l.url }

// LoginError is a user's return without a code.
type LoginError struct {
	Code string // RFC 6749, section 4.1.2.1: "access_denied"; "" if it is not printable
}

// Error prints the code.
func (e *LoginError) Error() string {
	if e.Code == "" {
		return "the login was refused"
	}
	return "the login was refused: " + e.Code
}

// Errors of a return that is not that of this login. Whoever sent it, it changes nothing.
var (
	ErrLoginState = errors.New("the state is not that of this login, or was used before")
	ErrLoginFrom  = errors.New("the login comes back from another issuer than it went to (is Config.Issuer right?)")
)

// Exchange gets the token for the query with which the user came back. It is kept in config.Store and handed to
// config.OnToken; if the store fails, the token comes with the error. A query with another state is refused with
// [ErrLoginState] and the login can go on; the right one can be used once. A return that says why there is no code is a
// [*LoginError].
func (l *Login) Exchange(ctx context.Context, callback url.Values) (Token, error) {
	code, err := l.accept(callback)
	if err != nil {
		return Token{}, err
	}
	return l.redeem(ctx, code)
}

// accept checks a return and uses the state up.
func (l *Login) accept(callback url.Values) (string, error) {
	state, ok := single(callback, "state")
	if !ok || subtle.ConstantTimeCompare([]byte(state), []byte(l.state)) != 1 || !l.used.CompareAndSwap(false, true) {
		return "", ErrLoginState
	}
	if !l.isFromIssuer(callback) {
		return "", ErrLoginFrom
	}
	if callback.Has("error") {
		return "", &LoginError{printable(callback.Get("error"))}
	}
	code, ok := single(callback, "code")
	if !ok {
		return "", &LoginError{}
	}
	return code, nil
}

// single returns a parameter that is there once and not empty.
func single(q url.Values, name string) (string, bool) {
	values := q[name]
	if len(values) != 1 {
		return "", false
	}
	return values[0], values[0] != ""
}

// isFromIssuer checks who says to have sent the user back (RFC 9207). Without a configured issuer it must at least be the
// host that the user was sent to.
func (l *Login) isFromIssuer(callback url.Values) bool {
	if !callback.Has("iss") {
		return l.server.metadata == nil || !l.server.metadata.NamesSelf
	}
	iss, ok := single(callback, "iss")
	if want := l.server.config.Issuer; want != "" || !ok {
		return ok && iss == want
	}
	from, err := url.Parse(iss)
	to, _ := url.Parse(l.url)
	return err == nil && to != nil && sameHost(from, to)
}

// redeem sends the code and the proof that it is ours.
func (l *Login) redeem(ctx context.Context, code string) (Token, error) {
	c := &l.server.config
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {c.RedirectURL}, "code_verifier": {l.verifier}}
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	t, err := l.server.token(ctx, c.TokenURL, form)
	if err != nil {
		return Token{}, err
	}
	return l.config.settle(ctx, t)
}

// settle is the end of every login.
func (c Config) settle(ctx context.Context, t Token) (Token, error) {
	c.tell(Token{}, t)
	t.Scopes = slices.Clone(t.Scopes)
	return t, c.save(ctx, t)
}

package auth

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/origin"
)

// Config is a client of an OAuth2 authorization server, and where its tokens are kept. Generated clients have a function
// that returns one with the URLs of their document. Whatever is done with a Config works on a copy of it.
type Config struct {
	ClientID        string
	ClientSecret    runtime.Secret `json:"-"` // "": a public client, or one with a ClientAssertion
	ClientAssertion Assertion      `json:"-"` // private_key_jwt, in place of a secret; nil: none
	InBody          bool           // client_secret_post; else client_secret_basic. As declared by the vendor: it is never probed

	TokenURL     string // https, as all of these
	RefreshURL   string // "": TokenURL
	AuthURL      string // where users log in, for AuthorizationCode and LoopbackLogin
	DeviceURL    string // for DeviceLogin
	DiscoveryURL string // of the server's metadata, fetched once, for URLs that are "": "https://id.example.com/.well-known/openid-configuration"
	Issuer       string // who the server says it is; "": as its metadata says, or unknown
	RedirectURL  string // where users come back to after logging in

	Scopes   []string
	Audience string     // "": none
	Params   url.Values // what else the vendor wants to know when a login begins: access_type=offline

	Token     Token                `json:"-"` // what RefreshToken begins with, from a login or just a refresh token. What Store has is newer
	Store     Store                `json:"-"` // keeps tokens for longer than the process lives; nil: none. One user, one Store
	OnToken   func(old, new Token) `json:"-"` // told of each new token before its first use; nil: nobody. Its panics are swallowed
	Transport http.RoundTripper    `json:"-"` // of requests to the server; nil: the client's that has the credential, for logins http.DefaultTransport

	grant string // by which the client speaks for itself; "" for a user
}

// Assertion makes the signed statements by which a client proves who it is, or acts for somebody (RFC 7521). It is safe
// for concurrent use. The audience is the URL that the statement is sent to.
type Assertion interface {
	Assertion(ctx context.Context, audience string) (string, error)
}

// ClientCredentials gets bearer tokens by OAuth2's client credentials grant (RFC 6749, section 4.4), the client
// authenticated by basic authentication. For other ways there is [OAuth2].
func ClientCredentials(tokenURL, clientID, clientSecret string, scopes ...string) runtime.Authorizer {
	return OAuth2(Config{TokenURL: tokenURL, ClientID: clientID, ClientSecret: runtime.Secret(clientSecret), Scopes: scopes})
}

// OAuth2 gets bearer tokens by the client credentials grant (RFC 6749, section 4.4). Tokens are fetched over the
// transport of the client that the credential is given to, kept, and fetched anew before they expire and after a 401. All
// clients that share the credential share its token.
func OAuth2(config Config) runtime.Authorizer { return newOAuth2(config, clientCredentials{}) }

// RefreshToken sends the access token of a user, and gets a new one by the refresh token (RFC 6749, section 6) before it
// expires and after a 401. It begins with what config.Store keeps of an earlier login, else with config.Token. A new
// token, and with it the new refresh token that many servers give, is handed to config.OnToken and kept in config.Store
// before it is used: the old one may be worthless by then. While the store fails, so do calls that need the new token.
//
// Calls fail with [ErrLoginRequired] when only a user can help. A later login with the same store ends that.
func RefreshToken(config Config) runtime.Authorizer { return newOAuth2(config, refreshToken{}) }

// JWTBearer gets bearer tokens for the assertions that a key signs (RFC 7523, section 2.1), as service accounts do. The
// client itself need not have an id, a secret or a ClientAssertion.
func JWTBearer(config Config, assertion Assertion) runtime.Authorizer {
	return newOAuth2(config, jwtBearer{assertion})
}

// Cached sends the bearer tokens that fetch returns, and keeps each until shortly before it expires or until a 401, as the
// other grants do: fetch runs once at a time, for at most 30 s, ahead of need, and with pauses while it fails. A token
// without an access token is an error; one without Expires is good until a 401. For a source that does its own caching
// there is [TokenSource].
func Cached(fetch func(context.Context) (Token, error)) runtime.Authorizer {
	return &cached{fetcher: fetch, cache: new(cache)}
}

// oauth2 is a credential of which the grant makes the difference.
type oauth2 struct {
	sealed
	keeper    *keeper           // shared by the clients
	transport http.RoundTripper // of the client
}

func newOAuth2(config Config, g grant) *oauth2 {
	config = config.clone()
	if config.grant = g.name(); config.grant != "" {
		config.Token = Token{} // of a user, whom the client does not speak for here
	}
	return &oauth2{keeper: newKeeper(config, g), transport: config.transport()}
}

// Format prints the client id whatever the verb is: stores, assertions and transports of the caller may hold secrets.
func (c Config) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "auth.Config(%q)", c.ClientID) }

// clone returns a configuration that shares nothing that its owner may change.
func (c Config) clone() Config {
	c.Scopes = slices.Clone(c.Scopes)
	c.Token.Scopes = slices.Clone(c.Token.Scopes)
	params := make(url.Values, len(c.Params))
	for name, values := range c.Params {
		params[name] = slices.Clone(values)
	}
	c.Params = params
	return c
}

// transport is the caller's, or that of everybody for want of a client's. Neither sends secrets in clear.
func (c Config) transport() http.RoundTripper {
	if c.Transport == nil {
		return confidential{http.DefaultTransport}
	}
	return confidential{c.Transport}
}

// confidential refuses plain http to another machine.
type confidential struct{ next http.RoundTripper }

// RoundTrip sends a request that nobody on the way can read.
func (t confidential) RoundTrip(r *http.Request) (*http.Response, error) {
	if !origin.IsConfidential(r.URL) {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, runtime.ErrInsecure
	}
	return t.next.RoundTrip(r)
}

// Check refuses a configuration that cannot work.
func (o *oauth2) Check() error { return o.keeper.grant.check(o.keeper.config) }

// Bind returns the credential for a client with that transport.
func (o *oauth2) Bind(transport http.RoundTripper) runtime.Authorizer {
	if o.keeper.config.Transport != nil {
		return o
	}
	return &oauth2{keeper: o.keeper, transport: transport}
}

// Authorize sets the Authorization header.
func (o *oauth2) Authorize(ctx context.Context, r *http.Request) error {
	value, err := o.keeper.cache.get(ctx, o)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+value)
	return nil
}

// Refused drops the token, if it is still the one that the request was sent with. Either way there is another to try,
// unless nothing is there to get one for.
func (o *oauth2) Refused(_ context.Context, r *http.Request) bool {
	if !o.keeper.grant.renews(o.keeper.config) {
		return false
	}
	o.keeper.cache.refused(sentToken(r))
	return true
}

func (o *oauth2) fetch(ctx context.Context, spent string) (token, error) {
	return o.keeper.fetch(ctx, o.transport, spent)
}

// cached is a credential whose tokens come from a function.
type cached struct {
	sealed
	fetcher func(context.Context) (Token, error)
	cache   *cache
}

// Check refuses a nil function.
func (c *cached) Check() error {
	if c.fetcher == nil {
		return errNoSource
	}
	return nil
}

// Authorize sets the Authorization header.
func (c *cached) Authorize(ctx context.Context, r *http.Request) error {
	value, err := c.cache.get(ctx, c)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+value)
	return nil
}

// Refused drops the token, if it is still the one that the request was sent with.
func (c *cached) Refused(_ context.Context, r *http.Request) bool {
	c.cache.refused(sentToken(r))
	return true
}

func (c *cached) fetch(ctx context.Context, _ string) (token, error) {
	began := time.Now()
	t, err := c.fetcher(ctx)
	if err != nil {
		return token{}, err
	}
	if t.AccessToken == "" {
		return token{}, errEmptyToken
	}
	if t.Obtained.IsZero() {
		t.Obtained = began
	}
	return t.live(), checkSecret("the token of the token source", string(t.AccessToken))
}

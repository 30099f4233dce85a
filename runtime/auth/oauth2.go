package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// ClientCredentials gets bearer tokens by OAuth2's client credentials grant (RFC 6749, section 4.4), the client
// authenticated by basic authentication. For other ways there is [OAuth2].
func ClientCredentials(tokenURL, clientID, clientSecret string, scopes ...string) runtime.Authorizer {
	return OAuth2(Config{TokenURL: tokenURL, ClientID: clientID, ClientSecret: runtime.Secret(clientSecret), Scopes: scopes})
}

// Config is a client of an OAuth2 authorization server.
type Config struct {
	TokenURL     string // https
	ClientID     string
	ClientSecret runtime.Secret
	Scopes       []string
	Audience     string // "": none
	InBody       bool   // client_secret_post; else client_secret_basic. As declared by the vendor: it is never probed
}

// OAuth2 gets bearer tokens by the client credentials grant. Tokens are fetched over the transport of the client that
// the credential is given to, kept, and fetched anew before they expire and after a 401. All clients that share the
// credential share its token.
func OAuth2(config Config) runtime.Authorizer {
	config.Scopes = append([]string(nil), config.Scopes...)
	return &oauth2{config: config, transport: http.DefaultTransport, cache: new(cache)}
}

type oauth2 struct {
	sealed
	config    Config
	transport http.RoundTripper // of the client
	cache     *cache            // shared by the clients
}

// Check refuses an empty secret, and a token URL that is none.
func (o *oauth2) Check() error {
	u, err := url.Parse(o.config.TokenURL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("the token URL is not an https URL")
	}
	if o.config.ClientID == "" {
		return errors.New("the client id is empty")
	}
	return checkSecret("the client secret", string(o.config.ClientSecret))
}

// Bind returns the credential for a client with that transport.
func (o *oauth2) Bind(transport http.RoundTripper) runtime.Authorizer {
	return &oauth2{config: o.config, transport: transport, cache: o.cache}
}

// Authorize sets the Authorization header.
func (o *oauth2) Authorize(ctx context.Context, r *http.Request) error {
	value, err := o.cache.get(ctx, o)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+value)
	return nil
}

// Refused drops the token, if it is still the one that the request was sent with. Either way there is another to try.
func (o *oauth2) Refused(_ context.Context, r *http.Request) bool {
	o.cache.refused(sentToken(r))
	return true
}

// TokenError is an answer of a token endpoint that has no token in it. Neither the body nor a secret is in its text.
type TokenError struct {
	StatusCode int
	Code       string // "invalid_client"; "" if the endpoint named none
	retryAfter time.Duration
}

// Error prints status and code.
func (e *TokenError) Error() string {
	text := "token endpoint: status " + strconv.Itoa(e.StatusCode)
	if e.Code != "" {
		text += ", error " + e.Code
	}
	return text
}

// maxAnswer bounds the answer of a token endpoint.
const maxAnswer = 1 << 20

// fetch asks the token endpoint. Redirects are not followed: they would carry the secret away.
func (o *oauth2) fetch(ctx context.Context) (token, error) {
	r, err := o.request(ctx)
	if err != nil {
		return token{}, errors.New("token endpoint: the URL is not valid")
	}
	began := time.Now()
	resp, err := o.transport.RoundTrip(r)
	if err != nil {
		return token{}, fmt.Errorf("token endpoint: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return token{}, fmt.Errorf("token endpoint: %w", err)
	}
	return readToken(resp, body, began)
}

func (o *oauth2) request(ctx context.Context) (*http.Request, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	if len(o.config.Scopes) > 0 {
		form.Set("scope", strings.Join(o.config.Scopes, " "))
	}
	if o.config.Audience != "" {
		form.Set("audience", o.config.Audience)
	}
	if o.config.InBody {
		form.Set("client_id", o.config.ClientID)
		form.Set("client_secret", string(o.config.ClientSecret))
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.config.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	if !o.config.InBody {
		r.SetBasicAuth(url.QueryEscape(o.config.ClientID), url.QueryEscape(string(o.config.ClientSecret)))
	}
	return r, nil
}

// readToken reads the answer. The life of the token counts from before it was asked for.
func readToken(resp *http.Response, body []byte, began time.Time) (token, error) {
	var answer struct {
		AccessToken string          `json:"access_token"`
		ExpiresIn   json.RawMessage `json:"expires_in"`
		Error       string          `json:"error"`
	}
	malformed := json.Unmarshal(body, &answer) != nil
	if resp.StatusCode/100 != 2 || answer.Error != "" || malformed || answer.AccessToken == "" {
		wait, _ := runtime.RetryAfter(resp.Header)
		return token{}, &TokenError{resp.StatusCode, printable(answer.Error), wait}
	}
	if err := checkSecret("the token of the endpoint", answer.AccessToken); err != nil {
		return token{}, err
	}
	t := token{value: answer.AccessToken, fetched: began}
	if seconds, err := strconv.ParseFloat(strings.Trim(string(answer.ExpiresIn), `"`), 64); err == nil && seconds > 0 {
		t.expires = began.Add(time.Duration(min(seconds, 1e9) * float64(time.Second)))
	}
	return t, nil
}

// printable returns an error code, and nothing that does not look like one.
func printable(code string) string {
	for _, c := range code {
		if c != '_' && c != '-' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return ""
		}
	}
	return code[:min(len(code), 64)]
}

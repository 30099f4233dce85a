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
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// server is an authorization server as one client of it sees it.
type server struct {
	config    Config
	metadata  *metadata // nil: not fetched
	transport http.RoundTripper
}

// maxAnswer bounds the answers of a server.
const maxAnswer = 1 << 20

var errTooLong = errors.New("the answer is longer than 1 MiB")

// answer is what a server said.
type answer struct {
	from   string // "token endpoint"
	status int
	header http.Header
	body   []byte
	began  time.Time // before it was asked
}

const tokenEndpoint = "token endpoint"

// token posts a form to the token endpoint, or another URL of that kind, and reads the answer.
func (s *server) token(ctx context.Context, to string, form url.Values) (Token, error) {
	a, err := s.post(ctx, tokenEndpoint, to, form)
	if err != nil {
		return Token{}, err
	}
	return a.token()
}

// post sends a form with the client's authentication.
func (s *server) post(ctx context.Context, what, to string, form url.Values) (*answer, error) {
	inHeader, err := s.authenticate(ctx, form)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("%s: the URL is not valid", what)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if inHeader {
		r.SetBasicAuth(url.QueryEscape(s.config.ClientID), url.QueryEscape(string(s.config.ClientSecret)))
	}
	return s.send(what, r)
}

// authenticate adds to a form who the client is, or reports that it goes into the header.
func (s *server) authenticate(ctx context.Context, form url.Values) (inHeader bool, err error) {
	c := &s.config
	if c.ClientAssertion == nil && c.ClientSecret != "" && !c.InBody {
		return true, nil
	}
	if c.ClientID != "" {
		form.Set("client_id", c.ClientID)
	}
	if c.ClientAssertion == nil {
		if c.ClientSecret != "" {
			form.Set("client_secret", string(c.ClientSecret))
		}
		return false, nil
	}
	statement, err := c.ClientAssertion.Assertion(ctx, c.TokenURL)
	if err != nil {
		return false, fmt.Errorf("client assertion: %w", err)
	}
	form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	form.Set("client_assertion", statement)
	return false, nil
}

// send sends a request and reads the whole answer. Redirects are not followed: they would carry the secret away.
func (s *server) send(what string, r *http.Request) (*answer, error) {
	r.Header.Set("Accept", "application/json")
	began := time.Now()
	resp, err := s.transport.RoundTrip(r)
	if err == nil && (resp == nil || resp.Body == nil) {
		err = errors.New("the transport returned neither a response nor an error")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, redact.Error(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = errTooLong
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, redact.Error(err))
	}
	return &answer{what, resp.StatusCode, resp.Header, body, began}, nil
}

// decode reads the JSON of an answer. Anything but a 2xx, and an object with an error, is a [TokenError].
func (a *answer) decode(into any) error {
	var refusal struct {
		Error json.RawMessage `json:"error"`
	}
	malformed := json.Unmarshal(a.body, &refusal) != nil || json.Unmarshal(a.body, into) != nil
	code := string(refusal.Error)
	if a.status/100 != 2 || malformed || code != "" && code != "null" && code != `""` {
		return a.refused(printable(strings.Trim(code, `"`)))
	}
	return nil
}

// refused is the error of an answer.
func (a *answer) refused(code string) *TokenError {
	wait, _ := runtime.RetryAfter(a.header)
	return &TokenError{StatusCode: a.status, Code: code, from: a.from, RetryAfter: wait}
}

// token reads the answer of a token endpoint (RFC 6749, section 5). The life of the token counts from before it was asked
// for.
func (a *answer) token() (Token, error) {
	var said struct {
		AccessToken  string          `json:"access_token"`
		TokenType    string          `json:"token_type"`
		ExpiresIn    json.RawMessage `json:"expires_in"`
		RefreshToken string          `json:"refresh_token"`
		Scope        string          `json:"scope"`
	}
	if err := a.decode(&said); err != nil {
		return Token{}, err
	}
	if said.AccessToken == "" {
		return Token{}, a.refused("")
	}
	if needsProof(said.TokenType) {
		return Token{}, fmt.Errorf("%s: the token is not a bearer token", a.from)
	}
	if err := checkSecret("the token of the endpoint", said.AccessToken); err != nil {
		return Token{}, err
	}
	t := Token{AccessToken: runtime.Secret(said.AccessToken), RefreshToken: runtime.Secret(said.RefreshToken), Obtained: a.began,
		Scopes: strings.Fields(said.Scope)}
	if life := lifetime(said.ExpiresIn); life > 0 {
		t.Expires = a.began.Add(life)
	}
	return t, nil
}

// needsProof tells types of tokens that are worthless without a signature. Other names of types mean bearer tokens,
// whatever they are: vendors write "BearerToken", "user" or nothing.
func needsProof(kind string) bool {
	switch strings.ToLower(kind) {
	case "dpop", "mac", "pop":
		return true
	}
	return false
}

// lifetime reads seconds, a number or a string of one; 0 if there are none.
func lifetime(raw json.RawMessage) time.Duration {
	seconds, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, 1e9) * float64(time.Second))
}

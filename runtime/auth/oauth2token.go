package auth

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// Token is what an authorization server gives. It prints, and is written as JSON, without its secrets; [Store] keeps them.
type Token struct {
	AccessToken  runtime.Secret `json:"-"`
	RefreshToken runtime.Secret `json:"-"` // "": none
	Obtained     time.Time      // before it was asked for; zero: unknown
	Expires      time.Time      // of the access token; zero: good until it is refused
	Scopes       []string       // as the server says if they are not those asked for; else nil
}

// live is what the cache keeps of a token.
func (t Token) live() token { return token{string(t.AccessToken), t.Obtained, t.Expires} }

// ErrLoginRequired is a credential that only a user can renew: there is no refresh token, or the server no longer takes
// it. The [TokenError] that says so, if there is one, is found by errors.As.
var ErrLoginRequired = errors.New("a login is required")

var errNoSource = errors.New("the token source is nil")

// TokenError is an answer of an authorization server that is not what was asked for: a token, a device code, or its
// metadata. Neither the body nor a secret is in its text.
type TokenError struct {
	StatusCode int
	Code       string        // RFC 6749, section 5.2: "invalid_client"; "" if the server named none
	RetryAfter time.Duration // what the server asked for; 0: nothing
	from       string        // "token endpoint"
	login      bool          // the refresh token is worthless
}

// Error prints status and code, and whether only a login helps.
func (e *TokenError) Error() string {
	text := cmp.Or(e.from, tokenEndpoint) + ": status " + strconv.Itoa(e.StatusCode)
	if e.Code != "" {
		text += ", error " + e.Code
	}
	if e.login {
		text += ": " + ErrLoginRequired.Error()
	}
	return text
}

// Is tells that a refused refresh token takes a login.
func (e *TokenError) Is(target error) bool { return e.login && target == ErrLoginRequired }

// refusesCredentials tells an answer that will be the same until the credentials change.
func (e *TokenError) refusesCredentials() bool {
	return e.Code == "invalid_client" || e.Code == "invalid_grant" || e.Code == "unauthorized_client"
}

func isLoginRequired(err error) bool { return errors.Is(err, ErrLoginRequired) }

// printable returns an error code, and nothing that does not look like one.
func printable(code string) string {
	for _, c := range code {
		if c != '_' && c != '-' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return ""
		}
	}
	return code[:min(len(code), 64)]
}

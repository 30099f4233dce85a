package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// JWT describes tokens that the client signs itself (RFC 7519): the bearer token of [SelfSigned], or the assertion by which
// a client of an OAuth2 server proves who it is or whom it speaks for (RFC 7523). Each token has the claims iat, exp and
// jti. Key is needed, all else only as the API says.
//
//	auth.JWT{Key: auth.PEMKey(pem), Issuer: "123456"}                                  // a GitHub App
//	auth.JWT{Key: auth.PEMKey(pem), KeyID: id, Issuer: email, Subject: email, Audience: "https://pubsub.googleapis.com/"}
type JWT struct {
	Key       Key
	Algorithm string         // "" follows from the key: "RS256", "ES256", "EdDSA", "HS256"; or "PS256"
	KeyID     string         // header "kid"; "": none
	Issuer    string         // claim "iss"; of a client assertion the client id
	Subject   string         // claim "sub"; of a client assertion the client id, of another assertion whom it is about
	Audience  string         // claim "aud"; "" of an assertion is the token endpoint, else none
	Life      time.Duration  // from now to "exp"; 0: 5 minutes
	Claims    map[string]any // further claims: {"scope": "read write"}
}

const (
	jwtLife     = 5 * time.Minute
	jwtBackdate = 30 * time.Second // of iat: the server's clock may be behind
	jwtMargin   = time.Minute      // before exp, a token is signed anew
)

// check refuses a key that is none or does not fit the algorithm, and claims that are set twice or are no JSON.
func (j JWT) check() error {
	errs := []error{j.Key.err}
	if j.Key.signer == nil && len(j.Key.secret) == 0 && j.Key.err == nil {
		errs = append(errs, errors.New("the JWT has no key: want auth.PEMKey, auth.SecretKey or auth.SignerKey"))
	}
	if j.Key.err == nil && j.Algorithm != "" && !slices.Contains(j.Key.algorithms(), j.Algorithm) {
		errs = append(errs, fmt.Errorf("the JWT's algorithm is %q, want %s: the key is for that", clip(j.Algorithm), strings.Join(j.Key.algorithms(), " or ")))
	}
	if j.Life < 0 {
		errs = append(errs, fmt.Errorf("the JWT lives %v, want a positive time, or 0 for %v", j.Life, jwtLife))
	}
	for _, name := range []string{"iss", "sub", "iat", "exp", "jti"} {
		if _, twice := j.Claims[name]; twice {
			errs = append(errs, fmt.Errorf("the JWT's Claims have %q: that claim is set by the other fields", name))
		}
	}
	if _, twice := j.Claims["aud"]; twice && j.Audience != "" {
		errs = append(errs, errors.New(`the JWT's Claims have "aud", and Audience is set: want one of them`))
	}
	if _, err := json.Marshal(j.Claims); err != nil {
		errs = append(errs, errors.New("the JWT's Claims cannot be written as JSON"))
	}
	return errors.Join(errs...)
}

// SelfSigned sends a token that the client signs itself as the bearer token of each request, by the API's clock. A token is
// kept until a minute before it expires. For one that is exchanged for a token of the server there is [JWTBearer].
func SelfSigned(j JWT) runtime.Authorizer {
	j.Claims = maps.Clone(j.Claims)
	return &selfSigned{jwt: j}
}

type selfSigned struct {
	sealed
	jwt JWT

	mu          sync.Mutex
	token       string
	from, until time.Time // when the token is good, by the API's clock
}

// Check refuses a key that is none or does not fit the algorithm, and claims that are set twice or are no JSON.
func (b *selfSigned) Check() error { return b.jwt.check() }

// Authorize sets the Authorization header, by the local clock.
func (b *selfSigned) Authorize(ctx context.Context, r *http.Request) error {
	return b.AuthorizeAt(ctx, r, time.Now())
}

// AuthorizeAt sets the Authorization header at a time, which is that of the API's clock.
func (b *selfSigned) AuthorizeAt(_ context.Context, r *http.Request, now time.Time) error {
	token, err := b.at(now)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// at returns a token that is good at that time. The clock may have been corrected, in either direction.
func (b *selfSigned) at(now time.Time) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token != "" && !now.Before(b.from) && now.Before(b.until) {
		return b.token, nil
	}
	token, err := b.jwt.sign(now, b.jwt.Audience)
	if err != nil {
		return "", err
	}
	life := b.jwt.life()
	b.token, b.from, b.until = token, now.Add(-jwtBackdate), now.Add(life-min(jwtMargin, life/5))
	return token, nil
}

func (j JWT) life() time.Duration {
	if j.Life == 0 {
		return jwtLife
	}
	return j.Life
}

// joseHeader is the header of a token (RFC 7515, section 4).
type joseHeader struct {
	Algorithm string `json:"alg"`
	Type      string `json:"typ"`
	KeyID     string `json:"kid,omitempty"`
}

// sign makes a token.
func (j JWT) sign(now time.Time, audience string) (string, error) {
	if err := j.check(); err != nil {
		return "", err
	}
	algorithm := j.Algorithm
	if algorithm == "" {
		algorithm = j.Key.algorithms()[0]
	}
	head, _ := json.Marshal(joseHeader{algorithm, "JWT", j.KeyID}) // of strings: cannot fail
	claims, err := json.Marshal(j.claims(now, audience))
	if err != nil {
		return "", errors.New("the JWT's Claims cannot be written as JSON")
	}
	input := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(claims)
	signature, err := j.Key.sign(algorithm, []byte(input))
	if err != nil {
		return "", fmt.Errorf("signing the JWT: %w", err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func (j JWT) claims(now time.Time, audience string) map[string]any {
	claims := map[string]any{"iat": now.Add(-jwtBackdate).Unix(), "exp": now.Add(j.life()).Unix(), "jti": uuid()}
	for name, text := range map[string]string{"iss": j.Issuer, "sub": j.Subject, "aud": audience} {
		if text != "" {
			claims[name] = text
		}
	}
	maps.Copy(claims, j.Claims)
	return claims
}

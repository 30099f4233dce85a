package auth

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// Check refuses what cannot be an assertion: without a key or an issuer, with a key that does not fit the algorithm, with
// claims that are set twice or are no JSON. A bearer token needs no issuer; [SelfSigned] checks the rest.
func (j JWT) Check() error {
	if j.Issuer == "" {
		return errors.Join(errNoIssuer, j.check())
	}
	return j.check()
}

var errNoIssuer = errors.New("the JWT has no Issuer, which an assertion needs (RFC 7523, section 3)")

// Assertion returns a token for a token endpoint (RFC 7523): as the grant urn:ietf:params:oauth:grant-type:jwt-bearer it
// stands for whom it is about, as client_assertion (private_key_jwt) it proves who the client is. The audience is that of
// the endpoint, unless the JWT names another. It is signed anew for every request of a token, as a server may take each jti
// only once (OpenID Connect Core, section 9); what is kept is the access token that it is exchanged for.
func (j JWT) Assertion(_ context.Context, audience string) (string, error) {
	if j.Issuer == "" {
		return "", errNoIssuer
	}
	return j.sign(time.Now(), cmp.Or(j.Audience, audience))
}

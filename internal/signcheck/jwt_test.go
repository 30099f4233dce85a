// Package signcheck_test answers: do others verify what we sign? It is a module of its own, so that the libraries that
// judge are no dependency of anybody's client.
package signcheck_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/auth"
	"github.com/golang-jwt/jwt/v5"
)

func encoded(t *testing.T, name string, der []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: name, Bytes: der}))
}

func pkcs8(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return encoded(t, "PRIVATE KEY", der, err)
}

// candidate is a key as the vendor hands it out, and what the server verifies by.
type candidate struct {
	key       auth.Key
	algorithm string // asked for
	want      string // in the token
	verifier  any
}

func candidates(t *testing.T) map[string]candidate {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const secret = "a secret of more than thirty-two bytes"
	sec1, sec1Err := x509.MarshalECPrivateKey(ec)
	return map[string]candidate{
		"RSA in PKCS#8":       {auth.PEMKey(pkcs8(t, rsaKey)), "", "RS256", rsaKey.Public()},
		"RSA in PKCS#1":       {auth.PEMKey(encoded(t, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey), nil)), "RS256", "RS256", rsaKey.Public()},
		"RSA with PSS":        {auth.PEMKey(pkcs8(t, rsaKey)), "PS256", "PS256", rsaKey.Public()},
		"ECDSA in PKCS#8":     {auth.PEMKey(pkcs8(t, ec)), "", "ES256", ec.Public()},
		"ECDSA in SEC 1":      {auth.PEMKey(encoded(t, "EC PRIVATE KEY", sec1, sec1Err)), "", "ES256", ec.Public()},
		"ECDSA by a signer":   {auth.SignerKey(crypto.Signer(ec)), "ES256", "ES256", ec.Public()},
		"Ed25519 in PKCS#8":   {auth.PEMKey(pkcs8(t, ed)), "", "EdDSA", public},
		"Ed25519 by a signer": {auth.SignerKey(ed), "", "EdDSA", public},
		"a secret":            {auth.SecretKey(secret), "", "HS256", []byte(secret)},
	}
}

func TestAnotherLibraryVerifiesTheTokensThatWeSign(t *testing.T) {
	t.Parallel()
	for name, c := range candidates(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 50 { // numbers with leading zeros come up once in a while
				description := auth.JWT{Key: c.key, Algorithm: c.algorithm, KeyID: "k1", Issuer: "client", Subject: "user",
					Claims: map[string]any{"scope": "read write"}}
				text, err := description.Assertion(t.Context(), "https://id.example.com/token")
				if err != nil {
					t.Fatal(err)
				}
				verify(t, text, c)
				if strings.HasPrefix(c.want, "RS") || strings.HasPrefix(c.want, "PS") {
					break // slow, and of one length
				}
			}
		})
	}
}

func verify(t *testing.T, text string, c candidate) {
	t.Helper()
	parser := jwt.NewParser(jwt.WithValidMethods([]string{c.want}), jwt.WithIssuer("client"), jwt.WithSubject("user"),
		jwt.WithAudience("https://id.example.com/token"), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithStrictDecoding())
	claims := jwt.MapClaims{}
	token, err := parser.ParseWithClaims(text, claims, func(*jwt.Token) (any, error) { return c.verifier, nil })
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if token.Header["kid"] != "k1" || token.Header["typ"] != "JWT" || claims["scope"] != "read write" || claims["jti"] == "" {
		t.Errorf("header %v, claims %v", token.Header, claims)
	}
}

func TestAnotherLibraryVerifiesTheBearerTokenOfARequest(t *testing.T) {
	t.Parallel()
	key := []byte("a secret of more than thirty-two bytes")
	credential := auth.SelfSigned(auth.JWT{Key: auth.SecretKey(string(key)), Issuer: "app", Audience: "https://api.example.com/", Life: time.Minute})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example.com/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := credential.Authorize(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	text := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	claims := jwt.RegisteredClaims{}
	_, err = jwt.ParseWithClaims(text, &claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer("app"), jwt.WithAudience("https://api.example.com/"))
	if err != nil || claims.ExpiresAt.Sub(claims.IssuedAt.Time) != 90*time.Second || claims.Subject != "" {
		t.Errorf("claims %+v, %v; want 30 s back and a minute ahead", claims, err)
	}
}

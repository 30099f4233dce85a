package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// Key signs JSON web tokens: [PEMKey], [SecretKey] and [SignerKey] make one. It prints as its type and nothing else. The
// zero value is no key, which Check of what it is given to reports, as it does of a key that could not be read.
type Key struct {
	sealed
	signer crypto.Signer // nil: the secret
	secret []byte
	err    error
}

// PEMKey is a private key in PEM, as vendors hand it out: PKCS#8 (PRIVATE KEY), PKCS#1 (RSA PRIVATE KEY) or SEC 1 (EC
// PRIVATE KEY), not encrypted. What it signs with follows from the key: RSA with RS256, ECDSA on P-256 with ES256, Ed25519
// with EdDSA.
func PEMKey(text string) Key {
	signer, err := readPEM(text)
	if err != nil {
		return Key{err: fmt.Errorf("the private key: %w", err)}
	}
	return SignerKey(signer)
}

// SecretKey is a secret that the server has too. It signs with HS256.
func SecretKey(secret string) Key {
	return Key{secret: []byte(secret), err: checkSecret("the secret of the JWT", secret)}
}

// SignerKey is a private key that need not leave where it is: a key management service, a smart card. It is used by one
// goroutine at a time of each credential, and by several if it is given to several.
func SignerKey(signer crypto.Signer) Key {
	if signer == nil {
		return Key{err: errors.New("the private key: the signer is nil")}
	}
	return Key{signer: signer, err: checkPublic(signer.Public())}
}

// readPEM finds the private key of a text.
func readPEM(text string) (crypto.Signer, error) {
	block, rest := pem.Decode([]byte(text))
	if block != nil && block.Type == "EC PARAMETERS" { // which openssl ecparam writes before the key
		block, _ = pem.Decode(rest)
	}
	if block == nil {
		return nil, errors.New("found " + notPEM(text) + ", want a PEM block: -----BEGIN PRIVATE KEY-----")
	}
	if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
		return nil, errors.New("found an encrypted key, want it decrypted: openssl pkcs8 -topk8 -nocrypt")
	}
	key, standard, err := parseBlock(block)
	if err != nil {
		return nil, fmt.Errorf("found a block %q that is not valid %s", block.Type, standard)
	}
	signer, ok := key.(crypto.Signer)
	switch {
	case ok:
		return signer, nil
	case key != nil:
		return nil, errors.New("found a key for key agreement (X25519), " + wantedKeys)
	}
	return nil, fmt.Errorf("found a block %q, want PRIVATE KEY (PKCS#8), RSA PRIVATE KEY (PKCS#1) or EC PRIVATE KEY (SEC 1)", clip(block.Type))
}

// parseBlock returns nil for a block that is no private key.
func parseBlock(block *pem.Block) (key any, standard string, err error) {
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		return key, "PKCS#8", err
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		return key, "PKCS#1", err
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
		return key, "SEC 1", err
	}
	return nil, "", nil
}

// notPEM names the usual mistakes.
func notPEM(text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return "nothing"
	case strings.HasPrefix(strings.TrimSpace(text), "{"):
		return "JSON (of a service account the key is the member private_key)"
	case strings.Contains(text, "-----BEGIN") && strings.Contains(text, `\n`):
		return `a backslash and an n in place of the line breaks`
	case strings.Contains(text, "-----BEGIN"):
		return "a block that is not whole"
	}
	return "something else (the name of a file is none of its content)"
}

const wantedKeys = "want RSA, ECDSA on P-256 or Ed25519"

// minRSA is the least size of an RSA key in bits (RFC 7518, section 3.3).
const minRSA = 2048

// checkPublic refuses keys that no algorithm here can use.
func checkPublic(public crypto.PublicKey) error {
	switch p := public.(type) {
	case *rsa.PublicKey:
		if bits := p.N.BitLen(); bits < minRSA {
			return fmt.Errorf("the private key: found RSA with %d bits, want at least %d", bits, minRSA)
		}
	case *ecdsa.PublicKey:
		if p.Curve != elliptic.P256() {
			return fmt.Errorf("the private key: found ECDSA on %s, want P-256", p.Params().Name)
		}
	case ed25519.PublicKey:
	default:
		return fmt.Errorf("the private key: found %T, %s", public, wantedKeys)
	}
	return nil
}

// algorithms are those that the key can sign with, the usual one first; nil of no key. What is not listed is not
// implemented: RS512 or ES384 add length, but no API asks for them alone.
func (k Key) algorithms() []string {
	if k.signer == nil {
		return []string{"HS256"}
	}
	switch k.signer.Public().(type) {
	case *rsa.PublicKey:
		return []string{"RS256", "PS256"} // PS256: financial-grade APIs refuse RS256
	case *ecdsa.PublicKey:
		return []string{"ES256"}
	}
	return []string{"EdDSA"}
}

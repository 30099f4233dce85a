package webhook

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Marks of Ed25519 keys in Standard Webhooks.
const (
	publicMark  = "whpk_"
	privateMark = "whsk_"
)

// key is a secret, or a public key of a vendor that signs with a private one.
type key struct {
	secret  []byte
	public  ed25519.PublicKey
	private ed25519.PrivateKey // of who signs
}

// readKeys decodes all secrets by one of the functions below. No error has anything of a secret.
func (s Scheme) readKeys(secrets []string, read func(string) (key, error)) (keys []key, err error) {
	if len(secrets) == 0 {
		return nil, s.complain(errors.New("no secret is given"))
	}
	var errs []error
	for i, secret := range secrets {
		k, err := read(secret)
		if err != nil {
			errs = append(errs, s.complain(fmt.Errorf("secret %d of %d %w", i+1, len(secrets), err)))
		}
		keys = append(keys, k)
	}
	return keys, errors.Join(errs...)
}

func (s Scheme) complain(err error) error { return fmt.Errorf("webhook scheme %q: %w", s.Name, err) }

// toVerify returns an error that goes on after "secret 1 of 1".
func (s Scheme) toVerify(secret string) (key, error) {
	switch {
	case s.Ed25519 != "" && strings.HasPrefix(secret, publicMark):
		return readPublic(strings.TrimPrefix(secret, publicMark))
	case s.Ed25519 != "" && strings.HasPrefix(secret, privateMark):
		return key{}, fmt.Errorf("is a private key (%s), which only the sender may have: want the public one, %s", privateMark, publicMark)
	}
	return s.shared(secret)
}

// toSign is toVerify for the sender.
func (s Scheme) toSign(secret string) (key, error) {
	switch {
	case s.Ed25519 != "" && strings.HasPrefix(secret, privateMark):
		return readPrivate(strings.TrimPrefix(secret, privateMark))
	case s.Ed25519 != "" && strings.HasPrefix(secret, publicMark):
		return key{}, fmt.Errorf("is a public key (%s), which cannot sign: want the private one, %s", publicMark, privateMark)
	}
	return s.shared(secret)
}

// shared reads a secret that both sides have.
func (s Scheme) shared(secret string) (key, error) {
	switch {
	case secret == "":
		return key{}, errors.New("is empty")
	case strings.ContainsFunc(secret, func(c rune) bool { return c < ' ' || c == 0x7f }):
		return key{}, errors.New("has a control character, perhaps a newline at its end")
	}
	bytes, err := s.decodeKey(strings.TrimPrefix(secret, s.KeyMark))
	if err != nil {
		return key{}, err
	}
	if least := max(1, s.MinKey); len(bytes) < least {
		return key{}, fmt.Errorf("has %d bytes once decoded, want at least %d", len(bytes), least)
	}
	return key{secret: bytes}, nil
}

func (s Scheme) decodeKey(text string) ([]byte, error) {
	if s.Key == "" || s.Key == "text" {
		return []byte(text), nil
	}
	bytes, err := decode(s.Key, text)
	if err != nil {
		return nil, fmt.Errorf("is not valid %s, as the scheme says it is", s.Key)
	}
	return bytes, nil
}

func readPublic(text string) (key, error) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(bytes) != ed25519.PublicKeySize {
		return key{}, fmt.Errorf("is no Ed25519 key: want %s and %d bytes in base64", publicMark, ed25519.PublicKeySize)
	}
	return key{public: bytes}, nil
}

// readPrivate reads a key of 64 bytes, or its seed of 32.
func readPrivate(text string) (key, error) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err == nil && len(bytes) == ed25519.PrivateKeySize:
		return key{private: bytes}, nil
	case err == nil && len(bytes) == ed25519.SeedSize:
		return key{private: ed25519.NewKeyFromSeed(bytes)}, nil
	}
	return key{}, fmt.Errorf("is no Ed25519 key: want %s and %d or %d bytes in base64", privateMark, ed25519.PrivateKeySize, ed25519.SeedSize)
}

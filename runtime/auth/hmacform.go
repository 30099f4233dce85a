package auth

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// newHash returns the hash of a name, nil if there is none. MD5 and SHA-1 are broken where an attacker chooses what is
// hashed. As a checksum of a body that is itself signed (Content-MD5) that does no harm, and HMAC-SHA-1 does not rest on
// what is broken, so both are there for the vendors that demand them; HMAC-MD5 is demanded by none, and refused.
func newHash(name string) func() hash.Hash {
	switch name {
	case "sha256", "":
		return sha256.New
	case "sha384":
		return sha512.New384
	case "sha512":
		return sha512.New
	case "sha1":
		return sha1.New
	case "md5":
		return md5.New
	}
	return nil
}

func isEncoding(name string) bool {
	switch name {
	case "", "hex", "HEX", "base64", "base64url":
		return true
	}
	return false
}

// encode writes bytes as text, or leaves them as they are.
func encode(encoding string, sum []byte) string {
	switch encoding {
	case "HEX":
		return strings.ToUpper(hex.EncodeToString(sum))
	case "base64":
		return base64.StdEncoding.EncodeToString(sum)
	case "base64url":
		return base64.RawURLEncoding.EncodeToString(sum)
	case "raw":
		return string(sum)
	}
	return hex.EncodeToString(sum)
}

// decodeKey reads a secret as it is written, with or without padding. Nothing of it is in the error.
func decodeKey(form, secret string) ([]byte, error) {
	var key []byte
	var err error
	switch form {
	case "", "text":
		return []byte(secret), nil
	case "hex":
		key, err = hex.DecodeString(secret)
	case "base64":
		key, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(secret, "="))
	case "base64url":
		key, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(secret, "="))
	default:
		return nil, fmt.Errorf("the secret is written as %q: want text, hex, base64 or base64url", clip(form))
	}
	if err != nil {
		return nil, errors.New("the secret is not valid " + form + ", as the scheme says it is")
	}
	return key, nil
}

func isTimestamp(form string) bool {
	switch form {
	case "", "unix", "unix-ms", "rfc3339", "rfc3339-ms", "http", "basic":
		return true
	}
	return false
}

// formatTime writes a time of UTC.
func formatTime(form string, t time.Time) string {
	switch form {
	case "unix-ms":
		return strconv.FormatInt(t.UnixMilli(), 10)
	case "rfc3339":
		return t.Format(time.RFC3339)
	case "rfc3339-ms":
		return t.Format("2006-01-02T15:04:05.000Z07:00")
	case "http":
		return t.Format(http.TimeFormat)
	case "basic":
		return t.Format("20060102T150405Z")
	}
	return strconv.FormatInt(t.Unix(), 10)
}

// nonce is the same throughout one signature.
func (s *signing) nonce() string {
	if s.once == "" {
		s.once = s.newNonce()
	}
	return s.once
}

func (s *signing) newNonce() string {
	switch s.scheme.Nonce {
	case "hex":
		return hex.EncodeToString(randomBytes())
	case "increasing":
		return strconv.FormatInt(s.next(), 10)
	}
	return uuid()
}

// next is the time in microseconds, or one more than the last if that is not less. A clock that is set back does not
// make it fall: the server would refuse it.
func (s *signing) next() int64 {
	for {
		last := s.last.Load()
		next := max(s.now.UnixMicro(), last+1)
		if s.last.CompareAndSwap(last, next) {
			return next
		}
	}
}

func randomBytes() []byte {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return b
}

// uuid is a random UUID (RFC 9562, version 4).
func uuid() string {
	b := randomBytes()
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

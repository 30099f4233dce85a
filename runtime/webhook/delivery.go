package webhook

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// delivery is what a scheme finds in a request.
type delivery struct {
	r          *http.Request
	body       []byte
	url        string // of the scheme
	id         string
	timestamp  string
	at         time.Time
	signatures []signature
}

// signature is one of several, decoded.
type signature struct {
	sum     []byte
	ed25519 bool
}

// maxSignatures is more than the secrets that anybody has at a time. Each costs a comparison, before it is known who sends.
const maxSignatures = 32

// read finds the parts that the scheme wants. An error is ErrMalformed.
func (s Scheme) read(r *http.Request, body []byte) (*delivery, error) {
	d := &delivery{r: r, body: body, url: s.URL}
	items, err := s.items(r.Header)
	if err != nil {
		return nil, err
	}
	d.signatures = s.decodeAll(items)
	if s.ID.Header != "" && strings.Contains(s.Sign, "{id}") {
		if d.id, err = single(r.Header, s.ID.Header); err != nil {
			return nil, err
		}
	}
	if s.Timestamp.isZero() {
		return d, nil
	}
	if d.timestamp, err = s.timestamp(r.Header, items); err != nil {
		return nil, err
	}
	d.at, err = parseTime(s.Timestamp.Form, d.timestamp)
	return d, err
}

// items are the parts of the signature's header.
func (s Scheme) items(h http.Header) ([]string, error) {
	lines := h.Values(s.Header)
	var items []string
	for _, line := range lines {
		parts := []string{line}
		if s.Separator != "" {
			parts = strings.SplitN(line, s.Separator, 2*maxSignatures)
		}
		for _, part := range parts {
			if part = strings.TrimSpace(part); part != "" {
				items = append(items, part)
			}
		}
	}
	switch {
	case len(items) == 0:
		return nil, fmt.Errorf("%w: it has no %s", ErrMalformed, s.Header)
	case len(items) > maxSignatures:
		return nil, fmt.Errorf("%w: %s has more than %d items", ErrMalformed, s.Header, maxSignatures)
	}
	return items, nil
}

// decodeAll decodes those of a known version. What does not decode verifies no more than what does not fit.
func (s Scheme) decodeAll(items []string) (all []signature) {
	for _, item := range items {
		text, asymmetric := strings.CutPrefix(item, s.Ed25519)
		if asymmetric = asymmetric && s.Ed25519 != ""; !asymmetric {
			var known bool
			if text, known = strings.CutPrefix(item, s.Prefix); !known {
				continue
			}
		}
		if sum, err := decode(s.Encoding, text); err == nil {
			all = append(all, signature{sum, asymmetric})
		}
	}
	return all
}

// timestamp is the time as it was sent.
func (s Scheme) timestamp(h http.Header, items []string) (string, error) {
	if s.Timestamp.Header != "" {
		return single(h, s.Timestamp.Header)
	}
	found, count := "", 0
	for _, item := range items {
		if text, ok := strings.CutPrefix(item, s.Timestamp.Item); ok {
			found, count = text, count+1
		}
	}
	if count != 1 {
		return "", fmt.Errorf("%w: %s has %d items %s, want one", ErrMalformed, s.Header, count, s.Timestamp.Item)
	}
	return found, nil
}

// single is the value of a header that is sent once: of two, another program may read the other.
func single(h http.Header, name string) (string, error) {
	values := h.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", fmt.Errorf("%w: it has %d headers %s, want one that is not empty", ErrMalformed, len(values), name)
	}
	return values[0], nil
}

// parseTime reads a timestamp. Digits are digits alone, few enough for any year that matters: no sign, no space, no fraction.
func parseTime(form, text string) (time.Time, error) {
	if form == "rfc3339" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return at, fmt.Errorf("%w: the timestamp is not of RFC 3339", ErrMalformed)
		}
		return at, nil
	}
	digits := 12
	if form == "unix-ms" {
		digits = 15
	}
	if text == "" || len(text) > digits || strings.Trim(text, "0123456789") != "" {
		return time.Time{}, fmt.Errorf("%w: the timestamp is not of 1 to %d digits", ErrMalformed, digits)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if form == "unix-ms" {
		return time.UnixMilli(n), err
	}
	return time.Unix(n, 0), err
}

// formatTime writes a timestamp.
func formatTime(form string, at time.Time) string {
	switch form {
	case "unix-ms":
		return strconv.FormatInt(at.UnixMilli(), 10)
	case "rfc3339":
		return at.UTC().Format(time.RFC3339)
	}
	return strconv.FormatInt(at.Unix(), 10)
}

// newHash returns the hash of a name, nil if there is none. HMAC-SHA-1 does not rest on what is broken of SHA-1.
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
	}
	return nil
}

// decode reads bytes as they are written, with or without padding.
func decode(encoding, text string) ([]byte, error) {
	switch encoding {
	case "base64":
		return base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	case "base64url":
		return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	}
	return hex.DecodeString(text)
}

func encode(encoding string, sum []byte) string {
	switch encoding {
	case "base64":
		return base64.StdEncoding.EncodeToString(sum)
	case "base64url":
		return base64.RawURLEncoding.EncodeToString(sum)
	}
	return hex.EncodeToString(sum)
}

func isEncoding(name string) bool {
	return name == "" || name == "hex" || name == "base64" || name == "base64url"
}

package auth

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	rt "github.com/apigen-go/apigen/runtime/internal/template"
)

// compile reads the scheme and collects all that is wrong with it.
func (h *hmacSigner) compile(secret string) {
	h.scheme.Set = slices.Clone(h.scheme.Set)
	h.scheme.Headers = slices.Clone(h.scheme.Headers)
	h.compileKey(secret)
	h.checkForms()
	if h.scheme.Sign == "" {
		h.complain("Sign", errors.New(`empty: want what is signed, such as "{timestamp}{method}{target}{body}"`))
	}
	h.sign = h.template("Sign", h.scheme.Sign, "signature")
	h.canonical = h.template("Canonical", h.scheme.Canonical, "signature", "canonical")
	for i, step := range h.scheme.DeriveKey {
		h.derive = append(h.derive, h.template(fmt.Sprintf("DeriveKey[%d]", i), step, "signature"))
	}
	for i, field := range h.scheme.Set {
		h.values = append(h.values, h.field(fmt.Sprintf("Set[%d]", i), field, "signature"))
	}
	h.signature = h.field("Signature", h.scheme.Signature)
	if !strings.Contains(h.scheme.Signature.Value, "{signature}") {
		h.complain("Signature", errors.New("the value has no {signature}"))
	}
	h.checkUse()
}

func (h *hmacSigner) complain(where string, err error) {
	h.errs = append(h.errs, fmt.Errorf("HMAC scheme, %s: %w", where, err))
}

// compileKey checks the secret and the key id. The secret is kept as the bytes of the key only.
func (h *hmacSigner) compileKey(secret string) {
	if err := checkSecret("the secret", secret); err != nil {
		h.errs = append(h.errs, err)
		return
	}
	key, err := decodeKey(h.scheme.Key, secret)
	if err == nil && len(key) == 0 {
		err = errors.New("the secret is empty once decoded")
	}
	if err != nil {
		h.errs = append(h.errs, err)
	}
	h.key = append([]byte(h.scheme.KeyPrefix), key...)
}

// checkForms checks what is chosen by a word.
func (h *hmacSigner) checkForms() {
	s := &h.scheme
	if s.Algorithm == "md5" || newHash(s.Algorithm) == nil {
		h.complain("Algorithm", fmt.Errorf("%q: want sha256, sha384, sha512 or sha1", clip(s.Algorithm)))
	}
	if !isEncoding(s.Encoding) {
		h.complain("Encoding", fmt.Errorf("%q: want hex, HEX, base64 or base64url", clip(s.Encoding)))
	}
	if !isTimestamp(s.Timestamp) {
		h.complain("Timestamp", fmt.Errorf("%q: want unix, unix-ms, rfc3339, rfc3339-ms, http or basic", clip(s.Timestamp)))
	}
	if s.Nonce != "" && s.Nonce != "uuid" && s.Nonce != "hex" && s.Nonce != "increasing" {
		h.complain("Nonce", fmt.Errorf("%q: want uuid, hex or increasing", clip(s.Nonce)))
	}
	for _, name := range s.Headers {
		if !isToken(strings.TrimSuffix(name, "*")) {
			h.complain("Headers", fmt.Errorf("%q: want the name of a header, or the beginning of names and a star", clip(name)))
		}
	}
}

// template reads one, in which some placeholders have no meaning.
func (h *hmacSigner) template(where, text string, banned ...string) template {
	t, errs := rt.Parse(text, func(placeholder string) (value, error) {
		name, _, _ := strings.Cut(placeholder, ":")
		if slices.Contains(banned, name) {
			return nil, fmt.Errorf("{%s} has no meaning here", clip(placeholder))
		}
		return valueOf(placeholder)
	})
	for _, err := range errs {
		h.complain(where, err)
	}
	return t
}

// field reads where a value goes and what it is.
func (h *hmacSigner) field(where string, f HMACField, banned ...string) template {
	switch {
	case f.In != "header" && f.In != "query":
		h.complain(where, fmt.Errorf("in %q: want header or query", clip(f.In)))
	case f.In == "header" && !isToken(f.Name):
		h.complain(where, fmt.Errorf("%q is no name of a header", clip(f.Name)))
	case f.Name == "":
		h.complain(where, errors.New("the parameter has no name"))
	}
	if strings.ContainsFunc(f.Value, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		h.complain(where, errors.New("the value has a control character, perhaps a newline at its end"))
	}
	return h.template(where, f.Value, banned...)
}

// checkUse finds what is described but never used, and the reverse: each is a signature that the server refuses, without
// saying why.
func (h *hmacSigner) checkUse() {
	s := &h.scheme
	texts := append([]string{s.Sign, s.Canonical, s.Signature.Value}, s.DeriveKey...)
	for _, field := range s.Set {
		texts = append(texts, field.Value)
	}
	all := strings.Join(texts, "\n")
	uses := func(name string) bool {
		return strings.Contains(all, "{"+name+"}") || strings.Contains(all, "{"+name+":")
	}
	if uses("keyid") && h.keyID == "" {
		h.errs = append(h.errs, errors.New("the key id is empty, and the HMAC scheme sends or signs it"))
	}
	if strings.ContainsFunc(h.keyID, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		h.errs = append(h.errs, errors.New("the key id has a control character, perhaps a newline at its end"))
	}
	if lists := uses("headers") || uses("signed-headers"); lists != (len(s.Headers) > 0) {
		h.complain("Headers", errors.New("the list and the placeholder {headers} need each other"))
	}
	if uses("canonical") != (s.Canonical != "") {
		h.complain("Canonical", errors.New("the template and the placeholder {canonical} need each other"))
	}
	if s.Unsigned != "" && !uses("body") {
		h.complain("Unsigned", errors.New("no template has {body}"))
	}
}

// isToken reports whether s can be the name of a header (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	for _, c := range []byte(s) {
		if !isUnreserved(c) && strings.IndexByte("!#$%&'*+^`|", c) < 0 {
			return false
		}
	}
	return s != ""
}

package auth

import (
	"context"
	"crypto/hmac"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// HMACScheme describes how an API wants its requests signed with a shared secret (HMAC, RFC 2104). What is signed, and what
// is set in the request, are templates: text with placeholders, where {{ and }} stand for the braces themselves.
//
//	{method} {method:lower}   GET, get
//	{path}                    as it is sent, escaped: /v1/a%20b
//	{path:encoded}            each segment with everything escaped that RFC 3986 does not call unreserved
//	{path:twice}              as it is sent, escaped once more (AWS beside S3)
//	{query}                   as it is sent, without the question mark
//	{query:sorted}            by name and value, escaped as {path:encoded} is, a name alone as name=
//	{query:lines}             "\nname:value,value" for each name in lower case, sorted, not escaped (Azure)
//	{target}                  path and query as they are sent: /v1/orders?limit=2
//	{url} {host}              https://api.example.com/v1/orders?limit=2, api.example.com
//	{header:X-Date}           the value of a header, several joined by ", "; "" if it is not sent
//	{headers}                 "name:value\n" for each of Headers that is sent, sorted, names in lower case
//	{signed-headers}          their names: host;x-date
//	{length}                  bytes of the body; "" without a body or if unknown
//	{timestamp} {date}        the time in the form of Timestamp; the day in UTC: 20150830
//	{nonce}                   fresh for each attempt, in the form of Nonce
//	{keyid}                   the key id
//	{body}                    the body as it is sent
//	{body:sha256:hex}         its digest: md5, sha1, sha256, sha384 or sha512 as hex, HEX, base64, base64url or raw bytes
//	{canonical}               what the template Canonical gives, for schemes that sign a digest of a text
//	{canonical:sha256:hex}    its digest, in the forms of {body}
//	{signature}               in Signature only
//
// An API that wants base64 of the HMAC-SHA-256 over the time, the method, the path and the body:
//
//	auth.HMACScheme{
//		Sign:      "{timestamp}{method}{target}{body}",
//		Set:       []auth.HMACField{{In: "header", Name: "X-Key", Value: "{keyid}"}, {In: "header", Name: "X-Time", Value: "{timestamp}"}},
//		Signature: auth.HMACField{In: "header", Name: "X-Signature", Value: "{signature}"},
//		Encoding:  "base64",
//	}
type HMACScheme struct {
	Sign      string      // what is signed: "{timestamp}.{method}.{target}.{body:sha256:hex}"
	Canonical string      // what {canonical} stands for: "{method}\n{path}\n{query:sorted}\n{body:sha256:hex}"; "" if unused
	Headers   []string    // of {headers}: "host", "content-type", "x-amz-*"
	Set       []HMACField // set before signing, in this order: {"header", "X-Date", "{timestamp}"}, {"query", "nonce", "{nonce}"}
	Signature HMACField   // set last: {"header", "Authorization", `Signature keyId="{keyid}",signature="{signature}"`}

	Algorithm string   // "sha256" (also ""), "sha384", "sha512"; "sha1" where the vendor has nothing better
	Encoding  string   // of the signature: "hex" (also ""), "HEX", "base64", "base64url" (without padding)
	Key       string   // how the secret is written: "text" (also ""), "hex", "base64", "base64url"
	KeyPrefix string   // put before the secret: "AWS4"
	DeriveKey []string // templates; each is signed with the key before and gives the next key: "{date}", "eu-west-1", "s3"

	Timestamp string // "unix" (also ""), "unix-ms", "rfc3339", "rfc3339-ms", "http" (RFC 9110), "basic" (20150830T123600Z)
	Nonce     string // "uuid" (also ""), "hex" (16 random bytes), "increasing" (microseconds since 1970, never twice)
	Unsigned  string // stands for {body} and its digests if the body can be read only once: "UNSIGNED-PAYLOAD"; "": refused
}

// HMACField is a header or a query parameter that a signed request has.
type HMACField struct {
	In    string // "header" or "query"
	Name  string // "X-Signature"
	Value string // a template: "sha256={signature}"
}

// HMAC signs each attempt with a secret, as the scheme describes it, by the API's clock. The signature covers the headers
// of the attempt, so it is another for each; in a combination of credentials it has to come last. A body that can be read
// only once is an error before anything is sent, unless the scheme does not sign the body or allows an unsigned one.
// Mistakes in the scheme are errors of runtime.New, all at once.
func HMAC(scheme HMACScheme, keyID, secret string) runtime.Authorizer {
	h := &hmacSigner{scheme: scheme, keyID: keyID}
	h.compile(secret)
	return h
}

// hmacSigner does not change once compiled, but for the last nonce.
type hmacSigner struct {
	sealed
	scheme          HMACScheme
	keyID           string
	key             []byte
	sign, canonical template
	derive, values  []template // values: of Set
	signature       template
	errs            []error
	last            atomic.Int64 // nonce of form "increasing"
}

// Check refuses an empty secret, and a scheme that does not say what to do.
func (h *hmacSigner) Check() error { return errors.Join(h.errs...) }

// Authorize signs by the local clock.
func (h *hmacSigner) Authorize(ctx context.Context, r *http.Request) error {
	return h.AuthorizeAt(ctx, r, time.Now())
}

// AuthorizeAt signs at a time, which is that of the API's clock.
func (h *hmacSigner) AuthorizeAt(_ context.Context, r *http.Request, now time.Time) error {
	if err := h.Check(); err != nil {
		return err
	}
	s := &signing{hmacSigner: h, r: r, now: now.UTC()}
	h.scheme.Signature.unset(r)
	for i, field := range h.scheme.Set {
		value, err := h.values[i].Expand(s)
		if err != nil {
			return err
		}
		field.set(r, value)
	}
	if err := s.finish(); err != nil {
		return err
	}
	value, err := h.signature.Expand(s)
	if err != nil {
		return err
	}
	h.scheme.Signature.set(r, value)
	return s.rewind()
}

// finish computes the signature of what has been set by now.
func (s *signing) finish() error {
	key, err := s.derivedKey()
	if err != nil {
		return err
	}
	mac := hmac.New(newHash(s.scheme.Algorithm), key)
	if err := s.sign.Write(s, mac); err != nil {
		return err
	}
	s.mac = encode(s.scheme.Encoding, mac.Sum(nil))
	return nil
}

// derivedKey takes the key through the steps of DeriveKey.
func (s *signing) derivedKey() ([]byte, error) {
	key := s.key
	for _, step := range s.derive {
		mac := hmac.New(newHash(s.scheme.Algorithm), key)
		if err := step.Write(s, mac); err != nil {
			return nil, err
		}
		key = mac.Sum(nil)
	}
	return key, nil
}

func (f HMACField) set(r *http.Request, value string) {
	if f.In == "query" {
		f.unset(r)
		addQuery(r.URL, f.Name, value)
		return
	}
	r.Header.Set(f.Name, value)
}

// unset removes a parameter of that name from the query, where a redirect may have brought back the signature of the
// request before. The rest of the query stays as it was encoded.
func (f HMACField) unset(r *http.Request) {
	if f.In != "query" || r.URL.RawQuery == "" {
		return
	}
	kept := slices.DeleteFunc(strings.Split(r.URL.RawQuery, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		return err == nil && name == f.Name
	})
	r.URL.RawQuery = strings.Join(kept, "&")
}

// errUnreadable is for a signature over a body that would be gone once read.
var errUnreadable = errors.New("signing: the body can be read only once, and the scheme signs it: " +
	"give it as bytes or as an io.Seeker, or use runtime.WithBuffer")

package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/template"
)

type value = template.Value[*delivery]

// valueOf returns the value of a placeholder, by what stands between the braces: "body:sha256:hex".
func (s Scheme) valueOf(placeholder string) (value, error) {
	name, form, _ := strings.Cut(placeholder, ":")
	switch {
	case name == "header" && isName(form):
		return template.Text(func(d *delivery) string { return strings.Join(d.r.Header.Values(form), ", ") }), nil
	case placeholder == "body":
		return func(d *delivery, w io.Writer) error {
			_, err := w.Write(d.body)
			return err
		}, nil
	case name == "body":
		return digestValue(placeholder, form)
	case placeholder == "params":
		return writeParams, nil
	}
	if get := textOf(placeholder); get != nil {
		return template.Text(get), nil
	}
	return nil, fmt.Errorf("{%s} is no placeholder (those of Scheme, such as {body}, {timestamp}; {{ is a brace)", template.Clip(placeholder))
}

// textOf returns what gives the text of a placeholder, nil if there is none of that name.
func textOf(placeholder string) func(*delivery) string {
	switch placeholder {
	case "id":
		return func(d *delivery) string { return d.id }
	case "timestamp":
		return func(d *delivery) string { return d.timestamp }
	case "method":
		return func(d *delivery) string { return d.r.Method }
	case "url":
		return (*delivery).address
	case "target":
		return func(d *delivery) string { return d.r.URL.RequestURI() }
	case "path":
		return func(d *delivery) string { return d.r.URL.EscapedPath() }
	case "host":
		return func(d *delivery) string { return hostOf(d.r) }
	}
	return nil
}

// digestValue is a digest of the body.
func digestValue(placeholder, form string) (value, error) {
	algorithm, encoding, _ := strings.Cut(form, ":")
	if algorithm == "" || newHash(algorithm) == nil || encoding == "" || !isEncoding(encoding) {
		return nil, fmt.Errorf("{%s}: want sha1, sha256, sha384 or sha512 after the first colon, and hex, base64 or base64url after the second",
			template.Clip(placeholder))
	}
	return template.Text(func(d *delivery) string {
		sum := newHash(algorithm)()
		sum.Write(d.body)
		return encode(encoding, sum.Sum(nil))
	}), nil
}

// address is the URL that the sender was told. What a proxy says about it is not read: anybody can say it.
func (d *delivery) address() string {
	if d.url == "" {
		scheme := "http"
		if d.r.TLS != nil || d.r.URL.Scheme == "https" {
			scheme = "https"
		}
		return scheme + "://" + hostOf(d.r) + d.r.URL.RequestURI()
	}
	if d.r.URL.RawQuery == "" {
		return d.url
	}
	return d.url + "?" + d.r.URL.RawQuery
}

func hostOf(r *http.Request) string {
	if r.Host != "" {
		return r.Host
	}
	return r.URL.Host
}

func isForm(r *http.Request) bool {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return mediaType == "application/x-www-form-urlencoded"
}

// digestParam has the SHA-256 of a body that is no form.
const digestParam = "bodySHA256"

// writeParams writes the parameters of a form. A body that is none is not signed itself, but its digest in the query is.
func writeParams(d *delivery, w io.Writer) error {
	if !isForm(d.r) {
		return checkDigest(d)
	}
	params, err := url.ParseQuery(string(d.body))
	if err != nil {
		return fmt.Errorf("%w: the body is no form", ErrMalformed)
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		values := params[name]
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			io.WriteString(w, name+v)
		}
	}
	return nil
}

func checkDigest(d *delivery) error {
	sent, err := hex.DecodeString(d.r.URL.Query().Get(digestParam))
	sum := sha256.Sum256(d.body)
	if err != nil || !hmac.Equal(sent, sum[:]) {
		return fmt.Errorf("%w: the body does not have the digest of the query", ErrSignature)
	}
	return nil
}

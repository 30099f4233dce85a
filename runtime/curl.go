package runtime

import (
	"net/http"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// WithCurl hands f every request of a call as a command line of curl, just before it is sent: to be run, or shown to the vendor.
// What may be a secret is REDACTED: credentials, headers and query parameters that are not known to be harmless, and in a path
// or a body of JSON what has the name or the look of a secret. A body that is no JSON, or longer than 64 KiB, is left out. A
// panic of f is swallowed. Default, and nil: nothing.
func WithCurl(f func(command string)) Option {
	return option{"WithCurl", anywhere, func(s *settings) error {
		s.curl = f
		return nil
	}}
}

// showCurl hands the caller the attempt's request as a command line.
func (a *attempt) showCurl() {
	if f := a.call.set.curl; f != nil {
		harmless(func() { f(a.curl()) })
	}
}

const maxCurlBody = 64 << 10

// curl is the attempt's request as a command line for a POSIX shell.
func (a *attempt) curl() string {
	r, names := a.req, a.call.op.Redact
	secrets := a.secrets()
	words := []string{"curl"}
	if r.Method != http.MethodGet {
		words = append(words, "-X", r.Method)
	}
	target := r.URL.Scheme + "://" + r.URL.Host + secrets.Text(r.URL.EscapedPath())
	if query := redact.Query(r.URL.RawQuery, names...); query != "" {
		target += "?" + query
	}
	words = append(words, shellQuote(target))
	for _, line := range redact.Header(r.Header, names...).Group() {
		if line.Key == "Content-Encoding" { // the body is shown before
			continue
		}
		words = append(words, "-H", shellQuote(line.Key+": "+line.Value.String()))
	}
	if b := a.call.body; b != nil && r.Body != nil && len(b.JSON) <= maxCurlBody {
		if text, ok := secrets.JSON(b.JSON, maxCurlBody); ok {
			words = append(words, "--data-raw", shellQuote(text))
		}
	}
	return strings.Join(words, " ")
}

// shellQuote makes one word of a text for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

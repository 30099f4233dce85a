package redact

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// ExcerptBytes is how long an excerpt may be.
const ExcerptBytes = 512

// Excerpt returns the beginning of a body, for a developer to see what came in place of what was expected. What looks
// like a secret, and the credentials of the request, are masked.
func Excerpt(body []byte, r *http.Request) []byte {
	text := maskMembers(string(body[:min(len(body), 2*ExcerptBytes)]))
	for name, values := range r.Header {
		if slices.Contains(safeHeaders[:], name) {
			continue
		}
		for _, v := range values {
			text = mask(text, v[strings.LastIndexByte(v, ' ')+1:])
		}
	}
	if query, err := url.ParseQuery(r.URL.RawQuery); err == nil {
		for name := range query {
			if isSecretName(name) {
				text = mask(text, query.Get(name))
			}
		}
	}
	return []byte(text[:min(len(text), ExcerptBytes)])
}

func mask(text, secret string) string {
	if len(secret) < 6 {
		return text
	}
	return strings.ReplaceAll(text, secret, redacted)
}

// maskMembers masks the values of JSON members whose names are those of secrets: `"api_key": "x"`. It reads text that may
// be no JSON, or end anywhere.
func maskMembers(text string) string {
	var b strings.Builder
	for {
		name, before, after, found := nextMember(text)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		text = after
		if !isSecretName(name) {
			continue
		}
		end := strings.IndexAny(text, ",}]\n")
		if strings.HasPrefix(text, `"`) {
			end = exact.StringEnd([]byte(text), 0)
		}
		if end < 0 {
			end = len(text)
		}
		b.WriteString(`"` + redacted + `"`)
		text = text[end:]
	}
}

// nextMember finds the next `"name":` and returns the text up to where its value begins, and the text from there.
func nextMember(text string) (name, before, after string, found bool) {
	for i := 0; i < len(text); {
		if text[i] != '"' {
			i++
			continue
		}
		end := exact.StringEnd([]byte(text), i)
		rest := strings.TrimLeft(text[end:], " \t\r\n")
		if strings.HasPrefix(rest, ":") {
			rest = strings.TrimLeft(rest[1:], " \t\r\n")
			return strings.Trim(text[i:end], `"`), text[:len(text)-len(rest)], rest, true
		}
		i = end
	}
	return "", text, "", false
}

// isSecretName reports whether a member or parameter of that name holds a secret, in any case and with any separators.
func isSecretName(name string) bool {
	plain := strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(name))
	return slices.ContainsFunc(secretNames[:], func(part string) bool { return strings.Contains(plain, part) })
}

var secretNames = [...]string{
	"token", "secret", "password", "passwd", "authorization", "apikey", "cookie", "session", "card", "cvv", "cvc", "iban", "ssn",
	"signature", "private", "credential", "accountnumber",
}

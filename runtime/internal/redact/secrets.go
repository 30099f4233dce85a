package redact

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Secrets is what is known of the secrets of one request: by what names they go, and the values that the request carries.
type Secrets struct {
	names  []string // of the document, plain
	values []string
}

// SecretsOf collects the secrets of a request: what its headers and its query hold, and the names that the document marks.
func SecretsOf(r *http.Request, names []string) *Secrets {
	s := &Secrets{names: plainNames(names)}
	if r == nil {
		return s
	}
	for name, values := range r.Header {
		if slices.Contains(safeHeaders[:], name) {
			continue
		}
		for _, v := range values {
			s.addHeader(v)
		}
	}
	if r.URL != nil {
		query, _ := url.ParseQuery(r.URL.RawQuery) // what cannot be parsed is no credential of ours
		for name, values := range query {
			if s.isSecretName(name) {
				s.values = append(s.values, values...)
			}
		}
	}
	return s
}

// addHeader adds a value, without the scheme before it, and the password in it.
func (s *Secrets) addHeader(value string) {
	value = value[strings.LastIndexByte(value, ' ')+1:]
	s.values = append(s.values, value)
	if plain, err := base64.StdEncoding.DecodeString(value); err == nil {
		if _, password, ok := strings.Cut(string(plain), ":"); ok {
			s.values = append(s.values, password)
		}
	}
}

// Add takes values to be secret.
func (s *Secrets) Add(values ...string) { s.values = append(s.values, values...) }

// Text returns a text with its secrets masked.
func (s *Secrets) Text(text string) string { return s.text(text) }

func plainNames(names []string) []string {
	plain := make([]string, len(names))
	for i, name := range names {
		plain[i] = plainName(name)
	}
	return plain
}

// minSecret is the length from which a credential is looked for in texts: shorter ones are found everywhere by chance.
const minSecret = 6

// text masks what is secret in a text of any kind.
func (s *Secrets) text(text string) string {
	for _, v := range s.values {
		if len(v) >= minSecret {
			text = strings.ReplaceAll(text, v, redacted)
		}
	}
	if strings.Contains(text, `"`) {
		text = s.maskMembers(text)
	}
	if strings.Contains(text, "=") {
		text = s.maskPairs(text)
	}
	return maskShapes(text)
}

// maskPairs masks the values of name=value, as forms and queries have them.
func (s *Secrets) maskPairs(text string) string {
	var b strings.Builder
	for {
		at := strings.IndexByte(text, '=')
		if at < 0 {
			return b.String() + text
		}
		name := text[strings.LastIndexAny(text[:at], "&?;,\n\t \"'<>")+1 : at]
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		b.WriteString(text[:at+1])
		text = text[at+1:]
		if s.isSecretName(name) {
			b.WriteString(redacted)
			if at = strings.IndexAny(text, "&;\n\t \"'<>"); at < 0 {
				return b.String()
			}
			text = text[at:]
		}
	}
}

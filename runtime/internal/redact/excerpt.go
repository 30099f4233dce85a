package redact

import (
	"bytes"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// ExcerptBytes is how long an excerpt may be.
const ExcerptBytes = 512

// excerptSource is how much of a body is looked at for an excerpt: what is masked gets shorter, and what is cut in two is not
// recognised.
const excerptSource = 32 * ExcerptBytes

// Excerpt returns the beginning of a body, for a developer to see what came in place of what was expected. What looks
// like a secret, and what is known of the secrets of the request, is masked.
func Excerpt(body []byte, s *Secrets) []byte {
	text := s.text(string(body[:min(len(body), excerptSource)]))
	return []byte(text[:min(len(text), ExcerptBytes)])
}

// maskMembers masks the values of JSON members whose names are those of secrets: `"api_key": "x"`. It reads text that may
// be no JSON, or end anywhere, so that a name is what stands between a quote before a colon and the quote before that.
func (s *Secrets) maskMembers(text string) string {
	data := []byte(text)
	var b strings.Builder
	done, name := 0, -1 // what is written; where the last name may begin
	for i := 0; i < len(data); i++ {
		if data[i] != '"' {
			continue
		}
		value, isMember := valueAfter(data, i+1)
		if !isMember || name < 0 || value == len(data) || !s.isSecretName(looseName(text[name:i])) {
			name = i + 1
			continue
		}
		b.WriteString(text[done:value] + `"` + redacted + `"`)
		done = looseEnd(data, value)
		i, name = done-1, -1
	}
	b.WriteString(text[done:])
	return b.String()
}

// valueAfter returns where the value of a member begins whose name ends before data[i].
func valueAfter(data []byte, i int) (int, bool) {
	i = skipSpace(data, i)
	if i == len(data) || data[i] != ':' {
		return i, false
	}
	return skipSpace(data, i+1), true
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// looseEnd returns where the value ends that begins at data[i].
func looseEnd(data []byte, i int) int {
	if bytes.IndexByte([]byte(`"[{`), data[i]) >= 0 {
		return exact.ValueEnd(data, i)
	}
	if end := bytes.IndexAny(data[i:], ",}]\n"); end >= 0 {
		return i + end
	}
	return len(data)
}

// looseName is what a name means, or the name itself if it is no JSON.
func looseName(name string) string {
	if plain := exact.Unquote([]byte(`"` + name + `"`)); plain != "" {
		return plain
	}
	return name
}

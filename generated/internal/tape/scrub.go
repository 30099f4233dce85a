package tape

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/dnaeon/go-vcr/v2/cassette"
)

// redacted stands for what nobody may read.
const redacted = "REDACTED"

// fixedKey stands for the random keys of writes, so that a cassette that is recorded again is the same.
const fixedKey = "00000000-0000-4000-8000-000000000000"

// secretHeaders are scrubbed in requests and answers.
var secretHeaders = []string{"Authorization", "Proxy-Authorization", "X-Api-Key", "Cookie", "Set-Cookie"}

// secretMembers are scrubbed in JSON and in forms, in any case and with any separator.
var secretMembers = regexp.MustCompile(`(?i)^(.*[_\-\[.]|)(access_?token|refresh_?token|id_?token|client_?secret|client_?assertion|password|number|iban)\]?$`)

// scrub takes the secrets out of an interaction, and what differs from one recording to the next.
func scrub(i *cassette.Interaction) error {
	i.Request.Headers = scrubHeader(i.Request.Headers)
	i.Response.Headers = scrubHeader(i.Response.Headers)
	i.Request.Body = scrubBody(i.Request.Headers.Get("Content-Type"), i.Request.Body)
	i.Response.Body = scrubBody(i.Response.Headers.Get("Content-Type"), i.Response.Body)
	i.Request.Form = nil // the body says the same
	i.Response.Duration = 0
	return nil
}

// scrubHeader works on a copy: the original belongs to a request that is still in somebody's hands.
func scrubHeader(h http.Header) http.Header {
	out := h.Clone()
	for name := range out {
		if slices.Contains(secretHeaders, http.CanonicalHeaderKey(name)) {
			out[name] = []string{redacted}
		}
	}
	if out.Get("Idempotency-Key") != "" {
		out.Set("Idempotency-Key", fixedKey)
	}
	out.Del("User-Agent") // names the version of Go
	out.Del("Date")
	return out
}

func scrubBody(mediaType, body string) string {
	switch {
	case strings.Contains(mediaType, "json"):
		return scrubJSON(body)
	case strings.HasPrefix(mediaType, "application/x-www-form-urlencoded"):
		return scrubForm(body)
	}
	return body
}

// scrubJSON leaves a body alone that has nothing to hide, so that cassettes show the bytes that were sent.
func scrubJSON(body string) string {
	var value any
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&value); err != nil || !hide(value) {
		return body
	}
	data, err := json.Marshal(value)
	if err != nil {
		return redacted
	}
	return string(data)
}

// hide replaces secret members in place and tells whether there were any.
func hide(value any) (found bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if secretMembers.MatchString(name) {
				v[name], found = redacted, true
			} else if hide(member) {
				found = true
			}
		}
	case []any:
		for _, item := range v {
			found = hide(item) || found
		}
	}
	return found
}

// scrubForm keeps the order of the pairs.
func scrubForm(body string) string {
	pairs := strings.Split(body, "&")
	for i, pair := range pairs {
		escaped, _, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(escaped)
		if err != nil || secretMembers.MatchString(name) {
			pairs[i] = escaped + "=" + redacted
		}
	}
	return strings.Join(pairs, "&")
}

package runtime

import (
	"net/url"

	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// secrets is what is known of the secrets of the attempt's request: what its headers hold, what the document marks, and what
// credentials have added to the query, whatever it is called.
func (a *attempt) secrets() *redact.Secrets {
	s := redact.SecretsOf(a.req, a.call.op.Redact)
	if a.req == nil || a.req.URL.RawQuery == a.url.RawQuery {
		return s
	}
	before, _ := url.ParseQuery(a.url.RawQuery) // what cannot be parsed is no credential of ours
	after, _ := url.ParseQuery(a.req.URL.RawQuery)
	for name, values := range after {
		if before[name] == nil {
			s.Add(values...)
		}
	}
	return s
}

// excerpt is the beginning of a body, for errors.
func (a *attempt) excerpt(data []byte) []byte { return redact.Excerpt(data, a.secrets()) }

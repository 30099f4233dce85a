package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// signingHeaders are the headers of each scheme, all of which a webhook declares whose deliveries are signed so. They are
// facts of the wire, as the names of headers of HTTP are.
var signingHeaders = []struct {
	scheme  string
	headers []string
}{
	{"standard-webhooks", []string{"webhook-id", "webhook-timestamp", "webhook-signature"}},
	{"svix", []string{"svix-id", "svix-timestamp", "svix-signature"}},
	{"github", []string{"x-github-delivery", "x-hub-signature-256"}},
	{"slack", []string{"x-slack-request-timestamp", "x-slack-signature"}},
	{"shopify", []string{"x-shopify-webhook-id", "x-shopify-hmac-sha256"}},
	{"stripe", []string{"stripe-signature"}},
}

// schemeOf is the scheme whose headers all webhooks have. Of a callback alone it says nothing.
func schemeOf(sent []api.Webhook) (scheme, why string) {
	for _, s := range signingHeaders {
		has := func(w api.Webhook) bool {
			return !slices.ContainsFunc(s.headers, func(name string) bool {
				return !slices.ContainsFunc(w.Params, func(p api.Param) bool { return p.In == "header" && strings.EqualFold(p.Name, name) })
			})
		}
		if len(sent) > 0 && !slices.ContainsFunc(sent, func(w api.Webhook) bool { return !has(w) }) {
			return s.scheme, "all webhooks have the headers " + strings.Join(s.headers, ", ")
		}
	}
	return "", ""
}

package webhook

import (
	"time"
)

// Scheme describes how a vendor signs what it sends: plain data, of which there is one for each of some vendors
// ([StandardWebhooks], [Stripe], [GitHub] and others). Any field may be changed before [Scheme.Verifier] is called.
//
// What is signed is a template: text with placeholders, where {{ and }} stand for the braces themselves.
//
//	{body}             the body, byte for byte
//	{body:sha256:hex}  its digest: sha1, sha256, sha384 or sha512 as hex, base64 or base64url
//	{id}               the value of the header ID.Header
//	{timestamp}        the timestamp as it was sent
//	{method}           POST
//	{url}              URL, else what the request shows: https://example.com/hooks?a=b
//	{target} {path}    path and query, path alone, as they were sent
//	{host}             example.com
//	{header:X-Topic}   the value of a header; "" if it was not sent
//	{params}           name and value of each parameter of a form, by name, without separators. Of any other body nothing;
//	                   then its SHA-256 in hex has to be the parameter bodySHA256 of the query, as Twilio sends it
//
// A vendor that sends "X-Signature-SHA256: sha256=<hex>" over the time and the body:
//
//	webhook.Scheme{
//		Name:      "acme",
//		Sign:      "{timestamp}.{body}",
//		Header:    "X-Signature-SHA256",
//		Prefix:    "sha256=",
//		Timestamp: webhook.Timestamp{Header: "X-Timestamp"},
//		ID:        webhook.Place{Field: "event_id"},
//	}
type Scheme struct {
	Name string // "stripe": the source in keys of the dedup store, and in errors

	Sign      string // what is signed: "{id}.{timestamp}.{body}"
	Header    string // where the signature is: "webhook-signature"
	Separator string // between several in one header: " ", ","; "" if there is one
	Prefix    string // what a signature begins with: "v1,", "sha256="; anything else is of another version and skipped
	Algorithm string // "sha256" (also ""), "sha384", "sha512"; "sha1" where the vendor has nothing better
	Encoding  string // of the signature: "hex" (also ""), "base64", "base64url"; with or without padding
	Ed25519   string // what a signature by an Ed25519 key begins with: "v1a,"; "" if the scheme has none

	Timestamp Timestamp
	Tolerance time.Duration // how old or how far ahead a delivery may be; 0: 5 minutes. Both ends are included

	Key     string // how secrets are written: "text" (also ""), "base64", "base64url", "hex"
	KeyMark string // what may stand before a secret and is no part of it: "whsec_"
	MinKey  int    // the least length of a secret in bytes, decoded; 0: 1

	ID         Place    // what tells events apart; Header counts before Field. Both "": see WithoutDedup
	Type       Place    // what kind of event it is; Header and Field are joined by a dot: "issues.opened"
	MediaTypes []string // of the body: "application/x-www-form-urlencoded"; nil: JSON
	URL        string   // of {url}, without the query, where a proxy hides it: "https://example.com/hooks"

	twin  [2]string                // header names that begin with the first may begin with the second in its place
	reply func(body []byte) []byte // answers what is no event but a question
}

// Place says where in a delivery something is. A header that is not signed, as the ids of GitHub and Shopify are not, can be
// changed by who has seen the delivery, and the event is then another to the dedup store.
type Place struct {
	Header string // "webhook-id"
	Field  string // member of the JSON body, dots between names: "event.type"
}

// Timestamp says where the time of a delivery is, and how it is written. The zero value is none: such a delivery can be
// repeated by whoever has seen it, and the dedup store alone notices.
type Timestamp struct {
	Header string // "webhook-timestamp"
	Item   string // what it begins with among the items of the signature's header: "t="
	Form   string // "unix" (also ""), "unix-ms", "rfc3339"
}

func (t Timestamp) isZero() bool { return t.Header == "" && t.Item == "" }

const defaultTolerance = 5 * time.Minute

// StandardWebhooks is the scheme of www.standardwebhooks.com: HMAC-SHA-256 with secrets that are written as whsec_ and
// base64, at least 24 bytes long. A whpk_ key verifies Ed25519 signatures (v1a). Headers may be called svix-id and so on.
func StandardWebhooks() Scheme {
	return Scheme{
		Name:      "standard",
		Sign:      "{id}.{timestamp}.{body}",
		Header:    "webhook-signature",
		Separator: " ",
		Prefix:    "v1,",
		Ed25519:   "v1a,",
		Encoding:  "base64",
		Timestamp: Timestamp{Header: "webhook-timestamp"},
		Key:       "base64",
		KeyMark:   "whsec_",
		MinKey:    24,
		ID:        Place{Header: "webhook-id"},
		Type:      Place{Field: "type"},
		twin:      [2]string{"webhook-", "svix-"},
	}
}

// Svix is StandardWebhooks with the header names that Svix sends first: svix-id, svix-timestamp, svix-signature.
func Svix() Scheme {
	s := StandardWebhooks()
	s.Name, s.Header, s.Timestamp.Header, s.ID.Header = "svix", "svix-signature", "svix-timestamp", "svix-id"
	s.twin = [2]string{"svix-", "webhook-"}
	return s
}

// Stripe is the scheme of the header Stripe-Signature: t=1492774577,v1=5257a8...
func Stripe() Scheme {
	return Scheme{
		Name:      "stripe",
		Sign:      "{timestamp}.{body}",
		Header:    "Stripe-Signature",
		Separator: ",",
		Prefix:    "v1=",
		Timestamp: Timestamp{Item: "t="},
		ID:        Place{Field: "id"},
		Type:      Place{Field: "type"},
	}
}

// GitHub is the scheme of the header X-Hub-Signature-256; the SHA-1 of X-Hub-Signature is not looked at. The webhook has to
// be set to application/json. The type of an event is that of X-GitHub-Event and the action: "issues.opened", "push".
func GitHub() Scheme {
	return Scheme{
		Name:   "github",
		Sign:   "{body}",
		Header: "X-Hub-Signature-256",
		Prefix: "sha256=",
		ID:     Place{Header: "X-GitHub-Delivery"},
		Type:   Place{Header: "X-GitHub-Event", Field: "action"},
	}
}

// Slack is the scheme of the Events API. The challenge by which Slack tests the URL is answered, and is no event. Slash
// commands and interactions are forms without an id: they need MediaTypes and [WithoutDedup].
func Slack() Scheme {
	return Scheme{
		Name:      "slack",
		Sign:      "v0:{timestamp}:{body}",
		Header:    "X-Slack-Signature",
		Prefix:    "v0=",
		Timestamp: Timestamp{Header: "X-Slack-Request-Timestamp"},
		ID:        Place{Field: "event_id"},
		Type:      Place{Field: "event.type"},
		reply:     slackChallenge,
	}
}

// Shopify is the scheme of the header X-Shopify-Hmac-Sha256. The type of an event is its topic: "orders/paid".
func Shopify() Scheme {
	return Scheme{
		Name:     "shopify",
		Sign:     "{body}",
		Header:   "X-Shopify-Hmac-Sha256",
		Encoding: "base64",
		ID:       Place{Header: "X-Shopify-Webhook-Id"},
		Type:     Place{Header: "X-Shopify-Topic"},
	}
}

// Twilio is the scheme of the header X-Twilio-Signature: HMAC-SHA-1, as Twilio has it, over the URL and the parameters of
// the form. The URL is the one that Twilio was told, query and all; behind a proxy it has to be given in URL.
func Twilio() Scheme {
	return Scheme{
		Name:       "twilio",
		Sign:       "{url}{params}",
		Header:     "X-Twilio-Signature",
		Algorithm:  "sha1",
		Encoding:   "base64",
		ID:         Place{Header: "I-Twilio-Idempotency-Token"},
		MediaTypes: []string{"application/x-www-form-urlencoded", "application/json"},
	}
}

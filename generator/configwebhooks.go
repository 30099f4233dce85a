package generator

import (
	"strconv"
	"time"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// WebhookRule says of webhooks what the document does not, or not rightly.
type WebhookRule struct {
	Events api.EventRule       // what tells events apart
	Scheme *plan.WebhookScheme // how deliveries are signed; nil: what the document says
}

// webhooks reads what documents cannot say, or do not:
//
//	webhooks:
//	  union: "#/components/schemas/Event"
//	  type: {field: type}
//	  events: {order.paid: [paid, settled]}
//	  scheme: stripe
func (d *decoder) webhooks(to **WebhookRule) func(*node.Node) {
	return func(n *node.Node) {
		w := &WebhookRule{Events: api.EventRule{Pos: n.Pos()}}
		*to = w
		var union string
		d.object(n, "webhooks", []key{
			{"union", d.text(&union)},
			{"type", d.webhookPlace("webhooks.type", &w.Events.Header, &w.Events.Field)},
			{"events", d.eventTypes(&w.Events.Types)},
			{"scheme", d.webhookScheme(&w.Scheme)},
		})
		w.Events.Union = api.ID(union)
	}
}

// webhookPlace reads where in a delivery something is.
func (d *decoder) webhookPlace(where string, header, field *string) func(*node.Node) {
	return func(n *node.Node) {
		d.object(n, where, []key{{"header", d.text(header)}, {"field", d.text(field)}})
		if n.Is(node.Object) && *header+*field == "" {
			d.mismatch(n, "a header, a field or both: {header: X-Event, field: action}")
		}
	}
}

// eventTypes reads what tells events: one type, or a list.
func (d *decoder) eventTypes(to *map[string][]string) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Object) {
			d.mismatch(n, "types by the names of events: {order.paid: [paid, settled]}")
			return
		}
		*to = make(map[string][]string, len(n.Entries))
		for _, e := range n.Entries {
			var list []string
			if e.Value.Is(node.Array) {
				d.list(&list)(e.Value)
			} else {
				list = []string{e.Value.Spelled()}
			}
			if len(list) == 0 || list[0] == "" {
				d.mismatch(e.Value, "a type, or a list of them")
				continue
			}
			(*to)[e.Key] = list
		}
	}
}

// webhookScheme reads a scheme by its name or its description. What its templates mean is for the runtime to check, when the
// client makes a verifier.
func (d *decoder) webhookScheme(to **plan.WebhookScheme) func(*node.Node) {
	return func(n *node.Node) {
		s := &plan.WebhookScheme{}
		*to = s
		if n.Is(node.String) {
			d.oneOf(&s.Known, "standard-webhooks", "svix", "stripe", "github", "slack", "shopify", "twilio", "none")(n)
			return
		}
		d.object(n, "webhooks.scheme", []key{
			{"name", d.text(&s.Name)}, {"sign", d.text(&s.Sign)}, {"header", d.text(&s.Header)},
			{"separator", d.text(&s.Separator)}, {"prefix", d.text(&s.Prefix)},
			{"algorithm", d.oneOf(&s.Algorithm, "sha256", "sha384", "sha512", "sha1")},
			{"encoding", d.oneOf(&s.Encoding, "hex", "base64", "base64url")}, {"ed25519", d.text(&s.Ed25519)},
			{"timestamp", d.webhookTime(s)}, {"tolerance", d.seconds(&s.Tolerance)},
			{"key", d.oneOf(&s.Key, "text", "base64", "base64url", "hex")}, {"keyMark", d.text(&s.KeyMark)}, {"minKey", d.count(&s.MinKey)},
			{"id", d.webhookPlace("webhooks.scheme.id", &s.IDHeader, &s.IDField)}, {"type", d.webhookPlace("webhooks.scheme.type", &s.TypeHeader, &s.TypeField)},
			{"mediaTypes", d.list(&s.MediaTypes)}, {"url", d.text(&s.URL)},
		})
		if n.Is(node.Object) && (s.Name == "" || s.Sign == "" || s.Header == "") {
			d.mismatch(n, `name, sign and header at least: {name: acme, sign: "{body}", header: X-Signature}`)
		}
	}
}

func (d *decoder) webhookTime(s *plan.WebhookScheme) func(*node.Node) {
	return func(n *node.Node) {
		d.object(n, "webhooks.scheme.timestamp", []key{
			{"header", d.text(&s.TimestampHeader)}, {"item", d.text(&s.TimestampItem)}, {"form", d.oneOf(&s.TimeForm, "unix", "unix-ms", "rfc3339")},
		})
		if n.Is(node.Object) && s.TimestampHeader+s.TimestampItem == "" {
			d.mismatch(n, "a header, or an item of the signature's header: {header: X-Timestamp}")
		}
	}
}

// seconds reads a duration of whole seconds: 5m.
func (d *decoder) seconds(to *int) func(*node.Node) {
	return func(n *node.Node) {
		duration, err := time.ParseDuration(n.Spelled())
		if err != nil || duration < time.Second || duration%time.Second != 0 || duration > 24*time.Hour {
			d.mismatch(n, "a duration of whole seconds, a day at most: 5m")
			return
		}
		*to = int(duration / time.Second)
	}
}

func (d *decoder) count(to *int) func(*node.Node) {
	return func(n *node.Node) {
		value, err := strconv.Atoi(n.Spelled())
		if err != nil || value < 0 || value > 1024 {
			d.mismatch(n, "a number from 0 to 1024")
			return
		}
		*to = value
	}
}

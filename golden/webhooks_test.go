package golden_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	union "github.com/apigen-go/apigen/golden/a_union_of_events_comes_from_the_configuration"
	forge "github.com/apigen-go/apigen/golden/events_are_told_by_header_and_member"
	doors "github.com/apigen-go/apigen/golden/events_of_version_2_documents_are_told_by_their_discriminator"
	lamps "github.com/apigen-go/apigen/golden/webhooks_become_typed_events"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// heard is what functions were called with.
type heard struct {
	mu   sync.Mutex
	list []string
}

func (h *heard) add(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, fmt.Sprintf(format, args...))
}

// note returns a function that hears events of one type.
func note[T any](h *heard, name string) func(context.Context, webhook.Event[T]) error {
	return func(_ context.Context, e webhook.Event[T]) error {
		if raw, ok := any(e.Data).(json.RawMessage); ok {
			h.add("%s %s: %s", name, e.Type, raw)
			return nil
		}
		h.add("%s %s: %+v", name, e.Type, e.Data)
		return nil
	}
}

// wants closes the endpoint, which lets everything be handled, and compares.
func (h *heard) wants(t *testing.T, e *webhook.Endpoint, want ...string) {
	t.Helper()
	if err := e.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	slices.Sort(h.list)
	slices.Sort(want)
	if !slices.Equal(h.list, want) {
		t.Errorf("heard\n\t%s\nwant\n\t%s", strings.Join(h.list, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// vendor delivers to an endpoint over a socket.
type vendor struct {
	url    string
	scheme webhook.Scheme
	secret string
	sent   int
}

// open serves an endpoint, and returns who delivers to it.
func open(t *testing.T, scheme webhook.Scheme, secret string) func(*webhook.Endpoint, error) (*webhook.Endpoint, *vendor) {
	return func(e *webhook.Endpoint, err error) (*webhook.Endpoint, *vendor) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(e)
		t.Cleanup(s.Close)
		return e, &vendor{url: s.URL, scheme: scheme, secret: secret}
	}
}

// send sends a delivery with an id of its own, changed after it was signed if a change is given.
func (v *vendor) send(t *testing.T, want int, header http.Header, body string, change ...func(*http.Request)) {
	t.Helper()
	v.sent++
	r, err := webhooktest.Sign(webhooktest.Delivery{URL: v.url, Scheme: v.scheme, Secrets: []string{v.secret}, Body: body, ID: fmt.Sprint("msg_", v.sent), Header: header})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(r)
	}
	answer, err := http.DefaultClient.Do(r.WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != want {
		t.Errorf("%s: answered with %d, want %d", body, answer.StatusCode, want)
	}
}

const lampSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestEventsReachTheFunctionsOfTheirTypes(t *testing.T) {
	t.Parallel()
	var h heard
	w, err := lamps.NewWebhooks(lampSecret)
	if err != nil {
		t.Fatal(err)
	}
	w.OnOrderPaid(func(_ context.Context, e webhook.Event[lamps.OrderPaid]) error {
		h.add("paid %s", *e.Data.Order.ID)
		return nil
	})
	w.OnStockLow(note[lamps.StockLowWebhook](&h, "low"))
	w.OnUnknown(note[json.RawMessage](&h, "unknown"))
	e, v := open(t, lamps.WebhookScheme(), lampSecret)(w.Handler(nil))
	order := `{"id":"1","type":"order.paid","order":{"id":"ord_1"}}`
	v.send(t, 200, nil, order)
	v.send(t, 200, nil, `{"id":"2","type":"stock.out"}`)
	v.send(t, 200, nil, `{"id":"3", "type":"order.moved", "big":9007199254740993}`)
	v.send(t, 200, nil, `{"id":"4","type":"order.refunded","amount":1}`) // nobody wants it: it is unknown here
	v.send(t, 400, nil, `{"id":"5","type":"order.paid","order":7}`)
	v.send(t, 400, nil, `{"id":"6","type":"order.paid"`)
	v.send(t, 401, nil, order, func(r *http.Request) { r.Header.Set("webhook-id", "msg_of_somebody_else") })
	v.send(t, 401, nil, order, func(r *http.Request) {
		r.Body, r.ContentLength = http.NoBody, 0
	})
	v.secret = "whsec_dGhpcyBpcyBub3QgdGhlIHJpZ2h0IHNlY3JldCE="
	v.send(t, 401, nil, order)
	h.wants(t, e, "paid ord_1", `low stock.out: {ID:2 Type:stock.out Left:<nil>}`, `unknown order.moved: {"id":"3", "type":"order.moved", "big":9007199254740993}`,
		`unknown order.refunded: {"id":"4","type":"order.refunded","amount":1}`)
}

func TestEventsOfEveryTypeAreAUnion(t *testing.T) {
	t.Parallel()
	var h heard
	w, err := lamps.NewWebhooks(lampSecret)
	if err != nil {
		t.Fatal(err)
	}
	w.OnOther(func(_ context.Context, e webhook.Event[lamps.AnyWebhookEvent]) error {
		h.add("%T", e.Data.Value())
		return nil
	})
	e, v := open(t, lamps.WebhookScheme(), lampSecret)(w.Handler(nil))
	v.send(t, 200, nil, `{"id":"1","type":"order.paid","order":{}}`)
	v.send(t, 200, nil, `{"id":"2","type":"stock.low"}`)
	v.send(t, 200, nil, `{"id":"3","type":"order.moved"}`)
	v.send(t, 200, nil, `{"id":"4","type":"unknown"}`)
	v.send(t, 400, nil, `{"id":"5","type":"stock.low","left":"much"}`)
	h.wants(t, e, "*client.OrderPaid", "*client.StockLowWebhook", "json.RawMessage", "*client.UnknownWebhook")
}

func TestCallbacksHaveAURLOfTheirOwn(t *testing.T) {
	t.Parallel()
	var h heard
	w, err := lamps.NewWebhooks(lampSecret)
	if err != nil {
		t.Fatal(err)
	}
	shipped, v := open(t, lamps.WebhookScheme(), lampSecret)(w.HandleShipped(nil, func(_ context.Context, e webhook.Event[lamps.Order]) error {
		h.add("shipped %s", *e.Data.ID)
		return nil
	}))
	v.send(t, 200, nil, `{"id":"ord_1"}`)
	v.send(t, 415, http.Header{"Content-Type": {"text/plain"}}, `{"id":"ord_1"}`)
	h.wants(t, shipped, "shipped ord_1")
	h.list = nil
	label, v := open(t, lamps.WebhookScheme(), lampSecret)(w.HandleLabel(nil, func(_ context.Context, e webhook.Event[[]byte]) error {
		h.add("label %s", e.Data)
		return nil
	}))
	v.send(t, 200, http.Header{"Content-Type": {"application/pdf"}}, `%PDF`)
	v.send(t, 415, nil, `{}`)
	h.wants(t, label, "label %PDF")
}

func TestAHeaderAndAMemberTellEventsTogether(t *testing.T) {
	t.Parallel()
	var h heard
	scheme := webhook.Scheme{Name: "forge", Sign: "{body}", Header: "X-Signature", ID: webhook.Place{Header: "X-Delivery"}}
	verifier, err := scheme.Verifier("secret")
	if err != nil {
		t.Fatal(err)
	}
	w := forge.NewWebhooks(verifier)
	w.OnIssueOpened(note[forge.IssueOpened](&h, "issue"))
	w.OnPullRequestOpened(note[forge.IssueOpened](&h, "pull request"))
	w.OnIssueClosed(func(_ context.Context, e webhook.Event[forge.IssueClosedWebhook]) error {
		h.add("closed by rule %s", e.Data.ClosedByRule.Rule)
		return nil
	})
	w.OnPushed(func(_ context.Context, e webhook.Event[forge.PushWebhook]) error {
		h.add("pushed %s", *e.Data.Ref)
		return nil
	})
	w.OnReleasePublished(func(context.Context, webhook.Event[forge.Published]) error {
		h.add("release")
		return nil
	})
	w.OnUnknown(note[json.RawMessage](&h, "unknown"))
	e, v := open(t, scheme, "secret")(w.Handler(nil))
	event := func(name string) http.Header { return http.Header{"X-Event": {name}} }
	v.send(t, 200, event("issue"), `{"action":"opened","title":"a"}`)
	v.send(t, 200, event("pull_request"), `{"action":"opened","title":"b"}`)
	v.send(t, 200, event("issue"), `{"action":"closed","rule":"stale"}`)
	v.send(t, 200, event("push"), `{"ref":"main"}`)
	v.send(t, 200, event("release"), `{"action":"published"}`)
	v.send(t, 200, event("issue"), `{"action":"moved"}`)
	v.send(t, 200, nil, `{"action":"opened","title":"no header"}`)
	h.wants(t, e, "issue issue.opened: {Action:opened Title:a}", "pull request pull_request.opened: {Action:opened Title:b}", "closed by rule stale",
		"pushed main", "release", `unknown issue.moved: {"action":"moved"}`, `unknown opened: {"action":"opened","title":"no header"}`)
}

func TestAUnionNamedInTheConfigurationIsEvents(t *testing.T) {
	t.Parallel()
	var h heard
	if _, err := union.NewWebhooks("short"); err == nil {
		t.Error("a secret of 5 bytes is accepted, want 8 at least")
	}
	w, err := union.NewWebhooks("long enough", "another secret")
	if err != nil {
		t.Fatal(err)
	}
	w.OnChargeFailed(note[union.ChargeEvent](&h, "failed"))
	w.OnChargeSucceeded(note[union.ChargeEvent](&h, "succeeded"))
	w.OnUnknown(note[json.RawMessage](&h, "unknown"))
	e, v := open(t, union.WebhookScheme(), "another secret")(w.Handler(nil))
	v.send(t, 200, nil, `{"id":"1","kind":"charge.failed","charge":"c"}`)
	v.send(t, 200, nil, `{"id":"2","kind":"charge.succeeded","charge":"c"}`)
	v.send(t, 200, nil, `{"id":"1","kind":"charge.failed","charge":"c"}`) // again
	v.send(t, 200, nil, `{"id":"3","kind":"payout.lost"}`)
	h.wants(t, e, "failed charge.failed: {ID:1 Kind:charge.failed Charge:c}", "succeeded charge.succeeded: {ID:2 Kind:charge.succeeded Charge:c}",
		`unknown payout.lost: {"id":"3","kind":"payout.lost"}`)
}

func TestTheVariantsOfABodyAreEvents(t *testing.T) {
	t.Parallel()
	var h heard
	scheme := webhook.Stripe()
	verifier, err := scheme.Verifier("secret")
	if err != nil {
		t.Fatal(err)
	}
	w := doors.NewWebhooks(verifier)
	w.OnOpened(func(_ context.Context, e webhook.Event[doors.Opened]) error {
		h.add("opened by %s", *e.Data.By)
		return nil
	})
	e, v := open(t, scheme, "secret")(w.Handler(nil))
	v.send(t, 200, nil, `{"id":"1","event_type":"Opened","by":"me"}`)
	v.send(t, 200, nil, `{"id":"2","event_type":"Closed"}`) // acknowledged, and nobody hears it
	h.wants(t, e, "opened by me")
}

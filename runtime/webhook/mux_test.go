package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

func TestFormsAndBytesArriveAsSuch(t *testing.T) {
	t.Parallel()
	var form url.Values
	e, err := webhook.Handler(verifier(t, webhook.Twilio(), "s"), nil, func(_ context.Context, event webhook.Event[url.Values]) error {
		form = event.Data
		return nil
	}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	wants(t, post(e, sign(t, webhooktest.Delivery{Scheme: webhook.Twilio(), Secrets: []string{"s"}, ID: "1", Body: "From=%2B1&Body=a+b"})), 200)
	e.Close(t.Context())
	if form.Get("From") != "+1" || form.Get("Body") != "a b" {
		t.Errorf("got %v", form)
	}
	var raw []byte
	e, err = webhook.Handler(verifier(t, webhook.GitHub(), "s"), nil, func(_ context.Context, event webhook.Event[[]byte]) error {
		raw = event.Data
		return nil
	}, quiet(), webhook.WithDecode(func(m webhook.Message) ([]byte, error) { return bytes.ToUpper(m.Body), nil }))
	if err != nil {
		t.Fatal(err)
	}
	wants(t, post(e, sign(t, webhooktest.Delivery{Scheme: webhook.GitHub(), Secrets: []string{"s"}, ID: "1", Body: `"a"`})), 200)
	e.Close(t.Context())
	if string(raw) != `"A"` {
		t.Errorf("got %q", raw)
	}
}

func TestMistakesInOptionsAreErrorsAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := webhook.Handler[order](nil, nil, nil, webhook.WithWorkers(0), webhook.WithRetries(-1, 0, 0),
		webhook.WithDecode(func(webhook.Message) (string, error) { return "", nil }))
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"no verifier", "where the id of an event is", "names the sender", "0 workers", "-1 retries", "WithDecode", "no function"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in:\n%v", want, err)
		}
	}
	var m webhook.Mux
	webhook.On(&m, "a", (&record{}).handle)
	webhook.On(&m, "a", (&record{}).handle)
	if _, err := m.Handler(verifier(t, webhook.Shopify(), "s"), nil); err == nil || !strings.Contains(err.Error(), `two functions are registered for "a"`) {
		t.Errorf("two functions: %v", err)
	}
	if _, err := new(webhook.Mux).Handler(verifier(t, webhook.Shopify(), "s"), nil); err == nil {
		t.Error("a mux without functions is accepted")
	}
}

func TestAMuxCallsTheFunctionOfTheType(t *testing.T) {
	t.Parallel()
	type issue struct {
		Action string `json:"action"`
	}
	var got []string
	var mux webhook.Mux
	note := func(name string) func(context.Context, webhook.Event[issue]) error {
		return func(_ context.Context, e webhook.Event[issue]) error {
			got = append(got, name+" "+e.Type+" "+e.Data.Action)
			return nil
		}
	}
	webhook.On(&mux, "issues.opened", note("opened"))
	webhook.On(&mux, "issues", note("issues"))
	webhook.On(&mux, "push", note("push"))
	mux.OnUnknown(func(_ context.Context, e webhook.Event[json.RawMessage]) error {
		got = append(got, "unknown "+e.Type+" "+string(e.Data))
		return nil
	})
	e, err := mux.Handler(verifier(t, webhook.GitHub(), "s"), nil, webhook.WithWorkers(1), quiet())
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range [][2]string{{"issues", `{"action":"opened"}`}, {"issues", `{"action":"closed"}`}, {"push", `{}`}, {"star", `{"action":"created"}`}} {
		wants(t, post(e, sign(t, webhooktest.Delivery{Scheme: webhook.GitHub(), Secrets: []string{"s"}, ID: fmt.Sprint(i), Type: d[0], Body: d[1]})), 200)
	}
	wants(t, post(e, sign(t, webhooktest.Delivery{Scheme: webhook.GitHub(), Secrets: []string{"s"}, ID: "x", Type: "push", Body: `[]`})), 400)
	e.Close(t.Context())
	want := []string{"opened issues.opened opened", "issues issues.closed closed", "push push ", `unknown star.created {"action":"created"}`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestRoutesFindEventsByHeaderAndField(t *testing.T) {
	t.Parallel()
	var got []string
	var mux webhook.Mux
	note := func(name string) func(context.Context, webhook.Event[json.RawMessage]) error {
		return func(_ context.Context, e webhook.Event[json.RawMessage]) error {
			got = append(got, name+" "+e.ID)
			return nil
		}
	}
	both := webhook.Place{Header: "X-GitHub-Event", Field: "action"}
	webhook.OnRoute(&mux, &webhook.Route{At: both, Types: []string{"issues.opened", "issues.reopened"}}, note("issues"))
	webhook.OnRoute(&mux, &webhook.Route{At: webhook.Place{Header: "X-GitHub-Event"}, Types: []string{"push"}}, note("push"))
	webhook.OnRoute(&mux, &webhook.Route{At: webhook.Place{Field: "data.kind"}, Types: []string{"7"}}, note("seven"))
	webhook.On(&mux, "star.created", note("star"))
	mux.OnUnknown(note("unknown"))
	e, err := mux.Handler(verifier(t, webhook.GitHub(), "s"), nil, webhook.WithWorkers(1), quiet())
	if err != nil {
		t.Fatal(err)
	}
	for id, d := range map[string][2]string{
		"1": {"issues", `{"action":"opened"}`}, "2": {"issues", `{"action":"reopened","data":{"kind":7}}`}, "3": {"issues", `{"action":"closed"}`},
		"4": {"push", `{"action":"opened"}`}, "5": {"", `{"data":{"kind":7}}`}, "6": {"star", `{"action":"created"}`}, "7": {"issues", `{}`}, "8": {"issues.opened", `{}`},
	} {
		wants(t, post(e, sign(t, webhooktest.Delivery{Scheme: webhook.GitHub(), Secrets: []string{"s"}, ID: id, Type: d[0], Body: d[1]})), 200)
	}
	e.Close(t.Context())
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(a[len(a)-1:], b[len(b)-1:]) })
	want := []string{"issues 1", "issues 2", "unknown 3", "push 4", "seven 5", "star 6", "unknown 7", "unknown 8"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestOtherEventsArriveAsAUnion(t *testing.T) {
	t.Parallel()
	type paid struct {
		Amount int `json:"amount"`
	}
	type union struct {
		Paid    *paid
		Closed  *paid
		Unknown json.RawMessage
	}
	at := webhook.Place{Field: "type"}
	routes := []*webhook.Route{{At: at, Types: []string{"paid"}}, {At: at, Types: []string{"closed"}}}
	fields := func(u *union) ([]any, *json.RawMessage) { return []any{&u.Paid, &u.Closed}, &u.Unknown }
	var got []union
	typedCalls := 0
	var mux webhook.Mux
	webhook.OnOther(&mux, routes, fields, func(_ context.Context, e webhook.Event[union]) error {
		got = append(got, e.Data)
		return nil
	})
	webhook.OnRoute(&mux, &webhook.Route{At: at, Types: []string{"opened"}}, func(context.Context, webhook.Event[paid]) error {
		typedCalls++
		return nil
	})
	s := webhook.Stripe()
	e, err := mux.Handler(verifier(t, s, "s"), nil, webhook.WithWorkers(1), quiet())
	if err != nil {
		t.Fatal(err)
	}
	send := func(body string, want int) {
		t.Helper()
		wants(t, post(e, sign(t, webhooktest.Delivery{Scheme: s, Secrets: []string{"s"}, Body: body})), want)
	}
	send(`{"id":"1","type":"paid","amount":7}`, 200)
	send(`{"id":"2","type":"opened","amount":7}`, 200)
	send(`{"id":"3","type":"moved"}`, 200)
	send(`{"id":"4","type":"paid","amount":"much"}`, 400)
	e.Close(t.Context())
	if len(got) != 2 || typedCalls != 1 || got[0].Paid == nil || got[0].Paid.Amount != 7 || got[0].Unknown != nil || got[1].Paid != nil || string(got[1].Unknown) != `{"id":"3","type":"moved"}` {
		t.Errorf("got %+v and %d typed calls", got, typedCalls)
	}
	mux.OnUnknown(func(context.Context, webhook.Event[json.RawMessage]) error { return nil })
	if _, err := mux.Handler(verifier(t, s, "s"), nil); err == nil || !strings.Contains(err.Error(), "two functions are registered for all other events") {
		t.Errorf("two fallbacks: %v", err)
	}
}

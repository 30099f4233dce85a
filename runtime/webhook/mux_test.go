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

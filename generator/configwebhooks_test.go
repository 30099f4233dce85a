package generator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
)

func readWebhooks(t *testing.T, text string) (*generator.WebhookRule, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "apigen.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, found := generator.ReadConfig(file)
	var said []string
	for _, d := range found.Sorted() {
		said = append(said, d.Message)
	}
	if c.Webhooks != nil {
		c.Webhooks.Events.Pos = diag.Pos{}
	}
	return c.Webhooks, strings.Join(said, "\n")
}

func TestWebhooksAreReadFromTheConfiguration(t *testing.T) {
	t.Parallel()
	got, said := readWebhooks(t, `
webhooks:
  union: "#/components/schemas/Event"
  type: {header: X-Event, field: action}
  events: {a.b: c.d, e: [f, "7"]}
  scheme:
    name: acme
    sign: "{timestamp}.{body}"
    header: X-Sig
    separator: ","
    timestamp: {item: "t=", form: unix-ms}
    tolerance: 90s
    minKey: 16
    id: {field: id}
    mediaTypes: [application/json]
`)
	want := &generator.WebhookRule{
		Events: api.EventRule{Union: "#/components/schemas/Event", Header: "X-Event", Field: "action", Types: map[string][]string{"a.b": {"c.d"}, "e": {"f", "7"}}},
		Scheme: &plan.WebhookScheme{Name: "acme", Sign: "{timestamp}.{body}", Header: "X-Sig", Separator: ",", TimestampItem: "t=", TimeForm: "unix-ms",
			Tolerance: 90, MinKey: 16, IDField: "id", MediaTypes: []string{"application/json"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || said != "" {
		t.Errorf("said %q; rule (-want +got):\n%s", said, diff)
	}
	if got, said = readWebhooks(t, "webhooks: {scheme: stripe}"); said != "" || got.Scheme.Known != "stripe" {
		t.Errorf("a scheme by its name is %+v, said %q", got, said)
	}
}

func TestMistakesInTheConfigurationOfWebhooksAreTold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"scheme: strpe":     `"strpe" is none of standard-webhooks`,
		"scheme: {name: a}": "expected name, sign and header at least",
		"type: {}":          "expected a header, a field or both",
		"events: [a]":       "expected types by the names of events",
		"events: {a: []}":   "expected a type, or a list of them",
		"events: {a: {}}":   "expected a type, or a list of them",
		"scheme: {name: a, sign: b, header: c, tolerance: soon}":         "expected a duration of whole seconds",
		"scheme: {name: a, sign: b, header: c, tolerance: 100ms}":        "expected a duration of whole seconds",
		"scheme: {name: a, sign: b, header: c, minKey: -1}":              "expected a number from 0 to 1024",
		"scheme: {name: a, sign: b, header: c, algorithm: md5}":          `"md5" is none of sha256`,
		"scheme: {name: a, sign: b, header: c, timestamp: {form: unix}}": "expected a header, or an item of the signature's header",
	} {
		if _, said := readWebhooks(t, "webhooks: {"+text+"}\n"); !strings.Contains(said, want) {
			t.Errorf("%s: said %q, want %q in it", text, said, want)
		}
	}
}

func TestEventsAreExplained(t *testing.T) {
	t.Parallel()
	c := generator.Config{Spec: "../specs/agents.yaml", Out: "x", Package: "agents"}
	for name, want := range map[string]string{
		"webhook run-failed":    `told from other events: the header X-Agents-Event and the member action are "run.failed", as the example of the header shows`,
		"OnAgentRetired":        "webhook agent-retired",
		"Webhooks.OnRunStarted": `events: {"run-started": [TYPE]}`,
		"webhook runFinished":   "not told from other events, so it has a URL of its own",
		"HandleRunFinished":     "signed: the document does not say how",
	} {
		text, _, err := generator.Explain(t.Context(), c, name)
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: error %v, explained as\n%s\nwant in it: %s", name, err, text, want)
		}
	}
	if _, _, err := generator.Explain(t.Context(), c, "webhook run-faild"); err == nil || !strings.Contains(err.Error(), "webhook run-failed") {
		t.Errorf("an event that is not there: %v", err)
	}
}

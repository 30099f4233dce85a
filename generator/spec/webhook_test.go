package spec_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec"
)

// events loads a document with these webhooks and components, and says in a line each what tells the events apart.
func events(t *testing.T, text string, rule *api.EventRule) (found []string, notes string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.yaml")
	text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n" + text
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	a, diags := spec.Load(t.Context(), spec.Options{Location: file, Events: rule})
	if a == nil {
		t.Fatalf("the document does not load: %v", diags.Sorted())
	}
	var said []string
	for _, d := range diags.Sorted() {
		if strings.Contains(d.Code, "webhook") {
			said = append(said, d.Code+": "+d.Message+"; "+d.Hint)
		}
	}
	if a.Events != nil {
		for _, e := range a.Events.List {
			words := strings.Fields(e.Key + ": " + e.Header + " " + e.Field + " " + strings.Join(e.Types, "|"))
			found = append(found, strings.Join(words, " "))
		}
	}
	return found, strings.Join(said, "\n")
}

// hook is a webhook whose body has these properties.
func hook(name, properties string) string {
	return fmt.Sprintf("  %s: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {%s}}}}}}}\n", name, properties)
}

// headed is a webhook with a header, whose body has these properties.
func headed(name, header, properties string) string {
	return strings.Replace(hook(name, properties), "post: {", "post: {parameters: [{in: header, "+header+"}], ", 1)
}

func TestWhatTellsEventsApart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hooks string // below webhooks
		want  []string
		notes string // a part of them; "": none
	}{
		"a member that is another constant in each": {
			hook("order.paid", "object: {const: event}, type: {const: order.paid}") + hook("order.lost", "object: {const: event}, type: {const: order.lost}"),
			[]string{"order.lost: type order.lost", "order.paid: type order.paid"}, "",
		},
		"the one that looks like the name, of two": {
			hook("a.b", "code: {const: x1}, what: {const: a.b}") + hook("a.c", "code: {const: x2}, what: {const: a.c}"),
			[]string{"a.b: what a.b", "a.c: what a.c"}, "",
		},
		"a member within a member": {
			hook("a", "event: {type: object, properties: {name: {const: A}}}") + hook("b", "event: {type: object, properties: {name: {const: B}}}"),
			[]string{"a: event.name A", "b: event.name B"}, "",
		},
		"a number": {
			hook("a", "type: {type: integer, const: 1}") + hook("b", "type: {type: integer, const: 2}"),
			[]string{"a: type 1", "b: type 2"}, "",
		},
		"several values, if no two events share one": {
			hook("a", "type: {enum: [a1, a2]}") + hook("b", "type: {enum: [b1]}"),
			[]string{"a: type a1|a2", "b: type b1"}, "",
		},
		"what two events share tells neither": {
			hook("a", "type: {enum: [x, a]}") + hook("b", "type: {enum: [x, b]}"),
			[]string{"a:", "b:"}, "no member of its body always has a value that is its own",
		},
		"a list of values of one event alone is no type of it": {
			hook("a", "status: {enum: [open, closed]}") + hook("b", "c: {type: string}"),
			[]string{"a:", "b:"}, "webhook-untold",
		},
		"a constant of one event alone, that is no type of it": {
			hook("a", "currency: {const: EUR}") + hook("b", "c: {type: string}"),
			[]string{"a:", "b:"}, "webhook-untold",
		},
		"a constant header": {
			headed("a", "name: X-Kind, schema: {const: one}", "") + headed("b", "name: x-kind, schema: {const: two}", ""),
			[]string{"a: X-Kind one", "b: X-Kind two"}, "",
		},
		"the example of a header that begins the name": {
			headed("issue-opened", "name: X-Event, example: issue", "action: {const: opened}") + headed("issue-closed", "name: X-Event, example: issue", "action: {const: closed}") +
				headed("push", "name: X-Event, schema: {type: string, example: push}", "ref: {type: string}"),
			[]string{"issue-closed: X-Event action issue.closed", "issue-opened: X-Event action issue.opened", "push: X-Event push"}, "",
		},
		"not the example of an id": {
			headed("a", "name: X-Id, example: '12'", "") + headed("b", "name: X-Id, example: '13'", ""),
			[]string{"a:", "b:"}, "webhook-untold",
		},
		"an example that contradicts the name is not believed": {
			headed("issues-opened", "name: X-Event, example: issues", "action: {const: opened}") + headed("projects-opened", "name: X-Event, example: project-v2", "action: {const: opened}"),
			[]string{"issues-opened: X-Event issues", "projects-opened:"}, `the example of the header X-Event is "project-v2", which does not fit the name`,
		},
		"a body that is not described": {
			"  a: {post: {}}\n", []string{"a:"}, "the document does not describe its body",
		},
		"another method": {
			"  a: {put: {requestBody: {content: {application/json: {schema: {type: object}}}}}}\n", nil, `webhook-method: the webhook "a" is sent by PUT`,
		},
		"what is written only is not sent": {
			hook("a", "type: {const: a, writeOnly: true}") + hook("b", "type: {const: b, writeOnly: true}"), []string{"a:", "b:"}, "webhook-untold",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, notes := events(t, "webhooks:\n"+c.hooks, nil)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if !strings.Contains(notes, c.notes) || c.notes == "" && notes != "" {
				t.Errorf("notes are %q, want %q in them", notes, c.notes)
			}
		})
	}
}

const eventUnion = `components:
  schemas:
    OrderEvent: {oneOf: [{$ref: '#/components/schemas/Paid'}, {$ref: '#/components/schemas/Lost'}], discriminator: {propertyName: kind, mapping: {order.paid: '#/components/schemas/Paid', order.lost: '#/components/schemas/Lost'}}}
    Paid: {type: object, required: [kind], properties: {kind: {type: string}}}
    Lost: {type: object, required: [kind], properties: {kind: {type: string}}}
    Plain: {type: object}
`

func TestVariantsOfAUnionOfEventsAreEvents(t *testing.T) {
	t.Parallel()
	of := func(name string) string {
		return "webhooks:\n  " + name + ": {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/OrderEvent'}}}}}}\n"
	}
	two := []string{"order.lost: kind order.lost", "order.paid: kind order.paid"}
	for name, c := range map[string]struct {
		text  string
		rule  *api.EventRule
		want  []string
		notes string
	}{
		"of a body":      {of("events") + eventUnion, nil, two, ""},
		"of a component": {eventUnion, &api.EventRule{Union: "#/components/schemas/OrderEvent"}, two, ""},
		"not of what is a fact of something else": {strings.ReplaceAll(of("newOrder")+eventUnion, "OrderEvent", "OrderKind"), nil, []string{"newOrder:"}, "webhook-untold"},
		"of a component that is not there":        {eventUnion, &api.EventRule{Union: "#/components/schemas/OrderEvents"}, nil, `did you mean "#/components/schemas/OrderEvent"?`},
		"of a component that is none":             {eventUnion, &api.EventRule{Union: "#/components/schemas/Plain"}, nil, "webhook-union"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, notes := events(t, c.text, c.rule)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if !strings.Contains(notes, c.notes) || c.notes == "" && notes != "" {
				t.Errorf("notes are %q, want %q in them", notes, c.notes)
			}
		})
	}
}

func TestTheConfigurationTellsEventsApart(t *testing.T) {
	t.Parallel()
	plain := "webhooks:\n" + hook("pet.new", "id: {type: string}") + hook("pet.gone", "id: {type: string}, event: {const: gone}")
	for name, c := range map[string]struct {
		rule  api.EventRule
		want  []string
		notes string
	}{
		"by their names, where the document has no constant": {api.EventRule{Field: "event"}, []string{"pet.gone: event gone", "pet.new: event pet.new"}, ""},
		"by what it says":      {api.EventRule{Field: "event", Types: map[string][]string{"pet.new": {"new", "born"}}}, []string{"pet.gone: event gone", "pet.new: event new|born"}, ""},
		"by a header":          {api.EventRule{Header: "x-event"}, []string{"pet.gone: X-Event pet.gone", "pet.new: X-Event pet.new"}, ""},
		"where others have it": {api.EventRule{Types: map[string][]string{"pet.new": {"new"}}}, []string{"pet.gone: event gone", "pet.new: event new"}, ""},
		"of an event that is not there": {api.EventRule{Field: "event", Types: map[string][]string{"pet.nwe": {"new"}}},
			[]string{"pet.gone: event gone", "pet.new: event pet.new"}, `unused-webhook: the configuration says what tells the event "pet.nwe", which there is none of; did you mean "pet.new"?`},
		"of two with one type": {api.EventRule{Field: "event", Types: map[string][]string{"pet.new": {"gone"}}}, []string{"pet.gone:", "pet.new:"}, `it has the same type as "pet.new"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, notes := events(t, plain, &c.rule)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if !strings.Contains(notes, c.notes) || c.notes == "" && notes != "" {
				t.Errorf("notes are %q, want %q in them", notes, c.notes)
			}
		})
	}
}

package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/api"
)

// jobs is a document with a POST and a GET of things whose status has the values.
func jobs(collection, thing, values string) string {
	return fmt.Sprintf(`
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /%[1]s:
    post: {responses: {'201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/%[2]s'}}}}}}
  /%[1]s/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/%[2]s'}}}}}
components:
  schemas:
    %[2]s: {type: object, properties: {id: {type: string}, status: {type: string, enum: [%[3]s]}}}
`, collection, thing, values)
}

func TestOnlyAStatusOfProgressIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ collection, thing, values, want string }{
		"a run":                     {"runs", "Run", "queued, running, succeeded, failed, cancelled", "status: succeeded; failed, cancelled; "},
		"other spellings":           {"tasks", "Task", "IN-PROGRESS, InQueue, Completed, TIMED_OUT", ""}, // InQueue is not known
		"upper case":                {"tasks", "Task", "IN_PROGRESS, PENDING, COMPLETED, TIMED_OUT", "status: COMPLETED; TIMED_OUT; "},
		"one that waits for people": {"runs", "Run", "running, requires_action, completed, failed", "status: completed; failed; requires_action"},
		"an order":                  {"orders", "Order", "open, paid, shipped", ""},
		"an order with such words":  {"orders", "Order", "queued, processing, completed, failed", ""},
		"a payment":                 {"money", "PaymentIntent", "processing, succeeded, failed", ""},
		"a to-do":                   {"todos", "Todo", "pending, in_progress, done, cancelled", ""},
		"nothing at work":           {"scores", "Score", "pending, succeeded, failed", ""},
		"an unknown word":           {"jobs", "Job", "queued, running, succeeded, failed, archived", ""},
		"no success":                {"jobs", "Job", "queued, running, failed", ""},
		"two values":                {"jobs", "Job", "running, failed", ""},
	} {
		a, diags := load(t, map[string]string{"a.yaml": jobs(test.collection, test.thing, test.values)})
		if a == nil {
			t.Fatalf("%s: %v", name, diags)
		}
		if got := sketchWait(a.Operations[1].Wait); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// sketchWait is what is waited for in one line; "" for nothing.
func sketchWait(w *api.Wait) string {
	if w == nil {
		return ""
	}
	if w.Via == "operation" {
		return "operation " + w.Final
	}
	return w.Status + ": " + strings.Join(w.Succeeded, ", ") + "; " + strings.Join(w.Failed, ", ") + "; " + strings.Join(w.Paused, ", ")
}

func TestAThingThatNobodyBeginsIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	document := strings.Replace(jobs("jobs", "Job", "queued, running, succeeded, failed"), "post:", "delete:", 1)
	a, _ := load(t, map[string]string{"a.yaml": document})
	for _, op := range a.Operations {
		if op.Wait != nil {
			t.Errorf("%s %s: %s", op.Method, op.Path, op.Wait.Why)
		}
	}
}

func TestTheVendorsMarkGoesBeforeEverythingElse(t *testing.T) {
	t.Parallel()
	for mark, want := range map[string]string{
		"x-ms-long-running-operation: true": "operation ",
		"x-ms-long-running-operation: true, x-ms-long-running-operation-options: {final-state-via: original-uri}": "operation original-uri",
		"x-ms-long-running-operation: true, x-ms-long-running-operation-options: {final-state-via: the-moon}":     "operation ",
		"x-ms-long-running-operation: false": "",
		"x-ms-long-running-operation: [1]":   "",
	} {
		document := strings.Replace(jobs("things", "Thing", "a, b, c"), "post: {", "post: {"+mark+", ", 1)
		a, _ := load(t, map[string]string{"a.yaml": document})
		if got := sketchWait(a.Operations[0].Wait); got != want {
			t.Errorf("%s: %q, want %q", mark, got, want)
		}
	}
}

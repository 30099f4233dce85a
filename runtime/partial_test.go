package runtime_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

// says answers with a status and a JSON body.
func says(status int, body string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Request-Id", "req_7")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// failure is an entry of a list of errors.
type failure struct {
	Code    json.Number `json:"code"`
	Message string      `json:"message"`
}

func TestASuccessThatReportsFailureHasAValueAndAnError(t *testing.T) {
	t.Parallel()
	flag, list := runtime.PartialCase{Flag: "ok"}, runtime.PartialCase{Errors: "errors"}
	tests := []struct {
		name  string
		facts runtime.PartialCase
		body  string
		raw   string // of the error; "": none
		text  string // behind "but it reports "
	}{
		{"a flag that is false", flag, `{"id":"a","ok":false,"error":"channel_not_found"}`, `{"id":"a","ok":false,"error":"channel_not_found"}`, "a failure: channel_not_found (request req_7)"},
		{"a flag that is true", flag, `{"id":"a","ok":true,"error":"x"}`, "", ""},
		{"a flag that is missing", flag, `{"id":"a"}`, "", ""},
		{"a flag that is false and an empty list", runtime.PartialCase{Flag: "success", Errors: "errors"}, `{"id":"a","success":false,"errors":[]}`, "-", "a failure (request req_7)"},
		{"a flag that is true beside a list", runtime.PartialCase{Flag: "success", Errors: "errors"}, `{"id":"a","success":true,"errors":["e"]}`, `["e"]`, "a failure: e (request req_7)"},
		{"data and errors", list, `{"id":"a","errors":[{"message":"no such canary","extensions":{"code":"NOT_FOUND"}},{}]}`,
			`[{"message":"no such canary","extensions":{"code":"NOT_FOUND"}},{}]`, "2 failures: NOT_FOUND (request req_7)"},
		{"a message is not printed", list, `{"id":"a","errors":["the canary is gone"]}`, `["the canary is gone"]`, "a failure (request req_7)"},
		{"null", list, `{"id":"a","errors":null}`, "", ""},
		{"an empty object", list, `{"id":"a","errors": { } }`, "", ""},
		{"false", list, `{"id":"a","errors":false}`, "", ""},
		{"true", list, `{"id":"a","errors":true}`, "true", "a failure (request req_7)"},
		{"below an object", runtime.PartialCase{Errors: "data.order.userErrors"}, `{"id":"a","data":{"order":{"userErrors":[{"code":7}]}}}`, `[{"code":7}]`, "a failure: 7 (request req_7)"},
		{"of the items of a list", runtime.PartialCase{Errors: "results.error"}, `{"id":"a","results":[{"error":null},{"error":{"code":"x"}},{},{"error":{"code":"y"}}]}`,
			`[{"code":"x"},{"code":"y"}]`, "2 failures: x (request req_7)"},
		{"of no item", runtime.PartialCase{Errors: "results.error"}, `{"id":"a","results":[{"error":null},{}]}`, "", ""},
		{"an operation without facts", runtime.PartialCase{}, `{"id":"a","ok":false,"errors":["e"]}`, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			op := opCreate
			op.Partial = test.facts
			s := serve(t, says(200, test.body))
			got, err := invoke(t.Context(), client(t, s.URL), &op, runtime.WithIdempotencyKey("k"))
			if got == nil || got.ID != "a" || s.attempts() != 1 {
				t.Fatalf("value %v, %d attempts, %v", got, s.attempts(), err)
			}
			var partial *runtime.PartialError
			if errors.As(err, &partial) != (test.raw != "") || partial == nil && err != nil {
				t.Fatalf("error %v", err)
			}
			if partial == nil {
				return
			}
			if raw := strings.TrimPrefix(test.raw, "-"); raw != string(partial.Raw) || partial.StatusCode != 200 || partial.IdempotencyKey != "k" || partial.Attempts != 1 {
				t.Errorf("raw %s, %+v", partial.Raw, *partial)
			}
			if want := "POST /orders: 200 OK, but it reports " + test.text; err.Error() != want || strings.Contains(fmt.Sprintf("%#v", partial), "canary") {
				t.Errorf("text %q, want %q", err, want)
			}
		})
	}
}

func TestEntriesOfAPartialResponseAreTyped(t *testing.T) {
	t.Parallel()
	op := opCreate
	op.Partial = runtime.PartialCase{Flag: "success", Errors: "errors", Body: (*runtime.Partial[[]failure])(nil)}
	for body, want := range map[string][]failure{
		`{"success":false,"errors":[{"code":1003,"message":"no"}]}`: {{Code: "1003", Message: "no"}},
		`{"success":false}`: nil,
	} {
		_, err := invoke(t.Context(), client(t, serve(t, says(202, body)).URL), &op)
		var typed *runtime.Partial[[]failure]
		if !errors.As(err, &typed) || typed.StatusCode != 202 {
			t.Fatalf("error %v", err)
		}
		if diff := cmp.Diff(want, typed.Errors); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	_, err := invoke(t.Context(), client(t, serve(t, says(200, `{"errors":"not a list"}`)).URL), &op)
	var typed *runtime.Partial[[]failure]
	var partial *runtime.PartialError
	if errors.As(err, &typed) || !errors.As(err, &partial) || string(partial.Raw) != `"not a list"` {
		t.Errorf("entries that do not decode: %v", err)
	}
}

func TestResultsByStatusAndPlainValuesCanBePartial(t *testing.T) {
	t.Parallel()
	op := opCreate
	op.Partial = runtime.PartialCase{Flag: "ok"}
	c := client(t, serve(t, says(200, `{"id":"a","ok":false}`)).URL)
	var out struct{ OK receipt }
	got, err := runtime.DoByStatus(t.Context(), c, runtime.NewRequest(&op), nil, &out, runtime.On("200", &out.OK))
	var partial *runtime.PartialError
	if !errors.As(err, &partial) || got != &out || out.OK.ID != "a" {
		t.Errorf("by status: %+v, %v", got, err)
	}
	m, err := runtime.DoValue[map[string]any](t.Context(), c, runtime.NewRequest(&op), nil)
	if !errors.As(err, &partial) || m["id"] != "a" {
		t.Errorf("a map: %v, %v", m, err)
	}
	var meta runtime.Meta
	if _, err := invoke(t.Context(), c, &op, runtime.WithResponse(&meta)); err == nil || meta.Attempts != 1 || meta.RequestID != "req_7" {
		t.Errorf("meta %+v, %v", meta, err)
	}
}

func TestWhatIsDeclaredRepeatableIsRepeated(t *testing.T) {
	t.Parallel()
	search := opCreate
	search.Safe = true
	listed := search
	listed.Retry = []int{409, 503}
	unsafe := opCreate
	unsafe.Retry = []int{409, 500}
	never := opList
	never.Retry = []int{}
	for name, test := range map[string]struct {
		op       *runtime.Operation
		opts     []runtime.Option
		answer   func(int, http.ResponseWriter, *http.Request)
		attempts int
	}{
		"a POST that is declared repeatable":     {&search, nil, statuses(500, 502, 200), 3},
		"it, after a cut":                        {&search, nil, func(_ int, w http.ResponseWriter, _ *http.Request) { hijack(w).Close() }, 3},
		"a 409 needs a declaration":              {&search, nil, statuses(409), 1},
		"a 409 that is declared":                 {&listed, nil, statuses(409, 200), 2},
		"statuses replace the list":              {&listed, nil, statuses(500), 1},
		"the caller's list goes before":          {&listed, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{Statuses: []int{500}})}, statuses(500, 409), 2},
		"a list does not make a POST repeatable": {&unsafe, nil, statuses(500), 1},
		"nor does it for a conflict":             {&unsafe, nil, statuses(409), 1},
		"a key does":                             {&unsafe, []runtime.Option{runtime.WithIdempotencyKey("k")}, statuses(500, 409, 200), 3},
		"an empty list is none":                  {&never, nil, statuses(503), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.answer)
			invoke(t.Context(), client(t, s.URL), test.op, test.opts...)
			if s.attempts() != test.attempts {
				t.Errorf("%d attempts, want %d", s.attempts(), test.attempts)
			}
		})
	}
}

// verbose logs everything into the buffer.
func verbose(into *bytes.Buffer) runtime.Option {
	return runtime.WithLogger(slog.New(slog.NewJSONHandler(into, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

func TestBodiesAreLoggedWithoutTheirSecrets(t *testing.T) {
	t.Parallel()
	op := opCreate
	op.Redact = []string{"door_code"}
	var log bytes.Buffer
	s := serve(t, says(422, `{"error":"bad","echo":{"Door-Code":"canary1","password":"canary2"},"note":"sk_live_canary3"}`))
	req := runtime.NewRequest(&op)
	req.JSON("application/json", map[string]any{"item": "tea", "door_code": "canary4", "card": map[string]string{"number": "canary5"}})
	_, err := runtime.Do[receipt](t.Context(), client(t, s.URL, verbose(&log), runtime.WithBodyLogging(500)), req, nil)
	if err == nil || strings.Contains(log.String(), "canary") {
		t.Fatalf("%v, log:\n%s", err, &log)
	}
	for _, want := range []string{`{\"card\":\"REDACTED\",\"door_code\":\"REDACTED\",\"item\":\"tea\"}`,
		`{\"error\":\"bad\",\"echo\":{\"Door-Code\":\"REDACTED\",\"password\":\"REDACTED\"},\"note\":\"REDACTED\"}`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %s in\n%s", want, &log)
		}
	}
}

func TestBodiesOfOtherMediaAreLoggedAsTypeAndLength(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, "canary")
	})
	c := client(t, s.URL, verbose(&log), runtime.WithBodyLogging(500))
	req := runtime.NewRequest(&opCreate)
	req.Text("text/plain", "canary text")
	if _, err := runtime.DoText(t.Context(), c, req, nil); err != nil {
		t.Fatal(err)
	}
	stream, err := runtime.DoStream(t.Context(), c, runtime.NewRequest(&opList), nil)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, stream)
	stream.Close()
	if got := log.String(); strings.Contains(got, "canary") || strings.Count(got, "response_body") != 1 ||
		!strings.Contains(got, `"text/plain, 11 bytes"`) || !strings.Contains(got, `"text/plain, 6 bytes"`) {
		t.Errorf("log:\n%s", got)
	}
}

func TestBodiesAreNotLoggedUnlessAskedFor(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := serve(t, statuses(200))
	if _, err := invoke(t.Context(), client(t, s.URL, verbose(&log)), &opList); err != nil || strings.Contains(log.String(), "ord_1") {
		t.Errorf("%v, log:\n%s", err, &log)
	}
	if _, err := runtime.New(s.URL, runtime.WithBodyLogging(-1)); err == nil {
		t.Error("-1 bytes are accepted")
	}
}

func TestMarkedMembersAreMaskedInErrors(t *testing.T) {
	t.Parallel()
	op := opList
	op.Redact = []string{"door_code"}
	_, err := invoke(t.Context(), client(t, serve(t, says(200, `{"id":{"doorCode":"canary"}}`)).URL), &op)
	var decode *runtime.DecodeError
	if !errors.As(err, &decode) || string(decode.Start) != `{"id":{"doorCode":"REDACTED"}}` {
		t.Errorf("decoding: %v", err)
	}
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, `<pre>{"door_code": 1234}</pre>`)
	})
	_, err = invoke(t.Context(), client(t, s.URL), &op)
	var foreign *runtime.UnexpectedContentTypeError
	if !errors.As(err, &foreign) || strings.Contains(string(foreign.Start), "1234") {
		t.Errorf("another type: %v %+v", err, foreign)
	}
}

// Package stripemock answers: does Stripe's own mock server accept what a client of Stripe's document sends?
//
// It is a module of its own, so that nobody who uses apigen downloads the mock server. The test starts that server in
// this process, generates a client of some operations of the same document, and runs the tests in testdata/driver, which
// are compiled with the client: stripe-mock knows every parameter of every operation, and refuses what it does not know.
package stripemock_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stripe/stripe-mock/embedded"
	"github.com/stripe/stripe-mock/server"
)

// configuration keeps what is compiled small: all operations of Stripe take minutes.
const configuration = `spec: SPEC
out: stripe
runtime: vendor
import: driver/stripe
include:
  - path: /v1/customers
  - path: /v1/customers/{customer}
  - path: /v1/payment_intents
  - path: /v1/payment_intents/{intent}
  - path: /v1/payment_intents/{intent}/confirm
  - path: /v1/subscriptions
  - path: /v1/subscriptions/{subscription_exposed_id}
`

func TestStripeMockAcceptsEveryCall(t *testing.T) {
	document := corpusDocument(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "apigen.yaml"), strings.Replace(configuration, "SPEC", document, 1))
	write(t, filepath.Join(dir, "go.mod"), "module driver\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "driver_test.go"), read(t, filepath.Join("testdata", "driver", "driver_test.go")))
	run(t, filepath.Join("..", ".."), nil, "run", "./cmd/apigen", "generate", "--config", filepath.Join(dir, "apigen.yaml"))

	mock := start(t)
	// Unoptimised and with paths trimmed: compiled in half of the time, and taken from the cache the next time.
	out := run(t, dir, []string{"STRIPE_MOCK=" + mock.url}, "test", "-v", "-count=1", "-vet=off", "-trimpath", "-gcflags=driver/...=-N -l", ".")
	t.Logf("%s", out)
	mock.checkCalls(t)
}

// corpusDocument is Stripe's document; the test is skipped if there is no corpus.
func corpusDocument(t *testing.T) string {
	t.Helper()
	root := os.Getenv("APIGEN_CORPUS")
	if root == "" {
		t.Skip("APIGEN_CORPUS is not set: nothing was sent to stripe-mock")
	}
	found, err := filepath.Glob(filepath.Join(root, "registry", "go", "github.com+stripe+stripe-mock@*", "embedded", "openapi", "spec3.json"))
	if err != nil || len(found) == 0 {
		t.Fatalf("APIGEN_CORPUS is %s, but Stripe's document is not in it (%v)", root, err)
	}
	document := found[len(found)-1]
	if read(t, document) != string(embedded.OpenAPISpec) {
		t.Logf("%s is not of the same version as stripe-mock", document)
	}
	return document
}

// mock is the server with a record of what it answered.
type mock struct {
	url string

	mu    sync.Mutex
	calls []call
}

// call is what arrived and how it was answered.
type call struct {
	method, path string
	form         url.Values // the body, or the query of a GET
	status       int
}

// start runs stripe-mock. It validates requests by Stripe's document and answers with its fixtures.
func start(t *testing.T) *mock {
	t.Helper()
	document, err := server.LoadSpec(embedded.OpenAPISpec, "")
	if err != nil {
		t.Fatal(err)
	}
	fixtures, err := server.LoadFixtures(embedded.OpenAPIFixtures, "")
	if err != nil {
		t.Fatal(err)
	}
	stub, err := server.NewStubServer(fixtures, document, true, false)
	if err != nil {
		t.Fatal(err)
	}
	m := &mock{}
	s := httptest.NewServer(m.recorded(stub.HandleRequest))
	t.Cleanup(s.Close)
	m.url = s.URL
	return m
}

// recorded remembers calls. Its lists have two pages: stripe-mock has one item of everything and says that it is all.
func (m *mock) recorded(handle http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		handle(answer, r)
		m.remember(r, string(body), answer.Code)
		for name, values := range answer.Header() {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(answer.Code)
		if q := r.URL.Query(); r.Method == http.MethodGet && q.Has("limit") && !q.Has("starting_after") {
			w.Write(withMore(answer.Body.Bytes()))
			return
		}
		w.Write(answer.Body.Bytes())
	})
}

// withMore returns a list that says that there is more.
func withMore(answer []byte) []byte {
	var list map[string]json.RawMessage
	if err := json.Unmarshal(answer, &list); err != nil {
		return answer
	}
	list["has_more"] = json.RawMessage("true")
	changed, err := json.Marshal(list)
	if err != nil {
		return answer
	}
	return changed
}

func (m *mock) remember(r *http.Request, body string, status int) {
	if r.Method == http.MethodGet {
		body = r.URL.RawQuery
	}
	form, _ := url.ParseQuery(body)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, call{r.Method, r.URL.Path, form, status})
}

// sent are fields that have to arrive, as net/url reads them. The mock gives back only what its fixtures have a field for.
var sent = map[string]url.Values{
	"POST /v1/customers": {
		"metadata[order]": {"6735"}, "metadata[größe & farbe]": {"α=1+1 %20"}, "metadata[empty of blanks]": {" "},
		"address[line1]": {"Große Straße 1/2"}, "preferred_locales[0]": {"de-DE"}, "preferred_locales[1]": {"en"},
		"tax_id_data[1][type]": {"gb_vat"}, "expand[1]": {"default_source"}, "balance": {"-250"},
	},
	"GET /v1/customers":        {"created[gte]": {"1"}, "created[lt]": {"1900000000"}, "expand[0]": {"data.default_source"}, "limit": {"1"}},
	"POST /v1/payment_intents": {"amount": {"9007199254740993"}, "automatic_payment_methods[enabled]": {"true"}, "automatic_payment_methods[allow_redirects]": {"never"}, "shipping[address][line1]": {"1 Main St"}},
	"POST /v1/subscriptions": {
		"items[0][price]": {"price_1"}, "items[0][metadata][seat]": {"1"}, "items[1][price_data][recurring][interval]": {"month"},
		"items[1][tax_rates][1]": {"txr_2"}, "add_invoice_items[0][quantity]": {"1"}, "trial_end": {"now"},
	},
}

// checkCalls wants every call accepted, each kind of call made, and fields as they were given.
func (m *mock) checkCalls(t *testing.T) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	made, seen := map[string]int{}, map[string]bool{}
	for _, c := range m.calls {
		name := c.method + " " + c.path
		if c.status != http.StatusOK {
			t.Errorf("%s %v was not accepted: %d", name, c.form, c.status)
		}
		made[c.method]++
		if seen[name] {
			continue
		}
		seen[name] = true
		for field, want := range sent[name] {
			if !slices.Equal(c.form[field], want) {
				t.Errorf("%s: %s: got %q, want %q", name, field, c.form[field], want)
			}
		}
	}
	for name := range sent {
		if !seen[name] {
			t.Errorf("%s was never called", name)
		}
	}
	if made["GET"] < 9 || made["POST"] < 7 || made["DELETE"] < 2 {
		t.Errorf("too few calls: %v", made)
	}
}

func run(t *testing.T, dir string, env []string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "GOWORK=off")...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

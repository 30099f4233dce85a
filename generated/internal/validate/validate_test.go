package validate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/validate"
)

// listener is a test that keeps what it is told instead of failing.
type listener struct {
	testing.TB
	heard []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.heard = append(l.heard, fmt.Sprintf(format, args...))
}

func TestRequestsThatTheDocumentForbidsAreReported(t *testing.T) {
	t.Parallel()
	const form, json = "application/x-www-form-urlencoded", "application/json"
	cases := []struct {
		name, document, do, mediaType, body string
		want                                string // "" for nothing to report
	}{
		{"a good list", "orders.yaml", "GET /v1/orders?limit=5&status=open&status=paid", "", "", ""},
		{"a limit that is no number", "orders.yaml", "GET /v1/orders?limit=many", "", "", "limit"},
		{"an enum value that is not declared", "orders.yaml", "GET /v1/orders?status=lost", "", "", "status"},
		{"an operation that is not declared", "orders.yaml", "PUT /v1/orders", "", "", "method"},
		{"a member that is not declared", "orders.yaml", "PATCH /v1/orders/1", json, `{"nope":1}`, "nope"},
		{"null where it may stand", "orders.yaml", "PATCH /v1/orders/1", json, `{"note":null}`, ""},
		{"null where it may not stand", "orders.yaml", "PATCH /v1/orders/1", json, `{"metadata":null}`, "metadata"},
		{"a body that nobody asked for", "orders.yaml", "GET /v1/orders/1", json, `{}`, "body"},
		{"a token request is not judged", "orders.yaml", "POST /oauth/token", form, "x", ""},
		{"a missing version", "payments.yaml", "GET /v1/charges", "", "", "Acme-Version"},
		{"a slash inside of a parameter", "chat.yaml", "GET /v1/models/a%2Fb", "", "", ""},
		{"a nested form", "payments.yaml", "POST /v1/charges?v", form, "amount=1&currency=eur&line_items[0][name]=a&line_items[0][quantity]=1&line_items[0][unit_amount]=1&metadata[k]=1&expand[]=a", ""},
		{"a form with a member that is not declared", "payments.yaml", "POST /v1/charges?v", form, "amount=1&currency=eur&line_items[0][price]=1", "price"},
		{"a form with a number that is none", "payments.yaml", "POST /v1/charges?v", form, "amount=x&currency=eur", "amount"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := &listener{TB: t}
			h := validate.Requests(l, c.document, http.NotFoundHandler())
			method, target, _ := strings.Cut(c.do, " ")
			r := httptest.NewRequest(method, target, strings.NewReader(c.body))
			if c.body != "" {
				r.Header.Set("Content-Type", c.mediaType)
			}
			if strings.HasSuffix(target, "?v") {
				r.Header.Set("Acme-Version", "2026-10-01")
			}
			h.ServeHTTP(httptest.NewRecorder(), r)
			heard := strings.Join(l.heard, "\n")
			if c.want == "" && heard != "" || !strings.Contains(heard, c.want) {
				t.Errorf("reported %q, want %q in it", heard, c.want)
			}
		})
	}
}

func TestAnswersThatTheDocumentForbidsAreReported(t *testing.T) {
	t.Parallel()
	l := &listener{TB: t}
	h := validate.Exchanges(l, "orders.yaml", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"id":"root","name":"x"}`))
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/v1/categories", nil))
	if len(l.heard) != 1 || !strings.Contains(l.heard[0], "children") {
		t.Errorf("reported %q, want the missing children", l.heard)
	}
}

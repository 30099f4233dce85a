package webhook_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

const (
	standardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	otherSecret    = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
)

// order is an event.
type order struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	N    int    `json:"n"`
}

func body(o order) string {
	text, _ := json.Marshal(o)
	return string(text)
}

func quiet() webhook.Option { return webhook.WithLogger(slog.New(slog.DiscardHandler)) }

func verifier(t *testing.T, s webhook.Scheme, secrets ...string) webhook.Verifier {
	t.Helper()
	v, err := s.Verifier(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// endpoint takes orders, and is closed by the end of the test.
func endpoint(t *testing.T, handle func(context.Context, webhook.Event[order]) error, opts ...webhook.Option) *webhook.Endpoint {
	t.Helper()
	e, err := webhook.Handler(verifier(t, webhook.StandardWebhooks(), standardSecret), nil, handle, append([]webhook.Option{quiet()}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close(context.Background()) })
	return e
}

func sign(t *testing.T, d webhooktest.Delivery) *http.Request {
	t.Helper()
	r, err := webhooktest.Sign(d)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// delivery is an order with an id.
func delivery(t *testing.T, id string) *http.Request {
	t.Helper()
	return sign(t, webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{standardSecret}, ID: id,
		Body: body(order{ID: id, Type: "order.paid"})})
}

func post(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func wants(t *testing.T, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Errorf("answered by %d %q, want %d", w.Code, w.Body, status)
	}
	if (w.Header().Get("Retry-After") != "") != (status == 503) {
		t.Errorf("Retry-After %q with %d", w.Header().Get("Retry-After"), w.Code)
	}
}

// record keeps the ids of handled events.
type record struct {
	mu  sync.Mutex
	ids []string
}

func (r *record) handle(_ context.Context, e webhook.Event[order]) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ids = append(r.ids, e.Data.ID)
	return nil
}

func (r *record) wants(t *testing.T, ids ...string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Equal(r.ids, ids) {
		t.Errorf("handled %v, want %v", r.ids, ids)
	}
}

// read gives the body of a request that is to be verified by itself.
func read(t *testing.T, r *http.Request) []byte {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

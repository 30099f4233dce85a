// Package payments answers: what does the vendor of specs/payments.yaml do when he is called?
//
// It is the Payments API in memory: requests are forms with brackets, answers are JSON, members can be expanded.
package payments

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

// Version is the only version of the API that the server speaks.
const Version = "2026-10-01"

// DeclinedCard is the number of a card that no bank accepts.
const DeclinedCard = "4000000000000002"

// Server is the Payments API. It is safe for concurrent use.
type Server struct {
	stage.Stage
	Keys stage.Keys // what was answered to idempotency keys

	key     string
	handler http.Handler

	mu        sync.Mutex
	charges   []*charge // newest first, like the other lists
	customers []*customer
	intents   []*intent
	refunds   []*refund
	counter   int
}

// New returns an empty server that lets callers with the secret key in; an empty key refuses everybody.
func New(key string) *Server {
	s := &Server{key: key}
	s.handler = s.Wrap(s.routes())
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /v1/charges":                           s.listCharges,
		"POST /v1/charges":                          s.createCharge,
		"GET /v1/charges/{charge}":                  s.getCharge,
		"POST /v1/charges/{charge}/capture":         s.captureCharge,
		"GET /v1/customers":                         s.listCustomers,
		"POST /v1/customers":                        s.createCustomer,
		"GET /v1/customers/{customer}":              s.getCustomer,
		"POST /v1/customers/{customer}":             s.updateCustomer,
		"DELETE /v1/customers/{customer}":           s.deleteCustomer,
		"POST /v1/payment_intents":                  s.createIntent,
		"GET /v1/payment_intents/{intent}":          s.getIntent,
		"POST /v1/payment_intents/{intent}/confirm": s.confirmIntent,
		"GET /v1/refunds":                           s.listRefunds,
		"POST /v1/refunds":                          s.createRefund,
	} {
		h = s.locked(h)
		if strings.HasPrefix(pattern, http.MethodPost) {
			h = s.Keys.Once(keyReused, h)
		}
		mux.HandleFunc(pattern, s.guarded(h))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, fault{Type: "invalid_request_error", Message: "No such route: " + r.URL.Path})
	})
	return mux
}

// guarded lets callers through who have the key and speak our version.
func (s *Server) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Acme-Version", Version)
		switch {
		case !s.knows(r):
			w.Header().Set("WWW-Authenticate", `Basic realm="payments"`)
			fail(w, http.StatusUnauthorized, fault{Type: "authentication_error", Message: "The key is missing or wrong."})
		case r.Header.Get("Acme-Version") != Version:
			fail(w, http.StatusBadRequest, fault{Type: "invalid_request_error", Message: "Send Acme-Version: " + Version, Param: "Acme-Version"})
		default:
			next(w, r)
		}
	}
}

func (s *Server) knows(r *http.Request) bool {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		key, _, ok = r.BasicAuth()
	}
	return ok && s.key != "" && subtle.ConstantTimeCompare([]byte(key), []byte(s.key)) == 1
}

func (s *Server) locked(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		next(w, r)
	}
}

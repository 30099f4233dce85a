// Package orders answers: what does the vendor of specs/orders.yaml do when he is called?
//
// It is the Orders API in memory: a whole, truthful server for tests and demonstrations.
package orders

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

// Config says who may call. Empty members refuse everybody who comes that way.
type Config struct {
	Token        string // a personal access token
	ClientID     string // of the client credentials grant
	ClientSecret string
}

// Server is the Orders API below /v1, with its token endpoint at /oauth/token. It is safe for concurrent use.
type Server struct {
	stage.Stage
	Keys stage.Keys // what was answered to idempotency keys

	config  Config
	handler http.Handler

	mu        sync.Mutex
	orders    []*order // oldest first
	customers []customer
	events    []event
	issued    map[string]bool // access tokens that are valid
	counter   int
}

// New returns a server with three customers and no orders.
func New(config Config) *Server {
	s := &Server{config: config, issued: map[string]bool{}}
	for _, email := range []string{"ada@shop.example", "brook@shop.example", "cleo@shop.example"} {
		s.newCustomer(createCustomer{Email: email})
	}
	s.handler = s.Wrap(s.routes())
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /oauth/token", s.token)
	mux.HandleFunc("GET /v1/categories", s.categories)
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /v1/orders":                    s.listOrders,
		"POST /v1/orders":                   s.Keys.Once(keyReused, s.createOrder),
		"GET /v1/orders/search":             s.searchOrders,
		"GET /v1/orders/{order_id}":         s.withOrder(s.getOrder),
		"PATCH /v1/orders/{order_id}":       s.withOrder(s.updateOrder),
		"DELETE /v1/orders/{order_id}":      s.withOrder(s.deleteOrder),
		"POST /v1/orders/{order_id}/cancel": s.Keys.Once(keyReused, s.withOrder(s.cancelOrder)),
		"GET /v1/orders/{order_id}/items":   s.withOrder(s.listItems),
		"GET /v1/customers":                 s.listCustomers,
		"POST /v1/customers":                s.Keys.Once(keyReused, s.createCustomer),
		"GET /v1/customers/{customer_id}":   s.getCustomer,
		"GET /v1/events":                    s.listEvents,
	} {
		mux.HandleFunc(pattern, s.authenticated(h))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, "route_not_found", "There is no such route.")
	})
	return mux
}

// authenticated lets only callers with a valid token through.
func (s *Server) authenticated(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || !s.valid(token) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="orders"`)
			fail(w, http.StatusUnauthorized, "unauthorized", "The token is missing, unknown or too old.")
			return
		}
		next(w, r)
	}
}

func (s *Server) valid(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issued[token] || equal(token, s.config.Token)
}

// equal compares secrets in constant time; nothing equals an empty secret.
func equal(got, secret string) bool {
	return secret != "" && subtle.ConstantTimeCompare([]byte(got), []byte(secret)) == 1
}

// Package agents answers: what does the vendor of specs/agents.yaml do when he is called?
//
// It is the Agents API in memory. A run takes three looks: queued, running, succeeded; then its callback is due.
package agents

import (
	"crypto/subtle"
	"net/http"
	"sync"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

// Server is the Agents API below /api. It is safe for concurrent use.
type Server struct {
	stage.Stage

	key     string
	handler http.Handler

	mu     sync.Mutex
	agents []*agent // oldest first
	runs   []*run   // oldest first
}

// New returns a server with five agents that lets callers with the key in; an empty key refuses everybody.
func New(key string) *Server {
	s := &Server{key: key}
	s.hire()
	s.handler = s.Wrap(s.routes())
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /api/agents":                    s.listAgents,
		"GET /api/agents/{agentId}":          s.getAgent,
		"DELETE /api/agents/{agentId}":       s.deleteAgent,
		"POST /api/agents/{agentId}/runs":    s.createRun,
		"GET /api/runs":                      s.listRuns,
		"GET /api/runs/{runId}":              s.getRun,
		"DELETE /api/runs/{runId}":           s.cancelRun,
		"GET /api/runs/{runId}/files/{name}": s.downloadFile,
	} {
		mux.HandleFunc(pattern, s.guarded(h))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, "no_route", "There is no such address.")
	})
	return mux
}

func (s *Server) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("X-API-Key")
		if s.key == "" || subtle.ConstantTimeCompare([]byte(key), []byte(s.key)) != 1 {
			fail(w, http.StatusUnauthorized, "unauthorized", "The key is missing or wrong.")
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		next(w, r)
	}
}

type fault struct {
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Details map[string]any `json:"details,omitempty"`
}

func fail(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("X-Request-Id", "req_"+code)
	stage.JSON(w, status, fault{Code: code, Message: message, Details: map[string]any{"retryable": status >= 500}})
}

// list answers with the page that the query asks for, as the member name.
func list[T any](w http.ResponseWriter, r *http.Request, name string, items []T, id func(T) string) {
	q := r.URL.Query()
	size, err := stage.Limit(q.Get("page_size"), 50, 200)
	if err != nil {
		fail(w, http.StatusBadRequest, "page_size", err.Error())
		return
	}
	after, err := stage.ReadCursor(q.Get("page_token"))
	if err != nil {
		fail(w, http.StatusBadRequest, "page_token", err.Error())
		return
	}
	page, more, err := stage.Page(items, id, after, size)
	if err != nil {
		fail(w, http.StatusGone, "page_token", err.Error())
		return
	}
	out := map[string]any{name: page}
	if more {
		out["next_page_token"] = stage.Cursor(id(page[len(page)-1]))
	}
	stage.JSON(w, http.StatusOK, out)
}

// Package chat answers: what does the vendor of specs/chat.yaml do when he is called?
//
// It is the Chat API in memory. Its models repeat what they hear, in capitals if they are large, so that tests know
// the answer.
package chat

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

// Server is the Chat API below /v1. It is safe for concurrent use.
type Server struct {
	stage.Stage

	token   string
	handler http.Handler

	mu      sync.Mutex
	files   []file // newest first
	models  []map[string]any
	counter int
}

// New returns a server without files that lets callers with the token in; an empty token refuses everybody.
func New(token string) *Server {
	s := &Server{token: token, models: models()}
	s.handler = s.Wrap(s.routes())
	return s
}

// models are open objects: context_window is a member that the document does not name.
func models() []map[string]any {
	return []map[string]any{
		{"id": "lark-2", "object": "model", "created": 1790000000, "owned_by": "chat", "context_window": 200000},
		{"id": "lark-2/mini", "object": "model", "created": 1790000001, "owned_by": "chat", "context_window": 32000},
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.HandlerFunc{
		"POST /v1/chat/completions":       s.complete,
		"POST /v1/embeddings":             s.embed,
		"GET /v1/files":                   s.listFiles,
		"POST /v1/files":                  s.uploadFile,
		"GET /v1/files/{file_id}":         s.retrieveFile,
		"DELETE /v1/files/{file_id}":      s.deleteFile,
		"GET /v1/files/{file_id}/content": s.downloadFile,
		"GET /v1/models":                  s.listModels,
		"GET /v1/models/{model}":          s.retrieveModel,
	} {
		mux.HandleFunc(pattern, s.authenticated(h))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, "", "unknown_url", "There is no such address.")
	})
	return mux
}

func (s *Server) authenticated(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || s.token == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "", "invalid_api_key", "The key is missing or wrong.")
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		next(w, r)
	}
}

func (s *Server) listModels(w http.ResponseWriter, _ *http.Request) {
	stage.JSON(w, http.StatusOK, map[string]any{"object": "list", "data": s.models})
}

func (s *Server) retrieveModel(w http.ResponseWriter, r *http.Request) {
	for _, m := range s.models {
		if m["id"] == r.PathValue("model") {
			stage.JSON(w, http.StatusOK, m)
			return
		}
	}
	fail(w, http.StatusNotFound, "model", "model_not_found", "There is no such model.")
}

// fail answers with an error; an empty param or code is null.
func fail(w http.ResponseWriter, status int, param, code, message string) {
	kind := "invalid_request_error"
	if status == http.StatusUnauthorized {
		kind = "authentication_error"
	}
	w.Header().Set("X-Request-Id", "req_"+code)
	stage.JSON(w, status, map[string]any{"error": map[string]any{
		"message": message, "type": kind, "param": orNull(param), "code": orNull(code),
	}})
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

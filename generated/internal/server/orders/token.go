package orders

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

// token is the endpoint of the client credentials grant.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	id, secret := clientOf(r)
	switch {
	case r.FormValue("grant_type") != "client_credentials":
		stage.JSON(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
	case !equal(id, s.config.ClientID) || !equal(secret, s.config.ClientSecret):
		stage.JSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
	default:
		w.Header().Set("Cache-Control", "no-store")
		stage.JSON(w, http.StatusOK, map[string]any{
			"access_token": s.issue(), "token_type": "Bearer", "expires_in": 3600, "scope": "orders",
		})
	}
}

// clientOf reads the client's id and secret, sent by basic authentication or in the form.
func clientOf(r *http.Request) (id, secret string) {
	user, password, ok := r.BasicAuth()
	if !ok {
		return r.FormValue("client_id"), r.FormValue("client_secret")
	}
	id, _ = url.QueryUnescape(user) // RFC 6749, section 2.3.1: both are form-encoded first
	secret, _ = url.QueryUnescape(password)
	return id, secret
}

func (s *Server) issue() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := fmt.Sprintf("tok_%s_%d", s.config.ClientSecret, len(s.issued)+1)
	s.issued[token] = true
	return token
}

// Revoke ends all tokens that the token endpoint has given out.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.issued)
}

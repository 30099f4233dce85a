package auth_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// issuer is a token endpoint that takes assertions, each once, and an API that takes its tokens.
type issuer struct {
	url    string
	verify func(token string) (claims, bool)
	grant  string // wanted
	field  string // of the form, where the assertion is

	mu       sync.Mutex
	seen     map[string]bool
	refusals []string
}

func (s *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path != "/token" {
		fmt.Fprintf(w, "%q", r.Header.Get("Authorization"))
		return
	}
	if reason := s.judge(r); reason != "" {
		s.refusals = append(s.refusals, reason)
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"error":"invalid_grant"}`)
		return
	}
	io.WriteString(w, `{"access_token":"tok","expires_in":1}`)
}

// judge says what is wrong with a request of a token.
func (s *issuer) judge(r *http.Request) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.verify(r.PostFormValue(s.field))
	now := time.Now().Unix()
	switch {
	case !ok:
		return "signature"
	case r.PostFormValue("grant_type") != s.grant:
		return "grant " + r.PostFormValue("grant_type")
	case c.Audience != s.url+"/token" || c.Issuer != "me" || c.Issued > now || c.Expires <= now:
		return fmt.Sprintf("claims %+v", c)
	case s.seen[c.ID]:
		return "jti used"
	}
	s.seen[c.ID] = true
	return ""
}

func TestAnAssertionIsExchangedForATokenOrProvesWhoTheClientIs(t *testing.T) {
	t.Parallel()
	public, private := edKey(t)
	jwt := auth.JWT{Key: auth.PEMKey(pkcs8(t, private)), Issuer: "me", Subject: "me"}
	for name, c := range map[string]struct {
		grant, field string
		credential   func(url string) runtime.Authorizer
	}{
		"as the grant": {"urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion",
			func(url string) runtime.Authorizer { return auth.JWTBearer(auth.Config{TokenURL: url}, jwt) }},
		"as private_key_jwt": {"client_credentials", "client_assertion", func(url string) runtime.Authorizer {
			return auth.OAuth2(auth.Config{TokenURL: url, ClientID: "me", ClientAssertion: jwt})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &issuer{grant: c.grant, field: c.field, seen: make(map[string]bool)}
			s.verify = func(token string) (claims, bool) { return verified(public, token) }
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			s.url = server.URL
			for range 2 { // each credential has a token of its own, and so an assertion
				client, err := runtime.New(server.URL, runtime.WithCredential("oauth", c.credential(server.URL+"/token")))
				if err != nil {
					t.Fatal(err)
				}
				if got, err := call(t.Context(), client, &opGet); err != nil || got != "Bearer tok" {
					t.Errorf("%q, %v; refused for %v", got, err, s.refusals)
				}
			}
			if len(s.seen) != 2 {
				t.Errorf("%d assertions, want 2", len(s.seen))
			}
		})
	}
}

func TestAnAssertionThatCannotBeSignedIsAnErrorOfNew(t *testing.T) {
	t.Parallel()
	_, err := runtime.New("https://api.example.com", runtime.WithCredential("oauth",
		auth.JWTBearer(auth.Config{TokenURL: "https://id.example.com/token"}, auth.JWT{})))
	for _, want := range []string{"no Issuer", "no key"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

package auth_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

func TestATokenIsFetchedOverTheConnectionsOfTheCalls(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			io.WriteString(w, `{"access_token":"tok","expires_in":3600}`)
			return
		}
		io.WriteString(w, `"`+r.Header.Get("Authorization")+`"`)
	}))
	t.Cleanup(s.Close)
	for _, op := range []*runtime.Operation{&opGet, &opPost, &opKeyless} {
		c, err := runtime.New(s.URL, runtime.WithCredential("oauth", auth.ClientCredentials(s.URL+"/token", "id", "shh")))
		if err != nil {
			t.Fatal(err)
		}
		req := runtime.NewRequest(op)
		var meta runtime.Meta
		got, err := runtime.DoValue[string](t.Context(), c, req, []runtime.Option{runtime.WithResponse(&meta)})
		if err != nil || got != "Bearer tok" || meta.Attempts != 1 {
			t.Errorf("%s: %q after %d attempts, %v", op.Method, got, meta.Attempts, err)
		}
	}
}

package auth_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/apigen-go/apigen/runtime/auth"
)

func TestAKeyInTheQueryReplacesTheOneThatIsThere(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		"":                             "api%5Bkey%5D=K+1",
		"page=2&q=a%20b":               "page=2&q=a%20b&api%5Bkey%5D=K+1",
		"api[key]=K&page=2":            "page=2&api%5Bkey%5D=K+1",
		"api%5bkey%5d=old&q=%zz&empty": "q=%zz&empty&api%5Bkey%5D=K+1",
	} {
		r, err := http.NewRequest(http.MethodGet, "https://api.example.com/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.RawQuery = before
		if err := auth.APIKey("query", "api[key]", "K 1").Authorize(context.Background(), r); err != nil || r.URL.RawQuery != want {
			t.Errorf("%q: got %q, want %q, %v", before, r.URL.RawQuery, want, err)
		}
	}
}

package runtime_test

import (
	"net/http"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

func TestARawRequestGoesTheWayOfAllOthers(t *testing.T) {
	t.Parallel()
	s, c := reach(t, statuses(503, 200), runtime.WithCredential("a", auth.APIKey("header", "X-Api-Key", "key")), runtime.WithCredential("b", auth.Bearer("token")))
	req := runtime.NewRawRequest(http.MethodPost, "/orders/{order_id}/preview")
	req.Path("order_id", "a/b")
	req.JSON("application/json", map[string]int{"amount": 1})
	got, err := runtime.Do[receipt](t.Context(), c, req, []runtime.Option{runtime.WithIdempotencyKey("k")})
	if err != nil || got.ID != "ord_1" || s.attempts() != 2 {
		t.Fatalf("%v, %v, %d requests", got, err, s.attempts())
	}
	r := s.requests[1]
	if r.URL.EscapedPath() != "/orders/a%2Fb/preview" || r.Header.Get("X-Api-Key") != "key" || r.Header.Get("Authorization") != "Bearer token" ||
		r.Header.Get("Idempotency-Key") != "k" || s.bodies[1] != `{"amount":1}` {
		t.Errorf("%v %v %q", r.URL, r.Header, s.bodies)
	}
}

package runtime_test

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

func TestARequestIsShownAsACommandOfCurl(t *testing.T) {
	t.Parallel()
	var shown []string
	s, c := reach(t, statuses(503, 200), runtime.WithCurl(func(command string) { shown = append(shown, command) }),
		runtime.WithUserAgent("shop/1"), runtime.WithHeader("User-Agent", "it's me"),
		runtime.WithCredential("key", auth.APIKey("query", "key", "canary-1")), runtime.WithCredential("token", auth.Bearer("canary-2")))
	req := runtime.NewRawRequest("PUT", "/orders/{order_id}")
	req.Path("order_id", "ord 1")
	req.Query("limit", 10)
	req.Query("q", "canary-3")
	req.Header("X-Secret", "canary-4")
	req.JSON("application/json", map[string]any{"note": "it's", "password": "canary-5", "card": "4242424242424242"})
	if _, err := runtime.Do[receipt](t.Context(), c, req, nil); err != nil {
		t.Fatal(err)
	}
	want := "curl -X PUT '" + s.URL + "/orders/ord%201?limit=10&q=REDACTED&key=REDACTED' -H 'Accept: application/json' -H 'Authorization: REDACTED' " +
		`-H 'Content-Type: application/json' -H 'User-Agent: it'\''s me' -H 'X-Secret: REDACTED' --data-raw '{"card":"REDACTED","note":"it'\''s","password":"REDACTED"}'`
	want = strings.Replace(want, "-H 'Accept: application/json' ", "", 1)
	if len(shown) != 2 {
		t.Fatal(shown)
	}
	if diff := cmp.Diff(want, shown[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(shown[1], "X-Retry-Count: 1") {
		t.Error(shown[1])
	}
}

func TestACommandOfCurlSendsTheSameRequest(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl here to run the command")
	}
	var shown string
	s, c := reach(t, statuses(200), runtime.WithCurl(func(command string) { shown = command }))
	req := runtime.NewRawRequest(http.MethodPost, "/orders")
	req.JSON("application/json", map[string]any{"note": "it's $HOME `x` \"y\"\nz", "n": 9007199254740993})
	if _, err := runtime.Do[receipt](t.Context(), c, req, nil); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "sh", "-c", shown).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(s.bodies) != 2 || s.bodies[0] != s.bodies[1] || s.requests[1].Method != http.MethodPost {
		t.Errorf("%q", s.bodies)
	}
}

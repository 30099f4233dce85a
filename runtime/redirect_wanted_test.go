package runtime_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

func TestARedirectThatTheOperationIsForIsItsSuccess(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		status   int
		location string
		wanted   bool
	}{
		{"to another origin", 302, "https://downloads.example/archive", true},
		{"to the same origin", 307, "/elsewhere", true},
		{"without a location", 303, "", true},
		{"no redirect, but news that nothing is new", 304, "", false},
		{"a failure", 404, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				requests++
				if test.location != "" {
					w.Header().Set("Location", test.location)
				}
				w.WriteHeader(test.status)
			}))
			t.Cleanup(server.Close)
			c, err := runtime.New(server.URL, runtime.AllowInsecure())
			if err != nil {
				t.Fatal(err)
			}
			var meta runtime.Meta
			op := &runtime.Operation{ID: "download", Method: "GET", Path: "/archive", Redirects: true}
			err = runtime.DoEmpty(t.Context(), c, runtime.NewRequest(op), []runtime.Option{runtime.WithResponse(&meta)})
			if (err == nil) != test.wanted || requests != 1 {
				t.Errorf("after %d requests the error is %v, want success: %v", requests, err, test.wanted)
			}
			if got := meta.Header.Get("Location"); got != test.location {
				t.Errorf("the location is %q, want %q", got, test.location)
			}
		})
	}
}

func TestADeclaredUserAgentIsSentAsItIs(t *testing.T) {
	t.Parallel()
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.UserAgent() }))
	t.Cleanup(server.Close)
	c, err := runtime.New(server.URL, runtime.AllowInsecure(), runtime.WithUserAgent("shop/1.4"))
	if err != nil {
		t.Fatal(err)
	}
	req := runtime.NewRequest(&runtime.Operation{ID: "ping", Method: "GET", Path: "/"})
	req.Header("User-Agent", "crawler")
	if err := runtime.DoEmpty(t.Context(), c, req, nil); err != nil || got != "crawler" {
		t.Errorf("the server heard %q, error %v, want crawler", got, err)
	}
}

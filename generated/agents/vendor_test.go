package agents_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	client "github.com/apigen-go/apigen/generated/agents"
	"github.com/apigen-go/apigen/generated/internal/server/agents"
	"github.com/apigen-go/apigen/generated/internal/validate"
	"github.com/apigen-go/apigen/runtime"
)

const key = "canary-agents-0d3e"

// vendor starts a server, and returns it with a client. Every request is judged by the document.
func vendor(t *testing.T) (*agents.Server, *client.Client) {
	t.Helper()
	s := agents.New(key)
	return s, connect(t, runtime.WithBaseURL(listen(t, validate.Requests(t, "agents.yaml", s))+"/api"), client.WithAPIKey(key))
}

func listen(t *testing.T, h http.Handler) (url string) {
	t.Helper()
	ts := httptest.NewServer(h)
	t.Cleanup(ts.Close)
	return ts.URL
}

// connect makes a client that does not wait long before it tries again.
func connect(t *testing.T, opts ...runtime.Option) *client.Client {
	t.Helper()
	hasty := runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond, Cap: time.Millisecond})
	c, err := client.New(append([]runtime.Option{hasty}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// must returns the value, or ends the test.
func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

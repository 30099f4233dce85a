package chat_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	client "github.com/apigen-go/apigen/generated/chat"
	"github.com/apigen-go/apigen/generated/internal/server/chat"
	"github.com/apigen-go/apigen/generated/internal/validate"
	"github.com/apigen-go/apigen/runtime"
)

const token = "canary-chat-77aa"

// vendor starts a server, and returns it with a client. Every request is judged by the document.
func vendor(t *testing.T) (*chat.Server, *client.Client) {
	t.Helper()
	s := chat.New(token)
	return s, connect(t, runtime.WithBaseURL(listen(t, validate.Requests(t, "chat.yaml", s))+"/v1"))
}

func listen(t *testing.T, h http.Handler) (url string) {
	t.Helper()
	ts := httptest.NewServer(h)
	t.Cleanup(ts.Close)
	return ts.URL
}

// connect makes a client with the token that does not wait long before it tries again.
func connect(t *testing.T, opts ...runtime.Option) *client.Client {
	t.Helper()
	hasty := runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond, Cap: time.Millisecond})
	c, err := client.New(append([]runtime.Option{hasty, client.WithBearerToken(token)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// user is a message of the user.
func user(text string) client.Message {
	return client.Message{UserMessage: &client.UserMessage{Content: client.UserMessageContent{Text: &text}}}
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

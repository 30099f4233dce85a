package payments_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/apigen-go/apigen/generated/internal/server/payments"
	"github.com/apigen-go/apigen/generated/internal/validate"
	client "github.com/apigen-go/apigen/generated/payments"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

const secretKey = "sk_canary_4f1b"

// vendor starts a server, and returns it with a client. Every request is judged by the document.
func vendor(t *testing.T, opts ...runtime.Option) (*payments.Server, *client.Client) {
	t.Helper()
	s := payments.New(secretKey)
	opts = append([]runtime.Option{
		runtime.WithBaseURL(listen(t, validate.Requests(t, "payments.yaml", s))),
		runtime.WithCredential("basicAuth", auth.BasicKey(secretKey)),
	}, opts...)
	return s, connect(t, opts...)
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

func card(number string) *client.PaymentMethodData {
	return &client.PaymentMethodData{
		Type: client.PaymentMethodDataTypeCard,
		Card: &client.PaymentMethodDataCard{Number: number, ExpMonth: 12, ExpYear: 2030},
	}
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

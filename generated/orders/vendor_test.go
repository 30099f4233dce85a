package orders_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/apigen-go/apigen/generated/internal/server/orders"
	"github.com/apigen-go/apigen/generated/internal/validate"
	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

const token = "canary-token-51d0"

func config() orders.Config {
	return orders.Config{Token: token, ClientID: "shop", ClientSecret: "canary-secret-9c2e"}
}

// vendor starts a server, and returns it with a client that has a token. Every request is judged by the document.
func vendor(t *testing.T, opts ...runtime.Option) (*orders.Server, *client.Client) {
	t.Helper()
	s := orders.New(config())
	url := listen(t, validate.Requests(t, "orders.yaml", s))
	return s, connect(t, append([]runtime.Option{runtime.WithBaseURL(url + "/v1"), client.WithBearerToken(token)}, opts...)...)
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

func tea(quantity int32) client.CreateOrder {
	return client.CreateOrder{
		CustomerID: "cus_1",
		Items:      []client.Item{{SKU: "TEA-100", Quantity: quantity, UnitPrice: client.Money{Amount: 450, Currency: "EUR"}}},
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

// vendorUnjudged is vendor for requests that the document does not allow.
func vendorUnjudged(t *testing.T) (*orders.Server, *client.Client) {
	t.Helper()
	s := orders.New(config())
	return s, connect(t, runtime.WithBaseURL(listen(t, s)+"/v1"), client.WithBearerToken(token))
}

package runtime_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// shop is an API that is busy at first. A generated client hides what stands here by hand.
func shop() (url string, done func()) {
	busy := true
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if busy {
			busy = false
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, `{"id":"ord_1","amount":4200,"currency":"EUR"}`)
	}))
	return s.URL, s.Close
}

func ExampleWithHooks() {
	url, done := shop()
	defer done()
	client, err := runtime.New(url, runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond}), runtime.WithHooks(runtime.Hooks{
		Attempt: func(_ context.Context, a runtime.AttemptInfo) {
			fmt.Printf("%s: attempt %d was answered %d\n", a.Operation, a.Attempt, a.StatusCode)
		},
		Call: func(_ context.Context, c runtime.CallInfo) {
			fmt.Printf("%s: %d requests, %d retries, error %v\n", c.Operation, c.Attempt, c.Retry, c.Err)
		},
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := runtime.Do[receipt](context.Background(), client, runtime.NewRequest(&opList), nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// listOrders: attempt 1 was answered 503
	// listOrders: attempt 2 was answered 200
	// listOrders: 2 requests, 1 retries, error <nil>
}

func ExampleWithMiddleware() {
	url, done := shop()
	defer done()
	tenant := func(next runtime.Doer) runtime.Doer {
		return runtime.DoerFunc(func(r *http.Request) (*http.Response, error) {
			call, _ := runtime.CallFrom(r.Context())
			fmt.Printf("%s %s, retry %d\n", call.Method, call.Path, call.Retry)
			r.Header.Set("X-Tenant", "acme")
			return next.Do(r)
		})
	}
	client, err := runtime.New(url, runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond}), runtime.WithMiddleware(tenant))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := runtime.Do[receipt](context.Background(), client, runtime.NewRequest(&opList), nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// GET /orders, retry 0
	// GET /orders, retry 1
}

func ExampleWithDriftObserver() {
	url, done := shop()
	defer done()
	client, err := runtime.New(url, runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond}),
		runtime.WithDriftObserver(func(_ context.Context, d runtime.Drift) { fmt.Println(d.Operation, d.Kind, d.At) }, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := runtime.Do[receipt](context.Background(), client, runtime.NewRequest(&opList), nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// listOrders field $.currency
}

// A generated client returns the runtime's by its method Runtime.
func ExampleNewRawRequest() {
	url, done := shop()
	defer done()
	client, err := runtime.New(url, runtime.WithCredential("key", auth.APIKey("header", "X-Api-Key", os.Args[0])),
		runtime.WithCurl(func(command string) { fmt.Println(strings.ReplaceAll(command, url, "https://api.example.com")) }),
		runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}), runtime.WithHeader("User-Agent", "shop/1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	req := runtime.NewRawRequest(http.MethodPost, "/orders/{order_id}/preview")
	req.Path("order_id", "ord_1")
	req.JSON("application/json", map[string]any{"note": "fragile", "card_number": "4242 4242 4242 4242"})
	_, err = runtime.Do[map[string]any](context.Background(), client, req, nil)
	fmt.Println(err)
	// Output:
	// curl -X POST 'https://api.example.com/orders/ord_1/preview' -H 'Content-Type: application/json' -H 'User-Agent: shop/1' -H 'X-Api-Key: REDACTED' --data-raw '{"card_number":"REDACTED","note":"fragile"}'
	// POST /orders/{order_id}/preview: 503 Service Unavailable
}

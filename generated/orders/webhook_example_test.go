package orders_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// deliver stands for the vendor: it signs an event as the document says, and sends it.
func deliver(url, secret, id, body string) int {
	r, err := webhooktest.Sign(webhooktest.Delivery{Scheme: orders.WebhookScheme(), Secrets: []string{secret}, URL: url, ID: id, Body: body})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		log.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

const paid = `{"id": "0198a3f1-6a52-7c3e-9d51-3f7a5b1c0d2e", "type": "order.paid", "occurred_at": "2026-01-31T09:30:00Z",
	"order_id": "ord_1", "paid": {"amount": 900, "currency": "EUR"}}`

func ExampleWebhooks() {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" // os.Getenv("ORDERS_WEBHOOK_SECRET")
	webhooks, err := orders.NewWebhooks(secret)
	if err != nil {
		log.Fatal(err)
	}
	webhooks.OnOrderPaid(func(_ context.Context, event webhook.Event[orders.OrderPaid]) error {
		fmt.Println(event.Data.OrderID, "was paid", event.Data.Paid.Amount, event.Data.Paid.Currency)
		return nil
	})
	webhooks.OnUnknown(func(_ context.Context, event webhook.Event[json.RawMessage]) error {
		fmt.Println("the event", event.Type, "is new:", string(event.Data))
		return nil
	})
	endpoint, err := webhooks.Handler(nil, webhook.WithWorkers(1)) // more of them, if the order means nothing
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(endpoint) // http.Handle("/webhooks", endpoint)
	defer server.Close()

	fmt.Println(deliver(server.URL, secret, "msg_1", paid))
	fmt.Println(deliver(server.URL, secret, "msg_1", paid)) // the vendor sends it again: it is acknowledged, and not handled twice
	fmt.Println(deliver(server.URL, secret, "msg_2", `{"type": "order.moved"}`))
	fmt.Println(deliver(server.URL, "whsec_dGhpcyBpcyBub3QgdGhlIHJpZ2h0IHNlY3JldCE=", "msg_3", paid))
	endpoint.Close(context.Background()) // what was acknowledged is handled first
	// Unordered output:
	// 200
	// 200
	// 200
	// 401
	// ord_1 was paid 900 EUR
	// the event order.moved is new: {"type": "order.moved"}
}

// One function may take all events, and switch over them.
func ExampleWebhooks_OnOther() {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	webhooks, err := orders.NewWebhooks(secret)
	if err != nil {
		log.Fatal(err)
	}
	webhooks.OnOther(func(_ context.Context, event webhook.Event[orders.WebhookEvent]) error {
		switch data := event.Data.Value().(type) {
		case *orders.OrderPaid:
			fmt.Println("paid:", data.OrderID)
		case *orders.OrderCreated, *orders.OrderCancelled:
		case json.RawMessage:
			fmt.Println("new:", string(data))
		}
		return nil
	})
	endpoint, err := webhooks.Handler(nil)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(endpoint)
	defer server.Close()
	deliver(server.URL, secret, "msg_1", paid)
	endpoint.Close(context.Background())
	// Output: paid: ord_1
}

package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

func ExampleHandler() {
	type invoice struct {
		ID     string
		Amount int
	}
	verifier, err := webhook.Stripe().Verifier("whsec_new", "whsec_old") // both, while the secret is changed
	if err != nil {
		fmt.Println(err)
		return
	}
	endpoint, err := webhook.Handler(verifier, dedup.Memory(0, 0), func(_ context.Context, e webhook.Event[invoice]) error {
		fmt.Println("booked", e.ID, e.Data.Amount)
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 { // the vendor sends it twice
		delivery, err := webhooktest.Sign(webhooktest.Delivery{Scheme: webhook.Stripe(), Secrets: []string{"whsec_old"},
			Body: `{"id": "evt_1", "type": "invoice.paid", "amount": 7}`})
		if err != nil {
			fmt.Println(err)
			return
		}
		answer := httptest.NewRecorder()
		endpoint.ServeHTTP(answer, delivery)
		fmt.Println(answer.Code == http.StatusOK)
	}
	endpoint.Close(context.Background())
	// Unordered output:
	// true
	// true
	// booked evt_1 7
}

func ExampleMux() {
	type paid struct{ Amount int }
	var mux webhook.Mux
	webhook.On(&mux, "orders/paid", func(_ context.Context, e webhook.Event[paid]) error {
		fmt.Println("paid", e.Data.Amount)
		return nil
	})
	verifier, err := webhook.Shopify().Verifier("secret")
	if err != nil {
		fmt.Println(err)
		return
	}
	endpoint, err := mux.Handler(verifier, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, topic := range []string{"orders/paid", "orders/forgotten"} {
		delivery, err := webhooktest.Sign(webhooktest.Delivery{Scheme: webhook.Shopify(), Secrets: []string{"secret"},
			ID: fmt.Sprint(i), Type: topic, Body: `{"amount": 7}`})
		if err != nil {
			fmt.Println(err)
			return
		}
		endpoint.ServeHTTP(httptest.NewRecorder(), delivery)
	}
	endpoint.Close(context.Background())
	// Output: paid 7
}

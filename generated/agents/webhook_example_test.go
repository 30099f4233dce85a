package agents_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/apigen-go/apigen/generated/agents"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// send stands for the vendor: it signs a delivery as apigen.yaml describes, and sends it.
func send(url string, d webhooktest.Delivery) {
	d.URL, d.Scheme, d.Secrets = url, agents.WebhookScheme(), []string{"a secret of 16+ bytes"}
	r, err := webhooktest.Sign(d)
	if err != nil {
		log.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		log.Fatal(err)
	}
	answer.Body.Close()
	fmt.Println(answer.StatusCode)
}

const run = `{"id": "run_1", "agent_id": "agt_1", "status": "failed", "created_at": "2026-01-31T09:30:00Z"}`

// A header and a member of the body together say what has happened.
func ExampleWebhooks() {
	webhooks, err := agents.NewWebhooks("a secret of 16+ bytes")
	if err != nil {
		log.Fatal(err)
	}
	webhooks.OnRunFailed(func(_ context.Context, event webhook.Event[agents.RunFailed]) error {
		fmt.Println("failed:", event.Data.Run.ID)
		return nil
	})
	endpoint, err := webhooks.Handler(nil)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(endpoint)
	defer server.Close()
	send(server.URL, webhooktest.Delivery{ID: "1", Header: http.Header{"X-Agents-Event": {"run"}}, Body: `{"action": "failed", "run": ` + run + `}`})
	endpoint.Close(context.Background())
	// Unordered output:
	// 200
	// failed: run_1
}

// A callback arrives at the URL that the request named.
func ExampleWebhooks_HandleRunFinished() {
	webhooks, err := agents.NewWebhooks("a secret of 16+ bytes")
	if err != nil {
		log.Fatal(err)
	}
	endpoint, err := webhooks.HandleRunFinished(nil, func(_ context.Context, event webhook.Event[agents.Run]) error {
		fmt.Println(event.Data.ID, event.Data.Status)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(endpoint) // its address is the CallbackURL of a RunRequest
	defer server.Close()
	send(server.URL, webhooktest.Delivery{ID: "1", Body: run})
	endpoint.Close(context.Background())
	// Unordered output:
	// 200
	// run_1 failed
}

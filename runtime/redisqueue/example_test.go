package redisqueue_test

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"

	"github.com/redis/go-redis/v9"

	"github.com/apigen-go/apigen/runtime/redisqueue"
	"github.com/apigen-go/apigen/runtime/webhook"
)

type order struct {
	ID string `json:"id"`
}

// Every process that receives does this. What one has acknowledged, another handles if it dies.
func Example() {
	client := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	queue, err1 := redisqueue.New(client, "orders", redisqueue.Settings{})
	store, err2 := redisqueue.NewStore(client, "orders", 0)
	verifier, err3 := webhook.StandardWebhooks().Verifier(os.Getenv("WEBHOOK_SECRET"))
	if err := errors.Join(err1, err2, err3); err != nil {
		log.Fatal(err)
	}
	endpoint, err := webhook.Handler(verifier, store, func(_ context.Context, e webhook.Event[order]) error {
		log.Println(e.ID, e.Data.ID)
		return nil
	}, webhook.WithQueue(queue))
	if err != nil {
		log.Fatal(err)
	}
	defer endpoint.Close(context.Background())
	http.ListenAndServe(":8080", endpoint)
}

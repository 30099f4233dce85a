package sqlqueue_test

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"net/http"
	"os"

	"github.com/apigen-go/apigen/runtime/sqlqueue"
	"github.com/apigen-go/apigen/runtime/webhook"
)

type order struct {
	ID string `json:"id"`
}

// Every process that receives does this. What one has acknowledged, another handles if it dies.
func Example() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL")) // by import _ "github.com/jackc/pgx/v5/stdlib"
	if err != nil {
		log.Fatal(err)
	}
	queue, err1 := sqlqueue.New(db, sqlqueue.PostgreSQL, sqlqueue.Settings{})
	store, err2 := sqlqueue.NewStore(db, sqlqueue.PostgreSQL, sqlqueue.StoreSettings{})
	verifier, err3 := webhook.StandardWebhooks().Verifier(os.Getenv("WEBHOOK_SECRET"))
	if err := errors.Join(err1, err2, err3); err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(queue.Create(context.Background()), store.Create(context.Background())); err != nil {
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

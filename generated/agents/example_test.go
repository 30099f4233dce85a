package agents_test

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"

	"github.com/apigen-go/apigen/generated/agents"
	server "github.com/apigen-go/apigen/generated/internal/server/agents"
	"github.com/apigen-go/apigen/runtime"
)

func Example() {
	vendor := httptest.NewServer(server.New("key"))
	defer vendor.Close()

	client, err := agents.New(agents.WithAPIKey("key"), runtime.WithBaseURL(vendor.URL+"/api"))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	run, err := client.Runs.Create(ctx, "agt_1", agents.RunRequest{Task: "Read the news"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(run.Status)
	run, err = client.Runs.Wait(ctx, run.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(run.Status)
	// Output:
	// queued
	// succeeded
}

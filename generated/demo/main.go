// Command demo answers: what does a generated client do when things go wrong?
//
// It starts the Orders API of specs/orders.yaml in this process, lets it fail now and then, and calls it by the
// generated client. It needs no network and no account:
//
//	go run ./generated/demo
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"

	server "github.com/apigen-go/apigen/generated/internal/server/orders"
	"github.com/apigen-go/apigen/generated/orders"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run plays the story against a vendor of its own.
func run(ctx context.Context, out io.Writer) error {
	vendor := server.New(server.Config{ClientID: "demo", ClientSecret: "s3cret"})
	listener := httptest.NewServer(vendor)
	defer listener.Close()
	s := &story{out: out, vendor: vendor}
	client, err := orders.New(s.options(listener)...)
	if err != nil {
		return err
	}
	s.client = client
	for _, scene := range []func(context.Context) error{s.create, s.pages, s.typedError, s.update, s.deprecation} {
		if err := scene(ctx); err != nil {
			return err
		}
	}
	s.heading("What the vendor saw")
	s.say("requests: %d, for tokens: %d, writes executed: %d",
		len(vendor.Requests("", "")), len(vendor.Requests(http.MethodPost, "/oauth/token")), vendor.Keys.Executions())
	return nil
}

// story holds what all scenes share.
type story struct {
	out    io.Writer
	vendor *server.Server
	client *orders.Client
}

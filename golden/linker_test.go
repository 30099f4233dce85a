package golden_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const receiver = `package main

import (
	"context"
	"net/http"

	client "github.com/apigen-go/apigen/golden/webhooks_become_typed_events"
	"github.com/apigen-go/apigen/runtime/webhook"
)

func main() {
	w, _ := client.NewWebhooks("secret")
	w.OnOrderPaid(func(context.Context, webhook.Event[client.OrderPaid]) error { return nil })
	e, _ := w.Handler(nil)
	http.ListenAndServe("", e)
}
`

// Programs pay for the events that they receive, and for no other.
func TestEventsThatNobodyReceivesAreNotLinked(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("links a program")
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "receiver")
	if err := os.WriteFile(source, []byte(receiver), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	symbols, err := exec.CommandContext(t.Context(), "go", "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	for symbol, want := range map[string]bool{
		"events.(*Webhooks).Handler": true, "events.eventOrderPaid": true,
		"StockLow": false, "AnyWebhookEvent": false, "OrdersService": false,
	} {
		if got := strings.Contains(string(symbols), symbol); got != want {
			t.Errorf("%s is linked: %v, want %v", symbol, got, want)
		}
	}
}

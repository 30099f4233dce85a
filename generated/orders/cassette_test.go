package orders_test

import (
	"errors"
	"flag"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/orders"
	"github.com/apigen-go/apigen/generated/internal/tape"
	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

var record = flag.Bool("record", false, "record the cassettes anew")

// recorded returns a client of the cassette, or of a server of its own if it is to be recorded.
func recorded(t *testing.T, name string, opts ...runtime.Option) *client.Client {
	t.Helper()
	s := orders.New(config())
	s.Seed(5)
	opts = append([]runtime.Option{runtime.WithHTTPClient(tape.Client(t, name, *record, s))}, opts...)
	return connect(t, opts...)
}

func TestCassetteOfAPagedList(t *testing.T) {
	t.Parallel()
	c := recorded(t, "paged-list", client.WithBearerToken(token))
	var ids []string
	for order, err := range c.Orders.All(t.Context(), &client.OrdersListParams{Limit: new(int64(2))}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, order.ID)
	}
	if len(ids) != 5 || ids[0] != "ord_8" || ids[4] != "ord_4" {
		t.Errorf("orders %v", ids)
	}
}

func TestCassetteOfACreation(t *testing.T) {
	t.Parallel()
	c := recorded(t, "creation", client.WithClientCredentials("shop", config().ClientSecret, "orders"))
	in := tea(3)
	in.PaymentMethod = &client.PaymentMethod{BankTransfer: &client.BankTransfer{IBAN: "canary-iban"}}
	order := must[*client.Order](t)(c.Orders.Create(t.Context(), in))
	if order.ID != "ord_9" || order.Total.Amount != 1350 {
		t.Errorf("order %+v", order)
	}
}

func TestCassetteOfTypedErrors(t *testing.T) {
	t.Parallel()
	c := recorded(t, "errors", client.WithBearerToken(token))
	_, err := c.Orders.Get(t.Context(), "ord_99")
	var problem *runtime.Error[client.Problem]
	if !errors.As(err, &problem) || *problem.Body.Code != "order_not_found" {
		t.Errorf("error %v", err)
	}
	_, err = c.Orders.Create(t.Context(), client.CreateOrder{CustomerID: "cus_9"})
	var invalid *runtime.Error[client.ValidationProblem]
	if !errors.As(err, &invalid) || len(invalid.Body.Errors) != 2 {
		t.Errorf("error %v", err)
	}
}

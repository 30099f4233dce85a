package orders_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	server "github.com/apigen-go/apigen/generated/internal/server/orders"
	"github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

// sandbox stands for the vendor's test environment.
func sandbox() (*server.Server, *httptest.Server) {
	s := server.New(server.Config{Token: "token"})
	return s, httptest.NewServer(s)
}

func Example() {
	_, vendor := sandbox()
	defer vendor.Close()

	client, err := orders.New(
		orders.WithBearerToken("token"),
		runtime.WithBaseURL(vendor.URL+"/v1"), // left out in production
	)
	if err != nil {
		log.Fatal(err)
	}
	order, err := client.Orders.Create(context.Background(), orders.CreateOrder{
		CustomerID: "cus_1",
		Items:      []orders.Item{{SKU: "TEA-100", Quantity: 2, UnitPrice: orders.Money{Amount: 450, Currency: "EUR"}}},
		Note:       new("ring twice"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.ID, order.Status, order.Total.Amount, order.Note.Or("no note"))
	// Output: ord_4 open 900 ring twice
}

// A server that fails for a moment does not place an order twice: all attempts carry one idempotency key.
func ExampleOrdersService_Create_retried() {
	s, vendor := sandbox()
	defer vendor.Close()
	s.FailNext(1, http.StatusServiceUnavailable, "")

	client, err := orders.New(
		orders.WithBearerToken("token"),
		runtime.WithBaseURL(vendor.URL+"/v1"),
		runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond}),
	)
	if err != nil {
		log.Fatal(err)
	}
	var meta runtime.Meta
	order, err := client.Orders.Create(context.Background(), orders.CreateOrder{
		CustomerID: "cus_1",
		Items:      []orders.Item{{SKU: "TEA-100", Quantity: 1, UnitPrice: orders.Money{Amount: 450, Currency: "EUR"}}},
	}, runtime.WithResponse(&meta))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.ID, "after", meta.Attempts, "attempts, executed", s.Keys.Executions(), "time")
	// Output: ord_4 after 2 attempts, executed 1 time
}

func ExampleOrdersService_All() {
	s, vendor := sandbox()
	defer vendor.Close()
	s.Seed(5)

	client, err := orders.New(orders.WithBearerToken("token"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	for order, err := range client.Orders.All(context.Background(), &orders.OrdersListParams{Limit: new(int64(2))}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(order.ID)
	}
	// Output:
	// ord_8
	// ord_7
	// ord_6
	// ord_5
	// ord_4
}

func ExampleOrdersService_Get_error() {
	_, vendor := sandbox()
	defer vendor.Close()

	client, err := orders.New(orders.WithBearerToken("token"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Orders.Get(context.Background(), "ord_404")

	var problem *runtime.Error[orders.Problem]
	if errors.As(err, &problem) {
		fmt.Println(problem.StatusCode, *problem.Body.Code)
	}
	fmt.Println(errors.Is(err, runtime.ErrNotFound))
	// Output:
	// 404 order_not_found
	// true
}

func ExampleOrdersService_Update() {
	s, vendor := sandbox()
	defer vendor.Close()
	id := s.Seed(1)[0]

	client, err := orders.New(orders.WithBearerToken("token"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	order, err := client.Orders.Update(context.Background(), id, orders.UpdateOrder{
		Note:      runtime.Null[string](),                                      // cleared
		DeliverOn: runtime.Value(runtime.Date{Year: 2026, Month: 12, Day: 24}), // set
		// ShippingAddress and Metadata are left alone.
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.Note.IsNull(), order.DeliverOn.Or(runtime.Date{}))
	// Output: true 2026-12-24
}

func ExamplePaymentMethod() {
	s, vendor := sandbox()
	defer vendor.Close()
	id := s.Seed(1)[0]
	s.SetPaymentMethod(id, `{"type":"wallet","provider":"acme"}`)

	client, err := orders.New(orders.WithBearerToken("token"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	order, err := client.Orders.Get(context.Background(), id)
	if err != nil {
		log.Fatal(err)
	}
	switch method := order.PaymentMethod.Value().(type) {
	case *orders.Card:
		fmt.Println("card", method.Last4)
	case *orders.Wallet:
		fmt.Println("wallet of", method.Provider)
	default:
		fmt.Println("something new")
	}
	// Output: wallet of acme
}

package orders_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// One page has the items, what else the body says, and the position of the next, with which another process goes on.
func ExampleOrdersService_List() {
	s, vendor := sandbox()
	defer vendor.Close()
	s.Seed(5)

	client, err := orders.New(orders.WithBearerToken("token"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	ctx, params := context.Background(), &orders.OrdersListParams{Limit: new(int64(2))}
	p, err := client.Orders.List(ctx, params)
	if err != nil {
		log.Fatal(err)
	}
	for _, order := range p.Items {
		fmt.Println(order.ID)
	}
	position := p.Cursor() // "" on the last page

	for order, err := range client.Orders.All(ctx, params, runtime.WithCursor(position)) { // here, or days later elsewhere
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(order.ID, "later")
	}
	// Output:
	// ord_8
	// ord_7
	// ord_6 later
	// ord_5 later
	// ord_4 later
}

// A bound is an error with a position, and never a list that seems to be whole. Errors on the way have a position too.
func ExampleOrdersService_All_bounded() {
	s, vendor := sandbox()
	defer vendor.Close()
	s.Seed(5)

	client, err := orders.New(orders.WithBearerToken("token"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	var position []runtime.Option
	for {
		var stopped *page.Error
		opts := append(position, runtime.WithMaxItems(3))
		for order, err := range client.Orders.All(context.Background(), &orders.OrdersListParams{Limit: new(int64(2))}, opts...) {
			if errors.As(err, &stopped) && errors.Is(err, page.ErrBound) {
				break // the list goes on
			}
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(order.ID)
		}
		if stopped == nil {
			break // the list is whole
		}
		fmt.Println("to be continued")
		position = []runtime.Option{runtime.WithCursor(stopped.Cursor)}
	}
	// Output:
	// ord_8
	// ord_7
	// ord_6
	// to be continued
	// ord_5
	// ord_4
}

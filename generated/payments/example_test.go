package payments_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"

	server "github.com/apigen-go/apigen/generated/internal/server/payments"
	"github.com/apigen-go/apigen/generated/payments"
	"github.com/apigen-go/apigen/runtime"
)

func Example() {
	vendor := httptest.NewServer(server.New("sk_test"))
	defer vendor.Close()

	client, err := payments.New(payments.WithBearerToken("sk_test"), runtime.WithBaseURL(vendor.URL))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	customer, err := client.Customers.Create(ctx, &payments.CustomerCreate{Email: new("ada@shop.example")})
	if err != nil {
		log.Fatal(err)
	}
	charge, err := client.Charges.Create(ctx, payments.ChargeCreate{
		Amount: 1999, Currency: "eur", Customer: &customer.ID,
		Metadata: payments.Metadata{"order": "42"},
	})
	if err != nil {
		log.Fatal(err)
	}
	charge, err = client.Charges.Get(ctx, charge.ID, &payments.ChargesGetParams{Expand: []string{"customer"}})
	if err != nil {
		log.Fatal(err)
	}
	payer, _ := charge.Customer.Get()
	switch payer := payer.Value().(type) {
	case *string:
		fmt.Println("paid by", *payer)
	case *payments.Customer:
		fmt.Println("paid by", payer.Email.Or("somebody"))
	}
	// Output: paid by ada@shop.example
}

func ExampleError() {
	vendor := httptest.NewServer(server.New("sk_test"))
	defer vendor.Close()

	client, err := payments.New(payments.WithBearerToken("sk_test"), runtime.WithBaseURL(vendor.URL))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Charges.Create(context.Background(), payments.ChargeCreate{
		Amount: 1999, Currency: "eur",
		PaymentMethodData: &payments.PaymentMethodData{
			Type: payments.PaymentMethodDataTypeCard,
			Card: &payments.PaymentMethodDataCard{Number: server.DeclinedCard, ExpMonth: 12, ExpYear: 2030},
		},
	})
	var declined *runtime.Error[payments.ErrorEnvelope]
	if errors.As(err, &declined) && declined.Body.Error.Type == payments.ErrorTypeCardError {
		fmt.Println(declined.StatusCode, *declined.Body.Error.Code)
	}
	// Output: 402 card_declined
}

package payments_test

import (
	"errors"
	"flag"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/payments"
	"github.com/apigen-go/apigen/generated/internal/tape"
	client "github.com/apigen-go/apigen/generated/payments"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

var record = flag.Bool("record", false, "record the cassettes anew")

// recorded returns a client of the cassette, or of a server of its own if it is to be recorded.
func recorded(t *testing.T, name string) *client.Client {
	t.Helper()
	played := tape.Client(t, name, *record, payments.New(secretKey))
	return connect(t, runtime.WithHTTPClient(played), runtime.WithCredential("basicAuth", auth.BasicKey(secretKey)))
}

func TestCassetteOfAFormPost(t *testing.T) {
	t.Parallel()
	c := recorded(t, "form-post")
	charge := must[*client.Charge](t)(c.Charges.Create(t.Context(), client.ChargeCreate{
		Amount: 1000, Currency: "eur", Metadata: client.Metadata{"order": "42"}, PaymentMethodData: card("4242424242424242"),
		LineItems: []client.LineItem{{Name: "Tea", Quantity: 2, UnitAmount: 500}},
	}))
	if charge.ID != "ch_1" || charge.Metadata["order"] != "42" {
		t.Errorf("charge %+v", charge)
	}
}

func TestCassetteOfAPagedList(t *testing.T) {
	t.Parallel()
	c := recorded(t, "paged-list")
	for range 3 {
		must[*client.Customer](t)(c.Customers.Create(t.Context(), nil))
	}
	n := 0
	for _, err := range c.Customers.All(t.Context(), &client.CustomersListParams{Limit: new(int64(2))}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d customers", n)
	}
}

func TestCassetteOfADeclinedCard(t *testing.T) {
	t.Parallel()
	c := recorded(t, "declined-card")
	_, err := c.Charges.Create(t.Context(), client.ChargeCreate{Amount: 1, Currency: "eur", PaymentMethodData: card(payments.DeclinedCard)})
	var typed *runtime.Error[client.ErrorEnvelope]
	if !errors.As(err, &typed) || typed.Body.Error.Type != client.ErrorTypeCardError {
		t.Errorf("error %v", err)
	}
}

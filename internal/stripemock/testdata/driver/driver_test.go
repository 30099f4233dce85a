package driver_test

import (
	"errors"
	"os"
	"testing"

	"driver/stripe"
	"driver/stripe/runtime"
)

// connect makes a client of the mock server. Its tests run one after the other: a failure then tells which call it was.
func connect(t *testing.T, opts ...runtime.Option) *stripe.Client {
	t.Helper()
	if len(opts) == 0 {
		opts = append(opts, stripe.WithBearerToken("sk_test_123"))
	}
	client, err := stripe.New(append(opts, runtime.WithBaseURL(os.Getenv("STRIPE_MOCK")))...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// must is the result of a call that has to work.
func must[T any](t *testing.T) func(*T, error) *T {
	return func(got *T, err error) *T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

var metadata = map[string]string{"order": "6735", "größe & farbe": "α=1+1 %20", "empty of blanks": " "}

func TestCustomers(t *testing.T) {
	customers := connect(t).Customers
	created := must[stripe.Customer](t)(customers.Create(t.Context(), &stripe.CustomersCreateRequest{
		Name: new("Jenny Rosen & Söhne"), Email: new("jenny+1@example.com"), Balance: new(int64(-250)),
		Metadata: &stripe.CustomersCreateRequestMetadata{Map: metadata},
		Address: &stripe.CustomersCreateRequestAddress{OptionalFieldsCustomerAddress: &stripe.CustomersCreateRequestAddressOptionalFieldsCustomerAddress{
			Line1: new("Große Straße 1/2"), City: new("Köln"), Country: new("DE"),
		}},
		PreferredLocales: []string{"de-DE", "en"},
		TaxIDData:        []stripe.CustomersCreateRequestTaxIDDataItem{{Type: "eu_vat", Value: "DE123456789"}, {Type: "gb_vat", Value: "GB123456789"}},
		Expand:           []string{"subscriptions", "default_source"},
	}))
	equal(t, "name", created.Name.Or(""), "Jenny Rosen & Söhne")
	equal(t, "email", created.Email.Or(""), "jenny+1@example.com")
	equal(t, "balance", *created.Balance, -250)

	got := must[stripe.CustomersGetResponse](t)(customers.Get(t.Context(), created.ID, &stripe.CustomersGetParams{Expand: []string{"default_source"}}))
	if got.Customer == nil || got.Customer.ID != created.ID {
		t.Errorf("retrieved %T %+v, want the customer %s", got.Value(), got.Value(), created.ID)
	}
	updated := must[stripe.Customer](t)(customers.Update(t.Context(), created.ID, &stripe.CustomersUpdateRequest{
		Name: new("Jenny"), Metadata: &stripe.CustomersUpdateRequestMetadata{Empty: new("")}, InvoiceSettings: &stripe.CustomersUpdateRequestInvoiceSettings{Footer: new("")},
	}))
	equal(t, "updated name", updated.Name.Or(""), "Jenny")
	equal(t, "updated id", updated.ID, created.ID)
	deleted := must[stripe.DeletedCustomer](t)(customers.Delete(t.Context(), created.ID))
	equal(t, "deleted", deleted.Deleted, true)
	equal(t, "deleted id", deleted.ID, created.ID)
}

func TestListsHaveSeveralPages(t *testing.T) {
	client := connect(t)
	since := &stripe.CustomersListCreated{RangeQuerySpecs: &stripe.CustomersListCreatedRangeQuerySpecs{Gte: new(int64(1)), Lt: new(int64(1900000000))}}
	first, err := client.Customers.List(t.Context(), &stripe.CustomersListParams{Limit: new(int64(1)), Created: since, Expand: []string{"data.default_source"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "items of the first page", len(first.Items), 1)
	equal(t, "more after the first page", first.HasMore(), true)
	second, err := first.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "items of the second page", len(second.Items), 1)
	equal(t, "more after the second page", second.HasMore(), false)

	n := 0
	for intent, err := range client.PaymentIntents.All(t.Context(), &stripe.PaymentIntentsListParams{Limit: new(int64(1)), Customer: new("cus_1")}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; intent.ID == "" {
			t.Error("a payment intent without an id")
		}
	}
	equal(t, "payment intents on all pages", n, 2)
	n = 0
	for subscription, err := range client.Subscriptions.All(t.Context(), &stripe.SubscriptionsListParams{Limit: new(int64(1)), Status: new(stripe.SubscriptionsListStatusAll)}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; subscription.ID == "" {
			t.Error("a subscription without an id")
		}
	}
	equal(t, "subscriptions on all pages", n, 2)
}

func TestPaymentIntents(t *testing.T) {
	intents := connect(t).PaymentIntents
	created := must[stripe.PaymentIntent](t)(intents.Create(t.Context(), stripe.PaymentIntentsCreateRequest{
		Amount: 9007199254740993, Currency: "eur", Customer: new("cus_1"), Metadata: metadata, Description: new("100 % [net]"),
		AutomaticPaymentMethods: &stripe.PaymentIntentsCreateRequestAutomaticPaymentMethods{
			Enabled: true, AllowRedirects: new(stripe.PaymentIntentsCreateRequestAutomaticPaymentMethodsAllowRedirectsNever),
		},
		Shipping: &stripe.PaymentIntentsCreateRequestShipping{Name: "Jenny", Address: stripe.PaymentIntentsCreateRequestShippingAddress{Line1: new("1 Main St")}},
		Expand:   []string{"customer", "latest_charge.balance_transaction"},
	}))
	equal(t, "amount", *created.Amount, 9007199254740993)
	equal(t, "currency", *created.Currency, "eur")
	equal(t, "description", created.Description.Or(""), "100 % [net]")
	if methods := created.AutomaticPaymentMethods.Or(nil); methods == nil || !methods.Enabled {
		t.Errorf("automatic payment methods: got %+v", methods)
	}

	got := must[stripe.PaymentIntent](t)(intents.Get(t.Context(), created.ID, &stripe.PaymentIntentsGetParams{Expand: []string{"payment_method", "latest_charge"}}))
	equal(t, "retrieved id", got.ID, created.ID)
	if method := got.PaymentMethod.Or(nil); method == nil || method.PaymentMethod == nil || method.PaymentMethod.ID == "" {
		t.Errorf("the payment method was not expanded: %+v", method)
	}
	updated := must[stripe.PaymentIntent](t)(intents.Update(t.Context(), created.ID, &stripe.PaymentIntentsUpdateRequest{
		Amount: new(int64(1)), Metadata: &stripe.PaymentIntentsUpdateRequestMetadata{Map: map[string]string{"order": "1"}},
	}))
	equal(t, "updated amount", *updated.Amount, 1)
	confirmed := must[stripe.PaymentIntent](t)(intents.Confirm(t.Context(), created.ID, &stripe.PaymentIntentsConfirmRequest{PaymentMethod: new("pm_card_visa"), ReturnURL: new("https://example.com/?a=b&c=d")}))
	equal(t, "confirmed id", confirmed.ID, created.ID)
}

func TestSubscriptions(t *testing.T) {
	subscriptions := connect(t, stripe.WithBasicAuth("sk_test_123", "unused")).Subscriptions
	created := must[stripe.Subscription](t)(subscriptions.Create(t.Context(), &stripe.SubscriptionsCreateRequest{
		Customer: new("cus_1"),
		Items: []stripe.SubscriptionsCreateRequestItem{
			{Price: new("price_1"), Quantity: new(int64(2)), Metadata: map[string]string{"seat": "1"}},
			{PriceData: &stripe.SubscriptionsCreateRequestItemPriceData{
				Currency: "eur", Product: "prod_1", UnitAmount: new(int64(500)),
				Recurring: stripe.SubscriptionsCreateRequestItemPriceDataRecurring{Interval: stripe.SubscriptionsCreateRequestItemPriceDataRecurringIntervalMonth},
			}, TaxRates: &stripe.SubscriptionsCreateRequestItemTaxRates{Strings: []string{"txr_1", "txr_2"}}},
		},
		AddInvoiceItems: []stripe.SubscriptionsCreateRequestAddInvoiceItem{{Price: new("price_2"), Quantity: new(int64(1))}},
		TrialEnd:        &stripe.SubscriptionsCreateRequestTrialEnd{Now: new("now")},
		Metadata:        &stripe.SubscriptionsCreateRequestMetadata{Map: metadata},
		Expand:          []string{"customer"},
	}))
	if created.ID == "" || len(created.Items.Data) == 0 || created.Items.Data[0].Price.ID == "" {
		t.Errorf("a subscription without id or items: %+v", created)
	}

	got := must[stripe.Subscription](t)(subscriptions.Get(t.Context(), created.ID, &stripe.SubscriptionsGetParams{Expand: []string{"customer"}}))
	equal(t, "retrieved id", got.ID, created.ID)
	if got.Customer.Customer == nil && got.Customer.DeletedCustomer == nil {
		t.Errorf("the customer was not expanded: %+v", got.Customer)
	}
	updated := must[stripe.Subscription](t)(subscriptions.Update(t.Context(), created.ID, &stripe.SubscriptionsUpdateRequest{
		Items: []stripe.SubscriptionsUpdateRequestItem{{ID: new("si_1"), Deleted: new(true)}, {Price: new("price_3")}},
	}))
	equal(t, "updated id", updated.ID, created.ID)
	canceled := must[stripe.Subscription](t)(subscriptions.Delete(t.Context(), created.ID, &stripe.SubscriptionsDeleteRequest{
		Prorate: new(true), CancellationDetails: &stripe.SubscriptionsDeleteRequestCancellationDetails{Comment: new("zu teuer"), Feedback: new(stripe.SubscriptionsDeleteRequestCancellationDetailsFeedbackTooExpensive)},
	}))
	equal(t, "canceled id", canceled.ID, created.ID)
}

func TestNothingIsSentWithoutACredential(t *testing.T) {
	client := connect(t, runtime.WithUserAgent("driver/1"))
	if _, err := client.Customers.List(t.Context(), nil); !errors.Is(err, runtime.ErrNoCredentials) {
		t.Errorf("got %v", err)
	}
}

package payments_test

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generated/internal/server/payments"
	client "github.com/apigen-go/apigen/generated/payments"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

func TestAFormNestsAsTheDocumentSays(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	charge := must[*client.Charge](t)(c.Charges.Create(t.Context(), client.ChargeCreate{
		Amount: 1000, Currency: "eur", Description: new("Tea & more = 100%"), Capture: new(false),
		Metadata:          client.Metadata{"order": "42", "a b": "ü"},
		PaymentMethodData: card("4242424242424242"),
		LineItems:         []client.LineItem{{Name: "Tea", Quantity: 2, UnitAmount: 400}, {Name: "Cup", Quantity: 1, UnitAmount: 200}},
	}))
	r := s.Requests(http.MethodPost, "/v1/charges")[0]
	got, err := url.ParseQuery(string(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"amount": {"1000"}, "currency": {"eur"}, "description": {"Tea & more = 100%"}, "capture": {"false"},
		"metadata[order]": {"42"}, "metadata[a b]": {"ü"},
		"payment_method_data[type]": {"card"}, "payment_method_data[card][number]": {"4242424242424242"},
		"payment_method_data[card][exp_month]": {"12"}, "payment_method_data[card][exp_year]": {"2030"},
		"line_items[0][name]": {"Tea"}, "line_items[0][quantity]": {"2"}, "line_items[0][unit_amount]": {"400"},
		"line_items[1][name]": {"Cup"}, "line_items[1][quantity]": {"1"}, "line_items[1][unit_amount]": {"200"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the form (-want +got):\n%s", diff)
	}
	if charge.Captured || charge.PaymentMethodDetails.Card.Last4 != "4242" || !maps.Equal(charge.Metadata, client.Metadata{"order": "42", "a b": "ü"}) {
		t.Errorf("charge %+v", charge)
	}
	if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.Header.Get("Idempotency-Key") == "" {
		t.Errorf("headers %v", r.Header)
	}
}

func TestAListOfAFormHasBracketsWhereTheDocumentSaysDeepObject(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	who := must[*client.Customer](t)(c.Customers.Create(t.Context(), nil))
	charge := must[*client.Charge](t)(c.Charges.Create(t.Context(), client.ChargeCreate{
		Amount: 1, Currency: "eur", Customer: &who.ID, Expand: []string{"customer", "payment_intent"},
	}))
	if payer, ok := charge.Customer.Get(); !ok || payer.Customer == nil {
		t.Errorf("the customer is %+v, want the object", charge.Customer)
	}
	body := string(s.Requests(http.MethodPost, "/v1/charges")[0].Body)
	if !strings.HasSuffix(body, "&expand%5B0%5D=customer&expand%5B1%5D=payment_intent") {
		t.Errorf("sent %s", body)
	}
}

func TestAnExpandableMemberIsAnIDOrAnObject(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	who := must[*client.Customer](t)(c.Customers.Create(t.Context(), &client.CustomerCreate{Email: new("ada@shop.example")}))
	charge := must[*client.Charge](t)(c.Charges.Create(t.Context(), client.ChargeCreate{Amount: 1, Currency: "eur", Customer: &who.ID}))
	if payer, ok := charge.Customer.Get(); !ok || payer.String == nil || *payer.String != who.ID {
		t.Errorf("the customer is %+v, want the id", charge.Customer)
	}
	if !charge.PaymentIntent.IsNull() || charge.PaymentMethodDetails != nil {
		t.Errorf("null members are %+v and %+v", charge.PaymentIntent, charge.PaymentMethodDetails)
	}
	charge = must[*client.Charge](t)(c.Charges.Get(t.Context(), charge.ID, &client.ChargesGetParams{Expand: []string{"customer"}}))
	if payer, ok := charge.Customer.Get(); !ok || payer.Customer == nil || payer.Customer.Email.Or("") != "ada@shop.example" {
		t.Errorf("the customer is %+v, want the object", charge.Customer)
	}
	must[*client.DeletedCustomer](t)(c.Customers.Delete(t.Context(), who.ID))
	charge = must[*client.Charge](t)(c.Charges.Get(t.Context(), charge.ID, &client.ChargesGetParams{Expand: []string{"customer"}}))
	if payer, ok := charge.Customer.Get(); !ok || payer.DeletedCustomer == nil || !payer.DeletedCustomer.Deleted {
		t.Errorf("the customer is %+v, want what is left", charge.Customer)
	}
	found := must[*client.CustomersGetResponse](t)(c.Customers.Get(t.Context(), who.ID))
	if _, ok := found.Value().(*client.DeletedCustomer); !ok {
		t.Errorf("found %T", found.Value())
	}
}

func TestEveryRequestNamesTheVersion(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	for range 3 {
		must[*client.Customer](t)(c.Customers.Create(t.Context(), nil))
	}
	s.FailNext(1, http.StatusServiceUnavailable, "")
	for _, err := range c.Customers.All(t.Context(), &client.CustomersListParams{Limit: new(int64(1))}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range s.Requests("", "") {
		if r.Header.Get("Acme-Version") != client.APIVersion {
			t.Errorf("%s %s in version %q", r.Method, r.URI, r.Header.Get("Acme-Version"))
		}
	}
	if n := len(s.Requests(http.MethodGet, "")); n != 4 {
		t.Errorf("%d requests, want 3 pages, one of them twice", n)
	}
}

func TestACallMayNameAnotherVersion(t *testing.T) {
	t.Parallel()
	s := payments.New(secretKey)
	c := connect(t, runtime.WithBaseURL(listen(t, s)), client.WithBearerToken(secretKey))
	_, err := c.Charges.List(t.Context(), nil, runtime.WithAPIVersion("header", "Acme-Version", "2020-01-01"))
	var typed *runtime.Error[client.ErrorEnvelope]
	if !errors.As(err, &typed) || typed.Body.Error.Param == nil || *typed.Body.Error.Param != "Acme-Version" {
		t.Errorf("error %v", err)
	}
	if v := s.Requests("", "")[0].Header.Values("Acme-Version"); len(v) != 1 || v[0] != "2020-01-01" {
		t.Errorf("versions sent %q", v)
	}
}

func TestPagesGoOnBehindTheLastID(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	for range 5 {
		must[*client.Charge](t)(c.Charges.Create(t.Context(), client.ChargeCreate{Amount: 1, Currency: "eur"}))
	}
	var ids, asked []string
	params := &client.ChargesListParams{Limit: new(int64(2)), Created: &client.TimeRange{Gt: new(int64(1)), Lt: new(int64(1 << 40))}}
	for charge, err := range c.Charges.All(t.Context(), params) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, charge.ID)
	}
	for _, r := range s.Requests(http.MethodGet, "") {
		q, err := url.ParseRequestURI(r.URI)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, q.Query().Get("starting_after"))
		if q.Query().Get("created[gt]") != "1" || q.Query().Get("limit") != "2" {
			t.Errorf("asked for %s", r.URI)
		}
	}
	if diff := cmp.Diff([]string{"ch_5", "ch_4", "ch_3", "ch_2", "ch_1"}, ids); diff != "" {
		t.Errorf("charges (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"", "ch_4", "ch_2"}, asked); diff != "" {
		t.Errorf("starting_after (-want +got):\n%s", diff)
	}
}

func TestAnEmptyListEnds(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	p, err := c.Refunds.List(t.Context(), &client.RefundsListParams{Charge: new("ch_9")})
	if err != nil || len(p.Items) != 0 || p.HasMore() {
		t.Errorf("page %+v, %v", p, err)
	}
}

func TestADeclinedCardIsATypedError(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	_, err := c.Charges.Create(t.Context(), client.ChargeCreate{Amount: 1, Currency: "eur", PaymentMethodData: card(payments.DeclinedCard)})
	var typed *runtime.Error[client.ErrorEnvelope]
	if !errors.As(err, &typed) {
		t.Fatalf("error %v", err)
	}
	body := typed.Body.Error
	if typed.StatusCode != http.StatusPaymentRequired || body.Type != client.ErrorTypeCardError || *body.DeclineCode != "generic_decline" ||
		typed.RequestID != "req_card_error" || typed.Attempts != 1 {
		t.Errorf("error %+v", typed)
	}
	if s.Keys.Executions() != 0 {
		t.Error("the charge was made")
	}
}

func TestAPaymentIntentBecomesACharge(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	intent := must[*client.PaymentIntent](t)(c.PaymentIntents.Create(t.Context(), client.PaymentIntentCreate{
		Amount: 700, Currency: "usd", PaymentMethodData: &client.PaymentMethodData{
			Type: client.PaymentMethodDataTypeSEPADebit, SEPADebit: &client.PaymentMethodDataSEPADebit{IBAN: "DE02120300000000202051"},
		},
	}))
	if intent.Status != client.PaymentIntentStatusRequiresConfirmation {
		t.Fatalf("intent %+v", intent)
	}
	s.CutAnswers(1)
	intent = must[*client.PaymentIntent](t)(c.PaymentIntents.Confirm(t.Context(), intent.ID))
	made, ok := intent.LatestCharge.Get()
	if !ok || made.String == nil || intent.Status != client.PaymentIntentStatusSucceeded {
		t.Fatalf("intent %+v", intent)
	}
	refund := must[*client.Refund](t)(c.Refunds.Create(t.Context(), client.RefundCreate{
		Charge: *made.String, Amount: new(int64(200)), Reason: new(client.RefundCreateReasonDuplicate),
	}))
	if refund.Amount != 200 || refund.Reason.Or("") != "duplicate" {
		t.Errorf("refund %+v", refund)
	}
}

func TestAnEmptyStringClearsAMember(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	who := must[*client.Customer](t)(c.Customers.Create(t.Context(), &client.CustomerCreate{
		Name: new("Ada"), Email: new("ada@shop.example"), Address: &client.Address{City: runtime.Value("Bonn")},
	}))
	who = must[*client.Customer](t)(c.Customers.Update(t.Context(), who.ID, &client.CustomerUpdate{Email: new("")}))
	city := who.Address.Or(new(client.Address)).City
	if who.Email.Or("none") != "none" || who.Name.Or("") != "Ada" || city.Or("") != "Bonn" {
		t.Errorf("customer %+v", who)
	}
}

func TestCredentialsGoAsTheDocumentSays(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		option runtime.Option
		want   string
	}{
		"a key as user name":    {runtime.WithCredential("basicAuth", auth.BasicKey(secretKey)), "Basic c2tfY2FuYXJ5XzRmMWI6"},
		"a user and a password": {client.WithBasicAuth(secretKey, "pass"), "Basic c2tfY2FuYXJ5XzRmMWI6cGFzcw=="},
		"a token":               {client.WithBearerToken(secretKey), "Bearer " + secretKey},
	} {
		s := payments.New(secretKey)
		c := connect(t, runtime.WithBaseURL(listen(t, s)), tc.option)
		if _, err := c.Charges.List(t.Context(), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := s.Requests("", "")[0].Header.Get("Authorization"); got != tc.want {
			t.Errorf("%s: sent %q, want %q", name, got, tc.want)
		}
	}
}

package payments_test

import (
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/payments"
	"github.com/apigen-go/apigen/generated/internal/server/script"
	"github.com/apigen-go/apigen/generated/internal/validate"
)

const (
	caller = "Authorization: Bearer sk\nAcme-Version: 2026-10-01"
	card   = "payment_method_data[type]=card&payment_method_data[card][number]=4242424242424242" +
		"&payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2030"
)

func TestTheServerKeepsWhatTheDocumentPromises(t *testing.T) {
	t.Parallel()
	s := payments.New("sk")
	script.Play(t, validate.Exchanges(t, "payments.yaml", s), caller, []script.Step{
		{Name: "an empty list", Do: "GET /v1/charges", Status: 200, Want: []string{`"data":[]`, `"has_more":false`, "Acme-Version: 2026-10-01"}},
		{Name: "a customer", Do: "POST /v1/customers", Body: "email=ada@shop.example&address[city]=Bonn&metadata[vip]=yes", Status: 200,
			Want: []string{`"id":"cus_1"`, `"city":"Bonn"`, `"vip":"yes"`}},
		{Name: "a charge with nested keys", Do: "POST /v1/charges", Header: "Idempotency-Key: k",
			Body: "amount=1000&currency=eur&customer=cus_1&metadata[order]=42&" + card +
				"&line_items[0][name]=Tea&line_items[0][quantity]=2&line_items[0][unit_amount]=500",
			Status: 200, Want: []string{`"id":"ch_2"`, `"order":"42"`, `"last4":"4242"`, `"customer":"cus_1"`}},
		{Name: "an expanded customer", Do: "GET /v1/charges/ch_2?expand[]=customer", Status: 200, Want: []string{`"email":"ada@shop.example"`}},
		{Name: "a reserved charge", Do: "POST /v1/charges", Body: "amount=300&currency=eur&capture=false", Status: 200,
			Want: []string{`"captured":false`, `"payment_method_details":null`}},
		{Name: "and captured", Do: "POST /v1/charges/ch_3/capture", Body: "amount=200", Status: 200, Want: []string{`"amount":200`, `"captured":true`}},
		{Name: "the newest charge", Do: "GET /v1/charges?limit=1", Status: 200, Want: []string{"ch_3", `"has_more":true`}},
		{Name: "the one after it", Do: "GET /v1/charges?limit=1&starting_after=ch_3", Status: 200, Want: []string{"ch_2", `"has_more":false`}},
		{Name: "the one before that", Do: "GET /v1/charges?limit=1&ending_before=ch_2", Status: 200, Want: []string{"ch_3", `"has_more":false`}},
		{Name: "none is from the future", Do: "GET /v1/charges?created[gt]=1900000000", Status: 200, Want: []string{`"data":[]`}},
		{Name: "a refund", Do: "POST /v1/refunds", Body: "charge=ch_2&amount=100&reason=duplicate", Status: 200, Want: []string{`"id":"re_4"`}},
		{Name: "refunds", Do: "GET /v1/refunds?charge=ch_2", Status: 200, Want: []string{"re_4"}},
		{Name: "an intent", Do: "POST /v1/payment_intents", Body: "amount=700&currency=usd&" + card, Status: 200, Want: []string{"requires_confirmation"}},
		{Name: "is confirmed", Do: "POST /v1/payment_intents/pi_5/confirm", Status: 200, Want: []string{"succeeded", `"latest_charge":"ch_6"`}},
		{Name: "and found", Do: "GET /v1/payment_intents/pi_5", Status: 200, Want: []string{"ch_6"}},
		{Name: "its charge", Do: "GET /v1/charges/ch_6?expand[]=payment_intent", Status: 200, Want: []string{`"object":"payment_intent"`}},
		{Name: "an empty value clears", Do: "POST /v1/customers/cus_1", Body: "email=&name=Ada&metadata[vip]=", Status: 200,
			Want: []string{`"email":null`, `"name":"Ada"`, `"metadata":{}`, `"city":"Bonn"`}},
		{Name: "customers", Do: "GET /v1/customers", Status: 200, Want: []string{"cus_1"}},
		{Name: "a customer is deleted", Do: "DELETE /v1/customers/cus_1", Status: 200, Want: []string{`"deleted":true`}},
		{Name: "and still found", Do: "GET /v1/customers/cus_1", Status: 200, Want: []string{`"deleted":true`}},
		{Name: "also in the charge", Do: "GET /v1/charges/ch_2?expand[]=customer", Status: 200, Want: []string{`"deleted":true`}},
	})
}

func TestTheServerRefusesWhatTheDocumentForbids(t *testing.T) {
	t.Parallel()
	s := payments.New("sk")
	script.Play(t, s, caller, []script.Step{
		{Name: "no key", Do: "GET /v1/charges", Header: "Authorization: -", Status: 401, Want: []string{"authentication_error"}},
		{Name: "the key as user name", Do: "GET /v1/charges", Header: "Authorization: Basic c2s6", Status: 200},
		{Name: "another version", Do: "GET /v1/charges", Header: "Acme-Version: 2020-01-01", Status: 400, Want: []string{`"param":"Acme-Version"`}},
		{Name: "JSON", Do: "POST /v1/charges", Body: `{"amount":1}`, Status: 400, Want: []string{"must be a form"}},
		{Name: "no amount", Do: "POST /v1/charges", Body: "currency=eur", Status: 400, Want: []string{`"param":"amount"`}},
		{Name: "a key that is not known", Do: "POST /v1/charges", Body: "amount=1&currency=eur&metadata[a][b]=1", Status: 400,
			Want: []string{`"param":"metadata[a][b]"`}},
		{Name: "a declined card", Do: "POST /v1/charges", Status: 402, Want: []string{`"decline_code":"generic_decline"`},
			Body: "amount=1&currency=eur&payment_method_data[type]=card&payment_method_data[card][number]=" + payments.DeclinedCard +
				"&payment_method_data[card][exp_month]=1&payment_method_data[card][exp_year]=2030"},
		{Name: "items that do not add up", Do: "POST /v1/charges", Status: 400, Want: []string{"line_items"},
			Body: "amount=1&currency=eur&line_items[0][name]=Tea&line_items[0][quantity]=1&line_items[0][unit_amount]=2"},
		{Name: "a key", Do: "POST /v1/customers", Header: "Idempotency-Key: k", Body: "name=Ada", Status: 200},
		{Name: "a key with another body", Do: "POST /v1/customers", Header: "Idempotency-Key: k", Body: "name=Bob", Status: 422,
			Want: []string{"idempotency_error"}},
		{Name: "too large a refund", Do: "POST /v1/refunds", Body: "charge=ch_9", Status: 400, Want: []string{`"param":"charge"`}},
		{Name: "a charge that is not there", Do: "GET /v1/charges/ch_9", Status: 404, Want: []string{"resource_missing"}},
	})
}

package orders_test

import (
	"net/http"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/orders"
	"github.com/apigen-go/apigen/generated/internal/server/script"
	"github.com/apigen-go/apigen/generated/internal/validate"
)

func config() orders.Config {
	return orders.Config{Token: "secret", ClientID: "shop", ClientSecret: "s3cret"}
}

const tea = `{"customer_id":"cus_1","items":[{"sku":"TEA-100","quantity":2,"unit_price":{"amount":450,"currency":"EUR"}}]}`

func TestTheServerKeepsWhatTheDocumentPromises(t *testing.T) {
	t.Parallel()
	s := orders.New(config())
	script.Play(t, validate.Exchanges(t, "orders.yaml", s), "Authorization: Bearer secret", []script.Step{
		{Name: "an empty list", Do: "GET /v1/orders", Status: 200, Want: []string{`"data":[]`, `"has_more":false`, `"next_cursor":null`}},
		{Name: "an order is made", Do: "POST /v1/orders", Header: "Idempotency-Key: k", Body: tea, Status: 201,
			Want: []string{`"id":"ord_4"`, `"amount":900`, "Location: /v1/orders/ord_4"}},
		{Name: "the same key again", Do: "POST /v1/orders", Header: "Idempotency-Key: k", Body: tea, Status: 201,
			Want: []string{`"id":"ord_4"`, "Idempotent-Replayed: true"}},
		{Name: "without a key it is another order", Do: "POST /v1/orders", Body: tea, Status: 201, Want: []string{`"id":"ord_5"`}},
		{Name: "the first page", Do: "GET /v1/orders?limit=1&status=open&status=paid", Status: 200,
			Want: []string{`"ord_5"`, `"next_cursor":"YWZ0ZXI6b3JkXzU"`}, Not: []string{"ord_4"}},
		{Name: "the second page", Do: "GET /v1/orders?limit=1&cursor=YWZ0ZXI6b3JkXzU", Status: 200,
			Want: []string{`"ord_4"`, `"has_more":false`}},
		{Name: "nothing is newer than next year", Do: "GET /v1/orders?created_after=2027-10-01T00:00:00Z", Status: 200, Want: []string{`"data":[]`}},
		{Name: "a note is set", Do: "PATCH /v1/orders/ord_4", Body: `{"note":"ring twice","metadata":{"a":"1"}}`, Status: 200,
			Want: []string{`"note":"ring twice"`, `"a":"1"`}},
		{Name: "what is left out stays", Do: "PATCH /v1/orders/ord_4", Body: `{"deliver_on":"2026-12-24"}`, Status: 200,
			Want: []string{`"note":"ring twice"`, `"deliver_on":"2026-12-24"`}},
		{Name: "null clears", Do: "PATCH /v1/orders/ord_4", Body: `{"note":null,"metadata":{"a":""}}`, Status: 200,
			Want: []string{`"note":null`, `"metadata":{}`, `"deliver_on":"2026-12-24"`}},
		{Name: "the old search is deprecated", Do: "GET /v1/orders/search?q=TEA", Status: 200,
			Want: []string{"Deprecation: @1782864000", "Sunset: Sun, 31 Jan 2027", `"ord_4"`}},
		{Name: "items", Do: "GET /v1/orders/ord_4/items", Status: 200, Want: []string{"TEA-100"}},
		{Name: "an order is cancelled", Do: "POST /v1/orders/ord_4/cancel", Body: `{"reason":"too late"}`, Status: 200,
			Want: []string{`"status":"cancelled"`}},
		{Name: "but not twice", Do: "POST /v1/orders/ord_4/cancel", Status: 409, Want: []string{"order_not_open"}},
		{Name: "an order is deleted", Do: "DELETE /v1/orders/ord_5", Status: 204},
		{Name: "and is gone", Do: "GET /v1/orders/ord_5", Status: 404, Want: []string{"order_not_found", "Content-Type: application/problem+json"}},
		{Name: "customers", Do: "GET /v1/customers?limit=2", Status: 200, Want: []string{"ada@shop.example", `"has_more":true`}},
		{Name: "a customer is made", Do: "POST /v1/customers", Body: `{"email":"dan@shop.example"}`, Status: 201, Want: []string{`"cus_6"`}},
		{Name: "and found", Do: "GET /v1/customers/cus_6", Status: 200, Want: []string{"dan@shop.example"}},
		{Name: "a customer who is not there", Do: "GET /v1/customers/cus_9", Status: 404, Want: []string{"customer_not_found"}},
		{Name: "events", Do: "GET /v1/events", Status: 200, Want: []string{"order.created", "order.cancelled", "too late"}},
		{Name: "categories", Do: "GET /v1/categories", Status: 200, Want: []string{`"children":[]`}},
	})
	if n := s.Keys.Executions(); n != 4 {
		t.Errorf("%d executions, want 4: two orders, a cancellation, a customer", n)
	}
}

func TestTheServerRefusesWhatTheDocumentForbids(t *testing.T) {
	t.Parallel()
	s := orders.New(config())
	s.Seed(1)
	script.Play(t, s, "Authorization: Bearer secret", []script.Step{
		{Name: "no token", Do: "GET /v1/orders", Header: "Authorization: -", Status: 401, Want: []string{"Www-Authenticate: Bearer"}},
		{Name: "a wrong token", Do: "GET /v1/orders", Header: "Authorization: Bearer other", Status: 401},
		{Name: "nothing ordered", Do: "POST /v1/orders", Body: `{"customer_id":"cus_9","items":[]}`, Status: 422,
			Want: []string{`"pointer":"/customer_id"`, `"pointer":"/items"`}},
		{Name: "a member that is not known", Do: "POST /v1/orders", Body: `{"customer":"cus_1"}`, Status: 422, Want: []string{`"pointer":"/customer"`}},
		{Name: "no JSON", Do: "POST /v1/orders", Body: `{"customer_id":`, Status: 400},
		{Name: "a key", Do: "POST /v1/orders", Header: "Idempotency-Key: k", Body: tea, Status: 201},
		{Name: "a key with another body", Do: "POST /v1/orders", Header: "Idempotency-Key: k", Body: tea + " ", Status: 422},
		{Name: "too long a page", Do: "GET /v1/orders?limit=1000", Status: 422},
		{Name: "a foreign cursor", Do: "GET /v1/orders?cursor=x", Status: 422},
		{Name: "a member of an update that is not known", Do: "PATCH /v1/orders/ord_4", Body: `{"status":"paid"}`, Status: 422},
		{Name: "a wrong secret", Do: "POST /oauth/token", Body: "grant_type=client_credentials&client_id=shop&client_secret=x", Status: 401,
			Want: []string{"invalid_client"}},
		{Name: "another grant", Do: "POST /oauth/token", Body: "grant_type=password", Status: 400, Want: []string{"unsupported_grant_type"}},
	})
}

func TestTokensAreGivenOutAndRevoked(t *testing.T) {
	t.Parallel()
	s := orders.New(config())
	script.Play(t, s, "", []script.Step{
		{Name: "secret in the form", Do: "POST /oauth/token", Body: "grant_type=client_credentials&client_id=shop&client_secret=s3cret",
			Status: 200, Want: []string{`"access_token":"tok_s3cret_1"`, `"expires_in":3600`}},
		{Name: "secret in the header", Do: "POST /oauth/token", Header: "Authorization: Basic c2hvcDpzM2NyZXQ=",
			Body: "grant_type=client_credentials", Status: 200, Want: []string{"tok_s3cret_2"}},
		{Name: "the token works", Do: "GET /v1/orders", Header: "Authorization: Bearer tok_s3cret_1", Status: 200},
	})
	s.Revoke()
	script.Play(t, s, "", []script.Step{
		{Name: "until it is revoked", Do: "GET /v1/orders", Header: "Authorization: Bearer tok_s3cret_1", Status: http.StatusUnauthorized},
	})
}

package orders

import (
	"encoding/json"
	"fmt"
	"time"
)

// The server has structs of its own, written by hand from the document, so that a mistake of the generator is not made
// on both sides.

type order struct {
	ID              string            `json:"id"`
	Reference       string            `json:"reference,omitempty"`
	Status          string            `json:"status"`
	CustomerID      string            `json:"customer_id"`
	Items           []item            `json:"items"`
	Total           money             `json:"total"`
	TaxRate         string            `json:"tax_rate,omitempty"`
	Note            *string           `json:"note"`
	DeliverOn       *string           `json:"deliver_on"`
	ShippingAddress *address          `json:"shipping_address,omitempty"`
	BillingAddress  *address          `json:"billing_address"`
	PaymentMethod   json.RawMessage   `json:"payment_method,omitempty"`
	Metadata        map[string]string `json:"metadata"`
	CancelledAt     *time.Time        `json:"cancelled_at"`
	CreatedAt       time.Time         `json:"created_at"`
	UpdatedAt       time.Time         `json:"updated_at"`
}

type createOrder struct {
	CustomerID      string            `json:"customer_id"`
	Reference       string            `json:"reference"`
	Items           []item            `json:"items"`
	TaxRate         string            `json:"tax_rate"`
	Note            *string           `json:"note"`
	DeliverOn       *string           `json:"deliver_on"`
	ShippingAddress *address          `json:"shipping_address"`
	BillingAddress  *address          `json:"billing_address"`
	PaymentMethod   json.RawMessage   `json:"payment_method"`
	Metadata        map[string]string `json:"metadata"`
}

type item struct {
	SKU       string   `json:"sku"`
	Name      string   `json:"name,omitempty"`
	Quantity  int32    `json:"quantity"`
	UnitPrice money    `json:"unit_price"`
	Tags      []string `json:"tags,omitempty"`
}

type money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

type address struct {
	Name       string   `json:"name"`
	Lines      []string `json:"lines"`
	PostalCode string   `json:"postal_code"`
	City       string   `json:"city"`
	Region     string   `json:"region,omitempty"`
	Country    string   `json:"country"`
}

type customer struct {
	ID             string            `json:"id"`
	Email          string            `json:"email"`
	Name           *string           `json:"name"`
	Marketing      bool              `json:"marketing"`
	DefaultAddress *address          `json:"default_address,omitempty"`
	Metadata       map[string]string `json:"metadata,omitempty"`
	CreatedAt      time.Time         `json:"created_at"`
	UpdatedAt      time.Time         `json:"updated_at"`
}

type createCustomer struct {
	Email          string            `json:"email"`
	Name           *string           `json:"name"`
	Marketing      bool              `json:"marketing"`
	DefaultAddress *address          `json:"default_address"`
	Metadata       map[string]string `json:"metadata"`
}

// event keeps the body apart from its id, which the cursor needs.
type event struct {
	id   string
	body json.RawMessage
}

func (e event) MarshalJSON() ([]byte, error) { return e.body, nil }

type category struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Children []category `json:"children"`
}

// total adds up the items, in the currency of the first.
func total(items []item) money {
	sum := money{Currency: items[0].UnitPrice.Currency}
	for _, it := range items {
		sum.Amount += int64(it.Quantity) * it.UnitPrice.Amount
	}
	return sum
}

// id returns "ord_7" for the seventh thing that was made. The caller holds the lock.
func (s *Server) id(prefix string) string {
	s.counter++
	return fmt.Sprintf("%s_%d", prefix, s.counter)
}

// record adds an event. The caller holds the lock.
func (s *Server) record(kind string, more map[string]any) {
	e := map[string]any{
		"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", len(s.events)+1), "type": kind, "occurred_at": s.Now(),
	}
	for k, v := range more {
		e[k] = v
	}
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // unreachable: only our own values are in it
	}
	s.events = append(s.events, event{e["id"].(string), body})
}

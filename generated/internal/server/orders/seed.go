package orders

import (
	"encoding/json"
	"fmt"
)

// Seed makes n open orders for the first customer and returns their ids, oldest first.
func (s *Server) Seed(n int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]string, n)
	for i := range n {
		note := fmt.Sprintf("seeded %d", i+1)
		tea := item{SKU: "TEA-100", Name: "Green tea", Quantity: 1, UnitPrice: money{450, "EUR"}}
		ids[i] = s.newOrder(createOrder{CustomerID: s.customers[0].ID, Items: []item{tea}, Note: &note}).ID
	}
	return ids
}

// Pay marks the order as paid.
func (s *Server) Pay(id string) {
	s.change(id, func(o *order) {
		o.Status = "paid"
		s.record("order.paid", map[string]any{"order_id": o.ID, "paid": o.Total})
	})
}

// SetStatus gives the order any status, also one that the document does not know.
func (s *Server) SetStatus(id, status string) { s.change(id, func(o *order) { o.Status = status }) }

// SetPaymentMethod gives the order any JSON as its method of payment, also one that the document does not know.
func (s *Server) SetPaymentMethod(id, text string) {
	s.change(id, func(o *order) { o.PaymentMethod = json.RawMessage(text) })
}

// AddEvent records an event of any kind.
func (s *Server) AddEvent(kind string, members map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record(kind, members)
}

func (s *Server) change(id string, f func(*order)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if o == nil {
		panic("no order " + id) // a mistake of the test
	}
	f(o)
	o.UpdatedAt = s.Now()
}

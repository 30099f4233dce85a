package orders

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

func (s *Server) listOrders(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var after time.Time
	if text := q.Get("created_after"); text != "" {
		var err error
		if after, err = time.Parse(time.RFC3339Nano, text); err != nil {
			invalid(w, fieldError{"created_after", "must be a date and time as in RFC 3339"})
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var hits []order
	for _, o := range slices.Backward(s.orders) {
		if (len(q["status"]) == 0 || slices.Contains(q["status"], o.Status)) && o.CreatedAt.After(after) {
			hits = append(hits, *o)
		}
	}
	list(w, r, hits, func(o order) string { return o.ID })
}

func (s *Server) createOrder(w http.ResponseWriter, r *http.Request) {
	var in createOrder
	if !read(w, r, &in) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if faults := s.check(in); len(faults) > 0 {
		invalid(w, faults...)
		return
	}
	o := s.newOrder(in)
	w.Header().Set("Location", "/v1/orders/"+o.ID)
	stage.JSON(w, http.StatusCreated, o)
}

func (s *Server) newOrder(in createOrder) *order {
	now := s.Now()
	o := &order{
		ID: s.id("ord"), Reference: in.Reference, Status: "open", CustomerID: in.CustomerID, Items: in.Items,
		Total: total(in.Items), TaxRate: in.TaxRate, Note: in.Note, DeliverOn: in.DeliverOn,
		ShippingAddress: in.ShippingAddress, BillingAddress: in.BillingAddress, PaymentMethod: in.PaymentMethod,
		Metadata: map[string]string{}, CreatedAt: now, UpdatedAt: now,
	}
	maps.Copy(o.Metadata, in.Metadata)
	s.orders = append(s.orders, o)
	s.record("order.created", map[string]any{"order": o})
	return o
}

func (s *Server) searchOrders(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Deprecation", "@1782864000") // 1 July 2026
	w.Header().Set("Sunset", "Sun, 31 Jan 2027 00:00:00 GMT")
	w.Header().Set("Link", `</v1/orders>; rel="successor-version"`)
	word := r.URL.Query().Get("q")
	if word == "" {
		invalid(w, fieldError{"q", "is required"})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	hits := []*order{}
	for _, o := range slices.Backward(s.orders) {
		text, _ := json.Marshal([]any{o.Note, o.Items})
		if strings.Contains(string(text), word) && len(hits) < 100 {
			hits = append(hits, o)
		}
	}
	stage.JSON(w, http.StatusOK, hits)
}

// withOrder finds the order that the path names and holds the lock while next works with it.
func (s *Server) withOrder(next func(http.ResponseWriter, *http.Request, *order)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		o := s.find(r.PathValue("order_id"))
		if o == nil {
			fail(w, http.StatusNotFound, "order_not_found", "There is no order with this id.")
			return
		}
		next(w, r, o)
	}
}

func (s *Server) find(id string) *order {
	i := slices.IndexFunc(s.orders, func(o *order) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return s.orders[i]
}

func (s *Server) getOrder(w http.ResponseWriter, _ *http.Request, o *order) {
	stage.JSON(w, http.StatusOK, o)
}

func (s *Server) listItems(w http.ResponseWriter, _ *http.Request, o *order) {
	stage.JSON(w, http.StatusOK, o.Items)
}

func (s *Server) deleteOrder(w http.ResponseWriter, _ *http.Request, o *order) {
	if o.Status != "open" && o.Status != "cancelled" {
		fail(w, http.StatusConflict, "order_paid", "An order that was paid cannot be deleted.")
		return
	}
	s.orders = slices.DeleteFunc(s.orders, func(other *order) bool { return other == o })
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) cancelOrder(w http.ResponseWriter, r *http.Request, o *order) {
	var in struct {
		Reason *string `json:"reason"`
	}
	if !read(w, r, &in) {
		return
	}
	if o.Status != "open" && o.Status != "paid" {
		fail(w, http.StatusConflict, "order_not_open", "An order that is "+o.Status+" cannot be cancelled.")
		return
	}
	now := s.Now()
	o.Status, o.CancelledAt, o.UpdatedAt = "cancelled", &now, now
	s.record("order.cancelled", map[string]any{"order_id": o.ID, "reason": in.Reason})
	stage.JSON(w, http.StatusOK, o)
}

func (s *Server) listEvents(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list(w, r, s.events, func(e event) string { return e.id })
}

func (s *Server) categories(w http.ResponseWriter, _ *http.Request) {
	none := []category{}
	stage.JSON(w, http.StatusOK, category{"root", "Everything", []category{
		{"drinks", "Drinks", []category{{"tea", "Tea", none}, {"coffee", "Coffee", none}}},
		{"cups", "Cups", none},
	}})
}

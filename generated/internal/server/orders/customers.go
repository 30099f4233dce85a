package orders

import (
	"net/http"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

func (s *Server) listCustomers(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list(w, r, s.customers, func(c customer) string { return c.ID })
}

func (s *Server) createCustomer(w http.ResponseWriter, r *http.Request) {
	var in createCustomer
	if !read(w, r, &in) {
		return
	}
	if !strings.Contains(in.Email, "@") {
		invalid(w, fieldError{"/email", "must be an address"})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	stage.JSON(w, http.StatusCreated, s.newCustomer(in))
}

func (s *Server) newCustomer(in createCustomer) customer {
	now := s.Now()
	c := customer{
		ID: s.id("cus"), Email: in.Email, Name: in.Name, Marketing: in.Marketing, DefaultAddress: in.DefaultAddress,
		Metadata: in.Metadata, CreatedAt: now, UpdatedAt: now,
	}
	s.customers = append(s.customers, c)
	return c
}

func (s *Server) getCustomer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.knows(r.PathValue("customer_id")) {
		fail(w, http.StatusNotFound, "customer_not_found", "There is no customer with this id.")
		return
	}
	i := slices.IndexFunc(s.customers, func(c customer) bool { return c.ID == r.PathValue("customer_id") })
	stage.JSON(w, http.StatusOK, s.customers[i])
}

func (s *Server) knows(customerID string) bool {
	return slices.ContainsFunc(s.customers, func(c customer) bool { return c.ID == customerID })
}

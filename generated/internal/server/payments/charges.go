package payments

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

func (s *Server) listCharges(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	hits := slices.DeleteFunc(slices.Clone(s.charges), func(c *charge) bool {
		return q.Has("customer") && q.Get("customer") != c.customer || !within(q, c.created)
	})
	list(w, r, hits, func(c *charge) any { return s.showCharge(c, q["expand[]"]) })
}

// within checks created[gt], created[gte], created[lt] and created[lte].
func within(q url.Values, created int64) bool {
	for bound, holds := range map[string]func(int64) bool{
		"gt": func(n int64) bool { return created > n }, "gte": func(n int64) bool { return created >= n },
		"lt": func(n int64) bool { return created < n }, "lte": func(n int64) bool { return created <= n },
	} {
		n, err := strconv.ParseInt(q.Get("created["+bound+"]"), 10, 64)
		if err == nil && !holds(n) {
			return false
		}
	}
	return true
}

func (s *Server) createCharge(w http.ResponseWriter, r *http.Request) {
	f, err := readForm(r)
	if err != nil {
		refuse(w, err)
		return
	}
	c := &charge{captured: true, description: f.pointer("description"), email: f.pointer("receipt_email"), metadata: f.members("metadata")}
	var wrong [4]error
	c.amount, wrong[0] = f.integer("amount", 1)
	c.currency, wrong[1] = f.currency()
	c.customer, wrong[2] = s.customerOf(f)
	c.method, wrong[3] = f.paymentMethod()
	if capture, ok := f.text("capture"); ok {
		c.captured = capture == "true"
	}
	expand := f.list("expand")
	if err := errors.Join(errors.Join(wrong[:]...), f.lineItems(c.amount), f.leftover()); err != nil {
		refuse(w, err)
		return
	}
	c.id, c.created = s.next("ch")
	s.charges = slices.Insert(s.charges, 0, c)
	answer(w, s.showCharge(c, expand))
}

func (s *Server) getCharge(w http.ResponseWriter, r *http.Request) {
	i := indexOf(s.charges, r.PathValue("charge"))
	if i < 0 {
		missing(w, "charge", r.PathValue("charge"))
		return
	}
	answer(w, s.showCharge(s.charges[i], r.URL.Query()["expand[]"]))
}

func (s *Server) captureCharge(w http.ResponseWriter, r *http.Request) {
	i := indexOf(s.charges, r.PathValue("charge"))
	if i < 0 {
		missing(w, "charge", r.PathValue("charge"))
		return
	}
	c := s.charges[i]
	f, err := readForm(r)
	if err != nil {
		refuse(w, err)
		return
	}
	if c.captured {
		fail(w, http.StatusBadRequest, fault{Type: "invalid_request_error", Code: "charge_already_captured", Message: "The charge was captured before."})
		return
	}
	amount := c.amount
	if _, ok := f.text("amount"); ok {
		amount, err = f.integer("amount", 1)
	}
	if err := errors.Join(err, f.leftover()); err != nil {
		refuse(w, err)
		return
	}
	c.amount, c.captured = min(c.amount, amount), true
	answer(w, s.showCharge(c, nil))
}

func (f *form) currency() (string, error) {
	currency, _ := f.text("currency")
	if len(currency) != 3 {
		return "", paramError{"currency", "must have three letters"}
	}
	return currency, nil
}

func (s *Server) customerOf(f *form) (string, error) {
	id, ok := f.text("customer")
	if ok && indexOf(s.customers, id) < 0 {
		return "", paramError{"customer", "does not exist"}
	}
	return id, nil
}

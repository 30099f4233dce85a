package payments

import (
	"errors"
	"net/http"
	"slices"
)

func (s *Server) createIntent(w http.ResponseWriter, r *http.Request) {
	f, err := readForm(r)
	if err != nil {
		refuse(w, err)
		return
	}
	p := &intent{status: "requires_payment_method", metadata: f.members("metadata")}
	var wrong [4]error
	p.amount, wrong[0] = f.integer("amount", 1)
	p.currency, wrong[1] = f.currency()
	p.customer, wrong[2] = s.customerOf(f)
	p.method, wrong[3] = f.paymentMethod()
	if err := errors.Join(errors.Join(wrong[:]...), f.leftover()); err != nil {
		refuse(w, err)
		return
	}
	if p.method != nil {
		p.status = "requires_confirmation"
	}
	p.id, p.created = s.next("pi")
	s.intents = slices.Insert(s.intents, 0, p)
	answer(w, showIntent(p))
}

func (s *Server) getIntent(w http.ResponseWriter, r *http.Request) {
	i := indexOf(s.intents, r.PathValue("intent"))
	if i < 0 {
		missing(w, "payment_intent", r.PathValue("intent"))
		return
	}
	answer(w, showIntent(s.intents[i]))
}

func (s *Server) confirmIntent(w http.ResponseWriter, r *http.Request) {
	i := indexOf(s.intents, r.PathValue("intent"))
	if i < 0 {
		missing(w, "payment_intent", r.PathValue("intent"))
		return
	}
	p := s.intents[i]
	if p.status != "requires_confirmation" {
		fail(w, http.StatusBadRequest, fault{Type: "invalid_request_error", Code: "payment_intent_unexpected_state", Message: "The payment intent is " + p.status + "."})
		return
	}
	c := &charge{
		amount: p.amount, currency: p.currency, captured: true, customer: p.customer, intent: p.id, method: p.method,
		metadata: map[string]string{},
	}
	c.id, c.created = s.next("ch")
	s.charges = slices.Insert(s.charges, 0, c)
	p.status, p.charge = "succeeded", c.id
	answer(w, showIntent(p))
}

func (s *Server) listRefunds(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	hits := slices.DeleteFunc(slices.Clone(s.refunds), func(x *refund) bool {
		return q.Has("charge") && q.Get("charge") != x.charge
	})
	list(w, r, hits, func(x *refund) any { return showRefund(x) })
}

func (s *Server) createRefund(w http.ResponseWriter, r *http.Request) {
	f, err := readForm(r)
	if err != nil {
		refuse(w, err)
		return
	}
	id, _ := f.text("charge")
	i := indexOf(s.charges, id)
	if i < 0 {
		refuse(w, paramError{"charge", "does not exist"})
		return
	}
	c := s.charges[i]
	x := &refund{charge: c.id, currency: c.currency, amount: c.amount - c.refunded, reason: f.pointer("reason"), metadata: f.members("metadata")}
	if _, ok := f.text("amount"); ok {
		x.amount, err = f.integer("amount", 1)
	}
	if x.amount > c.amount-c.refunded || x.amount == 0 {
		err = errors.Join(err, paramError{"amount", "is more than what is left of the charge"})
	}
	if err := errors.Join(err, f.leftover()); err != nil {
		refuse(w, err)
		return
	}
	x.id, x.created = s.next("re")
	c.refunded += x.amount
	s.refunds = slices.Insert(s.refunds, 0, x)
	answer(w, showRefund(x))
}

package payments

import (
	"fmt"
	"slices"
)

type charge struct {
	id               string
	amount, refunded int64
	currency         string
	created          int64
	captured         bool
	customer, intent string // ids, "" for none
	description      *string
	email            *string
	metadata         map[string]string
	method           map[string]any // payment_method_details
}

type customer struct {
	id          string
	created     int64
	email, name *string
	address     map[string]*string // nil: none
	metadata    map[string]string
	deleted     bool
}

type intent struct {
	id, currency, status, customer, charge string
	amount, created                        int64
	metadata                               map[string]string
	method                                 map[string]any
}

type refund struct {
	id, charge, currency string
	amount, created      int64
	reason               *string
	metadata             map[string]string
}

// next returns an id and a creation time. The caller holds the lock.
func (s *Server) next(prefix string) (id string, created int64) {
	s.counter++
	return fmt.Sprintf("%s_%d", prefix, s.counter), s.Now().Unix()
}

func (s *Server) showCharge(c *charge, expand []string) map[string]any {
	out := map[string]any{
		"id": c.id, "object": "charge", "amount": c.amount, "amount_refunded": c.refunded, "currency": c.currency,
		"created": c.created, "status": "succeeded", "captured": c.captured, "description": c.description,
		"receipt_email": c.email, "metadata": c.metadata, "payment_method_details": c.method,
		"customer": orNull(c.customer), "payment_intent": orNull(c.intent),
	}
	if c.method == nil {
		out["payment_method_details"] = nil
	}
	if i := indexOf(s.customers, c.customer); i >= 0 && slices.Contains(expand, "customer") {
		out["customer"] = showCustomer(s.customers[i])
	}
	if i := indexOf(s.intents, c.intent); i >= 0 && slices.Contains(expand, "payment_intent") {
		out["payment_intent"] = showIntent(s.intents[i])
	}
	return out
}

func showCustomer(c *customer) map[string]any {
	if c.deleted {
		return map[string]any{"id": c.id, "object": "customer", "deleted": true}
	}
	out := map[string]any{
		"id": c.id, "object": "customer", "created": c.created, "email": c.email, "name": c.name, "balance": 0,
		"metadata": c.metadata, "address": nil,
	}
	if c.address != nil {
		out["address"] = c.address
	}
	return out
}

func showIntent(p *intent) map[string]any {
	return map[string]any{
		"id": p.id, "object": "payment_intent", "amount": p.amount, "currency": p.currency, "created": p.created,
		"status": p.status, "customer": orNull(p.customer), "latest_charge": orNull(p.charge), "metadata": p.metadata,
	}
}

func showRefund(r *refund) map[string]any {
	return map[string]any{
		"id": r.id, "object": "refund", "amount": r.amount, "currency": r.currency, "created": r.created,
		"charge": r.charge, "reason": r.reason, "metadata": r.metadata,
	}
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// identified is whatever stands in a list.
type identified interface{ key() string }

func (c *charge) key() string   { return c.id }
func (c *customer) key() string { return c.id }
func (p *intent) key() string   { return p.id }
func (r *refund) key() string   { return r.id }

func indexOf[T identified](items []T, id string) int {
	return slices.IndexFunc(items, func(item T) bool { return item.key() == id })
}

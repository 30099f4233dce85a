package payments

import (
	"errors"
	"fmt"
)

// errDeclined is the bank's answer to [DeclinedCard].
var errDeclined = errors.New("the card was declined")

// paymentMethod reads payment_method_data into payment_method_details; nil if there is none.
func (f *form) paymentMethod() (map[string]any, error) {
	kind, ok := f.text("payment_method_data[type]")
	if !ok {
		return nil, nil
	}
	switch kind {
	case "card":
		return f.card()
	case "sepa_debit":
		iban, _ := f.text("payment_method_data[sepa_debit][iban]")
		if len(iban) < 15 {
			return nil, paramError{"payment_method_data[sepa_debit][iban]", "is too short"}
		}
		return map[string]any{"type": kind, "sepa_debit": map[string]any{"bank_code": iban[4:12], "country": iban[:2]}}, nil
	}
	return nil, paramError{"payment_method_data[type]", "is not known"}
}

func (f *form) card() (map[string]any, error) {
	number, _ := f.text("payment_method_data[card][number]")
	_, wrongMonth := f.integer("payment_method_data[card][exp_month]", 1)
	_, wrongYear := f.integer("payment_method_data[card][exp_year]", 2026)
	switch {
	case wrongMonth != nil || wrongYear != nil:
		return nil, errors.Join(wrongMonth, wrongYear)
	case number == DeclinedCard:
		return nil, errDeclined
	case len(number) < 12:
		return nil, paramError{"payment_method_data[card][number]", "is too short"}
	}
	return map[string]any{"type": "card", "card": map[string]any{"brand": "visa", "last4": number[len(number)-4:]}}, nil
}

// lineItems reads line_items[0][name] and so on; if there are any, they must add up to the amount.
func (f *form) lineItems(amount int64) error {
	var sum int64
	for i := 0; ; i++ {
		at := func(member string) string { return fmt.Sprintf("line_items[%d][%s]", i, member) }
		if _, ok := f.text(at("name")); !ok {
			if i > 0 && sum != amount {
				return paramError{"line_items", fmt.Sprintf("add up to %d, not to %d", sum, amount)}
			}
			return nil
		}
		quantity, wrongQuantity := f.integer(at("quantity"), 1)
		price, wrongPrice := f.integer(at("unit_amount"), 0)
		if err := errors.Join(wrongQuantity, wrongPrice); err != nil {
			return err
		}
		sum += quantity * price
	}
}

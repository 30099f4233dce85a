// Package webhooktest answers: does my program take what the vendor sends?
//
// [Sign] makes deliveries that verify, for a handler that is called directly or over a socket. [CheckQueue] and [CheckStore]
// hold a [webhook.Queue] and a [dedup.Store] of your own to what those promise, [CheckSharedQueue] and [CheckSharedStore] one that
// processes share, and [CheckJoint] both together.
package webhooktest

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
)

// Delivery is what a vendor sends.
type Delivery struct {
	Scheme  webhook.Scheme // webhook.Stripe()
	Secrets []string       // one, or each that the vendor signs with while secrets change
	Body    string

	URL    string      // "": https://example.com/webhooks
	ID     string      // where the scheme has it in a header; "": one that was not there before, if the scheme signs one
	Type   string      // where the scheme has it in a header: "orders/paid"
	Header http.Header // sent too; Content-Type is that of the scheme unless it is here
	At     time.Time   // when it is sent; zero: now
}

// Sign makes the request of a delivery, signed as the vendor does. It can be sent, or given to ServeHTTP of a handler. Errors
// are mistakes in the delivery.
func Sign(d Delivery) (*http.Request, error) {
	if d.URL == "" {
		d.URL = "https://example.com/webhooks"
	}
	r, err := http.NewRequest(http.MethodPost, d.URL, strings.NewReader(d.Body))
	if err != nil {
		return nil, fmt.Errorf("making the delivery: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if types := d.Scheme.MediaTypes; len(types) > 0 {
		r.Header.Set("Content-Type", types[0])
	}
	for name, values := range d.Header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	setIfBoth(r.Header, d.Scheme.ID.Header, d.ID)
	setIfBoth(r.Header, d.Scheme.Type.Header, d.Type)
	if d.At.IsZero() {
		d.At = time.Now()
	}
	if err := d.Scheme.SignRequest(r, []byte(d.Body), d.At, d.Secrets...); err != nil {
		return nil, fmt.Errorf("signing the delivery: %w", err)
	}
	return r, nil
}

func setIfBoth(h http.Header, name, value string) {
	if name != "" && value != "" {
		h.Set(name, value)
	}
}

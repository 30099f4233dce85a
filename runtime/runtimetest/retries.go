package runtimetest

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"
)

// retries is group A: may it be sent again?
func retries() []Case {
	return []Case{
		inBubble("A1", "a GET that is answered 503, 503, 200 succeeds by its third attempt", getRecovers),
		inBubble("A2", "a POST without a key is sent once when the server keeps answering 503, one with a key three times with the same one", postFails),
		onSockets("A3", "a POST that was executed before the connection broke is executed once", postExecutedThenCut),
		inBubble("A4", "a POST with the caller's key is retried with that key", postWithKey),
		inBubble("A5", "501, 505 and 511 are final", finalFiveHundreds),
		inBubble("A6", "a POST answered 409 is final", postConflict),
		onSockets("A7", "an untrusted certificate is final, and found as such in the error", untrustedCertificate),
		inBubble("A8", "a POST whose connection was refused is retried, with its whole body", postRefused),
		inBubble("A9", "400, 401, 403, 404, 405, 410 and 422 are final", finalFourHundreds),
		inBubble("A10", "a POST without a key is retried after a 429 or 503 with Retry-After, and not after 500, 502 and 504", postThrottled, RetryAfter),
		inBubble("A11", "the server's word stops a retry, and asks for one of a GET but not of a POST without a key", serverHints, Hints),
		inBubble("A12", "a 200 with invalid JSON is an error that says so, and final", invalidJSON, Decoding),
		inBubble("A13", "a POST with a key whose first answer was lost by a gateway returns the stored result, executed once", lostByGateway),
	}
}

// order has no space that an encoder could drop.
var order = []byte(`{"sku":"TEA-100","quantity":2}`)

// post is a write without an idempotency key.
func post() Call { return Call{Method: http.MethodPost, JSON: order} }

func getRecovers(b *bench) error {
	s := b.site(statuses(503, 503, 200))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{})
	return all(attempts(s, 3), success(r))
}

func postFails(b *bench) error {
	s := b.site(statuses(503))
	c := b.client(s, Setup{MaxAttempts: 3})
	r := b.call(c, post())
	err := all(failure(r), shows(r, 503), onceOrKeyed(s))
	if !b.offers(Keys) {
		return err
	}
	s.reset()
	r = b.call(c, Call{Method: http.MethodPost, JSON: order, Keyed: true})
	return all(err, shows(r, 503), attempts(s, 3), onceOrKeyed(s))
}

func postExecutedThenCut(b *bench) error {
	var errs []error
	for _, used := range []bool{false, true} {
		s := b.site(func(n int, w http.ResponseWriter, h *hit) {
			reply{status: 200, gone: h.method != http.MethodGet}.write(w)
		})
		c := b.client(s, Setup{MaxAttempts: 3})
		if used { // the transport repeats some requests by itself when a connection breaks that it has used before
			errs = append(errs, success(b.call(c, Call{})))
			s.reset()
		}
		errs = append(errs, failure(b.call(c, post())), onceOrKeyed(s))
	}
	return all(errs...)
}

func postWithKey(b *bench) error {
	s := b.site(statuses(503, 200))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{Method: http.MethodPost, JSON: order, Key: "k-123"})
	err := all(success(r), attempts(s, 2))
	for _, h := range s.seen() {
		err = all(err, that(h.key() == "k-123", "an attempt has the key %q", h.key()))
	}
	return err
}

// each makes a call for each status that is to be final.
func each(b *bench, call Call, codes ...int) error {
	var errs []error
	for _, code := range codes {
		s := b.site(statuses(code, 200))
		r := b.call(b.client(s, Setup{MaxAttempts: 3}), call)
		if err := all(attempts(s, 1), shows(r, code)); err != nil {
			errs = append(errs, fmt.Errorf("%d: %w", code, err))
		}
	}
	return errors.Join(errs...)
}

func finalFiveHundreds(b *bench) error { return each(b, Call{}, 501, 505, 511) }

func postConflict(b *bench) error { return each(b, post(), 409) }

func finalFourHundreds(b *bench) error { return each(b, Call{}, 400, 401, 403, 404, 405, 410, 422) }

func untrustedCertificate(b *bench) error {
	var handshakes atomic.Int32
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = quiet()
	server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		handshakes.Add(1)
		return nil, nil
	}}
	server.StartTLS()
	defer server.Close()
	r := b.call(b.client(&site{url: server.URL}, Setup{MaxAttempts: 3}), Call{})
	var untrusted *tls.CertificateVerificationError
	n := int(handshakes.Load())
	return all(failure(r), that(errors.As(r.Err, &untrusted), "the error is no *tls.CertificateVerificationError"),
		that(n == 1, "%s, want 1", plural(n, "handshake")))
}

func postRefused(b *bench) error {
	s := b.site(statuses(200))
	s.down.Store(true)
	c := b.client(s, Setup{MaxAttempts: 3})
	time.AfterFunc(100*time.Millisecond, func() { s.down.Store(false) })
	first, second := b.call(c, post()), b.call(c, post())
	return all(success(first), success(second), attempts(s, 2), sameBodies(s))
}

// sameBodies wants that all requests have the same body, and that it is one.
func sameBodies(s *site) error {
	hits := s.seen()
	for i, h := range hits {
		if !json.Valid(h.body) || string(h.body) != string(hits[0].body) {
			return fmt.Errorf("request %d has the body %q", i+1, h.body)
		}
	}
	return nil
}

func postThrottled(b *bench) error {
	var errs []error
	for _, code := range []int{429, 503} {
		s := b.site(script(reply{status: code, header: []string{"Retry-After", "1"}}, reply{status: 200}))
		r := b.call(b.client(s, Setup{MaxAttempts: 3}), post())
		if err := all(success(r), attempts(s, 2), between("the wait", s.gap(1), time.Second, 1200*time.Millisecond)); err != nil {
			errs = append(errs, fmt.Errorf("%d: %w", code, err))
		}
	}
	for _, code := range []int{500, 502, 504} {
		s := b.site(statuses(code, 200))
		b.call(b.client(s, Setup{MaxAttempts: 3}), post())
		if err := onceOrKeyed(s); err != nil {
			errs = append(errs, fmt.Errorf("%d: %w", code, err))
		}
	}
	return all(errs...)
}

func serverHints(b *bench) error {
	hint := func(code int, word string) reply {
		return reply{status: code, header: []string{"X-Should-Retry", word, "Stripe-Should-Retry", word}}
	}
	stop := b.site(script(hint(503, "false"), reply{status: 200}))
	r := b.call(b.client(stop, Setup{MaxAttempts: 3}), Call{})
	err := all(attempts(stop, 1), shows(r, 503))

	again := b.site(script(hint(409, "true"), reply{status: 200}))
	c := b.client(again, Setup{MaxAttempts: 3})
	err = all(err, success(b.call(c, Call{})), attempts(again, 2))
	again.reset()
	b.call(c, post())
	return all(err, onceOrKeyed(again))
}

func invalidJSON(b *bench) error {
	s := b.site(script(reply{status: 200, body: `{"id": nope}`}))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{})
	return all(failure(r), attempts(s, 1), b.named(r, Undecodable))
}

func lostByGateway(b *bench) error {
	var l ledger
	s := b.site(func(n int, w http.ResponseWriter, h *hit) {
		l.execute(h.key())
		reply{status: map[bool]int{true: 504, false: 200}[n == 1]}.write(w)
	})
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{Method: http.MethodPost, JSON: order, Key: "k-13"})
	return all(success(r), that(l.times() == 1, "executed %d times", l.times()))
}

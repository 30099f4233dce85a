// Package webhookcheck_test answers: do others verify deliveries as we do, and sign them as we do? It is a module of its
// own, so that the libraries that judge are no dependency of anybody's program.
package webhookcheck_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
	stripe "github.com/stripe/stripe-go/v83/webhook"
	svix "github.com/svix/svix-webhooks/go"
)

// judge is a vendor's own library.
type judge struct {
	scheme webhook.Scheme
	secret func() string
	verify func(secret string, body []byte, h http.Header) error
	sign   func(secret, id string, at time.Time, body []byte) (http.Header, error)
}

// whsec is a secret as Standard Webhooks has them.
func whsec() string {
	key := make([]byte, 24+mathrand.IntN(41))
	rand.Read(key)
	return "whsec_" + base64.StdEncoding.EncodeToString(key)
}

// signer is what both libraries for whsec_ secrets are.
type signer interface {
	Verify(payload []byte, headers http.Header) error
	Sign(msgID string, timestamp time.Time, payload []byte) (string, error)
}

// headers are those of a scheme with an id.
func headers(s webhook.Scheme, id string, at time.Time, signature string) http.Header {
	r, _ := http.NewRequest(http.MethodPost, "/", nil)
	s.SignRequest(r, nil, at, whsec()) // for the form of the timestamp
	r.Header.Set(s.ID.Header, id)
	r.Header.Set(s.Header, signature)
	return r.Header
}

func whsecJudge(s webhook.Scheme, open func(string) (signer, error)) judge {
	return judge{
		scheme: s,
		secret: whsec,
		verify: func(secret string, body []byte, h http.Header) error {
			library, err := open(secret)
			if err != nil {
				return err
			}
			return library.Verify(body, h)
		},
		sign: func(secret, id string, at time.Time, body []byte) (http.Header, error) {
			library, err := open(secret)
			if err != nil {
				return nil, err
			}
			signature, err := library.Sign(id, at, body)
			return headers(s, id, at, signature), err
		},
	}
}

func judges() map[string]judge {
	svixes := func(secret string) (signer, error) { return svix.NewWebhook(secret) }
	return map[string]judge{
		"standard-webhooks": whsecJudge(webhook.StandardWebhooks(), func(secret string) (signer, error) { return standard.NewWebhook(secret) }),
		"svix":              whsecJudge(webhook.Svix(), svixes),
		"svix, other names": whsecJudge(webhook.StandardWebhooks(), svixes),
		"stripe": {
			scheme: webhook.Stripe(),
			secret: func() string { return "whsec_" + rand.Text() },
			verify: func(secret string, body []byte, h http.Header) error {
				return stripe.ValidatePayload(body, h.Get("Stripe-Signature"), secret)
			},
			sign: func(secret, _ string, at time.Time, body []byte) (http.Header, error) {
				signed := stripe.GenerateTestSignedPayload(&stripe.UnsignedPayload{Payload: body, Secret: secret, Timestamp: at})
				return http.Header{"Stripe-Signature": {signed.Header}}, nil
			},
		},
	}
}

// anyBody is what might be sent.
func anyBody() []byte {
	body := make([]byte, 1+mathrand.IntN(300))
	rand.Read(body)
	return body
}

// tampered are changes after which no delivery may verify. The body is never empty.
func tampered(j judge, body []byte, h http.Header) map[string]func() ([]byte, http.Header) {
	header := func(name string, change func(string) string) func() ([]byte, http.Header) {
		return func() ([]byte, http.Header) {
			changed := h.Clone()
			changed.Set(name, change(h.Get(name)))
			return body, changed
		}
	}
	all := map[string]func() ([]byte, http.Header){
		"a bit of the body": func() ([]byte, http.Header) {
			changed := bytes.Clone(body)
			changed[mathrand.IntN(len(body))] ^= 1 << mathrand.IntN(8)
			return changed, h
		},
		"a byte more":     func() ([]byte, http.Header) { return append(bytes.Clone(body), 0), h },
		"a byte less":     func() ([]byte, http.Header) { return body[1:], h },
		"another version": header(j.scheme.Header, func(s string) string { return strings.Replace(s, "v1", "v2", 1) }),
	}
	if name := j.scheme.Timestamp.Header; name != "" {
		all["another time"] = header(name, func(s string) string { return s[:len(s)-1] + string('0'+'9'-s[len(s)-1]) })
		all["another id"] = header(j.scheme.ID.Header, func(s string) string { return s + "1" })
	} else {
		all["another time"] = header(j.scheme.Header, func(s string) string { return strings.Replace(s, "t=1", "t=2", 1) })
	}
	return all
}

func mine(j judge, secret string, body []byte, h http.Header) error {
	v, err := j.scheme.Verifier(secret)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(http.MethodPost, "https://example.com/", nil)
	if err != nil {
		return err
	}
	r.Header = h
	return v.Verify(r, body)
}

// agree wants both to verify the delivery, and neither to verify it once it was tampered with.
func agree(t *testing.T, j judge, secret string, body []byte, h http.Header) {
	t.Helper()
	if ours, theirs := mine(j, secret, body, h), j.verify(secret, body, h); ours != nil || theirs != nil {
		t.Fatalf("ours: %v; theirs: %v", ours, theirs)
	}
	for name, change := range tampered(j, body, h) {
		changed, headers := change()
		if ours, theirs := mine(j, secret, changed, headers), j.verify(secret, changed, headers); ours == nil || theirs == nil {
			t.Errorf("%s: ours: %v; theirs: %v", name, ours, theirs)
		}
	}
	if ours, theirs := mine(j, j.secret(), body, h), j.verify(j.secret(), body, h); ours == nil || theirs == nil {
		t.Errorf("another secret: ours: %v; theirs: %v", ours, theirs)
	}
}

func TestWhatTheirLibrariesSignVerifiesHereAndTamperedDoesNot(t *testing.T) {
	t.Parallel()
	for name, j := range judges() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 500 {
				secret, body := j.secret(), anyBody()
				h, err := j.sign(secret, "msg_"+rand.Text(), time.Now(), body)
				if err != nil {
					t.Fatal(err)
				}
				agree(t, j, secret, body, h)
			}
		})
	}
}

func TestWhatWeSignVerifiesByTheirLibrariesAndTamperedDoesNot(t *testing.T) {
	t.Parallel()
	for name, j := range judges() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 500 {
				secret, body := j.secret(), anyBody()
				r, err := webhooktest.Sign(webhooktest.Delivery{Scheme: j.scheme, Secrets: []string{secret}, Body: string(body)})
				if err != nil {
					t.Fatal(err)
				}
				agree(t, j, secret, body, r.Header)
			}
		})
	}
}

func TestAllAgreeOnWhatIsTooOldOrTooFarAhead(t *testing.T) {
	t.Parallel()
	for name, j := range judges() {
		for off, good := range map[time.Duration]bool{-4 * time.Minute: true, 4 * time.Minute: true, -6 * time.Minute: false, 6 * time.Minute: false} {
			secret, body := j.secret(), anyBody()
			h, err := j.sign(secret, "msg_1", time.Now().Add(off), body)
			if err != nil {
				t.Fatal(err)
			}
			if err := mine(j, secret, body, h); (err == nil) != good {
				t.Errorf("%s, %v off: %v", name, off, err)
			}
			// Stripe's library takes a delivery that is signed for the future, however far.
			if theirs := j.verify(secret, body, h); (theirs == nil) != good && !(name == "stripe" && off > 0) {
				t.Errorf("%s, %v off, by their library: %v", name, off, theirs)
			}
		}
	}
}

func TestSeveralSignaturesVerifyByTheLibraryOfEitherSecret(t *testing.T) {
	t.Parallel()
	for name, j := range judges() {
		secrets := []string{j.secret(), j.secret()}
		r, err := webhooktest.Sign(webhooktest.Delivery{Scheme: j.scheme, Secrets: secrets, Body: "{}"})
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if err := j.verify(secret, []byte("{}"), r.Header); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

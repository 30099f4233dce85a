package webhook_test

import (
	"bytes"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// Whatever is in the headers: no panic, an error of one of two kinds, and nothing that was not signed verifies.
func FuzzHeadersOfADelivery(f *testing.F) {
	f.Add("t=1,v1=00,v0=zz", "1614265330", "msg_1", []byte("{}"))
	f.Add("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,AA v2,", "-1", "", []byte(`{"id":"1"}`))
	f.Add("sha256==,;sha256=", "99999999999999", "\x00", []byte("a=b&a"))
	f.Add("v0=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "2026-01-01T00:00:00Z", "1,2", []byte{0xff})
	var all []webhook.Verifier
	var schemes []webhook.Scheme
	for _, v := range vendors() {
		verifier, err := v.scheme.Verifier(v.old, v.new)
		if err != nil {
			f.Fatal(err)
		}
		all, schemes = append(all, verifier), append(schemes, v.scheme)
	}
	f.Fuzz(func(t *testing.T, signature, timestamp, id string, body []byte) {
		for i, s := range schemes {
			r, _ := http.NewRequest(http.MethodPost, "https://example.com/?bodySHA256=00", nil)
			r.Header.Set(s.Header, signature)
			for _, name := range []string{s.Timestamp.Header, s.ID.Header} {
				if name != "" {
					r.Header.Set(name, map[bool]string{true: timestamp, false: id}[name == s.Timestamp.Header])
				}
			}
			if err := all[i].Verify(r, body); !errors.Is(err, webhook.ErrSignature) && !errors.Is(err, webhook.ErrMalformed) {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	})
}

// What is signed verifies, whatever is sent, and any other body does not.
func FuzzSignedBodiesVerify(f *testing.F) {
	f.Add("msg_1", "{}", "{ }", int64(0))
	f.Add("a.b", "1.2", "", int64(299))
	f.Fuzz(func(t *testing.T, id, body, other string, ahead int64) {
		for name, v := range vendors() {
			d := webhooktest.Delivery{Scheme: v.scheme, Secrets: []string{v.old}, Body: body, ID: id, At: time.Now().Add(time.Duration(ahead%290) * time.Second)}
			r, err := webhooktest.Sign(d)
			if err != nil {
				continue // a form that is none
			}
			verifier, err := v.scheme.Verifier(v.new, v.old)
			if err != nil {
				t.Fatal(err)
			}
			if err := verifier.Verify(r, []byte(body)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if name != "Twilio" && !bytes.Equal([]byte(body), []byte(other)) && verifier.Verify(r, []byte(other)) == nil {
				t.Errorf("%s: %q verifies as %q", name, body, other)
			}
		}
	})
}

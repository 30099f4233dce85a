package webhook_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// generic is a scheme that no vendor has.
func generic() webhook.Scheme {
	return webhook.Scheme{
		Name:      "acme",
		Sign:      "{{{method}}} {url} {header:X-Topic} {timestamp} {body:sha512:base64}",
		Header:    "X-Signature-SHA256",
		Separator: ";",
		Prefix:    "sha256=",
		Encoding:  "base64url",
		Timestamp: webhook.Timestamp{Header: "X-Time", Form: "unix-ms"},
		ID:        webhook.Place{Field: "meta.id"},
		Type:      webhook.Place{Header: "X-Topic"},
	}
}

type vendor struct {
	scheme   webhook.Scheme
	old, new string
	body     string
}

func vendors() map[string]vendor {
	const text = `{"id":"1","type":"a"}`
	with := func(s webhook.Scheme) vendor { return vendor{s, "an old secret", "a new secret", text} }
	json := webhook.Twilio()
	json.MediaTypes = []string{"application/json"}
	form := with(webhook.Twilio())
	form.body = "To=%2B18005551212&From=a&From=b&From=a&Body="
	return map[string]vendor{
		"Standard Webhooks": {webhook.StandardWebhooks(), standardSecret, otherSecret, text},
		"Svix":              {webhook.Svix(), standardSecret, otherSecret, text},
		"Stripe":            with(webhook.Stripe()),
		"GitHub":            with(webhook.GitHub()),
		"Slack":             with(webhook.Slack()),
		"Shopify":           with(webhook.Shopify()),
		"Twilio":            form,
		"Twilio with JSON":  with(json),
		"generic":           with(generic()),
	}
}

// check verifies a delivery that may have been changed on its way.
func check(t *testing.T, v webhook.Verifier, d webhooktest.Delivery, change func(*http.Request, *[]byte)) error {
	t.Helper()
	r := sign(t, d)
	data := read(t, r)
	if change != nil {
		change(r, &data)
	}
	return v.Verify(r, data)
}

func eachVendor(t *testing.T, test func(t *testing.T, v vendor)) {
	t.Parallel()
	for name, v := range vendors() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(24*time.Hour + 300*time.Millisecond) // not a whole second
				test(t, v)
			})
		})
	}
}

func TestJ1AValidDeliveryVerifies(t *testing.T) {
	eachVendor(t, func(t *testing.T, v vendor) {
		d := webhooktest.Delivery{Scheme: v.scheme, Secrets: []string{v.old}, Body: v.body, URL: "https://example.com/a%20b?c=d", Type: "a"}
		if err := check(t, verifier(t, v.scheme, v.old), d, nil); err != nil {
			t.Error(err)
		}
	})
}

func TestJ2TheSecondOfTwoSignaturesIsEnough(t *testing.T) {
	eachVendor(t, func(t *testing.T, v vendor) {
		if v.scheme.Separator == "" {
			t.Skip("one signature")
		}
		d := webhooktest.Delivery{Scheme: v.scheme, Secrets: []string{v.old, v.new}, Body: v.body}
		for _, secret := range d.Secrets {
			if err := check(t, verifier(t, v.scheme, secret), d, nil); err != nil {
				t.Error(err)
			}
		}
		err := check(t, verifier(t, v.scheme, v.new), d, func(r *http.Request, _ *[]byte) {
			h := r.Header.Get(v.scheme.Header)
			r.Header.Set(v.scheme.Header, "v7,garbage"+v.scheme.Separator+v.scheme.Prefix+"!"+v.scheme.Separator+h)
		})
		if err != nil {
			t.Errorf("beside versions that are not known: %v", err)
		}
	})
}

func TestJ3AChangedDeliveryIsRefused(t *testing.T) {
	eachVendor(t, func(t *testing.T, v vendor) {
		d := webhooktest.Delivery{Scheme: v.scheme, Secrets: []string{v.old}, Body: v.body}
		for name, change := range map[string]func(r *http.Request, body *[]byte){
			"one byte longer":  func(_ *http.Request, body *[]byte) { *body = append(*body, ' ') },
			"one byte shorter": func(_ *http.Request, body *[]byte) { *body = (*body)[1:] },
			"signature cut": func(r *http.Request, _ *[]byte) {
				r.Header.Set(v.scheme.Header, strings.TrimRight(r.Header.Get(v.scheme.Header), "=")[:len(r.Header.Get(v.scheme.Header))-6])
			},
			"only the prefix":   func(r *http.Request, _ *[]byte) { r.Header.Set(v.scheme.Header, "t=946771200,"+v.scheme.Prefix) },
			"another version":   func(r *http.Request, _ *[]byte) { r.Header.Set(v.scheme.Header, "v9"+r.Header.Get(v.scheme.Header)) },
			"without signature": func(r *http.Request, _ *[]byte) { r.Header.Del(v.scheme.Header) },
			"another timestamp": func(r *http.Request, body *[]byte) {
				if h := v.scheme.Timestamp.Header; h != "" {
					r.Header.Set(h, r.Header.Get(h)[:len(r.Header.Get(h))-1]+"9")
					return
				}
				*body = nil
			},
			"another id": func(r *http.Request, body *[]byte) {
				if strings.Contains(v.scheme.Sign, "{id}") {
					r.Header.Set(v.scheme.ID.Header, "msg_2")
					return
				}
				*body = nil
			},
		} {
			if err := check(t, verifier(t, v.scheme, v.old), d, change); err == nil {
				t.Errorf("%s: verified", name)
			}
		}
		if err := check(t, verifier(t, v.scheme, v.new), d, nil); !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("another secret: %v", err)
		}
	})
}

func TestJ4AndJ5ADeliveryMayBeFiveMinutesOffEitherWayAndNoMore(t *testing.T) {
	eachVendor(t, func(t *testing.T, v vendor) {
		if v.scheme.Timestamp == (webhook.Timestamp{}) {
			t.Skip("no timestamp")
		}
		time.Sleep(time.Until(time.Now().Add(time.Second).Truncate(time.Second))) // timestamps are of whole seconds
		for off, good := range map[time.Duration]bool{
			0: true, -5 * time.Minute: true, 5 * time.Minute: true, -5*time.Minute - time.Second: false, 5*time.Minute + time.Second: false,
			-10 * time.Minute: false, 10 * time.Minute: false, -20 * 365 * 24 * time.Hour: false, 200 * 365 * 24 * time.Hour: false,
		} {
			d := webhooktest.Delivery{Scheme: v.scheme, Secrets: []string{v.old}, Body: v.body, At: time.Now().Add(off)}
			if err := check(t, verifier(t, v.scheme, v.old), d, nil); (err == nil) != good {
				t.Errorf("%v off: %v", off, err)
			}
		}
		s := v.scheme
		s.Tolerance = time.Hour
		d := webhooktest.Delivery{Scheme: s, Secrets: []string{v.old}, Body: v.body, At: time.Now().Add(-time.Hour)}
		if err := check(t, verifier(t, s, v.old), d, nil); err != nil {
			t.Errorf("an hour off and taken: %v", err)
		}
	})
}

func TestJ6SecretsThatAreNoneAreRefusedAtConstruction(t *testing.T) {
	t.Parallel()
	for name, v := range vendors() {
		for _, secrets := range [][]string{nil, {""}, {v.old, ""}, {v.old + "\n"}} {
			if _, err := v.scheme.Verifier(secrets...); err == nil || strings.Contains(err.Error(), "old secret") {
				t.Errorf("%s with %q: %v", name, secrets, err)
			}
		}
	}
	short := base64.StdEncoding.EncodeToString(make([]byte, 23))
	for _, secret := range []string{"whsec_", "whsec_" + short, short, "whsec_!!!", "whpk_AAAA", "whsk_" + short, "plain text"} {
		for _, s := range []webhook.Scheme{webhook.StandardWebhooks(), webhook.Svix()} {
			if _, err := s.Verifier(standardSecret, secret); err == nil || !strings.Contains(err.Error(), "secret 2 of 2") {
				t.Errorf("%s: %v", secret, err)
			}
		}
	}
}

func TestJ7OldAndNewSecretsBothVerifyUntilOneIsRemoved(t *testing.T) {
	eachVendor(t, func(t *testing.T, v vendor) {
		for _, secret := range []string{v.old, v.new} {
			d := webhooktest.Delivery{Scheme: v.scheme, Secrets: []string{secret}, Body: v.body}
			if err := check(t, verifier(t, v.scheme, v.old, v.new), d, nil); err != nil {
				t.Errorf("while both are active: %v", err)
			}
			if err := check(t, verifier(t, v.scheme, v.new), d, nil); (err == nil) != (secret == v.new) {
				t.Errorf("%q, once the old one is removed: %v", secret, err)
			}
		}
	})
}

// Deliveries as the vendors and their specifications publish them.
func TestPublishedDeliveriesVerify(t *testing.T) {
	t.Parallel()
	const slackBody = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&" +
		"user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F" +
		"T1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	for name, c := range map[string]struct {
		scheme               webhook.Scheme
		secret, target, body string
		at                   int64
		header               []string
	}{
		"Standard Webhooks": {webhook.StandardWebhooks(), standardSecret, "/", `{"test": 2432232314}`, 1614265330, []string{
			"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp", "1614265330", "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}},
		"Standard Webhooks with names of Svix": {webhook.StandardWebhooks(), standardSecret, "/", `{"test": 2432232314}`, 1614265330, []string{
			"svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek", "svix-timestamp", "1614265330", "svix-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}},
		"GitHub": {webhook.GitHub(), "It's a Secret to Everybody", "/", "Hello, World!", 1614265330, []string{
			"X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}},
		"Slack": {webhook.Slack(), "8f742231b10e8888abcd99yyyzzz85a5", "/", slackBody, 1531420618, []string{
			"X-Slack-Request-Timestamp", "1531420618", "X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"}},
		"Twilio": {webhook.Twilio(), "12345", "https://mycompany.com/myapp.php?foo=1&bar=2",
			"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309", 1614265330, []string{
				"X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Unix(c.at, 0)))
				r, _ := http.NewRequest("POST", c.target, strings.NewReader(c.body))
				for i := 0; i < len(c.header); i += 2 {
					r.Header.Set(c.header[i], c.header[i+1])
				}
				if err := verifier(t, c.scheme, c.secret).Verify(r, []byte(c.body)); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestASignatureByAPrivateKeyVerifiesByThePublicOne(t *testing.T) {
	t.Parallel()
	public, private, _ := ed25519.GenerateKey(nil)
	text := func(mark string, key []byte) string { return mark + base64.StdEncoding.EncodeToString(key) }
	v := verifier(t, webhook.StandardWebhooks(), text("whpk_", public))
	for _, secret := range []string{text("whsk_", private), text("whsk_", private.Seed())} {
		d := webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{standardSecret, secret}, Body: "{}"}
		if err := check(t, v, d, nil); err != nil {
			t.Error(err)
		}
		if err := check(t, verifier(t, webhook.StandardWebhooks(), standardSecret), d, nil); err != nil {
			t.Errorf("by the secret beside it: %v", err)
		}
		if err := check(t, v, d, func(_ *http.Request, body *[]byte) { *body = []byte("[]") }); !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("changed: %v", err)
		}
	}
	// The public key is known to all: it must not be taken for a secret.
	d := webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{text("whsec_", public)}, Body: "{}"}
	if err := check(t, v, d, nil); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("signed with the public key: %v", err)
	}
}

func TestATimestampIsDigitsAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, stamp := range []string{"", "-1", "+1614265330", " 1614265330", "1614265330.5", "1e9", "0x10", "1614265330123", "١٦١٤٢٦٥٣٣٠", "9999999999999999999999"} {
		for _, s := range []webhook.Scheme{webhook.StandardWebhooks(), webhook.Slack()} {
			secret := standardSecret
			err := check(t, verifier(t, s, secret), webhooktest.Delivery{Scheme: s, Secrets: []string{secret}, Body: "{}"}, func(r *http.Request, _ *[]byte) {
				r.Header.Set(s.Timestamp.Header, stamp)
			})
			if !errors.Is(err, webhook.ErrMalformed) {
				t.Errorf("%s: %q: %v", s.Name, stamp, err)
			}
		}
	}
}

func TestWhatStandsTwiceIsMalformed(t *testing.T) {
	t.Parallel()
	s := webhook.StandardWebhooks()
	for _, name := range []string{s.ID.Header, s.Timestamp.Header} {
		d := webhooktest.Delivery{Scheme: s, Secrets: []string{standardSecret}, Body: "{}"}
		err := check(t, verifier(t, s, standardSecret), d, func(r *http.Request, _ *[]byte) { r.Header.Add(name, "1") })
		if !errors.Is(err, webhook.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stripe := webhook.Stripe()
	d := webhooktest.Delivery{Scheme: stripe, Secrets: []string{"s"}, Body: "{}"}
	for _, more := range []string{",t=1", strings.Repeat(",v1=aa", 32)} {
		err := check(t, verifier(t, stripe, "s"), d, func(r *http.Request, _ *[]byte) {
			r.Header.Set(stripe.Header, r.Header.Get(stripe.Header)+more)
		})
		if !errors.Is(err, webhook.ErrMalformed) {
			t.Errorf("%s: %v", more, err)
		}
	}
}

func TestTwilioSignsTheURLThatItWasTold(t *testing.T) {
	t.Parallel()
	told := webhook.Twilio()
	told.URL = "https://hooks.example.com/twilio"
	d := webhooktest.Delivery{Scheme: told, Secrets: []string{"s"}, Body: "a=b", URL: "http://10.0.0.7:8080/internal?x=y"}
	if err := check(t, verifier(t, told, "s"), d, nil); err != nil {
		t.Error(err)
	}
	if err := check(t, verifier(t, webhook.Twilio(), "s"), d, func(r *http.Request, _ *[]byte) {
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-Host", "hooks.example.com")
	}); err == nil {
		t.Error("the URL was taken from headers that anybody can send")
	}
}

func TestASchemeWithMistakesIsRefusedWithAllOfThem(t *testing.T) {
	t.Parallel()
	_, err := webhook.Scheme{Name: "acme", Sign: "{id}{timestamp}{mehtod}{body:crc:hex", Header: "X Y", Algorithm: "md5", Encoding: "base32", Key: "rot13",
		Timestamp: webhook.Timestamp{Header: "a", Item: "t=", Form: "epoch"}, Tolerance: -1}.Verifier("shh")
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{`scheme "acme"`, "{mehtod} is no placeholder", "a brace without its partner", `Algorithm "md5"`, `Encoding "base32"`, `Key "rot13"`,
		`Timestamp.Form "epoch"`, "Tolerance", `Header "X Y"`, "here both", "needs the Separator", "{id} in Sign needs ID.Header"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in:\n%v", want, err)
		}
	}
	for _, s := range []webhook.Scheme{
		{Sign: "{timestamp}", Header: "X-S", Timestamp: webhook.Timestamp{Header: "X-T"}},
		{Sign: "{body}", Header: "X-S", Timestamp: webhook.Timestamp{Header: "X-T"}},
		{Sign: "{timestamp}{body}", Header: "X-S"},
		{Sign: "", Header: "X-S"},
		{Sign: "{body}"},
	} {
		if _, err := s.Verifier("shh"); err == nil || strings.Contains(err.Error(), "shh") {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func TestVerifiersPrintNoSecret(t *testing.T) {
	t.Parallel()
	v := verifier(t, webhook.Stripe(), "c4nary")
	e := endpoint(t, (&record{}).handle)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %x", v, v, v, v, v), fmt.Sprintf("%+v %#v", []any{v}, map[string]any{"v": v}), fmt.Sprintf("%+v", e)} {
		if strings.Contains(text, "c4nary") || strings.Contains(text, fmt.Sprintf("%x", "c4nary")) || strings.Contains(text, fmt.Sprint([]byte("c4nary"))) {
			t.Error(text)
		}
	}
}

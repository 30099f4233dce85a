package auth_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// plainScheme is one that is right, to be spoilt.
func plainScheme() auth.HMACScheme {
	return auth.HMACScheme{
		Sign:      "{timestamp}.{nonce}.{method}.{target}.{body:sha256:hex}",
		Set:       []auth.HMACField{{In: "header", Name: "X-Time", Value: "{timestamp}"}, {In: "header", Name: "X-Nonce", Value: "{nonce}"}},
		Signature: auth.HMACField{In: "header", Name: "X-Signature", Value: `keyId="{keyid}",signature="{signature}"`},
	}
}

func check(a runtime.Authorizer) error { return a.(interface{ Check() error }).Check() }

func TestASchemeIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := runtime.New("https://api.example.com", runtime.WithCredential("hmac", auth.HMAC(auth.HMACScheme{
		Sign: "{mehtod} {body:crc:hex} {body:sha256} {signature} {method:upper} {header:} {canonical}", Canonical: "",
		Set:       []auth.HMACField{{In: "body", Name: "x", Value: "{nonce}"}, {In: "header", Name: "X Y", Value: "{"}, {In: "query", Value: "}"}},
		Headers:   []string{"x y"},
		DeriveKey: []string{"{date"},
		Signature: auth.HMACField{In: "header", Name: "Authorization", Value: "none {keyid}\n"},
		Algorithm: "md5", Encoding: "base32", Key: "rot13", Timestamp: "epoch", Nonce: "none", Unsigned: "",
	}, "", "shh")))
	if err == nil {
		t.Fatal("the scheme was accepted")
	}
	for _, want := range []string{
		"{mehtod} is no placeholder", "{body:crc:hex}: want md5, sha1", "{body:sha256}: want hex", "Sign: {signature} has no meaning here",
		`{method:upper}: there is {method}, but not with "upper"`, "{header:}: want the name", `Set[0]: in "body": want header or query`,
		`Set[1]: "X Y" is no name`, `Set[1]: a brace without its partner at "{"`, "Set[2]: the parameter has no name", `Set[2]: a brace without its partner at "}"`,
		`DeriveKey[0]: a brace without its partner at "{date"`, "Signature: the value has no {signature}", "Signature: the value has a control character",
		`Algorithm: "md5": want sha256`, `Encoding: "base32": want hex`, `written as "rot13": want text`, `Timestamp: "epoch": want unix`,
		`Nonce: "none": want uuid`, `Headers: "x y": want the name`, "the list and the placeholder {headers} need each other",
		"the template and the placeholder {canonical} need each other", "the key id is empty",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "shh") {
		t.Errorf("the secret is in: %v", err)
	}
}

func TestASecretThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ form, prefix, secret, want string }{
		"empty":               {"", "", "", "the secret is empty"},
		"empty with a prefix": {"", "AWS4", "", "the secret is empty"},
		"with a newline":      {"", "", "shh\n", "control character"},
		"not hex":             {"hex", "", "shh", "not valid hex"},
		"not base64":          {"base64", "", "s-_h", "not valid base64"},
		"padding only":        {"base64", "", "==", "empty once decoded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheme := plainScheme()
			scheme.Key, scheme.KeyPrefix = c.form, c.prefix
			signer := auth.HMAC(scheme, "k", c.secret)
			if err := check(signer); err == nil || !strings.Contains(err.Error(), c.want) || c.secret != "" && strings.Contains(err.Error(), c.secret) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			r := request(t, "GET", "https://api.example.com/", "")
			if err := signer.Authorize(t.Context(), r); err == nil || len(r.Header) > 0 {
				t.Errorf("unchecked, it signs: %v, %v", r.Header, err)
			}
		})
	}
}

func TestSignersAndKeysPrintNothing(t *testing.T) {
	t.Parallel()
	const canary = "c4naryc4nary"
	key := auth.SecretKey(canary)
	c, err := runtime.New("https://api.example.com", runtime.WithCredential("h", auth.HMAC(plainScheme(), "k", canary)),
		runtime.WithCredential("j", auth.SelfSigned(auth.JWT{Key: key})))
	if err != nil {
		t.Fatal(err)
	}
	bytes := fmt.Sprint([]byte(canary))
	for _, v := range []any{auth.HMAC(plainScheme(), "k", canary), key, &key, auth.JWT{Key: key}, &auth.JWT{Key: key},
		auth.SelfSigned(auth.JWT{Key: key}), c, *c, []any{key}, map[string]any{"k": key}} {
		text, _ := json.Marshal(v)
		for _, printed := range []string{fmt.Sprintf("%v", v), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v), fmt.Sprintf("%s %q %x", v, v, v), string(text)} {
			if strings.Contains(printed, canary) || strings.Contains(printed, bytes) || strings.Contains(printed, fmt.Sprintf("%x", canary)) {
				t.Errorf("%T prints the secret: %s", v, printed)
			}
		}
	}
}

func TestABodyThatCanBeReadOnlyOnceIsSignedAsUnsignedOrNotAtAll(t *testing.T) {
	t.Parallel()
	signer := auth.HMAC(plainScheme(), "k", "shh")
	unreadable := func() *http.Request {
		return request(t, "POST", "https://api.example.com/", "body")
	}
	r := unreadable()
	r.GetBody = nil
	if err := signer.Authorize(t.Context(), r); err == nil || !strings.Contains(err.Error(), "can be read only once") {
		t.Errorf("signed: %v, %v", r.Header, err)
	}
	scheme := plainScheme()
	scheme.Unsigned = "UNSIGNED-PAYLOAD"
	scheme.Sign = "{body:sha256:hex}"
	signer = auth.HMAC(scheme, "k", "shh")
	r = signedBy(t, signer, r, time.Now())
	scheme.Sign, scheme.Unsigned = "UNSIGNED-PAYLOAD", ""
	same := signedBy(t, auth.HMAC(scheme, "k", "shh"), unreadable(), time.Now())
	if got, want := r.Header.Get("X-Signature"), same.Header.Get("X-Signature"); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	if body, _ := io.ReadAll(r.Body); string(body) != "body" {
		t.Errorf("the body was read: %q is left", body)
	}
}

func TestAnErrorOfTheBodyEndsSigning(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	r := request(t, "POST", "https://api.example.com/", "body")
	r.GetBody = func() (io.ReadCloser, error) { return nil, broken }
	if err := auth.HMAC(plainScheme(), "k", "shh").Authorize(t.Context(), r); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the body", err)
	}
}

func TestTimesAndNoncesAreWrittenInTheirForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 4, 4, 5, 678e6, time.FixedZone("", 3600))
	for form, want := range map[string]string{
		"": "1767323045", "unix": "1767323045", "unix-ms": "1767323045678", "rfc3339": "2026-01-02T03:04:05Z",
		"rfc3339-ms": "2026-01-02T03:04:05.678Z", "http": "Fri, 02 Jan 2026 03:04:05 GMT", "basic": "20260102T030405Z",
	} {
		scheme := plainScheme()
		scheme.Timestamp = form
		r := signedBy(t, auth.HMAC(scheme, "k", "shh"), request(t, "GET", "https://api.example.com/", ""), now)
		if got := r.Header.Get("X-Time"); got != want {
			t.Errorf("%s: %s, want %s", form, got, want)
		}
	}
	for form, want := range map[string]string{
		"": `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, "hex": `^[0-9a-f]{32}$`, "increasing": `^17673230456780\d\d$`,
	} {
		scheme := plainScheme()
		scheme.Nonce = form
		signer := auth.HMAC(scheme, "k", "shh")
		last := ""
		for range 3 {
			r := signedBy(t, signer, request(t, "GET", "https://api.example.com/", ""), now)
			nonce := r.Header.Get("X-Nonce")
			if !regexp.MustCompile(want).MatchString(nonce) || nonce == last || form == "increasing" && nonce < last {
				t.Errorf("%s: nonce %s after %s, want %s", form, nonce, last, want)
			}
			last, now = nonce, now.Add(-time.Hour) // a clock that is set back
			if form == "increasing" {
				continue
			}
			now = now.Add(time.Hour)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	for _, text := range []string{"{method}\n{path:twice}", "{{{body:sha256:base64}}}", "{", "}", "{header:X-Y}{headers}", "{canonical:md5:raw}{{", "{{}}{nonce}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		scheme := auth.HMACScheme{Sign: text, Canonical: text, Set: []auth.HMACField{{In: "query", Name: "q", Value: text}},
			Signature: auth.HMACField{In: "query", Name: "s", Value: text + "{signature}"}, Headers: []string{"x-*"}}
		signer := auth.HMAC(scheme, "k", "shh")
		r := request(t, "POST", "https://api.example.com/a%2Fb?x=%zz&&=", "body", "X-Y", "z")
		if err := signer.Authorize(t.Context(), r); (err == nil) != (check(signer) == nil) {
			t.Errorf("signing says %v, Check %v", err, check(signer))
		}
	})
}

func FuzzCanonicalRequest(f *testing.F) {
	f.Add("/a%2fb/c d", "b=%zz&a=1&&=&a=%7e+")
	f.Fuzz(func(t *testing.T, path, query string) {
		r := request(t, "GET", "https://api.example.com/", "")
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = path, path, query
		signer := auth.HMAC(awsV4("{path:twice}{path:encoded}{path}{query:lines}{query}", "r", "s", "host"), "k", "shh")
		if err := signer.Authorize(t.Context(), r); err != nil {
			t.Error(err)
		}
	})
}

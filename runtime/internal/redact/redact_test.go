package redact

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const canary = "canary9f3b1"

func request() *http.Request {
	u, _ := url.Parse("https://api.example/x?api_key=canaryquery&limit=5")
	return &http.Request{URL: u, Header: http.Header{
		"Authorization": {"Basic dXNlcjpjYW5hcnlwYXNz"}, "X-Custom": {"canaryheader"}, "Content-Type": {"application/json"}, // user:canarypass
	}}
}

func TestValuesOfSecretMembersAreMasked(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"id":1,"password":"canary"}`:                        `{"id":1,"password":"REDACTED"}`,
		`{"Pass-Word":{"a":["canary"]},"x":true}`:             `{"Pass-Word":"REDACTED","x":true}`,
		`{"p\u0061ssword":"canary"}`:                          `{"password":"REDACTED"}`,
		`{"pinCode":"canary","items":[{"PIN_code":7}]}`:       `{"pinCode":"REDACTED","items":[{"PIN_code":"REDACTED"}]}`,
		`{"cardPAN":4,"pan":"1","company":"Span","SSN":2}`:    `{"cardPAN":"REDACTED","pan":"REDACTED","company":"Span","SSN":"REDACTED"}`,
		`{"className":"a","japan":"b","secret":null}`:         `{"className":"a","japan":"b","secret":null}`,
		`[{},[],null,1.50,"a\"b<"]`:                           `[{},[],null,1.50,"a\"b<"]`,
		`{"note":"{\"token\":\"canary\"}"}`:                   `{"note":"{\"token\":\"REDACTED\"}"}`,
		`{"note":"a=1&client_secret=canary&b=2"}`:             `{"note":"a=1&client_secret=REDACTED&b=2"}`,
		`{"echo":["canaryquery","Bearer canaryheader"]}`:      `{"echo":["REDACTED","Bearer REDACTED"]}`,
		`{"echo":"canarypass"}`:                               `{"echo":"REDACTED"}`,
		`{"n":4242424242424242,"text":"4242 4242 4242 4242"}`: `{"n":"REDACTED","text":"REDACTED"}`,
	} {
		if got, ok := SecretsOf(request(), []string{"pin_code"}).JSON([]byte(in), 1000); !ok || got != want {
			t.Errorf("%s\n got %s, %v\nwant %s", in, got, ok, want)
		}
	}
}

func TestSecretsAreKnownByTheirShape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"key sk_live_51Habc, next":                                        "key REDACTED, next",
		"ghp_16C7e42F292c6912E7710c838347Ae178B4a":                        "REDACTED",
		"(xoxb-1-2-abc)":                                                  "(REDACTED)",
		"id AKIAIOSFODNN7EXAMPLE.":                                        "id REDACTED",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig-_1 x":                   "REDACTED x",
		"a -----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY----- b": "a REDACTED b",
		"-----BEGIN RSA PRIVATE KEY-----\nMII":                            "REDACTED",
		"2026-11-22 4242 4242 4242 4242":                                  "2026-11-22 REDACTED",
		"4242-4242-4242-4242":                                             "REDACTED",
		"4242424242424241":                                                "4242424242424241",
		"order 123456789012, v1.2.3":                                      "order 123456789012, v1.2.3",
		"key=value":                                                       "key=value",
		"eyeJohn":                                                         "eyeJohn",
	} {
		if got := SecretsOf(nil, nil).text(in); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestExcerptsMaskWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"token": "canary`:                            `{"token": "REDACTED"`,
		`{"card": {"number": "canary", "cvc": 1}, "a"`: `{"card": "REDACTED", "a"`,
		`5" pipe {"password" : canary now, "b": 2}`:    `5" pipe {"password" : "REDACTED", "b": 2}`,
		`"{\"secret\":\"canary\",\"b\":1}"`:            `"{\"secret\":"REDACTED",\"b\":1}"`,
		`{"door_code": 1234}`:                          `{"door_code": "REDACTED"}`,
		`access_token=canary&scope=all`:                `access_token=REDACTED&scope=all`,
		`<b>canaryheader</b>`:                          `<b>REDACTED</b>`,
		`{"token":`:                                    `{"token":`,
		``:                                             ``,
	} {
		if got := string(Excerpt([]byte(in), SecretsOf(request(), []string{"doorCode"}))); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestWhatIsShownIsCut(t *testing.T) {
	t.Parallel()
	s := SecretsOf(nil, nil)
	if got, ok := s.JSON([]byte(`{"a":"ééé"}`), 7); !ok || got != `{"a":"...` {
		t.Errorf("cut to %q, %v", got, ok)
	}
	deep := strings.Repeat("[", 900) + strings.Repeat("]", 900)
	if got, ok := s.JSON([]byte(deep), 1<<20); !ok || len(got) > 200 {
		t.Errorf("%d bytes of a deep body, %v", len(got), ok)
	}
	for _, body := range []string{`{"a":`, `a=b`, strings.Repeat(" ", maxShown) + "1"} {
		if got, ok := s.JSON([]byte(body), 100); ok {
			t.Errorf("%.20q is shown as %q", body, got)
		}
	}
}

// secretKeys are the names of the specification, and one that a document marks.
var secretKeys = []string{
	"token", "secret", "password", "authorization", "api_key", "cookie", "session", "card", "cvv", "pan", "iban", "ssn", "signature",
	"private", "door_code",
}

// spelled writes a name in another case, with other separators, as the bits of style say.
func spelled(name string, style uint32) string {
	var b strings.Builder
	for i, r := range name {
		if style&1 == 1 {
			r = []rune(strings.ToUpper(string(r)))[0]
		}
		if r == '_' {
			r = rune("_-. "[style>>1&3])
		}
		if i > 0 && style&7 == 7 {
			b.WriteRune('-')
		}
		b.WriteRune(r)
		style = style>>1 | style<<31
	}
	return b.String()
}

func FuzzNoCanaryUnderASecretNameSurvives(f *testing.F) {
	f.Add(`{"a":[1,`, `]}`, uint8(0), uint32(5), uint8(0))
	f.Add(`[`, `]`, uint8(4), uint32(0xffff), uint8(2))
	f.Add(`say "x" {"b":"`, `"`, uint8(14), uint32(3), uint8(1))
	f.Fuzz(func(t *testing.T, before, after string, key uint8, style uint32, form uint8) {
		if strings.Contains(before+after, canary) {
			return
		}
		name := spelled(secretKeys[int(key)%len(secretKeys)], style)
		value := []string{`"` + canary + `"`, `{"x":["` + canary + `"]}`, `["` + canary + `",1]`}[form%3]
		object := `{"` + name + `":` + value + `}`
		s := SecretsOf(request(), []string{"door_code"})
		if got, ok := s.JSON([]byte(before+object+after), 1<<16); ok && isMasked(before, object) && strings.Contains(got, canary) {
			t.Errorf("%s: %s", object, got)
		}
		if got, ok := s.JSON([]byte(object), 1<<16); !ok || strings.Contains(got, canary) {
			t.Errorf("%s: %s", object, got)
		}
		if got := string(Excerpt([]byte(object), SecretsOf(request(), []string{"door_code"}))); strings.Contains(got, canary) {
			t.Errorf("excerpt of %s: %s", object, got)
		}
		Excerpt([]byte(before+object+after), SecretsOf(request(), nil))
	})
}

// isMasked reports whether the object is one in the JSON that begins with before, and no part of a string in it.
func isMasked(before, object string) bool {
	return strings.Count(before, `"`)%2 == 0 && !strings.Contains(before, `\`) && object != ""
}

package auth_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/auth"
)

func TestEveryPlaceholderIsWhatTheRequestIsSentWith(t *testing.T) {
	t.Parallel()
	r := request(t, "POST", "https://API.example.com:8443/v1/a%20b:c/%7Eme?b=2&a=x+y&B&a=%7e&a=1&a-b=/", "body",
		"X-One", " 1  2 ", "X-Two", "x", "Content-Type", "text/plain")
	r.Header.Add("X-Two", "y")
	empty := request(t, "POST", "https://api.example.com", "")
	r.Host = "Virtual.example.com:8443"
	for _, c := range []struct {
		r              *http.Request
		template, want string
	}{
		{r, "{method} {method:lower} {{{keyid}}}", "POST post {k1}"},
		{r, "{path} {path:encoded} {path:twice}", "/v1/a%20b:c/%7Eme /v1/a%20b%3Ac/~me /v1/a%2520b%3Ac/%257Eme"},
		{r, "{query}", "b=2&a=x+y&B&a=%7e&a=1&a-b=/"},
		{r, "{query:sorted}", "B=&a=1&a=x%20y&a=~&a-b=%2F&b=2"},
		{r, "{target}", "/v1/a%20b:c/%7Eme?b=2&a=x+y&B&a=%7e&a=1&a-b=/"},
		{r, "{host} {url}", "virtual.example.com:8443 https://virtual.example.com:8443/v1/a%20b:c/%7Eme?b=2&a=x+y&B&a=%7e&a=1&a-b=/"},
		{r, "{header:X-One}|{header:x-two}|{header:X-None}|{header:host}|{header:Content-Length}", "1 2|x, y||virtual.example.com:8443|4"},
		{r, "{signed-headers}", "content-length;content-type;host;x-one;x-two"},
		{r, "{length} {body}", "4 body"},
		{r, "{timestamp} {date}", "1700000000 20231114"},
		{r, "{body:md5:base64}", "hBotaJrYa9FhFEdFPCLG/A=="},
		{r, "{body:sha1:HEX}", "02083F4579E08A612425C0C1A17EE47ADD783B94"},
		{r, "{body:sha256:base64url}", "Iw2DWNyOiJC0xY3utikS7i8gNXrpKlzIYbmOaP4xrLU"},
		{r, "{canonical} {canonical:sha256:hex}", "POST.body 21ef33d6ae444d7e859c3900d713597e9918f0aec30747d9c65d55dd710bc839"},
		{empty, "{path}|{query}|{target}|{length}|{body}|{header:content-length}", "/||/|||0"},
		{empty, "{query:sorted}|{query:lines}", "|"},
	} {
		scheme := auth.HMACScheme{Sign: "{headers}{canonical}", Canonical: "{method}.{body}", Headers: []string{"X-*", "Host", "content-type", "Content-Length", "x-one", "absent"},
			Set: []auth.HMACField{{In: "header", Name: "Out", Value: c.template}}, Signature: auth.HMACField{In: "header", Name: "Out-Signature", Value: "{signature}"}}
		signedBy(t, auth.HMAC(scheme, "k1", "shh"), c.r, time.Unix(1700000000, 0))
		if got := c.r.Header.Get("Out"); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.template, got, c.want)
		}
	}
}

func TestWhatIsDescribedAndNeverUsedIsRefused(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*auth.HMACScheme){
		"Unsigned: no template has {body}":            func(s *auth.HMACScheme) { s.Sign, s.Unsigned = "{timestamp}", "UNSIGNED" },
		"Canonical: the template and the placeholder": func(s *auth.HMACScheme) { s.Canonical = "{method}" },
		"Headers: the list and the placeholder":       func(s *auth.HMACScheme) { s.Headers = []string{"host"} },
		"Sign: empty":                                 func(s *auth.HMACScheme) { s.Sign = "" },
	} {
		scheme := plainScheme()
		spoil(&scheme)
		if err := check(auth.HMAC(scheme, "k", "shh")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// An API that wants the hexadecimal HMAC-SHA-256 over the time in milliseconds and the body, and the time and the name of
// the key beside it.
func ExampleHMAC() {
	scheme := auth.HMACScheme{
		Sign:      "{timestamp}.{body}",
		Timestamp: "unix-ms",
		Set: []auth.HMACField{
			{In: "header", Name: "X-Key", Value: "{keyid}"},
			{In: "header", Name: "X-Timestamp", Value: "{timestamp}"},
		},
		Signature: auth.HMACField{In: "header", Name: "X-Signature", Value: "sha256={signature}"},
	}
	r, err := http.NewRequest(http.MethodPost, "https://api.example.com/orders", strings.NewReader(`{"amount": 1}`))
	if err != nil {
		panic(err)
	}
	if err := auth.HMAC(scheme, "k1", "secret").Authorize(r.Context(), r); err != nil { // runtime.WithCredential does it for each attempt
		panic(err)
	}
	fmt.Println(r.Header.Get("X-Key"), len(r.Header.Get("X-Timestamp")), len(r.Header.Get("X-Signature")))
	// Output: k1 13 71
}

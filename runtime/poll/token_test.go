package poll

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

func TestATokenIsOfItsOperationAndWhole(t *testing.T) {
	t.Parallel()
	good := position{Operation: "make", Via: viaStatus, URL: "https://api.example/ops/1?sig=a", Final: "https://api.example/images/1"}
	if got, err := parseToken(good.token(), "make"); err != nil || got != good {
		t.Fatalf("%+v, %v", got, err)
	}
	encode := func(s string) string { return tokenPrefix + base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for name, token := range map[string]string{
		"empty": "", "no prefix": good.token()[3:], "another form": "p2." + good.token()[3:], "cut": good.token()[:20],
		"other letters": good.token() + "=", "a line": good.token() + "\n", "no JSON": encode("x"), "two values": encode(`{"op":"make"}{}`),
		"another operation": position{Operation: "other", Via: viaStatus, URL: good.URL}.token(),
		"no URL":            position{Operation: "make", Via: viaStatus}.token(),
		"no protocol":       position{Operation: "make", Via: "x", URL: good.URL}.token(),
		"a relative URL":    position{Operation: "make", Via: viaStatus, URL: "/ops/1"}.token(),
		"another scheme":    position{Operation: "make", Via: viaStatus, URL: "file:///etc/passwd"}.token(),
		"a password":        position{Operation: "make", Via: viaStatus, URL: "https://u:p@api.example/"}.token(),
		"a bad final URL":   position{Operation: "make", Via: viaStatus, URL: good.URL, Final: "ftp://api.example/"}.token(),
		"too long":          position{Operation: "make", Via: viaStatus, URL: good.URL + strings.Repeat("a", maxToken)}.token(),
		"more members":      encode(`{"op":"make","via":"status","url":"https://api.example/","x":1}`),
	} {
		if _, err := parseToken(token, "make"); !errors.Is(err, ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzToken(f *testing.F) {
	f.Add(position{Operation: "make", Via: viaStatus, URL: "https://api.example/ops/1?sig=a", Final: "https://api.example/images/1"}.token())
	f.Add(position{Operation: "make", Via: viaLocation, URL: "http://[::1]:80/%2f"}.token())
	f.Add("p1.")
	f.Add("p1.e30")
	f.Fuzz(func(t *testing.T, token string) {
		p, err := parseToken(token, "make")
		if err != nil {
			if !errors.Is(err, ErrToken) {
				t.Errorf("an error of another kind: %v", err)
			}
			return
		}
		for _, target := range []string{p.URL, p.Final} {
			if u, err := parseTarget(target); target != "" && (err != nil || u.User != nil || !strings.HasPrefix(u.Scheme, "http")) {
				t.Errorf("accepted %q", target)
			}
		}
		if again, err := parseToken(p.token(), "make"); err != nil || again != p {
			t.Errorf("%+v does not survive: %+v, %v", p, again, err)
		}
	})
}

package signcheck_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/auth"
	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// scheme describes AWS Signature Version 4. S3 escapes the path once, all else twice.
func scheme(service, path string) auth.HMACScheme {
	const scope = "{date}/eu-west-1/"
	return auth.HMACScheme{
		Set:       []auth.HMACField{{In: "header", Name: "X-Amz-Date", Value: "{timestamp}"}},
		Timestamp: "basic",
		Headers:   []string{"host", "content-type", "content-length", "x-amz-*"},
		Canonical: "{method}\n" + path + "\n{query:sorted}\n{headers}\n{signed-headers}\n{body:sha256:hex}",
		Sign:      "AWS4-HMAC-SHA256\n{timestamp}\n" + scope + service + "/aws4_request\n{canonical:sha256:hex}",
		KeyPrefix: "AWS4",
		DeriveKey: []string{"{date}", "eu-west-1", service, "aws4_request"},
		Signature: auth.HMACField{In: "header", Name: "Authorization", Value: "AWS4-HMAC-SHA256 Credential={keyid}/" + scope + service +
			"/aws4_request, SignedHeaders={signed-headers}, Signature={signature}"},
	}
}

// anything is a text of characters that are escaped, or not, in one way or another.
func anything(random *rand.Rand) string {
	const alphabet = "abZ019-._~ +%/:@!$&'()*,;=?#[]\"<>\\^`{|}äሴ\x00"
	runes := []rune(alphabet)
	var b strings.Builder
	for range random.IntN(6) {
		b.WriteRune(runes[random.IntN(len(runes))])
	}
	return b.String()
}

func strictly(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// anyRequest is as S3 wants it: everything escaped that can be. Others take a path in any form.
func anyRequest(t *testing.T, random *rand.Rand, escape func(string) string) (*http.Request, string) {
	t.Helper()
	target := "https://api.example.com"
	for range 1 + random.IntN(3) {
		target += "/x" + escape(anything(random))
	}
	var pairs []string
	for range random.IntN(4) {
		pairs = append(pairs, url.QueryEscape("x"+anything(random))+"="+url.QueryEscape(anything(random)))
	}
	method, body := http.MethodGet, ""
	if random.IntN(2) == 0 { // the vendor's library does not sign the length of an empty body
		method, body = http.MethodPut, "x"+anything(random)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, target+"?"+strings.Join(pairs, "&"), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if random.IntN(2) == 0 {
		r.Header.Set("Content-Type", "text/plain;   charset=utf-8 ")
		r.Header["X-Amz-Meta-X"] = []string{" a  b ", "c"}
	}
	return r, body
}

func TestAnArbitraryRequestIsSignedAsTheVendorsOwnLibraryDoes(t *testing.T) {
	t.Parallel()
	const seed = 20150830
	random := rand.New(rand.NewPCG(seed, seed))
	credentials := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	for n := range 2000 {
		now := time.Unix(1_700_000_000+int64(n)*3600, 0).UTC()
		service, path, signer, escape := "execute-api", "{path:twice}", v4.NewSigner(), url.PathEscape
		if n%2 == 1 {
			service, path, escape = "s3", "{path:encoded}", strictly
			signer = v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
		}
		ours, body := anyRequest(t, random, escape)
		theirs := ours.Clone(t.Context())
		sum := sha256.Sum256([]byte(body))
		if err := signer.SignHTTP(t.Context(), credentials, theirs, hex.EncodeToString(sum[:]), service, "eu-west-1", now); err != nil {
			t.Fatal(err)
		}
		credential := auth.HMAC(scheme(service, path), credentials.AccessKeyID, credentials.SecretAccessKey)
		at := credential.(interface {
			AuthorizeAt(ctx context.Context, r *http.Request, now time.Time) error
		})
		if err := at.AuthorizeAt(t.Context(), ours, now); err != nil {
			t.Fatal(err)
		}
		if got, want := ours.Header.Get("Authorization"), theirs.Header.Get("Authorization"); got != want {
			t.Errorf("%d: %s %s %v:\n got %s\nwant %s", n, ours.Method, ours.URL, ours.Header, got, want)
		}
	}
}

package auth_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// timed is what a credential that signs the time has beside Authorize.
type timed interface {
	AuthorizeAt(ctx context.Context, r *http.Request, now time.Time) error
}

// signedBy signs a request at a time.
func signedBy(t *testing.T, credential runtime.Authorizer, r *http.Request, now time.Time) *http.Request {
	t.Helper()
	if err := credential.(interface{ Check() error }).Check(); err != nil {
		t.Fatalf("the scheme is refused: %v", err)
	}
	if err := credential.(timed).AuthorizeAt(t.Context(), r, now); err != nil {
		t.Fatal(err)
	}
	return r
}

func request(t *testing.T, method, url, body string, header ...string) *http.Request {
	t.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, content)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// at reads a time in the form of RFC 3339.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	now, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// awsV4 is AWS Signature Version 4. S3 escapes the path once, all else twice.
func awsV4(path, region, service string, headers ...string) auth.HMACScheme {
	scope := "{date}/" + region + "/" + service + "/aws4_request"
	s := auth.HMACScheme{
		Set:       []auth.HMACField{{In: "header", Name: "X-Amz-Date", Value: "{timestamp}"}},
		Timestamp: "basic",
		Headers:   headers,
		Canonical: "{method}\n" + path + "\n{query:sorted}\n{headers}\n{signed-headers}\n{body:sha256:hex}",
		Sign:      "AWS4-HMAC-SHA256\n{timestamp}\n" + scope + "\n{canonical:sha256:hex}",
		KeyPrefix: "AWS4",
		DeriveKey: []string{"{date}", region, service, "aws4_request"},
		Signature: auth.HMACField{In: "header", Name: "Authorization",
			Value: "AWS4-HMAC-SHA256 Credential={keyid}/" + scope + ", SignedHeaders={signed-headers}, Signature={signature}"},
	}
	if service == "s3" {
		s.Set = append(s.Set, auth.HMACField{In: "header", Name: "X-Amz-Content-Sha256", Value: "{body:sha256:hex}"})
		s.Unsigned = "UNSIGNED-PAYLOAD"
	}
	return s
}

func TestTheVectorsOfAWSAreSignedAsPublished(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		r    *http.Request
		want string
	}{
		"get-vanilla":                       {request(t, "GET", "https://example.amazonaws.com/", ""), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		"get-vanilla-query-order-key-case":  {request(t, "GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", ""), "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
		"get-unreserved":                    {request(t, "GET", "https://example.amazonaws.com/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", ""), "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
		"get-header-value-trim":             {request(t, "GET", "https://example.amazonaws.com/", "", "My-Header1", " value1", "My-Header2", ` "a   b   c" `), "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
		"post-vanilla":                      {request(t, "POST", "https://example.amazonaws.com/", ""), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
		"post-x-www-form-urlencoded (body)": {request(t, "POST", "https://example.amazonaws.com/", "Param1=value1", "Content-Type", form), "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheme := awsV4("{path:twice}", "us-east-1", "service", "host", "content-type", "my-*", "x-amz-date")
			signer := auth.HMAC(scheme, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
			signedBy(t, signer, c.r, at(t, "2015-08-30T12:36:00Z"))
			if _, got, _ := strings.Cut(c.r.Header.Get("Authorization"), "Signature="); got != c.want {
				t.Errorf("signature %s, want %s", got, c.want)
			}
		})
	}
}

func TestTheVectorsOfS3AreSignedAsPublished(t *testing.T) {
	t.Parallel()
	const host = "https://examplebucket.s3.amazonaws.com"
	for name, c := range map[string]struct {
		r    *http.Request
		want string
	}{
		"get object": {request(t, "GET", host+"/test.txt", "", "Range", "bytes=0-9"), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
		"put object": {request(t, "PUT", host+"/test$file.text", "Welcome to Amazon S3.", "Date", "Fri, 24 May 2013 00:00:00 GMT",
			"x-amz-storage-class", "REDUCED_REDUNDANCY"), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
		"a parameter without value": {request(t, "GET", host+"/?lifecycle", ""), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
		"list objects":              {request(t, "GET", host+"?prefix=J&max-keys=2", ""), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheme := awsV4("{path:encoded}", "us-east-1", "s3", "host", "date", "range", "x-amz-*")
			signer := auth.HMAC(scheme, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
			signedBy(t, signer, c.r, at(t, "2013-05-24T00:00:00Z"))
			if _, got, _ := strings.Cut(c.r.Header.Get("Authorization"), "Signature="); got != c.want {
				t.Errorf("signature %s, want %s", got, c.want)
			}
		})
	}
}

// The example of RFC 9421, section B.2.5.
func TestAMessageSignatureOfRFC9421IsAsPublished(t *testing.T) {
	t.Parallel()
	const params = `("date" "@authority" "content-type");created={timestamp};keyid="{keyid}"`
	signer := auth.HMAC(auth.HMACScheme{
		Sign: `"date": {header:date}` + "\n" + `"@authority": {host}` + "\n" + `"content-type": {header:content-type}` + "\n" +
			`"@signature-params": ` + params,
		Set:       []auth.HMACField{{In: "header", Name: "Signature-Input", Value: "sig-b25=" + params}},
		Signature: auth.HMACField{In: "header", Name: "Signature", Value: "sig-b25=:{signature}:"},
		Key:       "base64", Encoding: "base64",
	}, "test-shared-secret", "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==")
	r := request(t, "POST", "https://example.com/foo?param=Value&Pet=dog", `{"hello": "world"}`,
		"Date", "Tue, 20 Apr 2021 02:07:55 GMT", "Content-Type", "application/json")
	signedBy(t, signer, r, time.Unix(1618884473, 0))
	for name, want := range map[string]string{
		"Signature-Input": `sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"`,
		"Signature":       `sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:`,
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
}

// The example that Binance documents: the signature is a parameter of the query that it signs.
func TestASignatureInTheQueryIsAsPublished(t *testing.T) {
	t.Parallel()
	signer := auth.HMAC(auth.HMACScheme{
		Sign:      "{query}{body}",
		Timestamp: "unix-ms",
		Set:       []auth.HMACField{{In: "header", Name: "X-MBX-APIKEY", Value: "{keyid}"}, {In: "query", Name: "timestamp", Value: "{timestamp}"}},
		Signature: auth.HMACField{In: "query", Name: "signature", Value: "{signature}"},
	}, "key", "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j")
	const query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
	r := request(t, "POST", "https://api.example.com/api/v3/order?"+query, "")
	want := query + "&timestamp=1499827319559&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
	for range 2 { // a redirect may bring back the parameters of the request before
		signedBy(t, signer, r, time.UnixMilli(1499827319559))
		if r.URL.RawQuery != want {
			t.Errorf("query %s\nwant %s", r.URL.RawQuery, want)
		}
	}
}

// The example that Slack documents, which is of requests that Slack sends.
func TestASignatureWithAPrefixIsAsPublished(t *testing.T) {
	t.Parallel()
	signer := auth.HMAC(auth.HMACScheme{
		Sign:      "v0:{timestamp}:{body}",
		Set:       []auth.HMACField{{In: "header", Name: "X-Slack-Request-Timestamp", Value: "{timestamp}"}},
		Signature: auth.HMACField{In: "header", Name: "X-Slack-Signature", Value: "v0={signature}"},
	}, "", "8f742231b10e8888abcd99yyyzzz85a5")
	r := request(t, "POST", "https://example.com/hook", "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"+
		"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="+
		"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"+
		"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
	signedBy(t, signer, r, time.Unix(1531420618, 0))
	const want = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	if got := r.Header.Get("X-Slack-Signature"); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

// macOf is the HMAC-SHA-256 of a text in base64, by a key in base64.
func macOf(t *testing.T, key, text string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, raw)
	io.WriteString(mac, text)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// What is signed is as the documentation of Azure Storage writes it out; there are no published signatures.
func TestASharedKeyWithCanonicalHeadersSignsTheDocumentedText(t *testing.T) {
	t.Parallel()
	const key = "c2VjcmV0LW9mLXRoZS1hY2NvdW50"
	signer := auth.HMAC(auth.HMACScheme{
		Sign: "{method}\n{header:content-encoding}\n{header:content-language}\n{length}\n{header:content-md5}\n{header:content-type}\n" +
			"\n{header:if-modified-since}\n{header:if-match}\n{header:if-none-match}\n{header:if-unmodified-since}\n{header:range}\n" +
			"{headers}/{keyid}{path}{query:lines}",
		Headers:   []string{"x-ms-*"},
		Set:       []auth.HMACField{{In: "header", Name: "x-ms-date", Value: "{timestamp}"}},
		Timestamp: "http", Key: "base64", Encoding: "base64",
		Signature: auth.HMACField{In: "header", Name: "Authorization", Value: "SharedKey {keyid}:{signature}"},
	}, "myaccount", key)
	now := at(t, "2015-06-26T23:39:12Z")
	for text, r := range map[string]*http.Request{
		"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n" +
			"/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20": request(t, "GET",
			"https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20", "", "X-Ms-Version", "2015-02-21"),
		"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n" +
			"/myaccount/mycontainer\ncomp:list\ninclude:metadata,snapshots,uncommittedblobs\nrestype:container": request(t, "GET",
			"https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=list&include=snapshots&include=metadata&include=uncommittedblobs", "",
			"X-Ms-Version", "2015-02-21"),
		"PUT\n\n\n11\n\ntext/plain; charset=UTF-8\n\n\n\n\n\n\nx-ms-blob-type:BlockBlob\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n" +
			"/myaccount/mycontainer/hello.txt": request(t, "PUT", "https://myaccount.blob.core.windows.net/mycontainer/hello.txt", "hello world",
			"Content-Type", "text/plain; charset=UTF-8", "X-Ms-Blob-Type", "BlockBlob", "X-Ms-Version", "2015-02-21"),
	} {
		signedBy(t, signer, r, now)
		if got, want := r.Header.Get("Authorization"), "SharedKey myaccount:"+macOf(t, key, text); got != want {
			t.Errorf("%s: %s, want %s, of %q", r.URL, got, want, text)
		}
	}
}

// Coinbase Exchange documents what is signed, and no example of a signature.
func TestASignatureOverTimeMethodPathAndBodySignsTheDocumentedText(t *testing.T) {
	t.Parallel()
	const key = "c2VjcmV0LW9mLXRoZS1hY2NvdW50"
	signer := auth.HMAC(auth.HMACScheme{
		Sign:      "{timestamp}{method}{target}{body}",
		Set:       []auth.HMACField{{In: "header", Name: "CB-ACCESS-KEY", Value: "{keyid}"}, {In: "header", Name: "CB-ACCESS-TIMESTAMP", Value: "{timestamp}"}},
		Signature: auth.HMACField{In: "header", Name: "CB-ACCESS-SIGN", Value: "{signature}"},
		Key:       "base64", Encoding: "base64",
	}, "k1", key)
	r := signedBy(t, signer, request(t, "POST", "https://api.example.com/orders?x=1", `{"price":"1.0"}`), time.Unix(1700000000, 0))
	want := macOf(t, key, `1700000000POST/orders?x=1{"price":"1.0"}`)
	if got := r.Header.Get("Cb-Access-Sign"); got != want || r.Header.Get("Cb-Access-Key") != "k1" || r.Header.Get("Cb-Access-Timestamp") != "1700000000" {
		t.Errorf("signed %v, want the signature %s", r.Header, want)
	}
	if body, err := io.ReadAll(r.Body); err != nil || string(body) != `{"price":"1.0"}` {
		t.Errorf("the body is %q (%v) after signing", body, err)
	}
}

package auth_test

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// block writes DER as PEM.
func block(t *testing.T, name string, der []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: name, Bytes: der}))
}

func pkcs8(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return block(t, "PRIVATE KEY", der, err)
}

func edKey(t *testing.T) (ed25519.PublicKey, ed25519.PrivateKey) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return public, private
}

func TestAKeyThatCannotSignIsRefusedByWhatItIs(t *testing.T) {
	t.Parallel()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	x25519, _ := ecdh.X25519().GenerateKey(rand.Reader)
	_, ed := edKey(t)
	whole := pkcs8(t, ed)
	body := strings.Split(whole, "\n")[1]
	sec1, sec1Err := x509.MarshalECPrivateKey(p384)
	for name, c := range map[string]struct {
		key  auth.Key
		want []string
	}{
		"none":               {auth.Key{}, []string{"no key", "auth.PEMKey"}},
		"an empty text":      {auth.PEMKey(" \n"), []string{"found nothing", "-----BEGIN PRIVATE KEY-----"}},
		"JSON":               {auth.PEMKey(`{"private_key": "` + body + `"}`), []string{"found JSON", "private_key"}},
		"escaped lines":      {auth.PEMKey(strings.ReplaceAll(whole, "\n", `\n`)), []string{"a backslash and an n in place of the line breaks"}},
		"half a block":       {auth.PEMKey(whole[:len(whole)-20]), []string{"not whole"}},
		"the name of a file": {auth.PEMKey("/etc/" + body), []string{"found something else"}},
		"a public key":       {auth.PEMKey(block(t, "PUBLIC KEY", []byte(body), nil)), []string{`found a block "PUBLIC KEY"`, "want PRIVATE KEY (PKCS#8)"}},
		"an encrypted key":   {auth.PEMKey(block(t, "ENCRYPTED PRIVATE KEY", []byte(body), nil)), []string{"found an encrypted key", "want it decrypted"}},
		"an old encrypted key": {auth.PEMKey(string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY",
			Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"}, Bytes: []byte(body)}))), []string{"found an encrypted key"}},
		"a broken PKCS#8":   {auth.PEMKey(block(t, "PRIVATE KEY", []byte(body), nil)), []string{"not valid PKCS#8"}},
		"a broken PKCS#1":   {auth.PEMKey(block(t, "RSA PRIVATE KEY", []byte(body), nil)), []string{"not valid PKCS#1"}},
		"a broken SEC 1":    {auth.PEMKey(block(t, "EC PRIVATE KEY", []byte(body), nil)), []string{"not valid SEC 1"}},
		"a small RSA key":   {auth.PEMKey(pkcs8(t, small)), []string{"found RSA with 1024 bits", "want at least 2048"}},
		"another curve":     {auth.PEMKey("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + block(t, "EC PRIVATE KEY", sec1, sec1Err)), []string{"found ECDSA on P-384", "want P-256"}},
		"a key agreement":   {auth.PEMKey(pkcs8(t, x25519)), []string{"X25519", "want RSA"}},
		"an empty secret":   {auth.SecretKey(""), []string{"the secret of the JWT is empty"}},
		"a secret's line":   {auth.SecretKey(body + "\n"), []string{"control character"}},
		"a nil signer":      {auth.SignerKey(nil), []string{"the signer is nil"}},
		"an unknown signer": {auth.SignerKey(brokenSigner{}), []string{"found string", "want RSA"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := runtime.New("https://api.example.com", runtime.WithCredential("jwt", auth.SelfSigned(auth.JWT{Key: c.key})))
			_, unchecked := auth.JWT{Key: c.key, Issuer: "me"}.Assertion(t.Context(), "https://id.example.com")
			for _, want := range c.want {
				if err == nil || !strings.Contains(err.Error(), want) || unchecked == nil {
					t.Errorf("error %v, want %q", err, want)
				}
			}
			if err != nil && strings.Contains(err.Error(), body[:8]) {
				t.Errorf("the key is in: %v", err)
			}
		})
	}
}

// brokenSigner has no key, or signs nothing of use.
type brokenSigner struct{ public crypto.PublicKey }

func (s brokenSigner) Public() crypto.PublicKey {
	if s.public == nil {
		return "a key"
	}
	return s.public
}

func (brokenSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("the service is away")
}

func TestAJWTIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	err := auth.JWT{Key: auth.SecretKey("shh"), Algorithm: "RS256", Audience: "a", Life: -time.Second,
		Claims: map[string]any{"iss": "x", "exp": 1, "aud": "b", "f": func() {}}}.Check()
	for _, want := range []string{`"RS256", want HS256`, "lives -1s", `"iss"`, `"exp"`, `"aud"`, "cannot be written as JSON", "no Issuer"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in: %v", want, err)
		}
	}
}

func TestAnErrorOfASignerIsTheErrorOfTheCall(t *testing.T) {
	t.Parallel()
	public, _ := edKey(t)
	r := request(t, "GET", "https://api.example.com/", "")
	err := auth.SelfSigned(auth.JWT{Key: auth.SignerKey(brokenSigner{public})}).Authorize(t.Context(), r)
	if err == nil || !strings.Contains(err.Error(), "the service is away") || len(r.Header) > 0 {
		t.Errorf("error %v, want that of the signer", err)
	}
}

// claims are those of a token, verified or not.
type claims struct {
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	ID       string `json:"jti"`
	Issued   int64  `json:"iat"`
	Expires  int64  `json:"exp"`
}

// verified reads a token of an Ed25519 key.
func verified(public ed25519.PublicKey, token string) (c claims, ok bool) {
	at := strings.LastIndexByte(token, '.')
	if at < 0 {
		return c, false
	}
	signature, err := base64.RawURLEncoding.DecodeString(token[at+1:])
	if err != nil || !ed25519.Verify(public, []byte(token[:at]), signature) {
		return c, false
	}
	_, payload, _ := strings.Cut(token[:at], ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	return c, err == nil && json.Unmarshal(text, &c) == nil
}

func TestASelfSignedTokenIsKeptUntilItIsAboutToExpireOrTheClockIsCorrected(t *testing.T) {
	t.Parallel()
	public, private := edKey(t)
	credential := auth.SelfSigned(auth.JWT{Key: auth.SignerKey(private), Issuer: "app"})
	start := time.Unix(1_800_000_000, 0)
	last := ""
	for _, step := range []struct {
		after time.Duration
		fresh bool
	}{
		{0, true}, {-20 * time.Second, false}, {239 * time.Second, false}, {240 * time.Second, true}, {241 * time.Second, false},
		{10 * time.Minute, true}, {9 * time.Minute, true}, // the clock is corrected, back too
	} {
		now := start.Add(step.after)
		r := signedBy(t, credential, request(t, "GET", "https://api.example.com/", ""), now)
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		c, ok := verified(public, token)
		if !ok || c.Issuer != "app" || c.ID == "" || c.Issued > now.Unix() || c.Expires-now.Unix() < 60 {
			t.Errorf("after %v: claims %+v, verified %v", step.after, c, ok)
		}
		if fresh := token != last; fresh != step.fresh {
			t.Errorf("after %v: a fresh token is %v, want %v", step.after, fresh, step.fresh)
		}
		if step.fresh && (c.Issued != now.Add(-30*time.Second).Unix() || c.Expires != now.Add(5*time.Minute).Unix()) {
			t.Errorf("after %v: from %d to %d at %d, want from -30 s to +300 s", step.after, c.Issued, c.Expires, now.Unix())
		}
		last = token
	}
}

func TestATokenOfAFewSecondsIsKeptForMostOfThem(t *testing.T) {
	t.Parallel()
	_, private := edKey(t)
	credential := auth.SelfSigned(auth.JWT{Key: auth.SignerKey(private), Life: 10 * time.Second})
	start := time.Unix(1_800_000_000, 0)
	seen := make(map[string]bool)
	for after := range 8 {
		r := signedBy(t, credential, request(t, "GET", "https://api.example.com/", ""), start.Add(time.Duration(after)*time.Second))
		seen[r.Header.Get("Authorization")] = true
	}
	if len(seen) != 1 {
		t.Errorf("%d tokens in 8 s, want 1", len(seen))
	}
}

func TestManyGoroutinesShareOneSelfSignedToken(t *testing.T) {
	t.Parallel()
	_, private := edKey(t)
	credential := auth.SelfSigned(auth.JWT{Key: auth.SignerKey(private)})
	tokens := make(chan string)
	for range 64 {
		go func() {
			r := &http.Request{Header: make(http.Header)}
			if err := credential.Authorize(context.Background(), r); err != nil {
				t.Error(err)
			}
			tokens <- r.Header.Get("Authorization")
		}()
	}
	seen := make(map[string]bool)
	for range 64 {
		seen[<-tokens] = true
	}
	if len(seen) != 1 {
		t.Errorf("%d tokens, want one", len(seen))
	}
}

// F10: the server's clock is ten minutes ahead, or behind.
func TestATokenRefusedForItsTimeIsSignedAnewByTheClockOfTheServer(t *testing.T) {
	t.Parallel()
	public, private := edKey(t)
	for _, ahead := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		var requests, refusals atomic.Int32
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			now := time.Now().Add(ahead)
			w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
			w.Header().Set("Content-Type", "application/json")
			c, ok := verified(public, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
			if !ok || c.Issued > now.Unix() || c.Expires <= now.Unix() {
				refusals.Add(1)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			io.WriteString(w, `"done"`)
		}))
		t.Cleanup(s.Close)
		c, err := runtime.New(s.URL, runtime.WithCredential("oauth", auth.SelfSigned(auth.JWT{Key: auth.PEMKey(pkcs8(t, private))})))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if got, err := call(t.Context(), c, &opKeyless); err != nil || got != "done" {
				t.Errorf("%v: %q, %v", ahead, got, err)
			}
		}
		if requests.Load() != 3 || refusals.Load() != 1 {
			t.Errorf("%v: %d requests, %d refused; want 3, one refused", ahead, requests.Load(), refusals.Load())
		}
	}
}

func TestAnAssertionIsForTheEndpointAndNeverTwiceTheSame(t *testing.T) {
	t.Parallel()
	public, private := edKey(t)
	var assertion interface {
		Assertion(ctx context.Context, audience string) (string, error)
	} = auth.JWT{Key: auth.SignerKey(private), Issuer: "client"}
	seen := make(map[string]bool)
	for range 3 {
		token, err := assertion.Assertion(t.Context(), "https://id.example.com/token")
		c, ok := verified(public, token)
		if err != nil || !ok || c.Audience != "https://id.example.com/token" || c.Issuer != "client" || seen[c.ID] {
			t.Errorf("claims %+v, verified %v, %v", c, ok, err)
		}
		seen[c.ID] = true
	}
	token, _ := auth.JWT{Key: auth.SignerKey(private), Issuer: "client", Audience: "https://id.example.com"}.Assertion(t.Context(), "https://id.example.com/token")
	if c, ok := verified(public, token); !ok || c.Audience != "https://id.example.com" {
		t.Errorf("audience %q, want that of the JWT", c.Audience)
	}
	if token, err := (auth.JWT{Key: auth.SignerKey(private)}).Assertion(t.Context(), "x"); err == nil {
		t.Errorf("an assertion without an issuer: %s", token)
	}
}

func FuzzPEMKey(f *testing.F) {
	_, private, _ := ed25519.GenerateKey(nil)
	der, _ := x509.MarshalPKCS8PrivateKey(private)
	f.Add(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	f.Add("-----BEGIN EC PARAMETERS-----\n-----END EC PARAMETERS-----\n")
	f.Add(fmt.Sprintf("-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: x\n\n%x\n-----END RSA PRIVATE KEY-----\n", der))
	f.Fuzz(func(t *testing.T, text string) {
		j := auth.JWT{Key: auth.PEMKey(text), Issuer: "me"}
		if _, err := j.Assertion(t.Context(), "a"); (err == nil) != (j.Check() == nil) {
			t.Errorf("signing says %v, Check %v", err, j.Check())
		}
	})
}

package golden_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	doors "github.com/apigen-go/apigen/golden/credentials_of_every_kind_are_sent"
	"github.com/apigen-go/apigen/runtime"
)

// door is a method of the client of doors.
type door func(*doors.DoorsService, context.Context, ...runtime.Option) error

func openQuery(s *doors.DoorsService, ctx context.Context, opts ...runtime.Option) error {
	return s.OpenQuery(ctx, &doors.DoorsOpenQueryParams{Q: new("a b")}, opts...)
}

func openCookie(s *doors.DoorsService, ctx context.Context, opts ...runtime.Option) error {
	return s.OpenCookie(ctx, &doors.DoorsOpenCookieParams{Theme: new("dark")}, opts...)
}

// shown is all that a request can show as a credential.
type shown struct{ Authorization, Key, Cookie, Query string }

// doorkeeper remembers what it is shown.
type doorkeeper struct {
	mu    sync.Mutex
	shown []shown
}

func (d *doorkeeper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = append(d.shown, shown{r.Header.Get("Authorization"), r.Header.Get("X-Key"), r.Header.Get("Cookie"), r.URL.RawQuery})
	w.WriteHeader(http.StatusNoContent)
}

// openDoor calls a method of a client with these options, and returns what the server was shown.
func openDoor(t *testing.T, open door, opts ...runtime.Option) ([]shown, error) {
	t.Helper()
	keeper := &doorkeeper{}
	server := httptest.NewServer(keeper)
	defer server.Close()
	client, err := doors.New(append(opts, runtime.WithBaseURL(server.URL))...)
	if err != nil {
		t.Fatal(err)
	}
	err = open(client.Doors, t.Context())
	return keeper.shown, err
}

func tokens(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

var (
	bearer     = doors.WithBearerToken("tok")
	password   = doors.WithBasicAuth("user", "pass") // dXNlcjpwYXNz
	headerKey  = doors.WithHeaderKeyAPIKey("h1")
	queryKey   = doors.WithQueryKeyAPIKey("q&1")
	cookieKey  = doors.WithCookieKeyAPIKey("c1")
	oauth      = doors.WithOAuthTokenSource(tokens("oauth-token"))
	openid     = doors.WithOpenidTokenSource(tokens("openid-token"))
	everything = []runtime.Option{bearer, password, headerKey, queryKey, cookieKey, oauth, openid}
)

func TestACallShowsTheCredentialsOfItsOperationAndNoOthers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		open door
		opts []runtime.Option
		want shown
	}{
		{"the document's own requirement", (*doors.DoorsService).OpenDefault, everything, shown{Authorization: "Bearer tok"}},
		{"none for an operation that says so", (*doors.DoorsService).OpenFree, everything, shown{}},
		{"a key in a header", (*doors.DoorsService).OpenHeader, everything, shown{Key: "h1"}},
		{"a key in the query beside a parameter", openQuery, everything, shown{Query: "q=a%20b&api+key=q%261"}},
		{"a key in a cookie beside a parameter", openCookie, everything, shown{Cookie: "theme=dark; session=c1"}},
		{"a user and a password", (*doors.DoorsService).OpenBasic, everything, shown{Authorization: "Basic dXNlcjpwYXNz"}},
		{"a token of an OAuth 2 source", (*doors.DoorsService).OpenOAuth, everything, shown{Authorization: "Bearer oauth-token"}},
		{"a token of OAuth 2 got elsewhere", (*doors.DoorsService).OpenOAuth, []runtime.Option{doors.WithOAuthAccessToken("mine")}, shown{Authorization: "Bearer mine"}},
		{"a token of an OpenID Connect source", (*doors.DoorsService).OpenOpenid, everything, shown{Authorization: "Bearer openid-token"}},
		{"a token of OpenID Connect got elsewhere", (*doors.DoorsService).OpenOpenid, []runtime.Option{doors.WithOpenidAccessToken("mine")}, shown{Authorization: "Bearer mine"}},
		{"nothing beside a certificate", (*doors.DoorsService).OpenTLS, everything, shown{}},
		{"a key beside a certificate", (*doors.DoorsService).OpenTLSAndKey, everything, shown{Key: "h1"}},
		{"two at once", (*doors.DoorsService).OpenBoth, everything, shown{Authorization: "Basic dXNlcjpwYXNz", Key: "h1"}},
		{"the first alternative if all are there", (*doors.DoorsService).OpenEither, everything, shown{Key: "h1", Query: "api+key=q%261"}},
		{"the second if a part of the first is missing", (*doors.DoorsService).OpenEither, []runtime.Option{headerKey, password, cookieKey}, shown{Cookie: "session=c1"}},
		{"the last if it is all there is", (*doors.DoorsService).OpenEither, []runtime.Option{password, queryKey}, shown{Authorization: "Basic dXNlcjpwYXNz"}},
		{"an optional one that is there", (*doors.DoorsService).OpenOptional, everything, shown{Query: "api+key=q%261"}},
		{"nothing for an optional one that is not", (*doors.DoorsService).OpenOptional, []runtime.Option{bearer}, shown{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := openDoor(t, test.open, test.opts...)
			if diff := cmp.Diff([]shown{test.want}, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s", err, diff)
			}
		})
	}
}

func TestACallWithoutItsCredentialsSaysWhichOptionToGive(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		open door
		opts []runtime.Option
		want []string
	}{
		{"one", (*doors.DoorsService).OpenDefault, []runtime.Option{password, headerKey}, []string{"client.WithBearerToken"}},
		{"two at once, of which one is there", (*doors.DoorsService).OpenBoth, []runtime.Option{headerKey}, []string{"client.WithHeaderKeyAPIKey and client.WithBasicAuth"}},
		{"alternatives", (*doors.DoorsService).OpenEither, []runtime.Option{headerKey, bearer}, []string{"client.WithHeaderKeyAPIKey and client.WithQueryKeyAPIKey", "or client.WithCookieKeyAPIKey", "or client.WithBasicAuth"}},
		{"a key beside a certificate", (*doors.DoorsService).OpenTLSAndKey, nil, []string{"client.WithHeaderKeyAPIKey"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := openDoor(t, test.open, test.opts...)
			if !errors.Is(err, runtime.ErrNoCredentials) || len(got) != 0 {
				t.Fatalf("the server was shown %+v, %v", got, err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in %q", want, err)
				}
			}
		})
	}
}

func TestACallMayHaveACredentialOfItsOwn(t *testing.T) {
	t.Parallel()
	open := func(s *doors.DoorsService, ctx context.Context, _ ...runtime.Option) error {
		if err := s.OpenDefault(ctx, doors.WithBearerToken("of-the-call")); err != nil {
			return err
		}
		return s.OpenDefault(ctx)
	}
	got, err := openDoor(t, open, bearer)
	if diff := cmp.Diff([]shown{{Authorization: "Bearer of-the-call"}, {Authorization: "Bearer tok"}}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestACertificateOfTheCallersHTTPClientIsPresented(t *testing.T) {
	t.Parallel()
	certificate := selfSigned(t, "caller")
	known := x509.NewCertPool()
	known.AddCert(certificate.Leaf)
	var names []string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		names = append(names, r.TLS.PeerCertificates[0].Subject.CommonName+r.Header.Get("X-Key"))
		w.WriteHeader(http.StatusNoContent)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: known}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()

	trusted := server.Client().Transport.(*http.Transport).Clone()
	bare := doorsOver(t, server.URL, trusted.Clone())
	if err := bare.OpenTLS(t.Context()); err == nil || len(names) != 0 {
		t.Errorf("without a certificate: %q, %v", names, err)
	}
	trusted.TLSClientConfig.Certificates = []tls.Certificate{certificate}
	client := doorsOver(t, server.URL, trusted)
	if err := errors.Join(client.OpenTLS(t.Context()), client.OpenTLSAndKey(t.Context())); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"caller", "callerh1"}, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func doorsOver(t *testing.T, url string, transport *http.Transport) *doors.DoorsService {
	t.Helper()
	t.Cleanup(transport.CloseIdleConnections)
	client, err := doors.New(headerKey, runtime.WithBaseURL(url), runtime.WithHTTPClient(&http.Client{Transport: transport}),
		runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return client.Doors
}

// selfSigned makes a certificate for clients.
func selfSigned(t *testing.T, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

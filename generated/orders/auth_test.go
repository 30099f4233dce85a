package orders_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/orders"
	"github.com/apigen-go/apigen/generated/internal/validate"
	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

// toward sends every request to one server, whatever host it is for, over a real connection.
type toward struct{ server *url.URL }

func (d toward) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = d.server.Scheme, d.server.Host
	return http.DefaultTransport.RoundTrip(r)
}

// credentials starts a server and returns a client that fetches tokens from where the document says.
func credentials(t *testing.T, secret string) (*orders.Server, *client.Client) {
	t.Helper()
	s := orders.New(config())
	to, err := url.Parse(listen(t, validate.Requests(t, "orders.yaml", s)))
	if err != nil {
		t.Fatal(err)
	}
	return s, connect(t,
		client.WithClientCredentials("shop", secret, "orders"),
		runtime.WithHTTPClient(&http.Client{Transport: toward{to}}))
}

func TestOneTokenServesManyCalls(t *testing.T) {
	t.Parallel()
	s, c := credentials(t, config().ClientSecret)
	s.Seed(1)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := c.Orders.List(t.Context(), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(s.Requests(http.MethodPost, "/oauth/token")); n != 1 {
		t.Errorf("%d token requests for 20 calls, want 1", n)
	}
}

func TestARevokedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	s, c := credentials(t, config().ClientSecret)
	must[*client.Order](t)(c.Orders.Create(t.Context(), tea(1)))
	s.Revoke()
	must[*client.Order](t)(c.Orders.Create(t.Context(), tea(1)))
	posts := s.Requests(http.MethodPost, "/v1/orders")
	if len(posts) != 3 || len(s.Requests("", "/oauth/token")) != 2 || s.Keys.Executions() != 2 {
		t.Fatalf("%d orders sent, %d tokens fetched, %d executed", len(posts), len(s.Requests("", "/oauth/token")), s.Keys.Executions())
	}
	if posts[1].Header.Get("Idempotency-Key") != posts[2].Header.Get("Idempotency-Key") {
		t.Error("the replay has another key")
	}
}

func TestAWrongSecretIsAnErrorWithoutTheSecret(t *testing.T) {
	t.Parallel()
	s, c := credentials(t, "canary-wrong")
	_, err := c.Orders.List(t.Context(), nil)
	if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "canary") {
		t.Errorf("the error is %v", err)
	}
	if n := len(s.Requests("", "/v1/orders")); n != 0 {
		t.Errorf("%d requests went out without a token", n)
	}
}

func TestCallsWithoutACredentialStayAtHome(t *testing.T) {
	t.Parallel()
	s := orders.New(config())
	c := connect(t, runtime.WithBaseURL(listen(t, s)+"/v1"))
	if _, err := c.Orders.List(t.Context(), nil); !errors.Is(err, runtime.ErrNoCredentials) {
		t.Errorf("error %v, want ErrNoCredentials", err)
	}
	if _, err := c.Categories.GetTree(t.Context()); err != nil {
		t.Errorf("an open operation: %v", err)
	}
	if r := s.Requests("", ""); len(r) != 1 || r[0].Header.Get("Authorization") != "" {
		t.Errorf("sent %v", r)
	}
}

func TestAWrongTokenIs401(t *testing.T) {
	t.Parallel()
	s := orders.New(config())
	c := connect(t, runtime.WithBaseURL(listen(t, s)+"/v1"), client.WithBearerToken("canary-wrong"))
	_, err := c.Orders.List(t.Context(), nil)
	var problem *runtime.Error[client.Problem]
	if !errors.Is(err, runtime.ErrUnauthorized) || !errors.As(err, &problem) || len(s.Requests("", "")) != 1 {
		t.Errorf("error %v after %d requests", err, len(s.Requests("", "")))
	}
	if text := fmt.Sprintf("%+v %#v", c, c); strings.Contains(text, "canary") {
		t.Errorf("the client prints its token: %s", text)
	}
}

func TestAnEmptyTokenIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	if _, err := client.New(client.WithBearerToken("")); err == nil {
		t.Error("an empty token was accepted")
	}
}

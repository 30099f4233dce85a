package orders_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

func TestAllPagesByIterator(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	want := s.Seed(7)
	slices.Reverse(want)
	var got []string
	for order, err := range c.Orders.All(t.Context(), &client.OrdersListParams{Limit: new(int64(3))}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, order.ID)
	}
	if !slices.Equal(got, want) || len(s.Requests(http.MethodGet, "")) != 3 {
		t.Errorf("got %v by %d requests, want %v by 3", got, len(s.Requests(http.MethodGet, "")), want)
	}
}

func TestAllPagesByNext(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	s.Seed(5)
	p, err := c.Orders.List(t.Context(), &client.OrdersListParams{Limit: new(int64(2)), Status: []client.OrderStatus{client.OrderStatusOpen}})
	sizes := []int{}
	for err == nil {
		sizes = append(sizes, len(p.Items))
		if !p.HasMore() {
			break
		}
		p, err = p.Next(t.Context())
	}
	if err != nil || !slices.Equal(sizes, []int{2, 2, 1}) {
		t.Errorf("pages of %v, %v", sizes, err)
	}
	for _, r := range s.Requests(http.MethodGet, "") {
		if r.Header.Get("Authorization") == "" || !slices.Contains([]string{
			"/v1/orders?limit=2&status=open", "/v1/orders?limit=2&status=open&cursor=YWZ0ZXI6b3JkXzc", "/v1/orders?limit=2&status=open&cursor=YWZ0ZXI6b3JkXzU",
		}, r.URI) {
			t.Errorf("asked for %s", r.URI)
		}
	}
	if _, err := p.Next(t.Context()); !errors.Is(err, page.ErrNoMore) {
		t.Errorf("behind the last page: %v", err)
	}
}

func TestAListWithoutItemsIsNoError(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	p, err := c.Orders.List(t.Context(), nil)
	if err != nil || len(p.Items) != 0 || p.HasMore() || p.Body.NextCursor.IsNull() != true {
		t.Errorf("page %+v, %v", p, err)
	}
}

func TestAListIsCollectedUpToANumber(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	s.Seed(50)
	items, more, err := page.Collect(c.Orders.All(t.Context(), &client.OrdersListParams{Limit: new(int64(20))}), 20)
	if err != nil || len(items) != 20 || !more || len(s.Requests(http.MethodGet, "")) > 2 {
		t.Errorf("%d items, more %v, %d requests, %v", len(items), more, len(s.Requests(http.MethodGet, "")), err)
	}
}

func TestALostPageIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	s.Seed(4)
	n := 0
	for _, err := range c.Orders.All(t.Context(), &client.OrdersListParams{Limit: new(int64(2))}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			s.FailNext(1, http.StatusBadGateway, "")
			s.CutNext(1)
		}
	}
	if n != 4 {
		t.Errorf("%d items, want 4", n)
	}
}

func TestAPageThatStaysAwayEndsTheListWithOneError(t *testing.T) {
	t.Parallel()
	s, c := vendor(t, runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}))
	s.Seed(4)
	var items, errs int
	var last error
	for _, err := range c.Orders.All(t.Context(), &client.OrdersListParams{Limit: new(int64(2))}) {
		if err != nil {
			errs, last = errs+1, err
			continue
		}
		if items++; items == 2 {
			s.FailNext(1, http.StatusInternalServerError, "")
		}
	}
	var where *page.Error
	if items != 2 || errs != 1 || !errors.Is(last, runtime.ErrServer) || !errors.As(last, &where) || where.Cursor == "" {
		t.Errorf("%d items, %d errors, %v", items, errs, last)
	}
}

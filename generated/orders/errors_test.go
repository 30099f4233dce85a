package orders_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

func TestAMissingOrderIsATypedError(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	_, err := c.Orders.Get(t.Context(), "ord_9")
	if !errors.Is(err, runtime.ErrNotFound) {
		t.Errorf("%v is not ErrNotFound", err)
	}
	var problem *runtime.Error[client.Problem]
	if !errors.As(err, &problem) {
		t.Fatalf("%v is no Problem", err)
	}
	if problem.StatusCode != 404 || problem.Body.Code == nil || *problem.Body.Code != "order_not_found" || problem.RequestID != "req_order_not_found" {
		t.Errorf("the problem is %+v", problem.Body)
	}
	if help := problem.Body.AdditionalProperties["help"]; help != "https://orders.example/help/order_not_found" {
		t.Errorf("the extension is %v", help)
	}
	var api *runtime.APIError
	if !errors.As(err, &api) || api.Problem == nil || api.Problem.Title != "Not Found" || api.Attempts != 1 {
		t.Errorf("the APIError is %+v", api)
	}
	if text := err.Error(); strings.Contains(text, "ord_9") || !strings.Contains(text, "GET /orders/{order_id}") {
		t.Errorf("the text is %q, want the template and no id", text)
	}
}

func TestErrorsAreTypedByStatus(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	id := s.Seed(1)[0]
	s.SetStatus(id, "delivered")
	err := c.Orders.Delete(t.Context(), id)
	var problem *runtime.Error[client.Problem]
	if !errors.Is(err, runtime.ErrConflict) || !errors.As(err, &problem) {
		t.Errorf("409: %v", err)
	}
	order := tea(1)
	order.CustomerID = "cus_99"
	_, err = c.Orders.Create(t.Context(), order)
	var invalid *runtime.Error[client.ValidationProblem]
	if !errors.Is(err, runtime.ErrUnprocessable) || !errors.As(err, &invalid) || invalid.Body.Errors[0].Pointer != "/customer_id" {
		t.Errorf("422: %v", err)
	}
	if invalid != nil && invalid.Body.Title == "" {
		t.Error("the members of the base are lost")
	}
}

func TestAGatewayInFrontOfTheServerSpeaksItsOwnLanguage(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	s.FailNext(1, http.StatusForbidden, "")
	_, err := c.Orders.Get(t.Context(), "ord_1")
	var api *runtime.APIError
	if !errors.As(err, &api) || !errors.Is(err, runtime.ErrForbidden) || !strings.Contains(string(api.Raw), "forbidden") {
		t.Errorf("error %v, want a 403 with its text", err)
	}
	var problem *runtime.Error[client.Problem]
	if errors.As(err, &problem) {
		t.Errorf("a text became a Problem: %+v", problem.Body)
	}
}

func TestAnOperationIsDeprecatedOnce(t *testing.T) {
	t.Parallel()
	var notices []runtime.Notice
	s, c := vendor(t, runtime.WithDeprecationHandler(func(n runtime.Notice) { notices = append(notices, n) }))
	s.Seed(1)
	for range 2 {
		found, err := c.Orders.Search(t.Context(), client.OrdersSearchParams{Q: "TEA"})
		if err != nil || len(found) != 1 {
			t.Fatalf("found %v, %v", found, err)
		}
	}
	if len(notices) != 1 {
		t.Fatalf("%d notices, want one: %+v", len(notices), notices)
	}
	n := notices[0]
	if n.Operation != "searchOrders" || n.Sunset.Format("2006-01-02") != "2027-01-31" || n.Deprecated.Format("2006-01-02") != "2026-07-01" ||
		!strings.HasSuffix(n.Successor, "/v1/orders") {
		t.Errorf("the notice is %+v", n)
	}
}

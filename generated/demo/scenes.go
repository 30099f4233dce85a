package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// options are those of production but for the addresses and the short waits.
func (s *story) options(vendor *httptest.Server) []runtime.Option {
	return []runtime.Option{
		runtime.WithBaseURL(vendor.URL + "/v1"),
		runtime.WithCredential("oauth2", auth.ClientCredentials(vendor.URL+"/oauth/token", "demo", "s3cret", "orders")),
		runtime.WithRetry(runtime.RetryPolicy{Base: 20 * time.Millisecond}),
		runtime.WithDeprecationHandler(s.notice),
	}
}

// create orders something while the vendor is down for a moment, and then breaks off in the middle of his answer.
func (s *story) create(ctx context.Context) error {
	s.heading("An order is made, although the vendor answers 503 and then hangs up")
	order := orders.CreateOrder{
		CustomerID: "cus_1",
		Items: []orders.Item{
			{SKU: "TEA-100", Quantity: 2, UnitPrice: orders.Money{Amount: 450, Currency: "EUR"}},
			{SKU: "CUP-7", Quantity: 1, UnitPrice: orders.Money{Amount: 1290, Currency: "EUR"}},
		},
		Note:          new("ring twice"),
		PaymentMethod: &orders.PaymentMethod{Card: &orders.Card{Last4: "4242", ExpMonth: 12, ExpYear: 2030}},
	}
	if _, err := s.client.Customers.Get(ctx, order.CustomerID); err != nil { // the token is fetched here
		return err
	}
	s.vendor.FailNext(1, http.StatusServiceUnavailable, "")
	s.vendor.CutAnswers(1)
	var meta runtime.Meta
	made, err := s.client.Orders.Create(ctx, order, runtime.WithResponse(&meta))
	if err != nil {
		return err
	}
	s.say("%s is %s, %s in all", made.ID, made.Status, euros(made.Total))
	keys := map[string]bool{}
	posts := s.vendor.Requests(http.MethodPost, "/v1/orders")
	for _, r := range posts {
		keys[r.Header.Get("Idempotency-Key")] = true
	}
	s.say("sent %d times with %d key (%s), executed once: %v", len(posts), len(keys), short(meta.IdempotencyKey), s.vendor.Keys.Executions() == 1)
	return nil
}

// pages walks a list, of which one page is lost on the way.
func (s *story) pages(ctx context.Context) error {
	s.heading("A list of several pages, one of which is lost on the way")
	s.vendor.Seed(6)
	before, n := len(s.vendor.Requests(http.MethodGet, "/v1/orders")), 0
	for order, err := range s.client.Orders.All(ctx, &orders.OrdersListParams{Limit: new(int64(3))}) {
		if err != nil {
			return err
		}
		if n++; n == 3 {
			s.vendor.CutNext(1)
		}
		s.say("%-8s %-10s %s", order.ID, order.Status, order.Note.Or(""))
	}
	s.say("%d orders by %d requests", n, len(s.vendor.Requests(http.MethodGet, "/v1/orders"))-before)
	return nil
}

// typedError asks for what is not there, and sends what cannot be accepted.
func (s *story) typedError(ctx context.Context) error {
	s.heading("Errors have the type that the document declares for their status")
	_, err := s.client.Orders.Get(ctx, "ord_404")
	var problem *runtime.Error[orders.Problem]
	if !errors.Is(err, runtime.ErrNotFound) || !errors.As(err, &problem) {
		return fmt.Errorf("expected a Problem: %w", err)
	}
	s.say("404 %s: %s (request %s)", *problem.Body.Code, *problem.Body.Detail, problem.RequestID)

	_, err = s.client.Orders.Create(ctx, orders.CreateOrder{CustomerID: "nobody"})
	var invalid *runtime.Error[orders.ValidationProblem]
	if !errors.As(err, &invalid) {
		return fmt.Errorf("expected a ValidationProblem: %w", err)
	}
	for _, fault := range invalid.Body.Errors {
		s.say("422 %s %s", fault.Pointer, fault.Message)
	}
	return nil
}

// update sets one member, clears another and leaves the rest alone.
func (s *story) update(ctx context.Context) error {
	s.heading("Absent, null and a value are three things")
	order, err := s.client.Orders.Update(ctx, "ord_4", orders.UpdateOrder{
		Note:      runtime.Null[string](),
		DeliverOn: runtime.Value(runtime.Date{Year: 2026, Month: time.December, Day: 24}),
	})
	if err != nil {
		return err
	}
	sent := s.vendor.Requests(http.MethodPatch, "")
	s.say("sent %s", sent[len(sent)-1].Body)
	s.say("the note is null: %v, deliver on %s", order.Note.IsNull(), order.DeliverOn.Or(runtime.Date{}))
	return nil
}

// deprecation calls twice what will go away soon.
func (s *story) deprecation(ctx context.Context) error {
	s.heading("A deprecated operation is called twice and reported once")
	for range 2 {
		//lint:ignore SA1019 what happens to a deprecated operation is what the scene shows
		found, err := s.client.Orders.Search(ctx, orders.OrdersSearchParams{Q: "CUP"})
		if err != nil {
			return err
		}
		s.say("found %d", len(found))
	}
	return nil
}

// notice prints what the runtime has to say about a deprecated operation.
func (s *story) notice(n runtime.Notice) {
	if n.Sunset.IsZero() {
		s.say("notice: %s is deprecated", n.Operation)
		return
	}
	s.say("notice: %s goes away on %s, use %s instead", n.Operation, n.Sunset.Format(time.DateOnly), n.Successor)
}

func (s *story) heading(text string) { fmt.Fprintf(s.out, "\n%s\n", text) }

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.out, "  "+format+"\n", args...) }

func euros(m orders.Money) string {
	return fmt.Sprintf("%d.%02d %s", m.Amount/100, m.Amount%100, m.Currency)
}

// short shows enough of a key to recognise it.
func short(key string) string { return key[:8] + "..." }

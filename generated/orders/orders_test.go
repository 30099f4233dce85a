package orders_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

func TestAnOrderLivesFromCreationToDeletion(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	in := tea(2)
	in.Reference = new(runtime.UUID("5f0c2f9e-9a3b-4a1c-8f57-1d6f2f6f8f10"))
	in.TaxRate = new(runtime.Decimal("0.19"))
	in.DeliverOn = &runtime.Date{Year: 2026, Month: 12, Day: 24}
	in.BillingAddress = &client.Address{Name: "Ada", PostalCode: "53111", City: "Bonn", Country: "DE"}
	in.Metadata = client.Metadata{"gift": "yes"}
	var meta runtime.Meta
	made := must[*client.Order](t)(c.Orders.Create(t.Context(), in, runtime.WithResponse(&meta)))
	if made.Status != client.OrderStatusOpen || made.Total != (client.Money{Amount: 900, Currency: "EUR"}) {
		t.Errorf("made %+v", made)
	}
	if meta.StatusCode != http.StatusCreated || meta.Header.Get("Location") != "/v1/orders/"+made.ID {
		t.Errorf("the answer says %d %v", meta.StatusCode, meta.Header)
	}
	got := must[*client.Order](t)(c.Orders.Get(t.Context(), made.ID))
	if diff := cmp.Diff(made, got, cmp.AllowUnexported(runtime.Nullable[string]{}, runtime.Nullable[runtime.Date]{}, runtime.Nullable[*client.Address]{})); diff != "" {
		t.Errorf("what is found is not what was made (-made +found):\n%s", diff)
	}
	billing, ok := got.BillingAddress.Get()
	if !ok || billing.City != "Bonn" || len(billing.Lines) != 0 || got.DeliverOn.Or(runtime.Date{}) != *in.DeliverOn {
		t.Errorf("found %+v", got)
	}
	items := must[[]client.Item](t)(c.Orders.ListItems(t.Context(), made.ID))
	if diff := cmp.Diff(in.Items, items); diff != "" {
		t.Errorf("items (-sent +found):\n%s", diff)
	}
	gone := must[*client.Order](t)(c.Orders.Cancel(t.Context(), made.ID, &client.CancelOrder{Reason: new("too late")}))
	if gone.Status != client.OrderStatusCancelled || gone.CancelledAt == nil {
		t.Errorf("cancelled %+v", gone)
	}
	if err := c.Orders.Delete(t.Context(), made.ID); err != nil {
		t.Error(err)
	}
}

func TestABodyThatIsOptionalMayBeLeftOut(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	id := s.Seed(1)[0]
	if _, err := c.Orders.Cancel(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	r := s.Requests(http.MethodPost, "/v1/orders/"+id+"/cancel")[0]
	if len(r.Body) != 0 || r.Header.Get("Content-Type") != "" {
		t.Errorf("sent %q as %q, want nothing", r.Body, r.Header.Get("Content-Type"))
	}
}

func TestAnUpdateTellsLeaveSetAndClearApart(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		in   client.UpdateOrder
		wire string
		note *string
	}{
		{"nothing is sent for what is left alone", client.UpdateOrder{}, `{}`, new("seeded 1")},
		{"a value is set", client.UpdateOrder{Note: runtime.Value("ring")}, `{"note":"ring"}`, new("ring")},
		{"an empty value is a value", client.UpdateOrder{Note: runtime.Value("")}, `{"note":""}`, new("")},
		{"null clears", client.UpdateOrder{Note: runtime.Null[string]()}, `{"note":null}`, nil},
		{"an empty map is sent, and merges nothing", client.UpdateOrder{Metadata: client.Metadata{}}, `{"metadata":{}}`, new("seeded 1")},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s, c := vendor(t)
			id := s.Seed(1)[0]
			got := must[*client.Order](t)(c.Orders.Update(t.Context(), id, tc.in))
			if body := string(s.Requests(http.MethodPatch, "")[0].Body); body != tc.wire {
				t.Errorf("sent %s, want %s", body, tc.wire)
			}
			note, ok := got.Note.Get()
			if ok != (tc.note != nil) || ok && note != *tc.note {
				t.Errorf("the note is %q %v, want %v", note, ok, tc.note)
			}
			if got.Note.IsNull() != (tc.note == nil) {
				t.Errorf("the note is null: %v", got.Note.IsNull())
			}
		})
	}
}

func TestAMissingListOfARequestIsSentEmpty(t *testing.T) {
	t.Parallel()
	s, c := vendorUnjudged(t) // the document wants at least one item
	_, err := c.Orders.Create(t.Context(), client.CreateOrder{CustomerID: "cus_1"})
	var invalid *runtime.Error[client.ValidationProblem]
	if !errors.As(err, &invalid) {
		t.Fatalf("error %v, want a ValidationProblem", err)
	}
	want := []client.FieldError{{Pointer: "/items", Message: "must not be empty"}}
	if diff := cmp.Diff(want, invalid.Body.Errors); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if body := string(s.Requests(http.MethodPost, "")[0].Body); body != `{"customer_id":"cus_1","items":[]}` {
		t.Errorf("sent %s", body)
	}
}

func TestFiltersReachTheServer(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	ids := s.Seed(3)
	s.Pay(ids[0])
	s.SetStatus(ids[1], "shipped")
	first := must[*client.Order](t)(c.Orders.Get(t.Context(), ids[0]))
	page, err := c.Orders.List(t.Context(), &client.OrdersListParams{
		Status:       []client.OrderStatus{client.OrderStatusPaid, client.OrderStatusShipped},
		CreatedAfter: &first.CreatedAt,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 1 || page.Items[0].ID != ids[1] {
		t.Errorf("found %v, want %s alone", page.Items, ids[1])
	}
}

func TestATreeIsReadToItsLeaves(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	root := must[*client.Category](t)(c.Categories.GetTree(t.Context()))
	if leaf := root.Children[0].Children[0]; leaf.Name != "Tea" || leaf.Children == nil || len(leaf.Children) != 0 {
		t.Errorf("the first leaf is %+v", leaf)
	}
}

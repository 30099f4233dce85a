package orders_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	client "github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

func TestEveryPaymentMethodGoesThereAndBack(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		method client.PaymentMethod
		wire   string
	}{
		{"a card, its type left to the client", client.PaymentMethod{Card: &client.Card{Last4: "4242", ExpMonth: 12, ExpYear: 2030}},
			`{"type":"card","last4":"4242","exp_month":12,"exp_year":2030}`},
		{"a transfer with its type", client.PaymentMethod{BankTransfer: &client.BankTransfer{Type: "bank_transfer", IBAN: "DE02"}},
			`{"type":"bank_transfer","iban":"DE02"}`},
		{"a wallet with null", client.PaymentMethod{Wallet: &client.Wallet{Provider: "acme", Account: runtime.Null[string]()}},
			`{"type":"wallet","provider":"acme","account":null}`},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s, c := vendor(t)
			in := tea(1)
			in.PaymentMethod = &tc.method
			order := must[*client.Order](t)(c.Orders.Create(t.Context(), in))
			var sent struct {
				Method json.RawMessage `json:"payment_method"`
			}
			if err := json.Unmarshal(s.Requests(http.MethodPost, "")[0].Body, &sent); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.wire, string(sent.Method)); diff != "" {
				t.Errorf("on the wire (-want +got):\n%s", diff)
			}
			back, err := json.Marshal(order.PaymentMethod)
			if err != nil || string(back) != tc.wire {
				t.Errorf("the answer is %s, %v", back, err)
			}
		})
	}
}

func TestAVariantThatCameLaterIsKept(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	id := s.Seed(1)[0]
	const crypto = `{"type":"crypto","chain":"x","amount":9007199254740993}`
	s.SetPaymentMethod(id, crypto)
	s.SetStatus(id, "on_hold")
	order := must[*client.Order](t)(c.Orders.Get(t.Context(), id))
	raw, ok := order.PaymentMethod.Value().(json.RawMessage)
	if !ok || string(raw) != crypto {
		t.Errorf("the method is %T %s", order.PaymentMethod.Value(), raw)
	}
	if order.Status != "on_hold" {
		t.Errorf("the status is %q", order.Status)
	}
	back, err := json.Marshal(order.PaymentMethod)
	if err != nil || string(back) != crypto {
		t.Errorf("written again it is %s, %v", back, err)
	}
}

func TestEventsAreToldApart(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	ids := s.Seed(2)
	s.Pay(ids[0])
	must[*client.Order](t)(c.Orders.Cancel(t.Context(), ids[1], &client.CancelOrder{Reason: new("late")}))
	s.AddEvent("order.shipped", map[string]any{"order_id": ids[0], "parcel": 7})
	var got []string
	for event, err := range c.Events.All(t.Context(), &client.EventsListParams{Limit: new(int64(2))}) {
		if err != nil {
			t.Fatal(err)
		}
		switch e := event.Value().(type) {
		case *client.OrderCreated:
			got = append(got, "created "+e.Order.ID)
		case *client.OrderPaid:
			got = append(got, "paid "+e.OrderID)
		case *client.OrderCancelled:
			got = append(got, "cancelled "+e.OrderID+" "+e.Reason.Or("-"))
		case json.RawMessage:
			got = append(got, "unknown")
		}
	}
	want := []string{"created ord_4", "created ord_5", "paid ord_4", "cancelled ord_5 late", "unknown"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestAUnionWithoutAVariantIsRefusedLocally(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	for name, method := range map[string]client.PaymentMethod{
		"none": {}, "two": {Card: &client.Card{}, Wallet: &client.Wallet{}},
	} {
		in := tea(1)
		in.PaymentMethod = &method
		if _, err := c.Orders.Create(t.Context(), in); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if n := len(s.Requests("", "")); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

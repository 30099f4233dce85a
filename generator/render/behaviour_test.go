package render_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/render/testdata/hostile"
	"github.com/apigen-go/apigen/generator/render/testdata/orders"
	"github.com/apigen-go/apigen/runtime"
)

// serve returns a client of the golden package whose requests answer handles.
func serve(t *testing.T, answer func(r *http.Request) string, opts ...runtime.Option) *orders.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer(r))
	}))
	t.Cleanup(server.Close)
	opts = append([]runtime.Option{runtime.WithBaseURL(server.URL), orders.WithBearerToken("secret")}, opts...)
	client, err := orders.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestARenderedIteratorWalksOverAllPages(t *testing.T) {
	t.Parallel()
	client := serve(t, func(r *http.Request) string {
		switch r.URL.Query().Get("cursor") {
		case "":
			return `{"data":[{"id":"1","created_at":"2026-01-01T00:00:00Z","items":[],"labels":{}}],"meta":{"next":"two","has_more":true}}`
		case "two":
			return `{"data":[],"meta":{"next":"three","has_more":true}}`
		}
		return `{"data":[{"id":"2","created_at":"2026-01-01T00:00:00Z","items":[],"labels":{}}]}`
	})
	var got []string
	for order, err := range client.Orders.All(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, order.ID)
	}
	if diff := cmp.Diff([]string{"1", "2"}, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestARenderedReaderStopsWhereAnOptionalStepIsMissing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"result":null}`, `{"result":{"orders":null}}`, `{"result":{"next":null}}`} {
		client := serve(t, func(*http.Request) string { return body })
		page, err := client.Orders.Search(t.Context(), orders.Filter{})
		if err != nil || len(page.Items) != 0 || page.HasMore() {
			t.Errorf("%s: got %+v, %v", body, page, err)
		}
	}
}

func TestARenderedMethodSendsWhatItsPlanSays(t *testing.T) {
	t.Parallel()
	var got *http.Request
	client := serve(t, func(r *http.Request) string { got = r; return `{"data":[]}` })
	limit := int64(20)
	if _, err := client.Orders.List(t.Context(), &orders.OrdersListParams{Limit: &limit}); err != nil {
		t.Fatal(err)
	}
	want := []string{"GET /orders?limit=20", "Bearer secret", "2026-10-01"}
	have := []string{got.Method + " " + got.URL.String(), got.Header.Get("Authorization"), got.Header.Get("Acme-Version")}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestTheCallersVersionBeatsThePinnedOne(t *testing.T) {
	t.Parallel()
	var got string
	client := serve(t, func(r *http.Request) string { got = r.Header.Get("Acme-Version"); return `{}` },
		runtime.WithAPIVersion("header", "Acme-Version", "2027-01-01"))
	if err := client.Orders.Cancel(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if got != "2027-01-01" {
		t.Errorf("sent version %q", got)
	}
}

func TestRenderedTypesKeepWhatTheyRead(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		value      any
	}{
		{"members that the document does not name", `{"id":"1","created_at":"2026-01-01T00:00:00Z","items":[],"labels":{},"note":null,"zz":12345678901234567890}`, new(orders.Order)},
		{"a variant by its discriminator", `{"object":"card","number":"42"}`, new(orders.PaymentSource)},
		{"a variant that is a scalar", `"tok_1"`, new(orders.PaymentSource)},
		{"a variant that is a list", `["a"]`, new(orders.PaymentSource)},
		{"a variant that nobody knows", `17`, new(orders.PaymentSource)},
		{"members that no tag can name", `{"both":[],"a,b":["x"],"\"\\` + "`" + `":"y"}`, new(hostile.Closed)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := json.Unmarshal([]byte(c.text), c.value); err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(c.value)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(members(t, []byte(c.text)), members(t, got)); diff != "" {
				t.Errorf("after reading and writing (-want +got):\n%s", diff)
			}
		})
	}
}

// members compares objects whatever the order of their members, and any other value as text.
func members(t *testing.T, text []byte) any {
	t.Helper()
	m := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &m); err != nil {
		return string(text)
	}
	out := map[string]string{}
	for name, value := range m {
		out[name] = string(value)
	}
	return out
}

func TestRequiredListsAreNeverNull(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(orders.OrderList{})
	if err != nil || string(got) != `{"data":[]}` {
		t.Errorf("got %s, %v", got, err)
	}
}

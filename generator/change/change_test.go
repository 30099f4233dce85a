package change_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/change"
)

// edit is a change of the document of the tests: lines or parts of lines, and what stands in their place.
type edit []string

// cases are changes that a vendor makes. What is expected of each is every change of the report but those of documentation.
func cases() map[string]struct {
	edit   edit
	want   []string // "compile wire subject: what"
	semver string
} {
	type c = struct {
		edit   edit
		want   []string
		semver string
	}
	return map[string]c{
		"nothing": {nil, nil, "none"},
		"a description": {
			edit{"Lists orders.", "Lists all orders."}, nil, "patch",
		},
		"a value that servers send": {
			edit{"[open, paid, closed]", "[open, paid, closed, expired]"},
			[]string{`compatible/compatible shop.Order.Status: new value "expired"`}, "minor",
		},
		"a value that servers do not send any more": {
			edit{"[open, paid, closed]", "[open, paid]"},
			[]string{`breaking/compatible shop.Order.Status: removed value "closed"`}, "major",
		},
		"a value that servers do not take any more": {
			edit{"[low, high]", "[low]"},
			[]string{`breaking/breaking shop.NewOrder.Priority: removed value "high"`}, "major",
		},
		"a property that may be absent now": {
			edit{"required: [id, status, total]", "required: [id, status]"},
			[]string{"breaking/breaking shop.Order.Total: optional now"}, "major",
		},
		"a property that is always there now": {
			edit{"required: [id, status, total]", "required: [id, status, total, note]"},
			[]string{"breaking/compatible shop.Order.Note: required now"}, "major",
		},
		"a new property": {
			edit{"        note: {", "        gift: {type: boolean}\n        note: {"},
			[]string{`compatible/compatible shop.Order.Gift: new: property "gift"`}, "minor",
		},
		"a property that is gone": {
			edit{"        mail: {type: string}\n", ""},
			[]string{`breaking/compatible shop.Customer.Mail: removed: property "mail"`}, "major",
		},
		"a required property of requests": {
			edit{"required: [items]", "required: [items, customer]", "        priority: {", "        customer: {type: string}\n        priority: {"},
			[]string{`compatible/breaking shop.NewOrder.Customer: new and required: property "customer"`}, "minor",
		},
		"a property with a new name": {
			edit{"        note: {", "        customer_note: {"},
			[]string{`breaking/breaking shop.Order.Note: property renamed from "note" to "customer_note"`}, "major",
		},
		"another type": {
			edit{"total: {type: integer}", "total: {type: string}"},
			[]string{"breaking/breaking shop.Order.Total: was integer, is string"}, "major",
		},
		"null": {
			edit{"mail: {type: string}", "mail: {type: [string, 'null']}"},
			[]string{"breaking/breaking shop.Customer.Mail: may be null now"}, "major",
		},
		"an integer that may be any number now": {
			edit{"count: {type: integer, maximum: 100}", "count: {type: number, maximum: 100}"},
			[]string{"breaking/compatible shop.NewOrderItem.Count: was integer, is number"}, "major",
		},
		"a tighter limit of requests": {
			edit{"maximum: 100", "maximum: 10"},
			[]string{"unchanged/breaking shop.NewOrderItem.Count: maximum: was 100, is 10"}, "patch",
		},
		"a new operation": {
			edit{"  /customers/{id}:\n", "  /customers:\n    get:\n      operationId: listCustomers\n      tags: [customers]\n      responses: {\"204\": {description: None.}}\n  /customers/{id}:\n"},
			[]string{"compatible/compatible client.Customers.List: new: GET /customers"}, "minor",
		},
		"an operation that is gone": {
			edit{"    delete:\n      operationId: deleteOrder\n      tags: [orders]\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {\"204\": {description: Gone.}}\n", ""},
			[]string{"breaking/breaking client.Orders.Delete: removed: DELETE /orders/{id}"}, "major",
		},
		"an operation with another path": {
			edit{"  /customers/{id}:", "  /people/{id}:"},
			[]string{"unchanged/breaking client.Customers.Get: was GET /customers/{id}, is GET /people/{id}"}, "patch",
		},
		"a parameter in the path with another name": {
			edit{"  /customers/{id}:\n    get:\n      operationId: getCustomer\n      tags: [customers]\n      parameters: [{name: id,", "  /customers/{customer}:\n    get:\n      operationId: getCustomer\n      tags: [customers]\n      parameters: [{name: customer,"},
			nil, "none",
		},
		"a new parameter": {
			edit{"      - {name: state,", "      - {name: after, in: query, schema: {type: string}}\n      - {name: state,"},
			[]string{`compatible/compatible shop.OrdersListParams.After: new: query parameter "after"`}, "minor",
		},
		"a parameter that is gone": {
			edit{"      - {name: state, in: query, schema: {type: string}}\n", ""},
			[]string{`breaking/breaking shop.OrdersListParams.State: removed: query parameter "state"`}, "major",
		},
		"another default": {
			edit{"default: 20", "default: 10"},
			[]string{"unchanged/breaking shop.OrdersListParams.Limit: default: was 20, is 10"}, "patch",
		},
		"a deprecated operation": {
			edit{"operationId: deleteOrder", "operationId: deleteOrder\n      deprecated: true"},
			[]string{"unchanged/compatible client.Orders.Delete: deprecated"}, "patch",
		},
		"another server": {
			edit{"https://api.shop.example/v1", "https://api.shop.example/v2"},
			[]string{"unchanged/breaking shop.BaseURL: default server: was https://api.shop.example/v1, is https://api.shop.example/v2"}, "patch",
		},
		"other credentials everywhere": {
			edit{"security: [{bearer: []}]", "security: [{key: []}]"},
			[]string{
				"breaking/unchanged shop.WithBearerToken: is gone in Go",
				"unchanged/breaking shop.Client: other credentials: was bearer, is key",
			}, "major",
		},
		"credentials as an alternative": {
			edit{"security: [{bearer: []}]", "security: [{bearer: []}, {key: []}]"},
			[]string{"unchanged/compatible shop.Client: other credentials: was bearer, is bearer or key"}, "minor",
		},
		"a new failure": {
			edit{"      responses: {\"204\": {description: Gone.}}\n", "      responses: {\"204\": {description: Gone.}, \"404\": {description: None.}}\n"},
			[]string{"unchanged/compatible client.Orders.Delete: may answer with 404"}, "patch",
		},
		"another media type": {
			edit{"content: {application/json: {schema: {$ref: \"#/components/schemas/NewOrder\"}}}", "content: {application/x-www-form-urlencoded: {schema: {$ref: \"#/components/schemas/NewOrder\"}}}"},
			[]string{"unchanged/breaking client.Orders.Create: was application/json, is application/x-www-form-urlencoded",
				"breaking/unchanged shop.NewOrder.MarshalJSON: is gone in Go"}, "major",
		},
		"a variant": {
			edit{"{$ref: \"#/components/schemas/Bank\"}]", "{$ref: \"#/components/schemas/Bank\"}, {$ref: \"#/components/schemas/Cash\"}]",
				"    Problem:", "    Cash: {type: object, required: [kind], properties: {kind: {type: string}}}\n    Problem:"},
			[]string{
				"compatible/compatible shop.Source.Cash: also Cash (object)",
				"compatible/unchanged shop.Cash: new type, with 1 field",
			}, "minor",
		},
		"a schema with a new name": {
			edit{"schemas/Customer\"", "schemas/Buyer\"", "    Customer:", "    Buyer:"},
			nil, "patch",
		},
	}
}

func document(t *testing.T, e edit) string {
	t.Helper()
	content, err := os.ReadFile("testdata/old.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for i := 0; i+1 < len(e); i += 2 {
		if !strings.Contains(text, e[i]) {
			t.Fatalf("the document has no %q", e[i])
		}
		text = strings.ReplaceAll(text, e[i], e[i+1])
	}
	path := filepath.Join(t.TempDir(), "new.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func configs(t *testing.T, e edit) (was, is generator.Config) {
	t.Helper()
	c := generator.Config{Spec: "testdata/old.yaml", Out: "shop"}
	d := c
	d.Spec = document(t, e)
	return c, d
}

func TestEveryChangeIsToldWithItsEffects(t *testing.T) {
	t.Parallel()
	for name, c := range cases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			was, is := configs(t, c.edit)
			report, err := generator.Diff(t.Context(), was, is)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, one := range report.Changes {
				if one.Kind != change.Documentation && one.Code != "added-in-go" {
					got = append(got, fmt.Sprintf("%s/%s %s: %s", one.Compile.Kind, one.Wire.Kind, one.Subject, one.What))
				}
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if got := report.Semver(); got != c.semver {
				t.Errorf("the next version is a %s one, want %s; in Go: %+v", got, c.semver, report.GoAPI)
			}
		})
	}
}

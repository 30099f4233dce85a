package plan_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/plan"
)

func TestARecordSurvivesItsJSON(t *testing.T) {
	t.Parallel()
	want := plan.Record{
		Names: map[string]string{
			"#/components/schemas/Order":                                      "Order",
			"#/components/schemas/Order .id":                                  "ID",
			"#/components/schemas/Status =a b/c":                              "StatusABC",
			"#/components/schemas/Pet |#/components/schemas/Pet/oneOf/string": "String",
			"#/components/schemas/Pet |#/components/schemas/Dog":              "Dog",
			"#/components/schemas/Pair [0]":                                   "First",
			"GET /orders":                                                     "Orders.List",
			"GET /orders query limit":                                         "Limit",
			"GET /orders all":                                                 "Orders.All",
			"params GET /orders":                                              "OrdersListParams",
			"option bearerAuth bearer":                                        "WithBearerToken",
			"models/a b.yaml#/Pet .<id>":                                      "ID",
		},
		Aliases: map[string]string{"OrderItem": "#/components/schemas/Item"},
		Uses:    map[string][]string{"#/components/schemas/Order": {"GET /orders 200", "#/components/schemas/Page []"}},
		Shapes:  map[string]string{"GET /orders": "params: none; body: none; result: 200"},
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got plan.Record
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s\n%s", diff, text)
	}
}

package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

// shop has things to name: two operations with a parameter, three schemas with a property, an enum.
func shop() *api.API {
	list := operation("GET", "/orders", "Orders_findAll", ref("io.shop.v1.Order"))
	list.Params = append(list.Params, api.Param{Name: "limit", In: "query", Style: "form", Schema: use("#/text")})
	a := withOperations(doc(
		object(ref("io.shop.v1.Order"), required("id", "#/text"), required("kind", ref("Kind"))),
		object(ref("io.shop.v1.Item"), required("id", "#/text")),
		api.Schema{ID: ref("Kind"), Kind: api.String, Enum: []api.EnumValue{{Value: `"new"`}, {Value: `"old-one"`}}},
	), list, operation("GET", "/orders/{id}", "Orders_findOne", ""))
	for id, s := range a.Schemas {
		s.Name = strings.TrimPrefix(string(id), "#/components/schemas/")
		if id == "#/text" {
			s.Name = ""
		}
	}
	return a
}

// shopNames are the names of everything in the shop.
func shopNames(p *plan.Package) []string {
	var names []string
	for _, f := range p.Files {
		for _, d := range f.Decls {
			switch {
			case d.Struct != nil:
				for _, field := range d.Struct.Fields {
					names = append(names, d.Struct.Name+"."+field.Name)
				}
			case d.Enum != nil:
				for _, v := range d.Enum.Values {
					names = append(names, v.Name)
				}
			}
		}
		if f.Service != nil {
			for _, m := range f.Service.Methods {
				names = append(names, f.Service.Field+"."+m.Name)
			}
		}
	}
	return names
}

func TestNamesByPattern(t *testing.T) {
	t.Parallel()
	unchanged := []string{
		"ShopV1Item.ID", "KindNew", "KindOldOne", "ShopV1Order.ID", "ShopV1Order.Kind", "OrdersFindAllParams.Limit", "Orders.FindAll", "Orders.FindOne",
	}
	changed := func(pairs ...string) []string {
		names := strings.Join(unchanged, " ")
		return strings.Fields(strings.NewReplacer(pairs...).Replace(names))
	}
	tests := map[string]struct {
		names map[string]string
		want  []string
	}{
		"none": {nil, unchanged},
		"an operationId names an operation": {
			map[string]string{"Orders_findOne": "Get"}, changed("Orders.FindOne", "Orders.Get"),
		},
		"what a wildcard matched is put into the name": {
			map[string]string{"#/components/schemas/io.*.v1.*": "$2Of$1"}, changed("ShopV1Item", "ItemOfShop", "ShopV1Order", "OrderOfShop"),
		},
		"wildcards in names are taken one after the other": {
			map[string]string{"#/components/schemas/io.*.v1.*": "*V1Plain*"}, changed("ShopV1Item", "ShopV1PlainItem", "ShopV1Order", "ShopV1PlainOrder"),
		},
		"the more specific key goes first": {
			map[string]string{"#/components/schemas/io.*": "Any$1", "#/components/schemas/io.shop.v1.*": "$1", "#/components/schemas/io.shop.v1.Item": "Thing"},
			changed("ShopV1Item", "Thing", "ShopV1Order", "Order"),
		},
		"properties, values and parameters have patterns too": {
			map[string]string{"#/components/schemas/*/properties/id": "Number", "#/components/schemas/Kind/enum/*": "Is$1", "** query *": "The$2", "Orders_find*": "$1"},
			[]string{"ShopV1Item.Number", "IsNew", "IsOldOne", "ShopV1Order.Number", "ShopV1Order.Kind", "OrdersAllParams.TheLimit", "Orders.All", "Orders.One"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, diags := plan.Build(shop(), plan.Options{Names: test.names})
			if found := diags.Sorted(); len(found) > 0 {
				t.Errorf("unexpected %v", found)
			}
			requireSound(t, p)
			if diff := cmp.Diff(slices.Sorted(slices.Values(test.want)), slices.Sorted(slices.Values(shopNames(p)))); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNamesThatCannotWork(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ key, name, want string }{
		"a name with a dash":           {"GET /orders", "list-orders", `"GET /orders" "list-orders", which is no Go identifier`},
		"a keyword":                    {"GET /orders", "func", "no Go identifier"},
		"an empty name":                {"GET /orders", "", "no Go identifier"},
		"a wildcard that is not there": {"GET /orders*", "List$2", "asks for $2"},
		"a key that matches nothing":   {"GET /order", "List", `did you mean "GET /orders"?`},
		"a pattern that matches none":  {"GET /customers/**", "List$1", `no such operation`},
		"another case":                 {"orders_FINDALL", "List", `did you mean "Orders_findAll"?`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := plan.Build(shop(), plan.Options{Names: map[string]string{test.key: test.name}})
			found := diags.Sorted()
			if len(found) != 1 || !strings.Contains(found[0].Message+found[0].Hint, test.want) {
				t.Errorf("want one diagnostic that says %q, got %v", test.want, found)
			}
		})
	}
}

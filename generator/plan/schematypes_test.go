package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

func TestTypesOfNamedSchemasAreTold(t *testing.T) {
	t.Parallel()
	p, _ := plan.Build(&api.API{Title: "T", Schemas: map[api.ID]*api.Schema{
		"#/components/schemas/order":    {ID: "#/components/schemas/order", Name: "order", Kind: api.Object, Nullable: true, Properties: []api.Property{{Name: "id", Schema: api.Use{ID: "#/components/schemas/order/id"}}}},
		"#/components/schemas/order/id": {ID: "#/components/schemas/order/id", Kind: api.String},
		"models/list.yaml#":             {ID: "models/list.yaml#", Name: "list", Kind: api.Array, Items: &api.Use{ID: "#/components/schemas/order"}},
	}}, plan.Options{})
	order := plan.Type{Kind: plan.Named, Ident: plan.Ident{Name: "Order"}}
	want := map[string]plan.Type{
		"#/components/schemas/order": {Kind: plan.Pointer, Elem: &order},
		"models/list.yaml#":          {Kind: plan.Named, Ident: plan.Ident{Name: "List"}},
	}
	if diff := cmp.Diff(want, p.Types); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

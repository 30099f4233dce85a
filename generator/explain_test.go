package generator_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// explained has something of each kind that can be asked for.
var explained = tree{
	"shop.yaml": `openapi: 3.1.0
info: {title: Shop API, version: '1'}
paths:
  /orders/{id}:
    get: {tags: [Orders], operationId: getOrder, parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: expand, in: query, schema: {type: string}}], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}}
  /drafts:
    get: {tags: [Orders], operationId: listDrafts, responses: {'204': {description: d}}}
  /gone:
    get: {tags: [Orders], operationId: gone, responses: {'204': {description: d}}}
  /broken:
    get: {tags: [Orders], operationId: broken, parameters: [{$ref: '#/components/parameters/None'}], responses: {'204': {description: d}}}
components:
  schemas:
    Order:
      allOf:
        - {type: object, required: [id], properties: {id: {type: string}}}
        - type: object
          properties:
            status: {$ref: '#/components/schemas/Status'}
            total: {type: integer}
            old: {type: string}
            x_ref: {type: string, x-go-name: Reference}
    Status: {type: string, enum: [open, paid]}
`,
	"fix.yaml": `overlay: 1.0.0
info: {title: Fixes, version: '1'}
actions:
- target: $.components.schemas.Order.allOf[1].properties.total
  update: {format: int64}
  x-reason: totals are large
  x-link: https://vendor.example/issues/1
- target: $.paths['/gone']
  remove: true
  description: it never worked
- target: $.components.schemas.Order.allOf[1].properties.old
  remove: true
`,
	"apigen.yaml": `spec: shop.yaml
package: shop
overlays: [fix.yaml]
exclude: [{path: /drafts}]
names:
  "#/components/schemas/Status": State
  "#/components/schemas/Order/properties/*d": "ID"
operations:
  "GET /orders/*": {redact: [door]}
`,
}

func TestExplain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, explained)
	config := configured(t, dir)
	for name, c := range map[string]struct{ names, want []string }{
		"a type": {
			[]string{"Order", "shop.Order", "#/components/schemas/Order"},
			[]string{"Order  #/components/schemas/Order  shop.yaml:15:7\ntype: a struct of 4 fields", "name: Order, after its place in the document",
				"overlay: update of $.components.schemas.Order.allOf[1].properties.total  fix.yaml:4:11", "names:\n    \"#/components/schemas/Order\": NAME"},
		},
		"a field that an overlay has mended": {
			[]string{"Order.Total", "Order.total", "#/components/schemas/Order/properties/total"},
			[]string{"Order.Total  #/components/schemas/Order/properties/total  shop.yaml:20:20", "type: *int64, as it is integer int64, optional",
				"overlay: update of $.components.schemas.Order.allOf[1].properties.total  fix.yaml:4:11\n  totals are large\n  https://vendor.example/issues/1"},
		},
		"a field that an extension names":      {[]string{"Order.Reference"}, []string{`name: Reference, by an extension of the document (x-go-name or the like): "Reference"`}},
		"a type that the configuration names":  {[]string{"State"}, []string{`name: State, by names in the configuration: "#/components/schemas/Status"  apigen.yaml:6:34`}},
		"a name that a pattern gives":          {[]string{"Order.ID"}, []string{`by names in the configuration: "#/components/schemas/Order/properties/*d"  apigen.yaml:7:47`}},
		"a constant":                           {[]string{"StatePaid"}, []string{"a constant of State", `"#/components/schemas/Status/enum/paid": NAME`, "shop.yaml:23:13"}},
		"a parameter":                          {[]string{"OrdersGetParams.Expand"}, []string{"GET /orders/{id} query expand  shop.yaml:5:"}},
		"an operation with a rule":             {[]string{"GET /orders/{id}", "getOrder", "Orders.Get"}, []string{`configuration: operations: "GET /orders/*"  apigen.yaml:9:20`, "name: Orders.Get, after its place"}},
		"an operation that is left out":        {[]string{"GET /drafts", "listDrafts"}, []string{"left out: exclude: [{path: /drafts}]  apigen.yaml:4:11"}},
		"an operation that an overlay removes": {[]string{"GET /gone", "/gone"}, []string{"removed by an overlay: $.paths['/gone']  fix.yaml:8:11\n  it never worked"}},
		"an operation that is skipped":         {[]string{"GET /broken"}, []string{"GET /broken is skipped", "(operation-skipped)  shop.yaml:11:", "overlays:"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, n := range c.names {
				got, _, err := generator.Explain(t.Context(), config, n)
				if err != nil {
					t.Errorf("explain %s: %v", n, err)
				}
				got = strings.ReplaceAll(got, dir+string(filepath.Separator), "")
				for _, want := range c.want {
					if !strings.Contains(got, want) {
						t.Errorf("explain %s has no %q:\n%s", n, want, got)
					}
				}
			}
		})
	}
}

func TestExplainNamesWhatTheLockKeeps(t *testing.T) {
	t.Parallel()
	config := client(t, nil)
	var err error
	if config.Lock, err = generator.ReadLock(config.Out); err != nil {
		t.Fatal(err)
	}
	got, _, err := generator.Explain(t.Context(), config, "Order.Total")
	if err != nil || !strings.Contains(got, "name: Total, kept by apigen.lock") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestExplainSuggestsNames(t *testing.T) {
	t.Parallel()
	_, _, err := generator.Explain(t.Context(), client(t, nil), "Order.Totl")
	var unknown *generator.UnknownName
	if !errors.As(err, &unknown) || len(unknown.Similar) == 0 || cmp.Diff("Order.Total", unknown.Similar[0]) != "" {
		t.Errorf("error %v", err)
	}
}

package spec_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/spec"
)

const shopDocument = `openapi: 3.1.0
info: {title: Shop, version: "1"}
security: [{key: []}]
tags: [{name: all}, {name: orders, parent: all}, {name: staff}, {name: nobody}]
paths:
  /v1/orders:
    get: {tags: [orders], operationId: listOrders, responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}}
    post: {tags: [orders], operationId: createOrder, responses: {'204': {description: a}}}
  /v1/orders/{id}/items: {$ref: '#/components/pathItems/Items'}
  /admin/users:
    get: {tags: [staff], operationId: listUsers, security: [{admin: []}], responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}
    x-more: {}
webhooks:
  order.paid: {post: {tags: [orders], operationId: orderPaid, requestBody: {content: {application/json: {schema: {type: object, properties: {type: {const: order.paid}}}}}}, responses: {'204': {description: a}}}}
  user.left: {post: {operationId: userLeft, requestBody: {content: {application/json: {schema: {type: object, properties: {type: {const: user.left}}}}}}, responses: {'204': {description: a}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: k}
    admin: {type: http, scheme: basic}
    unused: {type: http, scheme: bearer}
  pathItems: {Items: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], get: {responses: {'204': {description: a}}}}}
  schemas:
    Order: {type: object, properties: {line: {$ref: '#/components/schemas/Line'}, pay: {$ref: '#/components/schemas/Pay'}}}
    Line: {type: object, properties: {n: {type: integer}}}
    Pay: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Card: {allOf: [{$ref: '#/components/schemas/Pay'}, {type: object, properties: {number: {type: string}}}]}
    Wire: {allOf: [{$ref: '#/components/schemas/Pay'}, {type: object, properties: {iban: {type: string}}}]}
    User: {type: object, properties: {n: {type: strnig}}}
    Lost: {type: object, properties: {more: {$ref: '#/nowhere'}}}
`

func TestChoosing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		include, exclude []spec.Choice
		calls, hooks     string
		warning          string // of choices, behind the code
	}{
		"by tag":                     {include: []spec.Choice{{Tag: "orders"}}, calls: "GET /v1/orders, POST /v1/orders", hooks: "order.paid, user.left"},
		"by the id, with wildcards":  {include: []spec.Choice{{Operation: "list*"}}, calls: "GET /admin/users, GET /v1/orders", hooks: "order.paid, user.left"},
		"by the method, in any case": {include: []spec.Choice{{Method: "post"}}, calls: "POST /v1/orders", hooks: "order.paid, user.left"},
		"by the path":                {include: []spec.Choice{{Path: "/v1/*"}}, calls: "GET /v1/orders, POST /v1/orders", hooks: "order.paid, user.left"},
		"by the beginning of the path": {
			include: []spec.Choice{{Path: "/v1/orders/**"}}, calls: "GET /v1/orders, POST /v1/orders, GET /v1/orders/{id}/items", hooks: "order.paid, user.left",
		},
		"by a path of a referenced item":   {include: []spec.Choice{{Path: "/**/items"}}, calls: "GET /v1/orders/{id}/items", hooks: "order.paid, user.left"},
		"all fields of a choice must hold": {include: []spec.Choice{{Tag: "orders", Method: "GET"}}, calls: "GET /v1/orders", hooks: "order.paid, user.left"},
		"one of several choices must hold": {
			include: []spec.Choice{{Operation: "createOrder"}, {Tag: "staff"}}, calls: "GET /admin/users, POST /v1/orders", hooks: "order.paid, user.left",
		},
		"what is excluded is left out of what is included": {
			include: []spec.Choice{{Path: "/v1/**"}}, exclude: []spec.Choice{{Method: "POST"}},
			calls: "GET /v1/orders, GET /v1/orders/{id}/items", hooks: "order.paid, user.left",
		},
		"an excluded tag has no webhooks either": {
			exclude: []spec.Choice{{Tag: "orders"}}, calls: "GET /admin/users, GET /v1/orders/{id}/items", hooks: "user.left",
		},
		"an excluded id has no webhook either": {
			exclude: []spec.Choice{{Operation: "user*"}}, calls: "GET /admin/users, GET /v1/orders, POST /v1/orders, GET /v1/orders/{id}/items", hooks: "order.paid",
		},
		"webhooks are chosen by name": {
			include: []spec.Choice{{Webhook: "order.*"}}, calls: "GET /admin/users, GET /v1/orders, POST /v1/orders, GET /v1/orders/{id}/items", hooks: "order.paid",
		},
		"webhooks are excluded by name": {
			include: []spec.Choice{{Tag: "staff"}}, exclude: []spec.Choice{{Webhook: "*"}}, calls: "GET /admin/users",
		},
		"a dot is a dot": {
			exclude: []spec.Choice{{Webhook: "order?paid"}}, calls: "GET /admin/users, GET /v1/orders, POST /v1/orders, GET /v1/orders/{id}/items",
			hooks: "order.paid, user.left", warning: "exclude webhook=order?paid matches no webhook: no webhook has the name order?paid; did you mean order.paid?",
		},
		"a misspelt tag": {
			exclude: []spec.Choice{{Tag: "Order"}, {Path: "/admin/**"}}, calls: "GET /v1/orders, POST /v1/orders, GET /v1/orders/{id}/items", hooks: "order.paid, user.left",
			warning: "exclude tag=Order matches no operation: no operation has the tag Order; did you mean orders?",
		},
		"a misspelt path": {
			include: []spec.Choice{{Path: "/v1/order/**"}, {Tag: "staff"}}, calls: "GET /admin/users", hooks: "order.paid, user.left",
			warning: "include path=/v1/order/** matches no operation: no operation has the path /v1/order/**; did you mean /v1/orders/**?",
		},
		"fields that hold for none together": {
			include: []spec.Choice{{Tag: "staff", Method: "POST"}, {Tag: "staff"}}, calls: "GET /admin/users", hooks: "order.paid, user.left",
			warning: "include tag=staff,method=POST matches no operation: each part matches, but no operation has them all",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, found := spec.Load(t.Context(), spec.Options{Location: "-", Stdin: strings.NewReader(shopDocument), Include: c.include, Exclude: c.exclude})
			if a == nil {
				t.Fatalf("no API: %v", found.Sorted())
			}
			var calls, hooks []string
			for _, op := range a.Operations {
				calls = append(calls, op.Method+" "+op.Path)
			}
			for _, h := range a.Webhooks {
				hooks = append(hooks, h.Name)
			}
			warning := ""
			for _, d := range found.Sorted() {
				if d.Code == "choice-no-match" {
					warning = d.Message + ": " + d.Hint
				}
			}
			got := []string{strings.Join(calls, ", "), strings.Join(hooks, ", "), warning}
			if diff := cmp.Diff([]string{c.calls, c.hooks, c.warning}, got); diff != "" {
				t.Errorf("operations, webhooks and warning (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatNothingChosenNeedsIsNeitherThereNorReported(t *testing.T) {
	t.Parallel()
	a, found := spec.Load(t.Context(), spec.Options{
		Location: "-", Stdin: strings.NewReader(shopDocument), Include: []spec.Choice{{Operation: "listOrders"}},
	})
	for _, d := range found.Sorted() {
		t.Errorf("unexpected: %v", d)
	}
	var types, schemes, tags []string
	for id := range a.Schemas {
		if name, ok := strings.CutPrefix(string(id), "#/components/schemas/"); ok && !strings.Contains(name, "/") {
			types = append(types, name)
		}
	}
	for _, s := range a.Schemes {
		schemes = append(schemes, s.Key)
	}
	for _, tag := range a.Tags {
		tags = append(tags, tag.Name)
	}
	for what, lists := range map[string][2][]string{
		"types: the children of a base are reached": {{"Card", "Line", "Order", "Pay", "Wire"}, types},
		"schemes: what nobody asks for stays":       {{"key", "unused"}, schemes},
		"tags: parents and unused ones stay":        {{"all", "nobody", "orders"}, tags},
	} {
		if diff := cmp.Diff(lists[0], slices.Sorted(slices.Values(lists[1]))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}

func TestChoosingNothingIsAnError(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]spec.Options{
		"nothing is included":              {Include: []spec.Choice{{Tag: "nothing"}}},
		"everything is excluded":           {Exclude: []spec.Choice{{Path: "/**"}, {Webhook: "*"}}},
		"all that is included is excluded": {Include: []spec.Choice{{Tag: "staff"}}, Exclude: []spec.Choice{{Method: "GET"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Location, o.Stdin = "-", strings.NewReader(shopDocument)
			a, found := spec.Load(t.Context(), o)
			if a != nil || found.Sorted()[0].Code != "nothing-chosen" {
				t.Errorf("diagnostics %v, want nothing-chosen first", found.Sorted())
			}
		})
	}
}

package spec_test

import "testing"

func TestASchemaOfAFileIsCalledAfterItsComponent(t *testing.T) {
	t.Parallel()
	const top = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: "
	for _, test := range []struct{ name, schemas, want string }{
		{"the only one that refers to it", "{Order: {$ref: order-v2.yaml}}", "Order = {id?: string}\n"},
		{"wherever it is used", "{Order: {$ref: order-v2.yaml}, Box: {properties: {o: {$ref: order-v2.yaml}}}}", "Box = {o?: Order}\nOrder = {id?: string}\n"},
		{"not if there are several", "{A: {$ref: order-v2.yaml}, B: {$ref: order-v2.yaml}}", "order-v2 = {id?: string}\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a, _ := load(t, map[string]string{"a.yaml": top + test.schemas + "}", "order-v2.yaml": "{type: object, properties: {id: {type: string}}}"})
			same(t, "schemas", test.want, sketchAll(a))
		})
	}
}

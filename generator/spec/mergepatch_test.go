package spec_test

import "testing"

func TestMergePatchesHaveASchemaOfTheirOwn(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ schemas, want string }{
		"members are optional and nullable": {
			"{Body: {type: object, required: [id], properties: {id: {type: string}}}}",
			"{id?: string or null}",
		},
		"what is so already stays": {
			"{Body: {type: object, properties: {id: {type: [string, 'null']}}}}",
			"Body",
		},
		"objects within are patched": {
			"{Body: {type: object, properties: {in: {type: object, required: [id], properties: {id: {type: string}}}}}}",
			"{in?: {id?: string or null} or null}",
		},
		"lists are replaced": {
			"{Body: {type: object, properties: {in: {type: array, items: {type: object, required: [id], properties: {id: {type: string}}}}}}}",
			"{in?: []{id: string} or null}",
		},
		"values of maps may be removed": {
			"{Body: {type: object, additionalProperties: {type: string}}}",
			"{...: string or null}",
		},
		"anything stays anything": {
			"{Body: {}}",
			"Body",
		},
		"a list stays a list": {
			"{Body: {type: array, items: {type: string}}}",
			"Body",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := load(t, map[string]string{"a.yaml": `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    patch:
      requestBody:
        content:
          application/merge-patch+json; charset=utf-8:
            schema: {$ref: '#/components/schemas/Body'}
      responses: {"204": {description: done}}
components:
  schemas: ` + test.schemas})
			same(t, "schema of the patch", test.want, sketch(a, *a.Operations[0].Body.Content[0].Schema))
		})
	}
}

func TestAMergePatchOfASchemaThatContainsItselfEnds(t *testing.T) {
	t.Parallel()
	a, _ := load(t, map[string]string{"a.yaml": `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    patch:
      requestBody:
        content:
          application/merge-patch+json:
            schema: {$ref: '#/components/schemas/Body'}
      responses: {"204": {description: done}}
components:
  schemas:
    Body: {type: object, required: [id], properties: {id: {type: string}, parent: {$ref: '#/components/schemas/Body'}}}`})
	use := a.Operations[0].Body.Content[0].Schema
	patch := a.Schemas[use.ID]
	if patch.Properties[1].Schema.ID != use.ID {
		t.Errorf("the parent is %s, want %s", patch.Properties[1].Schema.ID, use.ID)
	}
	if body := a.Schemas["#/components/schemas/Body"]; !body.Properties[0].Required || body.Properties[0].Schema.Nullable {
		t.Errorf("the schema itself has changed: %+v", body.Properties)
	}
}

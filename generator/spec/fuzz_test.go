package spec_test

import (
	"context"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/spec"
)

func FuzzLoad(f *testing.F) {
	for _, schemas := range []string{
		"A: {allOf: [{$ref: '#/components/schemas/B'}, {oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}], properties: {a: {$ref: '#/components/schemas/A'}}}\nB: {anyOf: [{$ref: '#/components/schemas/A'}, {type: string}]}",
		"A: {discriminator: {propertyName: t, mapping: {a: B, b: '#/x'}}, properties: {t: {enum: [1, a, null]}}}\nB: {allOf: [{$ref: '#/components/schemas/A'}]}",
		"A: {type: [object, array, 'null'], prefixItems: [{}, true, false], items: {$ref: '#'}, additionalProperties: {$ref: '#/components/schemas/A/items'}}",
		"A: {oneOf: [{oneOf: [{const: a}, {const: 2}]}, {required: [x]}], not: {}, required: true, minimum: '1', x-enum-varnames: 5}",
		"A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A', properties: {x: false}}",
	} {
		f.Add(document(schemas))
	}
	f.Add("openapi: 3.2.0\nsecurity: [{}]\npaths: {'/a/{b}': {parameters: [{$ref: '#/paths'}], get: {responses: {200: {content: {application/json: {schema: {items: {}}}}}}, callbacks: {a: {b: {$ref: '#/paths/~1a~1{b}'}}}}}}\nwebhooks: {w: {post: {requestBody: {$ref: '#/webhooks/w/post/requestBody'}}}}")
	f.Add("swagger: '2.0'\npaths: {/a: {post: {parameters: [{in: body, name: b, schema: {type: file}}, {in: formData, name: c, type: array}], responses: {}}}}\ndefinitions: {A: {discriminator: t}}")
	f.Add("openapi: 3.2.0\n$self: https://a.example/b/c.yaml\nsecurity: [{'#/components/securitySchemes/k': []}]\npaths: {'/a/{b:[0-9]{2}}/:c{?d,e*}': {GET: {parameters: [{in: Path, name: c, type: array}, {in: body, name: f, schema: {$ref: '#a'}}], responses: {'200, 201 OK': {schema: {$ref: A/B}}}}, additionalOperations: {X: {}}}, 'https://a.example/x?y={z}&w=1': {get: {tags: a}}}\ncomponents: {schemas: {A/B: {$id: x, $anchor: a, properties: {c: {$ref: '#/properties/d'}, d: {$ref: '#'}}}}, securitySchemes: {k: {type: Bearer}}}")
	for _, text := range mutated {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		a, _ := spec.Load(context.Background(), spec.Options{Location: "-", Stdin: strings.NewReader(doc)})
		if a != nil {
			sound(t, a)
		}
	})
}

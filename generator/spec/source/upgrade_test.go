package source_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// swagger is a document of version 2.0 in several files.
func swagger(t *testing.T) source.Options {
	t.Helper()
	dir := write(t, map[string]string{
		"api.yaml": `
swagger: '2.0'
produces: [application/json]
paths:
  /pets:
    get:
      parameters: [{$ref: 'parameters.json#/tagsParam'}, {name: q, in: query, type: string}]
      responses: {200: {$ref: 'responses.yaml#/Pets'}, 201: {description: d, schema: {type: array, items: {$ref: '#/definitions/Pet'}}}}
    post:
      parameters: [{$ref: 'parameters.json#/body'}, {$ref: 'parameters.json#/tagsParam'}]
      responses: {default: {description: d}}
    put:
      parameters: [{$ref: 'parameters.json#/field'}]
      responses: {default: {description: d}}
  /dogs: {$ref: paths/dogs.yaml}
parameters: {B: {name: b, in: body, schema: {type: object, properties: {x: {type: integer}}}}}
definitions:
  Pet: {type: object, discriminator: kind, properties: {kind: {type: string}, boss: {$ref: people.yaml}}}
  Gone: {$ref: '#/definitions/Pot'}
`,
		"parameters.json": `{"tagsParam": {"name": "tags", "in": "query", "type": "array", "items": {"type": "string"}},
  "body": {"name": "b", "in": "body", "required": true, "schema": {"$ref": "api.yaml#/definitions/Pet"}},
  "field": {"name": "f", "in": "formData", "type": "file"}}`,
		"responses.yaml": "Pets: {description: d, schema: {type: array, items: {$ref: 'api.yaml#/definitions/Pet'}}}\n",
		"people.yaml":    "{type: object, discriminator: role, properties: {role: {type: string}}}\n",
		"paths/dogs.yaml": `
get:
  responses: {200: {description: d, schema: {type: file}}}
put:
  parameters: [{name: b, in: body, schema: {$ref: '../people.yaml'}}]
  responses: {200: {description: d}}
`,
	})
	return source.Options{Location: filepath.Join(dir, "api.yaml")}
}

func TestFilesOfVersion2AreRewritten(t *testing.T) {
	t.Parallel()
	s, root := open(t, swagger(t))
	if major, minor := s.Version(); major != 2 || minor != 0 {
		t.Errorf("the version is %d.%d", major, minor)
	}
	cases := []struct {
		name, ref string
		id        api.ID
		json      string
	}{
		{"a definition", "#/definitions/Pet/properties/kind", "#/components/schemas/Pet/properties/kind", `{"type":"string"}`},
		{"a definition by its new place", "#/components/schemas/Pet/properties/kind", "#/components/schemas/Pet/properties/kind", `{"type":"string"}`},
		{"a parameter in another file", "parameters.json#/tagsParam", "parameters.json#/tagsParam", `{"name":"tags","in":"query","schema":{"type":"array","items":{"type":"string"}},"style":"form","explode":false}`},
		{"the items of that parameter", "parameters.json#/tagsParam/items", "parameters.json#/tagsParam/schema/items", `{"type":"string"}`},
		{"a response in another file", "responses.yaml#/Pets", "responses.yaml#/Pets", `{"description":"d","content":{"application/json":{"schema":{"type":"array","items":{"$ref":"api.yaml#/definitions/Pet"}}}}}`},
		{"the schema of that response", "responses.yaml#/Pets/schema/items", "#/components/schemas/Pet", ""},
		{"a schema in another file", "people.yaml", "people.yaml#", `{"type":"object","discriminator":{"propertyName":"role"},"properties":{"role":{"type":"string"}}}`},
		{"a body in another file", "#/paths/~1pets/post/requestBody", "#/paths/~1pets/post/requestBody", `{"x-name":"b","required":true,"content":{"application/json":{"schema":{"$ref":"api.yaml#/definitions/Pet"}}}}`},
		{"a form field in another file", "#/paths/~1pets/put/requestBody/content", "#/paths/~1pets/put/requestBody/content", `{"multipart/form-data":{"schema":{"type":"object","properties":{"f":{"type":"string","format":"binary"}}}}}`},
		{"a path in another file", "paths/dogs.yaml#/get/responses", "paths/dogs.yaml#/get/responses", `{"200":{"description":"d","content":{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}}}}`},
		{"a body of that path", "paths/dogs.yaml#/put/parameters/0/schema", "people.yaml#", ""},
		{"the schema of a response", "#/paths/~1pets/get/responses/201/schema", "#/paths/~1pets/get/responses/201/content/application~1json/schema", ""},
		{"a parameter behind a body", "#/paths/~1pets/post/parameters/1", "parameters.json#/tagsParam", ""},
		{"the schema of a shared body", "#/parameters/B/schema/properties/x", "#/components/requestBodies/B/content/application~1json/schema/properties/x", `{"type":"integer"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			target, problem := s.Resolve(t.Context(), root, c.ref)
			if problem != nil {
				t.Fatal(problem)
			}
			if target.ID != c.id {
				t.Errorf("got the ID %s, want %s", target.ID, c.id)
			}
			if diff := cmp.Diff(c.json, string(target.Node.AppendJSON(nil))); c.json != "" && diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestDiagnosticsSpeakOfReferencesAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	s, root := open(t, swagger(t))
	gone := root.At("/components/schemas/Gone")
	_, problem := s.Resolve(t.Context(), gone, gone.Get("$ref").Str())
	want := `the reference "#/definitions/Pot" names nothing: there is no "Pot" in #/definitions`
	if problem == nil || problem.Message != want || problem.Pos.Line != 19 || problem.Pos.Col != 16 {
		t.Errorf("got %v\nwant %s", problem, want)
	}
}

func TestMissingSectionsOfVersion2AreNamedAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"api.yaml": `
swagger: '2.0'
paths:
  /a: {get: {parameters: [{$ref: '#/parameters/P'}], responses: {200: {schema: {$ref: '#/definitions/D'}}, 400: {$ref: '#/responses/R'}}}}
`})
	s, root := open(t, source.Options{Location: filepath.Join(dir, "api.yaml")})
	get := root.At("/paths/~1a/get")
	for pointer, want := range map[string]string{
		"/parameters/0": `the reference "#/parameters/P" names nothing: there is no "parameters" in the document`,
		"/responses/200/content/application~1json/schema": `the reference "#/definitions/D" names nothing: there is no "definitions" in the document`,
		"/responses/400": `the reference "#/responses/R" names nothing: there is no "responses" in the document`,
	} {
		from := get.At(pointer)
		if from == nil {
			t.Fatalf("nothing stands at %s: %s", pointer, get.AppendJSON(nil))
		}
		_, problem := s.Resolve(t.Context(), from, from.Get("$ref").Str())
		if problem == nil || problem.Message != want {
			t.Errorf("got %v\nwant %s", problem, want)
		}
	}
}

func TestAReferenceThroughAReferenceMayComeByItAgain(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"api.yaml": `
openapi: 3.0.0
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {properties: {x: {$ref: '#/components/schemas/A'}}}
    C: {$ref: '#/components/schemas/C/properties/x'}
`})
	s, root := open(t, source.Options{Location: filepath.Join(dir, "api.yaml")})
	target, problem := s.Resolve(t.Context(), root, "#/components/schemas/A/properties/x")
	if problem != nil || target.ID != "#/components/schemas/B" {
		t.Errorf("got %s, %v", target.ID, problem)
	}
	if _, problem := s.Resolve(t.Context(), root, "#/components/schemas/C"); problem == nil {
		t.Error("a reference into itself was resolved")
	}
}

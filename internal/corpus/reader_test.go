package main

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

func TestOperationsAreCountedThroughReferences(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"api.yaml": `
paths:
  /a: {get: {}, post: {}, parameters: [], x-get: {}}
  /b: {$ref: 'items.yaml#/~1b'}
  /c: {$ref: '#/components/pathItems/C'}
  $ref: more.yaml#/paths
  x-other: {get: {}}
components: {pathItems: {C: {query: {}, additionalOperations: {COPY: {}}}}}
`,
		"items.yaml": `{/b: {delete: {}}}`,
		"more.yaml":  `{paths: {/d: {$ref: '#/item'}}, item: {head: {}}}`,
	})
	read := reader{}
	root, err := read.read(filepath.Join(dir, "api.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range read.operations(root) {
		got = append(got, o.key())
	}
	want := []string{"HEAD /d", "GET /a", "POST /a", "DELETE /b", "QUERY /c", "COPY /c"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

func TestBodiesThatSaySomethingAreTold(t *testing.T) {
	t.Parallel()
	const three = `
openapi: 3.1.0
paths:
  /a:
    post: {$ref: '#/operation'}
operation:
      requestBody: {$ref: '#/components/requestBodies/B'}
      responses:
        200: {content: {application/json: {schema: {}}}}
        201: {content: {application/vnd.a+json: {schema: {$ref: 'parts.yaml#/P'}}}}
        202: {content: {application/json: {schema: {$ref: '#/components/schemas/Silent'}}}}
        203: {content: {application/json: }}
        204: {description: none}
        400: {content: {application/xml: {schema: {type: string}}}}
        404: {content: {application/json: {schema: {$ref: '#/nowhere'}}}}
        405: {content: {$ref: 'parts.yaml#/nowhere'}}
        406: {content: {$ref: 'parts.yaml#/content'}}
        default: {content: {application/json: {schema: {allOf: [{}, {items: {type: object}}]}}}}
components:
  requestBodies: {B: {content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Loop'}, {}]}}}}}
  schemas: {Silent: {description: anything}, Loop: {$ref: '#/components/schemas/Loop'}}
`
	const two = `
swagger: '2.0'
consumes: [application/json]
produces: [application/xml]
paths:
  /a:
    parameters: [{in: body, name: b, schema: {type: object}}]
    get:
      responses: {200: {schema: {type: object}}}
    post:
      produces: [application/json]
      consumes: [text/plain]
      responses: {200: {schema: {properties: {a: {}}}}, default: {description: none}}
`
	for name, c := range map[string]struct {
		document string
		want     []body
	}{
		"version 3": {three, []body{{status: ""}, {status: "200"}, {status: "201", says: true}, {status: "202"}, {status: "203"},
			{status: "404", says: true}, {status: "405", says: true}, {status: "406", says: true}, {status: "default", says: true, items: true}}},
		"version 2": {two, []body{{status: "", says: true}, {status: "200", says: true, members: true}}},
	} {
		dir := t.TempDir()
		write(t, dir, map[string]string{"api.yaml": c.document, "parts.yaml": "P: {$ref: '#/Q'}\nQ: {type: integer}\ncontent: {application/json: {schema: {type: string}}}\n"})
		read := reader{}
		root, err := read.read(filepath.Join(dir, "api.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		var got []body
		for _, o := range read.operations(root) {
			got = append(got, read.bodies(root, o)...)
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(body{})); diff != "" {
			t.Errorf("%s: bodies (-want +got):\n%s", name, diff)
		}
	}
}

func TestBodiesWithoutATypeAreRaw(t *testing.T) {
	t.Parallel()
	const document = `
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /typed:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
      responses:
        200: {description: d, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        202: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/O'}}}}
        4XX: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/O'}}}}
        404: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/O'}}}}
  /raw:
    get:
      responses:
        200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Nowhere'}}}}
        400: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Nowhere'}}}}
        500: {description: d, content: {application/json: {schema: {}}}}
components: {schemas: {O: {type: object, properties: {a: {type: string}}}}}
`
	dir := t.TempDir()
	write(t, dir, map[string]string{"api.yaml": document})
	made := corpus{dir, runtimes("import")}.generate(t.Context(), "api.yaml", func(generator.Runtime) string { return "client" })
	if made.row.err != nil {
		t.Fatal(made.row.err)
	}
	want := tally{methods: 2, types: made.row.client.types, bodies: 7, silent: 1, raw: 2}
	if diff := cmp.Diff(want, made.row.client, cmp.AllowUnexported(tally{})); diff != "" {
		t.Errorf("client (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"GET /raw 200", "GET /raw 400"}, made.row.raw); diff != "" {
		t.Errorf("raw bodies (-want +got):\n%s", diff)
	}
}

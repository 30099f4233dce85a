package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/api"
)

// sketchOperations writes each operation on a few lines.
func sketchOperations(a *api.API) string {
	var b strings.Builder
	for _, op := range a.Operations {
		fmt.Fprintf(&b, "%s %s %s\n", op.Method, op.Path, op.OperationID)
		for _, p := range op.Params {
			fmt.Fprintf(&b, "  %s\n", sketchParam(a, p))
		}
		if op.Body != nil {
			fmt.Fprintf(&b, "  body%s: %s\n", map[bool]string{true: "", false: "?"}[op.Body.Required], sketchContent(a, op.Body.Content))
		}
		for _, r := range op.Responses {
			fmt.Fprintf(&b, "  %s: %s\n", r.Status, sketchContent(a, r.Content))
			for _, h := range r.Headers {
				fmt.Fprintf(&b, "    %s\n", sketchParam(a, h))
			}
		}
		if op.Security != nil {
			fmt.Fprintf(&b, "  security: %s\n", sketchSecurity(op.Security))
		}
		for _, s := range op.Servers {
			fmt.Fprintf(&b, "  server: %s\n", s.URL)
		}
		for _, c := range op.Callbacks {
			fmt.Fprintf(&b, "  callback: %s %s %s\n", c.Name, c.Method, c.Expression)
		}
		if op.Idempotency != nil {
			fmt.Fprintf(&b, "  key: %s%s\n", op.Idempotency.Header, op.Idempotency.Field)
		}
		if p := op.Paging; p != nil {
			fmt.Fprintf(&b, "  paging: %s %s items=%s next=%s more=%s id=%s\n", p.Style, p.Param, p.Items, p.Next, p.More, p.ID)
		}
	}
	return b.String()
}

func sketchParam(a *api.API, p api.Param) string {
	text := p.In + " " + p.Name
	if !p.Required {
		text += "?"
	}
	text += ": " + sketch(a, p.Schema) + " " + p.Style
	if p.Explode {
		text += " explode"
	}
	if p.MediaType != "" {
		text += " as " + p.MediaType
	}
	return text
}

func sketchContent(a *api.API, content []api.Media) string {
	var parts []string
	for _, m := range content {
		part := m.Type
		if m.Schema != nil {
			part += " " + sketch(a, *m.Schema)
		}
		if m.ItemSchema != nil {
			part += " items " + sketch(a, *m.ItemSchema)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

func sketchSecurity(list []api.Requirement) string {
	var parts []string
	for _, r := range list {
		var uses []string
		for _, u := range r {
			uses = append(uses, u.Scheme+strings.Join(u.Scopes, ","))
		}
		parts = append(parts, "("+strings.Join(uses, " and ")+")")
	}
	return strings.Join(parts, " or ")
}

type operationCase struct {
	doc, want, problems string
	files               map[string]string
	refused             bool // there is no API
}

func testOperations(t *testing.T, cases map[string]operationCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"a.yaml": "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n" + strings.TrimPrefix(c.doc, "\n")}
			for file, text := range c.files {
				files[file] = text
			}
			a, list := load(t, files)
			same(t, "problems", c.problems, problems(t, list))
			if (a == nil) != c.refused {
				t.Fatalf("no API: %t, want %t", a == nil, c.refused)
			}
			if a == nil {
				return
			}
			same(t, "operations", c.want, sketchOperations(a))
		})
	}
}

func TestOperations(t *testing.T) {
	t.Parallel()
	testOperations(t, map[string]operationCase{
		"they are sorted by path and method, and keep their ids": {
			doc: `
paths:
  /b: {get: {operationId: x}, delete: {operationId: x}, query: {}}
  /a: {post: {}, additionalOperations: {COPY: {}}}
  /b#frag: {get: {}}
`,
			want: "COPY /a \nPOST /a \nDELETE /b x\nGET /b x\nQUERY /b \nGET /b#frag ",
		},
		"parameters of the path item come first, and are replaced by name and place": {
			doc: `
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, schema: {type: string}}
      - {$ref: '#/components/parameters/L'}
    get:
      parameters:
        - {name: q, in: query, schema: {type: integer}, explode: false}
        - {name: q, in: header, schema: {type: array, items: {type: string}}}
        - {name: f, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: Authorization, in: header, schema: {type: string}}
components: {parameters: {L: {name: l, in: query, style: deepObject, schema: {type: object}}}}
`,
			want: `
GET /a/{id} 
  path id: string simple
  query q?: integer form
  query l?: {...} deepObject explode
  header q?: []string simple
  query f?: {...} form explode as application/json`,
		},
		"parameters and template are made to agree": {
			doc:  "paths:\n  /a/{id}/{x}:\n    get:\n      parameters:\n      - {name: x, in: path, schema: {type: integer}}\n      - {name: y, in: path, required: true, schema: {type: string}}\n      - {name: w, in: path, required: true, schema: {type: string}}\n      - {name: z, in: body}",
			want: "GET /a/{id}/{x} \n  path x: integer simple\n  path id: string simple",
			problems: `a.yaml:10:9: warning: the parameter needs a name, and a place that is path, query, header, cookie or querystring; it is ignored (bad-parameter)
a.yaml:6:7: warning: GET /a/{id}/{x} does not describe its path parameter {id}; it is read as a string (missing-path-parameter)
a.yaml:8:9: warning: the path /a/{id}/{x} has no {y}; the parameter is ignored (unused-path-parameter)
a.yaml:9:9: warning: the path /a/{id}/{x} has no {w}; the parameter is ignored (unused-path-parameter)`,
		},
		"the last of duplicates counts": {
			doc:      "paths:\n  /a:\n    get:\n      parameters:\n      - {name: x, in: query, schema: {type: integer}}\n      - {name: x, in: query, schema: {type: string}}",
			want:     "GET /a \n  query x?: string form explode",
			problems: `a.yaml:8:9: warning: the query parameter "x" is there twice; the last one counts (duplicate-parameter)`,
		},
		"bodies and responses": {
			doc: `
paths:
  /a:
    delete:
      requestBody: {required: true, content: {application/json: {schema: {type: string}}, text/plain: {}}}
      responses:
        default: {description: d}
        4xx: {description: d}
        200: {$ref: '#/components/responses/R'}
        '301': {description: d}
components:
  responses:
    R: {description: d, headers: {X-A: {schema: {type: integer}}}, content: {text/event-stream: {itemSchema: {type: object}}, a/b: {$ref: '#/components/mediaTypes/M'}}}
  mediaTypes: {M: {schema: {type: boolean}}}
`,
			want: `
DELETE /a 
  body: application/json string; text/plain
  200: a/b boolean; text/event-stream items {...}
    header X-A?: integer simple
  301: 
  4XX: 
  default: `,
		},
		"what cannot be read skips the operation, unless it is a response": {
			doc: `
paths:
  /a: {get: {parameters: [{$ref: '#/components/parameters/None'}]}}
  /b: {post: {requestBody: {$ref: '#/x'}}}
  /c: {get: {responses: {200: {$ref: '#/components/responses/None'}}}}
  /d: {get: 5}
  /e: {get: {responses: {200: {description: d, content: {a/b: {schema: {$ref: '#/none'}}}}}}}
  /f: {get: {}}
`,
			want: "GET /c \n  200: application/json any\nGET /e \n  200: a/b any\nGET /f ",
			problems: `a.yaml:4:27: warning: GET /a is skipped: a parameter cannot be read: the reference #/components/parameters/None leads nowhere (operation-skipped)
a.yaml:5:28: warning: POST /b is skipped: the request body cannot be read: the reference #/x leads nowhere (operation-skipped)
a.yaml:7:13: warning: GET /d is skipped: it should be an object, not 5 (operation-skipped)
a.yaml:4:34: warning: the reference "#/components/parameters/None" names nothing: there is no "components" in the document (dangling-ref)
a.yaml:5:35: warning: the reference "#/x" names nothing: there is no "x" in the document (dangling-ref)
a.yaml:6:31: warning: the body of the response 200 is read as anything: the reference #/components/responses/None leads nowhere (unread-response)
a.yaml:6:38: warning: the reference "#/components/responses/None" names nothing: there is no "components" in the document (dangling-ref)
a.yaml:8:79: warning: the reference "#/none" names nothing: there is no "none" in the document (dangling-ref)`,
		},
		"a document in which nothing is whole is refused": {
			doc: `
paths:
  /a: {get: {responses: {200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
  /b: {get: {parameters: [{$ref: '#/components/parameters/None'}]}}
components: {schemas: {A: {properties: {b: {$ref: '#/components/schemas/B'}}}}}
`,
			refused: true,
			problems: `a.yaml:5:34: error: the reference "#/components/parameters/None" names nothing: there is no "parameters" in #/components (dangling-ref)
a.yaml:6:51: error: the reference "#/components/schemas/B" names nothing: there is no "B" in #/components/schemas (dangling-ref)
a.yaml:5:27: warning: GET /b is skipped: a parameter cannot be read: the reference #/components/parameters/None leads nowhere (operation-skipped)`,
		},
		"a reference that leads back to itself costs what uses it": {
			doc: `
paths:
  /a: {get: {}}
  /b: {$ref: '#/paths/~1c'}
  /c: {$ref: '#/paths/~1b'}
  /d: {get: {parameters: [{$ref: '#/components/parameters/P'}]}}
components: {parameters: {P: {$ref: '#/components/parameters/P'}}}
`,
			want: "GET /a",
			problems: `a.yaml:7:27: warning: GET /d is skipped: a parameter cannot be read: the reference #/components/parameters/P leads nowhere (operation-skipped)
a.yaml:5:14: warning: the reference "#/paths/~1c" leads back to itself (cyclic-ref)
a.yaml:6:14: warning: the reference "#/paths/~1b" leads back to itself (cyclic-ref)
a.yaml:8:37: warning: the reference "#/components/parameters/P" leads back to itself (cyclic-ref)`,
		},
		"references in circles and nothing else are an error": {
			doc:      "paths: {/a: {get: {responses: {200: {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}",
			refused:  true,
			problems: `a.yaml:4:34: error: the reference "#/components/schemas/B" leads back to itself (cyclic-ref)` + "\n" + `a.yaml:4:71: error: the reference "#/components/schemas/A" leads back to itself (cyclic-ref)`,
		},
		"a response that is missing does not make an operation whole": {
			doc:      "paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/A'}}}}}",
			refused:  true,
			problems: `a.yaml:3:44: error: the reference "#/components/responses/A" names nothing: there is no "components" in the document (dangling-ref)` + "\n" + `a.yaml:3:37: warning: the body of the response 200 is read as anything: the reference #/components/responses/A leads nowhere (unread-response)`,
		},
		"security is resolved": {
			doc: `
security: [{a: []}]
paths:
  /a: {get: {}}
  /b: {get: {security: []}}
  /c: {get: {security: [{}, {o: [w, r], a: []}]}}
  /d: {get: {security: [{nope: []}]}}
components: {securitySchemes: {a: {type: http, scheme: Bearer}, o: {type: oauth2, flows: {}}, bad: {type: x}}}
`,
			want: `
GET /a 
  security: (a)
GET /b 
GET /c 
  security: () or (a and ow,r)
GET /d`,
			problems: `a.yaml:8:25: warning: the security scheme "nope" is not defined; what needs it is ignored (unknown-scheme)
a.yaml:9:100: warning: the security scheme "bad" has no usable "type"; it is ignored (bad-security)`,
		},
		"what names no method is told, and paths may have a query": {
			doc: `
paths: {/a: {x-amazon-apigateway-any-method: {}, get: {}}}
x-ms-paths: {'/a?b=c': {get: {parameters: [{name: d, in: query, schema: {type: string}}]}}}
`,
			want:     "GET /a \nGET /a?b=c \n  query d?: string form explode",
			problems: `a.yaml:3:46: note: x-amazon-apigateway-any-method is no operation: it names no method; it is left out (any-method)`,
		},
		"a path parameter of any type is a string": {
			doc:  "paths: {'/a/{b}/{c}': {get: {parameters: [{name: b, in: path, required: true, schema: {}}, {name: c, in: path, required: true, schema: {description: d}}, {name: q, in: query, schema: {}}]}}}",
			want: "GET /a/{b}/{c} \n  path b: string simple\n  path c: string simple\n  query q?: any form explode",
		},
		"servers are kept where they override": {
			doc: `
servers: [{url: https://a.example}]
paths:
  /a: {get: {}}
  /b: {servers: [{url: https://b.example}], get: {}, put: {servers: [{url: /rel}]}}
`,
			want: "GET /a \nGET /b \n  server: https://b.example\nPUT /b \n  server: /rel",
		},
		"path items and operations in other files": {
			doc: "paths:\n  /a/{id}: {$ref: 'b.yaml#/item'}\n  /b: {get: {$ref: b.yaml#/op, operationId: mine}}",
			files: map[string]string{"b.yaml": `
item: {parameters: [{$ref: '#/id'}], get: {responses: {200: {description: d, content: {a/b: {schema: {$ref: 'c.yaml'}}}}}}}
id: {name: id, in: path, required: true, schema: {type: string}}
op: {operationId: theirs, responses: {$ref: '#/all'}}
all: {200: {description: d}}
`, "c.yaml": "{type: object, properties: {c: {$ref: c.yaml}}}"},
			want: "GET /a/{id} \n  path id: string simple\n  200: a/b c\nGET /b mine\n  200:",
		},
		"callbacks": {
			doc:  "paths:\n  /a:\n    post:\n      callbacks:\n        paid: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {}}}}}}",
			want: "POST /a \n  callback: paid POST {$request.body#/url}",
		},
	})
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	testOperations(t, map[string]operationCase{
		"a header of a write is a key and no parameter": {
			doc: `
paths:
  /a: {parameters: [{name: X-Idempotency-Key, in: header, schema: {type: string}}], post: {}, get: {}}
  /b: {post: {parameters: [{name: PayPal-Request-Id, in: header, required: true, schema: {type: string}}]}}
`,
			want: "GET /a \n  header X-Idempotency-Key?: string simple\nPOST /a \n  key: X-Idempotency-Key\nPOST /b \n  key: PayPal-Request-Id",
		},
		"a property of the body is a key": {
			doc:  "paths:\n  /a: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {idempotency_key: {type: string}}}}}}}}",
			want: "POST /a \n  body?: application/json {idempotency_key?: string}\n  key: idempotency_key",
		},
	})
}

func TestAzuresVersionIsThatOfTheDocument(t *testing.T) {
	t.Parallel()
	doc := func(version, param string) string {
		return "openapi: 3.0.0\ninfo: {title: T, version: '" + version + "'}\npaths: {/a: {get: {parameters: [" + param + "]}}}"
	}
	open := "{name: api-version, in: query, required: true, schema: {type: string}}"
	for name, c := range map[string]struct{ doc, want string }{
		"a date":            {doc("2024-05-01-preview", open), "2024-05-01-preview"},
		"another version":   {doc("1.0", open), ""},
		"an optional one":   {doc("2024-05-01", strings.ReplaceAll(open, "true", "false")), ""},
		"one that is fixed": {doc("2024-05-01", strings.ReplaceAll(open, "string}", "string, enum: [v1]}")), "v1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := load(t, map[string]string{"a.yaml": c.doc})
			got := ""
			if a.Pin != nil {
				got = a.Pin.Value
			}
			same(t, "version", c.want, got)
		})
	}
}

func TestVersionPin(t *testing.T) {
	t.Parallel()
	version := func(schema string) string {
		return "{parameters: [{name: Acme-Version, in: header, schema: {" + schema + "}}]}"
	}
	cases := map[string]struct{ doc, want string }{
		"a constant that half of the operations declare": {"/a: {get: " + version("enum: ['2026-01-01']") + "}\n  /b: {get: {}}", "header Acme-Version 2026-01-01 0"},
		"a default counts":                      {"/a: {get: " + version("type: string, default: '5'") + "}", "header Acme-Version 5 0"},
		"two values are no pin":                 {"/a: {get: " + version("const: a") + ", put: " + version("const: b") + "}", "none 2"},
		"too few operations are no pin":         {"/a: {get: " + version("const: a") + "}\n  /b: {get: {}, put: {}}", "none 1"},
		"a version without a value is a choice": {"/a: {get: " + version("type: string") + "}", "none 1"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := load(t, map[string]string{"a.yaml": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  " + c.doc})
			params := 0
			for _, op := range a.Operations {
				params += len(op.Params)
			}
			got := fmt.Sprint("none ", params)
			if a.Pin != nil {
				got = fmt.Sprint(a.Pin.In, " ", a.Pin.Name, " ", a.Pin.Value, " ", params)
			}
			same(t, "pin", c.want, got)
		})
	}
}

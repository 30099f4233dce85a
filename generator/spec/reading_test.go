package spec_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/api"
)

// TestPathTemplates reads the templates that vendors write.
func TestPathTemplates(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ path, params, want string }{
		"a pattern behind a colon":                {"/a/{id:[0-9]{2,4}}/b", "path id", "/a/{id}/b: path id"},
		"spaces and double braces":                {"/a/{ id }/{{b}}", "path id, path b", "/a/{id}/{b}: path id, path b"},
		"values that have slashes":                {"/a/{path*}/{+rest}", "path path, path rest", "/a/{path}/{rest}: path path reserved, path rest reserved"},
		"a name that looks like one":              {"/a/{proxy+}", "path proxy+", "/a/{proxy+}: path proxy+"},
		"an optional segment":                     {"/a/{id?}", "path id", "/a/{id}: path id"},
		"a query of RFC 6570":                     {"/a{?x,y*}", "query x", "/a: query x, query y"},
		"a query that continues":                  {"/a?fixed=1{&x}", "", "/a?fixed=1: query x"},
		"a query of pairs":                        {"/a?x={x}&kind=full&y={z}&q={w}", "query x, path z", "/a?kind=full#?x&y&q: query x, query y, query q"},
		"a constant that a parameter has too":     {"/a?kind=full", "query kind", "/a#?kind=full: query kind"},
		"styles of RFC 6570":                      {"/a{.ext}{;m}{/seg}", "path ext, path m, path seg", "/a{ext}{m}/{seg}: path ext label, path m matrix, path seg"},
		"colons in place of braces":               {"/a/:id/b", "path id", "/a/{id}/b: path id"},
		"colons that mean themselves":             {"/a/:verb", "", "/a/:verb: "},
		"angle brackets":                          {"/a/<id>/<int:n>", "path id, path n", "/a/{id}/{n}: path id, path n"},
		"a brace that is not closed":              {"/a/{id/b", "path id", "/a/{id}/b: path id"},
		"a placeholder without a name":            {"/a/{}", "path id", "/a/{id}: path id"},
		"a placeholder that nobody names":         {"/a/{}", "", "/a/{value}: path value"},
		"names in another spelling":               {"/a/{user_id}/{Item}", "path item, path userId", "/a/{user_id}/{Item}: path Item, path user_id"},
		"the only one that is left":               {"/a/{id}", "path userKey", "/a/{id}: path id"},
		"verbs, dots, spaces and other alphabets": {"/a b/{id}:cancel/ü.json", "path id", "/a b/{id}:cancel/ü.json: path id"},
		"white space around":                      {" /a/{id}\t", "path id", "/a/{id}: path id"},
		"a fragment":                              {"/a#Action=B", "", "/a#Action=B: "},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var params []string
			for _, p := range strings.Split(c.params, ", ") {
				if in, name, ok := strings.Cut(p, " "); ok {
					params = append(params, "{in: "+in+", name: '"+name+"', required: true, schema: {type: string}}")
				}
			}
			a, list := load(t, map[string]string{"a.yaml": "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  \"" +
				strings.ReplaceAll(c.path, "\t", "\\t") + "\": {get: {parameters: [" + strings.Join(params, ", ") + "]}}\n"})
			if a == nil || len(a.Operations) != 1 {
				t.Fatal(problems(t, list))
			}
			same(t, "operation", c.want, sketchTemplate(a.Operations[0]))
		})
	}
}

func sketchTemplate(op api.Operation) string {
	var params []string
	for _, p := range op.Params {
		text := p.In + " " + p.Name
		if p.AllowReserved {
			text += " reserved"
		}
		if p.In == "path" && p.Style != "simple" {
			text += " " + p.Style
		}
		params = append(params, text)
	}
	return op.Path + ": " + strings.Join(params, ", ")
}

func TestReadingOperations(t *testing.T) {
	t.Parallel()
	testOperations(t, map[string]operationCase{
		"paths that are URLs have their own server": {
			doc:  "paths: {'https://b.example/a/{id}': {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}}",
			want: "GET /a/{id} \n  path id: string simple\n  server: https://b.example",
		},
		"statuses as people write them": {
			doc:  "paths: {/a: {get: {responses: {200 OK: {description: d}, '201, 202': {description: d}, 4xx: {description: d}, Default: {description: d}, x-a: {}, ok: {description: d}, '02': {description: d}}}}}",
			want: "GET /a \n  200: \n  201: \n  202: \n  4XX: \n  default: ",
			problems: `a.yaml:3:151: warning: "ok" is not a status: expected a code such as "200", a range such as "4XX", or "default"; the response is ignored (bad-status)
a.yaml:3:175: warning: "02" is not a status: expected a code such as "200", a range such as "4XX", or "default"; the response is ignored (bad-status)`,
		},
		"media types as people write them": {
			doc:  "paths: {/a: {get: {responses: {200: {description: d, content: {'application/json, text/json': {}, json: {}, '': {}, 'a/b; c=\"d,e\"': {}, x-a: {}}}}}}}",
			want: "GET /a \n  200: a/b; c=\"d,e\"; application/json; text/json; */*",
			problems: `a.yaml:3:105: note: the media type "json" is read as application/json (mended-media-type)
a.yaml:3:113: note: the media type "" is read as */* (mended-media-type)`,
		},
		"a form that can hold nothing is no body": {
			doc: `
paths:
  /a:
    get: {requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {}, additionalProperties: false}}}}}
    post: {requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {}}}}}}
`,
			want: "GET /a \nPOST /a \n  body?: application/x-www-form-urlencoded {...}",
		},
		"places and types in any case": {
			doc: `
security: [{a: []}, {b: []}, {c: []}]
paths: {/a: {get: {parameters: [{name: q, in: Query, schema: {type: string}}]}}}
components: {securitySchemes: {a: {type: bearer}, b: {type: ApiKey, in: Header, name: X}, c: {type: Basic}}}
`,
			want: "GET /a \n  query q?: string form explode\n  security: (a) or (b) or (c)",
		},
		"security schemes by URI": {
			doc: `
security: [{'#/components/securitySchemes/a': [r]}]
paths: {/a: {get: {}}, /b: {get: {security: [{'b.yaml#/components/securitySchemes/other': []}]}}}
components: {securitySchemes: {a: {type: oauth2, flows: {}}}}
`,
			files: map[string]string{"b.yaml": "components: {securitySchemes: {other: {type: http, scheme: basic}}}"},
			want:  "GET /a \n  security: (ar)\nGET /b \n  security: (other)",
		},
		"keys that YAML 1.1 takes for numbers and booleans": {
			doc: `
paths:
  /a:
    get:
      operationId: on
      tags: [no, 012]
      parameters: [{name: yes, in: query, schema: {type: string, enum: [on, off, 2020-01-01, 12:30:45]}}]
      responses: {0x1: {description: d}, 200: {description: d}}
`,
			want:     "GET /a on\n  query yes?: string enum \"on\" \"off\" \"2020-01-01\" \"12:30:45\" form explode\n  200:",
			problems: `a.yaml:9:24: warning: "0x1" is not a status: expected a code such as "200", a range such as "4XX", or "default"; the response is ignored (bad-status)`,
		},
		"version 2.0 inside of 3.0": {
			doc: `
paths: {/a: {post: {parameters: [
  {name: b, in: body, required: true, schema: {type: string}}, {name: q, in: query, type: integer}],
  responses: {200: {description: d, schema: {type: boolean}}}}}}
`,
			want: "POST /a \n  query q?: integer form explode\n  body: application/json string\n  200: application/json boolean",
			problems: `a.yaml:4:3: warning: the parameter in body is a schema; it is read as JSON of that schema (misplaced-schema)
a.yaml:5:20: warning: the response 200 is a schema; it is read as JSON of that schema (misplaced-schema)`,
		},
		"schemas that stand where an object around them should": {
			doc: `
paths: {/a: {post: {
  requestBody: {$ref: '#/components/schemas/D'},
  responses: {200: {$ref: '#/components/schemas/D'}, 201: {description: d, content: {a/b: {type: string}}}}}}}
components: {schemas: {D: {type: object, properties: {x: {type: string}}}}}
`,
			want: "POST /a \n  body?: application/json D\n  200: application/json D\n  201: a/b string",
			problems: `a.yaml:5:91: warning: the media type a/b is a schema; it is read as JSON of that schema (misplaced-schema)
a.yaml:6:27: warning: the request body is a schema; it is read as JSON of that schema (misplaced-schema)
a.yaml:6:27: warning: the response 200 is a schema; it is read as JSON of that schema (misplaced-schema)`,
		},
		"methods in capitals, and what is no method": {
			doc:  "paths: {/a: {GET: {}, connect: {responses: {200: {description: d}}}, foo: {}, get: {}}}",
			want: "GET /a",
			problems: `a.yaml:3:32: warning: CONNECT /a is skipped: a path has no key of this name; methods of your own belong into additionalOperations (operation-skipped)
a.yaml:3:19: note: "GET" should be written "get" (mended-keyword)`,
		},
		"parts of the document in files of their own": {
			doc: `
paths: {$ref: paths.yaml}
security: {$ref: 'parts.yaml#/security'}
components: {$ref: parts.yaml}
`,
			files: map[string]string{
				"paths.yaml": "/a: {get: {tags: {$ref: 'parts.yaml#/tags'}, responses: {$ref: 'parts.yaml#/all'}}}",
				"parts.yaml": "tags: [t]\nsecurity: [{k: []}]\nsecuritySchemes: {k: {type: http, scheme: basic}}\nall: {200: {description: d, content: {a/b: {schema: {$ref: '#/schemas/A'}}}}}\nschemas: {A: {type: string}}",
			},
			want: "GET /a \n  200: a/b A\n  security: (k)",
		},
		"the cookie style is kept": {
			doc:  "paths: {/a: {get: {parameters: [{name: c, in: cookie, style: cookie, schema: {type: array, items: {type: string}}}]}}}",
			want: "GET /a \n  cookie c?: []string cookie explode",
		},
	})
}

func TestTagsAreTexts(t *testing.T) {
	t.Parallel()
	a, list := load(t, map[string]string{"a.yaml": "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {tags: [1, 007, a, a, null, {name: b}, [c]]}}\n  /b: {get: {tags: one}}\n"})
	if a == nil {
		t.Fatal(problems(t, list))
	}
	same(t, "tags", "1 007 a b", strings.Join(a.Operations[0].Tags, " "))
	same(t, "tags", "one", strings.Join(a.Operations[1].Tags, " "))
}

// TestSwaggerOnTheWire reads what 2.0 says of lists, bodies and hosts in all places.
func TestSwaggerOnTheWire(t *testing.T) {
	t.Parallel()
	a, list := load(t, map[string]string{"a.yaml": `
swagger: '2.0'
info: {title: T, version: '1'}
x-ms-parameterized-host: {hostTemplate: '{account}.example', parameters: [{name: account, in: path, required: true, type: string}]}
consumes: [application/json]
paths:
  /a/{p}:
    post:
      parameters:
      - {name: p, in: path, required: true, type: array, items: {type: string}, collectionFormat: pipes}
      - {name: csv, in: query, type: array, items: {type: string}}
      - {name: untyped, in: query, items: {type: string}}
      - {name: nested, in: query, type: array, collectionFormat: multi, items: {type: array, items: {type: string}}}
      - {name: h, in: header, type: array, items: {type: string}, collectionFormat: tsv}
      - {name: f, in: formData, type: array, items: {type: file}}
      responses: {200: {description: d, schema: {type: file}, headers: {X: {type: array, items: {type: integer}, collectionFormat: ssv}}}}
`})
	same(t, "problems", "a.yaml:4:75: note: the variable {account} of the server has no default (no-default)", problems(t, list))
	if a == nil {
		t.Fatal("no API")
	}
	same(t, "server", "https://{account}.example", a.Servers[0].URL)
	same(t, "operations", `
POST /a/{p} 
  path p: string simple
  query csv?: []string form
  query untyped?: []string form
  query nested?: []string form explode
  header h?: string simple
  body?: multipart/form-data {f?: []string(binary)}
  200: application/octet-stream string(binary)
    header X?: string simple`, sketchOperations(a))
}

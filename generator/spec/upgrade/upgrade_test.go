package upgrade_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/upgrade"
)

func parse(t *testing.T, text string) *node.Node {
	t.Helper()
	var diags diag.List
	n := node.Parse(&node.File{Name: "f", URI: "file:///f"}, []byte(text), &diags)
	if n == nil {
		t.Fatal(diags.Sorted())
	}
	return n
}

// lines is JSON with one value per line, for diffs.
func lines(t *testing.T, n *node.Node) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, n.AppendJSON(nil), "", " "); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type upgradeCase struct {
	name, text string
	at         string // pointer to what is compared
	want       string
	diags      []string
}

func run(t *testing.T, cases []upgradeCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			old := parse(t, "swagger: '2.0'\n"+c.text)
			before := lines(t, old)
			var diags diag.List
			doc := upgrade.Upgrade(old, &diags)
			if diff := cmp.Diff(lines(t, parse(t, c.want)), lines(t, doc.At(c.at))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			var found []string
			for _, d := range diags.Sorted() {
				found = append(found, d.String())
			}
			if diff := cmp.Diff(c.diags, found); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
			if lines(t, old) != before {
				t.Error("the input has changed")
			}
			if old.File.Root != doc {
				t.Error("the new tree is not the root of its file")
			}
		})
	}
}

func TestUpgradeDocument(t *testing.T) {
	t.Parallel()
	run(t, []upgradeCase{
		{
			name: "moves the sections and keeps all else in order",
			text: "info: {title: T}\ntags: [{name: a}]\ndefinitions: {A: {type: string}}\nx-a: 1\nresponses: {R: {description: d}}\nsecurity: [{k: []}]\nconsumes: [a/b]",
			want: `{openapi: 3.0.3, info: {title: T}, tags: [{name: a}], components: {schemas: {A: {type: string}}, responses: {R: {description: d}}}, x-a: 1, security: [{k: []}]}`,
		},
		{
			name: "keeps what vendors write of 3.0 in 2.0",
			text: "components: {schemas: {A: {type: object}, B: {}}}\ndefinitions: {A: {type: string}, C: {}}\nservers: [{url: /v1}]",
			want: `{openapi: 3.0.3, components: {schemas: {A: {type: object}, B: {}, C: {}}}, servers: [{url: /v1}]}`,
		},
		{
			name: "makes one server per scheme, encrypted ones first", at: "/servers",
			text: "host: a.example.com:8080\nbasePath: v1/\nschemes: [http, https]",
			want: `[{url: "https://a.example.com:8080/v1"}, {url: "http://a.example.com:8080/v1"}]`,
		},
		{name: "takes https for granted", at: "/servers", text: "host: a.example.com\nbasePath: /", want: `[{url: "https://a.example.com"}]`},
		{name: "understands a host with a scheme", at: "/servers", text: "host: 'http://a.example.com/'\nschemes: [https]", want: `[{url: "http://a.example.com"}]`},
		{name: "makes a relative server without a host", at: "/servers", text: "basePath: /v1", want: `[{url: /v1}]`},
		{
			name: "makes variables of a host's parameters", at: "/servers",
			text: "schemes: [https]\nbasePath: /v1\nparameters: {A: {name: account, in: path, required: true, type: string, description: d}}\nx-ms-parameterized-host: {hostTemplate: '{account}.{zone}', parameters: [{$ref: '#/parameters/A'}, {name: zone, in: path, type: string, default: a.example, enum: [a.example, b.example]}]}",
			want: `[{url: "https://{account}.{zone}/v1", variables: {account: {description: d}, zone: {default: a.example, enum: [a.example, b.example]}}}]`,
		},
		{
			name: "a host's template may have the scheme", at: "/servers",
			text: "x-ms-parameterized-host: {hostTemplate: '{endpoint}/x/', useSchemePrefix: false, parameters: [{name: endpoint, in: path, type: string}]}",
			want: `[{url: "{endpoint}/x", variables: {endpoint: {}}}]`,
		},
		{name: "makes no server of nothing", at: "/servers", text: "schemes: [https]", want: `null`},
		{
			name: "translates security definitions", at: "/components/securitySchemes",
			text: "securityDefinitions:\n  a: {type: basic, description: d}\n  b: {type: apiKey, in: header, name: X}\n  c: {type: oauth2, flow: accessCode, authorizationUrl: u, tokenUrl: v, scopes: {r: read}, x-a: 1}\n" +
				"  d: {type: oauth2, flow: application, tokenUrl: v}\n  e: {type: oauth2, flow: implicit, authorizationUrl: u}\n  f: {type: oauth2, flow: password, tokenUrl: v}\n  g: {type: http, scheme: bearer}",
			want: `{a: {type: http, description: d, scheme: basic}, b: {type: apiKey, in: header, name: X},
				c: {type: oauth2, x-a: 1, flows: {authorizationCode: {authorizationUrl: u, tokenUrl: v, scopes: {r: read}}}},
				d: {type: oauth2, flows: {clientCredentials: {tokenUrl: v, scopes: {}}}},
				e: {type: oauth2, flows: {implicit: {authorizationUrl: u, scopes: {}}}},
				f: {type: oauth2, flows: {password: {tokenUrl: v, scopes: {}}}}, g: {type: http, scheme: bearer}}`,
		},
		{
			name: "rewrites references and keywords of schemas", at: "/components/schemas",
			text: "definitions:\n  a/b: {$ref: '#/definitions/C%2525'}\n  C%25: {type: object, discriminator: kind, properties: {discriminator: {type: string, x-nullable: true}, f: {type: file}}}\n" +
				"  D: {allOf: [{$ref: '#/definitions/C%2525'}, {additionalProperties: {$ref: '#/definitions/a~1b'}}], items: {$ref: x.json}, type: [string, 'null'], example: {$ref: '#/definitions/C'}}",
			want: `{a/b: {$ref: '#/components/schemas/C%2525'}, C%25: {type: object, discriminator: {propertyName: kind}, properties: {discriminator: {type: string, x-nullable: true, nullable: true}, f: {type: string, format: binary}}},
				D: {allOf: [{$ref: '#/components/schemas/C%2525'}, {additionalProperties: {$ref: '#/components/schemas/a~1b'}}], items: {$ref: x.json}, type: [string, 'null'], example: {$ref: '#/definitions/C'}}}`,
		},
		{
			name: "maps discriminator values that definitions declare", at: "/components/schemas/Base/discriminator",
			text: "definitions:\n  Base: {discriminator: kind}\n  Mid: {allOf: [{$ref: '#/definitions/Base'}]}\n  Leaf: {x-ms-discriminator-value: '#leaf', allOf: [{$ref: '#/definitions/Mid'}]}",
			want: `{propertyName: kind, mapping: {'#leaf': '#/components/schemas/Leaf'}}`,
		},
	})
}

func TestUpgradeParameters(t *testing.T) {
	t.Parallel()
	list := func(in, format string) string {
		return "parameters: {P: {name: p, in: " + in + ", type: array, items: {type: string}" + format + "}}"
	}
	var cases []upgradeCase
	for _, c := range []struct{ in, format, style, explode string }{
		{"query", "", "form", "false"},
		{"query", "csv", "form", "false"},
		{"query", "ssv", "spaceDelimited", "false"},
		{"query", "tsv", "tabDelimited", "false"},
		{"query", "pipes", "pipeDelimited", "false"},
		{"query", "multi", "form", "true"},
		{"path", "", "simple", "false"},
		{"path", "multi", "simple", "false"},
		{"header", "csv", "simple", "false"},
	} {
		format := ""
		if c.format != "" {
			format = ", collectionFormat: " + c.format
		}
		cases = append(cases, upgradeCase{
			name: "a list in " + c.in + " as " + c.format, text: list(c.in, format), at: "/components/parameters/P",
			want: "{name: p, in: " + c.in + ", schema: {type: array, items: {type: string}}, style: " + c.style + ", explode: " + c.explode + "}",
		})
	}
	run(t, append(cases,
		upgradeCase{
			name: "a list in the path or a header that has no commas is one text", at: "/components/parameters",
			text: "parameters: {P: {name: p, in: path, type: array, items: {type: string}, collectionFormat: pipes}, H: {name: h, in: header, type: array, items: {type: integer}, collectionFormat: ssv}}",
			want: `{P: {name: p, in: path, schema: {type: string, description: Values separated by vertical bars.}, style: simple, explode: false},
				H: {name: h, in: header, schema: {type: string, description: Values separated by spaces.}, style: simple, explode: false}}`,
		},
		upgradeCase{
			name: "lists in a list are one text each", at: "/components/parameters/P",
			text: "parameters: {P: {name: p, in: query, type: array, collectionFormat: multi, items: {type: array, collectionFormat: pipes, items: {type: string}}}}",
			want: `{name: p, in: query, schema: {type: array, items: {type: string, description: Values separated by vertical bars.}}, style: form, explode: true}`,
		},
		upgradeCase{
			name: "a list needs no type", at: "/components/parameters/P",
			text: "parameters: {P: {name: p, in: query, items: {type: string}}}",
			want: `{name: p, in: query, schema: {items: {type: string}}, style: form, explode: false}`,
		},
		upgradeCase{
			name: "what is no list of parameters stays to be reported", at: "/paths/~1a/get",
			text: "paths: {/a: {get: {parameters: {name: p, in: query}}}}",
			want: `{parameters: {name: p, in: query}}`,
		},
		upgradeCase{
			name: "the schema of a parameter", at: "/components/parameters/P",
			text: "parameters: {P: {name: p, in: query, description: d, required: true, type: integer, format: int64, minimum: 1, default: 9007199254740993, enum: [1], x-nullable: true, x-example: e, x-enum-varnames: [a], allowEmptyValue: true}}",
			want: `{name: p, in: query, description: d, required: true, x-nullable: true, x-example: e, x-enum-varnames: [a], allowEmptyValue: true,
				schema: {type: integer, format: int64, minimum: 1, default: 9007199254740993, enum: [1], x-nullable: true, x-enum-varnames: [a], nullable: true}}`,
		},
		upgradeCase{
			name: "a parameter that is written as in 3.0", at: "/components/parameters/P",
			text: "parameters: {P: {name: p, in: query, schema: {$ref: '#/definitions/A'}}}",
			want: `{name: p, in: query, schema: {$ref: '#/components/schemas/A'}}`,
		},
		upgradeCase{
			name: "references to parameters", at: "/paths/~1a",
			text: "parameters: {P: {name: p, in: query, type: string}}\npaths: {/a: {$ref: 'a.yaml', parameters: [{$ref: '#/parameters/P'}, {$ref: 'p.json#/P'}]}}",
			want: `{$ref: a.yaml, parameters: [{$ref: '#/components/parameters/P'}, {$ref: 'p.json#/P'}]}`,
		},
	))
}

func TestUpgradeBodies(t *testing.T) {
	t.Parallel()
	run(t, []upgradeCase{
		{
			name: "a body becomes a request body of all media types", at: "/paths/~1a/post",
			text: "consumes: [application/xml]\npaths: {/a: {post: {tags: [t], consumes: [application/json, text/json], parameters: [{name: b, in: body, required: true, description: d, x-a: 1, schema: {$ref: '#/definitions/A'}}], deprecated: true}}}",
			want: `{tags: [t], requestBody: {x-name: b, required: true, description: d, x-a: 1, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, text/json: {schema: {$ref: '#/components/schemas/A'}}}}, deprecated: true}`,
		},
		{
			name: "the document says what is consumed, JSON if it does not", at: "/paths/~1a",
			text: "paths: {/a: {parameters: [{name: b, in: body, schema: {}}, {name: q, in: query, type: string}], put: {}, post: {parameters: [{name: f, in: formData, type: string}]}}}",
			want: `{parameters: [{name: q, in: query, schema: {type: string}}], put: {requestBody: {x-name: b, content: {application/json: {schema: {}}}}},
				post: {requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {f: {type: string}}}}}}}}`,
		},
		{
			name: "a shared body is a component",
			text: "parameters: {B: {name: b, in: body, schema: {type: string}}}\npaths: {/a: {put: {parameters: [{$ref: '#/parameters/B'}]}, post: {consumes: [text/plain], parameters: [{$ref: '#/parameters/B'}]}}}",
			want: `{openapi: 3.0.3, components: {requestBodies: {B: {x-name: b, content: {application/json: {schema: {type: string}}}}}},
				paths: {/a: {put: {requestBody: {$ref: '#/components/requestBodies/B'}}, post: {requestBody: {x-name: b, content: {text/plain: {schema: {type: string}}}}}}}}`,
		},
		{
			name: "form fields become one object; lists keep how they are written", at: "/paths/~1a/post/requestBody",
			text: "parameters: {F: {name: s, in: formData, type: string, required: true, description: d}}\n" +
				"paths: {/a: {post: {consumes: [application/json, application/x-www-form-urlencoded], parameters: [{$ref: '#/parameters/F'}, {name: l, in: formData, type: array, items: {type: integer}}, {name: m, in: formData, type: array, items: {type: integer}, collectionFormat: multi}]}}}",
			want: `{required: true, content: {application/x-www-form-urlencoded: {
				schema: {type: object, required: [s], properties: {s: {type: string, description: d}, l: {type: array, items: {type: integer}}, m: {type: array, items: {type: integer}}}},
				encoding: {l: {style: form, explode: false}, m: {style: form, explode: true}}}}}`,
		},
		{
			name: "a file makes the form a multipart body", at: "/paths/~1a/post/requestBody",
			text: "consumes: [application/x-www-form-urlencoded]\npaths: {/a: {post: {parameters: [{name: f, in: formData, type: file, required: true}]}}}",
			want: `{required: true, content: {multipart/form-data: {schema: {type: object, required: [f], properties: {f: {type: string, format: binary}}}}}}`,
		},
		{
			name: "consumes and produces may be one text, and a form field be in form", at: "/paths/~1a/post",
			text: "consumes: application/xml\nproduces: application/xml\npaths: {/a: {post: {consumes: multipart/form-data, parameters: [{name: f, in: form, type: string}], responses: {200: {schema: {type: string}}, 201: {schema: null}}}}}",
			want: `{requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string}}}}}},
				responses: {200: {content: {application/xml: {schema: {type: string}}}}, 201: {}}}`,
		},
		{
			name: "a body beside a form wins", at: "/paths/~1a/post/requestBody",
			text:  "paths: {/a: {post: {parameters: [\n{name: f, in: formData, type: string}, {name: b, in: body, schema: {}}]}}}",
			want:  `{x-name: b, content: {application/json: {schema: {}}}}`,
			diags: []string{"f:3:1: warning: the operation has several bodies; only the first body parameter is sent (several-bodies)\n\thint: in Swagger 2.0 an operation has one parameter in body, or any number in formData, but not both"},
		},
	})
}

func TestUpgradeResponses(t *testing.T) {
	t.Parallel()
	run(t, []upgradeCase{
		{
			name: "a schema becomes content of all media types, with the examples", at: "/paths/~1a/get/responses",
			text: "produces: [application/json, text/csv]\npaths: {/a: {get: {responses: {200: {description: d, schema: {$ref: '#/definitions/A'}, examples: {application/json: {a: 1}}, headers: {X: {type: array, items: {type: string}, description: h}}}, 204: {description: none}, x-a: {schema: 1}}}}}",
			want: `{200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}, example: {a: 1}}, text/csv: {schema: {$ref: '#/components/schemas/A'}}},
				headers: {X: {description: h, schema: {type: array, items: {type: string}}, style: simple, explode: false}}}, 204: {description: none}, x-a: {schema: 1}}`,
		},
		{
			name: "a file is never JSON", at: "/paths/~1a",
			text: "produces: [application/json]\npaths: {/a: {get: {responses: {200: {schema: {type: file}}}}, put: {produces: [application/json, image/png], responses: {200: {schema: {type: file}}}}}}",
			want: `{get: {responses: {200: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}}}, put: {responses: {200: {content: {image/png: {schema: {type: string, format: binary}}}}}}}`,
		},
		{
			name: "a shared response is copied where something else is produced", at: "/paths/~1a",
			text: "responses: {R: {description: d, schema: {type: string}}}\npaths: {/a: {get: {responses: {200: {$ref: '#/responses/R'}}}, put: {produces: [text/plain], responses: {200: {$ref: '#/responses/R'}}}}}",
			want: `{get: {responses: {200: {$ref: '#/components/responses/R'}}}, put: {responses: {200: {description: d, content: {text/plain: {schema: {type: string}}}}}}}`,
		},
		{
			name: "schemes of an operation make servers only if the document's first one does not do", at: "/paths/~1a",
			text: "host: a.example.com\nschemes: [http, https]\npaths: {/a: {get: {schemes: [https]}, put: {schemes: [http]}}}",
			want: `{get: {}, put: {servers: [{url: "http://a.example.com"}]}}`,
		},
	})
}

func TestUpgradeKeepsPositions(t *testing.T) {
	t.Parallel()
	doc := upgrade.Upgrade(parse(t, "swagger: '2.0'\nparameters:\n  P:\n    name: p\n    in: query\n    type: string\n    collectionFormat: multi\nhost: h\n"), &diag.List{})
	for pointer, want := range map[string]string{
		"/openapi":                             "f:1:10",
		"/servers/0/url":                       "f:8:7",
		"/components/parameters/P":             "f:4:5",
		"/components/parameters/P/schema":      "f:4:5",
		"/components/parameters/P/schema/type": "f:6:11",
	} {
		if got := doc.At(pointer).Pos().String(); got != want {
			t.Errorf("%s is at %s, want %s", pointer, got, want)
		}
	}
}

func TestUpgradeLeavesOtherVersionsAlone(t *testing.T) {
	t.Parallel()
	root := parse(t, "{openapi: 3.1.0, definitions: {}}")
	if upgrade.Upgrade(root, &diag.List{}) != root || upgrade.Upgrade(nil, &diag.List{}) != nil {
		t.Error("the tree has changed")
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text         string
		major, minor int
		diag         string
	}{
		{text: "swagger: '2.0'", major: 2},
		{text: "swagger: 2.0", major: 2},
		{text: "swagger: 2", major: 2},
		{text: "openapi: 3.0.4", major: 3},
		{text: "openapi: 3.1", major: 3, minor: 1},
		{text: "openapi: 3.1.0-rc1", major: 3, minor: 1},
		{text: "openapi: 3.2.0", major: 3, minor: 2},
		{text: "openapi: 3.3.0", diag: `f:1:10: error: version "3.3.0" is not supported (unsupported-version)`},
		{text: "openapi: 3.10.0", diag: `f:1:10: error: version "3.10.0" is not supported (unsupported-version)`},
		{text: "openapi: 2.0", diag: "f:1:10: error: version 2.0 is not supported (unsupported-version)"},
		{text: "openapi: null", diag: "f:1:10: error: version null is not supported (unsupported-version)"},
		{text: "swagger: '3.0'", major: 3},
		{text: "openapi: v3.1.0", major: 3, minor: 1},
		{text: "swagger: '1.2'", diag: `f:1:10: error: version "1.2" is not supported (unsupported-version)`},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			major, minor := upgrade.Version(parse(t, c.text), &diags)
			got := ""
			for _, d := range diags.Sorted() {
				d.Hint = ""
				got += d.String()
			}
			if major != c.major || minor != c.minor || got != c.diag {
				t.Errorf("got %d.%d %s, want %d.%d %s", major, minor, got, c.major, c.minor, c.diag)
			}
		})
	}
}

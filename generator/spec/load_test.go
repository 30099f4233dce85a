package spec_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec"
)

func TestLoadReadsTheDocument(t *testing.T) {
	t.Parallel()
	a, list := load(t, map[string]string{"a.yaml": `
openapi: 3.2.0
info: {title: Shop, summary: s, description: d, version: 1.0}
externalDocs: {url: https://docs.example}
servers:
- {url: 'https://{region}.example/v1', name: main, description: d, variables: {region: {default: eu, enum: [eu, us], description: r}}}
tags: [{name: b, description: d}, {name: a, parent: b, summary: s}]
components:
  securitySchemes:
    o: {type: oauth2, flows: {deviceAuthorization: {deviceAuthorizationUrl: https://d, tokenUrl: https://t, scopes: {w: write, r: read}}}}
    k: {type: apiKey, in: header, name: X-Key, deprecated: true}
webhooks:
  paid: {post: {summary: s, requestBody: {content: {application/json: {schema: {type: string}}}}}}
`})
	same(t, "problems", `a.yaml:3:58: note: "version" should be a string; number is read as one (mended-keyword)
a.yaml:13:16: note: nothing tells the webhook "paid" from others: no header and no member of its body always has a value that is its own; its handler is for a URL of its own (webhook-untold)
	hint: say in the configuration where the type is, and what it is: webhooks: {type: {field: type}, events: {"paid": [paid]}}`, problems(t, list))
	clean(a)
	want := &api.API{
		Title: "Shop", Summary: "s", Description: "d", Version: "1.0", DocsURL: "https://docs.example",
		Servers: []api.Server{{
			URL: "https://{region}.example/v1", Name: "main", Description: "d",
			Variables: []api.ServerVariable{{Name: "region", Default: "eu", Enum: []string{"eu", "us"}, Description: "r"}},
		}},
		Tags: []api.Tag{{Name: "b", Description: "d"}, {Name: "a", Parent: "b", Summary: "s"}},
		Schemes: []api.SecurityScheme{
			{Key: "k", Type: "apiKey", In: "header", Name: "X-Key", Deprecated: true},
			{Key: "o", Type: "oauth2", Flows: []api.Flow{{
				Type: "deviceAuthorization", DeviceURL: "https://d", TokenURL: "https://t",
				Scopes: []api.Scope{{Name: "r", Description: "read"}, {Name: "w", Description: "write"}},
			}}},
		},
		Webhooks: []api.Webhook{{
			Name: "paid", Pointer: "#/webhooks/paid/post", Method: "POST", Summary: "s",
			Body: &api.Body{Content: []api.Media{{
				Type:   "application/json",
				Schema: &api.Use{ID: "#/webhooks/paid/post/requestBody/content/application~1json/schema"},
			}}},
			Responses: []api.Response{},
		}},
		Events: &api.Events{List: []api.Event{{
			Key: "paid", Pointer: "#/webhooks/paid/post", Summary: "s",
			Why: "no header and no member of its body always has a value that is its own",
			Body: []api.Media{{
				Type:   "application/json",
				Schema: &api.Use{ID: "#/webhooks/paid/post/requestBody/content/application~1json/schema"},
			}},
		}}},
		Schemas: map[api.ID]*api.Schema{
			"#/webhooks/paid/post/requestBody/content/application~1json/schema": {
				ID: "#/webhooks/paid/post/requestBody/content/application~1json/schema", Kind: api.String,
			},
		},
	}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("API (-want +got):\n%s", diff)
	}
}

func TestLoadReadsFactsOfPropertiesAndSchemas(t *testing.T) {
	t.Parallel()
	a, list := load(t, map[string]string{"a.yaml": document(`
A:
  title: T
  description: about A
  type: object
  deprecated: true
  x-deprecated-reason: use B
  x-go-name: Alpha
  properties:
    b: {$ref: '#/components/schemas/B', description: the b, readOnly: true, default: 9007199254740993}
    c: {type: string, description: the c, writeOnly: true, deprecated: true, default: x, x-ms-client-name: see}
B: {type: integer, description: about B, minimum: 1, exclusiveMaximum: 12345678901234567890, x-go-type: {type: big.Int, import: math/big}}
`)})
	same(t, "problems", "", problems(t, list))
	clean(a)
	exact, text := api.Value("9007199254740993"), api.Value(`"x"`)
	want := map[api.ID]*api.Schema{
		"#/components/schemas/A": {
			ID: "#/components/schemas/A", Name: "A", Title: "T", Description: "about A", Reason: "use B", Kind: api.Object,
			Deprecated: true, GoName: "Alpha",
			Properties: []api.Property{
				{Name: "b", Schema: api.Use{ID: "#/components/schemas/B"}, ReadOnly: true, Description: "the b", Default: &exact},
				{Name: "c", Schema: api.Use{ID: "#/components/schemas/A/properties/c"}, WriteOnly: true, Deprecated: true, Description: "the c", Default: &text, GoName: "see"},
			},
		},
		"#/components/schemas/A/properties/c": {
			ID: "#/components/schemas/A/properties/c", Description: "the c", Kind: api.String, WriteOnly: true, Deprecated: true, Default: &text, GoName: "see",
		},
		"#/components/schemas/B": {
			ID: "#/components/schemas/B", Name: "B", Description: "about B", Kind: api.Integer, Format: "uint64",
			Constraints: api.Constraints{Minimum: "1", Maximum: "12345678901234567890", ExclusiveMaximum: true},
			GoType:      "big.Int", GoImport: "math/big",
		},
	}
	if diff := cmp.Diff(want, a.Schemas); diff != "" {
		t.Errorf("schemas (-want +got):\n%s", diff)
	}
}

func TestTheNameOfAnEnumIsNotThatOfItsProperty(t *testing.T) {
	t.Parallel()
	a, _ := load(t, map[string]string{"a.yaml": document("A: {properties: {tier: {type: string, enum: [a], x-ms-enum: {name: SkuTier}}, b: {type: string, x-ms-client-name: bee}}}")})
	p := a.Schemas["#/components/schemas/A"].Properties
	if p[0].GoName != "" || p[1].GoName != "bee" {
		t.Errorf("the properties are called %q and %q, want none and bee", p[0].GoName, p[1].GoName)
	}
	if got := a.Schemas[p[0].Schema.ID].GoName; got != "SkuTier" {
		t.Errorf("the type is called %q, want SkuTier", got)
	}
}

// clean removes positions.
func clean(a *api.API) {
	for _, s := range a.Schemas {
		s.Pos.File, s.Pos.Line, s.Pos.Col = "", 0, 0
		for i := range s.Properties {
			s.Properties[i].Pos = s.Pos
		}
	}
	for i := range a.Schemes {
		a.Schemes[i].Pos.File, a.Schemes[i].Pos.Line, a.Schemes[i].Pos.Col = "", 0, 0
	}
	cleanWebhooks(a.Webhooks)
	if a.Events != nil {
		for i := range a.Events.List {
			a.Events.List[i].Pos.File, a.Events.List[i].Pos.Line, a.Events.List[i].Pos.Col = "", 0, 0
		}
	}
	for i := range a.Operations {
		op := &a.Operations[i]
		op.Pos.File, op.Pos.Line, op.Pos.Col = "", 0, 0
		if op.Paging != nil {
			for i := range op.Paging.Evidence {
				op.Paging.Evidence[i].Pos = op.Pos
			}
		}
		cleanParts(op.Params, op.Body, op.Responses)
		cleanWebhooks(op.Callbacks)
	}
}

func cleanWebhooks(hooks []api.Webhook) {
	for i := range hooks {
		hooks[i].Pos.File, hooks[i].Pos.Line, hooks[i].Pos.Col = "", 0, 0
		cleanParts(hooks[i].Params, hooks[i].Body, hooks[i].Responses)
	}
}

func cleanParts(params []api.Param, body *api.Body, responses []api.Response) {
	for i := range params {
		params[i].Pos.File, params[i].Pos.Line, params[i].Pos.Col = "", 0, 0
	}
	if body != nil {
		body.Pos.File, body.Pos.Line, body.Pos.Col = "", 0, 0
		slices.SortFunc(body.Content, func(a, b api.Media) int { return strings.Compare(a.Type, b.Type) })
	}
	for i := range responses {
		r := &responses[i]
		r.Pos.File, r.Pos.Line, r.Pos.Col = "", 0, 0
		slices.SortFunc(r.Content, func(a, b api.Media) int { return strings.Compare(a.Type, b.Type) })
		cleanParts(r.Headers, nil, nil)
	}
}

func TestUnusableDocumentsAreErrors(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ doc, want string }{
		"nothing":           {"openapi: 3.0.0\ninfo: {}", "a.yaml:1:1: error: the document describes nothing: it has no paths, webhooks or components (empty-document)\n\thint: is this a part of another document? Give apigen the one that refers to it"},
		"paths that are no": {"openapi: 3.0.0\npaths: []", "a.yaml:1:1: error: the document describes nothing: it has no paths, webhooks or components (empty-document)\n\thint: is this a part of another document? Give apigen the one that refers to it"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, list := load(t, map[string]string{"a.yaml": c.doc})
			same(t, "problems", c.want, problems(t, list))
			if a != nil {
				t.Error("an API was returned")
			}
		})
	}
}

// corpus is the directory of vendors' documents, and the test is skipped without one.
func corpus(t *testing.T) (dir string, files []string) {
	t.Helper()
	dir = os.Getenv("APIGEN_CORPUS")
	if dir == "" {
		t.Skip("APIGEN_CORPUS is not set")
	}
	list, err := os.ReadFile(filepath.Join(dir, "FILES.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, strings.Fields(string(list))
}

// vendor is the directory of a corpus that holds all files of one vendor.
func vendor(dir, file string) string {
	parts := strings.Split(file, "/")
	n := 2
	if parts[0] == "registry" {
		n = 3
		if strings.HasPrefix(parts[2], "@") {
			n = 4
		}
	}
	return filepath.Join(dir, filepath.Join(parts[:min(n, len(parts)-1)]...))
}

func TestVendorsDocumentsLoad(t *testing.T) {
	dir, files := corpus(t)
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			a, list := spec.Load(context.Background(), spec.Options{Location: filepath.Join(dir, file), Root: vendor(dir, file)})
			if a == nil {
				t.Fatal(problems(t, list))
			}
			sound(t, a)
			if len(a.Operations)+len(a.Webhooks)+len(a.Schemas) == 0 {
				t.Error("nothing was lowered")
			}
		})
	}
}

// sound checks what every room behind may rely on.
func sound(t testing.TB, a *api.API) {
	t.Helper()
	for id, s := range a.Schemas {
		uses := []api.Use{}
		for _, p := range s.Properties {
			uses = append(uses, p.Schema)
		}
		for _, v := range s.Variants {
			uses = append(uses, v.Schema)
		}
		if s.Items != nil {
			uses = append(uses, *s.Items)
		}
		if s.Additional != nil && s.Additional.Schema != nil {
			uses = append(uses, *s.Additional.Schema)
		}
		for _, u := range uses {
			if a.Schemas[u.ID] == nil {
				t.Errorf("%s uses %s, which does not exist", id, u.ID)
			}
		}
		if s.ID != id || (s.Kind == api.Union) != (len(s.Variants) > 1) {
			t.Errorf("%s: ID %s, %s with %d variants", id, s.ID, s.Kind, len(s.Variants))
		}
	}
}

// TestOrderOfKeysMeansNothing shuffles the keys of documents: only the order of properties may change, and that of media
// types, which is the document's too.
func TestOrderOfKeysMeansNothing(t *testing.T) {
	t.Parallel()
	const doc = `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"security":[{"b":[],"a":[]}],
"paths":{"/b":{"get":{"parameters":[{"name":"cursor","in":"query","schema":{"type":"string"}}],"responses":{"200":{"description":"d","headers":{"B":{},"A":{}},
"content":{"application/json":{"schema":{"properties":{"items":{"items":{"$ref":"#/components/schemas/Pet"}},"next_cursor":{"type":"string"},"end_cursor":{"type":"string"}}}}}},"default":{"description":"d"}}},
"put":{"requestBody":{"content":{"b/b":{},"application/json":{"schema":{"$ref":"#/components/schemas/U"}}}}}},"/a":{"$ref":"#/components/pathItems/A"}},
"components":{"pathItems":{"A":{"post":{"callbacks":{"b":{"x":{"post":{}}},"a":{"y":{"post":{},"get":{}}}}}}},
"securitySchemes":{"a":{"type":"http","scheme":"basic"},"b":{"type":"http","scheme":"bearer"}},
"schemas":{"Pet":{"type":"object","discriminator":{"propertyName":"t","mapping":{"z":"Cat","y":"Dog","x":"Dog"}},"properties":{"t":{"type":"string"}}},
"Dog":{"allOf":[{"$ref":"#/components/schemas/Pet"},{"properties":{"a":{"const":"x"},"type":{"const":"d"},"b":{"const":"1"}},"required":["b","a"]}]},
"Cat":{"properties":{"b":{"const":"2"},"a":{"const":"y"},"type":{"const":"c"}},"required":["a","b"],"allOf":[{"$ref":"#/components/schemas/Pet"}]},
"U":{"type":"object","properties":{"q":{"type":"string"},"p":{"type":"integer"}},"anyOf":[{"$ref":"#/components/schemas/Dog"},{"$ref":"#/components/schemas/Cat"}]}}}}`
	shuffled(t, []byte(doc), 5)
}

func TestOrderOfKeysMeansNothingToVendors(t *testing.T) {
	dir, files := corpus(t)
	for _, file := range files {
		if !strings.HasSuffix(file, ".json") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 2<<20 || strings.Contains(string(data), ".json#") || strings.Contains(string(data), `.json"`) {
			continue // large ones take long, those of several files would lose their place
		}
		t.Run(file, func(t *testing.T) { shuffled(t, data, 1) })
	}
}

func shuffled(t *testing.T, doc []byte, seeds uint64) {
	t.Helper()
	opts := spec.Options{Location: "-", Stdin: strings.NewReader(string(doc))}
	want, _ := spec.Load(context.Background(), opts)
	if want == nil {
		t.Skip("the document does not load")
	}
	canonical(want)
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 1))
		opts.Stdin = strings.NewReader(string(shuffle(random, doc)))
		got, _ := spec.Load(context.Background(), opts)
		canonical(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("after shuffling (-want +got):\n%s", diff)
		}
	}
}

// canonical removes what the order of keys may change.
func canonical(a *api.API) {
	clean(a)
	for _, s := range a.Schemas {
		slices.SortFunc(s.Properties, func(a, b api.Property) int { return strings.Compare(a.Name, b.Name) })
	}
}

// shuffle writes a JSON value with its keys in a random order.
func shuffle(random *rand.Rand, data []byte) []byte {
	var object map[string]json.RawMessage
	var array []json.RawMessage
	switch {
	case len(data) > 0 && data[0] == '{' && json.Unmarshal(data, &object) == nil:
		keys := make([]string, 0, len(object))
		for key := range object {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		random.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		out := []byte("{")
		for i, key := range keys {
			name, _ := json.Marshal(key)
			if i > 0 {
				out = append(out, ',')
			}
			out = append(append(append(out, name...), ':'), shuffle(random, object[key])...)
		}
		return append(out, '}')
	case len(data) > 0 && data[0] == '[' && json.Unmarshal(data, &array) == nil:
		out := []byte("[")
		for i, item := range array {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, shuffle(random, item)...)
		}
		return append(out, ']')
	}
	return data
}

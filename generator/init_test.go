package generator_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

func TestInitWritesWhatFlagsSay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"vendor.yaml": shopText(moreOrders), "fix.yaml": fixText})
	c := generator.Config{
		Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "shop"), Package: "store", Strict: true,
		Overlays: []string{filepath.Join(dir, "fix.yaml")}, Include: []generator.Choice{{Tag: "Orders", Method: "GET"}},
		Exclude: []generator.Choice{{Operation: "list*"}},
	}
	made, err := generator.Init(t.Context(), c, nil)
	if err != nil || made.Failed() {
		t.Fatal(err, made.Diagnostics)
	}
	want := tree{"source": "vendor.yaml", "out": "shop", "package": "store", "overlay": "fix.yaml", "include": "tag=Orders,method=GET", "exclude": "operation=list*"}
	got := configured(t, c.Out)
	is := tree{"source": rel(t, dir, got.Source), "out": rel(t, dir, got.Out), "package": got.Package, "overlay": rel(t, dir, got.Overlays[0]),
		"include": got.Include[0].String(), "exclude": got.Exclude[0].String()}
	if diff := cmp.Diff(want, is); diff != "" || !got.Strict {
		t.Errorf("the configuration that was written (-want +got):\n%s", diff)
	}
	if made.Survey.Operations != 1 || !slices.Contains(made.Written, "generate.go") || content(t, filepath.Join(c.Out, "generate.go")) != "package store\n\n//go:generate go tool apigen generate\n" {
		t.Errorf("made %+v", made)
	}
	checkClean(t, got)
}

func rel(t *testing.T, dir, file string) string {
	t.Helper()
	name, err := filepath.Rel(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}

func TestADocumentCannotWriteTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a title of several lines": strings.Replace(shopText(""), "title: Shop API", `title: "Shop\nstrict: true\nspec: /etc/passwd\u2028x\u001b[31m"`, 1),
		"a tag of several lines":   strings.Replace(shopText(""), "tags: [Orders]", `tags: ["a\nstrict: true", "#"]`, 1),
		"a path with quotes":       strings.Replace(shopText(""), "/orders/{id}:", `"/orders\n\"strict: true/{id}":`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, tree{"vendor.yaml": text})
			made, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "shop")}, nil)
			if err != nil || made.Failed() {
				t.Fatal(err, made.Diagnostics)
			}
			c := configured(t, filepath.Join(dir, "shop"))
			if c.Strict || rel(t, dir, c.Spec) != "shop/vendor.yaml" || strings.ContainsAny(made.Survey.Text(), "\x1b\u2028") {
				t.Errorf("the document has written the configuration:\n%s", content(t, filepath.Join(c.Out, "apigen.yaml")))
			}
		})
	}
}

func TestInitTouchesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		there tree
		err   string
	}{
		"a configuration":            {tree{"apigen.yaml": ""}, "apigen.yaml is there already"},
		"a file that it would write": {tree{"client.go": mark + "package shop\n"}, "client.go is there already"},
		"a file of somebody else":    {tree{"orders.go": "package shop\n"}, "orders.go: not made by apigen"},
		"another package":            {tree{"main.go": "package main\n"}, "main.go is of package main, the client would be package shop"},
		"a document of that name":    {tree{"vendor.yaml": "x: y\n"}, "vendor.yaml is there already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, tree{"vendor.yaml": shopText(""), "shop/": ""})
			put(t, filepath.Join(dir, "shop"), c.there)
			before := read(t, dir)
			_, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "shop")}, nil)
			checkError(t, err, c.err)
			if diff := cmp.Diff(before, read(t, dir)); diff != "" {
				t.Errorf("the directory afterwards (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInitLeavesADocumentWhereItIsIfThatIsItsPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"shop.yaml": shopText("")})
	if _, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "shop.yaml"), Out: dir, Package: "shop"}, nil); err != nil {
		t.Fatal(err)
	}
	c := configured(t, dir)
	if c.Source != "" || rel(t, dir, c.Spec) != "shop.yaml" {
		t.Errorf("the configuration is %+v", c)
	}
	checkClean(t, c)
}

func TestADocumentFromStandardInputIsKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := generator.Init(t.Context(), generator.Config{Spec: "-", Stdin: strings.NewReader(shopText("")), Out: dir}, nil); err != nil {
		t.Fatal(err)
	}
	if c := configured(t, dir); c.Source != "" || content(t, filepath.Join(dir, "openapi.yaml")) != shopText("") {
		t.Errorf("the configuration is %+v", c)
	}
}

const paged = `openapi: 3.1.0
info: {title: Vendor's Lists API, version: '1'}
components:
  securitySchemes: {used: {type: http, scheme: bearer}, idle: {type: apiKey, in: header, name: X-Key}, odd: {type: mutualTLS}}
  schemas: {Thing: {type: object, properties: {id: {type: string}}}, Things: {type: array, items: {$ref: '#/components/schemas/Thing'}}}
  responses:
    things: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}
    gone: {$ref: '#/components/responses/none'}
security: [{used: [], odd: []}]
paths:
  /whole: {get: {tags: [T], operationId: whole, responses: {'200': {$ref: '#/components/responses/things'}}}}
  /with/{id}: {get: {tags: [T], operationId: one, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {$ref: '#/components/responses/things'}}}}
  /bounded: {get: {tags: [T], operationId: bounded, parameters: [{name: limit, in: query, schema: {type: integer}}], responses: {'200': {$ref: '#/components/responses/things'}}}}
  /unread: {get: {tags: [T], operationId: unread, responses: {'200': {$ref: '#/components/responses/gone'}}}}
`

func TestTheSurveyTellsWhatSomebodyCanActUpon(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"vendor.yaml": paged})
	made, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "lists")}, nil)
	if err != nil || made.Failed() {
		t.Fatal(err, made.Diagnostics)
	}
	want := []generator.Doubt{{Operation: "GET /bounded", Why: `its items are the response body, and query parameter "limit" bounds how many come, but nothing in the request moves the position`}}
	if diff := cmp.Diff(want, made.Survey.Doubts); diff != "" {
		t.Errorf("the doubts (-want +got):\n%s", diff)
	}
	text := made.Survey.Text()
	for _, row := range []string{
		"operations   4 in 1 service, T\n", "lists        not in pages 1\n", "skipped      no operation\n",
		"auth         idle: no option, as no operation asks for it; an overlay can add security; odd: no option, mutualTLS is left to you; used: WithBearerToken\n",
		"in doubt     1 that may go on in pages; apigen explain \"GET /bounded\" says which line", "warnings     ",
	} {
		if !strings.Contains(text, row) {
			t.Errorf("the survey has no %q:\n%s", row, text)
		}
	}
	if config := content(t, filepath.Join(made.Out, "apigen.yaml")); !strings.Contains(config, `"GET /bounded": {paging`) || strings.Contains(config, "/whole") {
		t.Errorf("the configuration is\n%s", config)
	}
	if made.Module || made.Tool || made.Copied != 1 || made.Source == "" {
		t.Errorf("made %+v", made)
	}
}

func TestInitTellsHowToKeepADocumentThatReachesOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := strings.Replace(shopText(""), "'#/components/schemas/Order'", "'../common/order.yaml'", 1)
	put(t, dir, tree{"api/": "", "common/": "", "api/shop.yaml": text, "common/order.yaml": "type: object\nproperties: {id: {type: string}}\n"})
	c := generator.Config{Spec: filepath.Join(dir, "api", "shop.yaml"), Out: filepath.Join(dir, "shop")}
	made, err := generator.Init(t.Context(), c, nil)
	if err != nil || len(made.Diagnostics) == 0 || !strings.Contains(made.Diagnostics[0].Hint, "--ref-root DIR") {
		t.Fatalf("%+v, %v", made.Diagnostics, err)
	}
	if err := os.RemoveAll(c.Out); err != nil {
		t.Fatal(err)
	}
	c.Refs.Root = dir
	made, err = generator.Init(t.Context(), c, nil)
	if err != nil || len(made.Diagnostics) != 0 || made.Source != "" || made.Copied != 0 {
		t.Errorf("with --ref-root: %+v, %v", made, err)
	}
	checkClean(t, configured(t, c.Out))
}

func TestADirectoryIsNamedAfterTheAPI(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Vendor's Lists API": "vendorlists", "The REST API of Shop v2": "shop", "API": "client", "Ünïcode": "ncode", "2020": "client",
	} {
		dir := t.TempDir()
		t.Run(title, func(t *testing.T) {
			text := strings.Replace(shopText(""), "title: Shop API", "title: '"+strings.ReplaceAll(title, "'", "''")+"'", 1)
			made, err := generator.Init(t.Context(), generator.Config{Spec: "-", Stdin: strings.NewReader(text), Out: filepath.Join(dir, generator.NameOfAPI([]byte(text), "-"))}, nil)
			if err != nil || filepath.Base(made.Out) != want {
				t.Errorf("%q, %v, want %q", made.Out, err, want)
			}
		})
	}
}

// The files of a document may stand beside its directory. Relative references lead to the copies as they do to the originals.
func TestADocumentThatReachesAboveItsDirectoryIsCopiedWhole(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	text := func(member string) map[string]string {
		return map[string]string{
			"/api/v1/shop.yaml":       strings.Replace(shopText(""), "'#/components/schemas/Order'", "'../common/order.yaml'", 1),
			"/api/common/order.yaml":  "type: object\nproperties: {" + member + ": {$ref: '../../shared/id.yaml'}}\n",
			"/shared/id.yaml":         "type: string\n",
			"/api/v1/other/unused.md": "",
		}
	}
	v.publishes(text("id"))
	c := generator.Config{Spec: v.URL + "/api/v1/shop.yaml", Out: filepath.Join(t.TempDir(), "shop")}
	made, err := generator.Init(t.Context(), c, nil)
	if err != nil || len(made.Diagnostics) == 0 || !strings.Contains(made.Diagnostics[0].Hint, "--allow-origin "+v.URL) {
		t.Fatalf("%+v, %v", made.Diagnostics, err)
	}
	if err := os.RemoveAll(c.Out); err != nil {
		t.Fatal(err)
	}
	c.Refs.Allow = []string{v.URL}
	made, err = generator.Init(t.Context(), c, nil)
	if err != nil || len(made.Diagnostics) != 0 || made.Copied != 3 {
		t.Fatalf("with --allow-origin: %+v, %v", made, err)
	}
	config := configured(t, c.Out)
	if diff := cmp.Diff("spec/api/v1/shop.yaml", rel(t, c.Out, config.Spec)); diff != "" {
		t.Error(diff)
	}
	checkClean(t, config)
	same, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
	if err != nil || !same.Same {
		t.Errorf("nothing has changed: %+v, %v", same, err)
	}
	v.publishes(text("number"))
	done, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
	if err != nil || len(done.Diagnostics) != 0 || done.Verdict != generator.Breaking {
		t.Errorf("a file above has changed: %+v, %v", done, err)
	}
	if !strings.Contains(content(t, filepath.Join(c.Out, "spec", "api", "common", "order.yaml")), "number") {
		t.Error("the copy of the file above is the old one")
	}
	checkClean(t, configured(t, c.Out))
}

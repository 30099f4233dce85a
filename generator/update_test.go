package generator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// shopText is a document with one operation; what differs between its versions is put in.
func shopText(more string) string {
	return `openapi: 3.1.0
info: {title: Shop API, version: '1'}
paths:
  /orders/{id}:
    get:
      tags: [Orders]
      operationId: getOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
` + more + `components: {schemas: {Order: {type: object, required: [id], properties: {id: {type: string}, total: {type: integer}}}}}
`
}

const moreOrders = `  /orders:
    get:
      tags: [Orders]
      operationId: listOrders
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}
`

// vendor is a server that publishes documents. It may be told to publish others while it runs.
type vendor struct {
	*httptest.Server
	handle atomic.Pointer[http.HandlerFunc]
	asked  atomic.Int64
}

func newVendor(t *testing.T) *vendor {
	v := &vendor{}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.asked.Add(1)
		(*v.handle.Load())(w, r)
	}))
	t.Cleanup(v.Close)
	return v
}

func (v *vendor) does(h http.HandlerFunc) { v.handle.Store(&h) }

// publishes serves files by their paths, each with an ETag of its content.
func (v *vendor) publishes(files map[string]string) {
	v.does(func(w http.ResponseWriter, r *http.Request) {
		text, ok := files[r.URL.Path]
		tag := fmt.Sprintf("%q", fmt.Sprint(len(text), strings.Count(text, "e")))
		switch {
		case !ok:
			http.NotFound(w, r)
		case r.Header.Get("If-None-Match") == tag:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", tag)
			_, _ = io.WriteString(w, text)
		}
	})
}

// begun is a client of a vendor's document, and its configuration.
func begun(t *testing.T, v *vendor, files map[string]string) generator.Config {
	t.Helper()
	v.publishes(files)
	dir := filepath.Join(t.TempDir(), "shop")
	made, err := generator.Init(t.Context(), generator.Config{Spec: v.URL + "/v1/openapi.yaml", Out: dir}, nil)
	if err != nil || made.Failed() {
		t.Fatal(err, made.Diagnostics)
	}
	return configured(t, dir)
}

func configured(t *testing.T, dir string) generator.Config {
	t.Helper()
	c, found := generator.ReadConfig(filepath.Join(dir, "apigen.yaml"))
	if list := found.Sorted(); len(list) > 0 {
		t.Fatal(list)
	}
	return c
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	const page = "/v1/openapi.yaml"
	for name, c := range map[string]struct {
		next    http.HandlerFunc // nil: Text
		text    string
		options generator.UpdateOptions
		verdict generator.Verdict
		same    bool
		err     string // of the error, or of the first diagnostic
		wrote   bool
	}{
		"a server that knows its own document answers 304": {text: shopText(""), verdict: generator.Unchanged, same: true},
		"a server without conditional requests sends the same again": {
			next:    func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, shopText("")) },
			verdict: generator.Unchanged, same: true,
		},
		"what is added is compatible": {text: shopText(moreOrders), verdict: generator.Compatible, wrote: true},
		"what is taken away is breaking": {
			text: strings.Replace(shopText(""), ", total: {type: integer}", "", 1), verdict: generator.Breaking, wrote: true,
		},
		"a breaking change is refused if that is asked for": {
			text:    strings.Replace(shopText(""), ", total: {type: integer}", "", 1),
			options: generator.UpdateOptions{FailOn: generator.Breaking}, verdict: generator.Breaking,
		},
		"a compatible change is not refused by that": {
			text: shopText(moreOrders), options: generator.UpdateOptions{FailOn: generator.Breaking}, verdict: generator.Compatible, wrote: true,
		},
		"a dry run writes nothing": {
			text: shopText(moreOrders), options: generator.UpdateOptions{DryRun: true}, verdict: generator.Compatible,
		},
		"a comment alone writes the new copy": {text: "# of today\n" + shopText(""), verdict: generator.Unchanged, wrote: true},
		"a broken document":                   {text: "openapi: [3.1.0\n", err: "error: "},
		"a document that is none":             {text: `{"error": "maintenance"}`, err: "not-openapi"},
		"a web page in its place":             {text: "<!doctype html><title>Sign in</title>", err: "it is HTML or XML"},
		"a document that has vanished":        {next: http.NotFound, err: "the server answered 404 Not Found; has the vendor moved the document?"},
		"a server that is down": {
			next: func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusServiceUnavailable) },
			err:  "the server answered 503",
		},
		"a document that never ends": {
			next: func(w http.ResponseWriter, _ *http.Request) {
				spaces := strings.Repeat(" ", 1<<20)
				for range 65 {
					if _, err := io.WriteString(w, spaces); err != nil {
						return
					}
				}
			},
			err: "it has more than the 64 MiB that one file may have",
		},
		"a body that is cut": {
			next: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "1000")
				_, _ = io.WriteString(w, "openapi: 3.1.0\n")
			},
			err: "unexpected EOF",
		},
		"a redirect to another server": {
			next: func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://localhost:1/elsewhere?token=hidden", http.StatusFound)
			},
			err: "it redirects to another server, http://localhost:1/elsewhere; if that is right, name it",
		},
		"a redirect in a circle": {
			next: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, page, http.StatusFound) },
			err:  "more than 10 redirects",
		},
		"a redirect on the same server is followed": {
			next: func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == page {
					http.Redirect(w, r, "/v2/openapi.yaml", http.StatusMovedPermanently)
					return
				}
				_, _ = io.WriteString(w, shopText(moreOrders))
			},
			verdict: generator.Compatible, wrote: true,
		},
		"a part of the document that fails for now": {
			next: func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == page {
					_, _ = io.WriteString(w, shopText(strings.Replace(moreOrders, "'#/components/schemas/Order'", "other.yaml", 1)))
					return
				}
				http.Error(w, "try later", http.StatusBadGateway)
			},
			err: "/v1/other.yaml: the server answered 502",
		},
		"a part of the document that is not there is left out, as generate does": {
			next: func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == page {
					_, _ = io.WriteString(w, shopText(strings.Replace(moreOrders, "'#/components/schemas/Order'", "other.yaml", 1)))
					return
				}
				http.NotFound(w, r)
			},
			verdict: generator.Compatible, wrote: true,
		},
		"a 304 to an unconditional request for something else": {
			next: func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == page {
					_, _ = io.WriteString(w, strings.Replace(shopText(""), "'#/components/schemas/Order'", "other.yaml", 1))
					return
				}
				w.WriteHeader(http.StatusNotModified)
			},
			err: "304",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t)
			config := begun(t, v, map[string]string{page: shopText("")})
			before := read(t, config.Out)
			v.publishes(map[string]string{page: c.text})
			if c.next != nil {
				v.does(c.next)
			}
			got, err := generator.Update(t.Context(), config, c.options)
			if c.err != "" {
				problem := fmt.Sprint(err, got.Diagnostics)
				if err == nil && !got.Failed() || !strings.Contains(problem, c.err) || strings.Contains(problem, "hidden") {
					t.Errorf("error %s, want %q", problem, c.err)
				}
			} else if err != nil || got.Failed() || got.Verdict != c.verdict || got.Same != c.same {
				t.Fatalf("verdict %q (same: %v), error %v, diagnostics %v", got.Verdict, got.Same, err, got.Diagnostics)
			}
			after := read(t, config.Out)
			if changed := cmp.Diff(before, after) != ""; changed != c.wrote {
				t.Errorf("written: %v, want %v\n%s", changed, c.wrote, cmp.Diff(before, after))
			}
			checkClean(t, config)
			if c.wrote && after["openapi.yaml"] != c.text && c.next == nil {
				t.Errorf("the copy is not what was published:\n%s", after["openapi.yaml"])
			}
		})
	}
}

func checkClean(t *testing.T, c generator.Config) {
	t.Helper()
	found, err := generator.Check(t.Context(), c)
	if err != nil || !found.Clean() {
		t.Errorf("the check finds %+v, %v", found, err)
	}
}

func TestADocumentOfManyFilesIsKeptWhole(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	root := strings.Replace(shopText(""), "'#/components/schemas/Order'", "models/order.yaml", 1)
	files := map[string]string{
		"/v1/openapi.yaml": root, "/v1/models/order.yaml": "type: object\nproperties: {id: {type: string}, buyer: {$ref: buyer.json}}\n",
		"/v1/models/buyer.json": `{"type": "object", "properties": {"name": {"type": "string"}}}`,
	}
	config := begun(t, v, files)
	kept := read(t, config.Out)
	for path, text := range files {
		if got := kept["spec"+strings.TrimPrefix(path, "/v1")]; got != text {
			t.Errorf("the copy of %s is %q", path, got)
		}
	}
	checkClean(t, config)
	asked := v.asked.Load()
	if got, err := generator.Update(t.Context(), config, generator.UpdateOptions{}); err != nil || !got.Same {
		t.Errorf("nothing has changed, and the update says %+v, %v", got, err)
	}
	if n := v.asked.Load() - asked; n != 3 {
		t.Errorf("%d requests, want one for each file", n)
	}
	files["/v1/models/order.yaml"] = "type: object\nproperties: {id: {type: string}, total: {type: integer}}\n"
	v.publishes(files)
	got, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
	if err != nil || got.Verdict != generator.Breaking {
		t.Errorf("the update says %+v, %v", got, err)
	}
	if after := read(t, config.Out); after["spec/models/order.yaml"] != files["/v1/models/order.yaml"] {
		t.Error("the file that has changed was not written")
	}
	checkClean(t, configured(t, config.Out))
}

func TestNamesOfFilesThatADocumentMustNotChoose(t *testing.T) {
	t.Parallel()
	for name, ref := range map[string]string{
		"code": "client.go", "the configuration": "sub/apigen.yaml", "a hidden file": ".github/workflow.yaml", "a script": "run.sh",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t)
			v.publishes(map[string]string{
				"/v1/openapi.yaml": strings.Replace(shopText(""), "'#/components/schemas/Order'", ref, 1), "/v1/" + ref: "type: object\n",
			})
			dir := t.TempDir()
			_, err := generator.Init(t.Context(), generator.Config{Spec: v.URL + "/v1/openapi.yaml", Out: filepath.Join(dir, "shop")}, nil)
			checkError(t, err, "cannot be kept")
			if diff := cmp.Diff(tree{}, read(t, dir)); diff != "" {
				t.Errorf("something was written:\n%s", diff)
			}
		})
	}
}

func TestURLsThatAreNotFetched(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ url, err string }{
		"by plain HTTP":      {"http://api.example.com/openapi.yaml", "by https only"},
		"with credentials":   {"https://user:secret@api.example.com/openapi.yaml", "it has credentials in it"},
		"with a bad address": {"https://api.example.com:x/openapi.yaml", "no valid URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := generator.Init(t.Context(), generator.Config{Spec: c.url, Out: filepath.Join(t.TempDir(), "shop")}, nil)
			checkError(t, err, c.err)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}

func TestAnEditedCopyIsFetchedWithoutACondition(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	config := begun(t, v, map[string]string{"/v1/openapi.yaml": shopText("")})
	put(t, config.Out, tree{"openapi.yaml": shopText(moreOrders)})
	got, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
	if err != nil || got.Verdict != generator.Breaking || read(t, config.Out)["openapi.yaml"] != shopText("") {
		t.Errorf("the update says %+v, %v", got, err)
	}
	checkClean(t, config)
}

func TestUpdateTellsWhichActionsOfOverlaysAreIdle(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	config := begun(t, v, map[string]string{"/v1/openapi.yaml": shopText("")})
	overlay := filepath.Join(config.Out, "fix.yaml")
	put(t, config.Out, tree{"fix.yaml": `overlay: 1.0.0
info: {title: Fixes, version: '1'}
actions:
- target: $.components.schemas.Order.properties.total
  update: {format: int64}
  x-reason: totals are large
  x-link: https://vendor.example/issues/1
- {target: $.components.schemas.Order, update: {required: [total]}, description: it is always there}
- {target: $.components.schemas.Order.properties.id, update: {format: uuid}}
- {target: "$.paths['/gone']", remove: true, x-reason: it never worked}
`})
	config.Overlays = []string{overlay}
	v.publishes(map[string]string{"/v1/openapi.yaml": strings.Replace(shopText(moreOrders), "required: [id], properties: {id: {type: string}, total: {type: integer}",
		"required: [id, total], properties: {id: {type: string}, total: {type: integer, format: int64}", 1)})
	got, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var idle []string
	for _, a := range got.IdleActions() {
		idle = append(idle, fmt.Sprintf("%d %s %s %s%s", a.Pos.Line, a.Verb, a.Target, a.Reason, a.Link))
	}
	want := []string{
		"4 update $.components.schemas.Order.properties.total totals are largehttps://vendor.example/issues/1",
		"8 update $.components.schemas.Order it is always there",
		"10 remove $.paths['/gone'] it never worked",
	}
	if diff := cmp.Diff(want, idle); diff != "" {
		t.Errorf("idle actions (-want +got):\n%s\n%v", diff, got.Diagnostics)
	}
}

func TestADocumentOnTheDiskIsUpdatedToo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"vendor.yaml": shopText("")})
	if _, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "shop")}, nil); err != nil {
		t.Fatal(err)
	}
	config := configured(t, filepath.Join(dir, "shop"))
	put(t, dir, tree{"vendor.yaml": shopText(moreOrders)})
	checkClean(t, config) // the copy counts
	if got, err := generator.Update(t.Context(), config, generator.UpdateOptions{}); err != nil || got.Verdict != generator.Compatible {
		t.Errorf("the update says %+v, %v", got, err)
	}
	checkClean(t, config)
}

func TestACopyBesideAnotherDirectoryIsWrittenWithTheClient(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	v.publishes(map[string]string{"/openapi.yaml": shopText(moreOrders)})
	dir := t.TempDir()
	put(t, dir, tree{"specs/": "", "specs/vendor.yaml": shopText(""), "apigen.yaml": "spec: specs/vendor.yaml\nsource: " + v.URL + "/openapi.yaml\nout: internal/shop\n"})
	config := configured(t, dir)
	result, err := generator.Generate(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := generator.Write(t.Context(), config.Out, append(result.Files, result.Lock.File())); err != nil {
		t.Fatal(err)
	}
	got, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
	if err != nil || got.Verdict != generator.Compatible {
		t.Fatalf("the update says %+v, %v", got, err)
	}
	after := read(t, dir)
	if after["specs/vendor.yaml"] != shopText(moreOrders) || !strings.Contains(after["internal/shop/orders.go"], "List") {
		t.Errorf("the copy or the client is old")
	}
	for name := range after {
		if strings.Contains(name, ".apigen.tmp") {
			t.Errorf("%s was left behind", name)
		}
	}
	checkClean(t, config)
	if _, err := os.Stat(filepath.Join(dir, "internal", "shop", "apigen.lock")); err != nil {
		t.Error(err)
	}
}

func TestUpdateNeedsToKnowWhereTheDocumentComesFrom(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config generator.Config
		err    string
	}{
		"a file alone":       {generator.Config{Spec: "a.yaml", Out: "x"}, "set source to its URL"},
		"a URL alone":        {generator.Config{Spec: "https://example.com/a.yaml", Out: "x"}, "no copy of the document is kept"},
		"a URL with another": {generator.Config{Spec: "https://example.com/a.yaml", Source: "https://example.com/a.yaml", Out: "x"}, "spec is a URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := generator.Update(t.Context(), c.config, generator.UpdateOptions{})
			checkError(t, err, c.err)
		})
	}
}

// What is not written has no copy that could be looked at, or the one of before.
func TestFaultsOfWhatIsNotWrittenAreToldWhereTheyAre(t *testing.T) {
	t.Parallel()
	const unread = "  /carts:\n    get: {operationId: carts, responses: {'200': {$ref: 'parts/carts.yaml'}}}\n"
	for name, c := range map[string]struct {
		files   map[string]string
		options generator.UpdateOptions
		at      string
	}{
		"a document that cannot be used": {files: map[string]string{"/v1/openapi.yaml": "openapi: [\n"}, at: "/v1/openapi.yaml"},
		"a dry run": {
			files:   map[string]string{"/v1/openapi.yaml": shopText(unread), "/v1/parts/carts.yaml": "description: d\ncontent: {application/json: {schema: {$ref: nowhere.yaml}}}\n"},
			options: generator.UpdateOptions{DryRun: true}, at: "/v1/parts/carts.yaml",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t)
			config := begun(t, v, map[string]string{"/v1/openapi.yaml": shopText("")})
			v.publishes(c.files)
			done, err := generator.Update(t.Context(), config, c.options)
			if err != nil || len(done.Diagnostics) == 0 || done.Diagnostics[0].Pos.File != v.URL+c.at {
				t.Errorf("%+v, %v", done.Diagnostics, err)
			}
		})
	}
	file := filepath.Join(t.TempDir(), "broken.yaml")
	put(t, filepath.Dir(file), tree{"broken.yaml": "openapi: [\n"})
	made, err := generator.Init(t.Context(), generator.Config{Spec: file, Out: filepath.Join(filepath.Dir(file), "shop")}, nil)
	if err != nil || !made.Failed() || made.Diagnostics[0].Pos.File != file {
		t.Errorf("init: %+v, %v", made.Diagnostics, err)
	}
}

// The report and the client are of one mind, also if nothing but the document that is kept tells the names of before.
func TestAnUpdateWithoutALockKeepsTheNamesThatItReports(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	text := shopText(moreOrders)
	config := begun(t, v, map[string]string{"/v1/openapi.yaml": text})
	if err := os.Remove(filepath.Join(config.Out, "apigen.lock")); err != nil {
		t.Fatal(err)
	}
	v.publishes(map[string]string{"/v1/openapi.yaml": strings.NewReplacer("schemas/Order'", "schemas/Purchase'", "{Order:", "{Purchase:").Replace(text)})
	done, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
	if err != nil || done.Verdict != generator.Documentation {
		t.Fatalf("the verdict is %q, %v", done.Verdict, err)
	}
	if all := content(t, filepath.Join(config.Out, "orders.go")); !strings.Contains(all, "type Order struct") || strings.Contains(all, "Purchase") {
		t.Errorf("the client has other names than the report says:\n%s", all)
	}
	checkClean(t, config)
}

func TestWhatIsFetchedTakesThePlaceOfDocumentsAlone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{".bashrc", "main.go", "Makefile", "apigen.yaml", ".hidden.yaml"} {
		dir := t.TempDir()
		put(t, dir, tree{name: "mine"})
		_, err := generator.Update(t.Context(), generator.Config{Spec: filepath.Join(dir, name), Source: "https://127.0.0.1:1/a.yaml", Out: dir}, generator.UpdateOptions{})
		checkError(t, err, "ends in .json, .yaml or .yml")
	}
}

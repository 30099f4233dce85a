package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec"
)

// No name depends on a neighbour: with any component or operation taken from a document, whatever is left keeps its name,
// unless it wanted a name that what was taken wanted too. Adding is the same the other way round.

// neighbourhoods are documents of many kinds, single files of at most some megabytes.
func neighbourhoods(t *testing.T) map[string][]byte {
	t.Helper()
	documents := map[string][]byte{}
	root := os.Getenv("APIGEN_CORPUS")
	for _, name := range []string{
		"registry/go/k8s.io+kubernetes@v1.36.3/api/openapi-spec/v3/apis__apps__v1_openapi.json",
		"registry/go/github.com+svix+svix-webhooks@v1.44.0/openapi.json",
		"registry/npm/@readme+oas-examples@8.2.2/3.0/json/star-trek.json",
		"fetched/box+box-openapi/openapi.json",
		"fetched/meilisearch+open-api/open-api.json",
		"fetched/resend+resend-openapi/resend.yaml",
		"fetched/togethercomputer+openapi/openapi.yaml",
		"fetched/paypal+paypal-rest-api-specifications/openapi/customer_disputes_v1.json",
		"fetched/clerk+openapi-specs/fapi/2026-05-12.yml",
		"fetched/Redocly+museum-openapi-example/openapi.yaml",
		"fetched/coinbase+rosetta-specifications/api.json",
		"fetched/OAI+learn.openapis.org/examples/v2.0/json/uber.json",
	} {
		if content, err := os.ReadFile(filepath.Join(root, name)); root != "" && err == nil {
			documents[name] = content
		}
	}
	own, err := filepath.Glob("../../golden/*/spec.yaml")
	if err != nil || len(own) < 10 {
		t.Fatalf("%d documents of our own, error %v", len(own), err)
	}
	for _, path := range own {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		documents[path] = content
	}
	return documents
}

func TestNoNameDependsOnANeighbour(t *testing.T) {
	t.Parallel()
	for name, content := range neighbourhoods(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := parseDocument(t, content)
			whole := planOf(t, document)
			if whole == nil {
				t.Skip("the document cannot be planned alone")
			}
			r := rand.New(rand.NewPCG(1, uint64(len(content))))
			things := removable(document)
			for range min(len(things), max(2, min(8, 600_000/len(content)))) { // large ones take their time
				thing := things[r.IntN(len(things))]
				rest := planOf(t, without(document, thing))
				if rest == nil {
					continue
				}
				compareNames(t, thing, whole, rest)
			}
		})
	}
}

// thing is the way to a member of a document: paths, /orders, get.
type thing []string

func (g thing) String() string { return "#/" + strings.Join(g, "/") }

// pointer is where the thing stands once the document is read, whatever version it has.
func (g thing) pointer() string {
	escaped := make([]string, len(g))
	for i, s := range g {
		escaped[i] = escape(s)
	}
	pointer := "#/" + strings.Join(escaped, "/")
	return strings.Replace(pointer, "#/definitions/", "#/components/schemas/", 1)
}

func parseDocument(t *testing.T, content []byte) map[string]any {
	t.Helper()
	var raw any
	if err := yaml.Unmarshal(content, &raw); err != nil {
		t.Skipf("YAML of our own only: %v", err)
	}
	document, _ := plainJSON(raw).(map[string]any)
	return document
}

// plainJSON makes strings of keys that YAML takes for numbers.
func plainJSON(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			v[key] = plainJSON(member)
		}
	case map[any]any:
		out := map[string]any{}
		for key, member := range v {
			out[fmt.Sprint(key)] = plainJSON(member)
		}
		return out
	case []any:
		for i := range v {
			v[i] = plainJSON(v[i])
		}
	}
	return v
}

// removable lists the components and operations of a document, sorted.
func removable(document map[string]any) []thing {
	var things []thing
	add := func(way ...string) {
		at := any(document)
		for _, step := range way {
			at = at.(map[string]any)[step]
			if _, ok := at.(map[string]any); !ok {
				return
			}
		}
		for _, key := range slices.Sorted(maps.Keys(at.(map[string]any))) {
			things = append(things, append(slices.Clone(way), key))
		}
	}
	add("components", "schemas")
	add("definitions")
	paths, _ := document["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		add("paths", path)
	}
	return slices.DeleteFunc(things, func(g thing) bool {
		return g[0] == "paths" && !slices.Contains([]string{"get", "put", "post", "patch", "delete", "head", "options"}, g[2])
	})
}

// without copies a document as far as the way to the thing goes, and leaves the thing out.
func without(document map[string]any, g thing) map[string]any {
	copied := maps.Clone(document)
	if len(g) == 1 {
		delete(copied, g[0])
		return copied
	}
	copied[g[0]] = without(copied[g[0]].(map[string]any), g[1:])
	return copied
}

// planOf reads and plans a document, and keeps what the plan was made from; nil if it cannot be read.
func planOf(t *testing.T, document map[string]any) *builder {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := spec.Load(context.Background(), spec.Options{Location: "-", Stdin: strings.NewReader(string(text))})
	if a == nil {
		return nil
	}
	b := newBuilder(a, Options{})
	b.build()
	return b
}

// nameOf is what has a name: its kind and where it stands, or which operation it belongs to.
type nameOf struct{ kind, at, part string }

// allNames maps what has a name to the name.
func (b *builder) allNames() map[nameOf]string {
	names := map[nameOf]string{}
	for id, name := range b.names {
		names[nameOf{"type", string(id), ""}] = name
		for _, f := range b.fields[id] {
			names[nameOf{"field", string(id), f.prop.Name}] = f.Name
		}
		if e := b.decls[id].Enum; e != nil {
			for _, v := range e.Values {
				names[nameOf{"constant", string(id), v.Literal}] = v.Name
			}
		}
	}
	for _, op := range b.ops {
		at := string(op.Pointer)
		names[nameOf{"method", at, ""}] = op.service.field + "." + op.name
		names[nameOf{"service", at, ""}] = b.derived["service "+op.service.field]
		if op.params != nil {
			names[nameOf{"parameters", at, ""}] = op.params.Type
			for _, p := range op.params.Fields {
				names[nameOf{"parameter", at, p.In + " " + p.Wire}] = p.Field
			}
		}
		for _, a := range b.pathArgs(op) {
			names[nameOf{"argument", at, a.Wire}] = a.Name
		}
	}
	return names
}

func compareNames(t *testing.T, g thing, whole, rest *builder) {
	t.Helper()
	before, after := whole.allNames(), rest.allNames()
	var rivals []string
	for key, name := range after {
		old, there := before[key]
		if !there || old == name {
			continue
		}
		if rivals == nil {
			rivals = append(whole.wanted(g.pointer()), whole.wanted(string(whole.byRoute(g)))...)
		}
		if !whole.dependsOn(key, g) && !isRenamed(key, before, after) && !overlap(rivals, whole.wanted(key.at)) {
			t.Errorf("without %s, the %s %s %s is called %s, not %s", g, key.kind, key.at, key.part, name, old)
		}
	}
}

// byRoute finds the pointer of an operation, which in documents of 2.0 stands where it stood.
func (b *builder) byRoute(g thing) api.ID {
	for _, op := range b.ops {
		if g[0] == "paths" && op.Path == g[1] && strings.EqualFold(op.Method, g[2]) {
			return op.Pointer
		}
	}
	return ""
}

// wanted are the names that a thing and what stands in it could have had.
func (b *builder) wanted(pointer string) []string {
	var names []string
	p := b.newPlaces()
	for id := range b.names {
		if pointer != "" && (string(id) == pointer || strings.HasPrefix(string(id), pointer+"/")) {
			if b.isRoot(id) {
				names = append(names, b.componentClaim(id).Names...)
			} else {
				names = append(names, b.inlineClaim(id, p).Names...)
			}
		}
	}
	for _, op := range b.ops {
		if string(op.Pointer) == pointer {
			for _, name := range b.methodClaim(op).Names {
				names = append(names, op.service.field+"."+name)
			}
		}
	}
	return names
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

// isRenamed tells what is called after something that was renamed itself, which is reported by itself.
func isRenamed(key nameOf, before, after map[nameOf]string) bool {
	changed := func(owner nameOf) bool {
		old, was := before[owner]
		name, is := after[owner]
		return owner != key && was && is && old != name
	}
	for at := key.at; at != ""; at = at[:max(0, strings.LastIndex(at, "/"))] {
		if changed(nameOf{"type", at, ""}) || changed(nameOf{"method", at, ""}) {
			return true
		}
	}
	return false
}

// dependsOn tells what refers to a component that was taken away: it is another thing now.
func (b *builder) dependsOn(key nameOf, g thing) bool {
	if g[0] == "paths" {
		return false
	}
	seen := map[api.ID]bool{}
	for _, op := range b.ops {
		if strings.HasPrefix(key.at+"/", string(op.Pointer)+"/") {
			for _, root := range b.roots(op) {
				b.walk(root, seen)
			}
		}
	}
	for id := range b.names {
		if strings.HasPrefix(key.at+"/", string(id)+"/") {
			b.walk(id, seen)
		}
	}
	return seen[api.ID(g.pointer())]
}

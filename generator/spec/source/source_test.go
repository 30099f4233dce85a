package source_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// write makes files in a new directory and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, opts source.Options) (*source.Set, *node.Node) {
	t.Helper()
	var diags diag.List
	s, root := source.Open(t.Context(), opts, &diags)
	if s == nil {
		t.Fatal(diags.Sorted())
	}
	return s, root
}

// result is what a test says of a target.
type result struct {
	ID   api.ID
	Name string
	JSON string // of the node, if the case asks for it
}

const tree = `openapi: 3.1.0
x-refs:
  here: {$ref: 'x'}
paths:
  /a#b/{c d}%: {get: {}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
    Alias: {$ref: '#/components/schemas/Order', description: only a comment}
    Sibling: {$ref: '#/components/schemas/Order', nullable: true}
    Loop: {$ref: '#/components/schemas/Pool'}
    Pool: {$ref: '#/components/schemas/Loop'}
    Broken: {$ref: '#/components/schemas/Ordr'}
    Far: {$ref: 'models/pet.yaml#/Pet'}
    Named: {$anchor: named, $id: 'https://ids.example.com/named.json', $defs: {Inner: {type: integer}, Use: {$ref: other.json}}}
    Other: {$id: 'https://ids.example.com/other.json', type: boolean}
    a/b~c: {type: string}
    Ünï cödé.v1: {type: string}
    100%: {type: string}
    a%20b: {type: string}
    List: {items: [{type: string, $anchor: anchored}]}
`

const pet = `
Pet: {$ref: '#/Animal'}
Animal: {type: object, properties: {owner: {$ref: ../people/owner.json}, root: {$ref: '../api.yaml#/components/schemas/Order'}}}
`

func newTree(t *testing.T) (*source.Set, *node.Node) {
	t.Helper()
	dir := write(t, map[string]string{
		"specs/api.yaml":          tree,
		"specs/models/pet.yaml":   pet,
		"specs/people/owner.json": `{"type": "object", "title": "Owner"}`,
		"specs/my file%.json":     `{"type": "string"}`,
		"common/Error.json":       `{"type": "object"}`,
	})
	return open(t, source.Options{Location: filepath.Join(dir, "specs/api.yaml"), Root: dir})
}

func TestResolve(t *testing.T) {
	t.Parallel()
	s, root := newTree(t)
	cases := []struct {
		ref  string
		want result
	}{
		{"#", result{ID: "#", Name: "api"}},
		{"#/components/schemas/Order", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"#/components/schemas/Order/properties/id", result{ID: "#/components/schemas/Order/properties/id"}},
		{"#/components/schemas/Alias", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"#/components/schemas/Sibling", result{ID: "#/components/schemas/Sibling", Name: "Sibling"}},
		{"#/components/schemas/Alias/properties/id", result{ID: "#/components/schemas/Order/properties/id"}},
		{"#/components/schemas/Far", result{ID: "models/pet.yaml#/Animal", Name: "Animal"}},
		{"#/components/schemas/a~1b~0c", result{ID: "#/components/schemas/a~1b~0c", Name: "a/b~c"}},
		{"#/components/schemas/Ünï cödé.v1", result{ID: "#/components/schemas/Ünï cödé.v1", Name: "Ünï cödé.v1"}},
		{"#/components/schemas/%C3%9Cn%C3%AF%20c%C3%B6d%C3%A9.v1", result{ID: "#/components/schemas/Ünï cödé.v1", Name: "Ünï cödé.v1"}},
		{"#/components/schemas/100%25", result{ID: "#/components/schemas/100%", Name: "100%"}},
		{"#/components/schemas/100%", result{ID: "#/components/schemas/100%", Name: "100%"}},
		{"#/components/schemas/a%20b", result{ID: "#/components/schemas/a%20b", Name: "a%20b"}},
		{"#/components/schemas/List/items/0", result{ID: "#/components/schemas/List/items/0"}},
		{"#/paths/~1a#b~1{c d}%/get", result{ID: "#/paths/~1a#b~1{c d}%/get"}},
		{"#/paths/~1a%23b~1%7Bc%20d%7D%25", result{ID: "#/paths/~1a#b~1{c d}%"}},
		{"#/paths//a#b/{c d}%/get", result{ID: "#/paths/~1a#b~1{c d}%/get"}},
		{"#/components//schemas/Order/", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"#components/schemas/Order", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{" #/components/schemas/Order ", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"#/definitions/Order", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"Order", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"schemas/Order", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"/components/schemas/Order", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"a/b~c", result{ID: "#/components/schemas/a~1b~0c", Name: "a/b~c"}},
		{"#/components/schemas/a/b~0c", result{ID: "#/components/schemas/a~1b~0c", Name: "a/b~c"}},
		{"#named", result{ID: "#/components/schemas/Named", Name: "Named"}},
		{"#anchored", result{ID: "#/components/schemas/List/items/0", Name: "anchored"}},
		{"https://ids.example.com/named.json", result{ID: "#/components/schemas/Named", Name: "Named"}},
		{"https://ids.example.com/named.json#/$defs/Inner", result{ID: "#/components/schemas/Named/$defs/Inner", Name: "Inner"}},
		{"models/pet.yaml", result{ID: "models/pet.yaml#", Name: "pet"}},
		{"./models/../models/pet.yaml#/Animal", result{ID: "models/pet.yaml#/Animal", Name: "Animal"}},
		{"models%2Fpet.yaml#/Pet", result{ID: "models/pet.yaml#/Animal", Name: "Animal"}},
		{"api.yaml#/components/schemas/Order", result{ID: "#/components/schemas/Order", Name: "Order"}},
		{"my%20file%25.json", result{ID: "my file%.json#", Name: "my file%"}},
		{"my file%.json", result{ID: "my file%.json#", Name: "my file%"}},
		{"../common/Error.json", result{ID: "../common/Error.json#", Name: "Error"}},
	}
	for _, c := range cases {
		t.Run("the reference "+c.ref, func(t *testing.T) {
			t.Parallel()
			target, problem := s.Resolve(t.Context(), root, c.ref)
			if problem != nil {
				t.Fatal(problem)
			}
			if diff := cmp.Diff(c.want, result{ID: target.ID, Name: target.Name}); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if target.Node == nil || target.File == nil || target.Node.File != target.File {
				t.Errorf("node %v stands in another file than %v", target.Node, target.File)
			}
		})
	}
}

func TestRelativeReferencesBeginWhereTheyStand(t *testing.T) {
	t.Parallel()
	s, root := newTree(t)
	animal, problem := s.Resolve(t.Context(), root, "models/pet.yaml#/Animal")
	if problem != nil {
		t.Fatal(problem)
	}
	use, problem := s.Resolve(t.Context(), root, "#/components/schemas/Named/$defs/Use")
	if problem != nil {
		t.Fatal(problem)
	}
	cases := []struct {
		name string
		from *node.Node
		want api.ID
	}{
		{"in another file", animal.Node.At("/properties/owner"), "people/owner.json#"},
		{"back to the root document", animal.Node.At("/properties/root"), "#/components/schemas/Order"},
		{"below an $id", root.At("/components/schemas/Named/$defs/Use"), "#/components/schemas/Other"},
	}
	if use.ID != "#/components/schemas/Other" {
		t.Errorf("a reference to a reference below an $id leads to %s", use.ID)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			target, problem := s.Resolve(t.Context(), c.from, c.from.Get("$ref").Str())
			if problem != nil {
				t.Fatal(problem)
			}
			if target.ID != c.want {
				t.Errorf("got %s, want %s", target.ID, c.want)
			}
		})
	}
}

func TestSelfIsTheBaseOfADocument(t *testing.T) {
	t.Parallel()
	s, root := open(t, source.Options{Location: "-", Stdin: strings.NewReader(
		`{"openapi": "3.2.0", "$self": "https://example.com/api/openapi", "components": {"schemas": {"A": {}}}}`)})
	for _, ref := range []string{"https://example.com/api/openapi#/components/schemas/A", "openapi#/components/schemas/A", "/api/openapi#/components/schemas/A"} {
		target, problem := s.Resolve(t.Context(), root, ref)
		if problem != nil || target.ID != "#/components/schemas/A" {
			t.Errorf("%s leads to %s, %v", ref, target.ID, problem)
		}
	}
}

func TestFilesBesideADocumentGoByItsSelf(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"root.yaml":   "openapi: 3.2.0\n$self: https://example.com/api/openapi.yaml\ncomponents: {schemas: {A: {}}}\n",
		"m/pet.yaml":  "Pet: {$ref: '../openapi.yaml#/components/schemas/A'}\nToo: {$ref: 'https://example.com/api/m/pet.yaml#/Own'}\nOwn: {}\n",
		"m/own.yaml":  "$self: https://example.com/other/own\nOwn: {$ref: 'https://example.com/other/own#/Three'}\nThree: {}\n",
		"openapi.txt": "{}",
	})
	s, root := open(t, source.Options{Location: filepath.Join(dir, "root.yaml")})
	cases := map[string]api.ID{
		"m/pet.yaml#/Pet":                         "#/components/schemas/A",
		"m/pet.yaml#/Too":                         "m/pet.yaml#/Own",
		"https://example.com/api/m/pet.yaml#/Own": "m/pet.yaml#/Own",
		"/api/m/pet.yaml#/Own":                    "m/pet.yaml#/Own",
		"m/own.yaml#/Own":                         "m/own.yaml#/Three",
	}
	for ref, want := range cases {
		target, problem := s.Resolve(t.Context(), root, ref)
		if problem != nil || target.ID != want {
			t.Errorf("%s leads to %s, %v; want %s", ref, target.ID, problem, want)
		}
	}
	for _, ref := range []string{"https://example.com/api/../m/pet.yaml", "https://example.org/api/m/pet.yaml", "https://example.com/api/none.yaml"} {
		if target, problem := s.Resolve(t.Context(), root, ref); problem == nil {
			t.Errorf("%s leads to %s", ref, target.ID)
		}
	}
}

func TestReferencesBelowAnIDAreAboutItsSchema(t *testing.T) {
	t.Parallel()
	s, root := open(t, source.Options{Location: "-", Stdin: strings.NewReader(`openapi: 3.1.0
components:
  schemas:
    A:
      $id: https://ids.example/a
      properties:
        self: {$ref: '#'}
        inner: {$ref: '#/$defs/X'}
        meant: {$ref: '#/components/schemas/B'}
      $defs: {X: {}}
    B: {properties: {whole: {$ref: '#'}}}
`)})
	cases := map[string]api.ID{
		"/components/schemas/A/properties/self":  "#/components/schemas/A",
		"/components/schemas/A/properties/inner": "#/components/schemas/A/$defs/X",
		"/components/schemas/A/properties/meant": "#/components/schemas/B",
		"/components/schemas/B/properties/whole": "#",
	}
	for at, want := range cases {
		from := root.At(at)
		target, problem := s.Resolve(t.Context(), from, from.Get("$ref").Str())
		if problem != nil || target.ID != want {
			t.Errorf("%s leads to %s, %v; want %s", at, target.ID, problem, want)
		}
	}
}

func TestResolveReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	s, root := newTree(t)
	dir := filepath.ToSlash(filepath.Dir(s.Root().Name))
	cases := []struct{ name, ref, want string }{
		{"a name that is spelled wrong", "#/components/schemas/Ordr",
			`3:9: error: the reference "#/components/schemas/Ordr" names nothing: there is no "Ordr" in #/components/schemas (dangling-ref)` + "\n\thint: did you mean \"Order\"?"},
		{"a name that is like no other", "#/components/schemas/Nothing",
			`3:9: error: the reference "#/components/schemas/Nothing" names nothing: there is no "Nothing" in #/components/schemas (dangling-ref)`},
		{"a chain that ends nowhere", "#/components/schemas/Broken",
			`13:20: error: the reference "#/components/schemas/Ordr" names nothing: there is no "Ordr" in #/components/schemas (dangling-ref)` + "\n\thint: did you mean \"Order\"?"},
		{"a cycle", "#/components/schemas/Loop", `12:18: error: the reference "#/components/schemas/Loop" leads back to itself (cyclic-ref)`},
		{"a file that is not there", "models/dog.yaml#/Dog", "3:9: error: there is no file DIR/models/dog.yaml (dangling-ref)"},
		{"an anchor that is spelled wrong", "#name", `3:9: error: nothing in DIR/api.yaml declares the anchor "name" (dangling-ref)` + "\n\thint: did you mean \"#named\"?"},
		{"a URN", "urn:example:x", `3:9: error: nothing in these files declares the URI "urn:example:x" (dangling-ref)`},
		{"another server", "https://evil.example.com/a.json#/A",
			`3:9: error: the reference reaches https://evil.example.com/a.json, and references to other servers are off (remote-ref)` + "\n\thint: to allow it, set refs: {allow: [\"https://evil.example.com\"]}"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from := node.NewObject(root.At("/x-refs/here"), node.Entry{Key: "$ref", Value: node.NewString(root.At("/x-refs/here"), c.ref)})
			_, problem := s.Resolve(t.Context(), from, c.ref)
			if problem == nil {
				t.Fatal("no problem")
			}
			got := strings.TrimPrefix(strings.ReplaceAll(problem.String(), dir, "DIR"), "DIR/api.yaml:")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestChild(t *testing.T) {
	t.Parallel()
	if got := source.Child("a.yaml#", "paths", "/a~b", "0"); got != "a.yaml#/paths/~1a~0b/0" {
		t.Error(got)
	}
}

func TestResolveIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s, root := newTree(t)
	done := make(chan api.ID)
	for range 8 {
		go func() {
			target, _ := s.Resolve(context.Background(), root, "models/pet.yaml#/Pet")
			done <- target.ID
		}()
	}
	for range 8 {
		if id := <-done; id != "models/pet.yaml#/Animal" {
			t.Error(id)
		}
	}
}

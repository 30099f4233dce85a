package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/internal/callall"
)

// inTests is how many mutations a test makes: enough for each kind, in each document, to come up a few times.
const inTests = 150

func TestWhatOnlyAddsBreaksNothing(t *testing.T) {
	t.Parallel()
	if os.Getenv("APIGEN_CORPUS") == "" {
		t.Skip("APIGEN_CORPUS is not set")
	}
	if testing.Short() {
		t.Skip("makes many clients")
	}
	var out bytes.Buffer
	if err := (options{seed: -1, first: 1, mutations: inTests}).run(t.Context(), &out); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}

const toy = `
openapi: 3.1.0
info: {title: Toys, version: '1'}
servers: [{url: https://api.example.com}]
tags: [{name: Toys}]
security: [{key: []}]
paths:
  /toys:
    get:
      operationId: listToys
      tags: [Toys]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Toy'}}}}}}
    post:
      operationId: createToy
      tags: [Toys]
      parameters: [{name: dry, in: query, schema: {type: boolean}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}}}
  /toys/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put:
      operationId: replaceToy
      responses: {"204": {description: ok}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Toy:
      type: object
      required: [id]
      properties:
        id: {type: string}
        colour: {type: string, enum: [red, blue]}
        extra: {type: object}
        owner: {oneOf: [{$ref: '#/components/schemas/Child'}, {$ref: '#/components/schemas/Club'}]}
    Child: {type: object, required: [name], properties: {name: {type: string}}}
    Club: {type: object, required: [members], properties: {members: {type: integer}}}
    Base: {type: object, required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Heir: {allOf: [{$ref: '#/components/schemas/Base'}]}
`

func newTestBench(t *testing.T) *bench {
	t.Helper()
	exports, err := callall.List(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBench(exports)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.free)
	return b
}

func loadToy(t *testing.T, b *bench) version {
	t.Helper()
	file := filepath.Join(t.TempDir(), "toy.yaml")
	if err := os.WriteFile(file, []byte(toy), 0o644); err != nil {
		t.Fatal(err)
	}
	v, err := b.load(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryKindFindsItsPlaceAndChangesTheDocument(t *testing.T) {
	t.Parallel()
	before := loadToy(t, newTestBench(t))
	for i, k := range kinds() {
		m := &mutator{sites: &sites{root: clone(before.tree)}, rand: rand.New(rand.NewPCG(uint64(i), 1)), exported: before.exported()}
		if m.mutate([]kind{k}) == "" {
			t.Errorf("%s finds no place", k.name)
		}
		if bytes.Equal(print(m.root, false), print(before.tree, false)) {
			t.Errorf("%s changes nothing", k.name)
		}
	}
}

func TestTheSeedDecidesEverything(t *testing.T) {
	t.Parallel()
	b := newTestBench(t)
	one := trial{document: "toy", first: loadToy(t, b), seed: 7, kinds: kinds()}
	said := func(ctx context.Context) (all []string) {
		steps, err := one.run(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			all = append(all, s.mutations...)
			all = append(all, string(print(s.after, false)))
		}
		return all
	}
	if diff := cmp.Diff(said(t.Context()), said(t.Context())); diff != "" {
		t.Errorf("the second run differs (-first +second):\n%s", diff)
	}
}

// TestWhatDoesNotOnlyAddIsNoticed makes changes that break callers, and expects the bench to say so.
func TestWhatDoesNotOnlyAddIsNoticed(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ old, new, want string }{
		"nothing":                      {"name: Toys", "name: Toys", ""},
		"a property is gone":           {"        extra: {type: object}\n", "", "Toy.Extra"},
		"a property has another type":  {"id: {type: string}", "id: {type: integer}", "Toy.ID"},
		"a parameter becomes required": {"name: dry, in: query,", "name: dry, in: query, required: true,", "ToysService.Create"},
		"a value is gone":              {"[red, blue]", "[red]", "Blue"},
		"an operation is gone":         {"    put:\n      operationId: replaceToy\n      responses: {\"204\": {description: ok}}\n", "", "Replace"},
	}
	b := newTestBench(t)
	before := loadToy(t, b)
	for name, c := range cases { // one after the other: they share the bench
		changed := strings.Replace(toy, c.old, c.new, 1)
		if !strings.Contains(toy, c.old) {
			t.Fatalf("%s: the toy has no %q", name, c.old)
		}
		after, _, err := parse([]byte(changed))
		if err != nil {
			t.Fatal(err)
		}
		_, broken, err := b.next(t.Context(), before, []*callall.Program{before.program}, after)
		if err != nil {
			t.Fatal(err)
		}
		if said := strings.Join(broken, "\n"); (said == "") != (c.want == "") || !strings.Contains(said, c.want) {
			t.Errorf("%s: the bench says %q, want %q in it", name, said, c.want)
		}
	}
}

func TestAFailureIsShrunkToWhatShowsIt(t *testing.T) {
	t.Parallel()
	b := newTestBench(t)
	before := loadToy(t, b)
	after, _, err := parse([]byte(strings.Replace(toy, "id: {type: string}", "id: {type: integer}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	_, broken, err := b.next(t.Context(), before, []*callall.Program{before.program}, after)
	if err != nil || len(broken) == 0 {
		t.Fatalf("broken %v, error %v", broken, err)
	}
	small := b.shrink(t.Context(), step{before: before, after: after, broken: broken})
	text := string(print(small.after, false))
	if strings.Contains(text, "Club") || !strings.Contains(text, "integer") {
		t.Errorf("what is left is\n%s", text)
	}
}

func TestNamesThatMoveAreTold(t *testing.T) {
	t.Parallel()
	before := map[string]string{"a": "A", "b": "B", "c": "C", "d": "D"}
	after := map[string]string{"a": "A", "b": "Other", "e": "C"}
	want := []string{"a name moved: b was B and is Other", "a name is gone: d was D"}
	if diff := cmp.Diff(want, moved(before, after)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDocumentsSurviveReadingAndWriting(t *testing.T) {
	t.Parallel()
	for _, content := range []string{`{"a": [1, 2.50, true, null, "no\n\ud83d\ude00"], "b": {}, "c": []}`, "a: 'no'\nb: |\n  x\n   y\nc: &x [1, 0x1F]\nd: *x\n"} {
		first, asJSON, err := parse([]byte(content))
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := parse(print(first, asJSON))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(print(first, false)), string(print(again, false))); diff != "" {
			t.Errorf("%s (-first +second):\n%s", content, diff)
		}
	}
}

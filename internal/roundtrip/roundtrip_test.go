package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/plan"
)

// documentsOfOurs are small and have every kind of type between them.
func documentsOfOurs(t *testing.T) []document {
	t.Helper()
	paths := []string{
		"specs/orders.yaml", "specs/chat.yaml",
		"golden/additional_properties_are_kept/spec.yaml", "golden/values_come_back_as_they_went_in/spec.yaml",
		"golden/nullable_of_version_3_0_means_the_same/spec.yaml",
		"golden/optional_and_nullable_are_told_apart/spec.yaml",
		"golden/unions_by_discriminator_keep_unknown_variants/spec.yaml",
		"golden/unions_without_discriminator_are_told_apart_by_their_members/spec.yaml",
	}
	var documents []document
	for _, path := range paths {
		full := filepath.Join("..", "..", filepath.FromSlash(path))
		if _, err := os.Stat(full); err != nil {
			t.Fatal(err)
		}
		documents = append(documents, document{name: path, path: full, known: exceptions(path)})
	}
	return documents
}

func TestJSONComesBackFromTheTypesOfOurDocuments(t *testing.T) {
	t.Parallel()
	try(t, documentsOfOurs(t))
}

func TestJSONComesBackFromTheTypesOfTheCorpus(t *testing.T) {
	t.Parallel()
	root := os.Getenv("APIGEN_CORPUS")
	if root == "" {
		t.Skip("APIGEN_CORPUS is not set")
	}
	documents, err := choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	try(t, documents)
}

func try(t *testing.T, documents []document) {
	t.Helper()
	b, err := newBench(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.free()
	var out bytes.Buffer
	if err := (report{out: &out, verbose: true}).all(t.Context(), b, documents); err != nil {
		t.Error(err)
	}
	t.Log("\n" + out.String())
	if !strings.Contains(out.String(), "  choice\n") {
		t.Error("the report has no totals")
	}
}

// TestALossIsNoticed compiles a client that drops a member and adds another one: the program, the comparison and
// the report have to say so.
func TestALossIsNoticed(t *testing.T) {
	t.Parallel()
	spec := filepath.Join(t.TempDir(), "api.yaml")
	text := `{openapi: 3.0.3, info: {title: T, version: '1'}, paths: {}, components: {schemas: {
		X: {type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}}}}`
	if err := os.WriteFile(spec, []byte(strings.ReplaceAll(text, "\t", " ")), 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := newBench(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.free()
	b.generate = func(ctx context.Context, c generator.Config) (generator.Result, error) {
		r, err := generator.Generate(ctx, c)
		for i, f := range r.Files {
			r.Files[i].Content = bytes.ReplaceAll(f.Content, []byte(`json:"b,omitempty"`), []byte(`json:"c"`))
		}
		return r, err
	}
	var out bytes.Buffer
	err = report{out: &out}.all(t.Context(), b, []document{{name: "api", path: spec}})
	if err == nil || !strings.Contains(out.String(), "/b: dropped") || !strings.Contains(out.String(), "/c: added") {
		t.Errorf("error %v, report:\n%s", err, out.String())
	}
	known := []exception{{schema: "#/components/schemas/X", what: "dropped", reason: "on purpose"}, {what: "added", reason: "also"}}
	if err = (report{out: &out}).all(t.Context(), b, []document{{name: "api", path: spec, known: known}}); err != nil {
		t.Errorf("failures that are excused: %v", err)
	}
}

func TestAProgramImportsWhatTypesNeed(t *testing.T) {
	t.Parallel()
	named := func(path, name string, args ...plan.Type) plan.Type {
		return plan.Type{Kind: plan.Named, Ident: plan.Ident{Path: path, Name: name}, Args: args}
	}
	order := named("", "Order")
	text, err := program(map[string]plan.Type{
		"#/a": {Kind: plan.Map, Elem: &plan.Type{Kind: plan.Slice, Elem: &order}},
		"#/b": named("example.com/runtime", "Nullable", named("time", "Time")),
		"#/c": {Kind: plan.Pointer, Elem: new(named("", "int64"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`p0 "bench/client"`, `"#/a": func() any { return new(map[string][]p0.Order) }`, `new(p1.Nullable[p2.Time])`, `new(*int64)`, `p2 "time"`,
	} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s is missing in\n%.600s", want, text)
		}
	}
}

func TestDocumentsThatAreNotThereAreRefused(t *testing.T) {
	t.Parallel()
	if _, err := choose([]string{"no/such.yaml"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

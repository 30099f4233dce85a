package source_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/source"
)

func TestAnOverlayFromTheNetworkRefersToTheDocument(t *testing.T) {
	t.Parallel()
	const text = `overlay: 1.0.0
info: {title: Changes, version: "1"}
extends: /specs/pet.yaml
actions:
  - target: $.components.schemas
    update: {Cat: {$ref: '#pet'}, Dog: {$ref: 'dog.yaml'}, Pet: {$anchor: pet}}
`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }))
	defer server.Close()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"pet.yaml": "openapi: 3.1.0\ncomponents: {schemas: {Pet: {type: object}}}\n", "dog.yaml": "{type: string}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var found diag.List
	set, root := source.Open(t.Context(), source.Options{Location: filepath.Join(dir, "pet.yaml"), Overlays: []string{server.URL + "/o.yaml"}}, &found)
	if set == nil {
		t.Fatal(found.Sorted())
	}
	if got := found.Sorted(); len(got) != 1 || got[0].Code != "overlay-extends" || got[0].Pos.File != server.URL+"/o.yaml" {
		t.Errorf("diagnostics %v, want overlay-extends in the overlay", got)
	}
	for name, want := range map[string]string{"Cat": "#/components/schemas/Pet", "Dog": "dog.yaml#"} {
		n := root.At("/components/schemas/" + name)
		target, problem := set.Resolve(t.Context(), n, n.Get("$ref").Str())
		if problem != nil || string(target.ID) != want {
			t.Errorf("%s refers to %q, problem %v; want %q", name, target.ID, problem, want)
		}
	}
}

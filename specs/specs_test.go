package specs_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/specs"
)

func TestOurDocumentsAreCorrect(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(specs.FS, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := load(t, name)
			if err := doc.Validate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEveryTortureDocumentIsListed(t *testing.T) {
	t.Parallel()
	readme, err := fs.ReadFile(specs.FS, "torture/README.md")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := fs.ReadDir(specs.FS, "torture")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.Contains(string(readme), "`"+e.Name()+"`") && e.Name() != "README.md" {
			t.Errorf("torture/README.md does not mention %s", e.Name())
		}
	}
}

func load(t *testing.T, name string) *openapi3.T {
	t.Helper()
	data, err := fs.ReadFile(specs.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

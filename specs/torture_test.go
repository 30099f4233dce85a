package specs_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/specs"
)

// One module for all clients: the compiler is asked once.
func TestTortureDocumentsBecomeClientsThatCompileAndVet(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles a dozen clients")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeModule(t, root, dir)
	entries, err := fs.ReadDir(specs.FS, "torture")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".md" {
			generate(t, e.Name(), dir)
		}
	}
	vet := exec.CommandContext(t.Context(), "go", "vet", "-mod=mod", "./...")
	vet.Dir = dir
	if out, err := vet.CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}

func generate(t *testing.T, name, dir string) {
	t.Helper()
	pkg := regexp.MustCompile(`[^a-z0-9]`).ReplaceAllString(strings.TrimSuffix(name, filepath.Ext(name)), "")
	out := filepath.Join(dir, pkg)
	result, err := generator.Generate(t.Context(), generator.Config{Spec: filepath.Join("torture", name), Out: out})
	if err != nil || result.Failed() {
		t.Errorf("%s: %v\n%v", name, err, result.Diagnostics)
		return
	}
	if _, err := generator.Write(t.Context(), out, result.Files); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// writeModule makes a module that takes apigen from the directory root.
func writeModule(t *testing.T, root, dir string) {
	t.Helper()
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	mod := "module torture\n\ngo 1.26\n\nrequire github.com/apigen-go/apigen v0.0.0\n\nreplace github.com/apigen-go/apigen => " + root + "\n"
	for name, content := range map[string][]byte{"go.mod": []byte(mod), "go.sum": sums} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

package source_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// TestCorpus opens every document below APIGEN_CORPUS and resolves all of its references.
func TestCorpus(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("APIGEN_CORPUS")
	if dir == "" {
		t.Skip("APIGEN_CORPUS is not set")
	}
	list, err := os.ReadFile(filepath.Join(dir, "FILES.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(list)) {
		t.Run(name, func(t *testing.T) { checkCorpus(t, dir, name) })
	}
}

func checkCorpus(t *testing.T, dir, name string) {
	var diags diag.List
	project := strings.Join(strings.Split(name, "/")[:2], "/")
	s, root := source.Open(t.Context(), source.Options{Location: filepath.Join(dir, name), Root: filepath.Join(dir, project)}, &diags)
	if s == nil || diags.Has(diag.Error) {
		t.Fatal(diags.Sorted())
	}
	if major, _ := s.Version(); major == 2 && !strings.HasPrefix(root.Get("openapi").Str(), "3.0") {
		t.Error("the document was not rewritten")
	}
	if !json.Valid(root.AppendJSON(nil)) {
		t.Error("the document is no JSON")
	}
	w := walker{t: t, set: s, seen: map[*node.Node]bool{}}
	w.visit(root)
	if w.resolved == 0 && w.dangling > 0 {
		t.Errorf("none of %d references was resolved", w.dangling)
	}
	found := s.Diags()
	for _, d := range found.Sorted() {
		if d.Severity == diag.Error {
			t.Error(d)
		}
	}
}

type walker struct {
	t                  *testing.T
	set                *source.Set
	seen               map[*node.Node]bool
	resolved, dangling int
}

// visit goes through all that is reachable. A reference may dangle or reach another server, as vendors publish such,
// but must say where.
func (w *walker) visit(n *node.Node) {
	if n == nil || w.seen[n] {
		return
	}
	w.seen[n] = true
	if ref := n.Get("$ref"); ref.Is(node.String) {
		target, problem := w.set.Resolve(w.t.Context(), n, ref.Text)
		switch {
		case problem == nil:
			w.resolved++
			w.visit(target.Node)
		case problem.Code != "dangling-ref" && problem.Code != "remote-ref" || problem.Pos.Line == 0:
			w.t.Error(problem)
		default:
			w.dangling++
		}
	}
	for key, value := range n.All() {
		if key != "example" && key != "examples" && key != "default" {
			w.visit(value)
		}
	}
	for _, item := range n.List() {
		w.visit(item)
	}
}

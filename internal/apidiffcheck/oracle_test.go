// Package apidiffcheck holds a test with golang.org/x/exp/apidiff, which has rules of its own on what breaks callers of a package: what
// `apigen diff` says of a client's API in Go is held against it.
package apidiffcheck

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/exp/apidiff"

	"github.com/apigen-go/apigen/generator"
)

// client is the import path that both clients are checked under.
const client = "oracle.example/client"

func TestWhatBreaksCallersIsWhatApidiffSaysToo(t *testing.T) {
	t.Parallel()
	pairs := [][2]string{{"../../generator/change/testdata/old.yaml", "../../generator/change/testdata/new.yaml"}}
	pairs = append(pairs, [2]string{pairs[0][1], pairs[0][0]})
	for _, pair := range append(pairs, history()...) {
		t.Run(filepath.Base(pair[0])+" to "+filepath.Base(pair[1]), func(t *testing.T) {
			t.Parallel()
			ours, theirs, unseen := judge(t, pair)
			for _, name := range ours {
				if !unseen[name] && !slices.ContainsFunc(theirs, func(other string) bool { return covers(other, name) }) {
					t.Errorf("%s breaks callers, says the report; apidiff does not", name)
				}
			}
			for _, name := range theirs {
				if !slices.ContainsFunc(ours, func(other string) bool { return covers(name, other) || covers(other, name) }) {
					t.Errorf("%s breaks callers, says apidiff; the report does not", name)
				}
			}
		})
	}
}

// history are versions of one real document: APIGEN_HISTORY names the directory that they are in. They take minutes, so that a
// developer asks for them.
func history() (pairs [][2]string) {
	dir := os.Getenv("APIGEN_HISTORY")
	if dir == "" {
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.yaml"))
	for i := 1; i < len(files); i++ {
		if filepath.Dir(files[i]) == filepath.Dir(files[i-1]) {
			pairs = append(pairs, [2]string{files[i-1], files[i]})
		}
	}
	return pairs
}

// covers tells whether one name is another, or the type that it belongs to.
func covers(name, other string) bool { return name == other || strings.HasPrefix(other, name+".") }

// judge lists the names that break callers, as the report says and as apidiff does. Unseen are those of one generic type with other
// arguments before and after, as runtime.Nullable[A] and runtime.Nullable[B]: apidiff passes them, the compiler does not.
func judge(t *testing.T, pair [2]string) (ours, theirs []string, unseen map[string]bool) {
	t.Helper()
	was := generator.Config{Spec: pair[0], Out: "client"}
	is := generator.Config{Spec: pair[1], Out: "client"}
	report, err := generator.Diff(t.Context(), was, is)
	if err != nil {
		t.Fatal(err)
	}
	unseen = map[string]bool{}
	for _, s := range report.GoAPI {
		if s.Breaking {
			ours = append(ours, s.Name)
			before, _, generic := strings.Cut(s.Old, "[")
			unseen[s.Name] = generic && before != "" && strings.HasPrefix(s.New, before+"[")
		}
	}
	old, err := generator.Generate(t.Context(), was)
	if err != nil {
		t.Fatal(err)
	}
	is.Lock = old.Lock
	next, err := generator.Generate(t.Context(), is)
	if err != nil {
		t.Fatal(err)
	}
	imports := runtimeTypes(t)
	for _, c := range apidiff.Changes(check(t, imports, old.Files), check(t, imports, next.Files)).Changes {
		if name, counts := breaking(c); counts {
			theirs = append(theirs, name)
		}
	}
	slices.Sort(theirs)
	return ours, slices.Compact(theirs), unseen
}

// breaking is the name that a change is about. That values of a type cannot be compared by == any more does not count: a new field
// that is a list does that, and no addition would be compatible.
func breaking(c apidiff.Change) (name string, counts bool) {
	name, message, _ := strings.Cut(c.Message, ": ")
	name = strings.NewReplacer("(", "", ")", "", "*", "").Replace(name)
	// "(*T).Method", "T.Method", "./T.Method", "package-level name"
	name = strings.TrimPrefix(name, "./")
	isComparable := strings.Contains(message, "old is comparable, new is not")
	isValue := strings.HasPrefix(message, "value changed")
	return name, !c.Compatible && !isComparable && !isValue
}

func check(t *testing.T, imports types.Importer, files []generator.File) *types.Package {
	t.Helper()
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".go") {
			continue
		}
		file, err := parser.ParseFile(set, f.Name, f.Content, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	pkg, err := (&types.Config{Importer: imports, IgnoreFuncBodies: true}).Check(client, set, parsed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// runtimeTypes imports the runtime from what the compiler wrote of it.
func runtimeTypes(t *testing.T) types.Importer {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "github.com/apigen-go/apigen/runtime/...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[path] = file
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
}

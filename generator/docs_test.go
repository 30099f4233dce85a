package generator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Codes are what people search for, so each has its entry.
func TestEveryCodeIsDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/diagnostics.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		if documented[row[1]] {
			t.Errorf("%s is documented twice", row[1])
		}
		documented[row[1]] = true
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(codes(t, func(dir string) bool { return dir != "change" }))), slices.Sorted(maps.Keys(documented))); diff != "" {
		t.Errorf("codes (-in the sources +in docs/diagnostics.md):\n%s", diff)
	}
}

// So are those of changes, which programs read in the JSON of a report.
func TestEveryCodeOfAChangeIsListed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/changes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(page), "\n## Codes\n")
	var listed []string
	for _, item := range regexp.MustCompile("`([a-z0-9-]+)`").FindAllStringSubmatch(list, -1) {
		listed = append(listed, item[1])
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(codes(t, func(dir string) bool { return dir == "change" }))), listed); diff != "" {
		t.Errorf("codes (-in the sources +in docs/changes.md):\n%s", diff)
	}
}

// codes finds the codes in the sources of the generator: constants whose names begin with code, fields called Code, and
// what is given for a parameter called code.
func codes(t *testing.T, in func(dir string) bool) map[string]bool {
	t.Helper()
	shape := regexp.MustCompile("^[a-z0-9]+(-[a-z0-9]+)*$")
	files := sources(t, in)
	takes := map[string][]int{} // function, with its directory if it is not exported -> which of its parameters is the code
	for path, f := range files {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				if at := parameter(fn, "code"); at >= 0 {
					name := scoped(path, fn.Name.Name)
					takes[name] = append(takes[name], at)
				}
			}
		}
	}
	found := map[string]bool{}
	for path, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			for _, e := range codesOf(n, func(name string) []int { return takes[scoped(path, name)] }) {
				if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if code, err := strconv.Unquote(lit.Value); err == nil && shape.MatchString(code) {
						found[code] = true
					}
				}
			}
			return true
		})
	}
	return found
}

// scoped tells functions of the same name in different packages apart, unless other packages can call them.
func scoped(path, name string) string {
	if token.IsExported(name) {
		return name
	}
	return filepath.Dir(path) + "." + name
}

func codesOf(n ast.Node, takes func(name string) []int) []ast.Expr {
	switch n := n.(type) {
	case *ast.ValueSpec:
		if strings.HasPrefix(n.Names[0].Name, "code") {
			return n.Values
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
			return []ast.Expr{n.Value}
		}
	case *ast.CallExpr:
		name := ""
		switch fn := n.Fun.(type) {
		case *ast.Ident:
			name = fn.Name
		case *ast.SelectorExpr:
			if x, ok := fn.X.(*ast.Ident); !ok || x.Name != "fmt" {
				name = fn.Sel.Name
			}
		}
		var args []ast.Expr
		for _, at := range takes(name) {
			if at < len(n.Args) {
				args = append(args, n.Args[at])
			}
		}
		return args
	}
	return nil
}

// parameter is the place of a parameter of type string, -1 if there is none of the name.
func parameter(fn *ast.FuncDecl, name string) int {
	at := 0
	for _, field := range fn.Type.Params.List {
		for _, p := range field.Names {
			if p.Name == name {
				return at
			}
			at++
		}
	}
	return -1
}

func sources(t *testing.T, in func(dir string) bool) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "vendored"):
			return filepath.SkipDir
		case !in(filepath.Dir(path)) || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		files[path] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

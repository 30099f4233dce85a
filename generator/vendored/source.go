package vendored

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// source is a package of the runtime.
type source struct {
	dir   string // in the module: "runtime/page"
	fset  *token.FileSet
	files []file // by name, without tests
}

type file struct {
	name   string // "page.go"
	text   []byte
	syntax *ast.File
	offset func(token.Pos) int
}

// closure returns the packages that the client needs, each after those that it was needed by.
func (c Copy) closure() ([]*source, error) {
	var dirs []string
	for _, needed := range slices.Sorted(slices.Values(c.Needed)) {
		if rest, ours := strings.CutPrefix(needed, RuntimeOf(c.Client)); ours && (rest == "" || rest[0] == '/') {
			dirs = append(dirs, dir+rest)
		}
	}
	if len(dirs) > 0 && !slices.Contains(dirs, dir) {
		dirs = append(dirs, dir) // whoever uses a part of it also passes options and matches errors
	}
	var packages []*source
	for i := 0; i < len(dirs); i++ {
		if slices.Contains(dirs[:i], dirs[i]) {
			continue
		}
		p, err := c.read(dirs[i])
		if err != nil {
			return nil, err
		}
		packages = append(packages, p)
		for _, f := range p.files {
			for _, s := range f.syntax.Imports {
				if rest, ours := strings.CutPrefix(pathOf(s), c.Module+"/"); ours {
					dirs = append(dirs, rest)
				}
			}
		}
	}
	return packages, nil
}

// read parses the package in a directory.
func (c Copy) read(dir string) (*source, error) {
	entries, err := fs.ReadDir(c.Sources, dir)
	if err != nil {
		return nil, err
	}
	p := &source{dir: dir, fset: token.NewFileSet()}
	for _, e := range entries { // sorted by name
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		text, err := fs.ReadFile(c.Sources, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		syntax, err := parser.ParseFile(p.fset, e.Name(), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		offset := func(at token.Pos) int { return p.fset.Position(at).Offset }
		p.files = append(p.files, file{name: e.Name(), text: text, syntax: syntax, offset: offset})
	}
	return p, nil
}

// redirected is the text of the file with other import paths, in the order that gofmt wants.
func (f file) redirected(to func(string) string) ([]byte, error) {
	text := slices.Clone(f.text)
	for _, s := range slices.Backward(f.syntax.Imports) {
		from, end := f.offset(s.Path.Pos()), f.offset(s.Path.End())
		text = slices.Replace(text, from, end, []byte(strconv.Quote(to(pathOf(s))))...)
	}
	return format.Source(text)
}

func pathOf(s *ast.ImportSpec) string {
	text, err := strconv.Unquote(s.Path.Value)
	if err != nil {
		panic("unreachable: the parser took " + s.Path.Value)
	}
	return text
}

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// size is how much code a client is.
type size struct {
	lines      int // of all Go files
	operations int // one package-level variable each
	code       int // lines of methods, their comments and the variables, without types, imports, file headers and empty lines
}

// perOperation is what one operation costs, its types apart.
func (s size) perOperation() float64 {
	if s.operations == 0 {
		return 0
	}
	return float64(s.code) / float64(s.operations)
}

// add counts the lines of one Go file into the size.
func (s *size) add(name string, content []byte) error {
	if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
		return nil
	}
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, name, content, parser.ParseComments)
	if err != nil {
		return err
	}
	s.lines += strings.Count(string(content), "\n")
	operations := operationVars(file)
	if operations == 0 {
		return nil
	}
	s.operations += operations
	lines := strings.Split(string(content), "\n")
	for _, d := range file.Decls {
		if ofService(d) {
			s.code += telling(lines, span(positions, d))
		}
	}
	return nil
}

// operationVars counts the variables that are operations, by their names.
func operationVars(file *ast.File) int {
	count := 0
	for _, d := range file.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.VAR {
			continue
		}
		for _, s := range block.Specs {
			for _, name := range s.(*ast.ValueSpec).Names {
				if isOperation(name.Name) {
					count++
				}
			}
		}
	}
	return count
}

func isOperation(name string) bool {
	rest, ok := strings.CutPrefix(name, "op")
	return ok && rest != "" && strings.ToUpper(rest[:1]) == rest[:1]
}

// ofService tells whether a declaration belongs to the operations: methods of services, functions that read pages, and
// the operations themselves; not types with their methods, constants and tables.
func ofService(d ast.Decl) bool {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Recv == nil || strings.HasSuffix(receiver(d), "Service")
	case *ast.GenDecl:
		first, ok := d.Specs[0].(*ast.ValueSpec)
		return ok && isOperation(first.Names[0].Name)
	}
	return false
}

func receiver(f *ast.FuncDecl) string {
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	name, _ := t.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

// span is the first and the last line of a declaration with its comment, from 1.
func span(positions *token.FileSet, d ast.Decl) [2]int {
	start := d.Pos()
	if doc := docOf(d); doc != nil {
		start = doc.Pos()
	}
	return [2]int{positions.Position(start).Line, positions.Position(d.End()).Line}
}

// telling counts the lines that say something: empty ones and empty ones of comments do not.
func telling(lines []string, span [2]int) int {
	count := 0
	for _, line := range lines[span[0]-1 : span[1]] {
		if text := strings.TrimSpace(line); text != "" && text != "//" {
			count++
		}
	}
	return count
}

func docOf(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	}
	return nil
}

// printLines prints the size of every client below a directory.
func printLines(out io.Writer, root string) error {
	clients, err := filepath.Glob(filepath.Join(root, "*", "client.go"))
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "client\toperations\tlines\tlines per operation, types excluded\t")
	for _, client := range clients {
		s, err := sizeOfDir(filepath.Dir(client))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\t\n", filepath.Dir(client), s.operations, s.lines, s.perOperation())
	}
	return w.Flush()
}

func sizeOfDir(dir string) (size, error) {
	var s size
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return s, err
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return s, err
		}
		if err := s.add(name, content); err != nil {
			return s, err
		}
	}
	return s, nil
}

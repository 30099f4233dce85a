package render

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
)

// groupImports parts the standard library from the rest by an empty line, as goimports does. Jennifer prints one block,
// sorted by path; the formatter keeps the groups and sorts within them.
func groupImports(source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	if len(file.Imports) < 2 {
		return source, nil
	}
	decl, ok := file.Decls[0].(*ast.GenDecl)
	if !ok || len(file.Decls) != 1 {
		return nil, fmt.Errorf("unreachable: imports in %d declarations", len(file.Decls))
	}
	at := func(p token.Pos) int { return fset.Position(p).Offset }
	std, others := splitImports(file.Imports, func(s *ast.ImportSpec) []byte { return source[at(s.Pos()):at(s.End())] })
	block := bytes.Join([][]byte{std, others}, []byte("\n"))
	return bytes.Join([][]byte{source[:at(decl.Lparen)+1], source[at(decl.Rparen):]}, append([]byte("\n"), block...)), nil
}

// splitImports returns the lines of the standard library and the others. Like goimports, it takes a path whose first
// element has no dot for the standard library's.
func splitImports(specs []*ast.ImportSpec, text func(*ast.ImportSpec) []byte) (std, others []byte) {
	for _, spec := range specs {
		line := append(bytes.Clone(text(spec)), '\n')
		path, _ := strconv.Unquote(spec.Path.Value)
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") {
			others = append(others, line...)
		} else {
			std = append(std, line...)
		}
	}
	return std, others
}

package vendored

// A face is made of the declarations of the original itself: their syntax trees, with whatever makes them more than a
// name replaced by the name in the copy. So signatures and doc comments are those of the original, and what a signature
// mentions of its own package, the face has under the same name.
//
//	type Nullable[T any] struct { ... }    type Nullable[T any] = core.Nullable[T]
//	var ErrNotFound = errors.New("...")    var ErrNotFound = core.ErrNotFound
//	func OrZero[T any](p *T) T { ... }     func OrZero[T any](p *T) T { return core.OrZero[T](p) }

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/printer"
	"path"
	"slices"
	"strconv"
	"strings"
)

// core is what a face calls the package that it stands for.
const core = "core"

// face renders the face of a package as one file.
func (c Copy) face(p *source) (File, error) {
	p, err := c.read(p.dir) // its trees are changed
	if err != nil {
		return File{}, err
	}
	imports := map[string]string{core: c.inCopy(c.Module + "/" + p.dir)}
	var body bytes.Buffer
	for _, f := range p.files {
		for _, decl := range f.syntax.Decls {
			if !turn(decl) {
				continue
			}
			if err := c.require(imports, f.syntax, decl); err != nil {
				return File{}, fmt.Errorf("%s/%s: %w", p.dir, f.name, err)
			}
			if err := p.print(&body, decl); err != nil {
				return File{}, err
			}
		}
	}
	name := path.Base(p.dir)
	content, err := format.Source([]byte(mark + faceDoc(name, p.dir) + importBlock(imports) + body.String()))
	return File{Name: path.Join(p.dir, name+".go"), Content: content}, err
}

// print prints a declaration. The comment of a function is printed by itself: after a line is left out of it, positions
// would have it stand apart.
func (p *source) print(to *bytes.Buffer, decl ast.Decl) error {
	to.WriteString("\n")
	if f, ok := decl.(*ast.FuncDecl); ok && f.Doc != nil {
		for _, line := range withoutDirectives(f.Doc.List) {
			to.WriteString(line.Text + "\n")
		}
		f.Doc = nil
	}
	err := printer.Fprint(to, p.fset, decl)
	to.WriteString("\n")
	return err
}

func faceDoc(name, dir string) string {
	return fmt.Sprintf(`// Package %[1]s has the names of the client's own runtime for code outside of the client.
//
// Each stands for the one in internal/%[2]s, which Go lets only the client import: types are the
// same types, errors the same values. Fields and methods are documented there.
package %[1]s
`, name, dir)
}

// importBlock lists imports by path, those of the standard library first.
func importBlock(imports map[string]string) string {
	groups := [2][]string{}
	for name, at := range imports {
		line := strconv.Quote(at) + "\n"
		if path.Base(at) != name {
			line = name + " " + line
		}
		first, _, _ := strings.Cut(at, "/")
		if strings.Contains(first, ".") || strings.HasSuffix(at, "/"+dir) || name == core {
			groups[1] = append(groups[1], line)
		} else {
			groups[0] = append(groups[0], line)
		}
	}
	slices.Sort(groups[0])
	slices.Sort(groups[1])
	return "\nimport (\n" + strings.Join(groups[0], "") + "\n" + strings.Join(groups[1], "") + ")\n"
}

// require adds the imports that a declaration of the face uses.
func (c Copy) require(imports map[string]string, in *ast.File, decl ast.Decl) error {
	used := map[string]bool{}
	ast.Inspect(decl, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	for _, s := range in.Imports {
		name := path.Base(pathOf(s))
		if s.Name != nil {
			name = s.Name.Name
		}
		at := c.inFace(pathOf(s))
		if !used[name] {
			continue
		}
		if other, taken := imports[name]; taken && other != at {
			return fmt.Errorf("%s stands for %s and for %s", name, other, at)
		}
		imports[name] = at
	}
	return nil
}

// turn makes a declaration one of the face, and tells whether anything of it is exported.
func turn(decl ast.Decl) bool {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil || !d.Name.IsExported() {
			return false
		}
		turnFunc(d)
		return true
	case *ast.GenDecl:
		d.Specs = slices.DeleteFunc(d.Specs, func(s ast.Spec) bool { return !turnSpec(s) })
		return len(d.Specs) > 0
	}
	return false
}

func turnSpec(spec ast.Spec) bool {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		s.Assign = s.Name.End()
		s.Type = instance(s.Name.Name, s.TypeParams)
		return s.Name.IsExported()
	case *ast.ValueSpec:
		s.Names = slices.DeleteFunc(s.Names, func(n *ast.Ident) bool { return !n.IsExported() })
		s.Type, s.Values = nil, nil
		for _, name := range s.Names {
			s.Values = append(s.Values, instance(name.Name, nil))
		}
		return len(s.Names) > 0
	}
	return false
}

// turnFunc makes a function call its original.
func turnFunc(f *ast.FuncDecl) {
	call := &ast.CallExpr{Fun: instance(f.Name.Name, f.Type.TypeParams)}
	for _, field := range f.Type.Params.List {
		if len(field.Names) == 0 {
			field.Names = []*ast.Ident{ast.NewIdent("_")}
		}
		for _, name := range field.Names {
			if name.Name == "_" {
				name.Name = "arg" + strconv.Itoa(len(call.Args))
			}
			call.Args = append(call.Args, ast.NewIdent(name.Name))
		}
		if _, variadic := field.Type.(*ast.Ellipsis); variadic {
			call.Ellipsis = f.Type.Params.Closing // any position: it says that there is one
		}
	}
	var statement ast.Stmt = &ast.ExprStmt{X: call}
	if f.Type.Results != nil {
		statement = &ast.ReturnStmt{Results: []ast.Expr{call}}
	}
	f.Body = &ast.BlockStmt{List: []ast.Stmt{statement}} // without the positions of the original's lines
}

// withoutDirectives leaves out what is said to the compiler of the original's body, and the empty lines before it.
func withoutDirectives(doc []*ast.Comment) []*ast.Comment {
	doc = slices.DeleteFunc(doc, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:") })
	for len(doc) > 0 && doc[len(doc)-1].Text == "//" {
		doc = doc[:len(doc)-1]
	}
	return doc
}

// instance is a name of the copy, with the type parameters of the declaration for arguments.
func instance(name string, params *ast.FieldList) ast.Expr {
	at := &ast.SelectorExpr{X: ast.NewIdent(core), Sel: ast.NewIdent(name)}
	var args []ast.Expr
	if params != nil {
		for _, field := range params.List {
			for _, p := range field.Names {
				args = append(args, ast.NewIdent(p.Name))
			}
		}
	}
	switch len(args) {
	case 0:
		return at
	case 1:
		return &ast.IndexExpr{X: at, Index: args[0]}
	}
	return &ast.IndexListExpr{X: at, Indices: args}
}

package change

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// surface is what callers see of a client: its exported names with their types. It is read from the client's sources, not from the
// plan, so that it is what callers compile against, whatever is planned. Sources of generated clients say every type in words;
// nothing has to be type-checked, and no package has to be loaded.
type surface struct {
	symbols map[string]*exported
	names   []string            // keys of symbols, in the order of the files
	aliases map[string]typeExpr // type A = B, by A
}

// exported is one exported name.
type exported struct {
	name string // "Order", "Order.Status", "OrdersService.Create"
	kind string // see Symbol.Kind
	typ  typeExpr
	by   string // methods: "*" for a pointer receiver
}

// readSurface parses the files of a client.
func readSurface(files []File) (*surface, error) {
	s := &surface{symbols: map[string]*exported{}, aliases: map[string]typeExpr{}}
	set := token.NewFileSet()
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".go") || strings.Contains(f.Name, "/") || strings.HasSuffix(f.Name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(set, f.Name, f.Content, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("reading what the client declares: %w", err)
		}
		imports := importsOf(parsed)
		for _, d := range parsed.Decls {
			s.declaration(d, imports)
		}
	}
	s.dropHidden()
	return s, nil
}

// dropHidden leaves out methods of types that callers cannot name.
func (s *surface) dropHidden() {
	s.names = slices.DeleteFunc(s.names, func(name string) bool {
		owner, _, member := strings.Cut(name, ".")
		hidden := member && s.symbols[owner] == nil
		if hidden {
			delete(s.symbols, name)
		}
		return hidden
	})
}

func (s *surface) add(name, kind string, typ typeExpr, by string) {
	if s.symbols[name] == nil {
		s.symbols[name] = &exported{name, kind, typ, by}
		s.names = append(s.names, name)
	}
}

func (s *surface) declaration(d ast.Decl, imports map[string]string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		s.function(d, imports)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				s.typeSpec(spec, imports)
			case *ast.ValueSpec:
				s.values(d.Tok, spec, imports)
			}
		}
	}
}

func (s *surface) function(d *ast.FuncDecl, imports map[string]string) {
	name, kind, by := d.Name.Name, "func", ""
	if !d.Name.IsExported() {
		return
	}
	if d.Recv != nil && len(d.Recv.List) == 1 {
		recv := d.Recv.List[0].Type
		if star, ok := recv.(*ast.StarExpr); ok {
			recv, by = star.X, "*"
		}
		name, kind = baseName(recv)+"."+name, "method"
	}
	s.add(name, kind, typeExpr{d.Type, imports}, by)
}

// baseName is the name of a receiver without type parameters.
func baseName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.IndexExpr:
		return baseName(e.X)
	case *ast.IndexListExpr:
		return baseName(e.X)
	}
	return "?"
}

func (s *surface) typeSpec(spec *ast.TypeSpec, imports map[string]string) {
	name := spec.Name.Name
	if !spec.Name.IsExported() {
		return
	}
	typ := typeExpr{spec.Type, imports}
	if spec.Assign.IsValid() {
		s.aliases[name] = typ
		s.add(name, "type", typ, "=")
		return
	}
	s.add(name, "type", typ, "")
	if body, ok := spec.Type.(*ast.StructType); ok {
		s.fields(name, body, imports)
	}
}

func (s *surface) fields(owner string, body *ast.StructType, imports map[string]string) {
	for _, f := range body.Fields.List {
		names := f.Names
		if len(names) == 0 {
			names = []*ast.Ident{embedded(f.Type)}
		}
		for _, n := range names {
			if n.IsExported() {
				s.add(owner+"."+n.Name, "field", typeExpr{f.Type, imports}, "")
			}
		}
	}
}

// embedded is the name of a field that is called after its type.
func embedded(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.StarExpr:
		return embedded(e.X)
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.Ident:
		return e
	}
	return ast.NewIdent("_")
}

func (s *surface) values(tok token.Token, spec *ast.ValueSpec, imports map[string]string) {
	kind := "const"
	if tok == token.VAR {
		kind = "var"
	}
	for i, n := range spec.Names {
		if !n.IsExported() {
			continue
		}
		typ := spec.Type
		if typ == nil && i < len(spec.Values) {
			typ = untyped(spec.Values[i])
		}
		s.add(n.Name, kind, typeExpr{typ, imports}, "")
	}
}

// untyped is the type of a value that is declared without one.
func untyped(value ast.Expr) ast.Expr {
	switch v := value.(type) {
	case *ast.BasicLit:
		return ast.NewIdent("untyped " + map[token.Token]string{token.STRING: "string", token.INT: "int", token.FLOAT: "float"}[v.Kind])
	case *ast.CompositeLit:
		return v.Type
	case *ast.UnaryExpr:
		if inner := untyped(v.X); v.Op == token.AND && inner != nil {
			return &ast.StarExpr{X: inner}
		}
	}
	return ast.NewIdent("untyped")
}

// importsOf are the import paths of a file by the names that the file uses.
func importsOf(f *ast.File) map[string]string {
	imports := map[string]string{}
	for _, i := range f.Imports {
		path := strings.Trim(i.Path.Value, `"`)
		name := path[strings.LastIndex(path, "/")+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		imports[name] = path
	}
	return imports
}

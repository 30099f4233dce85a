package change

import (
	"go/ast"
	"slices"
	"strings"
)

// typeExpr is a type as a file says it.
type typeExpr struct {
	expr    ast.Expr
	imports map[string]string
}

// shown is the type for people: "map[string]runtime.Nullable[Order]". The client's own types have no package.
func (t typeExpr) shown() string {
	p := typePrinter{imports: nil}
	p.print(t.expr)
	return p.b.String()
}

// key is the type for comparing: import paths in place of package names, and what is an alias in any of the tables in place of it.
func (t typeExpr) key(aliases ...map[string]typeExpr) string {
	p := typePrinter{imports: t.imports, full: true, aliases: aliases}
	p.print(t.expr)
	return p.b.String()
}

// typePrinter prints types on one line, and functions without the names of their parameters.
type typePrinter struct {
	b       strings.Builder
	imports map[string]string
	full    bool
	aliases []map[string]typeExpr
	within  []string // aliases that are being expanded
}

func (p *typePrinter) print(e ast.Expr) {
	switch e := e.(type) {
	case nil:
		p.b.WriteString("?")
	case *ast.Ident:
		p.ident(e.Name)
	case *ast.SelectorExpr:
		p.selector(e)
	case *ast.StarExpr:
		p.before("*", e.X)
	case *ast.ParenExpr:
		p.print(e.X)
	case *ast.Ellipsis:
		p.before("...", e.Elt)
	case *ast.ArrayType:
		p.array(e)
	case *ast.MapType:
		p.before("map[", e.Key)
		p.before("]", e.Value)
	case *ast.ChanType:
		p.before(map[ast.ChanDir]string{ast.SEND: "chan<- ", ast.RECV: "<-chan "}[e.Dir]+"chan ", e.Value)
	case *ast.IndexExpr:
		p.generic(e.X, e.Index)
	case *ast.IndexListExpr:
		p.generic(e.X, e.Indices...)
	case *ast.FuncType:
		p.b.WriteString("func")
		p.function(e)
	case *ast.StructType:
		p.structure(e)
	case *ast.InterfaceType:
		p.interfaces(e)
	default:
		p.b.WriteString("?")
	}
}

func (p *typePrinter) before(text string, e ast.Expr) {
	p.b.WriteString(text)
	p.print(e)
}

// ident writes a name of this package or a predeclared one.
func (p *typePrinter) ident(name string) {
	if !slices.Contains(p.within, name) {
		for _, table := range p.aliases {
			if t, ok := table[name]; ok {
				p.expand(name, t)
				return
			}
		}
	}
	if p.full && name == "uint8" { // the compiler knows both by one name
		name = "byte"
	}
	p.b.WriteString(name)
}

func (p *typePrinter) expand(name string, t typeExpr) {
	outer := p.imports
	p.imports, p.within = t.imports, append(p.within, name)
	p.print(t.expr)
	p.imports, p.within = outer, p.within[:len(p.within)-1]
}

func (p *typePrinter) selector(e *ast.SelectorExpr) {
	if pkg, ok := e.X.(*ast.Ident); ok {
		name := pkg.Name
		if path := p.imports[name]; p.full && path != "" {
			name = path
		}
		p.b.WriteString(name + "." + e.Sel.Name)
		return
	}
	p.print(e.X)
	p.b.WriteString("." + e.Sel.Name)
}

func (p *typePrinter) array(e *ast.ArrayType) {
	p.b.WriteString("[")
	if lit, ok := e.Len.(*ast.BasicLit); ok {
		p.b.WriteString(lit.Value)
	}
	p.before("]", e.Elt)
}

func (p *typePrinter) generic(of ast.Expr, args ...ast.Expr) {
	p.print(of)
	for i, arg := range args {
		p.before([]string{"[", ", "}[min(i, 1)], arg)
	}
	p.b.WriteString("]")
}

// function writes parameters and results.
func (p *typePrinter) function(e *ast.FuncType) {
	p.b.WriteString("(")
	p.list(e.Params)
	p.b.WriteString(")")
	if e.Results == nil {
		return
	}
	p.b.WriteString(" ")
	many := len(e.Results.List) > 1
	if many {
		p.b.WriteString("(")
	}
	p.list(e.Results)
	if many {
		p.b.WriteString(")")
	}
}

// list writes the type of each parameter; "a, b string" is two.
func (p *typePrinter) list(fields *ast.FieldList) {
	first := true
	for _, f := range fields.List {
		for range max(1, len(f.Names)) {
			if !first {
				p.b.WriteString(", ")
			}
			first = false
			p.print(f.Type)
		}
	}
}

func (p *typePrinter) structure(e *ast.StructType) {
	if len(p.within) == 0 && !p.full {
		p.b.WriteString("struct")
		return
	}
	p.b.WriteString("struct{")
	for _, f := range e.Fields.List {
		for _, n := range f.Names {
			p.b.WriteString(n.Name + " ")
		}
		p.print(f.Type)
		p.b.WriteString(";")
	}
	p.b.WriteString("}")
}

func (p *typePrinter) interfaces(e *ast.InterfaceType) {
	var members []string
	for _, f := range e.Methods.List {
		inner := typePrinter{imports: p.imports, full: p.full, aliases: p.aliases, within: p.within}
		if fn, ok := f.Type.(*ast.FuncType); ok && len(f.Names) > 0 {
			inner.b.WriteString(f.Names[0].Name)
			inner.function(fn)
		} else {
			inner.print(f.Type)
		}
		members = append(members, inner.b.String())
	}
	slices.Sort(members)
	p.b.WriteString("interface{" + strings.Join(members, "; ") + "}")
}

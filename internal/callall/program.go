package callall

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Program uses everything of a client that a caller can see.
type Program struct {
	Source  []byte   // a file of package main that imports the client by [Path]
	Skipped []string // what it does not use, and why

	lines  []line // of Source
	fset   *token.FileSet
	syntax *ast.File
}

// line is a line of a program and what of the client it is about.
type line struct{ subject, text string }

// Program writes the program for a client.
func (c *Client) Program() *Program {
	w := &writer{client: c.Types, imports: map[string]string{}, names: map[string]bool{"main": true, "of": true}}
	w.importName(c.Types)
	scope := c.Types.Scope()
	for _, name := range scope.Names() {
		if o := scope.Lookup(name); o.Exported() {
			w.object(o)
		}
	}
	return w.program()
}

// writer collects the lines of a program. Imports are known when all else is written.
type writer struct {
	client  *types.Package
	lines   []line
	skipped []string
	imports map[string]string // path -> name in the program
	names   map[string]bool   // those taken
}

func (w *writer) line(subject, format string, args ...any) {
	w.lines = append(w.lines, line{subject, fmt.Sprintf(format, args...)})
}

func (w *writer) skip(subject, why string) { w.skipped = append(w.skipped, subject+": "+why) }

func (w *writer) program() *Program {
	head := &writer{}
	head.line("imports", "package main")
	for _, path := range slices.Sorted(maps.Keys(w.imports)) {
		name := w.imports[path]
		if len(w.lines) == 0 { // a client without operations has nothing to use
			name = "_"
		}
		head.line("imports", "import %s %q", name, path)
	}
	head.line("main", "func main() {}")
	head.line("of", "func of[T any]() (zero T) { return zero }")
	p := &Program{Skipped: w.skipped, lines: append(head.lines, w.lines...), fset: token.NewFileSet()}
	var source strings.Builder
	for _, l := range p.lines {
		source.WriteString(l.text + "\n")
	}
	p.Source = []byte(source.String())
	var err error
	if p.syntax, err = parser.ParseFile(p.fset, "main.go", p.Source, parser.SkipObjectResolution); err != nil {
		panic(fmt.Sprintf("unreachable: the program is not Go: %v", err))
	}
	return p
}

// importName is what a package is called in the program.
func (w *writer) importName(p *types.Package) string {
	if name, ok := w.imports[p.Path()]; ok {
		return name
	}
	base := p.Name()
	if p == w.client {
		base = "client"
	}
	name := base
	for n := 2; w.names[name]; n++ {
		name = base + strconv.Itoa(n)
	}
	w.names[name], w.imports[p.Path()] = true, name
	return name
}

// expr writes a type. It fails for types that have no name outside of the client.
func (w *writer) expr(t types.Type) (string, bool) {
	if !w.sayable(t) {
		return "", false
	}
	return types.TypeString(t, w.importName), true
}

// object uses a declaration of the client.
func (w *writer) object(o types.Object) {
	name := o.Name()
	switch o := o.(type) {
	case *types.Const:
		if t, ok := w.expr(types.Default(o.Type())); ok {
			w.line(name, "const _ %s = client.%s", t, name)
		}
	case *types.Var:
		if t, ok := w.expr(o.Type()); ok {
			w.line(name, "var _ %s = client.%s", t, name)
		}
	case *types.Func:
		w.line(name, "func _() {")
		w.call(name, "client."+name, o.Signature())
		w.line(name, "}")
	case *types.TypeName:
		w.typeName(o)
	}
}

func (w *writer) typeName(o *types.TypeName) {
	if generic(o.Type()) {
		w.skip(o.Name(), "is generic")
		return
	}
	w.line(o.Name(), "func _(x client.%s) {", o.Name())
	if alias, ok := o.Type().(*types.Alias); ok {
		if t, ok := w.expr(alias.Rhs()); ok {
			w.line(o.Name(), "{ var v %s = x; x = v }", t)
		}
	}
	w.underlying(o)
	w.methods(o)
	w.line(o.Name(), "}")
}

func generic(t types.Type) bool {
	switch t := t.(type) {
	case *types.Named:
		return t.TypeParams().Len() > 0
	case *types.Alias:
		return t.TypeParams().Len() > 0
	}
	return false
}

// underlying uses what a type is made of.
func (w *writer) underlying(o *types.TypeName) {
	switch u := o.Type().Underlying().(type) {
	case *types.Struct:
		w.fields(o.Name(), u)
	case *types.Basic:
		w.line(o.Name(), "{ var v %s = %s(x); x = client.%s(v) }", u.Name(), u.Name(), o.Name())
		w.constants(o)
	case *types.Interface: // its methods are all there is
	default:
		if t, ok := w.expr(u); ok {
			w.line(o.Name(), "{ var v %s = x; x = v }", t)
		}
	}
}

// fields reads and assigns every field, and sets all of them in a literal with keys.
func (w *writer) fields(owner string, s *types.Struct) {
	var literal []line
	for f := range s.Fields() {
		if !f.Exported() {
			continue
		}
		subject := owner + "." + f.Name()
		t, ok := w.expr(f.Type())
		if !ok {
			w.line(subject, "{ v := x.%[1]s; x.%[1]s = v }", f.Name())
			literal = append(literal, line{subject, f.Name() + ": x." + f.Name() + ","})
			continue
		}
		w.line(subject, "{ var v %[2]s = x.%[1]s; x.%[1]s = v }", f.Name(), t)
		if meant, ok := w.expr(unaliased(f.Type())); ok && meant != t { // callers need not say Status where it is a string
			w.line(subject, "{ var v %[2]s = x.%[1]s; x.%[1]s = v }", f.Name(), meant)
		}
		literal = append(literal, line{subject, fmt.Sprintf("%s: of[%s](),", f.Name(), t)})
	}
	w.line(owner, "_ = client.%s{", owner)
	w.lines = append(w.lines, literal...)
	w.line(owner, "}")
}

// unaliased is a type without aliases, as far as fields have them.
func unaliased(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return types.NewPointer(unaliased(t.Elem()))
	case *types.Slice:
		return types.NewSlice(unaliased(t.Elem()))
	case *types.Map:
		return types.NewMap(unaliased(t.Key()), unaliased(t.Elem()))
	default:
		return t
	}
}

// constants switches over the constants of a type. Of constants with one value, one stands for all.
func (w *writer) constants(o *types.TypeName) {
	seen := map[string]bool{}
	w.line(o.Name(), "switch x {")
	for _, name := range w.client.Scope().Names() {
		c, ok := w.client.Scope().Lookup(name).(*types.Const)
		if !ok || !c.Exported() || !types.Identical(c.Type(), o.Type()) || seen[exact(c.Val())] {
			continue
		}
		seen[exact(c.Val())] = true
		w.line(name, "case client.%s:", name)
	}
	w.line(o.Name(), "}")
}

func exact(v constant.Value) string { return v.Kind().String() + v.ExactString() }

// methods calls every method, and has it fit an interface, as callers declare them for their own tests.
func (w *writer) methods(o *types.TypeName) {
	t := o.Type()
	if !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	for selection := range types.NewMethodSet(t).Methods() {
		method := selection.Obj().(*types.Func)
		if !method.Exported() {
			continue
		}
		subject := o.Name() + "." + method.Name()
		w.call(subject, "x."+method.Name(), method.Signature())
		if signature, ok := w.expr(method.Signature()); ok && !types.IsInterface(t) {
			w.line(subject, "{ var _ interface{ %s%s } = &x }", method.Name(), strings.TrimPrefix(signature, "func"))
		}
	}
}

// call calls a function with arguments of its own types, once with and once without what is variadic.
func (w *writer) call(subject, f string, s *types.Signature) {
	if s.TypeParams().Len() > 0 {
		w.skip(subject, "is generic")
		return
	}
	var args []string
	for p := range s.Params().Variables() {
		t, ok := w.expr(p.Type())
		if !ok {
			w.skip(subject, "takes a type without an exported name")
			return
		}
		args = append(args, "of["+t+"]()")
	}
	if !s.Variadic() {
		w.results(subject, fmt.Sprintf("%s(%s)", f, strings.Join(args, ", ")), s.Results())
		return
	}
	w.results(subject, fmt.Sprintf("%s(%s...)", f, strings.Join(args, ", ")), s.Results())
	w.results(subject, fmt.Sprintf("%s(%s)", f, strings.Join(args[:len(args)-1], ", ")), s.Results())
}

// results assigns what a call returns to variables of its types, and ranges over iterators.
func (w *writer) results(subject, call string, results *types.Tuple) {
	var declared, assigned, blank, ranged []string
	for r := range results.Variables() {
		t, ok := w.expr(r.Type())
		if !ok {
			w.line(subject, "%s", call)
			return
		}
		name := "r" + strconv.Itoa(len(assigned))
		declared = append(declared, "var "+name+" "+t+"; ")
		assigned, blank = append(assigned, name), append(blank, "_")
		ranged = append(ranged, w.ranging(name, r.Type()))
	}
	if len(assigned) == 0 {
		w.line(subject, "%s", call)
		return
	}
	names := strings.Join(assigned, ", ")
	w.line(subject, "{ %s%s = %s; %s = %s%s }", strings.Join(declared, ""), names, call, strings.Join(blank, ", "), names, strings.Join(ranged, ""))
}

// ranging is a loop over what is an iterator.
func (w *writer) ranging(name string, t types.Type) string {
	s, ok := t.Underlying().(*types.Signature)
	if !ok || s.Params().Len() != 1 || s.Results().Len() != 0 {
		return ""
	}
	yield, ok := s.Params().At(0).Type().Underlying().(*types.Signature)
	if !ok || yield.Results().Len() != 1 || yield.Params().Len() == 0 {
		return ""
	}
	var names, typed []string
	for p := range yield.Params().Variables() {
		v := "v" + strconv.Itoa(len(names))
		e, _ := w.expr(p.Type())
		names, typed = append(names, v), append(typed, "var _ "+e+" = "+v)
	}
	return fmt.Sprintf("; for %s := range %s { %s }", strings.Join(names, ", "), name, strings.Join(typed, "; "))
}

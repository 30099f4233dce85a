package plan_test

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/plan"
)

// requireSound checks what holds for every plan: package-level names are valid and unique, and types that are
// mentioned exist.
func requireSound(t *testing.T, p *plan.Package) {
	t.Helper()
	names := map[string]bool{"Client": true, "New": true, "BaseURL": true}
	add := func(name string) {
		if !token.IsIdentifier(name) {
			t.Errorf("%q is no identifier", name)
		}
		if names[name] {
			t.Errorf("%q is declared twice", name)
		}
		names[name] = true
	}
	for _, o := range p.Client.Options {
		add(o.Name)
	}
	for _, table := range p.Tables {
		add(table.Name)
	}
	var mentioned []plan.Type
	for _, f := range p.Files {
		if f.Service != nil {
			add(f.Service.Name)
			mentioned = append(mentioned, soundMethods(t, f.Service, add)...)
		}
		for _, d := range f.Decls {
			mentioned = append(mentioned, soundDecl(t, d, add)...)
		}
	}
	for _, m := range mentioned {
		soundType(t, m, names)
	}
}

func soundMethods(t *testing.T, s *plan.Service, add func(string)) []plan.Type {
	t.Helper()
	unique := uniqueIn(t, s.Name)
	var mentioned []plan.Type
	for _, m := range s.Methods {
		unique(m.Name)
		add(m.Op.Var)
		arg := uniqueIn(t, s.Name+"."+m.Name)
		for _, name := range []string{"ctx", "opts", "params", "req", "s", "p"} {
			arg(name)
		}
		for _, a := range m.Path {
			arg(a.Name)
			mentioned = append(mentioned, a.Type)
		}
		if m.Body != nil {
			mentioned = append(mentioned, m.Body.Type)
		}
		if m.Result.Type.Kind != "" {
			mentioned = append(mentioned, m.Result.Type)
		}
		if m.Paging != nil {
			unique(m.Paging.All)
			mentioned = append(mentioned, m.Paging.Item)
		}
	}
	return mentioned
}

func uniqueIn(t *testing.T, where string) func(string) {
	seen := map[string]bool{}
	return func(name string) {
		t.Helper()
		if seen[name] || !token.IsIdentifier(name) {
			t.Errorf("%s: %q is twice or no identifier", where, name)
		}
		seen[name] = true
	}
}

func soundDecl(t *testing.T, d plan.Decl, add func(string)) []plan.Type {
	t.Helper()
	add(declared(d))
	var mentioned []plan.Type
	unique := uniqueIn(t, declared(d))
	switch {
	case d.Struct != nil:
		for _, f := range d.Struct.Fields {
			unique(f.Name)
			mentioned = append(mentioned, f.Type)
		}
		if d.Struct.Additional != nil {
			unique(d.Struct.Additional.Name)
		}
	case d.Union != nil:
		add(d.Union.Table)
		for _, v := range d.Union.Variants {
			unique(v.Field)
			mentioned = append(mentioned, v.Type)
		}
	case d.Enum != nil:
		for _, v := range d.Enum.Values {
			add(v.Name)
		}
	case d.Defined != nil:
		mentioned = append(mentioned, d.Defined.Type)
	}
	return mentioned
}

func soundType(t *testing.T, typ plan.Type, names map[string]bool) {
	t.Helper()
	if typ.Elem != nil {
		soundType(t, *typ.Elem, names)
		return
	}
	for _, arg := range typ.Args {
		soundType(t, arg, names)
	}
	name := typ.Ident.Name
	predeclared := types.Universe.Lookup(name) != nil
	if typ.Ident.Path == "" && !names[name] && !predeclared || !token.IsIdentifier(name) || strings.Contains(typ.Ident.Path, " ") {
		t.Errorf("the type %+v is mentioned, but not declared", typ.Ident)
	}
}

package change

import (
	"cmp"
	"go/ast"
	"slices"
	"strings"
)

// compareSurfaces lists what callers see otherwise, by name. What old code says of a name must mean the same to the new client: a
// name that is gone and a type that is another one break; names that are new do not.
func compareSurfaces(old, new *surface) []Symbol {
	var list []Symbol
	for _, name := range old.names {
		if s, differs := symbolDiff(old, new, name); differs {
			list = append(list, s)
		}
	}
	for _, name := range new.names {
		if e := new.symbols[name]; old.symbols[name] == nil {
			list = append(list, Symbol{Name: name, Kind: e.kind, New: e.shown()})
		}
	}
	slices.SortFunc(list, func(a, b Symbol) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

func symbolDiff(old, new *surface, name string) (Symbol, bool) {
	was, is := old.symbols[name], new.find(name)
	s := Symbol{Name: name, Kind: was.kind, Old: was.shown(), Breaking: true}
	if is == nil {
		return s, true
	}
	s.New = is.shown()
	switch {
	case was.kind != is.kind:
		return s, true
	case was.kind == "method" && was.by == "" && is.by == "*":
		s.New = "pointer receiver, " + s.New
		return s, true
	case was.kind == "type":
		return s, !sameType(old, new, was, is)
	}
	differs := was.typ.key(old.aliases, new.aliases) != is.typ.key(new.aliases)
	s.Breaking = was.kind != "field" || !new.fits(was.typ.key(old.aliases, new.aliases), is.typ.key(new.aliases))
	return s, differs
}

// fits tells whether values go from fields of one type to variables of the other and back, although the types differ: a list or map,
// and a type that is declared as that.
func (s *surface) fits(was, is string) bool {
	return s.isUnderlying(was, is) || s.isUnderlying(is, was)
}

// listOfBytes is what clients have for bytes that are sent as numbers.
const listOfBytes = "github.com/apigen-go/apigen/runtime.Uint8s"

func (s *surface) isUnderlying(literal, name string) bool {
	if name == listOfBytes {
		return literal == "[]byte"
	}
	e := s.symbols[name]
	isList := strings.HasPrefix(literal, "[]") || strings.HasPrefix(literal, "map[")
	return e != nil && isList && e.kind == "type" && e.by != "=" && e.typ.key(s.aliases) == literal
}

// find looks a name up. Members of an alias are those of the type that it stands for.
func (s *surface) find(name string) *exported {
	if e := s.symbols[name]; e != nil {
		return e
	}
	owner, member, _ := strings.Cut(name, ".")
	for range s.aliases { // more steps would go in circles
		next, ok := s.aliases[owner].expr.(*ast.Ident)
		if !ok {
			return nil
		}
		owner = next.Name
		if e := s.symbols[owner+"."+member]; e != nil {
			return e
		}
	}
	return nil
}

// sameType compares declarations of types. Fields are names of their own, so that all structs are alike here. What was a type of
// its own may have become an alias of another name for it; what was an alias must still mean the same.
func sameType(old, new *surface, was, is *exported) bool {
	if was.by == "=" {
		return is.by == "=" && was.typ.key(old.aliases, new.aliases) == is.typ.key(new.aliases)
	}
	is = new.behind(is)
	if was.isStruct() && is.isStruct() {
		return true
	}
	return was.isStruct() == is.isStruct() && was.typ.key(old.aliases, new.aliases) == is.typ.key(new.aliases)
}

// behind is the declaration that an alias leads to.
func (s *surface) behind(e *exported) *exported {
	for range s.aliases {
		name, ok := e.typ.expr.(*ast.Ident)
		if e.by != "=" || !ok || s.symbols[name.Name] == nil {
			return e
		}
		e = s.symbols[name.Name]
	}
	return e
}

func (e *exported) isStruct() bool {
	_, ok := e.typ.expr.(*ast.StructType)
	return ok && e.by != "="
}

// shown is the type for people.
func (e *exported) shown() string {
	switch {
	case e.isStruct():
		return "struct"
	case e.by == "=":
		return "= " + e.typ.shown()
	}
	return e.typ.shown()
}

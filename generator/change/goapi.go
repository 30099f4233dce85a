package change

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// goAPI puts each difference in Go down to the change that made it. What no change in the document explains is a change by itself.
type goAPI struct {
	*comparer
	diffs   []Symbol
	owned   []bool              // diffs that are put down to a change
	claims  map[string]int      // symbol -> the change that it belongs to
	about   map[string][]int    // symbol -> changes that are about it
	types   map[string]string   // types in Go -> what they are called now
	renames map[string]typeExpr // the same, as if the old names were aliases
	byType  map[string]int      // types that are renamed, gone or new -> the change that says so
}

// goAPI compares what callers see. The order matters: what a name has become is known before what is left over is told.
func (c *comparer) goAPI() []Symbol {
	g := &goAPI{comparer: c, diffs: compareSurfaces(c.old.surface, c.new.surface), claims: map[string]int{}, about: map[string][]int{},
		types: map[string]string{}, renames: map[string]typeExpr{}, byType: map[string]int{}}
	g.owned = make([]bool, len(g.diffs))
	g.collectClaims()
	g.renameTypes()
	g.renameMethods()
	g.removeAndAddTypes()
	g.each(g.claimed)
	g.each(g.ofType)
	g.each(g.consequence)
	g.each(g.sameSymbol)
	g.each(g.renamedMember)
	g.each(g.alone)
	g.further()
	return g.diffs
}

// each offers the differences that nothing explains yet. Whoever returns a change gets them.
func (g *goAPI) each(explain func(Symbol) int) {
	for i, d := range g.diffs {
		if g.owned[i] {
			continue
		}
		if at := explain(d); at >= 0 {
			g.owned[i] = true
			g.attach(at, d)
		}
	}
}

// collectClaims takes down which changes say which names they touch.
func (g *goAPI) collectClaims() {
	for i := range g.changes {
		for _, name := range g.changes[i].Symbols {
			g.claims[name] = i
		}
		g.changes[i].Symbols = nil
		if name := g.symbols[i]; name != "" {
			g.about[name] = append(g.about[name], i)
		}
	}
}

// attach puts a difference down to a change.
func (g *goAPI) attach(at int, d Symbol) {
	c := &g.changes[at]
	c.Symbols = append(c.Symbols, d.Name)
	if c.Old == "" && c.New == "" && d.Old != "" && d.New != "" {
		c.Old, c.New = d.Old, d.New
	}
	switch {
	case d.Breaking && c.Compile.Kind != Breaking:
		c.Compile = breaks(g.why(d))
	case !d.Breaking && c.Compile.Kind == "":
		c.Compile = compatible("it is new in Go; nothing that was there moved")
	}
}

func (g *goAPI) why(d Symbol) string {
	switch {
	case d.New == "":
		return g.old.spelled(d.Name) + " is gone"
	case d.Kind == "method" || d.Kind == "func":
		return fmt.Sprintf("%s was %s, is %s", g.old.spelled(d.Name), d.Old, d.New)
	}
	return fmt.Sprintf("%s has another type: was %s, is %s", g.old.spelled(d.Name), d.Old, d.New)
}

// claimed finds the change that names a difference, or the type that it belongs to.
func (g *goAPI) claimed(d Symbol) int {
	if i, ok := g.claims[d.Name]; ok {
		return i
	}
	if i, ok := g.claims[g.owner(d.Name)]; ok {
		return i
	}
	return -1
}

// owner is the type that a name belongs to: that of a field or method, or that of a constant; "" if there is none.
func (g *goAPI) owner(name string) string {
	if owner, _, ok := strings.Cut(name, "."); ok {
		return owner
	}
	for _, s := range []*surface{g.old.surface, g.new.surface} {
		if e := s.symbols[name]; e != nil && e.kind == "const" {
			if of, ok := e.typ.expr.(*ast.Ident); ok && s.symbols[of.Name] != nil {
				return of.Name
			}
		}
	}
	return ""
}

// ofType finds the change that says that the type of a difference is renamed, gone or new. What a change is about by itself is left to
// that one.
func (g *goAPI) ofType(d Symbol) int {
	if len(g.about[d.Name]) > 0 && g.owner(d.Name) != "" {
		return -1
	}
	for _, name := range []string{d.Name, g.owner(d.Name)} {
		if i, ok := g.byType[name]; ok {
			return i
		}
	}
	return -1
}

// consequence finds the renamed type that is all that differs.
func (g *goAPI) consequence(d Symbol) int {
	was, is := g.old.surface.symbols[d.Name], g.new.surface.find(d.Name)
	if was == nil || is == nil || was.kind == "type" || len(g.renames) == 0 {
		return -1
	}
	if was.typ.key(g.old.surface.aliases, g.renames, g.new.surface.aliases) != is.typ.key(g.new.surface.aliases) {
		return -1
	}
	for _, name := range slices.Sorted(maps.Keys(g.types)) {
		if mentions(was.typ.expr, name) {
			return g.byType[name]
		}
	}
	return -1
}

// mentions tells whether a type has a name in it.
func mentions(e ast.Expr, name string) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// sameSymbol finds the gravest change that is about a name and can change its type.
func (g *goAPI) sameSymbol(d Symbol) int {
	best := -1
	for _, i := range g.about[d.Name] {
		if weak(g.changes[i].Code) && d.New != "" && d.Old != "" {
			continue
		}
		if best < 0 || !g.changes[best].Wire.Kind.AtLeast(g.changes[i].Wire.Kind) {
			best = i
		}
	}
	return best
}

// weak tells changes that change no type in Go.
func weak(code string) bool {
	for _, prefix := range []string{"description-", "deprecated", "undeprecated", "default-", "limit-", "pattern-", "security", "header-"} {
		if strings.HasPrefix(code, prefix) {
			return true
		}
	}
	return false
}

// renamedMember tells that a field, a constant or a method has another name in Go.
func (g *goAPI) renamedMember(d Symbol) int {
	is := g.members[d.Name]
	if is == "" || d.New != "" || g.new.surface.symbols[is] == nil || d.Name == is {
		return -1
	}
	at := place{group: g.groupOf(d.Name), subject: g.old.spelled(d.Name), symbol: d.Name}
	g.tellValues(at, "renamed-in-go", "is called "+g.new.spelled(is)+" now", g.old.spelled(d.Name), g.new.spelled(is), Effect{})
	g.claims[is] = len(g.changes) - 1
	return len(g.changes) - 1
}

// groupOf is the service or type that a name is told with.
func (g *goAPI) groupOf(name string) string {
	owner := g.owner(name)
	for _, s := range []*side{g.new, g.old} {
		if field := s.fields[owner]; field != "" {
			return field
		}
		if field := s.fields[name]; field != "" {
			return field
		}
	}
	switch {
	case owner == g.new.Plan.Client.Name:
		return clientGroup
	case owner != "":
		return owner
	case g.kindOf(name) == "type":
		return name
	}
	return clientGroup
}

func (g *goAPI) kindOf(name string) string {
	for _, s := range []*surface{g.new.surface, g.old.surface} {
		if e := s.symbols[name]; e != nil {
			return e.kind
		}
	}
	return ""
}

// alone tells a difference by itself if it breaks.
func (g *goAPI) alone(d Symbol) int {
	if i, ok := g.claims[d.Name]; ok {
		return i
	}
	if !d.Breaking {
		return -1
	}
	at := place{group: g.groupOf(d.Name), subject: g.old.spelled(d.Name), symbol: d.Name, reaches: g.methodsOf(d.Name)}
	code, what := "go-type-changed", "has another type in Go"
	switch {
	case d.New == "":
		code, what = "removed-in-go", "is gone in Go"
	case d.Kind == "method" || d.Kind == "func":
		code, what = "signature-changed", "has another signature"
	}
	g.tellValues(at, code, what, d.Old, d.New, Effect{})
	return len(g.changes) - 1
}

// methodsOf are the methods that a type or its members travel by.
func (g *goAPI) methodsOf(name string) []string {
	owner := g.owner(name)
	if owner == "" {
		owner = name
	}
	for _, s := range []*side{g.new, g.old} {
		for _, id := range s.idsOf(owner) {
			if r := s.reach[id]; r != nil {
				return r.methods
			}
		}
	}
	return nil
}

// further tells what is new in Go and needs no change of its own: types that go with new fields, methods of types.
func (g *goAPI) further() {
	var names []string
	for i, d := range g.diffs {
		if g.owned[i] {
			continue
		}
		owner := g.owner(d.Name)
		if list := g.about[owner]; owner != "" && len(list) > 0 {
			g.attach(list[0], d)
			continue
		}
		names = append(names, d.Name)
	}
	if len(names) == 0 {
		return
	}
	at := place{group: clientGroup, subject: g.new.Plan.Name}
	change := g.tell(at, "added-in-go", fmt.Sprintf("%d further new names in Go, which go with what is new", len(names)), Effect{})
	change.Compile, change.Symbols = compatible("nothing that was there moved"), names
}

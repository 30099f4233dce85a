package change

import (
	"cmp"
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// idsOf are the schemas that a type is of.
func (s *side) idsOf(name string) []api.ID {
	var ids []api.ID
	for id, other := range s.goNames.types {
		if other == name {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// renameTypes tells types that have another name: where they stood, the other one stands.
func (g *goAPI) renameTypes() {
	for _, name := range slices.Sorted(maps.Keys(g.becomes)) {
		was, is := g.old.surface.symbols[name], g.new.surface.symbols[name]
		next := mostFrequent(g.becomes[name])
		gone, kept := is == nil, is != nil && is.by == "="
		if was == nil || was.by == "=" || next == name || g.new.surface.symbols[next] == nil || !gone && !kept {
			continue
		}
		if _, claimed := g.claims[name]; claimed {
			continue
		}
		g.types[name] = next
		g.renames[name] = typeExpr{expr: ast.NewIdent(next)}
		g.tellRename(name, next, kept)
	}
}

func (g *goAPI) tellRename(name, next string, kept bool) {
	what := "renamed to " + next
	if g.old.surface.symbols[next] != nil {
		what = "merged into " + next
	}
	if kept {
		what += "; the old name stays as an alias"
	}
	at := place{group: next, subject: g.old.spelled(name), symbol: name, reaches: g.methodsOf(name)}
	if ids := g.old.idsOf(name); len(ids) > 0 {
		at.old = g.old.schema(ids[0]).Pos
	}
	if ids := g.new.idsOf(next); len(ids) > 0 {
		at.new = g.new.schema(ids[0]).Pos
	}
	change := g.tellValues(at, "type-renamed", what, name, next, Effect{})
	if kept {
		change.Compile = compatible("the old name stands for the new one")
	}
	g.byType[name] = len(g.changes) - 1
	if g.old.surface.symbols[next] == nil {
		g.byType[next] = len(g.changes) - 1
	}
}

func mostFrequent(names []string) string {
	counts := map[string]int{}
	for _, name := range names {
		counts[name]++
	}
	sorted := slices.Sorted(maps.Keys(counts))
	return slices.MaxFunc(sorted, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[a], counts[b]), strings.Compare(b, a))
	})
}

// renameMethods tells methods that have another name or belong to another service.
func (g *goAPI) renameMethods() {
	for _, name := range slices.Sorted(maps.Keys(g.methods)) {
		next := g.methods[name]
		if name == next || g.new.surface.symbols[name] != nil || g.new.surface.symbols[next] == nil {
			continue
		}
		if _, claimed := g.claims[name]; claimed {
			continue
		}
		at := place{group: g.groupOf(next), subject: g.old.spelled(name), symbol: name}
		for _, i := range g.about[name] {
			at.old, at.new = g.changes[i].OldPos, g.changes[i].NewPos
		}
		g.tellValues(at, "method-renamed", "renamed to "+g.new.spelled(next), g.old.spelled(name), g.new.spelled(next), Effect{})
		g.claims[name] = len(g.changes) - 1
		if g.old.surface.symbols[next] == nil {
			g.claims[next] = len(g.changes) - 1
		}
	}
}

// removeAndAddTypes tells types that are gone, services among them, and those that are new and that the document names.
func (g *goAPI) removeAndAddTypes() {
	for _, d := range g.diffs {
		_, known := g.byType[d.Name]
		_, claimed := g.claims[d.Name]
		if d.Kind != "type" || known || claimed || d.Old != "" && d.New != "" {
			continue
		}
		switch {
		case d.New == "":
			g.tellType(d.Name, g.old, "removed")
		case g.isOfDocument(d.Name):
			g.tellType(d.Name, g.new, "added")
		}
	}
}

// isOfDocument tells types of named schemas, and services.
func (g *goAPI) isOfDocument(name string) bool {
	return g.new.fields[name] != "" || slices.ContainsFunc(g.new.idsOf(name), g.new.isNamed)
}

func (g *goAPI) tellType(name string, of *side, what string) {
	at := place{group: name, subject: g.new.Plan.Name + "." + name, symbol: name}
	sort := "type"
	if field := of.fields[name]; field != "" {
		at.group, at.subject, sort = field, "client."+field, "service"
		g.byType[of.Plan.Client.Name+"."+field] = len(g.changes)
	}
	for _, id := range of.idsOf(name) {
		if of == g.old {
			at.old = of.schema(id).Pos
		} else {
			at.new = of.schema(id).Pos
		}
		if r := of.reach[id]; r != nil {
			at.reaches = r.methods
		}
	}
	g.tell(at, sort+"-"+what, map[string]string{"removed": sort + " removed", "added": "new " + sort}[what]+g.fieldCount(name, of), Effect{})
	g.byType[name] = len(g.changes) - 1
}

// fieldCount says how many fields a type has.
func (g *goAPI) fieldCount(name string, of *side) string {
	n := 0
	for _, other := range of.surface.names {
		if strings.HasPrefix(other, name+".") && of.surface.symbols[other].kind == "field" {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", with %s", count(n, "field"))
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/naming"
)

// The runtime looks up what an error's body is by its exact status, then by its range, then by the default. Operations
// whose answers do not contradict each other share one table, so that a client has one for each set of error types
// rather than one for each set of statuses:
//
//	404: Problem, default: Problem   -> default: Problem (404 falls through to it)
//	404: Problem, 422: Problem       -> the same table, errorsProblem: 404, 422 and default

// maxTableName is how long a name of several types may get. Types that are called after their operations make long ones,
// which say no more than the operation does.
const maxTableName = 60

// errorTable is a table of errors in the making.
type errorTable struct {
	types []string // keys of the bodies' types, sorted
	cases []ErrorCase
	users []*operation
}

// collectErrors finds the error tables of all operations and names them.
func (b *builder) collectErrors() {
	var groups []*errorTable
	for _, t := range b.distinctErrors() {
		i := slices.IndexFunc(groups, func(g *errorTable) bool { return slices.Equal(g.types, t.types) && agree(g.cases, t.cases) })
		if i < 0 {
			groups = append(groups, t)
			continue
		}
		groups[i].cases = unite(groups[i].cases, t.cases)
		groups[i].users = append(groups[i].users, t.users...)
	}
	plain := map[string]bool{} // sets of types whose plain name is gone
	for _, g := range groups {
		types := strings.Join(g.types, " ")
		b.addErrors(g, !plain[types] && len(g.types) <= 3)
		plain[types] = true
	}
}

// distinctErrors lists the tables that operations need if each gets its own, those of the most operations first: they
// get the plain names, and keep them whatever is added to the document.
func (b *builder) distinctErrors() []*errorTable {
	byContent := map[string]*errorTable{}
	var tables []*errorTable
	for _, op := range b.ops {
		cases := withoutFallThrough(b.errorCases(op))
		if len(cases) == 0 {
			continue
		}
		content := ""
		for _, c := range cases {
			content += c.Status + " " + typeKey(c.Body) + "\n"
		}
		t := byContent[content]
		if t == nil {
			t = &errorTable{types: bodyTypes(cases), cases: cases}
			byContent[content] = t
			tables = append(tables, t)
		}
		t.users = append(t.users, op)
	}
	slices.SortStableFunc(tables, func(s, t *errorTable) int { return cmp.Compare(len(t.users), len(s.users)) })
	return tables
}

// addErrors names a table after its types, or after the operations that use it.
func (b *builder) addErrors(t *errorTable, plainly bool) {
	first := slices.MinFunc(t.users, func(x, y *operation) int { return cmp.Compare(x.key, y.key) })
	name := "errors" + first.prefix
	if len(t.users) > 1 {
		name = "errorsLike" + first.prefix
	}
	names, rank := []string{name, name + "Table"}, 1
	types := typeNames(t.cases)
	if plain := "errors" + strings.Join(types, "Or"); plainly && (len(types) == 1 || len(plain) <= maxTableName) {
		names, rank = append([]string{plain}, names...), 0
	}
	b.xmlErrors(t.cases, t.users)
	key := "errors " + first.key
	b.tables.add(key, Table{Kind: ErrorTable, Errors: t.cases}, naming.Claim{Names: names, Rank: rank})
	for _, op := range t.users {
		b.tables.errors[op.key] = key
	}
}

// errorCases are the typed bodies of an operation's failures.
func (b *builder) errorCases(op *operation) []ErrorCase {
	var cases []ErrorCase
	for _, o := range op.errors {
		if t := b.typeOf(o.use().ID); b.form(o.use().ID) != anyForm {
			cases = append(cases, ErrorCase{Status: o.status, Body: t})
		}
	}
	return cases
}

// withoutFallThrough drops the cases that mean what they would mean if they were not there.
func withoutFallThrough(cases []ErrorCase) []ErrorCase {
	var kept []ErrorCase
	for i, c := range cases {
		others := slices.Delete(slices.Clone(cases), i, i+1)
		if t, ok := lookUp(others, c.Status); !ok || typeKey(t) != typeKey(c.Body) {
			kept = append(kept, c)
		}
	}
	return kept
}

// lookUp finds the body of a status as the runtime does.
func lookUp(cases []ErrorCase, status string) (Type, bool) {
	for _, want := range []string{status, status[:1] + "XX", "default"} {
		for _, c := range cases {
			if strings.EqualFold(c.Status, want) {
				return c.Body, true
			}
		}
	}
	return Type{}, false
}

// agree tells whether no status that one of two tables declares means something else in the other.
func agree(a, b []ErrorCase) bool {
	for _, c := range slices.Concat(a, b) {
		s, inA := lookUp(a, c.Status)
		t, inB := lookUp(b, c.Status)
		if inA && inB && typeKey(s) != typeKey(t) {
			return false
		}
	}
	return true
}

// unite makes one table of two that agree.
func unite(a, b []ErrorCase) []ErrorCase {
	all := slices.Clone(a)
	for _, c := range b {
		if !slices.ContainsFunc(a, func(o ErrorCase) bool { return o.Status == c.Status }) {
			all = append(all, c)
		}
	}
	sortBy(all, func(c ErrorCase) string { return statusOrder(c.Status) })
	return withoutFallThrough(all)
}

// statusOrder sorts codes before ranges, and the default last.
func statusOrder(status string) string {
	switch {
	case status == "default":
		return "2"
	case strings.HasSuffix(strings.ToUpper(status), "XX"):
		return "1" + status
	}
	return "0" + status
}

// bodyTypes lists the types of a table, sorted, each once.
func bodyTypes(cases []ErrorCase) []string {
	var types []string
	for _, c := range cases {
		types = append(types, typeKey(c.Body))
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// typeNames lists the types of a table as parts of its name.
func typeNames(cases []ErrorCase) []string {
	var names []string
	for _, c := range cases {
		names = append(names, typeWords(c.Body))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// typeKey tells types apart.
func typeKey(t Type) string {
	switch t.Kind {
	case Slice, Map, Pointer:
		return string(t.Kind) + " " + typeKey(*t.Elem)
	}
	key := t.Ident.Path + "." + t.Ident.Name
	for _, arg := range t.Args {
		key += "[" + typeKey(arg) + "]"
	}
	return key
}

// typeWords is a type as part of a name.
func typeWords(t Type) string {
	switch t.Kind {
	case Slice:
		return typeWords(*t.Elem) + "List"
	case Map:
		return typeWords(*t.Elem) + "Map"
	case Pointer:
		return typeWords(*t.Elem)
	}
	return naming.Raw(t.Ident.Name)
}

package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Tables are shared by content: operations with the same errors name the same variable. Its name is made of what is in
// it, so that a change of one operation does not rename the tables of others.
type tables struct {
	all      map[string]Table // by content
	names    map[string]string
	errors   map[string]string // content by operation key
	security map[string]string
	scope    naming.Scope
}

func newTables() tables {
	return tables{all: map[string]Table{}, names: map[string]string{}, errors: map[string]string{}, security: map[string]string{}}
}

// collectTables finds the tables of all operations and names them.
func (b *builder) collectTables() {
	for _, op := range b.ops {
		if cases := b.errorCases(op); len(cases) > 0 {
			key := "errors " + fmt.Sprint(describeCases(cases))
			b.tables.errors[op.key] = key
			b.tables.add(key, Table{Kind: ErrorTable, Errors: cases}, errorNames(cases))
		}
		if alternatives := b.requirements(op); len(alternatives) > 0 {
			key := fmt.Sprintf("security %q", alternatives)
			b.tables.security[op.key] = key
			b.tables.add(key, Table{Kind: SecurityTable, Security: alternatives}, []string{securityTableName(alternatives)})
		}
	}
	b.tables.names, _ = b.tables.scope.Settle()
}

func (t *tables) add(key string, table Table, names []string) {
	if _, ok := t.all[key]; !ok {
		t.all[key] = table
		t.scope.Claim(naming.Claim{Key: key, Names: names})
	}
}

func (t *tables) errorsName(op *operation) string   { return t.names[t.errors[op.key]] }
func (t *tables) securityName(op *operation) string { return t.names[t.security[op.key]] }

// sorted lists the tables by name.
func (t *tables) sorted() []Table {
	var list []Table
	for _, key := range slices.Sorted(maps.Keys(t.all)) {
		table := t.all[key]
		table.Name = t.names[key]
		list = append(list, table)
	}
	sortBy(list, func(t Table) string { return t.Name })
	return list
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

func describeCases(cases []ErrorCase) []string {
	var parts []string
	for _, c := range cases {
		parts = append(parts, c.Status+" "+typeWords(c.Body))
	}
	return parts
}

// errorNames call a table after its one or two types; then after its statuses too.
func errorNames(cases []ErrorCase) []string {
	var types []string
	statuses := ""
	for i, c := range cases {
		if t := typeWords(c.Body); !slices.Contains(types, t) {
			types = append(types, t)
		}
		if i > 0 {
			statuses += "And"
		}
		statuses += naming.Raw(strings.ToUpper(c.Status[:1]) + c.Status[1:])
	}
	statuses = strings.ReplaceAll(statuses, "X4", "4")
	statuses = strings.ReplaceAll(statuses, "X5", "5")
	if len(types) <= 2 {
		plain := "errors" + strings.Join(types, "Or")
		return []string{plain, plain + "On" + statuses}
	}
	return []string{"errorsOn" + statuses}
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

// requirements are the alternatives of security. Certificates are the transport's business and no credential of ours.
func (b *builder) requirements(op *operation) []Requirement {
	var alternatives []Requirement
	for _, r := range op.Security {
		keys := Requirement{}
		for _, use := range r {
			if !b.isTransport(use.Scheme) {
				keys = append(keys, use.Scheme)
			}
		}
		slices.Sort(keys)
		if !slices.ContainsFunc(alternatives, func(other Requirement) bool { return slices.Equal(other, keys) }) {
			alternatives = append(alternatives, keys)
		}
	}
	if len(alternatives) == 1 && len(alternatives[0]) == 0 {
		return nil
	}
	return alternatives
}

func (b *builder) isTransport(key string) bool {
	return slices.ContainsFunc(b.api.Schemes, func(s api.SecurityScheme) bool { return s.Key == key && s.Type == "mutualTLS" })
}

// securityTableName is made of the keys of schemes: securityAPIKeyOrBearerAuth.
func securityTableName(alternatives []Requirement) string {
	var names []string
	for _, keys := range alternatives {
		if len(keys) == 0 {
			names = append(names, "None")
			continue
		}
		var parts []string
		for _, key := range keys {
			parts = append(parts, naming.Exported(naming.Words(key)...))
		}
		names = append(names, strings.Join(parts, "And"))
	}
	return "security" + strings.Join(names, "Or")
}

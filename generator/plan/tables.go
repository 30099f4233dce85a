package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Tables are shared: operations with the same facts name the same variable. Its name is made of what is in it, so that
// a change of one operation does not rename the tables of others.
type tables struct {
	all      map[string]Table  // by content, or by the first operation that uses it
	names    map[string]string // by the same key
	errors   map[string]string // that key by the operation's
	security map[string]string
	scope    naming.Scope
}

func newTables() tables {
	return tables{all: map[string]Table{}, names: map[string]string{}, errors: map[string]string{}, security: map[string]string{}}
}

// collectTables finds the tables of all operations and names them.
func (b *builder) collectTables() {
	b.collectErrors()
	for _, op := range b.ops {
		if alternatives := b.requirements(op); len(alternatives) > 0 {
			key := fmt.Sprintf("security %q", alternatives)
			b.tables.security[op.key] = key
			b.tables.add(key, Table{Kind: SecurityTable, Security: alternatives}, naming.Claim{Names: []string{securityTableName(alternatives)}})
		}
	}
	b.tables.names, _ = b.tables.scope.Settle()
}

func (t *tables) add(key string, table Table, claim naming.Claim) {
	if _, ok := t.all[key]; !ok {
		t.all[key] = table
		claim.Key = key
		t.scope.Claim(claim)
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

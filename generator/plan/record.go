package plan

import (
	"cmp"
	"maps"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Record is what callers of a client see and depend on. A later client of the same API keeps it: what is there keeps its name
// and its shape, and what is new gives way.
type Record struct {
	// Names are Go names by what they are for. Keys are as in Options.Names, but that places in lists are told by what stands
	// there: "#/components/schemas/Pet/oneOf/object(id,name)".
	Names map[string]string
	// Shapes say, by the same keys, what a different document could make look otherwise in Go although nothing has changed on
	// the wire.
	Shapes map[string]string
	// Uses are some of the places where a component is used. By these it is known again when the vendor calls it otherwise.
	Uses map[string][]string
	// Aliases are names that callers know of types which the vendor has made one with others: by name, the key of the type.
	Aliases map[string]string
}

// Over is what r says, and another record where r says nothing.
func (r Record) Over(other Record) Record {
	return Record{Names: over(r.Names, other.Names), Shapes: over(r.Shapes, other.Shapes), Uses: over(r.Uses, other.Uses), Aliases: over(r.Aliases, other.Aliases)}
}

func over[V any](first, second map[string]V) map[string]V {
	both := make(map[string]V, len(first)+len(second))
	maps.Copy(both, second)
	maps.Copy(both, first)
	return both
}

// memory is what the last client looked like and what this one will.
type memory struct {
	past, next Record
	keys       keys
	byOwner    map[string]map[string]bool // members that callers know; made when it is asked for
}

func newMemory(past Record) memory {
	return memory{past: past, next: Record{Names: map[string]string{}, Shapes: map[string]string{}, Aliases: map[string]string{}}}
}

// settle gives the claims of a scope their names. Those that callers know are kept. The key of a claim is told from others by
// what stands before it.
func (m *memory) settle(scope *naming.Scope, key func(claim string) string) (map[string]string, []naming.Clash) {
	if len(m.past.Names) > 0 {
		scope.Keep(func(claim string) string { return m.past.Names[m.keys.before(key(claim))] })
	}
	names, clashes := scope.Settle()
	for claim, name := range names {
		m.next.Names[key(claim)] = name
	}
	return names, clashes
}

// settleGlobal does so for a scope of names that the package declares. Its other names, that are kept elsewhere, are not given
// away.
func (m *memory) settleGlobal(scope *naming.Scope, key func(claim string) string) (map[string]string, []naming.Clash) {
	own := map[string]bool{}
	for _, c := range scope.Claims() {
		own[m.keys.before(key(c.Key))] = true
	}
	for alias := range m.next.Aliases {
		scope.Reserve(alias)
	}
	for past, name := range m.past.Names {
		if !own[past] && isGlobal(past) && m.keys.isAlive(past) {
			scope.Reserve(name)
		}
	}
	return m.settle(scope, key)
}

// service is the field of the service that an operation is in: the one where callers know it.
func (m *memory) service(operation, field string) string {
	if service, _, ok := strings.Cut(m.past.Names[m.keys.before(operation)], "."); ok {
		return service
	}
	return field
}

// settleMethods settles names of methods, which are remembered with their service: "Orders.List". Names of the service's other
// methods, that are kept elsewhere, are not given away.
func (m *memory) settleMethods(scope *naming.Scope, s *service) (map[string]string, []naming.Clash) {
	own := map[string]bool{}
	for _, c := range scope.Claims() {
		own[m.keys.before(c.Key)] = true
	}
	for past, name := range m.past.Names {
		if method, ok := strings.CutPrefix(name, s.field+"."); ok && !own[past] && m.keys.isAlive(past) {
			scope.Reserve(method)
		}
	}
	scope.Keep(func(claim string) string {
		return m.method(claim, s.field)
	})
	names, clashes := scope.Settle()
	for claim, name := range names {
		m.next.Names[claim] = s.field + "." + name
	}
	return names, clashes
}

// method is what a method of the service was called, "" if it was not there.
func (m *memory) method(key, service string) string {
	if method, ok := strings.CutPrefix(m.past.Names[m.keys.before(key)], service+"."); ok {
		return method
	}
	return ""
}

// further is the name of a method that an operation has beside its own, by what it does ("all", "wait"): the one that callers
// know, or the given one.
func (m *memory) further(op *operation, does, name string) string {
	return cmp.Or(m.method(op.key+" "+does, op.service.field), name)
}

// noteFurther remembers such a name.
func (m *memory) noteFurther(op *operation, does, name string) {
	m.next.Names[op.key+" "+does] = op.service.field + "." + name
}

// behind is a function that puts a prefix before keys.
func behind(prefix string) func(string) string {
	return func(claim string) string { return prefix + claim }
}

// isGlobal tells keys of what the package declares: types, constants, functions.
func isGlobal(key string) bool {
	switch head, _, _ := strings.Cut(key, " "); head {
	case "service", "params", "result", "headers", "option", "login", "server", "webhooks":
		return true
	case "webhook": // a method
		return false
	}
	return strings.Contains(key, "#/") && !strings.Contains(key, " .") && !strings.Contains(key, " |") && !strings.Contains(key, " [")
}

// shape says what a thing looked like, and notes what it looks like now.
func (m *memory) shape(key string) (string, bool) {
	past, ok := m.past.Shapes[m.keys.before(key)]
	return past, ok
}

// recall finds out what is known of this client from before.
func (b *builder) recall() {
	b.memory.keys = newKeys(b.api, b.ids, func(id api.ID) *api.Schema {
		if s := b.api.Schemas[id]; s != nil {
			return s
		}
		return &api.Schema{Kind: api.Any}
	})
	b.findRenames()
	b.recallPin()
}

func (m *memory) record() Record {
	return Record{Names: maps.Clone(m.next.Names), Shapes: maps.Clone(m.next.Shapes), Uses: maps.Clone(m.next.Uses), Aliases: maps.Clone(m.next.Aliases)}
}

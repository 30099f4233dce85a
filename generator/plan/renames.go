package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// A vendor who calls something otherwise has not changed it: callers keep their names. A component is known again by its
// members, an operation by its operationId or by its path but for the names of its parameters. Both must be gone under the old
// key and new under the new one, and nothing else may be as much alike.

// findRenames fills in what the vendor has renamed.
func (b *builder) findRenames() {
	if len(b.memory.past.Names) == 0 {
		return
	}
	k := &b.memory.keys
	for now, was := range b.renamedOperations() {
		k.renamed[now] = was
		k.renamed[pathPointer(now)] = pathPointer(was)
	}
	found := findUses(b.api, b.ids, *k)
	for again := true; again; { // what uses a component may itself be called otherwise
		again = false
		for now, was := range b.renamedComponents(found) {
			k.renamed[now], again = was, true
		}
	}
	b.findExtracted(found)
	b.aliasTwins()
	for _, was := range k.renamed { // it lives on
		k.alive[was] = true
	}
}

// pathPointer is where the operation with the key stands.
func pathPointer(key string) string {
	method, path, _ := strings.Cut(key, " ")
	return "#/paths/" + escape(path) + "/" + strings.ToLower(method)
}

// renamedOperations pairs the operations that are new with those that are gone.
func (b *builder) renamedOperations() map[string]string {
	past := &b.memory.past
	gone := map[string]string{} // what an operation is known by -> its key; "": several are
	for key, name := range past.Names {
		if _, member := cutMember(key); member != "" || !strings.Contains(name, ".") || b.memory.keys.alive[key] {
			continue
		}
		for _, mark := range operationMarks(key, parseShape(past.Shapes[key]).id) {
			if _, twice := gone[mark]; twice {
				key = ""
			}
			gone[mark] = key
		}
	}
	renamed, taken := map[string]string{}, map[string]bool{}
	for i := range b.api.Operations {
		op := &b.api.Operations[i]
		now := op.Method + " " + op.Path
		if past.Names[now] != "" {
			continue
		}
		for _, mark := range operationMarks(now, op.OperationID) {
			if was := gone[mark]; was != "" && !taken[was] {
				renamed[now], taken[was] = was, true
				break
			}
		}
	}
	return renamed
}

// operationMarks are what an operation is known by, the surest first.
func operationMarks(key, id string) []string {
	marks := []string{placeholder.ReplaceAllString(key, "{}")}
	if id != "" {
		method, _, _ := strings.Cut(key, " ")
		marks = append(marks, method+" "+id)
	}
	return marks
}

// likeness is how much two components have in common.
type likeness struct {
	now, was string
	used     bool    // in one place
	count    int     // members
	members  float64 // of all members, those that both have
	words    float64 // of all words of their names, those that both have
}

func (l likeness) compare(other likeness) int {
	if l.used != other.used {
		return map[bool]int{true: -1, false: 1}[l.used]
	}
	return cmp.Or(cmp.Compare(other.members, l.members), cmp.Compare(other.words, l.words))
}

// enough tells whether the one may be the other: it is used where that was and has its members, or half of them and more than
// one, or is alike in all and called much the same.
func (l likeness) enough() bool {
	return l.used && (l.members == 1 || l.members >= 0.5 && (l.count > 1 || l.words >= 0.5)) || l.members >= 0.8 && l.words > 0.5
}

// renamedComponents pairs the components that are new with those that are gone, the most alike first.
func (b *builder) renamedComponents(found uses) map[string]string {
	gone, fresh := b.goneMembers(), b.newMembers()
	k := &b.memory.keys
	var pairs []likeness
	for now, has := range fresh {
		for was, had := range gone {
			used := k.sharedUse(found[now], b.memory.past.Uses[was])
			l := likeness{now, was, used, len(had), shared(has, had), alike(now, was)}
			if l.enough() {
				pairs = append(pairs, l)
			}
		}
	}
	slices.SortFunc(pairs, func(l, m likeness) int {
		return cmp.Or(l.compare(m), cmp.Compare(l.now, m.now), cmp.Compare(l.was, m.was))
	})
	renamed, taken := map[string]string{}, map[string]bool{}
	for i, l := range pairs {
		if renamed[l.now] != "" || taken[l.was] {
			continue
		}
		rival := func(m likeness) bool {
			return m.compare(l) == 0 && (m.now == l.now && !taken[m.was]) != (m.was == l.was && renamed[m.now] == "")
		}
		if !slices.ContainsFunc(pairs[i+1:], rival) {
			renamed[l.now], taken[l.was] = l.was, true
		}
	}
	return renamed
}

// aliasTwins lets the name of a component that is gone stand for the only new one with the same members. That much alone is too
// little to call the new one by it.
func (b *builder) aliasTwins() {
	gone, fresh := byMembers(b.goneMembers()), byMembers(b.newMembers())
	for members, was := range gone {
		if now := fresh[members]; len(was) == 1 && len(now) == 1 {
			b.noteAliases(was[0], now[0])
		}
	}
}

// byMembers are components by what they consist of. One member says too little.
func byMembers(components map[string]map[string]bool) map[string][]string {
	found := map[string][]string{}
	for key, members := range components {
		if len(members) > 1 {
			all := strings.Join(slices.Sorted(maps.Keys(members)), "\n")
			found[all] = append(found[all], key)
		}
	}
	return found
}

// goneMembers are the members of the components that the document has no more.
func (b *builder) goneMembers() map[string]map[string]bool {
	gone := map[string]map[string]bool{}
	for key := range b.memory.past.Names {
		owner, member := cutMember(key)
		if member == "" || !isComponent(owner) || b.memory.keys.alive[owner] || b.memory.keys.isTaken(owner) {
			continue
		}
		if gone[owner] == nil {
			gone[owner] = map[string]bool{}
		}
		gone[owner][member] = true
	}
	return gone
}

// newMembers are those of the components that the last client did not know, by the names that a record would have for them.
func (b *builder) newMembers() map[string]map[string]bool {
	fresh := map[string]map[string]bool{}
	for _, id := range b.ids {
		key := b.memory.keys.of(id)
		if s := b.schemas[id]; s.Name != "" && isComponent(key) && b.memory.past.Names[key] == "" && b.memory.keys.renamed[key] == "" {
			if members := b.membersIn(id, s); len(members) > 0 {
				fresh[key] = members
			}
		}
	}
	return fresh
}

func (b *builder) membersIn(id api.ID, s *api.Schema) map[string]bool {
	members := map[string]bool{}
	for _, p := range s.Properties {
		members["."+p.Name] = true
	}
	for _, v := range s.Enum {
		members["="+valueText(v.Value)] = true
	}
	for _, v := range s.Variants {
		members["|"+strings.TrimPrefix(b.memory.keys.of(v.Schema.ID), b.memory.keys.of(id)+"/")] = true
	}
	return members
}

// isComponent tells keys of what stands in a section of the document: #/components/schemas/Order, #/definitions/Order.
func isComponent(key string) bool {
	_, pointer, ok := strings.Cut(key, "#/")
	return ok && (strings.HasPrefix(pointer, "components/") && strings.Count(pointer, "/") == 2 ||
		strings.HasPrefix(pointer, "definitions/") && strings.Count(pointer, "/") == 1)
}

// isTaken tells whether something is known to have been called so.
func (k keys) isTaken(was string) bool {
	for _, taken := range k.renamed {
		if taken == was {
			return true
		}
	}
	return false
}

// alike is how much of their names two components have in common. What stands before the last dot is where a program has it.
func alike(now, was string) float64 {
	if strings.EqualFold(unqualified(now), unqualified(was)) {
		return 1
	}
	return shared(nameWords(now), nameWords(was))
}

func unqualified(key string) string { return key[strings.LastIndexAny(key, "/.")+1:] }

func nameWords(key string) map[string]bool {
	words := map[string]bool{}
	for _, w := range naming.Words(key[strings.LastIndexByte(key, '/')+1:]) {
		words[strings.ToLower(w)] = true
	}
	return words
}

// shared is the share of what both sets have in what either has.
func shared(a, b map[string]bool) float64 {
	both := 0
	for key := range maps.Keys(a) {
		if b[key] {
			both++
		}
	}
	if either := len(a) + len(b) - both; either > 0 {
		return float64(both) / float64(either)
	}
	return 0
}

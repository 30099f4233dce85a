package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// What was written on the spot gets a name of its own, when the vendor uses it twice:
//
//	Batch: {errors: {items: {properties: ...}}}  ->  Batch: {errors: {items: {$ref: BatchError}}}
//
// or moves into another schema, when that becomes a part of the one where it was written (allOf).
//
// The component keeps the name that callers know, BatchErrorsItem. Where it stands for several such types, or is older than
// the change, the others become aliases of it.

// findExtracted finds the components that stand where a type was written on the spot.
func (b *builder) findExtracted(found uses) {
	k := &b.memory.keys
	for alias, key := range b.memory.past.Aliases {
		owner, member := cutMember(key)
		if owner = k.nowCalled(owner); k.alive[owner] {
			b.memory.next.Aliases[alias] = withMember(owner, member)
		}
	}
	for _, id := range b.ids {
		key := k.of(id)
		for _, was := range b.inlineBefore(id, found[key]) {
			if b.memory.past.Names[k.before(key)] == "" && !k.isTaken(was) {
				k.renamed[key] = was
				continue
			}
			b.noteAliases(was, key)
		}
	}
}

// inlineBefore are the types that stood where the component is used, the most alike first.
func (b *builder) inlineBefore(id api.ID, places []string) []string {
	k := &b.memory.keys
	var pairs []likeness
	now := b.membersIn(id, b.schema(id))
	for _, place := range places {
		for _, was := range b.inlineKeys(id, k.wasUsed(place)) {
			had := b.pastMembers(was)
			alike := likeness{was: was, members: shared(now, had)}
			known := slices.ContainsFunc(pairs, func(l likeness) bool { return l.was == was })
			if b.memory.past.Names[was] != "" && !k.alive[was] && !known && (alike.members >= 0.5 || len(now)+len(had) == 0 || isTitled(was, k.of(id))) {
				pairs = append(pairs, alike)
			}
		}
	}
	slices.SortFunc(pairs, func(l, m likeness) int { return cmp.Or(l.compare(m), cmp.Compare(l.was, m.was)) })
	var keys []string
	for _, l := range pairs {
		keys = append(keys, l.was)
	}
	return keys
}

// inlineKeys are the keys that a type written on the spot has in a place.
func (b *builder) inlineKeys(id api.ID, place string) []string {
	at := strings.LastIndexByte(place, ' ')
	owner, member := place[:max(at, 0)], place[at+1:]
	if mark := strings.Index(place, " ."); mark > 0 {
		owner, member = place[:mark], place[mark+1:]
	}
	identity := b.memory.keys.placer.identity(id)
	var base string
	switch {
	case member == "|":
		return b.pastVariants(owner)
	case member == "[]":
		base = owner + "/items"
	case member == "{}":
		base = owner + "/additionalProperties"
	case strings.HasPrefix(member, "."):
		base = owner + "/properties/" + escape(member[1:])
	case !strings.Contains(owner, "#/") && member == "body":
		base = pathPointer(owner) + "/requestBody/content/application~1json/schema"
	case !strings.Contains(owner, "#/"):
		base = pathPointer(owner) + "/responses/" + member + "/content/application~1json/schema"
	}
	return []string{base, base + "/anyOf/" + identity, base + "/oneOf/" + identity}
}

// pastVariants are the keys of the alternatives that callers know of a union.
func (b *builder) pastVariants(union string) []string {
	var keys []string
	for member := range b.pastMembers(union) {
		if key := union + "/" + strings.TrimPrefix(member, "|"); strings.HasPrefix(member, "|") && b.memory.past.Names[key] != "" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// isTitled tells alternatives whose title is the name of the component by now.
func isTitled(was, now string) bool {
	title := was[strings.LastIndexByte(was, '/')+1:]
	return strings.EqualFold(title, now[strings.LastIndexByte(now, '/')+1:])
}

// pastMembers are the members that callers know of a type.
func (b *builder) pastMembers(key string) map[string]bool {
	if b.memory.byOwner == nil {
		b.memory.byOwner = map[string]map[string]bool{}
		for name := range b.memory.past.Names {
			owner, member := cutMember(name)
			if b.memory.byOwner[owner] == nil {
				b.memory.byOwner[owner] = map[string]bool{}
			}
			if member != "" {
				b.memory.byOwner[owner][strings.Replace(member, owner+"/", "", 1)] = true
			}
		}
	}
	return b.memory.byOwner[key]
}

// noteAliases lets the names of a type, of its constants, and of what was written within it, go on.
func (b *builder) noteAliases(was, now string) {
	k := &b.memory.keys
	for key, name := range b.memory.past.Names {
		if !strings.HasPrefix(key, was) {
			continue
		}
		owner, member := cutMember(key)
		rest, within := strings.CutPrefix(owner, was)
		if within && (rest == "" || rest[0] == '/') && (member == "" || member[0] == '=') && k.alive[now+rest] && !k.alive[owner] {
			b.memory.next.Aliases[name] = withMember(now+rest, member)
		}
	}
}

// withMember is the key of a member, or of its owner.
func withMember(owner, member string) string {
	if member == "" {
		return owner
	}
	return owner + " " + member
}

// declareAliases declares the names that live on beside those of their types.
func (b *builder) declareAliases() {
	if len(b.memory.next.Aliases) == 0 {
		return
	}
	byKey := map[string]api.ID{}
	for id, key := range b.memory.keys.byID {
		byKey[key] = id
	}
	constants := b.constants()
	for alias, key := range b.memory.next.Aliases {
		if _, member := cutMember(key); member != "" {
			if constants[alias] == "" {
				delete(b.memory.next.Aliases, alias)
			}
			continue
		}
		id, declared := byKey[key]
		name := b.names[id]
		if !declared || name == "" || name == alias {
			delete(b.memory.next.Aliases, alias)
			continue
		}
		doc := compose(text(alias+" is what ["+name+"] was called earlier."), text("Deprecated: use ["+name+"]."))
		b.extra[""] = append(b.extra[""], Decl{Defined: &Defined{Name: alias, Doc: doc, Type: named("", name), Alias: true}})
	}
}

// constants are the constants of all enums, and what they were called earlier: by name, their type.
func (b *builder) constants() map[string]string {
	names := map[string]string{}
	for _, d := range b.decls {
		if d.Enum == nil {
			continue
		}
		for _, c := range slices.Concat(d.Enum.Values, d.Enum.Former) {
			names[c.Name] = d.Enum.Name
		}
	}
	return names
}

// formerNames are what the constants of an enum were called where it was written on the spot, and elsewhere.
func (b *builder) formerNames(id api.ID, values []api.EnumValue, names map[string]string) []Const {
	byKey := map[string]string{}
	for _, v := range values {
		byKey[b.memory.keys.value(constKey(id, v))] = names[constKey(id, v)]
	}
	var former []Const
	for _, alias := range slices.Sorted(maps.Keys(b.memory.next.Aliases)) {
		if name := byKey[b.memory.next.Aliases[alias]]; name != "" && name != alias {
			former = append(former, Const{Name: alias, Literal: name, Doc: compose(text("Deprecated: use [" + name + "]."))})
		}
	}
	return former
}

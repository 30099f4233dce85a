package plan

import (
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Ranks of the claims to names in the package: who gives way to whom.
const (
	rankUser      = iota // Options.Names
	rankVendor           // x-go-name
	rankService          // OrdersService
	rankExact            // Order, spelled as Go does
	rankComponent        // order
	rankMethod           // OrdersListParams
	rankInline           // OrderItem
)

// nameTypes names everything at package level but constants and unexported variables. Components come first, as inline
// types are called after them.
func (b *builder) nameTypes() {
	var first naming.Scope
	first.Reserve(reservedNames()...)
	first.Reserve(b.optionNames()...)
	for _, s := range b.services {
		first.Claim(naming.Claim{Key: "service " + s.field, Names: []string{s.field + "Service", s.field + "APIService"}, Rank: rankService})
	}
	for _, id := range b.ids {
		if b.reached[id] && b.isDeclared(id) && b.isRoot(id) {
			first.Claim(b.componentClaim(id))
		}
	}
	names := b.settle(&first)

	var second naming.Scope
	second.Reserve(reservedNames()...)
	for _, name := range names {
		second.Reserve(name)
	}
	second.Reserve(b.optionNames()...)
	second.Claim(b.headerClaims()...)
	second.Claim(b.webhookClaims()...)
	for _, op := range b.ops {
		second.Claim(
			naming.Claim{Key: "params " + op.key, Names: []string{op.prefix + "Params", op.prefix + "Parameters"}, Rank: rankMethod},
			naming.Claim{Key: "result " + op.key, Names: []string{op.prefix + "Result", op.prefix + "Outcome"}, Rank: rankMethod})
	}
	b.labelVariants()
	p := b.newPlaces()
	for _, id := range b.ids {
		if b.reached[id] && b.isDeclared(id) && !b.isRoot(id) {
			second.Claim(b.inlineClaim(id, p))
		}
	}
	b.settle(&second)
}

// isRoot tells schemas that are called by their own name rather than by where they stand.
func (b *builder) isRoot(id api.ID) bool {
	s := b.schema(id)
	return s.Name != "" || b.override(string(id)) != ""
}

// settle records the outcome of a scope.
func (b *builder) settle(scope *naming.Scope) map[string]string {
	names, clashes := b.memory.settleGlobal(scope, b.declKey)
	b.reportClashes(clashes, "declarations of the package", b.declParty)
	for key, name := range names {
		if _, ok := b.schemas[api.ID(key)]; ok {
			b.names[api.ID(key)] = name
		} else {
			b.derived[key] = name
		}
	}
	return names
}

// declKey is the key of a declaration: that of its schema, or its own.
func (b *builder) declKey(claim string) string {
	if b.schemas[api.ID(claim)] != nil {
		return b.memory.keys.of(api.ID(claim))
	}
	return claim
}

// reservedNames are the exported names that every client may declare.
func reservedNames() []string { return []string{"Client", "New", "BaseURL", "APIVersion"} }

// inlineClaim lists what an inline schema may be called: what the vendor calls it, else after where it stands. One name
// from the vendor in several places means nothing better than the places.
func (b *builder) inlineClaim(id api.ID, p *places) naming.Claim {
	names := p.names(id)
	if goName := b.schema(id).GoName; goName != "" {
		names = append([]string{naming.Raw(goName)}, names...)
	}
	return naming.Claim{Key: string(id), Names: names, Rank: rankInline}
}

// parentWord is what tells components of one name apart: the section or the file that they stand in.
func parentWord(id api.ID) string {
	file, pointer, _ := strings.Cut(string(id), "#")
	if file != "" {
		return fileWords(file)
	}
	segments := strings.Split(pointer, "/")
	if len(segments) < 3 {
		return ""
	}
	section := segments[len(segments)-2]
	if section == "schemas" || section == "definitions" {
		return ""
	}
	return naming.Exported(singular(naming.Words(section))...)
}

func kindWord(s *api.Schema) string {
	switch {
	case len(s.Enum) > 0:
		return "Enum"
	case s.Kind == api.Object:
		return "Object"
	case s.Kind == api.Union:
		return "Union"
	}
	return "Type"
}

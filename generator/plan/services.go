package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/naming"
)

// nameMethods settles the names of the methods of each service, and from them the prefixes of the types that belong
// to methods.
func (b *builder) nameMethods() {
	prefixes := naming.Scope{}
	for _, s := range b.services {
		var scope naming.Scope
		for _, op := range s.ops {
			scope.Claim(b.methodClaim(op))
		}
		names, clashes := b.memory.settleMethods(&scope, s)
		b.reportClashes(clashes, "methods of "+s.field, b.methodParty)
		for _, op := range s.ops {
			op.name = names[op.key]
			prefixes.Claim(naming.Claim{Key: op.key, Names: []string{s.field + op.name, s.field + "Do" + op.name}})
		}
	}
	names, _ := prefixes.Settle()
	for _, op := range b.ops {
		op.prefix = names[op.key]
	}
}

// methodClaim lists what a method may be called: by the user or vendor, short, by the whole operationId, by its path.
func (b *builder) methodClaim(op *operation) naming.Claim {
	if name := b.override(op.key, string(op.Pointer), op.OperationID); name != "" {
		return naming.Claim{Key: op.key, Names: []string{naming.Raw(name)}, Rank: 0, Fixed: true}
	}
	if op.GoName != "" {
		return naming.Claim{Key: op.key, Names: []string{naming.Raw(op.GoName)}, Rank: 1}
	}
	full := methodWords(op)
	op.echoes = saysNothing(cleanID(op)) || echoesPath(op)
	names := []string{naming.Exported(b.shortName(op)...)}
	if op.echoes {
		names = append(names, naming.Exported(b.nameFromPath(op, exactly, true)...), naming.Exported(b.nameFromPath(op, singular, false)...))
		if which := onlyFrom(op.Path); which != "All" || isVerb(names[0]) {
			names = append(names, names[0]+which)
		}
	}
	if !op.echoes {
		names = append(names, naming.Exported(idWords(op)...))
		if by := asked(op.Path); by != nil {
			names = append(names, names[0]+naming.Exported(by...))
		}
	}
	if verb := map[string]string{"PUT": "Replace", "PATCH": "Patch"}[op.Method]; verb != "" && names[0] == "Update" {
		names = append(names, verb)
	}
	if version := versionOf(op.Path); version != "" {
		names = append(names, naming.Exported(naming.Words(names[0]+"_"+version)...))
	}
	names = append(names, naming.Exported(full...), naming.Exported(naming.Words(strings.ToLower(op.Method)+" "+op.Path)...))
	if strings.HasSuffix(op.Path, "/") { // beside the same path without it
		names = append(names, names[0]+"Slash")
	}
	return naming.Claim{Key: op.key, Names: slices.Compact(names), Rank: 2}
}

// methodWords name an operation by everything that its method and path say.
func methodWords(op *operation) []string {
	words := []string{strings.ToLower(op.Method)}
	for _, segment := range resource(op.Path) {
		if isParam(segment) {
			words = append(words, "By")
		}
		words = append(words, naming.Words(segment)...)
	}
	return words
}

// onlyFrom tells what is done to one thing from what is done to all: Delete of /orders/{id} -> ByID, of /orders -> All.
func onlyFrom(path string) string {
	segments := resource(path)
	if len(segments) > 0 && isParam(segments[len(segments)-1]) {
		return "By" + naming.Exported(naming.Words(segments[len(segments)-1])...)
	}
	return "All"
}

// versionOf is the version that a path begins with: /api/v2/orders -> v2.
func versionOf(path string) string {
	for _, segment := range strings.Split(path, "/") {
		if versionSegment.MatchString(segment) && strings.ContainsAny(segment, "0123456789") {
			return segment
		}
	}
	return ""
}

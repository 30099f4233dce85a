package plan

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Frameworks call components after the types of their own language. The package that a type is in says little, and its
// innermost words say most of that:
//
//	io.k8s.api.core.v1.Pod                   -> CoreV1Pod
//	com.acme.billing.dto.Invoice             -> BillingInvoice
//	Acme.Api.Models.Invoice                  -> Invoice
//	app__schemas__user__User                 -> User
//	ApiResponse<List<com.acme.dto.Order>>    -> APIResponseListOrder
//	Page`1[[Acme.Order, Acme, Version=1.0]]  -> PageOrder
//
// The length depends on the name alone. Names that become the same grow by the words of their packages, all of them.

var (
	genericMark  = regexp.MustCompile(`[<>\[\]«»,() {}]+`)
	genericCount = regexp.MustCompile("`\\d+")
	assemblyNote = regexp.MustCompile(`(, *[\w.]+)?, *Version=[^\],]*(, *Culture=[^\],]*)?(, *PublicKeyToken=[^\],]*)?`)
	argumentMark = regexp.MustCompile(`_([A-Z][\w]*\.)`)
	packageMark  = regexp.MustCompile(`\.|::|__|/|\+`)
	typeSegment  = regexp.MustCompile(`^[A-Za-z$_][\w$]*$`)
	packageVer   = regexp.MustCompile(`^(?i:v\d+([a-z]+\d*)?)$`)
)

// componentNames are what a component's name may become, from the shortest to the whole of it.
func componentNames(name string) []string {
	parts := genericParts(name)
	var names []string
	for keep := 0; keep < 12; keep++ {
		var words []string
		for _, part := range parts {
			words = append(words, naming.Words(strings.Join(innermost(part, keep), "."))...)
		}
		if len(words) > 0 {
			names = append(names, naming.Exported(words...))
		}
	}
	names = append(names, naming.Exported(naming.Words(name)...))
	return slices.Compact(names)
}

// genericParts parts a generic type from its arguments.
func genericParts(name string) []string {
	name = genericCount.ReplaceAllString(assemblyNote.ReplaceAllString(name, ""), "")
	if strings.Contains(name, ".") && strings.HasSuffix(name, "_") { // Result_Acme.Order_
		name = argumentMark.ReplaceAllString(name, "<$1")
	}
	return strings.FieldsFunc(genericMark.ReplaceAllString(name, " "), func(r rune) bool { return r == ' ' })
}

// innermost are the segments of a qualified name that tell most: the type, the version of its package and what is around
// that; and as many more as are asked for.
func innermost(name string, more int) []string {
	segments := packageMark.Split(strings.TrimRight(name, "_"), -1)
	last := len(segments) - 1
	if last == 0 || slices.ContainsFunc(segments, func(s string) bool { return !typeSegment.MatchString(s) }) || !isTypeName(segments[last]) {
		return []string{name}
	}
	outer := slices.DeleteFunc(withoutRoot(segments[:last]), isLayer)
	kept := len(outer)
	for kept > 0 && !isTypeName(segments[0]) && isTypeName(outer[kept-1]) { // types within types, in a package
		kept--
	}
	if kept > 0 && packageVer.MatchString(outer[kept-1]) {
		kept--
	}
	if more > 0 && more >= kept { // there is nothing more that tells much
		return segments[max(0, last-1-more):]
	}
	return withoutEcho(append(outer[max(0, kept-1-more):], segments[last]))
}

// isTypeName tells Order from orders.
func isTypeName(segment string) bool { return segment != "" && unicode.IsUpper([]rune(segment)[0]) }

// withoutRoot leaves out whose types they are: com.acme, io.k8s, google, Acme. Of two segments both count, and a version
// keeps what it is the version of.
func withoutRoot(outer []string) []string {
	root := 0
	switch {
	case len(outer) > 2 && isDomain(outer[0]):
		root = 2
	case len(outer) > 1:
		root = 1
	}
	if root > 0 && packageVer.MatchString(outer[root]) {
		root--
	}
	return slices.Clone(outer[root:])
}

func isDomain(segment string) bool {
	switch segment {
	case "com", "org", "net", "io", "edu", "gov", "dev", "app", "co", "ai":
		return true
	}
	return len(segment) == 2 && segment == strings.ToLower(segment) && !packageVer.MatchString(segment)
}

// isLayer tells packages that say which layer of a program a type is in.
func isLayer(segment string) bool {
	switch strings.ToLower(segment) {
	case "model", "models", "dto", "dtos", "entity", "entities", "schema", "schemas", "vo", "vos", "viewmodel", "viewmodels",
		"contract", "contracts", "request", "requests", "response", "responses", "presentation", "controller", "controllers", "webapp",
		"interface", "interfaces", "handler", "handlers", "api", "apis", "main", "system", "collections", "generic", "java", "util", "lang":
		return true
	}
	return false
}

// withoutEcho leaves out packages that the next word repeats: orders.Order -> Order.
func withoutEcho(segments []string) []string {
	var kept []string
	for i, s := range segments {
		if i+1 < len(segments) {
			next := naming.Words(segments[i+1])
			if words := naming.Words(s); len(next) >= len(words) && slices.EqualFunc(next[:len(words)], words, sameWord) {
				continue
			}
		}
		kept = append(kept, s)
	}
	return kept
}

// componentClaim lists what a named schema may be called.
func (b *builder) componentClaim(id api.ID) naming.Claim {
	s := b.schema(id)
	if name := b.override(string(id)); name != "" {
		return naming.Claim{Key: string(id), Names: []string{naming.Raw(name)}, Rank: rankUser, Fixed: true}
	}
	if s.GoName != "" {
		return naming.Claim{Key: string(id), Names: []string{naming.Raw(s.GoName), naming.Raw(s.GoName) + kindWord(s)}, Rank: rankVendor}
	}
	names := componentNames(s.Name)
	plain := names[len(names)-1]
	if genericMark.MatchString(s.Name) { // Page[Item] beside PageItem
		names = append(names, naming.Exported(naming.Words(genericMark.ReplaceAllString(strings.TrimRight(s.Name, ">]»)} "), " Of "))...))
	}
	names = append(names, naming.Exported(naming.Spelled(s.Name)...))
	if parent := parentWord(id); parent != "" {
		names = append(names, plain+parent)
	}
	if file, _, _ := strings.Cut(string(id), "#"); file != "" {
		names = append(names, naming.Exported(naming.Words(file[:len(file)-len(path.Ext(file))])...)+plain)
	}
	rank := rankComponent
	if s.Name == names[0] {
		rank = rankExact
	}
	names = append(names, names[0]+kindWord(s), plain+kindWord(s), plain+naming.Style(s.Name))
	return naming.Claim{Key: string(id), Names: slices.Compact(names), Rank: rank}
}

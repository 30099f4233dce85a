package plan

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/naming"
)

// service is a group of operations.
type service struct {
	field string   // "Orders"
	words []string // Orders
	tag   string   // as the document has it; "": grouped by path
	ops   []*operation
}

// nameServices groups the operations by their first tag, else by the first segment of their path that says something.
// Tags that differ in nothing that Go could show are one service.
func (b *builder) nameServices() {
	byField := map[string]*service{}
	for _, op := range b.ops {
		words, tag := groupOf(op)
		field := naming.Exported(words...)
		s := byField[field]
		if s == nil {
			s = &service{field: field, words: words, tag: tag}
			byField[field] = s
		}
		s.ops = append(s.ops, op)
		op.service = s
	}
	for _, field := range slices.Sorted(maps.Keys(byField)) {
		b.services = append(b.services, byField[field])
	}
}

func groupOf(op *operation) (words []string, tag string) {
	if len(op.Tags) > 0 {
		if words := naming.Words(op.Tags[0]); len(words) > 0 {
			return words, op.Tags[0]
		}
	}
	for _, segment := range resource(op.Path) {
		if words := naming.Words(segment); !isParam(segment) && len(words) > 0 {
			return words, ""
		}
	}
	return []string{"API"}, ""
}

var versionSegment = regexp.MustCompile(`^(?i:v\d+([._-]?\d+)*([._-]?(alpha|beta|rc)\d*)?|\d{4}-\d{2}(-\d{2})?|\d+\.\d+(\.\d+)?|api|rest)$`)

// resource is a path without the segments that say only which API it is: /api/v1/orders -> orders.
func resource(path string) []string {
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for len(segments) > 1 && versionSegment.MatchString(segments[0]) {
		segments = segments[1:]
	}
	return segments
}

func isParam(segment string) bool {
	return strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}")
}

// nameMethods settles the names of the methods of each service, and from them the prefixes of the types that belong
// to methods.
func (b *builder) nameMethods() {
	prefixes := naming.Scope{}
	for _, s := range b.services {
		var scope naming.Scope
		for _, op := range s.ops {
			scope.Claim(b.methodClaim(op))
		}
		names, clashes := scope.Settle()
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
	if name := b.override(op.key, string(op.Pointer)); name != "" {
		return naming.Claim{Key: op.key, Names: []string{naming.Raw(name)}, Rank: 0}
	}
	if op.GoName != "" {
		return naming.Claim{Key: op.key, Names: []string{naming.Raw(op.GoName)}, Rank: 1}
	}
	full := methodWords(op)
	op.echoes = op.OperationID == "" || echoesPath(op)
	names := []string{naming.Exported(b.shortName(op)...)}
	if op.echoes {
		names = append(names, naming.Exported(b.nameFromPath(op, exactly)...))
	}
	if !op.echoes {
		names = append(names, naming.Exported(idWords(op)...))
	}
	if verb := map[string]string{"PUT": "Replace", "PATCH": "Patch"}[op.Method]; verb != "" && names[0] == "Update" {
		names = append(names, verb)
	}
	names = append(names, naming.Exported(full...), naming.Exported(naming.Words(op.key)...))
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

// shortName is the name that a method has if nothing is in its way.
func (b *builder) shortName(op *operation) []string {
	if op.echoes {
		return b.nameFromPath(op, singular)
	}
	words := dropPathEcho(op, idWords(op))
	short, plural := dropService(words, op.service.words, isNamespaced(op.OperationID))
	if len(short) == 1 && plural && isReading(short[0]) && (b.returnsList(op) || b.isCollection(op)) {
		return []string{"List"}
	}
	return short
}

// isReading tells verbs that a list is read by.
func isReading(word string) bool {
	switch strings.ToLower(word) {
	case "get", "fetch", "read", "retrieve", "find", "query", "show", "index", "all":
		return true
	}
	return false
}

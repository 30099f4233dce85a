package plan

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator/naming"
)

// Operations are grouped by their first tag, else by the group that their operationId begins with, else by the first
// segment of their path that says something:
//
//	tags: [user-controller]      -> Users are in User
//	storage.buckets.list         -> Buckets
//	UsersController_findAll      -> Users
//	/api/v1/orders/{id}          -> Orders
//
// Each operation finds its group alone. Tags that differ in nothing that Go could show are one service.

// service is a group of operations.
type service struct {
	field string // "Orders"
	tag   string // as the document has it; "": grouped by operationId or path
	ops   []*operation
}

// runtimeMethod is the method of every client that stands beside the fields of its services.
const runtimeMethod = "Runtime"

// nameServices groups the operations.
func (b *builder) nameServices() {
	byField := map[string]*service{}
	for _, op := range b.ops {
		words, tag := groupOf(op)
		field := naming.Exported(words...)
		if field == runtimeMethod {
			field += "API"
		}
		field = b.memory.service(op.key, field)
		s := byField[field]
		if s == nil {
			s = &service{field: field, tag: tag}
			byField[field] = s
		}
		s.ops = append(s.ops, op)
		op.service, op.group = s, words
	}
	for _, field := range slices.Sorted(maps.Keys(byField)) {
		b.services = append(b.services, byField[field])
	}
}

func groupOf(op *operation) (words []string, tag string) {
	if len(op.Tags) > 0 && !strings.EqualFold(op.Tags[0], "default") { // which is what frameworks say for none
		if words := groupWords(op.Tags[0]); len(words) > 0 {
			return words, op.Tags[0]
		}
	}
	if words := groupWords(idGroup(op.OperationID)); len(words) > 0 {
		return words, ""
	}
	for _, segment := range resource(op.Path) {
		if words := groupWords(segment); isNounSegment(segment) && len(words) > 0 {
			return words, ""
		}
	}
	return []string{"API"}, ""
}

// isNounSegment tells segments that may name a group: no parameter, no version, no selector of an action.
func isNounSegment(segment string) bool {
	return !isParam(segment) && !versionSegment.MatchString(segment) && !strings.ContainsAny(segment, "#=?{")
}

const maxGroup = 60 // letters in the name of a service

// groupWords are the words of a group, without those of the vendor's framework at their end. What is a sentence is cut.
func groupWords(name string) []string {
	words := naming.Words(name)
	for len(words) > 1 && isGroupNoise(words[len(words)-1], name) {
		words = words[:len(words)-1]
	}
	length := 0
	for i, w := range words {
		if length += len(w); i > 0 && length > maxGroup {
			return words[:i]
		}
	}
	return words
}

// isGroupNoise tells words that say what the vendor's code is rather than what it is about. A service in a phrase may
// be a thing of the vendor's: "Customer Service".
func isGroupNoise(word, name string) bool {
	switch strings.ToLower(word) {
	case "controller", "controllers", "ctrl", "endpoint", "endpoints", "api", "apis":
		return true
	case "service", "resource", "handler", "rest":
		return !strings.Contains(name, " ")
	}
	return false
}

var (
	dottedID     = regexp.MustCompile(`^[\w$-]+([./:][\w$-]+)+$`)
	underscoreID = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*_[A-Za-z][A-Za-z0-9]*$`)
	methodStart  = regexp.MustCompile(`^(?i:get|put|post|patch|delete|head|options|trace|query)([^A-Za-z0-9]|$)`)
)

// idGroup is the group that an operationId names: storage.buckets.list -> buckets, Users_GetById -> Users. It is "" for
// ids whose underscores only part words.
func idGroup(id string) string {
	if methodStart.MatchString(id) {
		return ""
	}
	parts := idParts(id)
	for i := len(parts) - 2; i >= 0; i-- {
		if !versionSegment.MatchString(parts[i]) && strings.ContainsFunc(parts[i], unicode.IsLetter) {
			return parts[i]
		}
	}
	return ""
}

// idParts are the names that an operationId is composed of: one if it is not composed.
func idParts(id string) []string {
	switch {
	case dottedID.MatchString(id):
		return strings.FieldsFunc(id, func(r rune) bool { return strings.ContainsRune("./:", r) })
	case underscoreID.MatchString(id):
		return strings.Split(id, "_")
	}
	return []string{id}
}

var versionSegment = regexp.MustCompile(`^(?i:v\d+([._-]?\d+)*([._-]?(alpha|beta|rc)\d*)?|\d{4}-\d{2}(-\d{2})?|\d+\.\d+(\.\d+)?|api|rest)$`)

var formatSuffix = regexp.MustCompile(`\.(json|\{(ext|format|extension)\})$`)

// resource is a path without the segments that say only which API it is, and without a format: /api/v1/orders.json -> orders.
func resource(path string) []string {
	path, _, _ = strings.Cut(path, "#?")
	segments := strings.FieldsFunc(formatSuffix.ReplaceAllString(path, ""), func(r rune) bool { return r == '/' })
	for len(segments) > 1 && versionSegment.MatchString(segments[0]) {
		segments = segments[1:]
	}
	return segments
}

// isParam tells segments that are nothing but a placeholder, as {id}, or one with an action behind it, as {name}:cancel.
func isParam(segment string) bool {
	noun, _, _ := strings.Cut(segment, ":")
	return strings.HasPrefix(noun, "{") && strings.HasSuffix(noun, "}")
}

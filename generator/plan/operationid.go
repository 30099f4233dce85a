package plan

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator/naming"
)

// What frameworks make of an operationId is taken from it again:
//
//	listOrdersUsingGET_1                     -> listOrders
//	get-/v1/orders/{id}_getById              -> getById
//	read_item_items__item_id__get            -> read_item
//	POST_UpdateOrder                         -> UpdateOrder
//	GET--version-orders---id---format-       -> nothing that the path does not say

var (
	springSuffix = regexp.MustCompile(`Using(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(_\d+)?$`)
	countSuffix  = regexp.MustCompile(`^([a-z][A-Za-z0-9]*[A-Za-z])_\d+$`)
	methodPrefix = regexp.MustCompile(`^(?:GET|POST|PUT|PATCH|DELETE|HEAD)_([A-Z][a-z].*)$`)
	routeID      = regexp.MustCompile(`^(?i:get|put|post|patch|delete|head|options|trace|query)?[-_ ]?/`)
	machineID    = regexp.MustCompile(`^(?i:[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9a-f]*[0-9][0-9a-f]{15,})$`)
)

// cleanID is an operationId without what a framework adds to it.
func cleanID(op *operation) string {
	id := springSuffix.ReplaceAllString(op.OperationID, "")
	if m := countSuffix.FindStringSubmatch(id); m != nil {
		id = m[1]
	}
	if m := methodPrefix.FindStringSubmatch(id); m != nil && isVerb(naming.Words(m[1])[0]) {
		id = m[1]
	}
	if tail, ok := strings.CutPrefix(strings.TrimLeft(withoutMethod(id, op.Method), "-_ "), op.Path); ok && strings.Contains(op.Path, "/") {
		id = strings.TrimLeft(tail, "_- ")
	}
	return id
}

// withoutMethod takes the HTTP method from the start of a text.
func withoutMethod(id, method string) string {
	if len(id) > len(method) && strings.EqualFold(id[:len(method)], method) {
		return id[len(method):]
	}
	return id
}

// saysNothing tells operationIds that are no names: none, numbers, hashes, routes, letters of scripts that Go cannot export.
func saysNothing(id string) bool {
	cased := strings.ContainsFunc(id, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) })
	return !cased || machineID.MatchString(id) || routeID.MatchString(id)
}

// echoesPath tells operationIds that were made from method and path.
func echoesPath(op *operation) bool {
	id := flat(naming.Words(cleanID(op)))
	method := strings.ToLower(op.Method)
	for _, segments := range [][]string{strings.Split(op.Path, "/"), resource(op.Path)} {
		for _, by := range []string{"", "by", "with"} {
			if path := flatPath(segments, by, true); id == method+path || id == path+method {
				return true
			}
		}
		if path := flatPath(segments, "", false); len(segments) > 1 && (id == method+path || id == path+method) && hasParam(segments) {
			return true
		}
	}
	return retellsPath(op)
}

// retellsPath tells operationIds that begin with the method and then have the words of the path in its order, with nothing
// but the words of placeholders and formats between them.
func retellsPath(op *operation) bool {
	words := naming.Words(op.OperationID)
	if len(words) < 2 || !methodStart.MatchString(op.OperationID) || !strings.EqualFold(words[0], op.Method) {
		return false
	}
	path := pathWords(op.Path)
	for _, w := range words[1:] {
		w = strings.ToLower(w)
		at := slices.IndexFunc(path, func(p pathWord) bool { return p.text == w || p.must })
		switch {
		case at >= 0 && path[at].text == w:
			path = path[at+1:]
		case !isPathNoise(w):
			return false
		}
	}
	return !slices.ContainsFunc(path, func(p pathWord) bool { return p.must })
}

// pathWord is a word of a path; it must be said unless it is part of a placeholder or a version.
type pathWord struct {
	text string
	must bool
}

func pathWords(path string) []pathWord {
	var list []pathWord
	for _, segment := range strings.Split(path, "/") {
		for _, w := range naming.Words(segment) {
			list = append(list, pathWord{strings.ToLower(w), isNounSegment(segment)})
		}
	}
	return list
}

func isPathNoise(word string) bool {
	switch word {
	case "by", "with", "for", "and", "version", "format", "json", "api":
		return true
	}
	return false
}

func hasParam(segments []string) bool { return slices.ContainsFunc(segments, isParam) }

// flatPath joins the words of a path, with or without its parameters.
func flatPath(segments []string, by string, params bool) string {
	var b strings.Builder
	for _, segment := range segments {
		if isParam(segment) && !params {
			continue
		}
		if isParam(segment) {
			b.WriteString(by)
		}
		b.WriteString(flat(naming.Words(segment)))
	}
	return b.String()
}

// dropPathEcho removes the path and method that some frameworks append: read_item_items__id__get -> read item.
func dropPathEcho(op *operation, words []string) []string {
	for _, segments := range [][]string{strings.Split(op.Path, "/"), resource(op.Path)} {
		echo := flatPath(segments, "", true) + strings.ToLower(op.Method)
		for at := 1; at < len(words); at++ {
			if flat(words[at:]) == echo {
				return words[:at]
			}
		}
	}
	return words
}

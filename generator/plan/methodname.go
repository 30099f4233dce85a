package plan

import (
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/naming"
)

// Methods are called by their operationId without what their service says already:
//
//	Orders: listOrders -> List, orders/get-by-customer -> GetByCustomer, createOrderRefund -> CreateRefund
//	Projects: build.projects.locations.list -> ListLocations
//
// An operationId that was made from the path ("GetOrdersOrderIdItems") says no more than the path, from which better
// names can be made: GET /orders/{id}/items -> ListItems, POST /orders/{id}/cancel -> Cancel.

// idWords are the words of the operationId. Where it runs them together, the summary may tell them apart:
// "Getinputtokencounts", "Get input token counts".
func idWords(op *operation) []string {
	words := naming.Words(cleanID(op))
	if len(words) == 0 || len(words[len(words)-1]) < 12 {
		return words
	}
	apart := naming.Words(strings.TrimRight(op.Summary, "."))
	for n := range words {
		if flat(words[n:]) == flat(apart) && len(apart) > len(words)-n {
			return append(words[:n:n], apart...)
		}
	}
	return words
}

var namespace = regexp.MustCompile(`^[A-Za-z0-9-]+[/._:]`)

// shortName is the name that a method has if nothing is in its way.
func (b *builder) shortName(op *operation) []string {
	if op.echoes {
		return b.nameFromPath(op, singular, true)
	}
	short, plural := nameFromID(op)
	switch {
	case slices.EqualFunc(short, op.group, sameWord) && !isVerb(short[0]) && (op.Method == "GET" || len(short) > 1): // Players.Players
		return b.nameFromSegments(op, singular, true)[:1]
	case len(short) == 1 && plural && isReading(short[0]) && b.listsThings(op):
		return []string{"List"}
	}
	return short
}

// nameFromID is the operationId without what the service says, and whether it said that in the plural.
func nameFromID(op *operation) (short []string, plural bool) {
	short = dropPathEcho(op, idWords(op))
	id := cleanID(op)
	if parts, many, ok := behindGroup(idParts(id), op.group); ok {
		short, plural = naming.Words(strings.Join(parts, ".")), many
	}
	short, many := dropService(short, op.group, isNamespaced(op.OperationID))
	switch last := short[len(short)-1]; {
	case dottedID.MatchString(id) && isVerb(last), strings.ContainsAny(id, "_./:-") && isCRUD(last):
		short = verbToFront(short)
	}
	return short, plural || many
}

// behindGroup finds the group among the parts of a composed operationId and gives those behind it.
func behindGroup(parts, group []string) (rest []string, plural, ok bool) {
	for i := len(parts) - 2; i >= 0; i-- {
		words := groupWords(parts[i])
		if len(words) > 0 && slices.EqualFunc(words, group, sameWord) {
			last := words[len(words)-1]
			return parts[i+1:], naming.Singular(last) != last, true
		}
	}
	return nil, false, false
}

// verbToFront turns operationIds of the kind noun, verb around: files list -> List Files, locations connections create ->
// Create Location Connection.
func verbToFront(words []string) []string {
	at := len(words) - 1
	if at > 0 && isDegree(words[at-1]) {
		at--
	}
	if at == 0 || isVerb(words[0]) {
		return words
	}
	turned := slices.Clone(words[at:])
	for i, noun := range words[:at] {
		if i < at-1 || !strings.EqualFold(words[len(words)-1], "list") {
			noun = naming.Singular(noun)
		}
		turned = append(turned, noun)
	}
	return turned
}

func isCRUD(word string) bool {
	switch strings.ToLower(word) {
	case "list", "create", "get", "read", "retrieve", "update", "delete", "destroy", "patch", "insert", "remove", "fetch", "replace":
		return true
	}
	return false
}

// isDegree tells words that belong to the verb behind them: partial update.
func isDegree(word string) bool {
	switch strings.ToLower(word) {
	case "partial", "bulk", "batch", "multi":
		return true
	}
	return false
}

// isReading tells verbs that a list is read by.
func isReading(word string) bool {
	switch strings.ToLower(word) {
	case "get", "fetch", "read", "retrieve", "find", "query", "show", "index", "all":
		return true
	}
	return false
}

// isNamespaced tells operationIds that begin with a group: "search/users", "orders.create".
func isNamespaced(id string) bool { return namespace.MatchString(id) }

// dropService removes the service's words from the start of a name, or from behind its verb. It tells whether the
// word was plural there. A word at the start may be the verb itself (inviteUser of Invites), unless it is set apart.
func dropService(words, service []string, namespaced bool) (short []string, plural bool) {
	words = partService(words, service)
	short = words
	if len(words) > 1 && !namespaced && len(service) == 1 && sameWord(words[0], service[0]) && isVerb(words[0]) && !isVerb(words[1]) {
		return words, false
	}
	for again := true; again; {
		again = false
		for skip := range service {
			at, ok := findService(short, service[skip:], skip > 0)
			if ok && len(short) > len(service)-skip {
				last := short[at+len(service)-skip-1]
				plural = plural || naming.Singular(last) != last
				short = slices.Delete(slices.Clone(short), at, at+len(service)-skip)
				again = true
				break
			}
		}
	}
	if len(short) > 1 && isNoise(short[0]) && len(short) < len(words) {
		short = short[1:]
	}
	if last := len(short) - 1; last > 0 && len(short) < len(words) && isArticle(short[last]) {
		short = short[:last]
	}
	return short, plural
}

// partService parts the service's words where an operationId runs them together: addons_create of Add-Ons.
func partService(words, service []string) []string {
	i := slices.IndexFunc(words, func(w string) bool { return len(service) > 1 && sameWord(w, flat(service)) })
	if i < 0 {
		return words
	}
	return slices.Concat(words[:i], service, words[i+1:])
}

func isArticle(word string) bool {
	switch strings.ToLower(word) {
	case "a", "an", "the":
		return true
	}
	return false
}

// isNoise tells words of the vendor's framework.
func isNoise(word string) bool {
	switch strings.ToLower(word) {
	case "controller", "resource", "handler", "service", "endpoint", "api":
		return true
	}
	return false
}

// findService finds the service's words at the start, or behind nothing but verbs. A part of them counts only at the end.
func findService(words, service []string, part bool) (int, bool) {
	for at := 0; at+len(service) <= len(words); at++ {
		if slices.EqualFunc(words[at:at+len(service)], service, sameWord) {
			if !part || at > 0 && at+len(service) == len(words) {
				return at, true
			}
		}
		if !isVerb(words[at]) && !isAdverb(words[at]) {
			return 0, false
		}
	}
	return 0, false
}

func isAdverb(word string) bool {
	switch strings.ToLower(word) {
	case "bulk", "batch", "all", "or", "and", "multiple", "many":
		return true
	}
	return isArticle(word)
}

// sameWord compares without regard to case and number.
func sameWord(a, b string) bool {
	return strings.EqualFold(naming.Singular(strings.ToLower(a)), naming.Singular(strings.ToLower(b)))
}

// flat joins words for comparison.
func flat(words []string) string { return strings.ToLower(strings.Join(words, "")) }

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
//
// An operationId that was made from the path ("GetOrdersOrderIdItems") says no more than the path, from which better
// names can be made: GET /orders/{id}/items -> ListItems, POST /orders/{id}/cancel -> Cancel.

// idWords are the words of the operationId. Where it runs them together, the summary may tell them apart:
// "Getinputtokencounts", "Get input token counts".
func idWords(op *operation) []string {
	words := naming.Words(op.OperationID)
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

// echoesPath tells operationIds that were made from method and path.
func echoesPath(op *operation) bool {
	id := flat(naming.Words(op.OperationID))
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

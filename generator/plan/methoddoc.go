package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// A method's comment is one sentence, what the document says beyond it, and the route:
//
//	// Create places an order.
//	//
//	// POST /orders (keyed: safe to retry)

// methodDoc is the comment of a method.
func (b *builder) methodDoc(op *operation) Comment {
	lead, rest := methodLead(op)
	blocks := append([]block{text(lead)}, rest...)
	blocks = append(blocks, choiceDoc(op.body)...)
	blocks = append(blocks, b.streamDoc(op)...)
	blocks = append(blocks, b.headersDoc(op)...)
	if op.redirects() {
		blocks = append(blocks, text("The answer is a redirect, which is not followed: [runtime.WithResponse] has its Location."))
	}
	if op.DocsURL != "" && !strings.ContainsAny(op.DocsURL, " \n\t") {
		blocks = append(blocks, text("See "+clean(op.DocsURL)+"."))
	}
	if route := route(op); !strings.HasSuffix(lead, " calls "+route+".") {
		blocks = append(blocks, block{lines: []string{route}, whole: true})
	}
	return compose(deprecated(blocks, op.Deprecated, reason(op.Reason, "this operation"))...)
}

// siblingDoc is the comment of a method for another representation: it sends the reader to the operation's own.
func (b *builder) siblingDoc(op *operation, s *sibling) Comment {
	own := "[" + b.derived["service "+op.service.field] + "." + op.name + "]"
	var lead string
	switch {
	case s.gained != "":
		lead = s.name + " is " + own + " with " + map[string]string{"params": "parameters", "body": "a body"}[s.gained] + "."
	case s.stream:
		lead = b.streamSiblingLead(op, s.name, own)
	case s.body == nil && len(s.raw) > 1:
		lead = s.name + " is " + own + " with the answer as it comes, which the caller closes: " + listing(typesOf(s.raw), "or") +
			". [runtime.WithAccept] asks for one of them."
	case s.body == nil:
		lead = s.name + " is " + own + " with the answer as it comes, in " + clean(s.raw[0].Type) + ", which the caller closes."
	default:
		lead = s.name + " is " + own + " with a body in " + clean(sentType(s.body.media, s.body.form)) + "."
	}
	blocks := []block{text(lead)}
	if s.body != nil {
		blocks = append(blocks, choiceDoc(s.body)...)
	}
	blocks = append(blocks, block{lines: []string{route(op)}, whole: true})
	return compose(deprecated(blocks, op.Deprecated, reason(op.Reason, "this operation"))...)
}

// choiceDoc says which other media types the body may have.
func choiceDoc(body *chosenBody) []block {
	switch {
	case body == nil:
		return nil
	case len(body.also) > 0:
		sent := clean(sentType(body.media, body.form))
		return []block{text("The body is sent as " + sent + "; [runtime.WithContentType] sends it as " + listing(body.also, "or") + ".")}
	case body.form >= xmlMedia && strings.Contains(body.media.Type, "*"):
		return []block{text("The body is any of " + clean(body.media.Type) + ": [runtime.WithContentType] says which.")}
	}
	return nil
}

func typesOf(media []api.Media) []string {
	var types []string
	for _, m := range media {
		types = append(types, clean(m.Type))
	}
	return slices.Compact(types)
}

// listing writes a list as a sentence has it: a, b or c.
func listing(items []string, word string) string {
	last := len(items) - 1
	if last == 0 {
		return items[0]
	}
	return strings.Join(items[:last], ", ") + " " + word + " " + items[last]
}

// route is method and path, with what there is to know about sending it twice.
func route(op *operation) string {
	switch {
	case op.Idempotency != nil:
		return clean(op.key) + " (keyed: safe to retry)"
	case op.Repeatable && !isSafe(op.Method):
		return clean(op.key) + " (safe to repeat)"
	case op.Method == "POST", op.Method == "PATCH":
		return clean(op.key) + " (not repeated after an ambiguous failure)"
	}
	return clean(op.key)
}

// methodLead is the first sentence and the Markdown that is left. Vendors like to say in the description what the
// summary said; of the two the one that says more counts.
func methodLead(op *operation) (lead string, rest []block) {
	summary, more := firstSentence(op.Summary)
	first, tail := firstSentence(op.Description)
	all := append(more, markdown(op.Description)...)
	switch {
	case first == "" && summary != "" && sameText(summary, op.name):
		return op.name + " calls " + route(op) + ".", all
	case summary == "" && len(first) < 200 && beginsWithVerb(first):
		return methodSentence(op.name, first), tail
	case summary == "", len(summary) > 80 && !beginsWithVerb(summary): // a description in the wrong place
		if summary != "" {
			all = append([]block{text(ended(summary))}, all...)
		}
		return op.name + " calls " + route(op) + ".", all
	case first == "" && op.Method == "GET" && isPhraseOfThings(summary):
		return op.name + " returns " + strings.ToLower(summary[:1]) + ended(summary[1:]), all
	case first == "":
		return methodSentence(op.name, summary), all
	}
	short, long := keywords(summary), keywords(first)
	switch {
	case len(long) > len(short) && len(first) < 160 && slices.Equal(long[:len(short)], short) && beginsWithVerb(first):
		return methodSentence(op.name, first), append(more, tail...)
	case !slices.ContainsFunc(long, func(w string) bool { return !slices.Contains(short, w) }):
		return methodSentence(op.name, summary), append(more, tail...)
	}
	return methodSentence(op.name, summary), all
}

// isPhraseOfThings tells what a request for it returns: "All orders of a customer", "The state of the job".
func isPhraseOfThings(s string) bool {
	words := strings.Fields(s)
	switch strings.ToLower(words[0]) {
	case "a", "an", "the", "all", "information":
		return len(words) > 1 && !slices.ContainsFunc(words, isFinite)
	}
	return false
}

// keywords are the words that tell two sentences about an operation apart: without articles and number, and with one
// verb for all kinds of reading.
func keywords(s string) []string {
	var kept []string
	for i, word := range naming.Words(s) {
		word = strings.ToLower(word)
		if does, ok := thirdPerson(word); i == 0 && ok {
			word = does
			if isReadingVerb(does) {
				word = "returns"
			}
		}
		switch word {
		case "a", "an", "the", "all", "of", "list", "your", "given", "specified":
			continue
		}
		kept = append(kept, naming.Singular(word))
	}
	return kept
}

func isReadingVerb(does string) bool {
	switch does {
	case "gets", "lists", "returns", "retrieves", "fetches", "reads", "shows", "views", "enumerates", "obtains":
		return true
	}
	return false
}

func beginsWithVerb(s string) bool {
	word, rest, _ := strings.Cut(s, " ")
	_, ok := actionOf(word, rest)
	return ok
}

// methodSentence is the first sentence of a method's comment:
//
//	Create, "Place an order"    -> Create places an order.
//	Get, "Order details"        -> Get implements "Order details".
func methodSentence(name, summary string) string {
	summary = strings.TrimRight(tagBehind(summary), " :-")
	word, rest, _ := strings.Cut(summary, " ")
	adverb := ""
	if lower := strings.ToLower(word); lower == "bulk" || lower == "batch" || len(lower) > 4 && strings.HasSuffix(lower, "ly") && !isListed(lower) {
		adverb = lower + " "
		word, rest, _ = strings.Cut(rest, " ")
	}
	does, ok := actionOf(word, rest)
	if !ok {
		return name + ` implements "` + strings.TrimRight(summary, ". ") + `".`
	}
	return name + " " + adverb + withoutStutter(name, does, rest) + " " + both(ended(rest))
}

// tagBehind puts what stands in brackets before a summary behind it: "[Deprecated] Get it" -> "Get it (Deprecated)".
func tagBehind(summary string) string {
	tag, rest, ok := strings.Cut(summary, "] ")
	if ok && strings.HasPrefix(tag, "[") && rest != "" {
		return strings.TrimRight(rest, ". ") + " (" + tag[1:] + ")"
	}
	return summary
}

// withoutStutter makes "Get gets" and "List lists" say what they return.
func withoutStutter(name, does, rest string) string {
	next, _, _ := strings.Cut(strings.ToLower(rest), " ")
	switch {
	case slices.Contains([]string{"for", "by", "in", "on", "with", "from", "to", "started", "or", "and"}, next):
		return does
	case does == "gets", does == "lists" && strings.HasPrefix(name, "List"):
		return "returns"
	}
	return does
}

// actionOf is what the verb at the start of a summary does. A word that is in no list is one if an object follows it.
func actionOf(word, rest string) (does string, ok bool) {
	next, _, _ := strings.Cut(rest, " ")
	word = strings.TrimRight(word, ":")
	if rest == "" || next == "of" || isNoun(word, next) {
		return "", false
	}
	if first, second, ok := strings.Cut(word, "/"); ok { // Create/modify
		one, isVerb := actionOf(first, rest)
		other, isVerbToo := actionOf(second, rest)
		return one + "/" + other, isVerb && isVerbToo
	}
	if does, ok := thirdPerson(word); ok {
		return does, true
	}
	if verb, ok := gerundBase(word); ok && (beginsObject(next) || isPlainGerund(verb)) && !isNounMark(next) { // Deleting a file
		return conjugate(verb), true
	}
	lower := strings.ToLower(word)
	if !beginsObject(next) || !isPlainWord(lower) {
		return "", false
	}
	if strings.HasSuffix(lower, "s") && !strings.HasSuffix(lower, "ss") {
		return lower, true
	}
	return conjugate(lower), true
}

// beginsObject tells words that stand between a verb and its object, and hardly ever behind a noun.
func beginsObject(word string) bool {
	switch strings.ToLower(word) {
	case "a", "an", "the", "one", "your", "whether", "if", "all", "any", "each", "multiple":
		return true
	}
	return false
}

// isPlainWord tells words that may be verbs: neither a preposition nor a pronoun nor an acronym.
func isPlainWord(lower string) bool {
	const others = " all of for in on with from to by about how what when where which is are was were not only see if per as " +
		"at after before during while given this these that those into onto over under between within without via and or but " +
		"then there here like unlike once both also note warning deprecated using based has have had can may will must should "
	return len(lower) > 2 && !strings.Contains(others, " "+lower+" ") && !strings.HasSuffix(lower, "ing") && !strings.HasSuffix(lower, "ed") &&
		!strings.ContainsFunc(lower, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') })
}

package plan

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var sentenceEnd = regexp.MustCompile(`[.!?]["')]*\s+["'(]*[\p{Lu}\d\[*_` + "`" + `]`)

// firstSentence parts the first sentence of a Markdown text from the blocks that are left; "" if the text begins with
// something else than a paragraph.
func firstSentence(s string) (first string, rest []block) {
	blocks := markdown(s)
	if len(blocks) == 0 || blocks[0].kind != paragraph {
		return "", blocks
	}
	para := blocks[0].lines[0]
	end := len(para)
	for at := 0; at < len(para); {
		m := sentenceEnd.FindStringIndex(para[at:])
		if m == nil {
			break
		}
		if dot := at + m[0] + 1; !isAbbreviated(para[:dot]) {
			end = at + m[0] + len(strings.TrimRight(para[at+m[0]:at+m[1]-1], " \"'(["))
			break
		}
		at += m[1] - 1
	}
	first = strings.TrimSpace(para[:end])
	if tail := strings.TrimSpace(para[end:]); tail != "" {
		rest = append(rest, text(tail))
	}
	return first, append(rest, blocks[1:]...)
}

// isAbbreviated tells dots that end no sentence.
func isAbbreviated(head string) bool {
	word := head[strings.LastIndexAny(head, " (")+1:]
	switch strings.ToLower(word) {
	case "e.g.", "i.e.", "etc.", "vs.", "no.", "cf.", "incl.", "approx.", "resp.", "inc.", "st.", "u.s.":
		return true
	}
	return utf8.RuneCountInString(word) == 2 && unicode.IsUpper([]rune(word)[0])
}

// sentenceAbout makes a sentence begin with the name that it is about:
//
//	An order of a customer. -> Order is an order of a customer.
//	Represents an order.    -> Order represents an order.
//	Details of the order.   -> Order: Details of the order.
//	An order was cancelled. -> OrderCancelled: an order was cancelled.
func sentenceAbout(name, s string) string {
	s = ended(s)
	word, rest, _ := strings.Cut(s, " ")
	lower := strings.ToLower(word)
	next, _, _ := strings.Cut(rest, " ")
	switch does, ok := thirdPerson(word); {
	case s == "":
		return name + "."
	case strings.TrimRight(word, ".,:;") == name:
		return s
	case lower == "a", lower == "an", lower == "the", lower == "one":
		return aboutNoun(name, lower, rest)
	case lower == "this" && strings.HasPrefix(rest, "is "):
		return name + " " + rest
	case lower == "represents", lower == "contains", lower == "specifies", lower == "holds", lower == "defines", lower == "indicates", lower == "denotes":
		return name + " " + lower + " " + rest
	case ok && does == lower, isPlainWord(lower) && strings.HasSuffix(lower, "es") && beginsObject(next):
		return name + " " + lower + " " + rest
	}
	return name + ": " + s
}

// aboutNoun is about a sentence that begins with an article: a noun, or a whole sentence with a verb of its own, which
// may even be about the type.
func aboutNoun(name, article, rest string) string {
	words := strings.Fields(rest)
	at := slices.IndexFunc(words, func(w string) bool { return isFinite(w) || isRelative(w) })
	switch {
	case at <= 0 || isRelative(words[at]):
		return name + " is " + article + " " + rest
	case words[at] != "was" && words[at] != "were" && sameText(strings.Join(words[:at], " "), name):
		return name + " " + strings.Join(words[at:], " ")
	}
	return name + ": " + article + " " + rest
}

// isFinite tells the verbs that make a sentence of a noun.
func isFinite(word string) bool {
	switch strings.ToLower(word) {
	case "is", "are", "was", "were", "has", "have", "had", "will", "can", "may", "must", "should", "does", "did", "represents",
		"describes", "contains", "occurs", "specifies", "defines", "indicates":
		return true
	}
	return false
}

// isRelative tells the words that begin a clause, whose verb is not that of the sentence.
func isRelative(word string) bool {
	switch strings.ToLower(strings.TrimRight(word, ",")) {
	case "that", "which", "who", "whose", "whom", "where", "when", "if", "whether", "how", "what", "why", "because", "as":
		return true
	}
	return strings.HasSuffix(word, ",") || strings.HasSuffix(word, ":")
}

// both conjugates the second verb of two: creates or update -> creates or updates.
func both(rest string) string {
	for _, and := range []string{"or ", "and "} {
		tail, ok := strings.CutPrefix(rest, and)
		word, after, _ := strings.Cut(tail, " ")
		bare := strings.TrimRight(word, ",.")
		does, isVerb := thirdPerson(bare)
		if verb, isGerund := gerundBase(bare); isGerund {
			does, isVerb = conjugate(verb), true
		}
		if ok && isVerb {
			return strings.TrimSpace(and + does + word[len(bare):] + " " + after)
		}
	}
	return rest
}

// isNoun tells "List of orders" from "List orders", and "Order details" from "Order a pizza".
func isNoun(word, next string) bool {
	switch strings.ToLower(word) {
	case "list", "order", "report", "request", "record", "charge", "invoice", "export", "import", "query", "schedule", "log",
		"count", "index", "search", "view", "process", "test", "message", "release", "star", "tag", "label":
	default:
		return false
	}
	return isNounMark(next)
}

// isNounMark tells words that hardly ever follow a verb.
func isNounMark(next string) bool {
	switch strings.ToLower(next) {
	case "of", "details", "information", "info", "status", "results", "result", "is", "has", "list":
		return true
	}
	return false
}

// ended makes sure that a sentence has an end.
func ended(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsRune(".!?:", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// sameText compares sentences without regard to case and punctuation.
func sameText(a, b string) bool { return letters(a) == letters(b) }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

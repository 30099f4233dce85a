package plan

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var sentenceEnd = regexp.MustCompile(`[.!?]["')]*\s+["'(]*[\p{Lu}\d\[*_` + "`" + `]`)

// firstSentence parts the first sentence of a Markdown text from the rest. Markup stays in the rest.
func firstSentence(s string) (first, rest string) {
	blocks := markdown(s)
	if len(blocks) == 0 || blocks[0].kind != paragraph {
		return "", s
	}
	para := blocks[0].lines[0]
	end := len(para)
	for _, m := range sentenceEnd.FindAllStringIndex(para, -1) {
		head := para[:m[0]+1]
		if !isAbbreviated(head) {
			end = m[0] + len(strings.TrimRight(para[m[0]:m[1]-1], " \"'(["))
			break
		}
	}
	first = strings.TrimSpace(para[:end])
	rest = strings.TrimSpace(para[end:])
	return first, rest + "\n\n" + afterFirstBlock(s)
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

// afterFirstBlock is the Markdown behind its first paragraph.
func afterFirstBlock(s string) string {
	lines := strings.Split(outsideFences(htmlComment.ReplaceAllString(clean(s), ""), flattenHTML), "\n")
	for n := 1; n <= len(lines); n++ {
		if head := markdown(strings.Join(lines[:n], "\n")); len(head) > 1 {
			return strings.Join(lines[n-1:], "\n")
		}
	}
	return ""
}

// sentenceAbout makes a sentence begin with the name that it is about:
//
//	An order of a customer. -> Order is an order of a customer.
//	Represents an order.    -> Order represents an order.
//	Details of the order.   -> Order: details of the order.
func sentenceAbout(name, s string) string {
	s = ended(s)
	word, rest, _ := strings.Cut(s, " ")
	lower := strings.ToLower(word)
	switch does, ok := thirdPerson(word); {
	case s == "":
		return name + "."
	case strings.TrimRight(word, ".,:;") == name:
		return s
	case lower == "a", lower == "an", lower == "the", lower == "one":
		return name + " is " + lower + " " + rest
	case lower == "this" && strings.HasPrefix(rest, "is "):
		return name + " " + rest
	case lower == "represents", lower == "contains", lower == "specifies", lower == "holds", lower == "defines", lower == "indicates", lower == "denotes":
		return name + " " + lower + " " + rest
	case ok && does == lower:
		return name + " " + does + " " + rest
	}
	return name + ": " + s
}

// methodSentence is the first sentence of a method's comment:
//
//	Create, "Place an order"    -> Create places an order.
//	Get, "Order details"        -> Get implements "Order details".
func methodSentence(name, summary string) string {
	word, rest, _ := strings.Cut(summary, " ")
	does, ok := thirdPerson(strings.TrimRight(word, ":"))
	next, _, _ := strings.Cut(rest, " ")
	if !ok || rest == "" || isNoun(word, next) {
		return name + ` implements "` + strings.TrimRight(summary, ". ") + `".`
	}
	return name + " " + does + " " + both(ended(rest))
}

// both conjugates the second verb of two: creates or update -> creates or updates.
func both(rest string) string {
	for _, and := range []string{"or ", "and "} {
		tail, ok := strings.CutPrefix(rest, and)
		word, after, _ := strings.Cut(tail, " ")
		if does, isVerb := thirdPerson(strings.TrimRight(word, ",.")); ok && isVerb {
			return strings.TrimSpace(and + does + word[len(strings.TrimRight(word, ",.")):] + " " + after)
		}
	}
	return rest
}

// isNoun tells "List of orders" from "List orders", and "Search results" from "Search the results".
func isNoun(word, next string) bool {
	switch strings.ToLower(next) {
	case "of", "details", "information", "info", "status", "results", "result", "for", "is", "has", "in":
		return !strings.EqualFold(word, "get") && !strings.EqualFold(word, "update") && !strings.HasSuffix(strings.ToLower(word), "s") &&
			!strings.EqualFold(word, "retrieve") && !strings.EqualFold(word, "search")
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

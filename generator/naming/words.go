// Package naming answers: which Go identifier does a name from a document become?
//
// A name is split into words, and words are joined into identifiers: "http-serverID" -> http, server, ID -> HTTPServerID.
// Identifiers that must be unique together are settled in a [Scope]. Nothing here remembers anything between calls.
package naming

import (
	"fmt"
	"strings"
	"unicode"
)

// Words splits a name into words and keeps their case: "HTTPServerID" -> HTTP, Server, ID; "v1beta1" -> v1beta1.
//
// Punctuation parts words. It is spelled only where nothing else is left of the name (">=" -> Greater, Or, Equal) or
// where it is the sign of a number ("-1" -> Minus, 1). A name in capitals loses them: "ORDER_PAID" -> order, paid.
func Words(s string) []string { return split(s, signOnly) }

// Spelled splits like [Words] and spells punctuation, for names that nothing else tells apart: "-created" -> Minus,
// created; "a.b" -> a, Dot, b.
func Spelled(s string) []string { return split(s, everything) }

var apostrophes = strings.NewReplacer("'", "", "’", "")

// spelling says which punctuation becomes words.
type spelling int

const (
	signOnly spelling = iota
	everything
)

func split(s string, how spelling) []string {
	if strings.ContainsAny(s, "'’") {
		s = apostrophes.Replace(s)
	}
	runes := []rune(s)
	bare := !strings.ContainsFunc(s, isWordRune)
	var words []string
	for i := 0; i < len(runes); {
		end := i + 1
		for end < len(runes) && isWordRune(runes[end]) == isWordRune(runes[i]) {
			end++
		}
		run := runes[i:end]
		switch {
		case isWordRune(run[0]):
			words = append(words, camel(run)...)
		case bare || how == everything && (i == 0 || !isSpacing(run) && (string(run) != "-" || end == len(runes))):
			words = append(words, spell(run)...)
		default:
			words = append(words, sign(run, i, runes[end:])...)
		}
		i = end
	}
	return calm(s, words)
}

// isWordRune tells what may stand in an identifier, the underscore apart.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isSpacing tells punctuation that only parts words.
func isSpacing(run []rune) bool { return strings.Trim(string(run), " _\t\n") == "" }

// sign spells the sign of a number that begins a name: "+1", "-1".
func sign(run []rune, at int, rest []rune) []string {
	if at > 0 || len(run) != 1 || len(rest) == 0 || !unicode.IsDigit(rest[0]) {
		return nil
	}
	switch run[0] {
	case '+':
		return []string{"Plus"}
	case '-':
		return []string{"Minus"}
	}
	return nil
}

// camel splits a run of letters and digits where its case says so.
func camel(run []rune) []string {
	var words []string
	start := 0
	for i := 1; i < len(run); i++ {
		switch {
		case unicode.IsUpper(run[i]) && !unicode.IsUpper(run[i-1]):
			words, start = append(words, string(run[start:i])), i
		case isSmall(run[i]) && i-start > 1 && unicode.IsUpper(run[i-1]) && !isPluralS(run, i):
			words, start = append(words, string(run[start:i-1])), i-1
		}
	}
	return compound(append(words, string(run[start:])))
}

func isSmall(r rune) bool { return unicode.IsLetter(r) && !unicode.IsUpper(r) }

// isPluralS tells the "s" of "IDs" and "URLsByName", which belongs to the capitals before it.
func isPluralS(run []rune, i int) bool {
	return run[i] == 's' && unicode.IsUpper(run[i-2]) && (i+1 == len(run) || !isSmall(run[i+1]))
}

// compound joins what the case of well-known terms parts by mistake: O, Auth2 -> OAuth2.
func compound(words []string) []string {
	joined := words[:0]
	for i := 0; i < len(words); i++ {
		if i+1 < len(words) && len(words[i]) == 1 && isCompound(words[i]+words[i+1]) {
			joined = append(joined, words[i]+words[i+1])
			i++
			continue
		}
		joined = append(joined, words[i])
	}
	return joined
}

func isCompound(s string) bool {
	switch strings.ToLower(s) {
	case "oauth", "oauth1", "oauth2", "ipv4", "ipv6":
		return true
	}
	return false
}

// calm takes the capitals from names that shout; a short word alone that is no English word is an acronym: "USD".
func calm(s string, words []string) []string {
	shouts := strings.ToUpper(s) == s && strings.ToLower(s) != s
	for i, w := range words {
		acronym := len(words) == 1 && len([]rune(w)) <= 3 && !isShortWord(w)
		if shouts && !acronym || !shouts && len(w) > 5 && strings.ToUpper(w) == w {
			words[i] = lowerKnown(w)
		}
	}
	return words
}

// lowerKnown keeps the spelled punctuation readable: "Plus" stays as it is.
func lowerKnown(w string) string {
	if strings.ToUpper(w) != w {
		return w
	}
	return strings.ToLower(w)
}

// isShortWord tells English words from acronyms among words of up to three letters.
func isShortWord(w string) bool {
	return shortWords[strings.ToLower(w)]
}

var shortWords = wordSet(" add age all and any app art ask bad bar bid big box buy by bye can car cat cut day dev do due eat end era " +
	"eye far fax few fit fix fly for fun gas get go got had has hex hit hot how ice in is it job key kid law lay led let lie " +
	"log lot low man map max may men met mid min mix my net new no not now odd of off oil old on one or our out own pan " +
	"pay pen per pet pie pin pop pot put raw red ref run say sea see set sex shy sit six sky son sub sum sun tab tag tap " +
	"tax tea ten the tie tin tip to top toy try two up use van via war was way web who why win yes yet you zip ")

// spell turns punctuation into words.
func spell(run []rune) []string {
	if words, ok := operator(string(run)); ok {
		return words
	}
	var words []string
	for _, r := range run {
		words = append(words, symbol(r))
	}
	return words
}

func operator(s string) ([]string, bool) {
	switch s {
	case ">=":
		return []string{"Greater", "Or", "Equal"}, true
	case "<=":
		return []string{"Less", "Or", "Equal"}, true
	case "!=", "<>":
		return []string{"Not", "Equal"}, true
	case "==", "=":
		return []string{"Equal"}, true
	case ">":
		return []string{"Greater"}, true
	case "<":
		return []string{"Less"}, true
	case "!":
		return []string{"Not"}, true
	}
	return nil, false
}

func symbol(r rune) string {
	switch r {
	case '+':
		return "Plus"
	case '-':
		return "Minus"
	case '*':
		return "Star"
	case '/':
		return "Slash"
	case '\\':
		return "Backslash"
	case '@':
		return "At"
	case '$':
		return "Dollar"
	case '%':
		return "Percent"
	case '&':
		return "And"
	case '|':
		return "Pipe"
	case '#':
		return "Hash"
	case '~':
		return "Tilde"
	case '^':
		return "Caret"
	case '?':
		return "Question"
	case '!':
		return "Not"
	case '=':
		return "Equal"
	case '<':
		return "Less"
	case '>':
		return "Greater"
	case '.':
		return "Dot"
	case ',':
		return "Comma"
	case ':':
		return "Colon"
	case ';':
		return "Semicolon"
	case '_':
		return "Underscore"
	case ' ', '\t', '\n', '\r':
		return "Space"
	case '(', '[', '{':
		return "Open"
	case ')', ']', '}':
		return "Close"
	case '"', '`':
		return "Quote"
	}
	return fmt.Sprintf("U%04X", r)
}

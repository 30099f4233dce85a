package redact

import (
	"slices"
	"strings"
	"unicode"
)

// isSecretName reports whether a member, parameter or header of that name holds a secret: by what it is called, in any case and
// with any separators, or because the document says so. More is masked than has to be: a log that lacks a value can be mended,
// one that has a secret cannot.
func (s *Secrets) isSecretName(name string) bool {
	plain := plainName(name)
	if slices.Contains(s.names, plain) || slices.Contains(secretWords[:], plain) {
		return true
	}
	return slices.ContainsFunc(secretNames[:], func(part string) bool { return strings.Contains(plain, part) }) ||
		slices.ContainsFunc(words(name), func(w string) bool { return slices.Contains(secretWords[:], w) })
}

// secretNames are parts of names, plain.
var secretNames = [...]string{
	"token", "secret", "password", "passwd", "passphrase", "passcode", "authorization", "apikey", "accesskey", "cookie", "session",
	"card", "cvv", "cvc", "iban", "signature", "private", "credential", "accountnumber", "jwt",
}

// secretWords are too short to be looked for within other words: "pan" is no part of "company", nor "ssn" of "className".
var secretWords = [...]string{"pan", "ssn", "pwd", "otp", "auth"}

// plainName is a name in lower case, without all that separates its words.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// words are the parts of a name between separators and humps, in lower case: cardPAN is card, pan.
func words(name string) []string {
	var all []string
	var word []rune
	runes := []rune(name)
	end := func() {
		if len(word) > 0 {
			all = append(all, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end()
			continue
		}
		humps := i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if humps || i > 0 && unicode.IsDigit(r) != unicode.IsDigit(runes[i-1]) {
			end()
		}
		word = append(word, r)
	}
	end()
	return all
}

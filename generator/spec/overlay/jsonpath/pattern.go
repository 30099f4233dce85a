package jsonpath

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// maxPattern bounds the text of a regular expression.
const maxPattern = 1000

// pattern is a compiled regular expression.
type pattern struct {
	exp  *regexp.Regexp // nil if it is none
	size int            // of its program: a match takes at most this much time for each byte
}

// compile translates an I-Regexp (RFC 9485). Expressions are remembered, as a filter uses one for every value.
func (e *evaluation) compile(text string, whole bool) pattern {
	if whole {
		text = "^(?:" + text + ")$"
	}
	if p, ok := e.patterns[text]; ok {
		return p
	}
	p := newPattern(text)
	e.spend(1 + p.size)
	if e.patterns == nil {
		e.patterns = map[string]pattern{}
	}
	e.patterns[text] = p
	return p
}

func newPattern(text string) pattern {
	if len(text) > maxPattern {
		return pattern{}
	}
	text = anyButNewline(text)
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return pattern{}
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return pattern{}
	}
	exp, err := regexp.Compile(text)
	if err != nil {
		return pattern{}
	}
	return pattern{exp, len(program.Inst)}
}

// anyButNewline replaces the dots that stand for any character: in an I-Regexp they match neither \n nor \r.
func anyButNewline(text string) string {
	var b strings.Builder
	class := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(c)
			c = text[i]
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '.' && !class:
			b.WriteString(`[^\n\r]`)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

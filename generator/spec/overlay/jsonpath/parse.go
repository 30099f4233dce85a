package jsonpath

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bounds of a query. They keep the parser's stack small.
const (
	maxText    = 20_000
	maxNesting = 100
)

// parser reads the grammar of RFC 9535 from left to right, with one function per rule and no looking back.
type parser struct {
	text    string
	pos     int
	nesting int // of filters, parentheses and arguments
}

func (p *parser) fail(format string, args ...any) error {
	return &SyntaxError{Offset: p.pos, Message: fmt.Sprintf(format, args...)}
}

// found is what stands at pos, for messages.
func (p *parser) found() string {
	if p.pos >= len(p.text) {
		return "the end"
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.pos:])
	return fmt.Sprintf("%q", r)
}

func (p *parser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// accept steps over a text if it comes next.
func (p *parser) accept(s string) bool {
	if !strings.HasPrefix(p.text[p.pos:], s) {
		return false
	}
	p.pos += len(s)
	return true
}

func (p *parser) space() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

// query is the whole text.
func (p *parser) query() (path, error) {
	switch {
	case len(p.text) > maxText:
		return path{}, p.fail("a query may have %d characters", maxText)
	case !utf8.ValidString(p.text):
		return path{}, p.fail("the query is not valid UTF-8")
	case !p.accept("$"):
		return path{}, p.fail("a query begins with $, not %s", p.found())
	}
	segments, err := p.segments()
	if err == nil && p.pos < len(p.text) {
		err = p.fail("expected . or [ or the end, found %s", p.found())
	}
	return path{segments: segments}, err
}

// segments reads as many as there are. White space behind the last one is not consumed.
func (p *parser) segments() ([]segment, error) {
	var out []segment
	for {
		before := p.pos
		p.space()
		if c := p.peek(); c != '.' && c != '[' {
			p.pos = before
			return out, nil
		}
		s, err := p.segment()
		if err != nil {
			return nil, err
		}
		s.end = p.pos
		out = append(out, s)
	}
}

func (p *parser) segment() (segment, error) {
	var s segment
	var err error
	s.descends = p.accept("..")
	dotted := s.descends || p.accept(".")
	switch {
	case p.peek() == '[' && (s.descends || !dotted):
		s.selectors, err = p.bracketed()
	case p.accept("*"):
		s.selectors = []selector{wildcard{}}
	default:
		var n name
		n, err = p.shorthand()
		s.selectors = []selector{n}
	}
	return s, err
}

// shorthand is a name behind a dot.
func (p *parser) shorthand() (name, error) {
	start := p.pos
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		if !isLetter(c) && c != '_' && c < utf8.RuneSelf && !(isDigit(c) && p.pos > start) {
			break
		}
		p.pos++
	}
	if p.pos == start {
		return "", p.fail("expected a name, found %s; names with other characters than letters, digits and _ are written ['name']", p.found())
	}
	return name(p.text[start:p.pos]), nil
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

func (p *parser) bracketed() ([]selector, error) {
	var out []selector
	for p.pos++; ; {
		p.space()
		s, err := p.selector()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		p.space()
		switch {
		case p.accept("]"):
			return out, nil
		case !p.accept(","):
			return nil, p.fail("expected , or ], found %s", p.found())
		}
	}
}

func (p *parser) selector() (selector, error) {
	switch c := p.peek(); {
	case c == '\'' || c == '"':
		s, err := p.quoted()
		return name(s), err
	case p.accept("*"):
		return wildcard{}, nil
	case p.accept("?"):
		p.space()
		test, err := p.or()
		return filter{test}, err
	case c == ':' || c == '-' || isDigit(c):
		return p.indexOrSlice()
	}
	return nil, p.fail("expected a quoted name, a number, * or ?, found %s", p.found())
}

func (p *parser) indexOrSlice() (selector, error) {
	first, err := p.bound()
	if err != nil {
		return nil, err
	}
	before := p.pos
	p.space()
	if !p.accept(":") {
		p.pos = before
		return index(*first), nil
	}
	s := slice{start: first, step: 1}
	p.space()
	if s.end, err = p.bound(); err != nil {
		return nil, err
	}
	before = p.pos
	if p.space(); !p.accept(":") {
		p.pos = before
		return s, nil
	}
	p.space()
	step, err := p.bound()
	if step != nil {
		s.step = *step
	}
	return s, err
}

// bound is an integer, nil if none comes next. One that is no bound must be there: the caller has seen its first
// character.
func (p *parser) bound() (*int64, error) {
	if c := p.peek(); c != '-' && !isDigit(c) {
		return nil, nil
	}
	n, err := p.integer()
	return &n, err
}

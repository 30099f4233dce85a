package jsonpath

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// maxInteger is the largest one that every JSON implementation has.
const maxInteger = 1<<53 - 1

// integer has no leading zeros and is no negative zero.
func (p *parser) integer() (int64, error) {
	start := p.pos
	p.accept("-")
	digits := p.digits()
	text := p.text[start:p.pos]
	if digits == "" || text == "-0" || len(digits) > 1 && digits[0] == '0' {
		p.pos = start
		return 0, p.fail("%q is no integer", p.text[start:min(start+len(text)+1, len(p.text))])
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxInteger || n < -maxInteger {
		p.pos = start
		return 0, p.fail("%s is too large", text)
	}
	return n, nil
}

func (p *parser) digits() string {
	start := p.pos
	for isDigit(p.peek()) {
		p.pos++
	}
	return p.text[start:p.pos]
}

// number is a JSON number.
func (p *parser) number() (operand, error) {
	start := p.pos
	p.accept("-")
	whole := p.digits()
	ok := whole != "" && (len(whole) == 1 || whole[0] != '0')
	if p.accept(".") {
		ok = p.digits() != "" && ok
	}
	if p.accept("e") || p.accept("E") {
		if !p.accept("-") {
			p.accept("+")
		}
		ok = p.digits() != "" && ok
	}
	text := p.text[start:p.pos]
	if !ok {
		p.pos = start
		return nil, p.fail("%q is no number", text)
	}
	return literal{&node.Node{Kind: node.Number, Text: text}}, nil
}

// quoted is a string in single or double quotes.
func (p *parser) quoted() (string, error) {
	start, quote := p.pos, p.text[p.pos]
	var b strings.Builder
	for p.pos++; p.pos < len(p.text); {
		c := p.text[p.pos]
		switch {
		case c == quote:
			p.pos++
			return b.String(), nil
		case c < ' ':
			return "", p.fail("a control character in a string is written as an escape")
		case c == '\\':
			r, err := p.escape(quote)
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
		default:
			b.WriteByte(c)
			p.pos++
		}
	}
	p.pos = start
	return "", p.fail("the string has no end")
}

func (p *parser) escape(quote byte) (rune, error) {
	const escapes, meanings = `bfnrt/\`, "\b\f\n\r\t/\\"
	if p.pos+1 >= len(p.text) {
		return 0, p.fail("the escape has no end")
	}
	c := p.text[p.pos+1]
	if c == 'u' {
		return p.unicodeEscape()
	}
	if c == quote {
		p.pos += 2
		return rune(quote), nil
	}
	i := strings.IndexByte(escapes, c)
	if i < 0 {
		return 0, p.fail("there is no escape \\%c", c)
	}
	p.pos += 2
	return rune(meanings[i]), nil
}

// unicodeEscape is \uXXXX, or two of them for characters beyond the basic plane.
func (p *parser) unicodeEscape() (rune, error) {
	start := p.pos
	r, ok := p.unit()
	if ok && utf16.IsSurrogate(r) {
		low, paired := p.unit()
		r = utf16.DecodeRune(r, low)
		ok = paired && r != utf8.RuneError
	}
	if !ok {
		p.pos = start
		return 0, p.fail("the escape is no character: expected four hexadecimal digits, surrogates in pairs")
	}
	return r, nil
}

func (p *parser) unit() (rune, bool) {
	if !p.accept(`\u`) || len(p.text) < p.pos+4 {
		return 0, false
	}
	n, err := strconv.ParseUint(p.text[p.pos:p.pos+4], 16, 16)
	p.pos += 4
	return rune(n), err == nil
}

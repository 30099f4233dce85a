package synth

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// patterns are what was made of the patterns of a document: compiling costs more than all else. It is safe for
// concurrent use.
type patterns struct {
	known sync.Map // string -> *pattern
}

// pattern is one of them.
type pattern struct {
	match *regexp.Regexp // nil: it is not one of Go's
	texts []string       // that it matches, the shortest first
}

func (p *patterns) of(text string) *pattern {
	if known, ok := p.known.Load(text); ok {
		return known.(*pattern)
	}
	made := &pattern{}
	spelled := goPattern(text)
	tree, err := syntax.Parse(spelled, syntax.Perl)
	if err == nil {
		made.match, err = regexp.Compile(spelled)
	}
	if err == nil {
		made.write(tree.Simplify())
	}
	p.known.Store(text, made)
	return made
}

// efforts are how hard it tries to make a text long.
const efforts = 6

func (p *pattern) write(tree *syntax.Regexp) {
	for effort := range efforts {
		var b strings.Builder
		writePattern(&b, tree, effort)
		if p.match.MatchString(b.String()) {
			p.texts = append(p.texts, b.String())
		}
	}
}

// goPattern spells a pattern of JavaScript as Go does, as far as they differ often: "\/" is a slash.
func goPattern(pattern string) string {
	return strings.NewReplacer(`\\`, `\\`, `\/`, `/`, `\-`, `\x2d`, `\_`, `_`, `\@`, `@`, `\#`, `#`, `\ `, ` `).Replace(pattern)
}

// writePattern writes a text that a pattern matches. The greater the effort, the longer: the first repeats things as
// seldom as it may.
func writePattern(b *strings.Builder, tree *syntax.Regexp, effort int) {
	if b.Len() > 1<<16 {
		return
	}
	switch tree.Op {
	case syntax.OpLiteral:
		b.WriteString(string(tree.Rune))
	case syntax.OpCharClass:
		b.WriteRune(fromClass(tree.Rune, effort))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('x')
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range tree.Sub {
			writePattern(b, sub, effort)
		}
	case syntax.OpAlternate:
		writePattern(b, tree.Sub[effort%len(tree.Sub)], effort)
	case syntax.OpQuest:
		if effort > 0 {
			writePattern(b, tree.Sub[0], effort)
		}
	case syntax.OpStar, syntax.OpPlus:
		n := effort * effort * effort
		if tree.Op == syntax.OpPlus {
			n++
		}
		for range n {
			writePattern(b, tree.Sub[0], effort)
		}
	}
}

// fromClass takes a character that people would expect, if the class has one.
func fromClass(ranges []rune, effort int) rune {
	for _, wanted := range []rune{'a' + rune(effort%26), 'A' + rune(effort%26), '1' + rune(effort%9), 'a', '0', '_'} {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= wanted && wanted <= ranges[i+1] {
				return wanted
			}
		}
	}
	if len(ranges) == 0 {
		return 'x'
	}
	return ranges[0]
}

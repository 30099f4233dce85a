package node

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/generator/diag"
)

// This file holds a JSON parser of its own, since encoding/json tells neither positions nor the order of keys. It
// copies nothing: keys, numbers and strings without escapes are slices of one string that holds the whole input, and
// nodes come from slabs. The position of a value is that of its first byte.

// maxDepth bounds the nesting of values, aliases expanded. No document that people wrote comes near.
const maxDepth = 1000

// Codes of diagnostics.
const (
	codeSyntax    = "syntax"
	codeDepth     = "too-deep"
	codeDuplicate = "duplicate-key"
	codeEncoding  = "invalid-utf8"
)

// ParseJSON reads a JSON text (RFC 8259; a byte order mark is skipped) and makes it the root of the file. It returns
// nil if the text has a syntax error, which is then in the list with its place.
func ParseJSON(file *File, data []byte, diags *diag.List) *Node {
	s := &scanner{src: string(data), line: 1, file: file, diags: diags, warnings: warnings{diags: diags}}
	s.pos = len(data) - len(strings.TrimPrefix(s.src, "\ufeff"))
	s.space()
	root := s.value(1)
	if root == nil {
		return nil
	}
	if s.space(); s.pos < len(s.src) {
		s.fail(codeSyntax, "expected the end of the file after the document, found %s", s.found())
		return nil
	}
	file.Root = root
	return root
}

// scanner is the state of one parse.
type scanner struct {
	src       string
	pos       int // next byte
	line      int // of pos, from 1
	lineStart int // where that line begins in src
	file      *File
	diags     *diag.List
	warnings  warnings

	slab    slab
	items   []*Node  // of the arrays that are open, the innermost last
	members []member // of the objects that are open, the innermost last
}

// value parses the value at pos; nil after a syntax error, which is recorded.
func (s *scanner) value(depth int) *Node {
	if s.pos >= len(s.src) {
		return s.fail(codeSyntax, "expected a value, found the end of the file")
	}
	if depth > maxDepth {
		return s.fail(codeDepth, "values are nested deeper than %d levels", maxDepth)
	}
	switch c := s.src[s.pos]; {
	case c == '{':
		return s.object(depth)
	case c == '[':
		return s.array(depth)
	case c == '"':
		return s.stringValue()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	return s.word()
}

func (s *scanner) object(depth int) *Node {
	n := s.node(Object)
	s.pos++
	mark := len(s.members)
	for first := true; ; first = false {
		s.space()
		if s.take('}') {
			break
		}
		if !first && !s.comma('}', "member") {
			return nil
		}
		m, ok := s.member(depth)
		if !ok {
			return nil
		}
		s.members = append(s.members, m)
	}
	s.slab.close(n, s.members[mark:], &s.warnings)
	s.members = s.members[:mark]
	return n
}

// member parses a key, a colon and a value.
func (s *scanner) member(depth int) (member, bool) {
	if s.pos >= len(s.src) || s.src[s.pos] != '"' {
		s.fail(codeSyntax, "expected a key in double quotes, found %s", s.found())
		return member{}, false
	}
	m := member{line: int32(s.line), col: int32(s.pos - s.lineStart + 1)}
	key, ok := s.str()
	if !ok {
		return m, false
	}
	if s.space(); !s.take(':') {
		s.fail(codeSyntax, "expected ':' after the key %q, found %s", key, s.found())
		return m, false
	}
	s.space()
	m.Key, m.Value = key, s.value(depth+1)
	return m, m.Value != nil
}

func (s *scanner) array(depth int) *Node {
	n := s.node(Array)
	s.pos++
	mark := len(s.items)
	for first := true; ; first = false {
		s.space()
		if s.take(']') {
			break
		}
		if !first && !s.comma(']', "item") {
			return nil
		}
		item := s.value(depth + 1)
		if item == nil {
			return nil
		}
		s.items = append(s.items, item)
	}
	n.Items = s.slab.list(s.items[mark:])
	s.items = s.items[:mark]
	return n
}

// comma takes the comma before the next member or item, and refuses one that is followed by the closing bracket.
func (s *scanner) comma(closing byte, what string) bool {
	pos, line, lineStart := s.pos, s.line, s.lineStart
	if !s.take(',') {
		s.fail(codeSyntax, "expected ',' or '%c' after the %s, found %s", closing, what, s.found())
		return false
	}
	s.space()
	if s.pos < len(s.src) && s.src[s.pos] == closing {
		s.pos, s.line, s.lineStart = pos, line, lineStart
		s.fail(codeSyntax, "JSON allows no comma before '%c'", closing)
		return false
	}
	return true
}

func (s *scanner) stringValue() *Node {
	n := s.node(String)
	text, ok := s.str()
	if !ok {
		return nil
	}
	n.Text = text
	return n
}

// word parses true, false and null.
func (s *scanner) word() *Node {
	end := s.pos
	for end < len(s.src) && s.src[end] >= 'a' && s.src[end] <= 'z' {
		end++
	}
	n := s.node(Bool)
	switch n.Text = s.src[s.pos:end]; n.Text {
	case "true", "false":
	case "null":
		n.Kind, n.Text = Null, ""
	default:
		return s.fail(codeSyntax, "expected a value, found %s", s.found())
	}
	s.pos = end
	return n
}

func (s *scanner) number() *Node {
	n := s.node(Number)
	end, ok := numberEnd(s.src, s.pos)
	if !ok {
		s.pos = end
		return s.fail(codeSyntax, "expected a digit in the number, found %s", s.found())
	}
	n.Text = s.src[s.pos:end]
	s.pos = end
	return n
}

// numberEnd returns where the JSON number at start ends, or where it goes wrong.
func numberEnd(src string, start int) (end int, ok bool) {
	end = start
	if end < len(src) && src[end] == '-' {
		end++
	}
	whole := digits(src, end)
	if whole == end {
		return end, false
	}
	if src[end] == '0' {
		whole = end + 1
	}
	if end = whole; end < len(src) && src[end] == '.' {
		if whole = digits(src, end+1); whole == end+1 {
			return whole, false
		}
		end = whole
	}
	if end >= len(src) || src[end]|0x20 != 'e' {
		return end, true
	}
	if end++; end < len(src) && (src[end] == '+' || src[end] == '-') {
		end++
	}
	whole = digits(src, end)
	return whole, whole > end
}

// digits returns where the run of digits at start ends.
func digits(src string, start int) int {
	for start < len(src) && src[start] >= '0' && src[start] <= '9' {
		start++
	}
	return start
}

// space skips white space and counts lines.
func (s *scanner) space() {
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case '\n':
			s.line++
			s.lineStart = s.pos + 1
		case ' ', '\t', '\r':
		default:
			return
		}
		s.pos++
	}
}

// take skips one byte if it is the wanted one.
func (s *scanner) take(c byte) bool {
	if s.pos < len(s.src) && s.src[s.pos] == c {
		s.pos++
		return true
	}
	return false
}

// node begins a value at pos.
func (s *scanner) node(kind Kind) *Node {
	n := s.slab.node()
	n.Kind, n.File = kind, s.file
	n.Line, n.Col = int32(s.line), int32(s.pos-s.lineStart+1)
	return n
}

// fail records an error at pos.
func (s *scanner) fail(code, format string, args ...any) *Node {
	d := diag.Diagnostic{Severity: diag.Error, Pos: s.place(s.pos), Code: code, Message: fmt.Sprintf(format, args...)}
	if rest := s.src[s.pos:]; strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*") || strings.HasPrefix(rest, "#") {
		d.Hint = "JSON has no comments: remove it, or name the file .yaml and write YAML"
	}
	s.diags.Add(d)
	return nil
}

// place is the position of a byte on the current line.
func (s *scanner) place(pos int) diag.Pos {
	return diag.Pos{File: s.file.Name, Line: s.line, Col: pos - s.lineStart + 1}
}

// found describes what stands at pos, for messages.
func (s *scanner) found() string {
	if s.pos >= len(s.src) {
		return "the end of the file"
	}
	r, _ := utf8.DecodeRuneInString(s.src[s.pos:])
	return fmt.Sprintf("%q", r)
}

package node

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/generator/diag"
)

// yamlText makes the input safe for the library, which reports what it cannot read without a place.
func yamlText(file *File, data []byte, diags *diag.List) ([]byte, bool) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if i := bytes.IndexFunc(data, isControl); i >= 0 {
		r, _ := utf8.DecodeRune(data[i:])
		diags.Errorf(placeOf(file, data, i), codeSyntax, "the control character %U is not allowed in YAML", r)
		return nil, false
	}
	if i := manyDirectives(data); i >= 0 {
		diags.Errorf(placeOf(file, data, i), codeSyntax, "a document has no more than %d directives", maxDirectives)
		return nil, false
	}
	if i := invalidUTF8(data); i >= 0 {
		diags.Warnf(placeOf(file, data, i), codeEncoding, "byte 0x%02x is no UTF-8 and is replaced", data[i])
		data = bytes.ToValidUTF8(data, []byte("\ufffd"))
	}
	return withoutVersion(data), true
}

// withoutVersion makes the directive %YAML a comment: the library refuses every version but 1.1, and a newer one that
// only differs in what we decide ourselves.
func withoutVersion(data []byte) []byte {
	at := 0
	for at < len(data) && (data[at] == '%' || data[at] == '#' || data[at] == '\n' || data[at] == '\r') {
		end := bytes.IndexByte(data[at:], '\n')
		if bytes.HasPrefix(data[at:], []byte("%YAML")) {
			data = bytes.Clone(data)
			data[at] = '#'
		}
		if end < 0 {
			return data
		}
		at += end + 1
	}
	return data
}

// maxDirectives bounds the lines that begin with a percent sign: the library compares each %TAG with all others.
const maxDirectives = 100

// manyDirectives returns the place of the directive that is one too many, -1 if there are few.
func manyDirectives(data []byte) int {
	at := 0
	for range maxDirectives + 1 {
		i := bytes.Index(data[at:], []byte("\n%"))
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	return at
}

func isControl(r rune) bool {
	switch {
	case r == '\n', r == '\r', r == '\t', r == 0x85:
		return false
	}
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff
}

// invalidUTF8 returns the first byte that is no UTF-8, -1 if there is none.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// placeOf counts lines up to a byte.
func placeOf(file *File, data []byte, offset int) diag.Pos {
	before := data[:offset]
	return diag.Pos{File: file.Name, Line: bytes.Count(before, []byte("\n")) + 1, Col: offset - bytes.LastIndexByte(before, '\n')}
}

// yamlError turns an error of the library into a diagnostic at the line that it names.
func yamlError(file *File, data []byte, err error) diag.Diagnostic {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	d := diag.Diagnostic{Severity: diag.Error, Pos: diag.Pos{File: file.Name, Line: 1}, Code: codeSyntax}
	if m := regexp.MustCompile(`^line (\d+): `).FindStringSubmatch(text); m != nil {
		text = text[len(m[0]):]
		d.Pos.Line, _ = strconv.Atoi(m[1])
	}
	if fromParser(text) {
		d.Pos.Line++
	}
	if m := regexp.MustCompile(`^unknown anchor '(.*)' referenced`).FindStringSubmatch(text); m != nil {
		d.Pos = aliasPlace(file, data, m[1])
		d.Hint = "a plain scalar that begins with '*' must be quoted"
	}
	d.Message = "this is no valid YAML: " + text
	if line, col := tabIndent(data, d.Pos.Line); line > 0 {
		d.Pos.Line, d.Pos.Col = line, col
		d.Hint = "indent with spaces: YAML allows no tabs there"
	}
	return d
}

// aliasPlace looks for an alias, which the library reports without a place.
func aliasPlace(file *File, data []byte, name string) diag.Pos {
	at := regexp.MustCompile(`(?m)(?:^|[\s\[{,:])\*` + regexp.QuoteMeta(name) + `(?:$|[\s\]},:])`).FindIndex(data)
	if at == nil {
		return diag.Pos{File: file.Name, Line: 1}
	}
	return placeOf(file, data, at[0]+bytes.IndexByte(data[at[0]:], '*'))
}

// fromParser tells whether the message is one of those whose line the library counts from zero. They name the line
// where the enclosing mapping or sequence begins.
func fromParser(message string) bool {
	for _, s := range []string{"did not find expected key", "did not find expected '-' indicator",
		"did not find expected ',' or", "did not find expected node content"} {
		if strings.HasPrefix(message, s) {
			return true
		}
	}
	return false
}

// tabIndent looks for a tab in the indentation of a line or of the next one, where the library stumbles over it.
func tabIndent(data []byte, line int) (found, col int) {
	lines := bytes.SplitN(data, []byte("\n"), line+2)
	for i := max(line-1, 0); i < min(line+1, len(lines)); i++ {
		indent := lines[i][:len(lines[i])-len(bytes.TrimLeft(lines[i], " \t"))]
		if t := bytes.IndexByte(indent, '\t'); t >= 0 {
			return i + 1, t + 1
		}
	}
	return 0, 0
}

// columns turns the columns of the library, which count characters, into bytes.
type columns struct {
	data  []byte // nil if all characters are bytes
	lines []int  // where lines begin

	line, col, offset int // the last answer: most questions ask for a later place on the same line
}

func newColumns(data []byte) *columns {
	if bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return &columns{}
	}
	c := &columns{data: data, lines: []int{0}}
	for i := 0; i < len(data); {
		size := lineBreak(data[i:])
		if size > 0 {
			c.lines = append(c.lines, i+size)
		}
		i += max(size, 1)
	}
	return c
}

// bytes returns the column in bytes.
func (c *columns) bytes(line, col int) int {
	if c.data == nil || line < 1 || line > len(c.lines) {
		return col
	}
	start := c.lines[line-1]
	if line != c.line || col < c.col {
		c.line, c.col, c.offset = line, 1, start
	}
	for ; c.col < col && c.offset < len(c.data); c.col++ {
		_, size := utf8.DecodeRune(c.data[c.offset:])
		c.offset += size
	}
	return c.offset - start + 1
}

// lineBreak returns the length of the line break that data begins with, 0 if it does not. These are the breaks of the
// library, which include three of YAML 1.1.
func lineBreak(data []byte) int {
	switch {
	case data[0] == '\n':
		return 1
	case data[0] == '\r':
		if len(data) > 1 && data[1] == '\n' {
			return 2
		}
		return 1
	case data[0] == 0xc2 && bytes.HasPrefix(data, []byte("\u0085")):
		return 2
	case data[0] == 0xe2 && (bytes.HasPrefix(data, []byte("\u2028")) || bytes.HasPrefix(data, []byte("\u2029"))):
		return 3
	}
	return 0
}

package plan

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// width is how long a line of a comment gets, without the slashes.
const width = 97

// maxLines is where a comment ends that would drown the code. The document has the rest.
const maxLines = 120

// blockKind is the form of a part of a comment.
type blockKind int

const (
	paragraph blockKind = iota
	listItem
	codeBlock
)

// block is a paragraph, an item of a list or a code block.
type block struct {
	kind  blockKind
	mark  string   // listItem: "-" or "1."
	lines []string // one for paragraphs and items; code as it is
	whole bool     // paragraph: one line, however long, so that a search finds it
}

// text is a paragraph of our own words.
func text(s string) block { return block{lines: []string{s}} }

// compose sets blocks one below the other, wrapped, as a comment that cannot be anything but a comment.
func compose(blocks ...block) Comment {
	var out Comment
	for i, b := range blocks {
		if i > 0 && (b.kind != listItem || blocks[i-1].kind != listItem) {
			out = append(out, "")
		}
		out = append(out, b.render()...)
		if len(out) > maxLines {
			return harmless(append(out[:maxLines:maxLines], "", "The text goes on in the document."))
		}
	}
	return harmless(out)
}

func (b block) render() Comment {
	switch b.kind {
	case codeBlock:
		var out Comment
		for _, line := range b.lines {
			out = append(out, strings.TrimRight("\t"+line, " \t"))
		}
		return out
	case listItem:
		lines := wrap(b.lines[0], width-4)
		for i := range lines {
			lines[i] = "    " + lines[i]
		}
		lines[0] = "    "[:max(1, 3-len(b.mark))] + b.mark + " " + lines[0][4:]
		return lines
	}
	if b.whole {
		return Comment{strings.Join(strings.Fields(b.lines[0]), " ")}
	}
	return wrap(b.lines[0], width)
}

// wrap breaks a text into lines at spaces.
func wrap(s string, limit int) Comment {
	var out Comment
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > limit:
			out = append(out, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

// harmless takes the meaning from lines that tools take for more than a comment: build constraints, directives, the
// mark of generated files, and the end of a block comment.
func harmless(c Comment) Comment {
	var out Comment
	for i, line := range c {
		line = strings.ReplaceAll(line, "*/", "* /")
		line = strings.ReplaceAll(line, "DO NOT EDIT", "do not edit")
		rest := strings.TrimLeft(line, " \t/")
		indent := line[:len(line)-len(rest)]
		for _, directive := range []string{"go:", "+build", "nolint", "lint:"} {
			if tail, ok := strings.CutPrefix(rest, directive); ok {
				line = indent + directive[:1] + " " + directive[1:] + tail
			}
		}
		if strings.HasPrefix(line, "#") {
			line = strings.TrimLeft(line, "# ")
		}
		if line == "" && (len(out) == 0 || out[len(out)-1] == "" || i == len(c)-1) {
			continue
		}
		out = append(out, line)
	}
	return out
}

// clean removes what a reader cannot see: control characters and those that change the direction of text.
func clean(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' && r != '\t' }) {
		return s // nearly all
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		case r == '\u2028', r == '\u2029', r == '\u00a0':
			return ' '
		}
		return r
	}, strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

package render

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// doc prints a doc comment as lines of "// ". Jennifer's own comments of several lines are /* */, which a vendor's text
// could end; these lines can neither end early nor be directives. They are an item of their own, as the formatter takes
// for a doc comment only what directly abuts the declaration, and jennifer puts a space between the parts of an item.
func (f *goFile) doc(g *jen.Group, text plan.Comment) {
	lines := commentLines(text)
	if len(lines) == 0 {
		return
	}
	f.unstable = f.unstable || slices.ContainsFunc(lines, isIndented)
	g.Comment(strings.Join(lines, "\n"))
}

// isIndented reports whether a line of a comment is one of a list or of preformatted text.
func isIndented(line string) bool {
	return strings.HasPrefix(line, "//\t") || strings.HasPrefix(line, "//  ")
}

// commentLines are the lines of a comment with their slashes.
func commentLines(doc plan.Comment) []string {
	var out []string
	for _, text := range doc {
		for line := range strings.FieldsFuncSeq(text, isLineBreak) {
			out = append(out, commentLine(line))
		}
		if strings.TrimSpace(text) == "" {
			out = append(out, "//")
		}
	}
	for len(out) > 0 && out[len(out)-1] == "//" {
		out = out[:len(out)-1]
	}
	return out
}

// isLineBreak reports whether an editor may begin a new line at r.
func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// commentLine is one line with its slashes: "// text", or "//\tcode" for preformatted text.
func commentLine(text string) string {
	text = strings.TrimRightFunc(printable(text), unicode.IsSpace)
	if strings.HasPrefix(strings.TrimSpace(text), "+build") { // the formatter would make it a constraint of the file
		text = strings.Replace(text, "+build", `\+build`, 1)
	}
	switch {
	case text == "":
		return "//"
	case strings.HasPrefix(text, "\t"):
		return "//" + text
	}
	return "// " + text
}

// printable drops what must not stand in Go source (control characters, byte order marks, broken UTF-8) and what would
// show a reviewer other text than the compiler reads (bidirectional controls).
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case unicode.IsControl(r), r == '\uFEFF', unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// String prints "pos: severity: message (code)" and the hint on a line of its own.
func (d Diagnostic) String() string { return d.head() + d.hint() }

// Text prints all that is known for a person at a terminal: beneath the message the line that it is about, with a caret
// under the place, then the hint, and how many others are like it.
//
//	pet.yaml:16:25: error: the reference "#/components/schemas/Pett" names nothing (dangling-ref)
//		schema: {$ref: '#/components/schemas/Pett'}
//		               ^
//		hint: did you mean "Pet"?
func (d Diagnostic) Text() string {
	text := d.head() + d.excerpt() + d.hint()
	if d.More > 0 {
		text += fmt.Sprintf("\n\tand %d more like it; --verbose lists them", d.More)
	}
	return text
}

func (d Diagnostic) head() string {
	head := fmt.Sprintf("%s: %s (%s)", d.Severity, Printable(d.Message), d.Code)
	if d.Pos == (Pos{}) {
		return head
	}
	return Printable(d.Pos.String()) + ": " + head
}

func (d Diagnostic) hint() string {
	if d.Hint == "" {
		return ""
	}
	lines := strings.Split(d.Hint, "\n")
	for i := range lines {
		lines[i] = Printable(lines[i])
	}
	return "\n\thint: " + strings.Join(lines, "\n\t")
}

// excerpt is the line, without what it is indented by, and the caret. What a tab or an escape takes in the line, spaces
// take above the caret, so that it points right on every terminal.
func (d Diagnostic) excerpt() string {
	line := strings.TrimLeft(d.Source, " \t")
	at := d.Caret - 1 - (len(d.Source) - len(line))
	line = strings.TrimRight(line, " \t")
	if line == "" {
		return ""
	}
	text := "\n\t" + Printable(line)
	if at < 0 || at > len(line) {
		return text
	}
	return text + "\n\t" + strings.Repeat(" ", width(Printable(line[:at]))) + "^"
}

// Printable makes text from a document harmless on a terminal: a tab becomes a space; control characters, marks that
// change the direction of writing and bytes that are no UTF-8 show as escapes.
func Printable(text string) string {
	text = strings.ReplaceAll(text, "\t", " ")
	if !strings.ContainsFunc(text, escaped) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if escaped(r) {
			quoted := strconv.QuoteToGraphic(text[i : i+size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

// escaped: a replacement character may be one of the text, or stand for a byte that is no UTF-8. Quoting knows which.
func escaped(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) }

// width counts the columns that a text takes on a terminal.
func width(text string) int {
	columns := 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul),
			r >= 0xff01 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff:
			columns += 2
		default:
			columns++
		}
	}
	return columns
}

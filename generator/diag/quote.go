package diag

import (
	"strings"
	"unicode/utf8"
)

// longest is how many bytes of a line are quoted. Of a longer one, as documents without line breaks have, as much is
// shown on both sides of the position.
const longest = 160

// quote fills in the lines of diagnostics that have none yet.
func (l *List) quote(found []Diagnostic) {
	starts := map[string][]int{}
	for i := range found {
		d := &found[i]
		text, known := l.texts[d.Pos.File]
		if d.Source != "" || d.Pos.Line == 0 || !known {
			continue
		}
		if starts[d.Pos.File] == nil {
			starts[d.Pos.File] = lineStarts(text)
		}
		if line, ok := lineOf(text, starts[d.Pos.File], d.Pos.Line); ok {
			d.Source, d.Caret = around(line, d.Pos.Col)
		}
	}
}

// lineStarts is where each line begins.
func lineStarts(text string) []int {
	starts := []int{0}
	for at := 0; ; {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			return starts
		}
		at += end + 1
		starts = append(starts, at)
	}
}

// lineOf returns a line, from 1, without its end.
func lineOf(text string, starts []int, number int) (string, bool) {
	if number > len(starts) {
		return "", false
	}
	line := text[starts[number-1]:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	if number == 1 {
		line = strings.TrimPrefix(line, "\ufeff") // columns do not count it
	}
	return strings.TrimSuffix(line, "\r"), true
}

// around cuts a long line to what is around a column, and tells where that column is in the rest.
func around(line string, col int) (source string, caret int) {
	if col > len(line)+1 {
		col = 0
	}
	if len(line) <= longest {
		return line, col
	}
	from := max(0, col-longest/2)
	to := min(len(line), from+longest)
	from = max(0, to-longest)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	source = line[from:to]
	if col > 0 {
		caret = col - from
	}
	if to < len(line) {
		source += cut
	}
	if from > 0 {
		source = cut + source
		caret += min(caret, 1) * len(cut)
	}
	return strings.Clone(source), caret
}

// cut stands where something is left out.
const cut = "…"

package generator

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Bounds of a diff.
const (
	diffContext = 3
	maxEdits    = 1000 // lines that differ, beyond which all of the middle counts as replaced
)

// unified is the difference between two texts in the unified format, without its two head lines. most bounds its lines.
func unified(old, text string, most int) string {
	edits := editsOf(lines(old), lines(text))
	var out []string
	for _, h := range hunks(edits) {
		out = append(out, h...)
	}
	if len(out) > most {
		rest := len(out) - most
		out = append(out[:most], fmt.Sprintf("… %d more lines", rest))
	}
	return strings.Join(out, "\n")
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// edit is a line of both texts (' '), of the old one ('-') or of the new one ('+').
type edit struct {
	op   byte
	line string
}

// editsOf turns one text into another: what is equal at both ends is set aside, the middle goes to Myers' algorithm.
func editsOf(a, b []string) []edit {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []edit
	for _, line := range a[:head] {
		out = append(out, edit{' ', line})
	}
	out = append(out, shortest(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, line := range a[len(a)-tail:] {
		out = append(out, edit{' ', line})
	}
	return out
}

// shortest finds the fewest edits. far[d] is how far each diagonal gets with d edits.
func shortest(a, b []string) []edit {
	v := map[int]int{1: 0}
	var trace []map[int]int
	for d := 0; d <= min(len(a)+len(b), maxEdits); d++ {
		before := make(map[int]int, len(v))
		for k, x := range v {
			before[k] = x
		}
		trace = append(trace, before)
		for k := -d; k <= d; k += 2 {
			x := v[k-1] + 1
			if k == -d || k != d && v[k-1] < v[k+1] {
				x = v[k+1]
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[k] = x
			if x >= len(a) && y >= len(b) {
				return backtrack(a, b, trace)
			}
		}
	}
	return replacement(a, b)
}

// replacement takes all lines out and puts all others in.
func replacement(a, b []string) []edit {
	var out []edit
	for _, line := range a {
		out = append(out, edit{'-', line})
	}
	for _, line := range b {
		out = append(out, edit{'+', line})
	}
	return out
}

func backtrack(a, b []string, trace []map[int]int) []edit {
	var out []edit
	x, y := len(a), len(b)
	for d, v := range slices.Backward(trace) {
		k := x - y
		from := k - 1
		if k == -d || k != d && v[k-1] < v[k+1] {
			from = k + 1
		}
		px := v[from]
		py := px - from
		for x > px && y > py && x > 0 && y > 0 {
			x, y = x-1, y-1
			out = append(out, edit{' ', a[x]})
		}
		switch {
		case d == 0:
		case from == k+1:
			y--
			out = append(out, edit{'+', b[y]})
		default:
			x--
			out = append(out, edit{'-', a[x]})
		}
	}
	slices.Reverse(out)
	return out
}

// hunks groups edits with the lines around them.
func hunks(edits []edit) [][]string {
	var out [][]string
	oldLine, newLine := 1, 1
	for i := 0; i < len(edits); {
		if edits[i].op == ' ' {
			i, oldLine, newLine = i+1, oldLine+1, newLine+1
			continue
		}
		start := max(0, i-diffContext)
		end := endOfHunk(edits, i)
		h, olds, news := []string{""}, 0, 0
		for _, e := range edits[start:end] {
			if e.op != '+' {
				olds++
			}
			if e.op != '-' {
				news++
			}
			h = append(h, string(e.op)+visible(e.line))
		}
		h[0] = fmt.Sprintf("@@ -%s +%s @@", span(oldLine-(i-start), olds), span(newLine-(i-start), news))
		out = append(out, h)
		for _, e := range edits[i:end] {
			if e.op != '+' {
				oldLine++
			}
			if e.op != '-' {
				newLine++
			}
		}
		i = end
	}
	return out
}

// span is where lines are in a text; of none, the line before.
func span(first, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", first-1)
	case 1:
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d,%d", first, count)
}

// endOfHunk is behind the last edit that is no farther from the one before than their contexts reach, with its own.
func endOfHunk(edits []edit, from int) int {
	last := from
	for i := from; i < len(edits) && i-last <= 2*diffContext; i++ {
		if edits[i].op != ' ' {
			last = i
		}
	}
	return min(len(edits), last+1+diffContext)
}

// visible escapes what a terminal may take for a command.
func visible(line string) string {
	odd := func(r rune) bool { return r != '\t' && !unicode.IsPrint(r) }
	if strings.IndexFunc(line, odd) < 0 {
		return line
	}
	var b strings.Builder
	for _, r := range line {
		if odd(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

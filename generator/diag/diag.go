// Package diag answers: where in the user's documents is something wrong, and how is it mended?
//
// Rooms report what they find into a [List]; nothing prints and nothing stops at the first problem.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file. The zero value means that no place is known.
type Pos struct {
	File string `json:"file,omitempty"` // as the user would write it: "specs/pet.yaml"
	Line int    `json:"line,omitempty"` // from 1
	Col  int    `json:"col,omitempty"`  // from 1, in bytes
}

// String prints the position in the form that editors understand: "specs/pet.yaml:24:9".
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Severity says what a diagnostic means for the run.
type Severity string

// Severities, gravest first. With --strict, warnings count as errors.
const (
	Error   Severity = "error"   // no output can be trusted; nothing is written
	Warning Severity = "warning" // something was left out or guessed; the rest is written
	Note    Severity = "note"    // worth knowing, never fatal
)

// Diagnostic is one finding, written to the person who can mend it.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	Pos      Pos      `json:"pos"`
	Code     string   `json:"code"`             // stable and searchable: "dangling-ref"
	Message  string   `json:"message"`          // what is wrong and what was expected
	Hint     string   `json:"hint,omitempty"`   // how to mend it
	Source   string   `json:"source,omitempty"` // the line of Pos, as it stands in the file
	More     int      `json:"more,omitempty"`   // how many others like it were folded into this one
}

// String prints "pos: severity: message (code)" and the hint on a line of its own.
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.Pos != (Pos{}) {
		fmt.Fprintf(&b, "%s: ", d.Pos)
	}
	fmt.Fprintf(&b, "%s: %s (%s)", d.Severity, d.Message, d.Code)
	if d.Hint != "" {
		fmt.Fprintf(&b, "\n\thint: %s", d.Hint)
	}
	return b.String()
}

// List collects diagnostics. The zero value is ready to use. It is not safe for concurrent use:
// parallel work collects into lists of its own and merges them with [List.Append].
type List struct {
	items []Diagnostic
}

// Add records one diagnostic.
func (l *List) Add(d Diagnostic) { l.items = append(l.items, d) }

// Append records all diagnostics of another list.
func (l *List) Append(other List) { l.items = append(l.items, other.items...) }

// Errorf records an error.
func (l *List) Errorf(pos Pos, code, format string, args ...any) {
	l.Add(Diagnostic{Severity: Error, Pos: pos, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Warnf records a warning.
func (l *List) Warnf(pos Pos, code, format string, args ...any) {
	l.Add(Diagnostic{Severity: Warning, Pos: pos, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Notef records a note.
func (l *List) Notef(pos Pos, code, format string, args ...any) {
	l.Add(Diagnostic{Severity: Note, Pos: pos, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Has tells whether anything of the given severity was recorded.
func (l *List) Has(s Severity) bool {
	return slices.ContainsFunc(l.items, func(d Diagnostic) bool { return d.Severity == s })
}

// Sorted returns the diagnostics without duplicates: errors first, then by position, code and message.
func (l *List) Sorted() []Diagnostic {
	sorted := slices.Clone(l.items)
	slices.SortStableFunc(sorted, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), a.Pos.Compare(b.Pos),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(sorted)
}

func rank(s Severity) int { return slices.Index([]Severity{Error, Warning, Note}, s) }

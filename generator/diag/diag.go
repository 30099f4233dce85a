// Package diag answers: where in the user's documents is something wrong, and how is it mended?
//
// Rooms report what they find into a [List]; nothing prints and nothing stops at the first problem.
package diag

import (
	"cmp"
	"fmt"
	"slices"
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
	Source   string   `json:"source,omitempty"` // the line of Pos, as it stands in the file; of a long one what is around Pos
	Caret    int      `json:"caret,omitempty"`  // where Pos is in Source: from 1, in bytes; 0: nowhere
	More     int      `json:"more,omitempty"`   // how many others like it were folded into this one
}

// List collects diagnostics. The zero value is ready to use. It is not safe for concurrent use:
// parallel work collects into lists of its own and merges them with [List.Append].
type List struct {
	items []Diagnostic
	texts map[string]string // file -> what stands in it, to quote from
}

// Add records one diagnostic.
func (l *List) Add(d Diagnostic) { l.items = append(l.items, d) }

// Append records all diagnostics of another list, and the texts that it quotes from.
func (l *List) Append(other List) {
	l.items = append(l.items, other.items...)
	for file, text := range other.texts {
		l.Quote(file, text)
	}
}

// Quote hands over the text of a file. Diagnostics with a position in it get its line, wherever they are recorded.
func (l *List) Quote(file, text string) {
	if l.texts == nil {
		l.texts = map[string]string{}
	}
	l.texts[file] = text
}

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

// Sorted returns the diagnostics without duplicates, each with its line: errors first, then by what was lost, position,
// code and message.
func (l *List) Sorted() []Diagnostic {
	sorted := slices.Clone(l.items)
	l.quote(sorted)
	loss := byLoss()
	slices.SortStableFunc(sorted, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(loss(a.Code), loss(b.Code)),
			a.Pos.Compare(b.Pos), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(sorted)
}

func rank(s Severity) int { return slices.Index([]Severity{Error, Warning, Note}, s) }

package runtimetest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

// Report is what came of the cases for some subjects, side by side.
type Report struct {
	subjects []Subject
	cases    []Case

	mu    sync.Mutex
	cells [][]cell // by case and subject
}

type cell struct {
	ran bool
	err error
}

func newReport(subjects []Subject) *Report {
	r := &Report{subjects: subjects, cases: Cases()}
	r.cells = make([][]cell, len(r.cases))
	for i := range r.cells {
		r.cells[i] = make([]cell, len(subjects))
	}
	return r
}

func (r *Report) set(row, column int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cells[row][column] = cell{true, err}
}

// Failed returns what the subject of that name fails, by the id of the case.
func (r *Report) Failed(subject string) map[string]error {
	failed := make(map[string]error)
	for column, s := range r.subjects {
		for row, c := range r.cases {
			if s.Name() == subject && r.cells[row][column].err != nil {
				failed[c.ID] = r.cells[row][column].err
			}
		}
	}
	return failed
}

// WriteTable writes a table in Markdown, a row for each case and a column for each subject, with totals at its end.
func (r *Report) WriteTable(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("| case | what must hold |")
	for _, s := range r.subjects {
		fmt.Fprintf(&b, " %s |", s.Name())
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(r.subjects)) + "\n")
	for row, c := range r.cases {
		fmt.Fprintf(&b, "| %s | %s |", c.ID, escaped(c.Title))
		for _, cell := range r.cells[row] {
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteString("\n")
	}
	b.WriteString("| | passed, of those that make sense for it |")
	for column := range r.subjects {
		passed, ran := r.total(column)
		fmt.Fprintf(&b, " %d of %d |", passed, ran)
	}
	b.WriteString("\n")
	_, err := w.Write(b.Bytes())
	return err
}

// WriteFailures writes a list in Markdown of what was seen where a subject fails.
func (r *Report) WriteFailures(w io.Writer) error {
	var b bytes.Buffer
	for column, s := range r.subjects {
		fmt.Fprintf(&b, "### %s\n\n", s.Name())
		none := true
		for row, c := range r.cases {
			if err := r.cells[row][column].err; err != nil {
				none = false
				fmt.Fprintf(&b, "- **%s** %s\n", c.ID, escaped(strings.ReplaceAll(err.Error(), "\n", "; ")))
			}
		}
		if none {
			b.WriteString("Nothing.\n")
		}
		b.WriteString("\n")
	}
	_, err := w.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

// total counts the cases of a subject.
func (r *Report) total(column int) (passed, ran int) {
	for _, row := range r.cells {
		if row[column].ran {
			ran++
			if row[column].err == nil {
				passed++
			}
		}
	}
	return passed, ran
}

// String is the text of a cell.
func (c cell) String() string {
	switch {
	case !c.ran:
		return "–"
	case c.err != nil:
		return "**fail**"
	}
	return "pass"
}

// escaped keeps text from ending its cell, and from being taken for HTML.
func escaped(text string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", ">", "&gt;", "\n", " ").Replace(text)
}

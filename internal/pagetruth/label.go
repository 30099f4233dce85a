package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// label is what a reader of a document found out about one operation. labels.tsv explains its columns.
type label struct {
	document, operation, id string
	paged                   bool
	answer                        // style none if not paged
	size                    param // that bounds a page; empty: none
	more                    path  // empty: none; "!done": there is no more
	totals                  []path
	also                    []answer // other readings that are as right
	note                    string
	line                    int // in labels.tsv
}

// answer is what a verdict is compared with.
type answer struct {
	style string
	moves param // empty: the style needs none
	items path
	next  path // empty: not declared, or the style needs none
}

// param is a parameter and its place: "query:cursor", "body:page.token".
type param string

func (p param) place() string { place, _, _ := strings.Cut(string(p), ":"); return place }
func (p param) name() string  { _, name, _ := strings.Cut(string(p), ":"); return name }

// path leads to a property of the reply ("meta.next_cursor"), or to a header ("header:Link").
type path string

func (p path) header() (string, bool) { return strings.CutPrefix(string(p), "header:") }

const unclear = "unclear"

// needs tells, for each style, whether a parameter moves it. In a link, the server has put it already.
func needs() map[string]bool {
	return map[string]bool{
		"cursor": true, "last-id": true, "offset": true, "page": true, "header-cursor": true,
		"next-url": false, "link-header": false, "none": false, unclear: false,
	}
}

const columns = 13

// parseLabels reads labels, and tells all that is wrong with them.
func parseLabels(name string, in io.Reader) ([]label, error) {
	var labels []label
	var wrong []error
	seen := map[string]int{}
	err := eachRow(in, func(line int, cells []string) {
		l, err := parseLabel(cells)
		l.line = line
		key := l.document + " " + l.operation
		if err == nil && seen[key] > 0 {
			err = fmt.Errorf("%s is labelled in line %d already", l.operation, seen[key])
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s:%d: %w", name, line, err))
			return
		}
		seen[key] = line
		labels = append(labels, l)
	})
	return labels, errors.Join(append(wrong, err)...)
}

// eachRow calls f with the cells of each line that is no comment.
func eachRow(in io.Reader, f func(line int, cells []string)) error {
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		if text := lines.Text(); text != "" && !strings.HasPrefix(text, "#") {
			f(n, strings.Split(text, "\t"))
		}
	}
	return lines.Err()
}

func parseLabel(cells []string) (label, error) {
	if len(cells) != columns {
		return label{}, fmt.Errorf("%d columns, expected %d", len(cells), columns)
	}
	l := label{
		document: cells[0], operation: cells[1], id: cells[2], paged: cells[3] == "yes",
		answer: answer{style: cells[4], moves: param(cells[5]), items: path(cells[7]), next: path(cells[8])},
		size:   param(cells[6]), more: path(cells[9]), note: cells[12],
	}
	for total := range strings.SplitSeq(cells[10], ",") {
		if total != "" {
			l.totals = append(l.totals, path(strings.TrimPrefix(total, "pages:")))
		}
	}
	if cells[11] != "" {
		l.also = []answer{parseAnswer(cells[11], l.items)}
	}
	return l, errors.Join(l.check(cells[3])...)
}

// parseAnswer reads another reading, as "cursor query:after last_id". Items are where they are.
func parseAnswer(s string, items path) answer {
	parts := append(strings.Fields(s), "", "")
	return answer{style: parts[0], moves: param(strings.TrimPrefix(parts[1], "-")), items: items, next: path(parts[2])}
}

func (l label) check(paged string) (wrong []error) {
	if l.document == "" || !strings.Contains(l.operation, " /") {
		wrong = append(wrong, errors.New("an operation needs a document, a method and a path"))
	}
	if paged != "yes" && paged != "no" {
		wrong = append(wrong, fmt.Errorf("paged is %q, expected yes or no", paged))
	}
	if l.paged == (l.style == "none") {
		wrong = append(wrong, fmt.Errorf("paged is %q, but the style is %q", paged, l.style))
	}
	if l.note == "" {
		wrong = append(wrong, errors.New("the note is missing: where does the document say so?"))
	}
	for _, a := range append(l.also, l.answer) {
		wrong = append(wrong, a.check()...)
	}
	if l.size != "" {
		wrong = append(wrong, l.size.check()...)
	}
	return wrong
}

func (a answer) check() (wrong []error) {
	needed, known := needs()[a.style]
	switch {
	case !known:
		return []error{fmt.Errorf("there is no style %q", a.style)}
	case needed && a.moves == "":
		return []error{fmt.Errorf("the style %s needs the parameter that moves the list", a.style)}
	case !needed && a.moves != "":
		return []error{fmt.Errorf("the style %s has no parameter that moves the list", a.style)}
	case needed:
		return a.moves.check()
	}
	return nil
}

func (p param) check() []error {
	if p.name() == "" || !slices.Contains([]string{"query", "body", "header"}, p.place()) {
		return []error{fmt.Errorf("the parameter is %q, expected a place and a name: query:cursor", p)}
	}
	return nil
}

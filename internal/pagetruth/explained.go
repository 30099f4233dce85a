package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// explanations are why misses are misses.
type explanations map[operation]string

// operation is one that has a label.
type operation struct{ document, key string }

func (o operation) String() string { return o.document + " " + o.key }

func (e explanations) of(l label) string { return e[operation{l.document, l.operation}] }

// verify tells which misses have no explanation, and which explanations are of what is no miss: they have grown old.
func (e explanations) verify(all []judged) error {
	var wrong []error
	missed := map[operation]bool{}
	for _, j := range all {
		if !j.isMiss() {
			continue
		}
		missed[operation{j.label.document, j.label.operation}] = true
		if e.of(j.label) == "" {
			wrong = append(wrong, fmt.Errorf("explained.tsv does not say why %s %s is a miss", j.label.document, j.label.operation))
		}
	}
	for o := range e {
		if !missed[o] {
			wrong = append(wrong, fmt.Errorf("explained.tsv explains %s, which is no miss", o))
		}
	}
	slices.SortFunc(wrong, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return errors.Join(wrong...)
}

// ofDocuments leaves out explanations of other documents.
func (e explanations) ofDocuments(wanted func(document string) bool) explanations {
	maps.DeleteFunc(e, func(o operation, _ string) bool { return !wanted(o.document) })
	return e
}

// parseExplanations reads lines of a document, an operation and a reason.
func parseExplanations(name string, in io.Reader) (explanations, error) {
	out := explanations{}
	var wrong []error
	err := eachRow(in, func(line int, cells []string) {
		if len(cells) != 3 || cells[2] == "" {
			wrong = append(wrong, fmt.Errorf("%s:%d: expected a document, an operation and a reason, between tabs", name, line))
			return
		}
		o := operation{cells[0], cells[1]}
		if out[o] != "" {
			wrong = append(wrong, fmt.Errorf("%s:%d: %s is explained already", name, line, o))
		}
		out[o] = cells[2]
	})
	return out, errors.Join(append(wrong, err)...)
}

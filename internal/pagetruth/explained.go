package main

import (
	"errors"
	"fmt"
	"io"
)

// explanations are why misses are misses, by document and operation.
type explanations map[string]string

func (e explanations) of(l label) string { return e[l.document+" "+l.operation] }

// parseExplanations reads lines of a document, an operation and a reason.
func parseExplanations(name string, in io.Reader) (explanations, error) {
	out := explanations{}
	var wrong []error
	err := eachRow(in, func(line int, cells []string) {
		if len(cells) != 3 || cells[2] == "" {
			wrong = append(wrong, fmt.Errorf("%s:%d: expected a document, an operation and a reason, between tabs", name, line))
			return
		}
		out[cells[0]+" "+cells[1]] = cells[2]
	})
	return out, errors.Join(append(wrong, err)...)
}

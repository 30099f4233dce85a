package main

import (
	"errors"
	"fmt"

	"github.com/apigen-go/apigen/generator"
)

// row is what became of one document.
type row struct {
	document   string
	operations int // in the document, counted apart
	client     tally
	size       size
	generate   cost // in all modes
	compile    cost // building and vetting, in all modes; from the cache where a client has not changed
	vendorRoot bool // references leave the document's own directory, so that they had to be allowed
	warnings   int
	skipped    []string // why operations were left out, with positions
	unlocated  int      // reasons among them that have no position
	raw        []string // bodies without a type: "GET /orders 200"
	err        error    // nil: it generates, compiles and vets, and what is missing has a reason
}

// note counts a diagnostic.
func (r *row) note(d generator.Diagnostic) {
	if d.Severity == generator.Warning {
		r.warnings++
	}
	if d.Code != "operation-skipped" {
		return
	}
	r.skipped = append(r.skipped, d.String())
	for range d.More {
		r.skipped = append(r.skipped, "the same reason again")
	}
	if d.Pos.Line == 0 {
		r.unlocated++
	}
}

func (r *row) missing() int { return r.operations - r.client.methods }

// complete tells whether each operation that has no method has a reason, and the reason a position.
func (r *row) complete() error {
	switch {
	case len(r.skipped) < r.missing():
		return fmt.Errorf("%d of %d operations have no method and no reason", r.missing()-len(r.skipped), r.operations)
	case r.unlocated > 0:
		return fmt.Errorf("%d operations were left out for reasons without a position", r.unlocated)
	}
	return nil
}

// plus adds the figures of another row.
func (r *row) plus(s row) {
	r.operations += s.operations
	r.client.plus(s.client)
	r.size.lines += s.size.lines
	r.size.operations += s.size.operations
	r.size.code += s.size.code
	r.generate = r.generate.plus(s.generate)
	r.compile = r.compile.plus(s.compile)
	r.warnings += s.warnings
	r.skipped = append(r.skipped, s.skipped...)
	r.raw = append(r.raw, s.raw...)
}

func firstError(found []generator.Diagnostic) error {
	for _, d := range found {
		if d.Severity == generator.Error {
			return errors.New(d.String())
		}
	}
	return nil
}

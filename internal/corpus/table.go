package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/apigen-go/apigen/generator/plan"
)

// tally counts what is in a client.
type tally struct {
	methods int
	types   int
	raw     int // JSON bodies, sent or received, without a type: any, json.RawMessage
}

func count(client *plan.Package) tally {
	var t tally
	for _, f := range client.Files {
		t.types += len(f.Decls)
		if f.Service == nil {
			continue
		}
		t.methods += len(f.Service.Methods)
		for _, m := range f.Service.Methods {
			if m.Body != nil && m.Body.Kind == plan.JSONBody && untyped(m.Body.Type) {
				t.raw++
			}
			if (m.Result.Kind == plan.PointerResult || m.Result.Kind == plan.ValueResult) && untyped(m.Result.Type) {
				t.raw++
			}
		}
	}
	return t
}

func untyped(t plan.Type) bool {
	if t.Kind == plan.Pointer {
		t = *t.Elem
	}
	return t.Kind == plan.Named && (t.Ident == plan.Ident{Name: "any"} || t.Ident == plan.Ident{Path: "encoding/json", Name: "RawMessage"})
}

// columns is a line of the table. Widths are fixed, so that each line can be printed as soon as it is known.
const columns = "%10v  %7v  %7v  %6v  %4v  %7v  %6v  %15v  %15v  %8v  %-6v  %-7v  %v\n"

const legend = `times are wall/cpu; root: references leave the document's directory, and those of its vendor were allowed
`

// printTable tries the documents one by one, prints a line for each and the totals, and returns an error if one failed.
func printTable(ctx context.Context, out io.Writer, b bench, root string, documents []string) error {
	fmt.Fprintf(out, columns, "operations", "methods", "skipped", "types", "raw", "lines", "per op", "generate", "compile",
		"warnings", "root", "verdict", "document")
	total := row{document: fmt.Sprintf("%d documents", len(documents))}
	var failed []error
	var incomplete []row
	for _, document := range documents {
		r := b.try(ctx, root, document)
		if r.err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", document, r.err))
		}
		if r.client.methods < r.operations {
			incomplete = append(incomplete, r)
		}
		total.plus(r)
		fmt.Fprint(out, r)
	}
	fmt.Fprint(out, total.line("-"), legend)
	if total.operations > 0 {
		fmt.Fprintf(out, "%.2f%% of the operations have a method\n", 100*float64(total.client.methods)/float64(total.operations))
	}
	printSkipped(out, incomplete)
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d documents failed:\n%w", len(failed), len(documents), errors.Join(failed...))
	}
	return nil
}

// printSkipped lists why operations have no method. One that is missing without a reason is a fault of ours.
func printSkipped(out io.Writer, incomplete []row) {
	for _, r := range incomplete {
		missing := r.operations - r.client.methods
		fmt.Fprintf(out, "\n%s has no method for %d of %d operations:\n", r.document, missing, r.operations)
		for _, why := range r.skipped {
			fmt.Fprintln(out, "  ", why)
		}
		if r.err == nil && len(r.skipped) < missing {
			fmt.Fprintf(out, "   %d without a reason\n", missing-len(r.skipped))
		}
	}
}

func (r *row) plus(s row) {
	r.operations += s.operations
	r.client.methods += s.client.methods
	r.client.types += s.client.types
	r.client.raw += s.client.raw
	r.size.lines += s.size.lines
	r.size.operations += s.size.operations
	r.size.code += s.size.code
	r.generate = r.generate.plus(s.generate)
	r.compile = r.compile.plus(s.compile)
	r.warnings += s.warnings
}

// String is a line of the table.
func (r row) String() string {
	switch {
	case r.err != nil:
		return r.line("FAILED")
	case r.generate.plus(r.compile).slow():
		return r.line("slow")
	}
	return r.line("ok")
}

func (r row) line(verdict string) string {
	root := ""
	if r.vendorRoot {
		root = "vendor"
	}
	return fmt.Sprintf(columns, r.operations, r.client.methods, r.operations-r.client.methods, r.client.types, r.client.raw,
		r.size.lines, fmt.Sprintf("%.1f", r.size.perOperation()), r.generate, r.compile, r.warnings, root, verdict, r.document)
}

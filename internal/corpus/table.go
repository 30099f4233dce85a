package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

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
const columns = "%10v  %7v  %7v  %6v  %4v  %7v  %6v  %8v  %7v  %8v  %-7v  %v\n"

// printTable tries the documents one by one, prints a line for each and the totals, and returns an error if one failed.
func printTable(ctx context.Context, out io.Writer, b bench, root string, documents []string) error {
	fmt.Fprintf(out, columns, "operations", "methods", "skipped", "types", "raw", "lines", "per op", "generate", "compile",
		"warnings", "verdict", "document")
	total := row{document: fmt.Sprintf("%d documents", len(documents))}
	var failed []error
	for _, document := range documents {
		r := b.try(ctx, root, document)
		if r.err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", document, r.err))
		}
		total.plus(r)
		fmt.Fprint(out, r)
	}
	fmt.Fprint(out, total.line("-"))
	if total.operations > 0 {
		fmt.Fprintf(out, "%.2f%% of the operations have a method\n", 100*float64(total.client.methods)/float64(total.operations))
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d documents failed:\n%w", len(failed), len(documents), errors.Join(failed...))
	}
	return nil
}

func (r *row) plus(s row) {
	r.operations += s.operations
	r.client.methods += s.client.methods
	r.client.types += s.client.types
	r.client.raw += s.client.raw
	r.size.lines += s.size.lines
	r.size.operations += s.size.operations
	r.size.code += s.size.code
	r.generate += s.generate
	r.compile += s.compile
	r.warnings += s.warnings
}

// String is a line of the table.
func (r row) String() string {
	switch {
	case r.err != nil:
		return r.line("FAILED")
	case r.generate+r.compile > patience:
		return r.line("slow")
	}
	return r.line("ok")
}

func (r row) line(verdict string) string {
	return fmt.Sprintf(columns, r.operations, r.client.methods, r.operations-r.client.methods, r.client.types, r.client.raw,
		r.size.lines, fmt.Sprintf("%.1f", r.size.perOperation()), seconds(r.generate), seconds(r.compile), r.warnings,
		verdict, r.document)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1fs", d.Seconds()) }

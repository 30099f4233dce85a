package main

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// columns is a line of the table. Widths are fixed, so that each line can be printed as soon as it is known.
const columns = "%10v  %7v  %7v  %6v  %6v  %6v  %4v  %7v  %6v  %13v  %13v  %8v  %-6v  %-7v  %v\n"

const legend = `bodies: those in JSON, sent or received, that the document says something of; raw: those among them that have no type;
  silent: those without a schema, or with one that allows anything
lines: of the client that imports the runtime; per op: lines of methods and their facts, types apart
generate, compile: seconds on the wall/of the processor, all runtimes together; what was compiled before costs nothing
compiled: clients that import the runtime are built and vetted; those with a copy of it are vetted, their copies built and vetted
root: references leave the document's directory, and those of its vendor were allowed
`

// table is what became of documents, line by line.
type table struct {
	out    io.Writer
	total  row
	rows   []row
	failed []error
}

func newTable(out io.Writer) *table {
	fmt.Fprintf(out, columns, "operations", "methods", "skipped", "types", "bodies", "silent", "raw", "lines", "per op", "generate",
		"compile", "warnings", "root", "verdict", "document")
	return &table{out: out}
}

func (t *table) add(r row) {
	t.rows = append(t.rows, r)
	t.total.plus(r)
	if r.err != nil {
		t.failed = append(t.failed, fmt.Errorf("%s: %w", r.document, r.err))
	}
	fmt.Fprint(t.out, r)
}

// close prints the totals, what has no method or no type, and returns an error if a document failed or a mark was missed.
func (t *table) close(took cost) error {
	t.total.document = fmt.Sprintf("%d documents", len(t.rows))
	fmt.Fprint(t.out, t.total.line("-"), legend)
	for _, r := range t.rows {
		t.explain(r)
	}
	fmt.Fprintf(t.out, "\n%d of %d documents generate and compile; %.2f%% of the operations have a method; "+
		"%.2f%% of the bodies are raw; %s in all\n", len(t.rows)-len(t.failed), len(t.rows),
		percent(t.total.client.methods, t.total.operations), percent(t.total.client.raw, t.total.client.bodies), took)
	missed := t.total.marks(took)
	if len(t.failed) > 0 {
		missed = errors.Join(missed, fmt.Errorf("%d of %d documents failed:\n%w", len(t.failed), len(t.rows), errors.Join(t.failed...)))
	}
	return missed
}

// explain lists why operations have no method, and which bodies have no type.
func (t *table) explain(r row) {
	if r.missing() > 0 {
		fmt.Fprintf(t.out, "\n%s has no method for %d of %d operations:\n", r.document, r.missing(), r.operations)
		for _, why := range r.skipped {
			fmt.Fprintln(t.out, "  ", why)
		}
	}
	const most = 10
	for i, body := range r.raw {
		if i == 0 {
			fmt.Fprintf(t.out, "\n%s has no type for %d of %d bodies:\n", r.document, len(r.raw), r.client.bodies)
		}
		if i == most {
			fmt.Fprintf(t.out, "   and %d more\n", len(r.raw)-most)
			return
		}
		fmt.Fprintln(t.out, "  ", body)
	}
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
	return fmt.Sprintf(columns, r.operations, r.client.methods, r.missing(), r.client.types, r.client.bodies, r.client.silent,
		r.client.raw, r.size.lines, fmt.Sprintf("%.1f", r.size.perOperation()), r.generate, r.compile, r.warnings, root, verdict,
		r.document)
}

// try generates and compiles documents and prints what became of them.
func (c corpus) try(ctx context.Context, out io.Writer, documents []string, b bench) error {
	start := begin()
	t := newTable(out)
	pending := &batch{bench: b}
	for i, document := range documents {
		pending.add(ctx, c.generate(ctx, document, pending.out))
		if !pending.full() && i < len(documents)-1 {
			continue
		}
		pending.compile(ctx)
		for _, r := range pending.rows {
			t.add(r)
		}
		pending = &batch{bench: b}
	}
	return errors.Join(ctx.Err(), t.close(start.end()))
}

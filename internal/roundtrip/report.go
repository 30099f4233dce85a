package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/apigen-go/apigen/internal/synth"
)

// report prints what became of documents.
type report struct {
	out     io.Writer
	verbose bool
}

const columns = "%6v  %6v  %8v  %9v  %8v  %7v  %8v  %v\n"

// all tries the documents one by one and returns an error if a failure has no known reason.
func (r report) all(ctx context.Context, b bench, documents []document) error {
	fmt.Fprintf(r.out, columns, "types", "empty", "values", "not made", "failures", "excused", "seconds", "document")
	total := outcome{document: document{name: fmt.Sprintf("%d documents", len(documents))}, values: map[string]int{}, missed: map[string][]string{}}
	var wrong []error
	for _, d := range documents {
		o := b.try(ctx, d)
		r.line(o)
		r.failures(o)
		if o.err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", d.name, o.err))
		}
		total.plus(o)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	r.line(total)
	r.kinds(total)
	if n := len(total.failures) - total.excused(); n > 0 {
		wrong = append(wrong, fmt.Errorf("%d values did not come back as they went in", n))
	}
	return errors.Join(wrong...)
}

func (o *outcome) plus(p outcome) {
	o.types += p.types
	o.empty += p.empty
	o.loose += p.loose
	o.took += p.took
	o.failures = append(o.failures, p.failures...)
	for kind, n := range p.values {
		o.values[kind] += n
	}
	for reason, of := range p.missed {
		o.missed[reason] = append(o.missed[reason], of...)
	}
}

func (o outcome) excused() int {
	n := 0
	for _, f := range o.failures {
		if f.reason != "" {
			n++
		}
	}
	return n
}

func (o outcome) sum() int {
	n := 0
	for _, count := range o.values {
		n += count
	}
	return n
}

func (o outcome) notMade() int {
	n := 0
	for _, of := range o.missed {
		n += len(of)
	}
	return n
}

func (r report) line(o outcome) {
	fmt.Fprintf(r.out, columns, o.types, o.empty, o.sum(), o.notMade(), len(o.failures), o.excused(), fmt.Sprintf("%.1f", o.took.Round(100*time.Millisecond).Seconds()), o.document.name)
	if o.err != nil {
		fmt.Fprintf(r.out, "    not tried: %s\n", firstLines(o.err.Error(), 12))
	}
}

// failures prints one failure for each schema and kind of fault.
func (r report) failures(o outcome) {
	seen := map[string]bool{}
	for _, f := range o.failures {
		key := f.schema + " " + f.what
		if seen[key] {
			continue
		}
		seen[key] = true
		fmt.Fprintf(r.out, "    %s (%s): %s\n", f.schema, f.kind, f.what)
		if f.reason != "" {
			fmt.Fprintf(r.out, "        excused: %s\n", f.reason)
		} else if r.verbose {
			fmt.Fprintf(r.out, "        sent %.2000s\n        back %.2000s\n", f.sent, f.back)
		}
	}
	if !r.verbose {
		return
	}
	for _, reason := range slices.Sorted(maps.Keys(o.missed)) {
		of := o.missed[reason]
		fmt.Fprintf(r.out, "    not made, %d times, such as %s: %s\n", len(of), of[0], reason)
	}
}

// kinds prints how many values there were of each kind.
func (r report) kinds(o outcome) {
	for _, k := range append(synth.Kinds(), synth.Kind{Name: "choice"}) {
		fmt.Fprintf(r.out, "%8d  %s\n", o.values[k.Name], k.Name)
	}
	fmt.Fprintf(r.out, "%d values lost members that nobody promises to keep: unknown ones of closed structs, zero ones that are only read\n", o.loose)
}

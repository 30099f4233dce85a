package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// mark is how many of all operations must pass or be excused.
const mark = 0.99

// report prints what became of documents.
type report struct {
	out     io.Writer
	verbose bool
}

const columns = "%10v  %6v  %7v  %7v  %7v  %8v  %8v  %8v  %v\n"

// all tries the documents one by one and returns an error if too few operations passed.
func (r report) all(ctx context.Context, b bench, documents []document) error {
	fmt.Fprintf(r.out, columns, "operations", "calls", "passed", "failed", "excused", "percent", "unloaded", "seconds", "document")
	total := outcome{document: document{name: fmt.Sprintf("%d documents", len(documents))}}
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
	r.stages(total)
	if good := total.share(); good < mark {
		wrong = append(wrong, fmt.Errorf("%.2f%% of the operations passed, not %.0f%%", 100*good, 100*mark))
	}
	return errors.Join(wrong...)
}

func (o *outcome) plus(p outcome) {
	o.operations += p.operations
	o.calls += p.calls
	o.skipped = append(o.skipped, p.skipped...)
	o.unloaded = append(o.unloaded, p.unloaded...)
	o.took += p.took
	if p.err != nil && p.operations > 0 {
		o.failures = append(o.failures, untried(p)...)
		return
	}
	for _, f := range p.failures {
		f.operation = p.document.name + " " + f.operation
		o.failures = append(o.failures, f)
	}
}

// untried are failures of all operations of a document.
func untried(p outcome) []failure {
	var list []failure
	for i := range p.operations {
		list = append(list, failure{operation: fmt.Sprintf("%s %d", p.document.name, i), stage: "document", what: p.err.Error()})
	}
	return list
}

// count is how many operations failed without a reason, and how many with one alone. In a document that was not tried
// to the end, none counts.
func (o outcome) count() (failed, excused int) {
	if o.err != nil {
		return o.operations, 0
	}
	worst := map[string]bool{} // operation -> without a reason
	for _, f := range o.failures {
		worst[f.operation] = worst[f.operation] || f.reason == ""
	}
	for _, bad := range worst {
		if bad {
			failed++
		} else {
			excused++
		}
	}
	return failed, excused
}

// share is that of the operations that did not fail without a reason.
func (o outcome) share() float64 {
	failed, _ := o.count()
	return 1 - float64(failed)/float64(max(o.operations, 1))
}

func (r report) line(o outcome) {
	failed, excused := o.count()
	fmt.Fprintf(r.out, columns, o.operations, o.calls, o.operations-failed-excused, failed, excused, fmt.Sprintf("%.2f", 100*o.share()),
		len(o.unloaded), fmt.Sprintf("%.1f", o.took.Round(100*time.Millisecond).Seconds()), o.document.name)
	if o.err != nil {
		fmt.Fprintf(r.out, "    not tried: %s\n", firstLines(o.err.Error(), 12))
	}
}

// failures prints what went wrong, once for each operation unless asked for all.
func (r report) failures(o outcome) {
	seen := map[string]bool{}
	for _, f := range o.failures {
		key := f.operation + f.reason
		if seen[key] && !r.verbose {
			continue
		}
		seen[key] = true
		fmt.Fprintf(r.out, "    %s, %s, %s: %s\n", f.operation, f.kind, f.stage, f.what)
		if r.verbose && f.sent != "" {
			fmt.Fprintf(r.out, "        sent %s\n", f.sent)
		}
		if f.reason != "" {
			fmt.Fprintf(r.out, "        excused: %s\n", f.reason)
		}
	}
	for _, what := range o.unloaded {
		fmt.Fprintf(r.out, "    the validator cannot load a schema: %s\n", what)
	}
	for _, name := range o.skipped {
		fmt.Fprintf(r.out, "    %s: no method calls it\n", name)
	}
}

// stages prints how many operations failed where, and the reasons of those that are excused.
func (r report) stages(o outcome) {
	counts := map[string]map[string]bool{}
	for _, f := range o.failures {
		key := cmp.Or(f.reason, "unexplained") + " (" + f.stage + ")"
		if counts[key] == nil {
			counts[key] = map[string]bool{}
		}
		counts[key][f.operation] = true
	}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(r.out, "%8d  %s\n", len(counts[key]), key)
	}
	fmt.Fprintf(r.out, "%8d  operations without a method\n", len(o.skipped))
}

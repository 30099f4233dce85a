package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/callall"
)

// tally counts mutations by kind.
type tally struct {
	steps, mutations int
	made, broken     map[string]int
}

func (o options) run(ctx context.Context, out io.Writer) error {
	exports, err := callall.List(ctx, ".")
	if err != nil {
		return err
	}
	b, err := newBench(exports)
	if err != nil {
		return err
	}
	defer b.free()
	paths, err := choose(o.document)
	if err != nil {
		return err
	}
	first := map[string]version{}
	t := tally{made: map[string]int{}, broken: map[string]int{}}
	empty := 0 // trials that found no place
	seed, single := o.first, o.seed >= 0
	if single {
		seed = uint64(o.seed)
	}
	for ; t.mutations < o.mutations; seed++ {
		path := paths[int(seed)%len(paths)]
		if single {
			path = paths[0]
		}
		if _, ok := first[path]; !ok {
			if first[path], err = b.load(ctx, path); err != nil {
				return err
			}
		}
		one := trial{document: path, first: first[path], seed: seed, kinds: o.chosen()}
		steps, err := one.run(ctx, b)
		if err != nil {
			return err
		}
		if len(steps) == 0 || len(steps[0].mutations) == 0 {
			empty++
			if single || empty == 5*len(paths) {
				return fmt.Errorf("%s has no place for such a mutation", path)
			}
			continue
		}
		t.add(steps)
		if last := steps[len(steps)-1]; len(last.broken) > 0 {
			o.report(ctx, out, b, one, steps)
		}
		if single {
			break
		}
	}
	return t.print(out)
}

func (t *tally) add(steps []step) {
	for _, s := range steps {
		t.steps++
		t.mutations += len(s.mutations)
		for _, name := range s.names() {
			t.made[name]++
			if len(s.broken) > 0 {
				t.broken[name]++
			}
		}
	}
}

func (t *tally) print(out io.Writer) error {
	total := 0
	fmt.Fprintf(out, "\n%-28s %9s %7s\n", "kind", "mutations", "broken")
	for _, name := range slices.Sorted(maps.Keys(t.made)) {
		fmt.Fprintf(out, "%-28s %9d %7d\n", name, t.made[name], t.broken[name])
		total += t.broken[name]
	}
	fmt.Fprintf(out, "%d mutations in %d steps\n", t.mutations, t.steps)
	if total > 0 {
		return fmt.Errorf("%d mutations broke something", total)
	}
	return nil
}

// mostShown bounds the messages of one failure.
const mostShown = 6

func (o options) report(ctx context.Context, out io.Writer, b *bench, t trial, steps []step) {
	last := steps[len(steps)-1]
	fmt.Fprintf(out, "\n%s, seed %d, generation %d:\n", t.document, t.seed, len(steps))
	fmt.Fprintf(out, "  go run ./internal/additive -seed %d -doc %s%s\n", t.seed, filepath.Base(t.document), o.kindFlag())
	for _, m := range last.mutations {
		fmt.Fprintf(out, "  + %s\n", m)
	}
	show(out, last.broken)
	if o.seed >= 0 || o.shrink {
		small := b.shrink(ctx, last)
		fmt.Fprintf(out, "  smaller:\n")
		show(out, small.broken)
		before, after := print(small.before.tree, false), print(small.after, false)
		fmt.Fprintf(out, "--- before\n%s--- after\n%s", before, after)
		if dir := os.Getenv("ADDITIVE_OUT"); dir != "" {
			os.WriteFile(filepath.Join(dir, "before.yaml"), before, 0o644)
			os.WriteFile(filepath.Join(dir, "after.yaml"), after, 0o644)
		}
	}
}

func (o options) kindFlag() string {
	if o.kind == "" {
		return ""
	}
	return fmt.Sprintf(" -kind %q", o.kind)
}

func show(out io.Writer, broken []string) {
	for i, message := range broken {
		if i == mostShown {
			fmt.Fprintf(out, "    ... and %d more\n", len(broken)-i)
			return
		}
		fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(message, "\n", "\n    "))
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator"
)

// samples is how many findings of one kind are shown.
const samples = 3

// check runs staticcheck on five of the largest clients, with the repository's own rules and no exclusions.
func (c corpus) check(ctx context.Context, out io.Writer, b bench, program string) error {
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	var failed []error
	for _, document := range largest() {
		one := &batch{bench: b}
		made := corpus{c.root, []generator.Runtime{generator.ImportRuntime}}.generate(ctx, document, one.out)
		one.add(ctx, made)
		start := begin()
		found, err := one.staticcheck(ctx, program)
		if err = errors.Join(ctx.Err(), one.rows[0].err, err); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", document, err))
			continue
		}
		fmt.Fprintf(out, "%4d findings in %6d lines, %s  %s\n", len(found), made.row.size.lines, start.end(), document)
		printKinds(out, found)
		if len(found) > 0 {
			failed = append(failed, fmt.Errorf("%s: %d findings", document, len(found)))
		}
	}
	return errors.Join(failed...)
}

var finding = regexp.MustCompile(`^\S+:\d+:\d+: .* \((\w+)\)$`)

// staticcheck checks the batch's only client and returns what was found, line by line.
func (b *batch) staticcheck(ctx context.Context, program string) ([]string, error) {
	dir := filepath.Join(b.bench.dir, "import", "d0")
	defer os.RemoveAll(dir)
	c := exec.CommandContext(ctx, program, "./...")
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	output, err := c.CombinedOutput()
	var found []string
	for line := range strings.Lines(string(output)) {
		if line = strings.TrimSpace(line); finding.MatchString(line) {
			found = append(found, line)
		}
	}
	if len(found) > 0 || err == nil {
		return found, nil
	}
	return nil, fmt.Errorf("%w\n%s", err, output)
}

// printKinds prints some findings of each kind.
func printKinds(out io.Writer, found []string) {
	kinds := map[string][]string{}
	for _, line := range found {
		kind := finding.FindStringSubmatch(line)[1]
		kinds[kind] = append(kinds[kind], line)
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		fmt.Fprintf(out, "     %s: %d\n", kind, len(kinds[kind]))
		for _, line := range kinds[kind][:min(samples, len(kinds[kind]))] {
			fmt.Fprintln(out, "       ", line)
		}
	}
}

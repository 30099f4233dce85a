package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator"
)

const updateHelp = `Fetch the vendor's document again, say what changed and whom it breaks, and write
the client, its lock and the copy of the document anew: all of it or nothing.

Usage:
  apigen update [--config FILE] [--dry-run] [--fail-on breaking]

The configuration says in source where the document comes from. Exit codes:
  0  the document is unchanged, or only in what no client shows
  1  failed: it cannot be fetched or used, or --fail-on is met; nothing was written
  2  wrong usage
  3  it has changed, compatibly (documentation included)
  4  it has changed, and breaks code or programs that use the client
With --dry-run nothing is written, and the exit code is the same.
`

// Exit codes of update beside the usual ones.
const (
	exitCompatible = 3
	exitBreaking   = 4
)

// updateFlags are the flags of the command.
type updateFlags struct {
	dryRun bool
	failOn string
	format string
	output string
}

func update(ctx context.Context, s streams, args []string) error {
	var flags updateFlags
	in := newInput("update", func(in *input) {
		in.set.BoolVar(&flags.dryRun, "dry-run", false, "write nothing")
		in.set.StringVar(&flags.failOn, "fail-on", "", "write nothing and exit with 1 if the changes are `breaking|compatible|documentation`, or graver")
		in.set.StringVarP(&flags.output, "output", "o", "", "write the report to `FILE` (default: standard output)")
		in.set.StringVar(&in.flags.Out, "out", "", "the client is in `DIR` (default: the directory of the configuration)")
	})
	in.offerReport(&flags.format)
	if err := in.parse(s, args, updateHelp); err != nil {
		return err
	}
	if err := flags.check(); err != nil {
		return usageError{err}
	}
	c, err := in.settled(ctx, s)
	if err != nil {
		return err
	}
	if err := c.Check(); err != nil {
		return usageError{err}
	}
	s.progress("fetching %s", withoutQuery(c.Source))
	done, err := generator.Update(ctx, c, generator.UpdateOptions{DryRun: flags.dryRun, FailOn: generator.Verdict(flags.failOn)})
	if err != nil {
		return err
	}
	if err := s.report(done.Diagnostics, in.verbose, "nothing was written"); err != nil {
		return err
	}
	return flags.tell(s, c, done)
}

// withoutQuery is a location without what may be secret in it.
func withoutQuery(location string) string {
	plain, _, _ := strings.Cut(location, "?")
	return plain
}

func (f updateFlags) check() error {
	verdicts := []generator.Verdict{"", generator.Breaking, generator.Compatible, generator.Documentation}
	switch {
	case !slices.Contains(generator.ReportFormats(), generator.ReportFormat(f.format)):
		return fmt.Errorf("there is no format %q: expected text, markdown, json or html", f.format)
	case !slices.Contains(verdicts, generator.Verdict(f.failOn)):
		return fmt.Errorf("there is no verdict %q: expected breaking, compatible or documentation", f.failOn)
	}
	return nil
}

// tell prints the report and what was done, and turns the verdict into an exit code.
func (f updateFlags) tell(s streams, c generator.Config, done generator.Updated) error {
	if done.Same {
		fmt.Fprintf(s.err, "apigen: %s is unchanged\n", c.Spec)
		return nil
	}
	if err := f.write(s, done.Report); err != nil {
		return err
	}
	for _, a := range done.IdleActions() {
		fmt.Fprintf(s.err, "apigen: %s: the %s of %s changes nothing any more%s\n", a.Pos, a.Verb, a.Target, because(a))
	}
	what := fmt.Sprintf("the changes are %s", done.Verdict)
	if done.Verdict == generator.Unchanged {
		what = "the document has changed, and nothing for users of the client"
	}
	switch {
	case done.Refused:
		s.fail(fmt.Sprintf("%s (--fail-on %s); nothing was written", what, f.failOn))
		return errReported
	case f.dryRun:
		fmt.Fprintf(s.err, "apigen: %s; nothing was written (--dry-run)\n", what)
	default:
		fmt.Fprintf(s.err, "apigen: %s; %s: %s written, %d removed, %d unchanged\n", what, c.Out,
			plural(len(done.Change.Written), "file"), len(done.Change.Removed), done.Change.Unchanged)
	}
	switch done.Verdict {
	case generator.Unchanged:
		return nil
	case generator.Breaking:
		return exitCode(exitBreaking)
	}
	return exitCode(exitCompatible)
}

// because is why an overlay has an action.
func because(a generator.OverlayAction) string {
	var parts []string
	if a.Reason != "" {
		parts = append(parts, "its reason was: "+strings.Join(strings.Fields(a.Reason), " "))
	}
	if a.Link != "" {
		parts = append(parts, a.Link)
	}
	if len(parts) == 0 {
		return "; if the vendor has mended it, take it out"
	}
	return "; if the vendor has mended it, take it out (" + strings.Join(parts, ", ") + ")"
}

func (f updateFlags) write(s streams, report *generator.Report) error {
	if report == nil {
		fmt.Fprintln(s.err, "apigen: the earlier document cannot be read: there is nothing to compare with")
		return nil
	}
	var b bytes.Buffer
	if err := report.Write(&b, generator.ReportFormat(f.format)); err != nil {
		return err
	}
	if f.output != "" {
		return os.WriteFile(f.output, b.Bytes(), 0o644)
	}
	_, err := s.out.Write(b.Bytes())
	return err
}

// exitCode is how a run ends that has done what it should, and has more to tell than that.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// inDir is a file of a directory, for people.
func inDir(dir, name string) string { return filepath.ToSlash(filepath.Join(dir, name)) }

// asExitCode tells whether an error is one.
func asExitCode(err error) (exitCode, bool) {
	var e exitCode
	ok := errors.As(err, &e)
	return e, ok
}

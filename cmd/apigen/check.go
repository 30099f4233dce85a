package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/generator"
)

const checkHelp = `Tell whether a client is what its document, configuration and lock produce. It
fetches nothing and changes nothing: it is for CI.

Usage:
  apigen check [--config FILE]

What is not as it should be is printed with a diff, from what is there to what
should be, and is one of
  missing  it would be generated, and is not there
  stale    it is as it was generated, but the document, the configuration or
           apigen has changed since
  edited   somebody changed it by hand
  foreign  it stands where a file would be generated, or says that apigen made
           it, and the lock does not know it
Exit codes: 0 all is as it should be, 1 something is not, 2 wrong usage.
`

func check(ctx context.Context, s streams, args []string) error {
	in := newInput("check", func(in *input) {
		in.set.StringVar(&in.flags.Out, "out", "", "the client is in `DIR` (default: the directory of the configuration)")
	})
	if err := in.parse(s, args, checkHelp); err != nil {
		return err
	}
	c, err := in.settled(ctx, s)
	if err != nil {
		return err
	}
	if err := c.Check(); err != nil {
		return usageError{err}
	}
	found, err := generator.Check(ctx, c)
	if err != nil {
		return err
	}
	for _, note := range found.Notes {
		if !s.journal.asJSON {
			fmt.Fprintf(s.err, "apigen: %s: %s\n", c.Out, note)
		}
	}
	if hasErrors(found.Diagnostics) {
		return s.report(found.Diagnostics, in.verbose, "nothing can be compared")
	}
	if found.Clean() {
		return nil
	}
	s.printChecked(c.Out, found, in.again())
	return errReported
}

func hasErrors(found []generator.Diagnostic) bool {
	for _, d := range found {
		if d.Severity == generator.Error {
			return true
		}
	}
	return false
}

// printChecked lists the files, then shows how they differ.
func (s streams) printChecked(dir string, found generator.Checked, again string) {
	for _, f := range found.Files {
		fmt.Fprintf(s.out, "%-7s  %s\n", f.State, inDir(dir, f.Name))
	}
	for _, f := range found.Files {
		if f.Diff != "" {
			fmt.Fprintf(s.out, "\n--- %s\n+++ %s, as it should be\n%s\n", inDir(dir, f.Name), inDir(dir, f.Name), f.Diff)
		}
	}
	for _, what := range found.Changed {
		fmt.Fprintf(s.err, "apigen: changed since the client was generated: %s\n", what)
	}
	foreign := 0
	for _, f := range found.Files {
		if f.State == generator.Foreign {
			foreign++
		}
	}
	why := fmt.Sprintf("%s: %s not as generated", dir, plural(len(found.Files), "file"))
	if foreign > 0 {
		why += fmt.Sprintf("; what is foreign (%d) is yours to move away or to delete", foreign)
	}
	if foreign < len(found.Files) {
		why += "; to generate again: " + again
	}
	s.fail(why)
}

// again is the command that generates what a check has looked at.
func (in *input) again() string {
	command := "apigen generate"
	in.set.Visit(func(f *pflag.Flag) {
		values, err := in.set.GetStringArray(f.Name)
		if err != nil { // it is one value
			values = []string{f.Value.String()}
		}
		if f.Name == "format" || f.Name == "verbose" {
			return
		}
		for _, value := range values {
			command += " --" + f.Name + "=" + argument(value)
		}
	})
	return command
}

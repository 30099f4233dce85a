package main

import (
	"context"
	"fmt"

	"github.com/apigen-go/apigen/generator"
)

const generateHelp = `Write the Go client of an OpenAPI document.

Usage:
  apigen generate [--config FILE]
  apigen generate --spec FILE|URL|- --out DIR

Without --config and --spec it reads apigen.yaml in the current directory, so that
one line in a Go file keeps a client up to date with its document:

  //go:generate go tool apigen generate

Flags override the configuration. The directory is written whole or not at all.
Problems of the document are printed to standard error, each with its position.
`

func generate(ctx context.Context, s streams, args []string) error {
	in := newInput("generate", func(in *input) {
		in.set.StringVar(&in.flags.Out, "out", "", "write the client to `DIR` (default: the directory of the configuration)")
	})
	if err := in.parse(s, args, generateHelp); err != nil {
		return err
	}
	c, err := in.settled(ctx, s)
	if err != nil {
		return err
	}
	if err := c.Check(); err != nil {
		return usageError{err}
	}
	if c.Lock, err = generator.ReadLock(c.Out); err != nil {
		return fmt.Errorf("%s: %w", c.Out, err)
	}
	s.progress("reading %s", withoutQuery(c.Spec))
	result, err := generator.Generate(ctx, c)
	if err != nil {
		return err
	}
	if err := s.report(result.Diagnostics, in.verbose, "nothing was written"); err != nil {
		return err
	}
	change, err := generator.Write(ctx, c.Out, append(result.Files, result.Lock.File()))
	if err != nil {
		return err
	}
	result.Lock.Remember()
	if in.verbose {
		s.summarize(c.Out, result)
	}
	s.progress("%s: %s written, %d removed, %d unchanged", c.Out,
		plural(len(change.Written), "file"), len(change.Removed), change.Unchanged)
	return nil
}

// summarize says what became of the document, for those who ask.
func (s streams) summarize(out string, result generator.Result) {
	if s.journal.asJSON {
		return
	}
	operations, types := result.Size()
	text := plural(operations, "operation") + ", " + plural(types, "type")
	if found := s.journal.summary(); found != "" {
		text += ", " + found
	}
	fmt.Fprintf(s.err, "apigen: %s: %s\n", out, text)
}

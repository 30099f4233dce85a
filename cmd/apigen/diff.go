package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/generator"
)

const diffHelp = `Say what changed between two documents, as the users of the client see it: what
breaks code at compile time, what breaks programs on the wire, and why.

Usage:
  apigen diff OLD NEW [--config FILE] [--format text|markdown|json|html]
              [--output FILE] [--fail-on breaking|compatible|documentation]

OLD and NEW are files, URLs or - (standard input). The configuration says how
clients are made of them; names that the old client has are kept. Exit codes:
  0  done, whatever the report says
  1  a document cannot be used, or --fail-on is met
  2  wrong usage
`

// diffFlags are the flags of the command.
type diffFlags struct {
	output string
	format string
	failOn string
}

func diff(ctx context.Context, s streams, args []string) error {
	var flags diffFlags
	in := newInput("diff", func(in *input) {
		in.set.StringVarP(&flags.output, "output", "o", "", "write the report to `FILE` (default: standard output)")
		in.set.StringVar(&flags.failOn, "fail-on", "", "exit with 1 if there is a change of this `breaking|compatible|documentation` verdict, or a graver one")
	})
	in.offerReport(&flags.format)
	in.hide("spec")
	names, rest := operands(args, in.set)
	if err := in.parse(s, rest, diffHelp); err != nil {
		return err
	}
	if err := flags.check(names, in); err != nil {
		return usageError{err}
	}
	was, is, err := in.twoConfigurations(s, names)
	if err != nil {
		return err
	}
	report, err := generator.Diff(ctx, was, is)
	var bad *generator.BadDocument
	switch {
	case errors.As(err, &bad):
		return s.report(bad.Diagnostics, in.verbose, bad.Spec+" cannot be used")
	case err != nil:
		return err
	}
	return flags.write(s, report)
}

func (f diffFlags) check(names []string, in *input) error {
	verdicts := []string{"", string(generator.Breaking), string(generator.Compatible), string(generator.Documentation)}
	switch {
	case len(names) != 2:
		return fmt.Errorf("expected two documents, got %d", len(names))
	case in.set.Changed("spec"):
		return errors.New("--spec is of no use: the two documents are arguments")
	case !slices.Contains(generator.ReportFormats(), generator.ReportFormat(f.format)):
		return fmt.Errorf("there is no format %q: expected text, markdown, json or html", f.format)
	case !slices.Contains(verdicts, f.failOn):
		return fmt.Errorf("there is no verdict %q: expected breaking, compatible or documentation", f.failOn)
	case names[0] == "-" && names[1] == "-":
		return errors.New("only one of the documents can be standard input")
	}
	return nil
}

// write prints the report. A report that says what --fail-on asks for is written too.
func (f diffFlags) write(s streams, report *generator.Report) error {
	var b bytes.Buffer
	if err := report.Write(&b, generator.ReportFormat(f.format)); err != nil {
		return err
	}
	if f.output != "" {
		if err := os.WriteFile(f.output, b.Bytes(), 0o644); err != nil {
			return err
		}
	} else if _, err := s.out.Write(b.Bytes()); err != nil {
		return err
	}
	if verdict := report.Verdict(); f.failOn != "" && verdict.AtLeast(generator.Verdict(f.failOn)) {
		s.fail(fmt.Sprintf("the changes are %s (--fail-on %s)", verdict, f.failOn))
		return errReported
	}
	return nil
}

// offerReport makes --format that of the report in place of that of diagnostics.
func (in *input) offerReport(format *string) {
	f := in.set.Lookup("format")
	f.Usage = "print the report as `text|markdown|json|html`"
	f.Value = formatValue{format}
	*format, f.DefValue = formatText, formatText
}

// formatValue is the format of a report as the value of a flag.
type formatValue struct{ to *string }

func (v formatValue) String() string        { return "" }
func (v formatValue) Set(text string) error { *v.to = text; return nil }
func (v formatValue) Type() string          { return "string" }

// twoConfigurations are the configuration with one document and with the other. Without a configuration file, nothing but the
// flags says how clients are made.
func (in *input) twoConfigurations(s streams, names []string) (was, is generator.Config, err error) {
	if in.config == "" && fileExists(generator.ConfigName) {
		in.config = generator.ConfigName
	}
	in.flags.Spec = names[0] // as if it had been given: no file has to name a document
	c, err := in.configuration(s)
	if err != nil {
		return c, c, err
	}
	if c.Out == "" {
		c.Out = "client" // nothing is written: it only lends its name to the package
	} else if c.Lock, err = generator.ReadLock(c.Out); err != nil {
		return c, c, fmt.Errorf("%s: %w", c.Out, err)
	}
	was, is = c, c
	was.Spec, is.Spec = names[0], names[1]
	for _, one := range []generator.Config{was, is} {
		if err := one.Check(); err != nil {
			return was, is, usageError{err}
		}
	}
	return was, is, nil
}

func fileExists(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// operands takes what is no flag out of the command line, wherever it stands among the flags. A dash by itself is none.
func operands(args []string, flags *pflag.FlagSet) (names, rest []string) {
	for i := 0; i < len(args); i++ {
		if arg := args[i]; arg == "-" || !strings.HasPrefix(arg, "-") {
			names = append(names, arg)
			continue
		}
		rest = append(rest, args[i])
		if takesNext(args[i], flags) && i+1 < len(args) {
			i++
			rest = append(rest, args[i])
		}
	}
	return names, rest
}

// takesNext tells flags whose value is the next argument.
func takesNext(arg string, flags *pflag.FlagSet) bool {
	f := flags.Lookup(strings.TrimPrefix(arg, "--")) // none if the value stands behind an equals sign
	if len(arg) == 2 {
		f = flags.ShorthandLookup(arg[1:])
	}
	return f != nil && f.NoOptDefVal == ""
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/generator"
)

// input is the flags of all commands that read a document.
type input struct {
	set     *pflag.FlagSet
	config  string
	verbose bool
	flags   generator.Config
}

// newInput makes the flags of a command; own adds those that only this command has.
func newInput(name string, own func(*input)) *input {
	in := &input{set: pflag.NewFlagSet(name, pflag.ContinueOnError)}
	in.set.SortFlags = false
	in.set.Usage = func() {}
	in.set.StringVar(&in.config, "config", "", "read `FILE` (default: "+generator.ConfigName+", if --spec is not given)")
	in.set.StringVar(&in.flags.Spec, "spec", "", "the document: a `FILE|URL|-` (standard input)")
	own(in)
	in.set.StringVar(&in.flags.Package, "package", "", "`NAME` of the client's package (default: after the directory)")
	in.set.BoolVar(&in.flags.Strict, "strict", false, "treat warnings as errors")
	in.set.StringVar(&in.flags.Refs.Root, "ref-root", "", "let references reach all files below `DIR` (default: the document's directory)")
	in.set.StringArrayVar(&in.flags.Refs.Allow, "allow-origin", nil, "let references fetch from `ORIGIN`, as in https://example.com (repeatable)")
	in.set.BoolVarP(&in.verbose, "verbose", "v", false, "also print notes")
	return in
}

// parse reads the command line. It prints the help text and returns [pflag.ErrHelp] if that is asked for.
func (in *input) parse(s streams, args []string, help string) error {
	err := in.set.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Fprintf(s.out, "%s\nFlags:\n%s", help, in.set.FlagUsages())
		return err
	case err != nil:
		return usageError{err}
	case in.set.NArg() > 0:
		return usageError{fmt.Errorf("unexpected argument %q", in.set.Arg(0))}
	}
	return nil
}

// configuration reads the configuration file, if one is meant, and puts the flags over it.
func (in *input) configuration(s streams) (generator.Config, error) {
	var c generator.Config
	path, err := in.configPath()
	if err != nil {
		return c, err
	}
	if path != "" {
		read, found := generator.ReadConfig(path)
		if s.report(found.Sorted(), in.verbose, path+" cannot be used") != nil {
			return c, errBadConfig
		}
		c = read
	}
	in.override(&c)
	c.Stdin = s.in
	return c, nil
}

func (in *input) configPath() (string, error) {
	if in.config != "" || in.flags.Spec != "" {
		return in.config, nil
	}
	if _, err := os.Stat(generator.ConfigName); errors.Is(err, fs.ErrNotExist) {
		return "", usageError{fmt.Errorf("no --spec is given, and there is no %s here", generator.ConfigName)}
	}
	return generator.ConfigName, nil
}

// override replaces what a flag says otherwise.
func (in *input) override(c *generator.Config) {
	in.set.Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "spec":
			c.Spec = in.flags.Spec
		case "out":
			c.Out = in.flags.Out
		case "package":
			c.Package = in.flags.Package
		case "strict":
			c.Strict = in.flags.Strict
		case "ref-root":
			c.Refs.Root = in.flags.Refs.Root
		case "allow-origin":
			c.Refs.Allow = in.flags.Refs.Allow
		}
	})
}

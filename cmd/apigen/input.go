package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/generator"
)

// input is the flags of all commands that read a document.
type input struct {
	set     *pflag.FlagSet
	config  string
	verbose bool
	format  string
	flags   generator.Config
	include []string // see [generator.ParseChoice]
	exclude []string
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
	in.set.StringVar(&in.flags.Import, "import", "", "import `PATH` of the client, for a copied runtime (default: by go.mod)")
	in.set.BoolVar(&in.flags.Strict, "strict", false, "treat warnings as errors")
	in.set.StringVar(&in.flags.Refs.Root, "ref-root", "", "let references reach all files below `DIR` (default: the document's directory)")
	in.set.StringArrayVar(&in.flags.Refs.Allow, "allow-origin", nil, "let references fetch from `ORIGIN`, as in https://example.com (repeatable)")
	in.set.StringArrayVar(&in.flags.Overlays, "overlay", nil, "apply the changes of an overlay document, a `FILE|URL` (repeatable, in order)")
	in.set.StringArrayVar(&in.include, "include", nil, "generate only these operations: `CHOICE`, as in tag=orders,method=GET or path=/v1/** (repeatable)")
	in.set.StringArrayVar(&in.exclude, "exclude", nil, "leave these operations out: `CHOICE`, as in operation=internal* (repeatable)")
	in.set.StringVar((*string)(&in.flags.Runtime), "runtime", "", "where the client's runtime is: `import|vendor`, vendor for a copy of its own (default: import)")
	in.set.BoolVarP(&in.verbose, "verbose", "v", false, "also print notes, and each of many warnings that are alike")
	in.addFormat()
	return in
}

// parse reads the command line. It prints the help text and returns [pflag.ErrHelp] if that is asked for.
func (in *input) parse(s streams, args []string, help string) error {
	err := in.set.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Fprint(s.out, help)
		if in.set.HasFlags() {
			fmt.Fprintf(s.out, "\nFlags:\n%s", in.set.FlagUsages())
		}
		return err
	case err != nil:
		return usageError{err}
	case in.set.NArg() > 0:
		return usageError{fmt.Errorf("unexpected argument %q", in.set.Arg(0))}
	}
	return s.use(in.format)
}

// hide leaves flags out of the help of a command that they mean nothing to.
func (in *input) hide(names ...string) {
	for _, name := range names {
		in.set.Lookup(name).Hidden = true
	}
}

// settled is the configuration. What a killed run has left to be done where the client is, is done first.
func (in *input) settled(ctx context.Context, s streams) (generator.Config, error) {
	at := filepath.Dir(cmp.Or(in.config, generator.ConfigName))
	if _, err := generator.Recover(ctx, generator.Config{Out: at}); err != nil {
		return generator.Config{}, err
	}
	c, err := in.configuration(s)
	if err != nil || c.Out == "" {
		return c, err
	}
	_, err = generator.Recover(ctx, c)
	return c, err
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
	c.Stdin = s.in
	return c, in.override(&c)
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
func (in *input) override(c *generator.Config) error {
	var err error
	in.set.Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "spec":
			c.Spec = in.flags.Spec
		case "out":
			c.Out = in.flags.Out
		case "package":
			c.Package = in.flags.Package
		case "import":
			c.Import = in.flags.Import
		case "strict":
			c.Strict = in.flags.Strict
		case "ref-root":
			c.Refs.Root = in.flags.Refs.Root
		case "allow-origin":
			c.Refs.Allow = in.flags.Refs.Allow
		case "overlay":
			c.Overlays = in.flags.Overlays
		case "include":
			c.Include, err = choices(in.include, err)
		case "exclude":
			c.Exclude, err = choices(in.exclude, err)
		case "runtime":
			c.Runtime = in.flags.Runtime
		}
	})
	return err
}

// choices reads the values of a flag, unless there is an error already.
func choices(texts []string, err error) ([]generator.Choice, error) {
	var out []generator.Choice
	for _, text := range texts {
		c, problem := generator.ParseChoice(text)
		if problem != nil && err == nil {
			err = usageError{problem}
		}
		out = append(out, c)
	}
	return out, err
}

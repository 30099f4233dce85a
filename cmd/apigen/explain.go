package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/generator"
)

const explainHelp = `Say what becomes of an operation and why: how it pages, where in the document that
stands, and the line of the configuration that changes it.

Usage:
  apigen explain OPERATION [--config FILE | --spec FILE|URL|-]

The operation goes by its method and path, its operationId, or the method in Go:
  apigen explain "GET /orders"
  apigen explain listOrders
  apigen explain Orders.List
`

func explain(ctx context.Context, s streams, args []string) error {
	in := newInput("explain", func(*input) {})
	name, rest := nameOf(args, in.set)
	if err := in.parse(s, rest, explainHelp); err != nil {
		return err
	}
	if name == "" {
		return usageError{errors.New("no operation is named")}
	}
	c, err := in.configuration(s)
	if err != nil {
		return err
	}
	if c.Out == "" {
		c.Out = "client" // nothing is written: it only lends its name to the package
	}
	if err := c.Check(); err != nil {
		return usageError{err}
	}
	text, found, err := generator.Explain(ctx, c, name)
	var unknown *generator.UnknownName
	switch {
	case errors.As(err, &unknown):
		return usageError{err}
	case err != nil:
		return err
	}
	if text == "" {
		return s.report(found, in.verbose, "there is nothing to explain")
	}
	_, err = fmt.Fprint(s.out, text)
	return err
}

// nameOf takes the one argument out of the command line, wherever it stands among the flags.
func nameOf(args []string, flags *pflag.FlagSet) (name string, rest []string) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case !strings.HasPrefix(arg, "-") && name == "":
			name = arg
			continue
		case strings.HasPrefix(arg, "--") && !strings.Contains(arg, "="):
			if f := flags.Lookup(arg[2:]); f != nil && f.NoOptDefVal == "" && i+1 < len(args) {
				rest = append(rest, arg)
				i++
				arg = args[i]
			}
		}
		rest = append(rest, arg)
	}
	return name, rest
}

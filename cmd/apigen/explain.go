package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/generator"
)

const explainHelp = `Say where an operation, a type, a field or a constant comes from, what decided (an
overlay, an extension, a line of the configuration, the lock) and which line of the
configuration changes it; of a list, how it pages; of what is not there, why.

Usage:
  apigen explain NAME [--config FILE | --spec FILE|URL|-]

The operation goes by its method and path, its operationId, or the method in Go:
  apigen explain "GET /orders"
  apigen explain listOrders
  apigen explain Orders.List
An event goes by the name of its webhook, or by its method:
  apigen explain "webhook order.paid"
Types and what is in them go by their names in Go, or by keys of the configuration:
  apigen explain Order
  apigen explain Order.Status
  apigen explain "#/components/schemas/Order/properties/status"
`

func explain(ctx context.Context, s streams, args []string) error {
	in := newInput("explain", func(*input) {})
	name, rest := nameOf(args, in.set)
	if err := in.parse(s, rest, explainHelp); err != nil {
		return err
	}
	if name == "" {
		return usageError{errors.New("nothing is named")}
	}
	c, err := in.settled(ctx, s)
	if err != nil {
		return err
	}
	if c.Out == "" {
		c.Out = "client" // nothing is written: it only lends its name to the package
	}
	if err := c.Check(); err != nil {
		return usageError{err}
	}
	if c.Lock, err = generator.ReadLock(c.Out); err != nil {
		return fmt.Errorf("%s: %w", c.Out, err)
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

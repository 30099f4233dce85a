package main

import (
	"context"
	"fmt"

	"github.com/apigen-go/apigen/generator"
)

const dumpHelp = `Print a stage of the pipeline as JSON, to see what apigen makes of a document.

Usage:
  apigen dump --stage api|plan [--config FILE | --spec FILE|URL|-]

Stages:
  api    what the API is, in OpenAPI's words, whatever version it was written in
  plan   what Go code there will be: every name, file and declaration
`

func dump(ctx context.Context, s streams, args []string) error {
	var stage string
	in := newInput("dump", func(in *input) {
		in.set.StringVar(&stage, "stage", generator.StageAPI, "what to print: `api|plan`")
	})
	if err := in.parse(s, args, dumpHelp); err != nil {
		return err
	}
	if stage != generator.StageAPI && stage != generator.StagePlan {
		return usageError{fmt.Errorf("there is no stage %q: expected %s or %s", stage, generator.StageAPI, generator.StagePlan)}
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
	content, found, err := generator.Dump(ctx, c, stage)
	if err != nil {
		return err
	}
	if err := s.report(found, in.verbose, "there is nothing to print"); err != nil {
		return err
	}
	_, err = s.out.Write(content)
	return err
}

package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/pflag"
)

const versionHelp = `Print the version of apigen, and of the Go that built it.

Usage:
  apigen version
`

func version(_ context.Context, s streams, args []string) error {
	set := pflag.NewFlagSet("version", pflag.ContinueOnError)
	in := &input{set: set}
	set.Usage = func() {}
	if err := in.parse(s, args, versionHelp); err != nil {
		return err
	}
	module := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		module = info.Main.Version
	}
	_, err := fmt.Fprintf(s.out, "apigen %s (%s, %s/%s)\n", module, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// Command apigen answers: how does an engineer turn a vendor's OpenAPI document into a Go client?
//
// It reads flags, calls package generator and prints what that found. Each subcommand has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/generator"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // the document, or a check, or the disk
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// command is one subcommand.
type command struct {
	name    string
	summary string
	run     func(context.Context, streams, []string) error
}

func commands() []command {
	return []command{
		{"init", "begin a client: keep a copy of the document, write apigen.yaml, generate", initialize},
		{"generate", "write the Go client of an OpenAPI document", generate},
		{"check", "tell whether a client is what its document produces, for CI", check},
		{"update", "fetch the document again, say what changed, generate", update},
		{"diff", "say what changed between two documents, and whom that breaks", diff},
		{"explain", "say where an operation, type or field comes from, and why", explain},
		{"dump", "print a stage of the pipeline as JSON", dump},
		{"version", "print the version of apigen", version},
	}
}

// run is the whole program, without the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s := streams{in: stdin, out: stdout, err: stderr, journal: &journal{count: map[generator.Severity]int{}}}
	if len(args) == 0 {
		fmt.Fprint(stderr, help())
		return exitUsage
	}
	name, rest := args[0], args[1:]
	switch name {
	case "help":
		if len(rest) == 0 {
			fmt.Fprint(stdout, help())
			return exitDone
		}
		name, rest = rest[0], []string{"--help"}
	case "-h", "--help":
		fmt.Fprint(stdout, help())
		return exitDone
	case "--version":
		name = "version"
	}
	for _, c := range commands() {
		if c.name == name {
			code := s.exit(name, c.run(ctx, s, rest))
			s.finish()
			return code
		}
	}
	fmt.Fprintf(stderr, "apigen: there is no command %q; see apigen help\n", name)
	return exitUsage
}

// Errors of commands that have printed why they failed.
var (
	errReported  = errors.New("reported")
	errBadConfig = errors.New("bad configuration")
)

// usageError is a mistake on the command line or in the configuration.
type usageError struct{ error }

// exit prints an error and turns it into an exit code.
func (s streams) exit(name string, err error) int {
	var usage usageError
	code, _ := asExitCode(err)
	switch {
	case err == nil, errors.Is(err, pflag.ErrHelp):
		return exitDone
	case errors.Is(err, errBadConfig):
		return exitUsage
	case errors.As(err, &usage) && s.journal.asJSON:
		s.fail(err.Error())
		return exitUsage
	case errors.As(err, &usage):
		fmt.Fprintf(s.err, "apigen %s: %v\nSee apigen %s --help.\n", name, err, name)
		return exitUsage
	case code > 0:
		return int(code)
	case !errors.Is(err, errReported):
		s.fail(err.Error())
	}
	return exitFailed
}

func help() string {
	text := "apigen writes typed Go clients for OpenAPI documents.\n\nUsage:\n  apigen COMMAND [flags]\n\nCommands:\n"
	for _, c := range commands() {
		text += fmt.Sprintf("  %-10s %s\n", c.name, c.summary)
	}
	return text + "\nSee apigen COMMAND --help. Exit codes: 0 done, 1 failed, 2 wrong usage; update has more.\n"
}

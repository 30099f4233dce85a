// Command additive answers: does code that uses a client still compile when its document only gains something?
//
// It changes real documents at random, in ways that only add, makes the client again with the lock of the one before, and
// type-checks against it a program that uses all of the old client. No name may move.
//
//	go run ./internal/additive                       500 mutations
//	go run ./internal/additive -seed 17 -doc uspto   one trial, with a smaller document that shows the same
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options say what to try.
type options struct {
	document  string // part of a path; "": all
	kind      string // part of the name of a kind; "": all
	seed      int64  // of the only trial; -1: of many
	first     uint64 // seed of the first of many
	mutations int
	shrink    bool
}

func run(ctx context.Context, out io.Writer, args []string) error {
	var o options
	set := flag.NewFlagSet("additive", flag.ContinueOnError)
	set.StringVar(&o.document, "doc", "", "only documents with this in their path")
	set.StringVar(&o.kind, "kind", "", "only mutations with this in their name")
	set.Int64Var(&o.seed, "seed", -1, "run one trial, with this seed, and shrink what fails")
	set.Uint64Var(&o.first, "from", 1, "seed of the first trial")
	set.IntVar(&o.mutations, "n", 500, "how many mutations")
	set.BoolVar(&o.shrink, "shrink", false, "show a smaller document for each failure")
	if err := set.Parse(args); err != nil {
		return err
	}
	return o.run(ctx, out)
}

// chosen are the kinds that were asked for.
func (o options) chosen() []kind {
	var chosen []kind
	for _, k := range kinds() {
		if strings.Contains(k.name, o.kind) {
			chosen = append(chosen, k)
		}
	}
	return chosen
}

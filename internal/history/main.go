// Command history answers: what does a vendor's real history do to the clients that were made along it?
//
// It makes a client of each version of a document, with the lock of the version before, and compares what breaks in code that
// used all of the client before with what the report of the differences announces.
//
//	go run ./internal/history DIR...   directories of versions, in the order of their names, or of such directories;
//	                                   or files, in the order given
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, args []string) error {
	set := flag.NewFlagSet("history", flag.ContinueOnError)
	most := set.Int("show", 20, "how many findings of one sort to print for a step; 0: all")
	breaks := set.Bool("breaks", false, "print also what breaks and is announced: whether a better lock would have kept it")
	if err := set.Parse(args); err != nil {
		return err
	}
	histories, err := find(set.Args())
	if err != nil {
		return err
	}
	var failed []error
	for _, versions := range histories {
		failed = append(failed, replay(ctx, printer{out: out, most: *most, breaks: *breaks}, versions))
	}
	return errors.Join(failed...)
}

// find lists the versions of each history: those in directories, and those that are named one by one. Without any, it is what
// APIGEN_HISTORY names, or what lies beside the repository.
func find(args []string) ([][]string, error) {
	if len(args) == 0 {
		args = []string{filepath.Join("..", "shared", "history")}
		if root := os.Getenv("APIGEN_HISTORY"); root != "" {
			args[0] = root
		}
	}
	var histories [][]string
	var single []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("%w; set APIGEN_HISTORY, or name a directory of versions", err)
		}
		if !info.IsDir() {
			single = append(single, arg)
			continue
		}
		found := append(documents(arg), inside(arg)...)
		found = slices.DeleteFunc(found, func(versions []string) bool { return len(versions) < 2 })
		if len(found) == 0 {
			return nil, fmt.Errorf("%s has no history: two documents or more in one directory", arg)
		}
		histories = append(histories, found...)
	}
	if len(single) > 0 {
		histories = append(histories, single)
	}
	return histories, nil
}

// documents are the versions in a directory, as its only history.
func documents(dir string) [][]string {
	var versions []string
	for _, pattern := range []string{"*.json", "*.yaml", "*.yml"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern)) // the patterns are right
		versions = append(versions, found...)
	}
	slices.Sort(versions)
	return [][]string{versions}
}

// inside are the histories in the directories of a directory.
func inside(dir string) [][]string {
	var histories [][]string
	below, _ := filepath.Glob(filepath.Join(dir, "*")) // the pattern is right
	for _, d := range below {
		histories = append(histories, documents(d)...)
	}
	return histories
}

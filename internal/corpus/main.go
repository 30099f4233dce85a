// Command corpus answers: what becomes of real documents?
//
// For each one it generates the client, compiles and vets it in a module of its own, with an imported and with a copied
// runtime, counts what is in it and prints a line. The document's operations and bodies are counted apart from the
// generator, so that what got lost cannot hide. It fails if a document does, or if too much is missing.
//
//	go run ./internal/corpus [DOCUMENT...]               documents of the corpus; none: all of them; "wanted": a few
//	go run ./internal/corpus -root DIR [DOCUMENT...]     documents of another directory
//	go run ./internal/corpus -generate [DOCUMENT...]     compile nothing
//	go run ./internal/corpus -shuffled [DOCUMENT...]     only compare what comes out of documents with their keys shuffled
//	go run ./internal/corpus -staticcheck PROGRAM        only check some of the largest clients
//	go run ./internal/corpus -lines DIR                  only count the lines of the clients below DIR
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/apigen-go/apigen/generator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	set := flag.NewFlagSet("corpus", flag.ContinueOnError)
	lines := set.String("lines", "", "count the lines of the clients below this `directory`")
	dir := set.String("root", "", "the `directory` of the documents; empty: APIGEN_CORPUS, or beside the repository")
	runtime := set.String("runtime", "both", "import, vendor or both")
	generateOnly := set.Bool("generate", false, "compile nothing")
	shuffled := set.Bool("shuffled", false, "compare the clients of documents with their keys in another order")
	staticcheck := set.String("staticcheck", "", "check five of the largest clients with this `program`")
	if err := set.Parse(args); err != nil {
		return err
	}
	if *lines != "" {
		return printLines(out, *lines)
	}
	root, err := corpusRoot()
	if *dir != "" {
		root, err = *dir, nil
	}
	if err != nil {
		return err
	}
	documents, err := choose(root, set.Args())
	if err != nil {
		return err
	}
	c := corpus{root: root, runtimes: runtimes(*runtime)}
	switch {
	case *shuffled:
		return c.compareShuffled(ctx, out, documents)
	case *generateOnly:
		return c.try(ctx, out, documents, bench{})
	}
	b, err := newBench()
	if err != nil {
		return err
	}
	defer b.close()
	if *staticcheck != "" {
		return c.check(ctx, out, b, *staticcheck)
	}
	return c.try(ctx, out, documents, b)
}

// runtimes are those that clients are generated with; the first one's figures go into the table.
func runtimes(name string) []generator.Runtime {
	if name == "both" {
		return []generator.Runtime{generator.ImportRuntime, generator.VendorRuntime}
	}
	return []generator.Runtime{generator.Runtime(cmp.Or(name, "import"))}
}

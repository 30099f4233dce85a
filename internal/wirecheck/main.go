// Command wirecheck answers: can every operation of a document be called, and does a strict server agree?
//
// For each document it generates the client, has a program call every method against a stand-in that is made of the
// document, and compares what the stand-in understood with what was meant, and what the methods return with what it sent.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
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
	set := pflag.NewFlagSet("wirecheck", pflag.ContinueOnError)
	verbose := set.BoolP("verbose", "v", false, "print every failure of an operation")
	if err := set.Parse(args); err != nil {
		return err
	}
	documents, err := choose(set.Args())
	if err != nil {
		return err
	}
	b, err := newBench(ctx)
	if err != nil {
		return err
	}
	defer b.free()
	return report{out: out, verbose: *verbose}.all(ctx, b, documents)
}

// document is a file to try, and the directory that its references may reach.
type document struct{ name, path, root string }

// few is what is tried if nothing is asked for: one small document of each sort.
func few() []string {
	return []string{
		"fetched/OAI+learn.openapis.org/examples/v2.0/json/petstore-expanded.json",
		"fetched/OAI+learn.openapis.org/examples/v3.0/uspto.yaml",
		"fetched/OAI+learn.openapis.org/examples/v3.1/tictactoe.yaml",
		"fetched/line+line-openapi/liff.yml",
		"fetched/matrix-org+matrix-spec/data/api/client-server/pushrules.yaml",
		"fetched/XeroAPI+Xero-OpenAPI/xero_files.yaml",
		"registry/go/github.com+speakeasy-api+openapi@v1.26.3/openapi/testdata/walk.openapi.yaml",
	}
}

// choose turns arguments into documents: by their paths in the corpus, else as files.
func choose(args []string) ([]document, error) {
	root := os.Getenv("APIGEN_CORPUS")
	if root == "" {
		root = filepath.Join("..", "shared", "corpus")
	}
	if len(args) == 0 {
		args = few()
	}
	if slices.Equal(args, []string{"all"}) {
		content, err := os.ReadFile(filepath.Join(root, "FILES.txt"))
		if err != nil {
			return nil, fmt.Errorf("there is no corpus at %s; set APIGEN_CORPUS", root)
		}
		args = bySize(root, strings.Fields(string(content)))
	}
	var documents []document
	for _, arg := range args {
		d := document{name: arg, path: filepath.Join(root, arg), root: filepath.Join(root, vendor(arg))}
		if _, err := os.Stat(d.path); err != nil {
			d = document{name: arg, path: arg}
			if _, err := os.Stat(arg); err != nil {
				return nil, err
			}
		}
		documents = append(documents, d)
	}
	return documents, nil
}

// bySize sorts documents, the smallest first: what is wrong shows early.
func bySize(root string, names []string) []string {
	size := map[string]int64{}
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(root, name)); err == nil {
			size[name] = info.Size()
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return int(size[a] - size[b]) })
	return names
}

// vendor is the directory of a document's vendor in the corpus: references may go as far as that.
func vendor(name string) string {
	parts := strings.Split(name, "/")
	depth := 2 // fetched/VENDOR
	if parts[0] == "registry" {
		depth = 3 // registry/KIND/PACKAGE
	}
	return filepath.Join(parts[:min(depth, len(parts)-1)]...)
}

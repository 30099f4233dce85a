// Command corpus answers: what becomes of real documents?
//
// For each one it generates the client, compiles and vets it in a module of its own, counts what is in it and prints a
// line. The document's operations are counted apart from the generator, so that what got lost cannot hide.
//
//	go run ./internal/corpus [DOCUMENT...]    documents of the corpus; none: the wanted ones; "all": all of them
//	go run ./internal/corpus -lines DIR       only count the lines of the clients below DIR
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
	"strings"
	"syscall"
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
	lines := set.String("lines", "", "count the lines of the clients below this directory")
	if err := set.Parse(args); err != nil {
		return err
	}
	if *lines != "" {
		return printLines(out, *lines)
	}
	root, err := corpusRoot()
	if err != nil {
		return err
	}
	documents, err := choose(root, set.Args())
	if err != nil {
		return err
	}
	bench, err := newBench()
	if err != nil {
		return err
	}
	defer bench.close()
	return printTable(ctx, out, bench, root, documents)
}

// corpusRoot is where the documents lie: APIGEN_CORPUS, or beside the repository.
func corpusRoot() (string, error) {
	root := os.Getenv("APIGEN_CORPUS")
	if root == "" {
		root = filepath.Join("..", "shared", "corpus")
	}
	if _, err := os.Stat(filepath.Join(root, "FILES.txt")); err != nil {
		return "", fmt.Errorf("there is no corpus at %s; set APIGEN_CORPUS", root)
	}
	return root, nil
}

// choose turns arguments into documents, by their paths in the corpus.
func choose(root string, args []string) ([]string, error) {
	switch {
	case len(args) == 0:
		return wanted(), nil
	case len(args) == 1 && args[0] == "all":
		content, err := os.ReadFile(filepath.Join(root, "FILES.txt"))
		return strings.Fields(string(content)), err
	}
	var missing []error
	for _, document := range args {
		if _, err := os.Stat(filepath.Join(root, document)); err != nil {
			missing = append(missing, err)
		}
	}
	return args, errors.Join(missing...)
}

// wanted is one document of each sort that must never break: the big ones, both formats, all versions, many files.
func wanted() []string {
	return []string{
		"registry/go/github.com+stripe+stripe-mock@v0.203.0/embedded/openapi/spec3.json",
		"registry/npm/@octokit+openapi@23.0.2/generated/api.github.com.json",
		"fetched/openai+openai-openapi/openapi.yaml",
		"registry/go/k8s.io+kubernetes@v1.36.3/api/openapi-spec/swagger.json",
		"fetched/slackapi+slack-api-specs/web-api/slack_web_openapi_v2.json",
		"fetched/digitalocean+openapi/specification/DigitalOcean-public.v2.yaml",
		"fetched/twilio+twilio-oai/spec/yaml/twilio_api_v2010.yaml",
		"fetched/discord+discord-api-spec/specs/openapi.json",
		"fetched/box+box-openapi/openapi.json",
		"fetched/paypal+paypal-rest-api-specifications/openapi/checkout_orders_v2.json",
		"registry/npm/@figma+rest-api-spec@0.43.0/openapi/openapi.yaml",
		"fetched/OAI+learn.openapis.org/examples/v3.2/3.2-tags-example.yaml",
		"fetched/algolia+api-clients-automation/specs/search/spec.yml", // references leave its directory
	}
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

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
	case len(args) == 0, slices.Equal(args, []string{"all"}):
		return all(root)
	case slices.Equal(args, []string{"wanted"}):
		return wanted(), nil
	}
	var missing []error
	for _, document := range args {
		if _, err := os.Stat(filepath.Join(root, document)); err != nil {
			missing = append(missing, err)
		}
	}
	return args, errors.Join(missing...)
}

// all is what FILES.txt lists; without one, every file that looks like a document.
func all(root string) ([]string, error) {
	content, err := os.ReadFile(filepath.Join(root, "FILES.txt"))
	if !errors.Is(err, fs.ErrNotExist) {
		return strings.Fields(string(content)), err
	}
	var documents []string
	err = fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && isText(path) && looksLikeDocument(filepath.Join(root, path)) {
			documents = append(documents, path)
		}
		return err
	})
	return documents, err
}

// isText tells whether a file is JSON or YAML by its name.
func isText(path string) bool {
	return slices.Contains([]string{".json", ".yaml", ".yml"}, strings.ToLower(filepath.Ext(path)))
}

// looksLikeDocument tells whether a file says which version it is, anywhere: the line may come last.
func looksLikeDocument(file string) bool {
	content, err := os.ReadFile(file)
	return err == nil && (bytes.Contains(content, []byte("openapi")) || bytes.Contains(content, []byte("swagger")))
}

// source is the directory of a document's vendor in the corpus: references may go as far as that.
func source(document string) string {
	parts := strings.Split(document, "/")
	depth := 2 // fetched/VENDOR
	if parts[0] == "registry" {
		depth = 3 // registry/KIND/PACKAGE
	}
	return filepath.Join(parts[:min(depth, len(parts)-1)]...)
}

// wanted is one document of each sort that must never break: the big ones, both formats, all versions, many files.
func wanted() []string {
	return []string{
		stripe, github, openAI, kubernetes, digitalOcean,
		"fetched/slackapi+slack-api-specs/web-api/slack_web_openapi_v2.json",
		"fetched/twilio+twilio-oai/spec/yaml/twilio_api_v2010.yaml",
		"fetched/discord+discord-api-spec/specs/openapi.json",
		box,
		"fetched/paypal+paypal-rest-api-specifications/openapi/checkout_orders_v2.json",
		"registry/npm/@figma+rest-api-spec@0.43.0/openapi/openapi.yaml",
		"fetched/OAI+learn.openapis.org/examples/v3.2/3.2-tags-example.yaml",
		"fetched/algolia+api-clients-automation/specs/search/spec.yml", // references leave its directory
	}
}

// largest is five of the largest clients. Stripe's and GitHub's are larger: staticcheck's search for what is unused takes time
// that grows with the square of a package's types, more than a quarter of an hour for each.
func largest() []string { return []string{kubernetes, openAI, digitalOcean, cosmos, box} }

const (
	cosmos       = "registry/go/github.com+cosmos+cosmos-sdk@v0.55.0/client/docs/swagger-ui/swagger.yaml"
	box          = "fetched/box+box-openapi/openapi.json"
	stripe       = "registry/go/github.com+stripe+stripe-mock@v0.203.0/embedded/openapi/spec3.json"
	github       = "registry/npm/@octokit+openapi@23.0.2/generated/api.github.com.json"
	openAI       = "fetched/openai+openai-openapi/openapi.yaml"
	kubernetes   = "registry/go/k8s.io+kubernetes@v1.36.3/api/openapi-spec/swagger.json"
	digitalOcean = "fetched/digitalocean+openapi/specification/DigitalOcean-public.v2.yaml"
)

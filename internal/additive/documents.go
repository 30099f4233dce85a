package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator"
)

// documents are what is changed: small and middle-sized, in JSON and YAML, of every version, with and without tags, operation
// ids, unions, pages and forms. Each is one file.
func documents() []string {
	return []string{
		"fetched/OAI+learn.openapis.org/examples/v2.0/json/petstore-expanded.json",
		"fetched/OAI+learn.openapis.org/examples/v3.0/uspto.yaml",
		"fetched/OAI+learn.openapis.org/examples/v3.1/tictactoe.yaml",
		"fetched/OAI+learn.openapis.org/examples/v2.0/json/uber.json",
		"fetched/Redocly+museum-openapi-example/openapi.yaml",
		"registry/npm/@scalar+galaxy@0.2.20/dist/latest.yaml",
		"fetched/line+line-openapi/webhook.yml",
		"fetched/twilio+sendgrid-oai/spec/yaml/tsg_mail_v3.yaml",
		"fetched/XeroAPI+Xero-OpenAPI/xero_files.yaml",
		"fetched/coinbase+rosetta-specifications/api.json",
		"fetched/docusign+OpenAPI-Specifications/click.rest.swagger-v2.json",
		"fetched/paypal+paypal-rest-api-specifications/openapi/vault_payment_tokens_v3.json",
		"fetched/algolia+api-clients-automation/specs/bundled/recommend.yml",
		"fetched/ory+hydra/spec/api.json",
		"fetched/deepgram+deepgram-api-specs/openapi.yml",
		"fetched/resend+resend-openapi/resend.yaml",
		"fetched/box+box-openapi/openapi/openapi-v2025.0.json",
		"fetched/e2b-dev+E2B/spec/openapi.yml",
		"fetched/Azure+azure-openapi-validator/packages/rulesets/src/native/tests/resources/armResource/machinelearning.json",
		"registry/go/github.com+speakeasy-api+openapi@v1.26.3/openapi/testdata/walk.openapi.yaml",
	}
}

// corpus is where the documents lie: APIGEN_CORPUS, or beside the repository.
func corpus() string {
	if root := os.Getenv("APIGEN_CORPUS"); root != "" {
		return root
	}
	return filepath.Join("..", "shared", "corpus")
}

// choose finds the documents that have a word in their paths.
func choose(word string) ([]string, error) {
	var chosen []string
	for _, d := range documents() {
		if strings.Contains(d, word) {
			chosen = append(chosen, filepath.Join(corpus(), d))
		}
	}
	if len(chosen) == 0 {
		chosen = []string{word} // a file
	}
	for _, d := range chosen {
		if _, err := os.Stat(d); err != nil {
			return nil, fmt.Errorf("%w; set APIGEN_CORPUS to where the corpus is", err)
		}
	}
	return chosen, nil
}

// load makes the first version of a document.
func (b *bench) load(ctx context.Context, path string) (version, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return version{}, err
	}
	t, asJSON, err := parse(content)
	if err != nil {
		return version{}, fmt.Errorf("parsing %s: %w", path, err)
	}
	v, err := b.version(ctx, t, asJSON, generator.Lock{})
	if err != nil {
		return version{}, fmt.Errorf("%s: %w", path, err)
	}
	v.program = v.client.Program()
	if broken := b.checker.Check(v.program, v.client); len(broken) > 0 {
		return version{}, errors.Join(fmt.Errorf("%s: the program does not compile against its own client", path), broken[0])
	}
	return v, nil
}

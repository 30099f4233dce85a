package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/spec"
)

// corpus is where the documents are: APIGEN_CORPUS, else the directory beside ours.
func corpus() string {
	if root := os.Getenv("APIGEN_CORPUS"); root != "" {
		return root
	}
	return filepath.Join("..", "shared", "corpus")
}

// load reads a document of the corpus, with the references that it makes within its vendor's files.
func load(ctx context.Context, root, name string) (*api.API, error) {
	path := filepath.Join(root, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%s is not in the corpus at %s; set APIGEN_CORPUS", name, root)
	}
	document, found := spec.Load(ctx, spec.Options{Location: path, Root: filepath.Join(root, home(name))})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if document == nil {
		return nil, fmt.Errorf("reading %s: %s", name, found.Sorted()[0])
	}
	return document, nil
}

// iterated are the operations that the plan gives an iterator, by key. What the API says of pages is no verdict until
// the types of the client bear it out.
func iterated(document *api.API) map[string]bool {
	client, _ := plan.Build(document, plan.Options{Package: "client"})
	out := map[string]bool{}
	if client == nil {
		return out
	}
	for _, f := range client.Files {
		if f.Service == nil {
			continue
		}
		for _, m := range f.Service.Methods {
			if m.Paging != nil {
				out[m.Op.Method+" "+m.Op.Path] = true
			}
		}
	}
	return out
}

// home is the directory of a document's vendor in the corpus: references may go as far as that.
func home(name string) string {
	parts := strings.Split(name, "/")
	depth := 2 // fetched/VENDOR
	if parts[0] == "registry" {
		depth = 3 // registry/KIND/PACKAGE
	}
	return filepath.Join(parts[:min(depth, len(parts)-1)]...)
}

// vendor is whose document it is, in the words of the corpus: "box", "stripe", "octokit", "k8s.io".
func vendor(name string) string {
	base := filepath.Base(home(name))
	base = strings.TrimPrefix(strings.TrimPrefix(base, "@"), "github.com+")
	owner, _, _ := strings.Cut(base, "+")
	return owner
}

// find is the operation of a key: "GET /orders".
func find(document *api.API, key string) *api.Operation {
	for i := range document.Operations {
		if op := &document.Operations[i]; op.Method+" "+op.Path == key {
			return op
		}
	}
	return nil
}

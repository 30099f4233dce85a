package generator

import (
	"fmt"
	"go/parser"
	"go/token"
	"path"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/vendored"
)

// ownModule is where the runtime is that clients import or copy.
func ownModule() string { return strings.TrimSuffix(plan.DefaultRuntime, "/runtime") }

// runtimePath is the import path of the client's runtime; "" for the default.
func (c Config) runtimePath() (string, error) {
	if c.Runtime != VendorRuntime {
		return "", nil
	}
	client, err := c.importPath()
	if err != nil {
		return "", fmt.Errorf("a client with a runtime of its own: %w", err)
	}
	return vendored.RuntimeOf(client), nil
}

// runtimeFiles copies what the rendered client needs of the runtime, if the client shall have its own.
func (c Config) runtimeFiles(client *plan.Package, rendered []File) ([]File, error) {
	if c.Runtime != VendorRuntime {
		return nil, nil
	}
	needed, err := importsOf(rendered)
	if err != nil {
		return nil, err
	}
	for _, t := range client.Tables {
		if len(t.Security) > 0 { // also where no option makes a credential, the user has to
			needed = append(needed, path.Join(client.Runtime, "auth"))
		}
	}
	copied, err := vendored.Copy{
		Sources: apigen.Sources, Module: ownModule(), Needed: needed,
		Client: strings.TrimSuffix(client.Runtime, vendored.RuntimeOf("")),
	}.Files()
	if err != nil {
		return nil, fmt.Errorf("copying the runtime: %w", err)
	}
	files := make([]File, len(copied))
	for i, f := range copied {
		files[i] = File(f)
	}
	return files, nil
}

// importsOf lists what Go files import.
func importsOf(files []File) ([]string, error) {
	var paths []string
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".go") {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Content, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		for _, s := range syntax.Imports {
			at, err := strconv.Unquote(s.Path.Value)
			if err != nil {
				return nil, err
			}
			paths = append(paths, at)
		}
	}
	return paths, nil
}

// Package rooms_test answers: does every package import only what its room may know?
//
// The table is the map of the project (who may speak whose words). A new package needs a row here, a new edge a reason.
package rooms_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/apigen-go/apigen"

// room is one row: which packages it is about and what they may import beside the standard library. A pattern that ends
// in /... stands for the package and all below it. The first row that matches counts.
type room struct {
	packages string
	imports  []string
}

func table() []room {
	return []room{
		{"cmd/apigen", []string{"generator", "github.com/spf13/pflag"}},
		{module, nil}, // sources of the runtime, for clients that carry it along
		{"generator", []string{module, "generator/api", "generator/change", "generator/diag", "generator/diag/near", "generator/plan", "generator/render",
			"generator/spec", "generator/spec/node", "generator/vendored"}},
		{"generator/diag/...", nil},
		{"generator/vendored", nil},
		{"generator/api", []string{"generator/diag"}},
		{"generator/naming", nil},
		{"generator/spec/...", []string{"generator/api", "generator/diag/...", "generator/spec/...",
			"github.com/getkin/kin-openapi/...", "go.yaml.in/yaml/v3"}},
		{"generator/plan/...", []string{"generator/api", "generator/diag/...", "generator/naming", "generator/plan/..."}},
		{"generator/render/...", []string{"generator/plan", "generator/render/...", "templates", "github.com/dave/jennifer/jen"}},
		{"generator/change/...", []string{"generator/api", "generator/change/...", "generator/diag", "generator/plan"}},
		{"templates", nil},
		{"specs", nil},
		{"runtime/internal/redact", []string{"runtime/internal/exact"}},
		{"runtime/internal/header", []string{"runtime/internal/redact"}},
		{"runtime/internal/body", []string{"runtime/internal/header"}},
		{"runtime/internal/wire", []string{"runtime/internal/body", "runtime/internal/exact", "runtime/internal/header"}},
		{"runtime/internal/ratelimit", []string{"runtime/internal/backoff"}},
		{"runtime/internal/drift", []string{"runtime/internal/exact", "runtime/internal/redact"}},
		{"runtime/internal/lexical", []string{"runtime/internal/exact"}},
		{"runtime/internal/xmlwire", []string{"runtime/internal/exact", "runtime/internal/lexical"}},
		{"runtime/internal/durable", []string{"runtime/internal/batch", "runtime/webhook"}},
		{"runtime/internal/...", nil},
		// The kit is for any client: it knows none, ours neither.
		{"runtime/runtimetest", nil},
		{"runtime/...", []string{"runtime/..."}},
		// Servers and tapes for tests of the clients: their judge of requests must not be our own reader of documents.
		{"generated/internal/validate", []string{"specs", "github.com/getkin/kin-openapi/..."}},
		{"generated/internal/tape", []string{"github.com/dnaeon/go-vcr/v2/..."}},
		{"generated/...", []string{"generated/...", "runtime/...", "specs"}},
		{"golden/...", []string{"runtime/..."}},
		{"internal/corpus", []string{"generator", "generator/plan", "internal/shuffle", "go.yaml.in/yaml/v3"}},
		{"internal/callall", []string{"generator"}},
		{"internal/additive", []string{"generator", "internal/callall", "go.yaml.in/yaml/v3"}},
		{"internal/history", []string{"generator", "generator/change", "internal/callall", "go.yaml.in/yaml/v3"}},
		{"internal/streams", []string{"runtime"}},
		{"internal/faults", []string{"generated/agents", "generated/orders", "runtime"}},
		{"internal/shuffle", []string{"go.yaml.in/yaml/v3"}},
		// Values for round trips: their judge of values must not be our own reader of schemas.
		{"internal/synth", []string{"generator/api", "generator/diag", "generator/spec/node", "generator/spec/source",
			"github.com/getkin/kin-openapi/..."}},
		{"internal/same", []string{"generator/spec/node"}},
		// A server that judges what clients send: neither the runtime nor our reader of schemas may help it.
		{"internal/standin", []string{"generator/spec/node", "internal/synth", "github.com/santhosh-tekuri/jsonschema/v6"}},
		{"internal/wirecheck", []string{"generator", "generator/plan", "internal/same", "internal/standin", "internal/synth", "github.com/spf13/pflag"}},
		// Labels are read with our own reader, and judged by people.
		{"internal/pagetruth", []string{"generator/api", "generator/diag", "generator/plan", "generator/spec", "generator/spec/node"}},
		{"internal/roundtrip", []string{"generator", "generator/api", "generator/plan", "generator/spec/node", "internal/same", "internal/synth"}},
	}
}

func TestEveryPackageImportsOnlyWhatItsRoomMayKnow(t *testing.T) {
	t.Parallel()
	broken := []string{}
	for _, p := range listPackages(t) {
		broken = append(broken, p.strangers(table())...)
	}
	if diff := cmp.Diff([]string{}, broken); diff != "" {
		t.Errorf("imports that the table of rooms does not allow (-want +got):\n%s", diff)
	}
}

func TestTheTableNoticesABrokenWall(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]listed{
		"an inner room in the command":      {module + "/cmd/apigen", []string{module + "/generator/plan"}},
		"the parser outside spec":           {module + "/generator/plan", []string{"github.com/getkin/kin-openapi/openapi3"}},
		"the printer outside render":        {module + "/generator/plan", []string{"github.com/dave/jennifer/jen"}},
		"OpenAPI in the printer":            {module + "/generator/render", []string{module + "/generator/api"}},
		"our own words in the copier":       {module + "/generator/vendored", []string{module + "/generator/plan"}},
		"the sources in the printer":        {module + "/generator/render", []string{module}},
		"a dependency in the runtime":       {module + "/runtime/auth", []string{"golang.org/x/oauth2"}},
		"the generator in the runtime":      {module + "/runtime", []string{module + "/generator/diag"}},
		"a package without a row":           {module + "/generator/util", []string{"fmt"}},
		"a room whose name begins the same": {module + "/generator/api", []string{module + "/generator/diagrams"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(p.strangers(table())) == 0 {
				t.Errorf("%s may import %v, want a complaint", p.ImportPath, p.Imports)
			}
		})
	}
}

// listed is a package as go list prints it.
type listed struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports", "./...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatalf("reading what go list printed: %v", err)
		}
		packages = append(packages, p)
	}
}

// strangers lists the imports that the package's row does not allow, each as "package -> import".
func (p listed) strangers(rooms []room) []string {
	if len(p.Imports) == 0 {
		return nil
	}
	for _, r := range rooms {
		if matches(r.packages, p.ImportPath) {
			return p.beside(r.imports)
		}
	}
	return []string{p.ImportPath + " has no row in the table of rooms"}
}

func (p listed) beside(allowed []string) []string {
	var strangers []string
	for _, imported := range p.Imports {
		ok := standard(imported) || slices.ContainsFunc(allowed, func(pattern string) bool { return matches(pattern, imported) })
		if !ok {
			strangers = append(strangers, p.ImportPath+" -> "+imported)
		}
	}
	return strangers
}

// standard tells whether a path is of the standard library: its first element has no dot.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// matches tells whether a pattern of the table is about a package. Patterns without a host are our own.
func matches(pattern, importPath string) bool {
	if standard(pattern) {
		pattern = module + "/" + pattern
	}
	prefix, tree := strings.CutSuffix(pattern, "/...")
	return importPath == prefix || tree && strings.HasPrefix(importPath, prefix+"/")
}

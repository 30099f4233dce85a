package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generator"
)

const (
	module    = "github.com/apigen-go/apigen"
	timeLimit = 5 * time.Minute // for one document, all together: it hangs
	patience  = time.Minute     // for one document, all together: it is slow
)

// bench is a module of its own that clients are compiled in.
type bench struct {
	dir string
}

// newBench makes the module. It sees this one by a replace directive, as a user's would who tries a change.
func newBench() (bench, error) {
	gomod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return bench{}, err
	}
	root := filepath.Dir(strings.TrimSpace(string(gomod)))
	dir, err := os.MkdirTemp("", "apigen-corpus-")
	if err != nil {
		return bench{}, err
	}
	b := bench{dir: dir}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	text := fmt.Sprintf("module bench\n\ngo 1.26\n\nrequire %s v0.0.0\n\nreplace %s => %q\n", module, module, root)
	err = errors.Join(err,
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text), 0o644),
		os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o644))
	if err == nil {
		// The runtime is compiled beforehand, so that the first document does not pay for it.
		err = b.command(context.Background(), "build", module+"/runtime/...")
	}
	if err != nil {
		b.close()
	}
	return b, err
}

func (b bench) close() { _ = os.RemoveAll(b.dir) }

// command runs the go command in the module. The error begins with what it printed.
func (b bench) command(ctx context.Context, args ...string) error {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = b.dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := c.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go %s: %w\n%s", args[0], err, strings.TrimSpace(string(out)))
	}
	return nil
}

// row is what became of one document.
type row struct {
	document   string
	operations int // in the document, counted apart
	client     tally
	size       size
	generate   time.Duration
	compile    time.Duration
	warnings   int
	err        error // nil: it generates, compiles and vets
}

// try takes one document all the way. A panic of the generator is its verdict, so that the others still have their turn.
func (b bench) try(ctx context.Context, root, document string) (r row) {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			r.err = fmt.Errorf("panic: %v", p)
		}
	}()
	r.document = document
	path := filepath.Join(root, document)
	if r.operations, r.err = countOperations(path); r.err != nil {
		return r
	}
	start := time.Now()
	result, err := generator.Generate(ctx, generator.Config{
		Spec: path, Out: "client", Refs: generator.Refs{Root: filepath.Join(root, source(document))},
	})
	r.generate = time.Since(start)
	if r.err = errors.Join(err, firstError(result.Diagnostics)); r.err != nil {
		return r
	}
	r.client = count(result.Plan)
	r.warnings = warnings(result.Diagnostics)
	for _, f := range result.Files {
		if r.err = r.size.add(f.Name, f.Content); r.err != nil {
			return r
		}
	}
	r.err = b.compile(ctx, &r, result.Files)
	return r
}

// compile writes, builds and vets a client, and takes it away again.
func (b bench) compile(ctx context.Context, r *row, files []generator.File) error {
	out := filepath.Join(b.dir, "client")
	defer os.RemoveAll(out)
	if _, err := generator.Write(ctx, out, files); err != nil {
		return err
	}
	start := time.Now()
	err := b.command(ctx, "build", "./client")
	r.compile = time.Since(start)
	if err != nil {
		return err
	}
	return b.command(ctx, "vet", "./client")
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

func firstError(found []generator.Diagnostic) error {
	for _, d := range found {
		if d.Severity == generator.Error {
			return errors.New(d.String())
		}
	}
	return nil
}

func warnings(found []generator.Diagnostic) int {
	n := 0
	for _, d := range found {
		if d.Severity == generator.Warning {
			n++
		}
	}
	return n
}

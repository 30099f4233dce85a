package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generator"
)

const (
	module    = "github.com/apigen-go/apigen"
	timeLimit = 10 * time.Minute // for one document, all together: it hangs
	enough    = 97               // percent of a document's operations that must have a method
)

// bench is a module of its own that clients are compiled in.
type bench struct {
	dir string
}

// newBench makes the module. It sees a copy of the runtime by a replace directive, so that whoever edits the runtime
// meanwhile does not fail the documents.
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
	if err = b.furnish(root); err == nil {
		// The runtime is compiled beforehand, so that the first document does not pay for it.
		_, err = b.command(context.Background(), "build", module+"/runtime/...")
	}
	if err != nil {
		b.close()
	}
	return b, err
}

// furnish writes the module's files.
func (b bench) furnish(root string) error {
	var wrong []error
	copied := filepath.Join(b.dir, "apigen")
	wrong = append(wrong, os.CopyFS(filepath.Join(copied, "runtime"), os.DirFS(filepath.Join(root, "runtime"))))
	for from, to := range map[string]string{"go.mod": "apigen/go.mod", "go.sum": "go.sum"} {
		content, err := os.ReadFile(filepath.Join(root, from))
		wrong = append(wrong, err, os.WriteFile(filepath.Join(b.dir, to), content, 0o644))
	}
	text := fmt.Sprintf("module bench\n\ngo 1.26\n\nrequire %s v0.0.0\n\nreplace %s => %q\n", module, module, copied)
	wrong = append(wrong, os.WriteFile(filepath.Join(b.dir, "go.mod"), []byte(text), 0o644))
	return errors.Join(wrong...)
}

func (b bench) close() { _ = os.RemoveAll(b.dir) }

// command runs the go command in the module. The error begins with what it printed.
func (b bench) command(ctx context.Context, args ...string) (cost, error) {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = b.dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	start := time.Now()
	out, err := c.CombinedOutput()
	took := cost{wall: time.Since(start)}
	if c.ProcessState != nil {
		took.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	if err != nil {
		return took, fmt.Errorf("go %s: %w\n%s", args[0], err, strings.TrimSpace(string(out)))
	}
	return took, nil
}

// row is what became of one document.
type row struct {
	document   string
	operations int // in the document, counted apart
	client     tally
	size       size
	generate   cost
	compile    cost
	vendorRoot bool // references leave the document's own directory, so that they had to be allowed
	warnings   int
	skipped    []string // why operations were left out
	err        error    // nil: it generates, compiles and vets, and little is missing
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
	result, err := r.run(ctx, path, filepath.Join(root, source(document)))
	if r.err = errors.Join(err, firstError(result.Diagnostics)); r.err != nil {
		return r
	}
	r.client = count(result.Plan)
	for _, d := range result.Diagnostics {
		r.note(d)
	}
	for _, f := range result.Files {
		if r.err = r.size.add(f.Name, f.Content); r.err != nil {
			return r
		}
	}
	if r.err = b.compile(ctx, &r, result.Files); r.err == nil {
		r.err = r.complete()
	}
	return r
}

// run generates the client: as its user would first, and if references leave the document's directory, with that of all
// the vendor's files as their root.
func (r *row) run(ctx context.Context, path, vendor string) (generator.Result, error) {
	config := generator.Config{Spec: path, Out: "client"}
	var result generator.Result
	var err error
	r.generate = measure(func() { result, err = generator.Generate(ctx, config) })
	outside := func(d generator.Diagnostic) bool { return d.Code == "outside-ref" }
	if err != nil || !slices.ContainsFunc(result.Diagnostics, outside) {
		return result, err
	}
	r.vendorRoot, config.Refs.Root = true, vendor
	r.generate = measure(func() { result, err = generator.Generate(ctx, config) })
	return result, err
}

// note counts a diagnostic.
func (r *row) note(d generator.Diagnostic) {
	if d.Severity == generator.Warning {
		r.warnings++
	}
	if d.Code == "operation-skipped" {
		r.skipped = append(r.skipped, d.Message)
	}
}

// complete tells whether enough of the document's operations have a method.
func (r *row) complete() error {
	if r.client.methods*100 >= r.operations*enough {
		return nil
	}
	return fmt.Errorf("only %d of %d operations have a method", r.client.methods, r.operations)
}

// compile writes, builds and vets a client, and takes it away again.
func (b bench) compile(ctx context.Context, r *row, files []generator.File) error {
	out := filepath.Join(b.dir, "client")
	defer os.RemoveAll(out)
	if _, err := generator.Write(ctx, out, files); err != nil {
		return err
	}
	var err error
	if r.compile, err = b.command(ctx, "build", "./client"); err != nil {
		return err
	}
	_, err = b.command(ctx, "vet", "./client")
	return err
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

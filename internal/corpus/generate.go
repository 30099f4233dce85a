package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/apigen-go/apigen/generator"
)

// timeLimit is what generating one client may take: beyond it, the generator hangs.
const timeLimit = 10 * time.Minute

// corpus is a directory of documents and what is done with them.
type corpus struct {
	root     string
	runtimes []generator.Runtime
}

// client is what is generated from a document, for each runtime.
type client struct {
	row   row
	files map[generator.Runtime][]generator.File
}

// generate makes the clients of one document. A panic of the generator is its verdict, so that the others still have
// their turn. What a client with a runtime of its own imports depends on the directory that it is for.
func (c corpus) generate(ctx context.Context, document string, out func(generator.Runtime) string) (made client) {
	made = client{row: row{document: document}, files: map[generator.Runtime][]generator.File{}}
	r := &made.row
	defer func() {
		if p := recover(); p != nil {
			r.err = fmt.Errorf("panic: %v", p)
		}
	}()
	for i, runtime := range c.runtimes {
		config := generator.Config{Spec: filepath.Join(c.root, document), Out: out(runtime), Runtime: runtime}
		result, err := r.run(ctx, config, filepath.Join(c.root, source(document)))
		if r.err = errors.Join(err, firstError(result.Diagnostics)); r.err != nil {
			return made
		}
		made.files[runtime] = result.Files
		if i > 0 {
			continue
		}
		if r.err = r.measure(config.Spec, result); r.err != nil {
			return made
		}
	}
	r.err = r.complete()
	return made
}

// run generates one client: as its user would first, and if references leave the document's directory, with that of all
// the vendor's files as their root.
func (r *row) run(ctx context.Context, config generator.Config, vendor string) (result generator.Result, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	took := measure(func() { result, err = generator.Generate(ctx, config) })
	outside := func(d generator.Diagnostic) bool { return d.Code == "outside-ref" }
	if err == nil && slices.ContainsFunc(result.Diagnostics, outside) {
		r.vendorRoot, config.Refs.Root = true, vendor
		took = measure(func() { result, err = generator.Generate(ctx, config) })
	}
	r.generate = r.generate.plus(took)
	return result, err
}

// measure counts what the document declares, and what the client has of it.
func (r *row) measure(file string, result generator.Result) error {
	read := reader{}
	root, err := read.read(file)
	if err != nil {
		return err
	}
	declared := read.operations(root)
	r.operations = len(declared)
	r.client, r.raw = count(result.Plan, read, root, declared)
	for _, d := range result.Diagnostics {
		r.note(d)
	}
	for _, f := range result.Files {
		if err := r.size.add(f.Name, f.Content); err != nil {
			return err
		}
	}
	return nil
}

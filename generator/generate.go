// Package generator answers: how does a document become a client on disk?
//
// [Generate] is the pipeline, one room after the other, from the document to formatted files in memory.
// [Write] puts these files into a directory, whole or not at all.
package generator

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/render"
	"github.com/apigen-go/apigen/generator/spec"
)

// File is one file of a client.
type File = render.File

// Diagnostic is one finding in the user's documents: where it is, what is wrong, how to mend it.
type Diagnostic = diag.Diagnostic

// Severity says what a diagnostic means for the run.
type Severity = diag.Severity

// Severities, gravest first.
const (
	Error   = diag.Error
	Warning = diag.Warning
	Note    = diag.Note
)

// Fold shortens sorted diagnostics for reading: what has one cause is told once, and the rest is counted in More.
func Fold(found []Diagnostic) []Diagnostic { return diag.Fold(found) }

// Result is what one run makes of a document.
type Result struct {
	Files       []File          // sorted by name; nil if a diagnostic is an error
	Diagnostics []Diagnostic    // all that was found, errors first, then by what it costs the user
	Plan        *plan.Package   // what Files were rendered from; nil if the document was not understood
	Actions     []OverlayAction // what each action of the overlays did
	Lock        Lock            // what the next run needs to know of this one; goes to [Write] with the files

	rendered []File // Files without a copied runtime
}

// Failed tells whether a diagnostic is an error, so that there are no files.
func (r Result) Failed() bool { return hasError(r.Diagnostics) }

// Size counts the operations of the document that have a method, and the types.
func (r Result) Size() (operations, types int) {
	if r.Plan == nil {
		return 0, 0
	}
	called := map[string]bool{}
	for _, f := range r.Plan.Files {
		types += len(f.Decls)
		if f.Service == nil {
			continue
		}
		for _, m := range f.Service.Methods {
			called[m.Op.Method+" "+m.Op.Path] = true
		}
	}
	return len(called), types
}

// Generate reads the document that the configuration names and renders its client. What is wrong with the document
// is in the result's diagnostics; the error is for what is not the document's fault: a cancelled context, or a bug.
func Generate(ctx context.Context, c Config) (Result, error) {
	_, result, err := generate(ctx, c)
	return result, err
}

// generate also returns what the API is; nil if the document was not understood.
func generate(ctx context.Context, c Config) (*api.API, Result, error) {
	c.watched = &watched{}
	document, client, found, err := build(ctx, c)
	if err != nil {
		return nil, Result{}, err
	}
	result := Result{Plan: client, Diagnostics: c.judge(found), Actions: c.watched.effects}
	if client == nil || result.Failed() {
		return document, result, nil
	}
	result.Files, err = render.Render(client)
	if err != nil {
		return nil, Result{}, fmt.Errorf("rendering the client: %w", err)
	}
	result.rendered = slices.Clone(result.Files)
	runtime, err := c.runtimeFiles(client, result.Files)
	if err != nil {
		return nil, Result{}, err
	}
	result.Files = append(result.Files, runtime...)
	slices.SortFunc(result.Files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	result.Lock = newLock(result.Files)
	result.Lock.Record = client.Record
	result.Lock.Inputs, result.Lock.Source = c.watched.inputs(c), c.Lock.Source
	return document, result, ctx.Err()
}

// build goes as far as the plan. The API and the plan are nil if the document cannot be used at all.
func build(ctx context.Context, c Config) (*api.API, *plan.Package, diag.List, error) {
	options := c.options()
	var err error
	if options.Runtime, err = c.runtimePath(); err != nil {
		return nil, nil, diag.List{}, err
	}
	document, found := spec.Load(ctx, c.source())
	if err := ctx.Err(); err != nil {
		return nil, nil, diag.List{}, fmt.Errorf("reading %s: %w", c.Spec, err)
	}
	if document == nil {
		return nil, nil, found, nil
	}
	client, more := plan.Build(document, options)
	found.Append(more)
	return document, client, found, ctx.Err()
}

// judge sorts the diagnostics. In strict mode, warnings become errors.
func (c Config) judge(found diag.List) []Diagnostic {
	c.quote(&found)
	sorted := found.Sorted()
	if !c.Strict {
		return sorted
	}
	var strict diag.List
	for _, d := range sorted {
		if d.Severity == diag.Warning {
			d.Severity = diag.Error
		}
		strict.Add(d)
	}
	return strict.Sorted()
}

// quote lets diagnostics about the configuration show its lines. It was read long before, so a file that is gone by now is
// no reason to fail.
func (c Config) quote(found *diag.List) {
	seen := map[string]bool{"": true}
	var files []string
	for _, choice := range slices.Concat(c.Include, c.Exclude) {
		files = append(files, choice.Pos.File)
	}
	for _, rule := range c.Operations {
		if rule.Paging != nil {
			files = append(files, rule.Paging.Pos.File)
		}
		if rule.Stream != nil {
			files = append(files, rule.Stream.Pos.File)
		}
	}
	for _, file := range files {
		if !seen[file] {
			seen[file] = true
			if content, err := os.ReadFile(file); err == nil {
				found.Quote(file, string(content))
			}
		}
	}
}

func hasError(found []Diagnostic) bool {
	for _, d := range found {
		if d.Severity == diag.Error {
			return true
		}
	}
	return false
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/internal/standin"
)

const timeLimit = 15 * time.Minute // for one document

// outcome is what became of one document.
type outcome struct {
	document   document
	operations int // that have a method
	skipped    []string
	calls      int
	unloaded   []string  // why schemas could not be judged by: they let everything through
	failures   []failure // the first of each operation and kind
	took       time.Duration
	err        error // the document was not tried to the end
}

// failure is a call that went wrong.
type failure struct {
	operation string // "GET /orders (Orders.List)"
	kind      string // of the call
	stage     string // "making", "request", "calling", "response"
	what      string
	sent      string // URI and body of the request
	reason    string // of an exception that is known; "": it is to be mended
}

// generate makes the client of a document.
func generate(ctx context.Context, d document) (generator.Result, error) {
	result, err := generator.Generate(ctx, generator.Config{Spec: d.path, Out: "client", Refs: generator.Refs{Root: d.root}})
	if err == nil && result.Failed() {
		err = errors.New(result.Diagnostics[0].String())
	}
	return result, err
}

// try takes one document all the way.
func (b bench) try(ctx context.Context, d document) (o outcome) {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	o = outcome{document: d}
	start := time.Now()
	defer func() {
		if p := recover(); p != nil {
			o.err = fmt.Errorf("panic: %v", p)
		}
		o.took = time.Since(start)
	}()
	result, err := b.generate(ctx, d)
	if o.err = err; err != nil {
		return o
	}
	if n, _ := result.Size(); n == 0 {
		return o
	}
	document, err := standin.Open(ctx, d.path, d.root)
	if o.err = err; err != nil {
		return o
	}
	calls := o.plan(document, result.Plan)
	if len(calls) == 0 {
		return o
	}
	binary, err := b.build(ctx, result.Files, program(result.Plan, document))
	if o.err = err; err == nil {
		o.err = o.run(ctx, binary, document, calls)
	}
	for _, err := range document.Unloaded() {
		o.unloaded = append(o.unloaded, firstLines(err.Error(), 1))
	}
	slices.Sort(o.unloaded)
	return o
}

// plan makes the calls of all methods.
func (o *outcome) plan(document *standin.Document, client *plan.Package) []*call {
	m := maker{document}
	var calls []*call
	var covered []*standin.Operation
	for _, file := range client.Files {
		if file.Service == nil {
			continue
		}
		for _, method := range file.Service.Methods {
			op := document.Operation(method.Op.Method, method.Op.Path)
			name := fmt.Sprintf("%s %s (%s.%s)", method.Op.Method, method.Op.Path, file.Service.Field, method.Name)
			o.operations++
			if op == nil {
				o.fail(failure{operation: name, stage: "making", what: "the stand-in has no such operation"})
				continue
			}
			covered = append(covered, op)
			for _, k := range kinds() {
				c, err := m.make(file.Service.Field, method, op, k)
				if err != nil {
					o.fail(failure{operation: name, kind: k.name, stage: "making", what: err.Error(), reason: impossible(err)})
					continue
				}
				c.ID = len(calls)
				calls = append(calls, c)
			}
		}
	}
	for _, op := range document.Operations() {
		if !slices.Contains(covered, op) {
			o.skipped = append(o.skipped, op.Method+" "+op.Path)
		}
	}
	return calls
}

// impossible is the reason of a call that the document leaves no way to make.
func impossible(err error) string {
	var u unmakeable
	if errors.As(err, &u) {
		return "the document allows no value that can be sent"
	}
	return ""
}

// fail notes a failure, the first of each operation and kind of call.
func (o *outcome) fail(f failure) {
	if slices.ContainsFunc(o.failures, func(g failure) bool { return g.operation == f.operation && g.kind == f.kind }) {
		return
	}
	if f.reason == "" {
		f.reason = excused(o.document.name, f)
	}
	o.failures = append(o.failures, f)
}

// name is the operation of a call.
func (c *call) name() string {
	return fmt.Sprintf("%s %s (%s.%s)", c.method.Op.Method, c.method.Op.Path, c.Service, c.Method)
}

package generator

import (
	"cmp"
	"context"
	"fmt"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/change"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/render"
	"github.com/apigen-go/apigen/generator/spec"
)

// Report is what changed between two documents.
type Report = change.Report

// ReportFormat is a form in which a [Report] is printed.
type ReportFormat = change.Format

// Formats of reports.
const (
	ReportText     = change.Text
	ReportMarkdown = change.Markdown
	ReportJSON     = change.JSON
	ReportHTML     = change.HTML
)

// ReportFormats lists them.
func ReportFormats() []ReportFormat { return change.Formats() }

// Verdict is how grave a change is.
type Verdict = change.Verdict

// Verdicts, lightest first.
const (
	Unchanged     = change.Unchanged
	Documentation = change.Documentation
	Compatible    = change.Compatible
	Breaking      = change.Breaking
)

// BadDocument is the error of [Diff] for a document of which no client can be made.
type BadDocument struct {
	Spec        string // as the configuration names it
	Diagnostics []Diagnostic
}

// Error names the document; what is wrong with it is in the diagnostics.
func (e *BadDocument) Error() string { return e.Spec + " cannot be used" }

// Diff says what changed between two documents, as the users of their clients see it. Both clients are made in memory. The names of
// the old one are kept in the new one, as they are when a client is updated: those of the old configuration's lock, and those that
// the old document gets beside them. Both documents are read at the same time, so that Stdin can be only one of them.
//
// The error is a [*BadDocument] if one of the documents cannot be used.
func Diff(ctx context.Context, oldConfig, newConfig Config) (*Report, error) {
	newConfig.Package = cmp.Or(newConfig.Package, oldConfig.packageName())
	type loaded struct {
		document *api.API
		found    diag.List
	}
	later := make(chan loaded, 1)
	go func() {
		document, found := spec.Load(ctx, newConfig.source())
		later <- loaded{document, found}
	}()
	document, found := spec.Load(ctx, oldConfig.source())
	next := <-later
	old, err := oldConfig.side(ctx, document, found)
	if err != nil {
		return nil, err
	}
	newConfig.Lock.Record = newConfig.Lock.Record.Over(old.Plan.Record)
	changed, err := newConfig.side(ctx, next.document, next.found)
	if err != nil {
		return nil, err
	}
	return change.Compare(old, changed)
}

// side makes a client of what was read of a document.
func (c Config) side(ctx context.Context, document *api.API, found diag.List) (change.Side, error) {
	none := change.Side{}
	if err := ctx.Err(); err != nil {
		return none, fmt.Errorf("reading %s: %w", c.Spec, err)
	}
	options := c.options()
	var err error
	if options.Runtime, err = c.runtimePath(); err != nil {
		return none, err
	}
	var client *plan.Package
	if document != nil {
		var more diag.List
		client, more = plan.Build(document, options)
		found.Append(more)
	}
	if judged := c.judge(found); client == nil || hasError(judged) {
		return none, &BadDocument{Spec: c.Spec, Diagnostics: judged}
	}
	files, err := render.Render(client)
	if err != nil {
		return none, fmt.Errorf("rendering the client of %s: %w", c.Spec, err)
	}
	return Result{Plan: client, rendered: files}.side(document), ctx.Err()
}

// side is a client as one side of a comparison.
func (r Result) side(document *api.API) change.Side {
	side := change.Side{API: document, Plan: r.Plan}
	for _, f := range r.rendered {
		side.Files = append(side.Files, change.File{Name: f.Name, Content: f.Content})
	}
	return side
}

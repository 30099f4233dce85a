package generator

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/plan"
)

// UnknownName is the error of [Explain] for a name that nothing has.
type UnknownName struct {
	Name    string
	Similar []string // names that may have been meant, the nearest first
}

// Error says what may have been meant.
func (e *UnknownName) Error() string {
	if len(e.Similar) == 0 {
		return fmt.Sprintf(`nothing is called %q: expected an operation, as "GET /orders", its operationId, its method, as Orders.List, a type or a field, as Order.Status`, e.Name)
	}
	return fmt.Sprintf("nothing is called %q; did you mean %s?", e.Name, strings.Join(e.Similar, ", or "))
}

// Explain says what becomes of something and why: where it stands in the document, what decided (an overlay, an extension, a line
// of the configuration, the lock), and the line of the configuration that would change it. An operation goes by its method and path,
// its operationId, or the method in Go, "Orders.List"; types, fields and constants by their names in Go, "Order.Status", or by the
// keys that the configuration knows; what is not in the client because it was skipped, left out or removed, by what it would be
// called. The text is empty if a diagnostic is an error.
func Explain(ctx context.Context, c Config, name string) (string, []Diagnostic, error) {
	c.watched = &watched{}
	document, client, list, err := build(ctx, c)
	if err != nil {
		return "", nil, err
	}
	found := c.judge(list)
	if document == nil || hasError(found) {
		return "", found, nil
	}
	x := newExplainer(document, client)
	x.config, x.record, x.found = c, client.Record, found
	for _, look := range []func(string) (string, bool){x.anOperation, x.webhook, x.named, x.left, x.skipped, x.removed} {
		if text, ok := look(name); ok {
			return text, found, nil
		}
	}
	names := slices.Compact(slices.Sorted(slices.Values(slices.Concat(x.names(), x.goNames()))))
	return "", found, &UnknownName{name, near.Words(name, names, 3)}
}

// anOperation explains what is called by method and path, operationId or method in Go.
func (x explainer) anOperation(name string) (string, bool) {
	op, m := x.find(name)
	if op == nil {
		return "", false
	}
	return x.operation(op, m), true
}

// explainer looks at the document and the plan side by side.
type explainer struct {
	api      *api.API
	methods  map[string][]method // by method and path of the operation
	webhooks *plan.Webhooks      // nil: the vendor sends none

	config Config
	record plan.Record // what names are for
	types  map[string]plan.Decl
	found  []Diagnostic
}

// method is a method of the client with the field of its service.
type method struct {
	plan.Method
	service string
}

// call is the method as callers write it.
func (m method) call() string { return m.service + "." + m.Name }

// find looks an operation up.
func (x explainer) find(name string) (*api.Operation, *method) {
	name = strings.TrimPrefix(name, "client.")
	for i := range x.api.Operations {
		op := &x.api.Operations[i]
		methods := x.methodsOf(op)
		named := slices.ContainsFunc(methods, func(m method) bool {
			return m.call() == name || m.Paging != nil && m.service+"."+m.Paging.All == name
		})
		if !named && name != op.OperationID && name != op.Method+" "+op.Path {
			continue
		}
		if len(methods) == 0 {
			return op, nil
		}
		return op, &methods[0]
	}
	return nil, nil
}

// newExplainer sorts the methods of an operation: the one that pages first, then that with the shortest name.
func newExplainer(document *api.API, client *plan.Package) explainer {
	x := explainer{api: document, methods: map[string][]method{}, webhooks: client.Webhooks, types: map[string]plan.Decl{}}
	for _, f := range client.Files {
		for _, d := range f.Decls {
			x.types[nameOfDecl(d)] = d
		}
		if f.Service == nil {
			continue
		}
		for _, m := range f.Service.Methods {
			key := m.Op.Method + " " + m.Op.Path
			x.methods[key] = append(x.methods[key], method{m, f.Service.Field})
		}
	}
	for _, list := range x.methods {
		slices.SortStableFunc(list, func(a, b method) int {
			if (a.Paging != nil) != (b.Paging != nil) {
				return map[bool]int{true: -1, false: 1}[a.Paging != nil]
			}
			return len(a.Name) - len(b.Name)
		})
	}
	return x
}

func (x explainer) methodsOf(op *api.Operation) []method { return x.methods[op.Method+" "+op.Path] }

// names are all that can be asked for.
func (x explainer) names() []string {
	var out []string
	for i := range x.api.Operations {
		op := &x.api.Operations[i]
		out = append(out, op.Method+" "+op.Path)
		if op.OperationID != "" {
			out = append(out, op.OperationID)
		}
		for _, m := range x.methodsOf(op) {
			out = append(out, m.call())
		}
	}
	return append(out, x.webhookNames()...)
}

// operation is the whole explanation.
func (x explainer) operation(op *api.Operation, m *method) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", op.Method, op.Path)
	if op.OperationID != "" {
		fmt.Fprintf(&b, "  %s", op.OperationID)
	}
	fmt.Fprintf(&b, "  %s\n", op.Pos)
	if m != nil {
		fmt.Fprintf(&b, "%s\n", m.Example)
	}
	b.WriteString("\n")
	explainPaging(&b, op, m)
	x.explainRest(&b, op, m)
	return b.String()
}

// pagingWords is a style for people.
func pagingWords(style api.PagingStyle) string {
	switch style {
	case api.PageByLastID:
		return "by the id of the last item"
	case api.PageByNumber:
		return "by the number of the page"
	case api.PageByOffset:
		return "by the number of items to skip"
	case api.PageByURL:
		return "by the URL of the next page in the body"
	case api.PageByLink:
		return "by the URL of the next page in the Link header"
	}
	return "by a cursor"
}

// explainPaging says how the operation pages, or why it does not, and how to say otherwise.
func explainPaging(b *strings.Builder, op *api.Operation, m *method) {
	key := op.Method + " " + op.Path
	if m != nil && m.Paging != nil {
		fmt.Fprintf(b, "pages: %s (style: %s)\n", pagingWords(op.Paging.Style), op.Paging.Style)
		writeEvidence(b, op.Paging.Evidence)
		fmt.Fprintf(b, "iterator: client.%s.%s\n\nto change that, in %s:\n  operations:\n    %q: {paging: none}\n", m.service, m.Paging.All, ConfigName, key)
		return
	}
	switch {
	case op.NoPaging != "":
		fmt.Fprintf(b, "pages: none; %s\n", op.NoPaging)
	default:
		b.WriteString("pages: none; it does not look like a list\n")
	}
	if op.Paging != nil {
		writeEvidence(b, op.Paging.Evidence)
	}
	fmt.Fprintf(b, "\nto change that, in %s, with the names of the document:\n  operations:\n    %q: {paging: {style: cursor, param: NAME, items: PATH, next: PATH}}\n", ConfigName, key)
}

// writeEvidence writes the pieces in one column, their places in another.
func writeEvidence(b *strings.Builder, evidence []api.Evidence) {
	width := 0
	for _, e := range evidence {
		width = max(width, len(e.What))
	}
	for _, e := range evidence {
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %-*s  %s", width, e.What, e.Pos), " ") + "\n")
	}
}

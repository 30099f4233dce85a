package generator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// paging reads how a list goes on, or "none".
func (d *decoder) paging(to **plan.PagingRule) func(*node.Node) {
	return func(n *node.Node) {
		rule := &plan.PagingRule{Pos: n.Pos()}
		*to = rule
		if n.Is(node.String) && n.Text == "none" {
			rule.None = true
			return
		}
		if !n.Is(node.Object) || len(n.Entries) == 0 {
			d.mismatch(n, "none, or how it pages: {style: cursor, param: cursor, items: data, next: next_cursor}")
			return
		}
		p := &rule.Says
		var style string
		d.object(n, "paging", []key{
			{"style", d.oneOf(&style, "cursor", "lastID", "number", "offset", "url", "link")},
			{"param", d.text(&p.Param)}, {"in", d.oneOf(&p.In, "query", "header", "body")},
			{"first", func(n *node.Node) { rule.First = d.firstPage(n) }}, {"sizeParam", d.text(&p.SizeParam)},
			{"items", d.text(&p.Items)}, {"next", d.text(&p.Next)}, {"header", d.text(&p.Header)},
			{"more", d.text(&p.More)}, {"done", d.text(&p.Done)}, {"total", d.text(&p.Total)},
			{"pages", d.text(&p.Pages)}, {"limit", d.text(&p.Limit)}, {"id", d.text(&p.ID)},
		})
		p.Style = api.PagingStyle(style)
	}
}

// oneOf reads one of several words.
func (d *decoder) oneOf(to *string, known ...string) func(*node.Node) {
	return func(n *node.Node) {
		d.text(to)(n)
		if !n.Is(node.String) || slices.Contains(known, *to) {
			return
		}
		problem := diag.Diagnostic{Severity: diag.Error, Pos: n.Pos(), Code: "config-value",
			Message: fmt.Sprintf("%q is none of %s", *to, strings.Join(known, ", "))}
		if meant := near.Word(*to, known); meant != "" {
			problem.Hint = "did you mean " + meant + "?"
		}
		d.found.Add(problem)
	}
}

// firstPage reads the number of the first page or item.
func (d *decoder) firstPage(n *node.Node) *int64 {
	first, err := strconv.ParseInt(n.Spelled(), 10, 64)
	if err != nil || first < 0 || first > 1 {
		d.mismatch(n, "0 or 1")
		return nil
	}
	return &first
}

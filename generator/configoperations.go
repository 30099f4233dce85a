package generator

import (
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// operations reads what is said of operations:
//
//	operations:
//	  searchOrders: {repeatable: true, retry: {statuses: [409, 503]}}
//	  "POST /graphql": {partial: {errors: errors}}
//	  "GET /audit": {paging: {style: cursor, param: from, next: meta.upto}}
//	  "POST /chat": {stream: {item: ChatChunk, end: "[DONE]"}}
//	  "**": {partial: false, redact: [door_code]}
func (d *decoder) operations(to *map[string]OperationRule) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Object) {
			d.mismatch(n, "operations and what is said of them")
			return
		}
		*to = make(map[string]OperationRule, len(n.Entries))
		for _, e := range n.Entries {
			var r OperationRule
			d.object(e.Value, "operations", []key{
				{"partial", d.partial(&r.Partial)},
				{"retry", func(n *node.Node) { d.object(n, "retry", []key{{"statuses", d.statuses(&r.Retry)}}) }},
				{"repeatable", func(n *node.Node) {
					r.Repeatable = new(bool)
					d.flag(r.Repeatable)(n)
				}},
				{"wait", d.wait(&r.Wait)},
				{"redact", d.list(&r.Redact)},
				{"paging", d.paging(&r.Paging)},
				{"stream", d.stream(&r.Stream)},
			})
			(*to)[e.Key] = r
			d.place("operations "+e.Key, e.Value)
		}
	}
}

// partial reads where a success reports failure: paths, or false for nowhere.
func (d *decoder) partial(to **api.Partial) func(*node.Node) {
	return func(n *node.Node) {
		*to = new(api.Partial)
		if n.Is(node.Bool) && !n.True() {
			return
		}
		if !n.Is(node.Object) {
			d.mismatch(n, "false, or paths: {flag: ok, errors: errors}")
			return
		}
		d.object(n, "partial", []key{{"flag", d.text(&(*to).Flag)}, {"errors", d.text(&(*to).Errors)}})
		if len(n.Entries) == 0 {
			d.mismatch(n, "a flag, errors, or false")
		}
	}
}

// statuses reads a list of statuses. An empty one is a list too.
func (d *decoder) statuses(to *[]int) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Array) {
			d.mismatch(n, "a list of statuses: [409, 503]")
			return
		}
		*to = []int{}
		for _, item := range n.Items {
			status, err := strconv.Atoi(item.Spelled())
			if err != nil || status < 300 || status > 599 {
				d.mismatch(item, "a status from 300 to 599")
				continue
			}
			*to = append(*to, status)
		}
		slices.Sort(*to)
	}
}

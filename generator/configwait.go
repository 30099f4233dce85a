package generator

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// wait reads how something that takes long is waited for, or false for not at all:
//
//	"GET /exports/{id}": {wait: {status: state, succeeded: [ready], failed: [broken]}}
//	"POST /exports": {wait: {operation: true, final: location}}
func (d *decoder) wait(to **api.Wait) func(*node.Node) {
	return func(n *node.Node) {
		w := new(api.Wait)
		*to = w
		if n.Is(node.Bool) && !n.True() {
			return
		}
		if !n.Is(node.Object) {
			d.mismatch(n, "false, or the states that end it: {status: state, succeeded: [ready]}")
			return
		}
		operation := false
		d.object(n, "wait", []key{
			{"status", d.text(&w.Status)}, {"succeeded", d.list(&w.Succeeded)}, {"failed", d.list(&w.Failed)}, {"paused", d.list(&w.Paused)},
			{"operation", d.flag(&operation)}, {"final", d.final(&w.Final)},
		})
		w.Via, w.Why = "status", "the configuration says so"
		if operation {
			w.Via = "operation"
		}
		if d.isIncomplete(w) {
			d.mismatch(n, "operation: true, or status and succeeded")
		}
	}
}

// isIncomplete tells rules that do not say when it is over. Final is about operations, and states are of a status.
func (d *decoder) isIncomplete(w *api.Wait) bool {
	states := len(w.Succeeded)+len(w.Failed)+len(w.Paused) > 0
	if w.Via == "operation" {
		return states && len(w.Succeeded) == 0
	}
	return w.Status == "" || len(w.Succeeded) == 0 || w.Final != ""
}

func (d *decoder) final(to *string) func(*node.Node) {
	return func(n *node.Node) {
		known := []string{"location", "original-uri", "operation-location", "azure-async-operation"}
		if d.text(to)(n); !slices.Contains(known, *to) {
			d.mismatch(n, "location, original-uri, operation-location or azure-async-operation")
		}
	}
}

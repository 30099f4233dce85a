package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// Work that takes long is told in one of these ways:
//
//	x-ms-long-running-operation: true                                       the vendor says so
//	POST /images    202, Operation-Location or Azure-AsyncOperation         headers that mean nothing else
//	POST /images    202, Location of a status                               see locationWait
//	POST /runs {id, status}    GET /runs/{id} {id, status: queued|running|succeeded|failed}
//
// The last needs all of the evidence: a request that begins it, and a status all of whose values are known words of progress, some
// for work that goes on, one for success, one for work that broke. Orders, payments and tickets have a status too, which
// is no progress of the server's: waiting for it could take weeks, or for ever.

// detectWaits finds what can be waited for.
func (l *lowerer) detectWaits() {
	getters := map[api.ID]bool{}
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		if op.Method != "GET" {
			continue
		}
		op.Wait = statusWait(l.out, op)
		if op.Wait != nil {
			getters[firstSuccess(l.out, op).ID] = true
		}
	}
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		switch {
		case op.Method == "GET" || op.Wait != nil: // the vendor's word
		case hasResponseHeader(op, "operation-location"), hasResponseHeader(op, "azure-asyncoperation"):
			op.Wait = &api.Wait{Via: "operation", Why: "a success has a header that leads to the state"}
		default:
			op.Wait = locationWait(l.out, op, getters)
		}
	}
}

// vendorWait reads the vendor's own mark.
func vendorWait(method string, n *node.Node) *api.Wait {
	if !n.Get("x-ms-long-running-operation").True() || method == "GET" || method == "HEAD" {
		return nil
	}
	w := &api.Wait{Via: "operation", Why: "x-ms-long-running-operation"}
	switch final := n.Get("x-ms-long-running-operation-options").Get("final-state-via").Str(); final {
	case "location", "original-uri", "azure-async-operation", "operation-location":
		w.Final = final
	}
	return w
}

// hasResponseHeader tells whether a success declares the header.
func hasResponseHeader(op *api.Operation, name string) bool {
	return slices.ContainsFunc(op.Responses, func(r api.Response) bool {
		return strings.HasPrefix(r.Status, "2") && headerOf(r, name) != nil
	})
}

func headerOf(r api.Response, name string) *api.Param {
	for i := range r.Headers {
		if strings.EqualFold(r.Headers[i].Name, name) {
			return &r.Headers[i]
		}
	}
	return nil
}

// locationWait takes a 202 with a Location for work whose result will be there, if the document says what that result is: the body of
// the 202, which tells the state, or the 200 of an API that is asynchronous only at times. A Location alone may be that of a resource
// that never answers 202. Where a GET of the document tells the state, that is what is waited for.
func locationWait(a *api.API, op *api.Operation, getters map[api.ID]bool) *api.Wait {
	i := slices.IndexFunc(op.Responses, func(r api.Response) bool { return r.Status == "202" })
	if i < 0 || headerOf(op.Responses[i], "location") == nil {
		return nil
	}
	accepted := op.Responses[i]
	body := jsonSchema(a, accepted.Content)
	if body != nil && getters[body.ID] {
		return nil
	}
	if body != nil {
		if w := stateOf(a, body); w != nil {
			w.Via, w.Result = "operation", &api.Use{ID: body.ID}
			w.Why = "202 with a Location, and a body that tells the state: " + w.Why
			return w
		}
	}
	if (headerOf(accepted, "retry-after") != nil || speaksOfState(accepted)) && hasOtherSuccess(a, op) {
		return &api.Wait{Via: "operation", Why: "202 with a Location to ask for the state, beside a success with the result"}
	}
	return nil
}

// speaksOfState tells descriptions of a 202 or its Location that say what is there.
func speaksOfState(r api.Response) bool {
	text := strings.ToLower(r.Description + " " + headerOf(r, "location").Description)
	return slices.ContainsFunc([]string{"poll", "status of", "progress", "monitor"}, func(word string) bool { return strings.Contains(text, word) })
}

func hasOtherSuccess(a *api.API, op *api.Operation) bool {
	return slices.ContainsFunc(op.Responses, func(r api.Response) bool {
		return (r.Status == "200" || r.Status == "201") && jsonSchema(a, r.Content) != nil
	})
}

// statusWait takes a GET for the state of work that another operation begins.
func statusWait(a *api.API, op *api.Operation) *api.Wait {
	body := firstSuccess(a, op)
	if body == nil || body.Kind != api.Object || !strings.HasSuffix(op.Path, "}") && !endsInStatus(op.Path) || isCommerce(op.Path) || isCommerce(body.Name) {
		return nil
	}
	w := stateOf(a, body)
	if w == nil {
		return nil
	}
	by := beginner(a, op, body)
	if by == "" {
		return nil
	}
	w.Via = "status"
	w.Why += ", begun by " + by
	return w
}

// endsInStatus tells paths of the state of a thing: /jobs/{id}/status.
func endsInStatus(path string) bool {
	return strings.HasSuffix(path, "}/status")
}

// stateOf finds the member that tells the progress of what a body describes.
func stateOf(a *api.API, body *api.Schema) *api.Wait {
	at, prefix := body, ""
	for range 2 {
		if w := progressIn(a, at, prefix); w != nil {
			return w
		}
		p, ok := envelope(a, at)
		if !ok {
			return nil
		}
		at, prefix = a.Schemas[p.Schema.ID], p.Name+"."
	}
	return nil
}

// envelope is the member that holds the thing itself: {"data": {...}}.
func envelope(a *api.API, body *api.Schema) (api.Property, bool) {
	for _, name := range []string{"data", "result", "job", "run", "task", "operation"} {
		if p, ok := named(body, name); ok && a.Schemas[p.Schema.ID].Kind == api.Object {
			return p, true
		}
	}
	return api.Property{}, false
}

// progressIn reads the states of an object that says which one it is.
func progressIn(a *api.API, object *api.Schema, prefix string) *api.Wait {
	if object.Kind != api.Object || !hasID(object) {
		return nil
	}
	for _, name := range []string{"status", "state", "phase", "jobstatus", "runstatus", "taskstatus"} {
		p, ok := named(object, name)
		if !ok {
			continue
		}
		if w := progressOf(a.Schemas[p.Schema.ID]); w != nil {
			w.Status = prefix + p.Name
			w.Why = fmt.Sprintf("%q is %s", w.Status, w.Why)
			return w
		}
	}
	return nil
}

func hasID(object *api.Schema) bool {
	return slices.ContainsFunc(object.Properties, func(p api.Property) bool {
		name := normalised(p.Name)
		return strings.HasSuffix(name, "id") || name == "name"
	})
}

// beginner is the request that begins what the GET tells the state of: one that answers with the same thing, and is asked of its
// collection or answers 202.
func beginner(a *api.API, get *api.Operation, body *api.Schema) string {
	for i := range a.Operations {
		op := &a.Operations[i]
		if op.Method != "POST" && op.Method != "PUT" {
			continue
		}
		for _, r := range op.Responses {
			made := jsonSchema(a, r.Content)
			if !strings.HasPrefix(r.Status, "2") || made == nil || !isSameThing(a, made, body) {
				continue
			}
			if r.Status == "202" || collectionOf(get.Path) == strings.TrimSuffix(op.Path, "/") || made.ID == body.ID && collectionName(get.Path) == collectionName(op.Path) {
				return op.Method + " " + op.Path
			}
		}
	}
	return ""
}

// isSameThing compares by what counts here, as many documents write a body anew for each operation.
func isSameThing(a *api.API, x, y *api.Schema) bool {
	if x.ID == y.ID {
		return true
	}
	one, other := stateOf(a, x), stateOf(a, y)
	if x.Name != "" && y.Name != "" || one == nil || other == nil {
		return false
	}
	return one.Status == other.Status && slices.Equal(one.Succeeded, other.Succeeded) && slices.Equal(one.Failed, other.Failed)
}

// collectionOf is the path without the placeholder at its end.
func collectionOf(path string) string {
	path = strings.TrimSuffix(path, "/status")
	at := strings.LastIndex(path, "/")
	return path[:max(at, 0)]
}

// collectionName is the last part of a path that is no placeholder.
func collectionName(path string) string {
	parts := strings.Split(strings.TrimSuffix(path, "/status"), "/")
	for _, part := range slices.Backward(parts) {
		if part != "" && !strings.HasPrefix(part, "{") {
			return part
		}
	}
	return ""
}

// firstSuccess is the JSON body of the first success.
func firstSuccess(a *api.API, op *api.Operation) *api.Schema {
	for _, r := range op.Responses {
		if strings.HasPrefix(r.Status, "2") {
			return jsonSchema(a, r.Content)
		}
	}
	return nil
}

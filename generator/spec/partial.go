package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// detectPartial finds operations whose successes can report failure, by the shape of their bodies:
//
//	{"ok": false, "error": "channel_not_found"}                          a flag
//	{"success": false, "errors": [{"code": 1003}], "result": null}       a flag, and what went wrong
//	{"data": {...}, "errors": [{"message": "no such order"}]}            what went wrong beside what did not
//
// It wants an envelope, not a resource: the errors of a job that has an id and a state are what the caller asked for.
func (l *lowerer) detectPartial() {
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		for _, r := range op.Responses {
			if !strings.HasPrefix(r.Status, "2") || op.Partial != nil {
				continue
			}
			if body := jsonSchema(l.out, r.Content); body != nil {
				op.Partial = partialOf(l.out, body, r.Status == "207")
			}
		}
	}
}

// partialOf reads the shape of a body; nil if it does not report failure. Of a union, all variants must say it in the same way.
func partialOf(a *api.API, body *api.Schema, multiStatus bool) *api.Partial {
	if body.Kind != api.Union {
		return partialOfObject(a, body, multiStatus)
	}
	var found *api.Partial
	for i, v := range body.Variants {
		own := partialOfObject(a, a.Schemas[v.Schema.ID], multiStatus)
		if own == nil || i > 0 && *own != *found {
			return nil
		}
		found = own
	}
	return found
}

func partialOfObject(a *api.API, body *api.Schema, multiStatus bool) *api.Partial {
	if body == nil || body.Kind != api.Object {
		return nil
	}
	if flag := memberOf(a, body, isBoolean, "ok"); flag != "" {
		return &api.Partial{Flag: flag, Errors: memberOf(a, body, isEntries, "errors", "error")}
	}
	if isResource(a, body) && !multiStatus {
		return nil
	}
	if flag := memberOf(a, body, isBoolean, "success", "issuccess", "succeeded"); flag != "" {
		return &api.Partial{Flag: flag, Errors: memberOf(a, body, isEntries, "errors", "error")}
	}
	if errors := bareErrors(a, body); errors != "" && (multiStatus || !namesItself(a, body)) {
		return &api.Partial{Errors: errors}
	}
	return nil
}

// bareErrors finds what went wrong in a body without a flag: a list "errors" beside what did not, a boolean that is true if
// anything did, or an "error" in place of "data" or "result".
func bareErrors(a *api.API, body *api.Schema) string {
	if !slices.ContainsFunc(body.Properties, func(p api.Property) bool { return !slices.Contains(findings, normalised(p.Name)) }) {
		return "" // the errors are what was asked for: of a check, say
	}
	if name := memberOf(a, body, isEntriesOrFlag, "errors"); name != "" {
		return name
	}
	if name := memberOf(a, body, isBoolean, "error", "haserrors"); name != "" {
		return name
	}
	if memberOf(a, body, func(*api.Schema) bool { return true }, "data", "result") == "" {
		return ""
	}
	return memberOf(a, body, isEntries, "error")
}

// findings are members that say what is wrong with something.
var findings = []string{"errors", "error", "warnings", "valid", "message", "messages"}

// memberOf is the property with the first of the names that is there and of the wanted kind.
func memberOf(a *api.API, body *api.Schema, kind func(*api.Schema) bool, names ...string) string {
	for _, name := range names {
		if p, ok := named(body, name); ok && kind(a.Schemas[p.Schema.ID]) {
			return p.Name
		}
	}
	return ""
}

// isEntries tells what can say what went wrong.
func isEntries(s *api.Schema) bool {
	switch s.Kind {
	case api.Array, api.Object, api.Union, api.String, api.Any:
		return true
	}
	return false
}

func isEntriesOrFlag(s *api.Schema) bool {
	return isEntries(s) && s.Kind != api.String || s.Kind == api.Boolean
}

// isResource tells things that exist on the server, by members that say which one it is or how it fares: what went wrong with
// them is not what went wrong with the call. A status that is a number is that of HTTP once more, and the id of JSON-RPC is of
// the call.
func isResource(a *api.API, body *api.Schema) bool {
	if _, rpc := named(body, "jsonrpc"); rpc {
		return false
	}
	return slices.ContainsFunc(body.Properties, func(p api.Property) bool {
		name := normalised(p.Name)
		if name == "status" {
			return a.Schemas[p.Schema.ID].Kind != api.Integer && a.Schemas[p.Schema.ID].Kind != api.Number
		}
		return slices.Contains(resourceNames, name)
	})
}

// resourceNames are members of things that exist, normalised.
var resourceNames = []string{
	"id", "uuid", "uid", "sid", "gid", "object", "kind", "state", "phase", "timestamp", "created", "createdat", "datecreated",
	"updatedat", "startedat", "completed", "completedat", "finishedat",
}

// namesItself tells things by members that are called after them: payout_item_id, transaction_status. The id of the request is
// not one, and beside a flag it may be the id of what the call has made.
func namesItself(a *api.API, body *api.Schema) bool {
	return slices.ContainsFunc(body.Properties, func(p api.Property) bool {
		name := normalised(p.Name)
		about := strings.HasPrefix(name, "request") || strings.HasPrefix(name, "trace") || strings.HasPrefix(name, "correlation")
		s := a.Schemas[p.Schema.ID]
		return s.Kind == api.String && !about && (strings.HasSuffix(name, "id") || strings.HasSuffix(name, "status"))
	})
}

package spec

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// skipped says why an operation cannot be lowered, and where.
type skipped struct {
	at  *node.Node
	why string
}

func (s *skipped) Error() string { return s.why }

func skip(at *node.Node, format string, args ...any) error {
	return &skipped{at, fmt.Sprintf(format, args...)}
}

var operationKeywords = []string{"summary", "description", "operationId", "deprecated"}

func (l *lowerer) operation(e endpoint) (api.Operation, bool) { return l.operationAt(e, false) }

// operationAt lowers one operation. If a parameter, the body or the table of responses cannot be found, the operation is
// skipped: without them a call would be wrong. incoming is set for requests that the vendor sends.
func (l *lowerer) operationAt(e endpoint, incoming bool) (api.Operation, bool) {
	if !e.node.Is(node.Object) {
		l.diags.Warnf(e.node.Pos(), "operation-skipped", "%s %s is skipped: it should be an object, not %s", e.method, e.path, describe(e.node))
		return api.Operation{}, false
	}
	e, why := l.followOperation(e)
	if why != "" {
		l.diags.Warnf(e.node.Pos(), "operation-skipped", "%s %s is skipped: %s", e.method, e.path, why)
		return api.Operation{}, false
	}
	op := l.describeOperation(e)
	if err := l.fillOperation(&op, e, incoming); err != nil {
		var s *skipped
		if errors.As(err, &s) {
			l.diags.Warnf(s.at.Pos(), "operation-skipped", "%s %s is skipped: %s", e.method, e.path, s.why)
		}
		return op, false
	}
	if !incoming {
		l.notePaging(&op, e)
	}
	return op, true
}

func (l *lowerer) describeOperation(e endpoint) api.Operation {
	o := decode[openapi3.Operation](l, e.all, operationKeywords)
	op := api.Operation{
		Pointer: e.pointer(), OperationID: o.OperationID, Method: e.method, Path: e.path, Tags: tagsOf(l.part(place{node: e.all}, "tags").node),
		Summary: later(e.summary, o.Summary), Description: later(e.descr, o.Description),
		DocsURL: l.docsURL(e.all), Deprecated: o.Deprecated || deprecatedBy(e.all), Reason: deprecationReason(e.all),
		GoName: goName(e.all), Pos: e.all.Pos(),
		Retry: retryStatuses(e.all), Repeatable: isRepeatable(e.method, e.all), Wait: vendorWait(e.method, e.all),
	}
	if o.Summary != "" && o.Description == "" { // the path item's words are about all of its operations
		op.Description = ""
	}
	return op
}

// tagsOf are the names of tags: of a list, of a text in place of a list, of objects as the document's tags are.
func tagsOf(list *node.Node) []string {
	items := list.List()
	if list.Is(node.String) {
		items = []*node.Node{list}
	}
	var out []string
	for _, item := range items {
		name := strings.TrimSpace(item.Spelled())
		if item.Is(node.Object) {
			name = strings.TrimSpace(item.Get("name").Str())
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (l *lowerer) fillOperation(op *api.Operation, e endpoint, incoming bool) (err error) {
	if op.Path, op.Params, err = l.params(e, incoming); err != nil {
		return err
	}
	if op.Body, err = l.body(e.child("requestBody")); err != nil {
		return err
	}
	if op.Body == nil {
		op.Body = l.bodyParam(e)
	}
	if op.Responses, err = l.responses(e.child("responses")); err != nil {
		return err
	}
	if incoming { // of security, servers and further callbacks of its own requests the vendor takes care
		return nil
	}
	op.Security = l.security
	if e.child("security").there() {
		op.Security = l.requirements(l.part(place{id: e.pointer(), node: e.all}, "security"))
	}
	if own := e.child("servers"); own.there() {
		op.Servers = l.servers(own)
	} else if e.servers.node != nil {
		op.Servers = l.servers(e.servers)
	}
	op.Callbacks = l.callbacks(e.child("callbacks"))
	return nil
}

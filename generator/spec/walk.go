package spec

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// methods are the keys of a path item that hold operations.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// endpoint is an operation with what its path item says.
type endpoint struct {
	place
	rest    place      // what the operation refers to, for the keys that it does not have itself
	all     *node.Node // both together
	method  string
	path    string
	params  []place // the path item's
	servers place
	summary string
	descr   string
}

// child is a member of the operation, or of the one that it refers to.
func (e endpoint) child(key string) place {
	if own := e.place.child(key); own.there() || e.rest.node == nil {
		return own
	}
	return e.rest.child(key)
}

// pointer is where the operation stands.
func (e endpoint) pointer() api.ID {
	if e.rest.node != nil {
		return e.rest.id
	}
	return e.id
}

// followOperation finds the operation behind a reference, with the keys beside it on top. No version of OpenAPI has such
// references, but vendors who split their documents do.
func (l *lowerer) followOperation(e endpoint) (endpoint, string) {
	if !isReference(e.node) {
		e.all = e.node
		return e, ""
	}
	t, why := l.object(e.place)
	if why != "" {
		return e, why
	}
	e.rest = t.place
	e.all = t.node.Copy()
	for key, v := range e.node.All() {
		if key != "$ref" {
			e.all.Set(key, v)
		}
	}
	return e, ""
}

// lowerPaths lowers all operations. x-ms-paths are those whose paths have a query.
func (l *lowerer) lowerPaths(root place) {
	for _, key := range []string{"paths", "x-ms-paths"} {
		for _, p := range l.members(root.child(key)) {
			if !strings.HasPrefix(p.key, "x-") {
				l.lowerPath(p)
			}
		}
	}
}

func (l *lowerer) lowerPath(p place) {
	servers, path := serverOf(p, strings.TrimSpace(p.key))
	if !strings.HasPrefix(path, "/") {
		l.diags.Warnf(p.node.Pos(), "bad-path", "the path %q does not begin with a slash; one is put before it", path)
		path = "/" + path
	}
	for _, e := range l.endpoints(p, path) {
		if !l.chooses(e) {
			continue
		}
		l.operations++
		if servers.node != nil && e.servers.node == nil {
			e.servers = servers
		}
		if op, ok := l.operation(e); ok {
			l.out.Operations = append(l.out.Operations, op)
		}
	}
}

// endpoints are the operations of a path item. What the path item says beside a reference counts too.
func (l *lowerer) endpoints(item place, path string) []endpoint {
	items := []place{item}
	for seen := []*node.Node{}; isReference(item.node) && !slices.Contains(seen, item.node); {
		seen = append(seen, item.node)
		t := l.follow(item.node)
		if !t.ok {
			break
		}
		item = t.place
		items = append(items, item)
	}
	var out []endpoint
	base := endpoint{path: path}
	for _, p := range items {
		if !p.node.Is(node.Object) {
			l.diags.Warnf(p.node.Pos(), "bad-path", "the path %q should be an object, not %s; it is skipped", path, describe(orNull(p.node)))
			continue
		}
		base.params = append(base.params, l.list(p.child("parameters"))...)
		if s := p.child("servers"); s.there() && base.servers.node == nil {
			base.servers = s
		}
		base.summary = later(p.node.Get("summary").Str(), base.summary)
		base.descr = later(p.node.Get("description").Str(), base.descr)
		out = append(out, l.methodsOf(p, path)...)
	}
	return distinct(out, base)
}

// methodsOf finds the operations of one path item.
func (l *lowerer) methodsOf(p place, path string) []endpoint {
	var out []endpoint
	for _, method := range methods {
		if op := p.child(method); op.there() {
			out = append(out, endpoint{place: op, method: strings.ToUpper(method)})
		}
	}
	out = append(out, l.otherMethods(p, path)...)
	if p.node.Has("x-amazon-apigateway-any-method") {
		l.diags.Notef(p.node.Get("x-amazon-apigateway-any-method").Pos(), "any-method", "x-amazon-apigateway-any-method is no operation: it names no method; it is left out")
	}
	more := p.child("additionalOperations")
	for _, op := range l.members(more) {
		method := op.key
		if !isToken(method) {
			l.diags.Warnf(op.node.Pos(), "bad-method", "%q is not a method of HTTP; the operation is skipped", method)
			continue
		}
		out = append(out, endpoint{place: op, method: method})
	}
	return out
}

// otherMethods finds the operations whose method is not in lower case, and reports what no version of OpenAPI has.
func (l *lowerer) otherMethods(p place, path string) []endpoint {
	var out []endpoint
	for _, op := range p.members() {
		lower := strings.ToLower(op.key)
		switch {
		case slices.Contains(methods, op.key) || strings.HasPrefix(op.key, "x-") || !op.node.Is(node.Object):
		case slices.Contains(methods, lower):
			l.diags.Notef(op.node.Pos(), "mended-keyword", "%q should be written %q", op.key, lower)
			out = append(out, endpoint{place: op, method: strings.ToUpper(op.key)})
		case op.node.Get("responses").Is(node.Object):
			l.operations++
			l.diags.Warnf(op.node.Pos(), "operation-skipped", "%s %s is skipped: a path has no key of this name; methods of your own belong into additionalOperations", strings.ToUpper(op.key), path)
		}
	}
	return out
}

// distinct gives the operations what their path item says; of two with one method the first counts.
func distinct(found []endpoint, base endpoint) []endpoint {
	var out []endpoint
	for _, e := range found {
		if slices.ContainsFunc(out, func(o endpoint) bool { return o.method == e.method }) {
			continue
		}
		e.path, e.params, e.servers, e.summary, e.descr = base.path, base.params, base.servers, base.summary, base.descr
		out = append(out, e)
	}
	return out
}

// isToken tells whether a text can be a method: RFC 9110, section 5.6.2.
func isToken(s string) bool {
	return s != "" && strings.Trim(s, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// lowerWebhooks lowers the requests that the vendor sends.
func (l *lowerer) lowerWebhooks(root place) {
	for _, key := range []string{"webhooks", "x-webhooks"} {
		table := root.child(key)
		for _, p := range l.members(table) {
			l.out.Webhooks = append(l.out.Webhooks, l.webhooks(p, p.key, "")...)
		}
	}
}

// webhooks are the operations of a path item that the vendor calls.
func (l *lowerer) webhooks(item place, name, expression string) []api.Webhook {
	var out []api.Webhook
	for _, e := range l.endpoints(item, cmp.Or(expression, name)) {
		if !l.choosesWebhook(e, name, expression) {
			continue
		}
		op, ok := l.operationAt(e, true)
		if !ok {
			continue
		}
		out = append(out, api.Webhook{
			Name: name, Expression: expression, Pointer: op.Pointer, Method: op.Method, Summary: op.Summary,
			Descr: op.Description, Deprecated: op.Deprecated, Params: op.Params, Body: op.Body,
			Responses: op.Responses, Pos: op.Pos,
		})
	}
	return out
}

// callbacks are the webhooks that an operation asks for.
func (l *lowerer) callbacks(table place) []api.Webhook {
	var out []api.Webhook
	for _, p := range l.members(table) {
		name := p.key
		t, why := l.object(p)
		if why != "" {
			l.diags.Warnf(p.node.Pos(), "callback-skipped", "the callback %q is skipped: %s", name, why)
			continue
		}
		for _, item := range t.members() {
			if expression := item.key; !strings.HasPrefix(expression, "x-") {
				out = append(out, l.webhooks(item, name, expression)...)
			}
		}
	}
	sortWebhooks(out)
	return out
}

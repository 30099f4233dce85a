package plan

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// planMethod decides everything about a method but how it pages.
func (b *builder) planMethod(op *operation) Method {
	m := Method{Name: op.name, Op: b.facts(op)}
	m.Path = b.pathArgs(op)
	if !op.bodyApart {
		m.Body = b.body(op, op.body)
	}
	if op.apart == nil {
		m.Params = op.params
	}
	m.Result = b.result(op)
	m.Op.Partial = b.partial(op, m.Result)
	m.Op.Accept = b.accept(op, m.Result)
	m.Paging = b.paging(op, m.Result)
	b.notePages(op, m.Paging)
	b.noteShape(op)
	if op.streamsOnly() {
		b.streamed(op, &m)
	}
	if !op.bodyApart {
		m.Switch = b.switchTo(op, op.body, &m, op.streamsOnly())
	}
	if len(op.headers) > 0 {
		m.Headers = b.derived[op.headersKey()]
	}
	m.Doc = b.methodDoc(op)
	m.Example = example(op, &m)
	return m
}

// planSiblings plans the methods for the other representations of an operation: each is its method but for one thing.
func (b *builder) planSiblings(op *operation, m Method) []Method {
	var list []Method
	for _, s := range op.siblings {
		own := m
		own.Name, own.Op.Var, own.Paging = s.name, "op"+s.prefix, nil
		switch {
		case s.gained != "":
			own.Paging = b.pagingWith(op, s, m.Paging)
			own.Params = op.params
			if s.gained == "body" {
				own.Body = b.body(op, op.body)
				own.Switch = b.switchTo(op, op.body, &own, op.streamsOnly())
			}
		case s.body != nil:
			own.Body = b.body(op, s.body)
			own.Switch = b.switchTo(op, s.body, &own, op.streamsOnly())
		case s.stream:
			b.streamed(op, &own)
			own.Switch = b.switchTo(op, op.body, &own, true)
		default:
			own.Op.Partial = nil
			own.Result = Result{Kind: StreamResult}
			own.Op.Accept = acceptAll(s.raw)
		}
		own.Doc = b.siblingDoc(op, s)
		own.Example = example(op, &own)
		list = append(list, own)
	}
	return list
}

// pagingWith is the paging of a method for that beside it which takes more.
func (b *builder) pagingWith(op *operation, s *sibling, p *Paging) *Paging {
	if p == nil {
		return nil
	}
	own := *p
	own.All = b.memory.further(op, "all "+s.gained, p.All+s.words[0])
	b.memory.noteFurther(op, "all "+s.gained, own.All)
	return &own
}

// facts are the entry of the operation's table.
func (b *builder) facts(op *operation) Operation {
	f := Operation{
		Var: "op" + op.prefix, ID: cmp.Or(op.OperationID, op.key), Method: op.Method, Path: op.Path,
		Statuses: statuses(op.Responses), Server: b.ownServer(op), Deprecated: op.Deprecated, Redirects: op.redirects(),
		Security: b.tables.securityName(op), Errors: b.tables.errorsName(op),
		Redact: b.secretsOf(op), Retry: op.Retry, Safe: op.Repeatable && !isSafe(op.Method),
	}
	if op.Idempotency != nil {
		f.KeyHeader, f.KeyField = op.Idempotency.Header, op.Idempotency.Field
	}
	return f
}

// statuses are those that an operation declares, in the order of its responses: by number, ranges last. A default declares all.
func statuses(responses []api.Response) string {
	list := make([]string, len(responses))
	for i, r := range responses {
		if r.Status == "default" {
			return ""
		}
		list[i] = r.Status
	}
	return strings.Join(list, " ")
}

// isSafe tells methods that are repeatable by themselves.
func isSafe(method string) bool {
	return slices.Contains([]string{"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"}, method)
}

// ownServer is the base URL of an operation that does not use the client's. One without a host is resolved by the runtime.
func (b *builder) ownServer(op *operation) string {
	if len(op.Servers) == 0 {
		return ""
	}
	own := cmp.Or(baseURL(op.Servers), basePath(op.Servers))
	if own != cmp.Or(baseURL(b.api.Servers), basePath(b.api.Servers)) {
		return own
	}
	return ""
}

var placeholder = regexp.MustCompile(`\{([^{}/]+)\}`)

// pathArgs are the arguments for the placeholders of the path, in its order.
func (b *builder) pathArgs(op *operation) []Arg {
	var scope naming.Scope
	scope.Reserve("ctx", "body", "params", "opts", "s", "req", "p", "b", "out", "err", "op"+op.prefix, "page"+op.prefix,
		"runtime", "auth", "page", "poll", "stream", "context", "json", "iter", "io", "time", "cmp", "empty")
	var wires []string
	for _, match := range placeholder.FindAllStringSubmatch(op.Path, -1) {
		wire := match[1]
		if slices.Contains(wires, wire) {
			continue
		}
		wires = append(wires, wire)
		name := naming.Unexported(naming.Words(b.argName(op, wire))...)
		scope.Claim(naming.Claim{Key: wire, Names: []string{
			name, naming.Unexported(naming.Spelled(wire)...), strings.TrimSuffix(name, "Value") + "Value", name + "Arg",
		}})
	}
	names, clashes := scope.Settle()
	find := paramParty(op)
	b.reportClashes(clashes, "arguments of "+op.key, func(wire string) party { return find("path " + wire) })
	var args []Arg
	for _, wire := range wires {
		args = append(args, b.pathArg(op, wire, names[wire]))
	}
	return args
}

// argName is the user's name, x-go-name or the name in the document.
func (b *builder) argName(op *operation, wire string) string {
	p := pathParam(op, wire)
	if p == nil {
		p = &api.Param{In: "path", Name: wire}
	}
	if name := b.paramOverride(op, *p); name != "" {
		return name
	}
	if p.GoName != "" {
		return p.GoName
	}
	return wire
}

func pathParam(op *operation, wire string) *api.Param {
	for i := range op.Params {
		if p := &op.Params[i]; p.In == "path" && p.Name == wire {
			return p
		}
	}
	return nil
}

func (b *builder) pathArg(op *operation, wire, name string) Arg {
	p := pathParam(op, wire)
	if p == nil {
		b.diags.Warnf(op.Pos, "undeclared-path-parameter", "the path %s has a placeholder {%s} that no parameter declares; it is taken as a string", op.Path, wire)
		return Arg{Name: name, Wire: wire, Type: named("", "string")}
	}
	if b.isOpaque(*p) {
		return Arg{Name: name, Wire: wire, Type: named("", "string")}
	}
	return Arg{Name: name, Wire: wire, Type: b.typeOf(p.Schema.ID), Style: b.style(*p)}
}

// style lists the constants of the runtime that differ from the default of the place.
func (b *builder) style(p api.Param) []string {
	if p.MediaType != "" {
		if form := formOf(api.Media{Type: p.MediaType}); form <= jsonSuffixMedia {
			return []string{"AsJSON"}
		}
	}
	usual, explodes := "form", true
	if p.In == "path" || p.In == "header" {
		usual, explodes = "simple", false
	}
	var styles []string
	style := cmp.Or(p.Style, usual)
	if constant := styleConst(style); style != usual && constant != "" {
		styles = append(styles, constant)
		explodes = !p.Explode // say it either way
	}
	if style != "deepObject" && p.Explode != explodes && !b.isPlain(p.Schema.ID) {
		styles = append(styles, map[bool]string{true: "Explode", false: "NoExplode"}[p.Explode])
	}
	if p.AllowReserved && p.In != "header" {
		styles = append(styles, "AllowReserved")
	}
	if p.AllowEmpty && p.In == "query" {
		styles = append(styles, "AllowEmpty")
	}
	return styles
}

// isOpaque tells parameters with parts in a media type that the runtime does not write: the caller gives the text.
func (b *builder) isOpaque(p api.Param) bool {
	form := formOf(api.Media{Type: p.MediaType})
	if p.MediaType == "" || form <= jsonSuffixMedia || b.isPlain(p.Schema.ID) || p.In == "querystring" && form == formMedia {
		return false
	}
	b.diags.Notef(p.Pos, "text-parameter", "the %s parameter %q is encoded as %s; it is a string, which the caller encodes", p.In, p.Name, p.MediaType)
	return true
}

// isPlain tells values that have no parts to explode.
func (b *builder) isPlain(id api.ID) bool {
	form := b.form(id)
	return form == scalarForm || form == enumForm || form == constantForm || form == bytesForm
}

func styleConst(style string) string {
	switch style {
	case "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject":
		return naming.Exported(naming.Words(style)...)
	case "form", "cookie":
		return "Style" + naming.Exported(style)
	}
	return ""
}

// example is a call as documentation shows it.
func example(op *operation, m *Method) string {
	args := []string{"ctx"}
	for _, a := range m.Path {
		args = append(args, a.Name)
	}
	if m.Body != nil {
		args = append(args, m.Body.Name)
	}
	if m.Params != nil {
		args = append(args, "params")
	}
	return "client." + op.service.field + "." + m.Name + "(" + strings.Join(args, ", ") + ")"
}

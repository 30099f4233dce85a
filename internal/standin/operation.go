package standin

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

func methods() []string {
	return []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
}

// readPath reads the operations of a path item: its own, and those of the item that it refers to.
func (d *Document) readPath(path string, item *node.Node) {
	for _, item := range []*node.Node{item, d.follow(item)} {
		for _, method := range methods() {
			d.readOperation(strings.ToUpper(method), path, item, item.Get(method))
		}
		for method, op := range item.Get("additionalOperations").All() {
			d.readOperation(method, path, item, op)
		}
	}
}

func (d *Document) readOperation(method, path string, item, n *node.Node) {
	n = d.whole(n)
	known := slices.ContainsFunc(d.operations, func(op *Operation) bool { return op.Method == method && op.Path == path })
	if !n.Is(node.Object) || known {
		return
	}
	op := &Operation{Method: method, Path: path, Security: d.requirements(n)}
	op.Params = d.params(item, n)
	op.Body = d.body(item, n)
	for status, r := range d.get(n, "responses").All() {
		if r = d.follow(r); r.Is(node.Object) && !strings.HasPrefix(status, "x-") {
			broken := r.Has("$ref") || d.get(r, "content").Has("$ref")
			op.Responses = append(op.Responses, Response{status, d.content(r), d.get(r, "headers"), broken})
		}
	}
	template, _, _ := strings.Cut(path, "#") // what tells operations of one path apart in documents never travels
	template, query, _ := strings.Cut(op.readExpressions(template), "?")
	op.query = op.readQuery(query)
	op.rank = rank(template)
	op.pattern, op.names = op.match(d.prefixes(n, item), template)
	d.operations = append(d.operations, op)
}

// params are the parameters of a path item and of an operation, which replace those of the same name.
func (d *Document) params(item, n *node.Node) []*Param {
	var list []*Param
	for _, holder := range []*node.Node{item, n} {
		for _, p := range d.get(holder, "parameters").List() {
			param := d.param(d.follow(p))
			if param == nil {
				continue
			}
			i := slices.IndexFunc(list, func(q *Param) bool { return q.In == param.In && q.same(param.Name) })
			if i >= 0 {
				list[i] = param
				continue
			}
			list = append(list, param)
		}
	}
	return list
}

func (p *Param) same(name string) bool {
	return p.Name == name || p.In == "header" && strings.EqualFold(p.Name, name)
}

// param reads one parameter, nil if it has no place in a request.
func (d *Document) param(n *node.Node) *Param {
	p := &Param{Name: n.Get("name").Spelled(), In: strings.ToLower(strings.TrimSpace(n.Get("in").Str())), Required: n.Get("required").True()}
	allowed := map[string][]string{
		"path": {"simple", "label", "matrix"}, "header": {"simple"}, "cookie": {"form", "cookie"}, "querystring": {"form"},
		"query": {"form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"},
	}[p.In]
	if p.Name == "" || allowed == nil {
		return nil
	}
	if p.In == "header" && slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(p.Name)) {
		return nil
	}
	p.Required = p.Required || p.In == "path"
	p.Style = n.Get("style").Str()
	if !slices.Contains(allowed, p.Style) {
		p.Style = allowed[0]
	}
	p.Explode = p.Style == "form" || p.Style == "deepObject" || p.Style == "cookie"
	if said := n.Get("explode"); said.Is(node.Bool) {
		p.Explode = said.True()
	}
	p.Schema = n.Get("schema")
	for media, content := range d.get(n, "content").All() {
		if p.Schema == nil && p.MediaType == "" {
			p.MediaType, p.Schema = media, d.follow(content).Get("schema")
		}
	}
	return p
}

func (d *Document) body(item, n *node.Node) *Body {
	b := d.get(n, "requestBody")
	if content := d.content(b); len(content) > 0 {
		return &Body{Required: b.Get("required").True(), Content: content}
	}
	for _, p := range append(d.get(n, "parameters").List(), d.get(item, "parameters").List()...) {
		if p = d.follow(p); strings.EqualFold(p.Get("in").Str(), "body") && p.Has("schema") {
			return &Body{Required: p.Get("required").True(), Content: []Media{{Type: "application/json", Schema: p.Get("schema")}}}
		}
	}
	return nil
}

// content reads the representations of a body. A key may list several types.
func (d *Document) content(n *node.Node) []Media {
	var list []Media
	for key, m := range d.get(n, "content").All() {
		m = d.follow(m)
		for _, one := range strings.Split(key, ",") {
			one = strings.TrimSpace(one)
			if one != "" && one != "$ref" && !strings.HasPrefix(one, "x-") {
				list = append(list, Media{Type: one, Schema: m.Get("schema"), Items: m.Get("itemSchema"), encoding: d.get(m, "encoding")})
			}
		}
	}
	return list
}

// prefixes are the paths of the servers that an operation is at.
func (d *Document) prefixes(holders ...*node.Node) []string {
	var list []string
	for _, holder := range append(holders, d.root) {
		for _, server := range d.get(holder, "servers").List() {
			text := server.Get("url").Str()
			for name, v := range server.Get("variables").All() {
				text = strings.ReplaceAll(text, "{"+name+"}", v.Get("default").Spelled())
			}
			list = append(list, serverPath(text))
		}
		if len(list) > 0 {
			return list
		}
	}
	return []string{""}
}

// serverPath is the path of a server, also if its host has variables that nothing says the values of.
func serverPath(text string) string {
	if _, rest, found := strings.Cut(text, "://"); found {
		_, path, _ := strings.Cut(rest, "/")
		text = "/" + path
	}
	text, _, _ = strings.Cut(text, "?")
	if text = strings.TrimRight(text, "/"); text != "" && !strings.HasPrefix(text, "/") {
		text = "/" + text
	}
	return text
}

// match is what the escaped path of a request for a template looks like.
func (op *Operation) match(prefixes []string, template string) (*regexp.Regexp, []string) {
	var names, starts []string
	for _, p := range prefixes {
		starts = append(starts, literal(p))
	}
	var b strings.Builder
	b.WriteString("^(?:" + strings.Join(starts, "|") + ")")
	if !strings.HasPrefix(template, "/") {
		b.WriteByte('/')
	}
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(literal(before))
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			break
		}
		b.WriteString(op.placeholder(name))
		names = append(names, name)
		template = after
	}
	return regexp.MustCompile(b.String() + "$"), names
}

// placeholder matches a value of a parameter: those of some styles say themselves where they begin.
func (op *Operation) placeholder(name string) string {
	i := slices.IndexFunc(op.Params, func(p *Param) bool { return p.In == "path" && p.Name == name })
	switch {
	case i >= 0 && op.Params[i].Style == "label":
		return `(\.?[^/;]*)`
	case i >= 0 && op.Params[i].Style == "matrix":
		return `(;?[^/]*)`
	}
	return "([^/]+)"
}

// literal matches a text with any of its characters percent-encoded.
func literal(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		text = plain
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		escaped := "%" + string(digits[c>>4]) + "(?i:" + string(digits[c&15]) + ")"
		if c < 0x80 {
			escaped = "(?:" + regexp.QuoteMeta(string(c)) + "|" + escaped + ")"
		}
		b.WriteString(escaped)
	}
	return b.String()
}

// rank sorts templates: in each segment, what is exact comes before what is a placeholder.
func rank(template string) string {
	segments := strings.Split(template, "/")
	for i, s := range segments {
		switch {
		case !strings.Contains(s, "{"):
			segments[i] = "a"
		case strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") && strings.Count(s, "{") == 1:
			segments[i] = "c"
		default:
			segments[i] = "b"
		}
	}
	return strings.Join(segments, "")
}

// Prefix is the path of the first server.
func (d *Document) Prefix() string { return d.prefixes()[0] }

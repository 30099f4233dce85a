package spec

import (
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// This file takes templates of paths apart, see template.go.

// read takes the template apart.
func (m *templateMatch) read() {
	rest := m.endpoint.path
	for rest != "" {
		text, after, found := strings.Cut(rest, "{")
		m.text(text)
		if !found {
			return
		}
		end := closing(after)
		m.expression(after[:end])
		rest = strings.TrimPrefix(after[end:], "}")
	}
}

func (m *templateMatch) text(s string) {
	if s != "" {
		m.pieces = append(m.pieces, piece{text: s})
	}
}

// closing is where the brace that was opened before s is closed; where the segment ends if it is not.
func closing(s string) int {
	depth := 1
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	if i := strings.IndexAny(s, "/?}"); i >= 0 {
		return i
	}
	return len(s)
}

// expression reads what stands between braces: RFC 6570, and what frameworks write.
func (m *templateMatch) expression(raw string) {
	if m.declared("path", raw) != nil {
		m.pieces = append(m.pieces, piece{text: raw, placeholder: true})
		return
	}
	body := strings.TrimSpace(strings.Trim(strings.TrimSpace(raw), "{}"))
	operator := ""
	if len(body) > 1 && strings.Contains("?&+#./;", body[:1]) {
		operator, body = body[:1], body[1:]
	}
	body, _, _ = strings.Cut(body, ":")
	names := strings.Split(body, ",")
	switch operator {
	case "?", "&":
		for _, name := range names {
			m.query(plainName(name))
		}
		return
	case "/":
		m.text("/")
	}
	for i, name := range names {
		if i > 0 {
			m.text(",")
		}
		m.pieces = append(m.pieces, piece{
			text: plainName(name), placeholder: true, reserved: operator == "+" || operator == "#" || greedy(name),
			style: map[string]string{".": "label", ";": "matrix"}[operator],
		})
	}
}

// greedy tells whether a placeholder takes several segments.
func greedy(name string) bool {
	return strings.HasSuffix(name, "*") || strings.HasSuffix(name, "+") || strings.HasSuffix(name, "...") || strings.HasPrefix(name, "*")
}

// plainName is a name without what frameworks put around it.
func plainName(name string) string {
	return strings.TrimSpace(strings.TrimLeft(strings.TrimRight(strings.TrimSpace(name), "*+?!."), "*$"))
}

// query makes sure that there is a query parameter of the name, which the template asks for.
func (m *templateMatch) query(name string) {
	if name == "" || m.declared("query", name) != nil {
		return
	}
	if p := m.declared("path", name); p != nil {
		p.In, p.Style, p.Explode, p.Required = "query", "form", true, false
		return
	}
	m.params = append(m.params, m.stringParam(name, "query"))
}

func (m *templateMatch) stringParam(name, in string) api.Param {
	at := m.endpoint.node
	return api.Param{
		Name: name, In: in, Required: in == "path", Style: styleDefaults(in), Explode: in == "query", Pos: at.Pos(),
		Schema: m.anything(source.Child(m.endpoint.pointer(), "parameters", name), api.String, at.Pos()),
	}
}

func (m *templateMatch) declared(in, name string) *api.Param {
	for i := range m.params {
		if m.params[i].In == in && m.params[i].Name == name {
			return &m.params[i]
		}
	}
	return nil
}

// dropQuery takes what parameters send out of the query of a template. "/uploads?convert={convert}" asks for a query
// parameter, whether one is described or not; what is constant stays.
func (m *templateMatch) dropQuery() {
	before, query, found := strings.Cut(m.endpoint.path, "?")
	if !found || strings.ContainsAny(before, "#") || strings.HasSuffix(before, "{") {
		return
	}
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if inner := strings.Trim(value, "{}"); inner != value && "{"+inner+"}" == value {
			m.queryPair(name, inner)
			m.moved = append(m.moved, name)
		} else if m.declared("query", name) == nil {
			kept = append(kept, pair)
		} else {
			m.moved = append(m.moved, pair)
		}
	}
	m.endpoint.path = before
	if len(kept) > 0 {
		m.endpoint.path += "?" + strings.Join(kept, "&")
	}
}

// queryPair makes sure that a parameter sends name={inner}.
func (m *templateMatch) queryPair(name, inner string) {
	if m.declared("query", name) != nil {
		return
	}
	for _, in := range []string{"query", "path"} {
		if p := m.declared(in, inner); p != nil {
			p.Name, p.In, p.Style, p.Explode = name, "query", "form", p.Explode || in == "path"
			return
		}
	}
	if name != "" { // what the key asks for is no option
		p := m.stringParam(name, "query")
		p.Required = true
		m.params = append(m.params, p)
	}
}

// cutMarked cuts a text around a segment that is ":name", "<name>" or "<type:name>".
func cutMarked(text, name string) (before, after string, ok bool) {
	start := 0
	for _, segment := range strings.SplitAfter(text, "/") {
		bare := strings.TrimSuffix(segment, "/")
		inner, tail := strings.CutPrefix(bare, "<")
		if tail {
			inner = strings.TrimSuffix(inner, ">")
			inner = inner[strings.Index(inner, ":")+1:]
		} else {
			inner, tail = strings.CutPrefix(bare, ":")
		}
		if tail && inner == name {
			return text[:start], text[start+len(bare):], true
		}
		start += len(segment)
	}
	return "", "", false
}

// serverOf splits a path that is a whole URL into a server and the path.
func serverOf(p place, key string) (servers place, path string) {
	scheme, rest, ok := strings.Cut(key, "://")
	host, path, _ := strings.Cut(rest, "/")
	if !ok || scheme != "https" && scheme != "http" || host == "" || strings.Contains(host, "{") {
		return place{}, key
	}
	url := node.Entry{Key: "url", Value: node.NewString(p.node, scheme+"://"+host)}
	list := node.NewArray(p.node, node.NewObject(p.node, url))
	return place{id: source.Child(p.id, "servers"), node: list}, "/" + path
}

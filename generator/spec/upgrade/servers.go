package upgrade

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// servers builds one server per scheme. The encrypted ones come first, so that a client that takes the first one is safe.
// Without a host the base path is a server relative to the document, as in 3.0; without both there is none.
func (u *upgrader) servers(root, schemes *node.Node) *node.Node {
	host, base := root.Get("host"), strings.TrimRight(root.Get("basePath").Str(), "/")
	if base != "" && !strings.HasPrefix(base, "/") {
		base = "/" + base
	}
	if t := root.Get("x-ms-parameterized-host"); t.Get("hostTemplate").Is(node.String) {
		return u.templated(t, base, schemesOf(root, schemes))
	}
	if host.Str() == "" {
		if base == "" {
			return nil
		}
		at := root.Get("basePath")
		return node.NewArray(at, server(at, base))
	}
	name, given := host.Text, []string(nil)
	if scheme, rest, ok := strings.Cut(name, "://"); ok { // an error of people, but a clear one
		name, given = rest, []string{scheme}
	}
	if given == nil {
		given = schemesOf(root, schemes)
	}
	list := node.NewArray(host)
	for _, scheme := range given {
		list.Items = append(list.Items, server(host, scheme+"://"+strings.TrimRight(name, "/")+base))
	}
	return list
}

// templated builds the servers of a host with variables: {hostTemplate: "{account}.example.com", parameters: [...]}.
func (u *upgrader) templated(t *node.Node, base string, schemes []string) *node.Node {
	host := t.Get("hostTemplate")
	variables := node.NewObject(t)
	for _, p := range t.Get("parameters").List() {
		p = u.resolve.target(p)
		variables.Set(p.Get("name").Str(), node.NewObject(p, node.Entry{Key: "default", Value: p.Get("default")},
			node.Entry{Key: "enum", Value: p.Get("enum")}, node.Entry{Key: "description", Value: p.Get("description")}))
	}
	list := node.NewArray(host)
	prefixes := []string{""}
	if use := t.Get("useSchemePrefix"); !use.Is(node.Bool) || use.True() {
		prefixes = prefixes[:0]
		for _, scheme := range schemes {
			prefixes = append(prefixes, scheme+"://")
		}
	}
	for _, prefix := range prefixes {
		s := server(host, prefix+strings.TrimRight(host.Text, "/")+base)
		s.Set("variables", variables)
		list.Items = append(list.Items, s)
	}
	return list
}

func server(at *node.Node, url string) *node.Node {
	return node.NewObject(at, node.Entry{Key: "url", Value: node.NewString(at, url)})
}

// schemesOf returns the schemes that apply, encrypted ones first; https if none is said.
func schemesOf(root, own *node.Node) []string {
	schemes := texts(own)
	if len(schemes) == 0 {
		schemes = texts(root.Get("schemes"))
	}
	if len(schemes) == 0 {
		return []string{"https"}
	}
	rank := func(s string) int { return slices.Index([]string{"https", "http", "wss", "ws"}, s) }
	slices.SortStableFunc(schemes, func(a, b string) int { return rank(a) - rank(b) })
	return schemes
}

// operationServers builds the servers of an operation that has schemes of its own; nil if the document's first server
// serves it, so that a client's own base URL keeps working for it.
func (u *upgrader) operationServers(op *node.Node) *node.Node {
	own := op.Get("schemes")
	if len(texts(own)) == 0 || slices.Contains(texts(own), schemesOf(u.doc, nil)[0]) {
		return nil
	}
	if u.doc.Get("host").Str() == "" {
		return nil
	}
	return u.servers(u.doc, own)
}

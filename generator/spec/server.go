package spec

import (
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// servers reads a list of base URLs.
func (l *lowerer) servers(list place) []api.Server {
	var out []api.Server
	for _, p := range list.items() {
		s := decode[openapi3.Server](l, p.node, []string{"url", "description"})
		if !p.node.Get("url").Is(node.String) {
			l.diags.Warnf(p.node.Pos(), "bad-server", "the server has no url; it is ignored")
			continue
		}
		out = append(out, api.Server{
			URL:         l.absolute(p.node, strings.TrimSpace(s.URL)),
			Name:        p.node.Get("name").Str(),
			Description: s.Description,
			Variables:   l.variables(p, s.URL),
		})
	}
	return out
}

// variables reads the placeholders in the order in which the URL has them; others are left out.
func (l *lowerer) variables(server place, pattern string) []api.ServerVariable {
	var out []api.ServerVariable
	for _, name := range placeholders(pattern) {
		p := server.child("variables").child(name)
		if !p.there() {
			l.diags.Warnf(server.node.Pos(), "bad-server", "the server's url has a variable {%s} that is not described", name)
			continue
		}
		v := decode[openapi3.ServerVariable](l, p.node, []string{"default", "description"})
		enum := texts(p.node.Get("enum"))
		if !p.node.Has("default") && len(enum) > 0 {
			v.Default = enum[0]
		} else if !p.node.Has("default") { // without a value there is no server: whoever calls has to name one
			l.diags.Notef(p.node.Pos(), "no-default", "the variable {%s} of the server has no default", name)
			continue
		}
		out = append(out, api.ServerVariable{Name: name, Default: v.Default, Enum: enum, Description: v.Description})
	}
	return out
}

// texts are the items of a list of strings; numbers count as what they look like.
func texts(list *node.Node) []string {
	var out []string
	for _, n := range list.List() {
		out = append(out, n.Spelled())
	}
	return out
}

// absolute resolves a URL against where the document was read from, if that is on the web. A placeholder at the
// beginning may hold a scheme, so such a URL stays as it is.
func (l *lowerer) absolute(n *node.Node, ref string) string {
	if strings.Contains(ref, "://") || strings.HasPrefix(ref, "{") {
		return ref
	}
	base, err := url.Parse(n.File.URI)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" {
		return ref
	}
	switch {
	case strings.HasPrefix(ref, "//"):
		return base.Scheme + ":" + ref
	case strings.HasPrefix(ref, "/"):
		return strings.TrimSuffix(base.Scheme+"://"+base.Host+ref, "/")
	}
	joined, err := base.Parse(ref)
	if err != nil || strings.Contains(ref, "{") {
		return ref
	}
	return joined.String()
}

// ownServer is the server of a document that names none: the one that it was read from.
func (l *lowerer) ownServer() []api.Server {
	if own := l.absolute(l.root.Root, "/"); own != "/" {
		return []api.Server{{URL: own}}
	}
	return nil
}

// placeholders are the distinct names in braces.
func placeholders(pattern string) []string {
	var out []string
	seen := map[string]bool{}
	for {
		_, rest, ok := strings.Cut(pattern, "{")
		if !ok {
			return out
		}
		name, rest, ok := strings.Cut(rest, "}")
		if !ok {
			return out
		}
		if name != "" && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
		pattern = rest
	}
}

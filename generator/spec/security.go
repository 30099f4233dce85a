package spec

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// lowerSchemes reads the security schemes and the requirement that holds for operations without their own.
func (l *lowerer) lowerSchemes(root place) {
	table := l.part(root, "components").child("securitySchemes")
	for _, p := range l.members(table) {
		key := p.key
		t, why := l.object(p)
		if why != "" {
			l.diags.Warnf(p.node.Pos(), "bad-security", "the security scheme %q is ignored: %s", key, why)
			continue
		}
		if s, ok := l.scheme(key, t.place); ok {
			l.out.Schemes = append(l.out.Schemes, s)
			l.schemes[key] = true
		}
	}
	slices.SortFunc(l.out.Schemes, func(a, b api.SecurityScheme) int { return cmp.Compare(a.Key, b.Key) })
	l.security = l.requirements(l.part(root, "security"))
}

var schemeKeywords = []string{"type", "description", "name", "in", "scheme", "bearerFormat", "openIdConnectUrl"}

func (l *lowerer) scheme(key string, p place) (api.SecurityScheme, bool) {
	s := decode[openapi3.SecurityScheme](l, p.node, schemeKeywords)
	s.Type, s.Scheme = schemeType(s.Type, s.Scheme)
	out := api.SecurityScheme{
		Key: key, Type: s.Type, Description: s.Description, In: strings.ToLower(s.In), Name: s.Name, Scheme: strings.ToLower(s.Scheme),
		BearerFormat: s.BearerFormat, OpenIDConnectURL: s.OpenIdConnectUrl,
		Deprecated: p.node.Get("deprecated").True(), Flows: l.flows(p.child("flows")), Pos: p.node.Pos(),
	}
	missing := ""
	switch s.Type {
	case "apiKey":
		missing = firstEmpty("name", s.Name, "in", s.In)
	case "http":
		missing = firstEmpty("scheme", s.Scheme)
	case "oauth2", "openIdConnect", "mutualTLS":
	default:
		missing = "type"
	}
	if missing != "" {
		l.diags.Warnf(p.node.Pos(), "bad-security", "the security scheme %q has no usable %q; it is ignored", key, missing)
		return out, false
	}
	return out, true
}

// schemeType spells a type as the specification does. People write the scheme of HTTP for the type.
func schemeType(kind, scheme string) (string, string) {
	for _, known := range []string{"apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"} {
		if strings.EqualFold(kind, known) {
			return known, scheme
		}
	}
	switch lower := strings.ToLower(kind); lower {
	case "basic", "bearer":
		return "http", lower
	}
	return kind, scheme
}

// firstEmpty returns the first name whose value is empty.
func firstEmpty(pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return pairs[i]
		}
	}
	return ""
}

// flows reads the flows of OAuth2, sorted by type.
func (l *lowerer) flows(table place) []api.Flow {
	var out []api.Flow
	for _, p := range l.members(table) {
		kind := p.key
		if !p.node.Is(node.Object) || strings.HasPrefix(kind, "x-") {
			continue
		}
		f := decode[openapi3.OAuthFlow](l, p.node, []string{"authorizationUrl", "tokenUrl", "refreshUrl"})
		out = append(out, api.Flow{
			Type: kind, AuthorizationURL: f.AuthorizationURL, TokenURL: f.TokenURL, RefreshURL: f.RefreshURL,
			DeviceURL: p.node.Get("deviceAuthorizationUrl").Str(), Scopes: scopes(p.node.Get("scopes")),
		})
	}
	slices.SortFunc(out, func(a, b api.Flow) int { return cmp.Compare(a.Type, b.Type) })
	return out
}

// scopes are the permissions of a flow, by name.
func scopes(n *node.Node) []api.Scope {
	var out []api.Scope
	for name, about := range n.All() {
		if !strings.HasPrefix(name, "x-") {
			out = append(out, api.Scope{Name: name, Description: about.Str()})
		}
	}
	slices.SortFunc(out, func(a, b api.Scope) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// requirements reads alternatives of credentials. One that needs an unknown scheme could never be met, so it is dropped
// as a whole: without the unknown scheme it would ask for less than the server does.
func (l *lowerer) requirements(list place) []api.Requirement {
	var out []api.Requirement
	for _, p := range list.items() {
		if r, ok := l.requirement(p.node); ok {
			out = append(out, r)
		}
	}
	return out
}

// schemeKey is the key of the scheme that a requirement names. From 3.2 on that may be a URI.
func (l *lowerer) schemeKey(n *node.Node, name string) string {
	if l.schemes[name] || !strings.ContainsAny(name, "#/") {
		return name
	}
	found, problem := l.resolve(n, name)
	if problem != nil || !found.Node.Is(node.Object) {
		return name
	}
	for _, p := range l.members(l.part(l.top(), "components").child("securitySchemes")) {
		if t, why := l.object(p); why == "" && t.node == found.Node && l.schemes[p.key] {
			return p.key
		}
	}
	if s, ok := l.scheme(found.Name, place{id: found.ID, node: found.Node}); ok && !l.schemes[s.Key] {
		l.out.Schemes = append(l.out.Schemes, s)
		l.schemes[s.Key] = true
		return s.Key
	}
	return name
}

func (l *lowerer) requirement(n *node.Node) (api.Requirement, bool) {
	r := api.Requirement{}
	for name, scopes := range n.All() {
		name := l.schemeKey(n, name)
		if !l.schemes[name] {
			l.diags.Warnf(n.Pos(), "unknown-scheme", "the security scheme %q is not defined; what needs it is ignored", name)
			return nil, false
		}
		use := api.SchemeUse{Scheme: name}
		for _, s := range scopes.List() {
			use.Scopes = append(use.Scopes, s.Str())
		}
		r = append(r, use)
	}
	slices.SortFunc(r, func(a, b api.SchemeUse) int { return cmp.Compare(a.Scheme, b.Scheme) })
	return r, n.Is(node.Object)
}

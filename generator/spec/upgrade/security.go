package upgrade

import (
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// flows are the names of OAuth2 flows in 2.0 and 3.0.
var flows = map[string]string{
	"application": "clientCredentials",
	"accessCode":  "authorizationCode",
	"implicit":    "implicit",
	"password":    "password",
}

// securityScheme rewrites a security definition. Types of 3.0 that vendors use in 2.0 documents stay as they are.
func securityScheme(s *node.Node) *node.Node {
	switch strings.ToLower(s.Get("type").Str()) {
	case "basic":
		c := s.Copy()
		c.Set("type", node.NewString(s.Get("type"), "http"))
		c.Set("scheme", node.NewString(s.Get("type"), "basic"))
		return c
	case "oauth2":
		if !s.Has("flows") {
			return oauth2(s)
		}
	}
	return s
}

// oauth2 wraps the one flow of a definition.
func oauth2(s *node.Node) *node.Node {
	c, flow := node.NewObject(s), node.NewObject(s)
	for key, value := range s.All() {
		switch key {
		case "flow":
		case "authorizationUrl", "tokenUrl", "refreshUrl", "scopes":
			flow.Set(key, value)
		default:
			c.Set(key, value)
		}
	}
	if !flow.Has("scopes") {
		flow.Set("scopes", node.NewObject(s))
	}
	name := s.Get("flow").Str()
	if renamed, ok := flows[name]; ok {
		name = renamed
	}
	if name != "" {
		c.Set("flows", node.NewObject(s, node.Entry{Key: name, Value: flow}))
	}
	return c
}

package spec

import (
	"github.com/apigen-go/apigen/generator/spec/node"
)

// goName is the Go name that the vendor chose, in the spelling of one of several tools.
func goName(n *node.Node) string {
	for _, key := range []string{"x-go-name", "x-ogen-name", "x-ms-client-name"} {
		if name := n.Get(key).Str(); name != "" {
			return name
		}
	}
	return ""
}

// typeName is the name that the vendor chose for a schema's type. The property that holds an enum has a name of its own.
func typeName(n *node.Node) string {
	return later(n.Get("x-ms-enum").Get("name").Str(), goName(n))
}

// firstOf is the first of several members that is there.
func firstOf(n *node.Node, keys ...string) *node.Node {
	for _, key := range keys {
		if v := n.Get(key); v != nil {
			return v
		}
	}
	return nil
}

// isSensitive tells schemas and parameters whose values are secrets, as the vendor says in one of several spellings.
func isSensitive(n *node.Node) bool {
	return n.Get("x-sensitive").True() || n.Get("x-ms-secret").True()
}

// deprecatedBy tells whether an extension marks the object as deprecated.
func deprecatedBy(n *node.Node) bool {
	return n.Get("x-deprecated").True() || n.Get("x-deprecated").Is(node.Object) || deprecationReason(n) != ""
}

// deprecationReason is what the vendor says to callers of something deprecated.
func deprecationReason(n *node.Node) string {
	for _, key := range []string{"x-deprecated-reason", "x-deprecation-reason", "x-deprecated-message"} {
		if why := n.Get(key).Str(); why != "" {
			return why
		}
	}
	return n.Get("x-deprecated").Str()
}

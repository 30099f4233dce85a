package spec

import (
	"strings"

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

// goType reads x-go-type, a string or a {type, import} pair, and x-go-type-import, a string or a {path} object.
func goType(n *node.Node) (name, path string) {
	t := n.Get("x-go-type")
	name = t.Str()
	if t.Is(node.Object) {
		name, path = t.Get("type").Str(), importPath(t.Get("import"))
	}
	if imported := importPath(n.Get("x-go-type-import")); imported != "" {
		path = imported
	}
	return name, path
}

func importPath(n *node.Node) string {
	if n.Is(node.Object) {
		n = firstOf(n, "path", "package")
	}
	return n.Str()
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

// withReason ends a description with the reason of a deprecation, as a paragraph of its own.
func withReason(description string, n *node.Node) string {
	why := deprecationReason(n)
	if why == "" || strings.Contains(description, why) {
		return description
	}
	return strings.TrimSpace(description + "\n\nDeprecated: " + why)
}

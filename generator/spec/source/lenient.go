package source

import (
	"path"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// This file reads references that mean nothing as they are spelled, and have one meaning all the same: vendors' tools
// write them, and resolve them. It is asked only when the strict reading has come to nothing.

// spellings are the references that the author may have meant.
func spellings(ref string) []string {
	var out []string
	trimmed := strings.TrimSpace(ref)
	if trimmed != ref {
		out = append(out, trimmed)
	}
	name, fragment, pointer := strings.Cut(trimmed, "#")
	switch {
	case pointer && !strings.HasPrefix(fragment, "/") && strings.Contains(fragment, "/"): // "#components/schemas/A"
		fragment = "/" + fragment
		out = append(out, name+"#"+fragment)
	case !pointer && isName(trimmed): // "A", "schemas/A", "/definitions/A"
		rest := strings.TrimPrefix(trimmed, "/")
		escaped := node.PointerEscape(rest)
		return append(out, "#/"+rest, "#/components/"+rest, "#/components/schemas/"+escaped, "#/definitions/"+escaped)
	}
	// Each version has its own section for schemas, and converters forget references.
	if rest, ok := strings.CutPrefix(fragment, "/definitions/"); ok {
		out = append(out, name+"#/components/schemas/"+rest)
	}
	if rest, ok := strings.CutPrefix(fragment, "/components/schemas/"); ok {
		out = append(out, name+"#/definitions/"+rest)
	}
	return out
}

// isName tells whether a reference can be the name of a component, rather than that of a file.
func isName(ref string) bool {
	switch path.Ext(ref) {
	case ".json", ".yaml", ".yml":
		return false
	}
	return ref != "" && !strings.Contains(ref, ":") && !strings.HasPrefix(ref, ".")
}

// unescapedKey finds the key that the first tokens are if its slashes were not escaped: "K", "L" are "K/L" if there is such
// a key. It returns how many tokens that are, 0 if there is no such key. An empty token, of a slash too much, is no key.
func unescapedKey(n *node.Node, tokens []string) (key string, count int) {
	if !n.Is(node.Object) {
		return "", emptyToken(tokens)
	}
	const longest = 16 // tokens, far more than a path has
	key = tokens[0]
	for i, token := range tokens[1:min(len(tokens), longest)] {
		key += "/" + token
		if n.Has(key) {
			return key, i + 2
		}
	}
	return "", emptyToken(tokens)
}

func emptyToken(tokens []string) int {
	if tokens[0] == "" {
		return 1
	}
	return 0
}

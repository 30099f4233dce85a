package node

import (
	"net/url"
	"strconv"
	"strings"
)

// At returns what a JSON pointer (RFC 6901) names below the node, nil if there is nothing: "/paths/~1orders/get", or
// with percent-encoding as a URI fragment, "#/paths/~1orders%2F%7Bid%7D". Both "" and "#" name the node itself.
func (n *Node) At(pointer string) *Node {
	if fragment, ok := strings.CutPrefix(pointer, "#"); ok {
		decoded, err := url.PathUnescape(fragment)
		if err != nil { // people write "100%" without encoding it
			decoded = fragment
		}
		pointer = decoded
	}
	for token := range Tokens(pointer) {
		if n = n.Step(token); n == nil {
			return nil
		}
	}
	return n
}

// Step returns the member or item that one unescaped token of a pointer names, nil if there is none.
func (n *Node) Step(token string) *Node {
	if !n.Is(Array) {
		return n.Get(token)
	}
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(n.Items) || strconv.Itoa(i) != token {
		return nil
	}
	return n.Items[i]
}

// Tokens ranges over the unescaped tokens of a JSON pointer. What stands before the first slash is ignored.
func Tokens(pointer string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		_, rest, more := strings.Cut(pointer, "/")
		for more {
			var token string
			token, rest, more = strings.Cut(rest, "/")
			if !yield(PointerUnescape(token)) {
				return
			}
		}
	}
}

// PointerEscape makes a key a token of a JSON pointer: "/orders" becomes "~1orders".
func PointerEscape(key string) string {
	if !strings.ContainsAny(key, "~/") {
		return key
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// PointerUnescape is the inverse of [PointerEscape].
func PointerUnescape(token string) string {
	if !strings.Contains(token, "~") {
		return token
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}

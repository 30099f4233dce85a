package node

import (
	"slices"
	"unicode/utf8"
)

// AppendJSON appends the value as JSON, with the exact text of numbers and the order of keys. Nothing is indented.
func (n *Node) AppendJSON(dst []byte) []byte { return n.AppendJSONWithout(dst) }

// AppendJSONWithout is [Node.AppendJSON] without some members of the value itself; deeper ones are kept.
func (n *Node) AppendJSONWithout(dst []byte, keys ...string) []byte {
	switch {
	case n == nil || n.Kind == Null:
		return append(dst, "null"...)
	case n.Kind == String:
		return appendString(dst, n.Text)
	case n.Kind == Array:
		return n.appendArray(dst)
	case n.Kind == Object:
		return n.appendObject(dst, keys)
	}
	return append(dst, n.Text...)
}

func (n *Node) appendArray(dst []byte) []byte {
	dst = append(dst, '[')
	for i, item := range n.Items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item.AppendJSON(dst)
	}
	return append(dst, ']')
}

func (n *Node) appendObject(dst []byte, without []string) []byte {
	dst = append(dst, '{')
	first := true
	for i := range n.Entries {
		if slices.Contains(without, n.Entries[i].Key) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendString(dst, n.Entries[i].Key), ':')
		dst = n.Entries[i].Value.AppendJSON(dst)
	}
	return append(dst, '}')
}

func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || size != 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, c)
		i++
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// appendEscape writes one byte that cannot stand in a JSON string as it is.
func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch {
	case c == '"' || c == '\\':
		return append(dst, '\\', c)
	case c == '\n':
		return append(dst, '\\', 'n')
	case c == '\r':
		return append(dst, '\\', 'r')
	case c == '\t':
		return append(dst, '\\', 't')
	case c < ' ':
		return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
	return append(dst, "\ufffd"...) // no UTF-8
}

package wire

import (
	"fmt"
	"strconv"
	"strings"
)

// Styles write nodes: pairs for the query, cookies and forms, one text for the path and headers. The expectations are the
// tables of the OpenAPI specification ("Style Examples") and of RFC 6570.

// expand returns a node as the one text of a path or header parameter.
func (n node) expand(l Layout, name string, keep keep) (string, error) {
	if !n.isFlat() {
		return "", errNested
	}
	switch l.style {
	case Simple:
		return n.join(l.explode, ",", keep), nil
	case Label:
		if l.explode {
			return prefixed(".", n.join(true, ".", keep), n), nil
		}
		return prefixed(".", n.join(false, ",", keep), n), nil
	case Matrix:
		return n.matrix(l.explode, escape(name, keep), keep), nil
	}
	return "", fmt.Errorf("style %q has no meaning here", l.style)
}

// prefixed puts the prefix before the text of everything but an empty list or object, which RFC 6570 holds for undefined.
func prefixed(prefix, text string, n node) string {
	if n.isEmpty() {
		return ""
	}
	return prefix + text
}

func (n node) matrix(explode bool, name string, keep keep) string {
	if n.isEmpty() {
		return ""
	}
	if !explode || n.kind == scalarNode || n.kind == nullNode {
		return matrixPart(name, n.join(false, ",", keep))
	}
	var b strings.Builder
	for _, m := range n.members {
		key := name
		if n.kind == objectNode {
			key = escape(m.name, keep)
		}
		b.WriteString(matrixPart(key, escape(m.text, keep)))
	}
	return b.String()
}

func matrixPart(name, value string) string {
	if value == "" {
		return ";" + name
	}
	return ";" + name + "=" + value
}

// isFlat reports whether the items or members are all scalars.
func (n node) isFlat() bool {
	for _, m := range n.members {
		if m.kind == listNode || m.kind == objectNode {
			return false
		}
	}
	return true
}

// isEmpty reports whether the node is a list or object with nothing in it.
func (n node) isEmpty() bool {
	return (n.kind == listNode || n.kind == objectNode) && len(n.members) == 0
}

// join returns a flat node as one text; the names of members stand before their values, after "=" if equals is set.
func (n node) join(equals bool, separator string, keep keep) string {
	if n.kind != listNode && n.kind != objectNode {
		return escape(n.text, keep)
	}
	between := separator
	if equals {
		between = "="
	}
	var b []byte
	for i, m := range n.members {
		if i > 0 {
			b = append(b, separator...)
		}
		if n.kind == objectNode {
			b = append(appendEscaped(b, m.name, keep), between...)
		}
		b = appendEscaped(b, m.text, keep)
	}
	return string(b)
}

// pairs appends the pairs that a node comes to in the query, in cookies or in a form.
func (l Layout) pairs(pairs []Pair, name string, n node, keepName, keepValue keep) ([]Pair, error) {
	if n.isEmpty() && l.empty {
		return append(pairs, Pair{escape(name, keepName), ""}), nil
	}
	if n.kind == absentNode || n.isEmpty() {
		return pairs, nil
	}
	w := pairWriter{pairs: pairs, arrays: l.arrays, name: keepName, value: keepValue}
	switch l.style {
	case DeepObject:
		w.deep(name, n)
		return w.pairs, nil
	case Form, Cookie, SpaceDelimited, PipeDelimited, TabDelimited:
	default:
		return nil, fmt.Errorf("style %q has no meaning here", l.style)
	}
	if l.explode {
		if w.arrays == "" {
			w.arrays = ArrayRepeat
		}
		w.exploded(name, n)
		return w.pairs, nil
	}
	if !n.isFlat() {
		return nil, errNested
	}
	return append(pairs, Pair{escape(name, keepName), n.join(false, l.separator(), keepValue)}), nil
}

// separator stands between the items in one value. All but the comma are not allowed in a query and so are escaped.
func (l Layout) separator() string {
	switch l.style {
	case SpaceDelimited:
		return "%20"
	case PipeDelimited:
		return "%7C"
	case TabDelimited:
		return "%09"
	}
	return ","
}

// pairWriter collects the pairs of nested values.
type pairWriter struct {
	pairs       []Pair
	arrays      string // how lists are written; "": by index
	name, value keep
}

// exploded writes a list as repeated names and the members of an object under their own names; what is nested in them gets
// brackets. OpenAPI does not define the nested part: these are the names that PHP, Rails and qs read.
func (w *pairWriter) exploded(name string, n node) {
	if n.kind != objectNode {
		w.deep(name, n)
		return
	}
	for _, m := range n.members {
		w.deep(m.name, m.node)
	}
}

// deep writes a value under a name, and what is in it under the name and brackets: name[member], name[0].
func (w *pairWriter) deep(name string, n node) {
	switch n.kind {
	case scalarNode, nullNode:
		w.pairs = append(w.pairs, Pair{escape(name, w.name), escape(n.text, w.value)})
	case objectNode:
		for _, m := range n.members {
			w.deep(name+"["+m.name+"]", m.node)
		}
	case listNode:
		for i, m := range n.members {
			w.deep(w.item(name, i, n.isFlat()), m.node)
		}
	}
}

// item returns the name of an item of a list. Items that are lists or objects need their index in any case, as the parts of
// one could not be told from those of the next.
func (w *pairWriter) item(name string, i int, flat bool) string {
	switch {
	case flat && w.arrays == ArrayRepeat:
		return name
	case flat && w.arrays == ArrayBrackets:
		return name + "[]"
	}
	return name + "[" + strconv.Itoa(i) + "]"
}

package wire

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Styles write nodes: pairs for the query, cookies and forms, one text for the path and headers. The expectations are the
// tables of the OpenAPI specification ("Style Examples") and of RFC 6570.

// expand returns a node as the one text of a path or header parameter.
//
// The delimited styles are not OpenAPI's there, but version 2.0 has them for lists everywhere: a plain place, a header, has the
// separator itself, a path its escape.
func (n node) expand(l Layout, name string, keep keep, plain bool) (string, error) {
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
	case SpaceDelimited, PipeDelimited, TabDelimited:
		return n.join(false, l.delimiter(plain), keep), nil
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
		return w.pairs, w.err
	case Form, Cookie, SpaceDelimited, PipeDelimited, TabDelimited:
	default:
		return nil, fmt.Errorf("style %q has no meaning here", l.style)
	}
	if l.explode {
		if w.arrays == "" {
			w.arrays = ArrayRepeat
		}
		w.exploded(name, n)
		return w.pairs, w.err
	}
	if !n.isFlat() {
		return nil, errNested
	}
	return append(pairs, Pair{escape(name, keepName), n.join(false, l.separator(), keepValue)}), nil
}

// separator stands between the items in one value. All but the comma are not allowed in a query and so are escaped.
func (l Layout) separator() string {
	switch {
	case !l.plain:
	case l.style == SpaceDelimited, l.style == PipeDelimited, l.style == TabDelimited:
		return l.delimiter(true)
	}
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

// delimiter is the separator of a delimited style in the path, or where nothing is escaped.
func (l Layout) delimiter(plain bool) string {
	if !plain {
		return l.separator()
	}
	switch l.style {
	case SpaceDelimited:
		return " "
	case PipeDelimited:
		return "|"
	}
	return "\t"
}

// pairWriter collects the pairs of nested values.
type pairWriter struct {
	pairs       []Pair
	arrays      string // how lists are written; "": by index
	name, value keep
	err         error // what has no way to be written
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
			item := w.item(name, i, m.node)
			if m.kind == objectNode && i > 0 && strings.HasSuffix(item, "[]") {
				m.node = w.apart(n.members[i-1].node, m.node)
			}
			w.deep(item, m.node)
		}
	}
}

// item returns the name of an item of a list. A name that ends with brackets has been given the dialect by the document.
// Lists in lists need their index in any case, as the parts of one could not be told from those of the next.
func (w *pairWriter) item(name string, i int, n node) string {
	scalar := n.kind == scalarNode || n.kind == nullNode
	switch {
	case n.kind == listNode:
	case strings.HasSuffix(name, "[]"), scalar && w.arrays == ArrayRepeat:
		return name
	case w.arrays == ArrayBrackets:
		return name + "[]"
	}
	return name + "[" + strconv.Itoa(i) + "]"
}

// apart returns an object that follows another in a list without an index: a[][x]=1&a[][y]=2&a[][x]=3. The server begins a
// new item where a member comes again, so that the first one has to be one of both.
func (w *pairWriter) apart(before, n node) node {
	for i, m := range n.members {
		again := slices.ContainsFunc(before.members, func(b member) bool { return b.name == m.name })
		if again && (m.kind == scalarNode || m.kind == nullNode) {
			n.members = slices.Concat(n.members[i:i+1], n.members[:i], n.members[i+1:])
			return n
		}
	}
	w.err = errors.New("an item of the list cannot be told from the one before it, as they have no member in common")
	return n
}

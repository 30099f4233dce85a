package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// readTypes reads the type keyword: one type, a list of them, or a word that a vendor took for one.
func (l *lowerer) readTypes(n *node.Node, k *keywords) {
	t := n.Get("type")
	if t == nil || t.Kind == node.Null {
		return
	}
	words := []*node.Node{t}
	if t.Is(node.Array) {
		words = t.Items
	}
	k.said = true
	for _, word := range words {
		l.readType(word, k)
	}
	if slices.Contains(k.kinds, api.Any) {
		k.kinds, k.said = nil, false
		return
	}
	k.opinion = true
	k.only = k.null && len(k.kinds) == 0
}

func (l *lowerer) readType(word *node.Node, k *keywords) {
	text := word.Str()
	if word.Is(node.Null) || text == "null" {
		k.null = true
		return
	}
	kind, format, ok := typeOf(text)
	if !ok {
		l.diags.Warnf(word.Pos(), "bad-type", "%s is not a type of JSON Schema; it is read as %s", describe(word), orAny(kind, format))
	}
	if kind == "" {
		kind = api.Any
	}
	if !slices.Contains(k.kinds, kind) {
		k.kinds = append(k.kinds, kind)
	}
	if k.Format == "" {
		k.Format = format
	}
}

func orAny(kind api.Kind, format string) string {
	switch {
	case kind == "":
		return "anything"
	case format == "":
		return string(kind)
	}
	return string(kind) + " of format " + format
}

// typeOf reads one type. Words that are no types get the meaning that their authors had in mind, but are not ok.
func typeOf(word string) (kind api.Kind, format string, ok bool) {
	switch k := api.Kind(word); k {
	case api.Boolean, api.Integer, api.Number, api.String, api.Object, api.Array:
		return k, "", true
	}
	meant := map[string]struct {
		kind   api.Kind
		format string
	}{
		"boolean": {api.Boolean, ""}, "bool": {api.Boolean, ""},
		"integer": {api.Integer, ""}, "int": {api.Integer, ""}, "int32": {api.Integer, "int32"},
		"int64": {api.Integer, "int64"}, "long": {api.Integer, "int64"}, "short": {api.Integer, "int32"},
		"number": {api.Number, ""}, "float": {api.Number, "float"}, "double": {api.Number, "double"}, "decimal": {api.Number, ""},
		"string": {api.String, ""}, "str": {api.String, ""}, "text": {api.String, ""}, "enum": {api.String, ""},
		"uuid": {api.String, "uuid"}, "guid": {api.String, "uuid"}, "date": {api.String, "date"},
		"datetime": {api.String, "date-time"}, "date-time": {api.String, "date-time"}, "timestamp": {api.String, "date-time"},
		"uri": {api.String, "uri"}, "url": {api.String, "uri"}, "email": {api.String, "email"}, "file": {api.String, "binary"},
		"binary": {api.String, "binary"}, "byte": {api.String, "byte"}, "password": {api.String, "password"},
		"object": {api.Object, ""}, "map": {api.Object, ""}, "dict": {api.Object, ""}, "hash": {api.Object, ""}, "json": {api.Any, ""},
		"array": {api.Array, ""}, "list": {api.Array, ""}, "any": {api.Any, ""},
	}[strings.ToLower(strings.TrimSpace(word))]
	return meant.kind, meant.format, false
}

// narrow intersects two sets of types; nil is the set of all. An integer is a number.
func narrow(a, b []api.Kind) (both []api.Kind, ok bool) {
	switch {
	case a == nil:
		return b, true
	case b == nil:
		return a, true
	}
	for _, kind := range a {
		switch {
		case slices.Contains(b, kind):
			both = append(both, kind)
		case kind == api.Number && slices.Contains(b, api.Integer), kind == api.Integer && slices.Contains(b, api.Number):
			both = append(both, api.Integer)
		}
	}
	return slices.Compact(both), len(both) > 0
}

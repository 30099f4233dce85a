package spec

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// place is a value of a document and the ID that it goes by.
type place struct {
	id   api.ID
	node *node.Node
	key  string // of the member that it is
}

// child is the member of an object; the zero place if there is none.
func (p place) child(key string) place {
	n := p.node.Get(key)
	if n == nil {
		return place{}
	}
	return place{source.Child(p.id, key), n, key}
}

// members are the members of an object in document order. Anything else has none.
func (p place) members() []place {
	if !p.node.Is(node.Object) {
		return nil
	}
	out := make([]place, len(p.node.Entries))
	for i, e := range p.node.Entries {
		out[i] = place{source.Child(p.id, e.Key), e.Value, e.Key}
	}
	return out
}

// members are those of a table such as properties or responses. Vendors who split their documents put references in
// place of whole tables, which no version of OpenAPI has; a member can be called $ref, but then it is no string.
func (l *lowerer) members(p place) []place {
	own := p.members()
	at := slices.IndexFunc(own, func(m place) bool { return m.key == "$ref" && m.node.Is(node.String) })
	if at < 0 {
		return own
	}
	own = slices.Delete(own, at, at+1)
	t := l.follow(p.node)
	if !t.ok {
		return own
	}
	return append(own, slices.DeleteFunc(t.members(), func(m place) bool { return p.node.Has(m.key) })...)
}

// items are the items of an array. Anything else has none.
func (p place) items() []place {
	if !p.node.Is(node.Array) {
		return nil
	}
	out := make([]place, len(p.node.Items))
	for i, n := range p.node.Items {
		out[i] = place{id: source.Child(p.id, strconv.Itoa(i)), node: n}
	}
	return out
}

// there tells whether the place holds anything but null.
func (p place) there() bool { return p.node != nil && p.node.Kind != node.Null }

// unmarshaler is a pointer to an object of the parser.
type unmarshaler[T any] interface {
	*T
	json.Unmarshaler
}

// decode lets the parser read an object's own keywords. Children that are walked on their own are not among the
// keywords, which keeps the whole walk linear. A keyword that the parser refuses is mended or left out, with a
// diagnostic; the others still count.
func decode[T any, P unmarshaler[T]](l *lowerer, n *node.Node, keywords []string) T {
	var out T
	if !n.Is(node.Object) {
		return out
	}
	entries := slices.DeleteFunc(slices.Clone(n.Entries), func(e node.Entry) bool {
		return e.Value.Kind == node.Null || !slices.Contains(keywords, e.Key)
	})
	if len(entries) == 0 {
		return out
	}
	if P(&out).UnmarshalJSON(objectJSON(entries)) == nil {
		return out
	}
	out = *new(T)
	// What is left after mending decodes, because every keyword of it decodes alone.
	_ = P(&out).UnmarshalJSON(objectJSON(mendAll[T, P](l, entries)))
	return out
}

// mendAll decodes each keyword alone to find the ones that are at fault.
func mendAll[T any, P unmarshaler[T]](l *lowerer, entries []node.Entry) []node.Entry {
	decodes := func(e node.Entry) bool {
		return P(new(T)).UnmarshalJSON(objectJSON([]node.Entry{e})) == nil
	}
	var out []node.Entry
	for _, e := range entries {
		if decodes(e) {
			out = append(out, e)
			continue
		}
		if m, ok := l.text(e); ok && decodes(m) {
			out = append(out, m)
			continue
		}
		if m, ok := mend(e); ok && decodes(m) {
			l.diags.Notef(e.Value.Pos(), "mended-keyword", "%q should be a %s; %s is read as one", e.Key, m.Value.Kind, e.Value.Kind)
			out = append(out, m)
			continue
		}
		if e.Value.Get("$ref").Is(node.String) && !l.follow(e.Value).ok {
			continue // reported there
		}
		l.diags.Warnf(e.Value.Pos(), "bad-keyword", "%q cannot be %s here; it is ignored", e.Key, describe(e.Value))
	}
	return out
}

// text follows a reference in place of a string: vendors keep long descriptions in files of their own.
func (l *lowerer) text(e node.Entry) (node.Entry, bool) {
	if !e.Value.Get("$ref").Is(node.String) {
		return e, false
	}
	t := l.follow(e.Value)
	return node.Entry{Key: e.Key, Value: t.node}, t.ok && t.node.Is(node.String)
}

// mend turns a scalar into the type that its author may have meant: "true" into true, 1.0 into "1.0".
func mend(e node.Entry) (node.Entry, bool) {
	m := *e.Value
	switch m.Kind {
	case node.Number, node.Bool:
		m.Kind, m.Text = node.String, e.Value.Spelled()
	case node.String:
		switch text := strings.TrimSpace(m.Text); {
		case strings.EqualFold(text, "true"), strings.EqualFold(text, "false"):
			m.Kind, m.Text = node.Bool, strings.ToLower(text)
		case isNumber(text):
			m.Kind, m.Text = node.Number, text
		default:
			return e, false
		}
	default:
		return e, false
	}
	return node.Entry{Key: e.Key, Value: &m}, true
}

// isNumber tells whether a text is a JSON number.
func isNumber(text string) bool {
	return text != "" && text[0] != '"' && json.Valid([]byte(text)) && (text[0] == '-' || text[0] >= '0' && text[0] <= '9')
}

// describe says what a value is, in the words of a message.
func describe(n *node.Node) string {
	switch n.Kind {
	case node.Bool, node.Number:
		return n.Text
	case node.String:
		return "the string " + strconv.Quote(shorten(n.Text))
	case node.Array:
		return "an array"
	case node.Object:
		return "an object"
	}
	return "null"
}

func shorten(s string) string {
	const limit = 40
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

func objectJSON(entries []node.Entry) []byte {
	return valueJSON(&node.Node{Kind: node.Object, Entries: entries})
}

// valueJSON is the exact JSON text of a value, on one line.
func valueJSON(n *node.Node) []byte { return n.AppendJSON(nil) }

package standin

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// shape is all that a value of some schemas may be: the sum over their alternatives. Text on the wire is read by it.
type shape struct {
	doc        *Document
	kinds      []string
	items      []*node.Node
	prefix     []*node.Node
	properties map[string][]*node.Node
	extra      []*node.Node
	open       bool // members that are not named are spoken of
	binary     bool
	text       bool // some texts are no files
	format     bool // a format says more than the schema can
}

func (d *Document) shapeOf(schemas []*node.Node) *shape {
	s := &shape{doc: d, properties: map[string][]*node.Node{}}
	seen := map[*node.Node]bool{}
	for _, n := range schemas {
		s.add(n, seen)
	}
	return s
}

// IsPlain tells whether a schema says nothing of texts that checking them does not show.
func (d *Document) IsPlain(schema *node.Node) bool { return !d.shapeOf(one(schema)).format }

func (s *shape) add(n *node.Node, seen map[*node.Node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	s.add(s.doc.follow(n), seen)
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		for _, part := range n.Get(key).List() {
			s.add(part, seen)
		}
	}
	s.addKinds(n)
	s.format = s.format || n.Has("format")
	binary := n.Get("format").Str() == "binary" || n.Get("contentMediaType").Str() == "application/octet-stream"
	s.binary = s.binary || binary
	s.text = s.text || n.Get("type").Str() == "string" && !binary
	items := n.Get("items")
	if items.Is(node.Array) {
		s.prefix = append(s.prefix, items.Items...)
	} else if items != nil {
		s.items = append(s.items, items)
	}
	s.prefix = append(s.prefix, n.Get("prefixItems").List()...)
	for name, p := range s.doc.follow(n.Get("properties")).All() {
		s.properties[name] = append(s.properties[name], p)
	}
	if more := n.Get("additionalProperties"); more.Is(node.Object) || more.True() {
		s.open = true
		s.extra = append(s.extra, more)
	}
	for _, p := range n.Get("patternProperties").All() {
		s.open = true
		s.extra = append(s.extra, p)
	}
}

func (s *shape) addKinds(n *node.Node) {
	names := append(slices.Clone(n.Get("type").List()), n.Get("type"))
	for _, t := range names {
		if t.Str() == "file" {
			s.addKind("string")
		} else if t.Str() != "" {
			s.addKind(t.Str())
		}
	}
	if n.Get("nullable").True() {
		s.addKind("null")
	}
	if n.Get("type") == nil {
		for key, kind := range map[string]string{"properties": "object", "additionalProperties": "object", "items": "array", "prefixItems": "array"} {
			if n.Has(key) {
				s.addKind(kind)
			}
		}
	}
	for _, v := range append(slices.Clone(n.Get("enum").List()), n.Get("const")) {
		if v != nil && n.Get("type") == nil {
			s.addKind(v.Kind.String())
		}
	}
}

func (s *shape) addKind(kind string) {
	if !slices.Contains(s.kinds, kind) {
		s.kinds = append(s.kinds, kind)
	}
}

// may tells whether a value can be of a kind. Nothing said of kinds means any.
func (s *shape) may(kind string) bool { return len(s.kinds) == 0 || slices.Contains(s.kinds, kind) }

// holds tells lists and objects that are spoken of, rather than values of which nothing is known.
func (s *shape) holds(kind string) bool { return slices.Contains(s.kinds, kind) }

// member are the schemas of a member of an object.
func (s *shape) member(name string) []*node.Node {
	if p := s.properties[name]; p != nil {
		return p
	}
	return s.extra
}

// item are the schemas of an item of a list.
func (s *shape) item(i int) []*node.Node {
	if i < len(s.prefix) {
		return s.prefix[i : i+1]
	}
	return s.items
}

// read makes of a text what the schemas want it to be: a number where that is allowed, else itself.
func (d *Document) read(text string, schemas []*node.Node) any {
	s := d.shapeOf(schemas)
	var readings []any
	if s.may("integer") || s.may("number") {
		if v, err := parse([]byte(text)); err == nil {
			if n, ok := v.(json.Number); ok {
				readings = append(readings, n)
			}
		}
	}
	if b, err := strconv.ParseBool(text); err == nil && s.may("boolean") && strconv.FormatBool(b) == text {
		readings = append(readings, b)
	}
	if s.may("string") {
		readings = append(readings, text)
	}
	if s.holds("null") && (text == "" || text == "null") {
		readings = append(readings, nil)
	}
	for _, v := range readings {
		for _, schema := range schemas {
			if d.checks.check(schema, v, sent) == nil {
				return v
			}
		}
	}
	if len(readings) == 0 {
		return text
	}
	return readings[0]
}

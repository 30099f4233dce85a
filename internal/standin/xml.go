package standin

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// XML is read into the JSON value that the schema describes, and written from it: elements for members, repeated for lists,
// unless the document's xml keywords say otherwise.

const instance = "http://www.w3.org/2001/XMLSchema-instance" // of xsi:nil

// element is an element with all that is in it.
type element struct {
	name       string
	attributes map[string]string
	children   []*element
	text       string
	null       bool
}

// readElement reads a document of XML.
func readElement(body []byte) (*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	above := []*element{{}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := above[len(above)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := newElement(token)
			top.children = append(top.children, e)
			above = append(above, e)
		case xml.EndElement:
			above = above[:len(above)-1]
		case xml.CharData:
			top.text += string(token)
		}
	}
	if len(above[0].children) != 1 {
		return nil, errors.New("the XML has no root")
	}
	return above[0].children[0], nil
}

func newElement(start xml.StartElement) *element {
	e := &element{name: start.Name.Local, attributes: map[string]string{}}
	for _, a := range start.Attr {
		switch {
		case a.Name.Space == instance:
			e.null = a.Name.Local == "nil" && a.Value == "true"
		case a.Name.Space != "xmlns" && a.Name.Local != "xmlns":
			e.attributes[a.Name.Local] = a.Value
		}
	}
	return e
}

// markup is what the document says of how a member is written.
type markup struct {
	name, wrapper string
	space         string
	attribute     bool
	text          bool
}

// markup reads the xml keywords of a member: those of its place, else of its schema.
func (d *Document) markup(name string, schemas []*node.Node) markup {
	x, m := d.xmlOf(schemas), markup{name: name}
	m.name, m.space = cmp.Or(x.Get("name").Str(), name), x.Get("namespace").Str()
	m.attribute = x.Get("attribute").True() || x.Get("nodeType").Str() == "attribute"
	m.text = x.Get("nodeType").Str() == "text" || x.Get("x-text").True()
	if s := d.shapeOf(schemas); s.holds("array") && !m.attribute {
		if x.Get("wrapped").True() || x.Get("nodeType").Str() == "element" {
			m.wrapper = m.name
		}
		item := d.xmlOf(s.items)
		m.name, m.space = cmp.Or(item.Get("name").Str(), m.name), cmp.Or(item.Get("namespace").Str(), m.space)
	}
	return m
}

func (d *Document) xmlOf(schemas []*node.Node) *node.Node {
	for _, n := range schemas {
		if x := cmp.Or(n.Get("xml"), d.follow(n).Get("xml")); x != nil {
			return x
		}
		if x := d.xmlOf(d.follow(n).Get("allOf").List()); x != nil {
			return x
		}
	}
	return nil
}

// fromXML makes of an element what the schemas want it to be.
func (d *Document) fromXML(e *element, schemas []*node.Node) any {
	s := d.shapeOf(schemas)
	switch {
	case e.null:
		return nil
	case s.holds("array"):
		return d.listOf(e.children, s)
	case len(s.properties) > 0, s.holds("object"), len(e.children) > 0:
		return d.objectOf(e, s)
	}
	return d.read(e.text, schemas)
}

func (d *Document) listOf(elements []*element, s *shape) []any {
	list := []any{}
	for i, e := range elements {
		list = append(list, d.fromXML(e, s.item(i)))
	}
	return list
}

func (d *Document) objectOf(e *element, s *shape) object {
	out, seen := object{}, map[string]bool{}
	for name, schemas := range s.properties {
		m := d.markup(name, schemas)
		if v, ok := d.memberOf(e, m, schemas); ok {
			out[name] = v
		}
		seen[cmp.Or(m.wrapper, m.name)] = true
	}
	others := map[string][]*element{}
	for _, child := range e.children {
		if !seen[child.name] {
			others[child.name] = append(others[child.name], child)
		}
	}
	for name, elements := range others {
		if out[name] = d.fromXML(elements[0], s.extra); len(elements) > 1 {
			out[name] = d.listOf(elements, &shape{items: s.extra})
		}
	}
	return out
}

// memberOf finds a member in an element.
func (d *Document) memberOf(e *element, m markup, schemas []*node.Node) (any, bool) {
	s := d.shapeOf(schemas)
	switch {
	case m.attribute:
		text, ok := e.attributes[m.name]
		return d.read(text, schemas), ok
	case m.text:
		return d.read(e.text, schemas), true
	}
	found := e.named(cmp.Or(m.wrapper, m.name))
	switch {
	case len(found) == 0:
		return nil, false
	case s.holds("array") && m.wrapper == "" && !found[0].null:
		return d.listOf(found, s), true
	}
	return d.fromXML(found[0], schemas), true
}

func (e *element) named(name string) []*element {
	return slices.DeleteFunc(slices.Clone(e.children), func(c *element) bool { return c.name != name })
}

// toXML writes a value as an element, and lists as an element with the items in it. A value is one that [Document.Written]
// leaves.
func (d *Document) toXML(b *strings.Builder, m markup, v any, schemas []*node.Node) {
	b.WriteString("<" + m.name)
	if m.space != "" {
		b.WriteString(` xmlns="` + escapeXML(m.space) + `"`)
	}
	members, _ := v.(map[string]any)
	s := d.shapeOf(schemas)
	names := slices.Sorted(maps.Keys(members))
	for _, name := range names {
		if a := d.markup(name, s.member(name)); a.attribute {
			b.WriteString(" " + a.name + `="` + escapeXML(headerText(members[name])) + `"`)
		}
	}
	b.WriteByte('>')
	for _, name := range names {
		if a := d.markup(name, s.member(name)); !a.attribute {
			d.memberToXML(b, a, members[name], s.member(name))
		}
	}
	if items, ok := v.([]any); ok {
		d.itemsToXML(b, cmp.Or(d.xmlOf(s.items).Get("name").Str(), "item"), items, s)
	} else {
		b.WriteString(escapeXML(headerText(v)))
	}
	b.WriteString("</" + m.name + ">")
}

func (d *Document) memberToXML(b *strings.Builder, m markup, v any, schemas []*node.Node) {
	items, isList := v.([]any)
	switch {
	case m.text:
		b.WriteString(escapeXML(headerText(v)))
	case isList && m.wrapper == "":
		d.itemsToXML(b, m.name, items, d.shapeOf(schemas))
	case isList:
		b.WriteString("<" + m.wrapper + ">")
		d.itemsToXML(b, m.name, items, d.shapeOf(schemas))
		b.WriteString("</" + m.wrapper + ">")
	default:
		d.toXML(b, m, v, schemas)
	}
}

func (d *Document) itemsToXML(b *strings.Builder, name string, items []any, s *shape) {
	for i, item := range items {
		d.toXML(b, markup{name: name}, item, s.item(i))
	}
}

func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return b.String()
}

// Written is what XML can hold of a value: no null, nothing empty, no names that are no names of elements.
func Written(v any) any {
	v, _ = written(v)
	return v
}

func written(v any) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, false
	case string:
		return strings.TrimSpace(strings.Map(inXML, v)), true
	case []any:
		list := []any{}
		for _, item := range v {
			if kept, ok := written(item); ok {
				list = append(list, kept)
			}
		}
		return list, len(list) > 0
	case map[string]any:
		out := object{}
		for name, member := range v {
			if kept, ok := written(member); ok && isName(name) {
				out[name] = kept
			}
		}
		return out, len(out) > 0
	case json.Number, bool:
	}
	return v, true
}

func inXML(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF || r == 0xFFFD {
		return -1
	}
	return r
}

func isName(name string) bool {
	return name != "" && !strings.ContainsAny(name, " <>&/=\"'@#$[]{}():;,!?*+%^|~`\\") && !strings.ContainsAny(name[:1], "-.0123456789")
}

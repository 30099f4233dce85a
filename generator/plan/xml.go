package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// XML has the Go types that JSON has. What the document says of it beyond the names of JSON becomes struct tags, in the syntax
// of encoding/xml, on the types that XML is made of; the runtime writes and reads along them.
//
//	xml: {attribute: true}                                     `json:"id" xml:"id,attr"`
//	xml: {wrapped: true}, items: {xml: {name: tag}}            `json:"tags" xml:"tags>tag"`
//	xml: {name: title, namespace: "urn:books", prefix: b}      `json:"name" xml:"urn:books title" xmlprefix:"b"`

// isXML tells representations in XML that have a type: the others are bytes.
func (b *builder) isXML(m api.Media, form mediaForm) bool {
	if form != xmlMedia || m.Schema == nil {
		return false
	}
	switch b.form(m.Schema.ID) {
	case structForm, unionForm, sliceForm, tupleForm:
		return true
	}
	return false
}

// markXML finds the schemas that XML is made of.
func (b *builder) markXML() {
	mark := func(m api.Media, form mediaForm) {
		if b.isXML(m, form) {
			b.walk(m.Schema.ID, b.inXML)
		}
	}
	for _, op := range b.ops {
		for _, body := range op.bodies() {
			mark(body.media, body.form)
		}
		for _, o := range slices.Concat(op.success, op.errors) {
			if len(o.media) > 0 {
				mark(o.media[0], o.form)
			}
		}
	}
}

// xmlOf is what the document says of a schema in a place: there, else of the schema itself.
func xmlOf(place, schema *api.XML) api.XML {
	switch {
	case place == nil && schema == nil:
		return api.XML{}
	case place == nil:
		return *schema
	}
	return *place
}

// xmlTag says how a property is written in XML; a zero one if that is as in JSON.
func (b *builder) xmlTag(p api.Property) XMLTag {
	s := b.schema(p.Schema.ID)
	x := xmlOf(p.XML, s.XML)
	t := XMLTag{Name: cmp.Or(x.Name, p.Name), Space: x.Namespace, Prefix: x.Prefix, Attribute: x.Attribute, Text: x.Text}
	if s.Kind == api.Array && !x.Attribute {
		item := b.itemXML(s)
		if x.Wrapped {
			t.Wrapper = t.Name
		}
		t.Name = cmp.Or(item.Name, t.Name)
		t.Space, t.Prefix = cmp.Or(item.Namespace, t.Space), cmp.Or(item.Prefix, t.Prefix)
	}
	if t == (XMLTag{Name: p.Name}) || !isXMLTag(t) {
		return XMLTag{}
	}
	return t
}

// itemXML is what the document says of the items of an array.
func (b *builder) itemXML(s *api.Schema) api.XML {
	if s.Items == nil {
		return api.XML{}
	}
	return xmlOf(nil, b.schema(s.Items.ID).XML)
}

// isXMLTag keeps out what no tag could hold.
func isXMLTag(t XMLTag) bool {
	for _, name := range []string{t.Name, t.Wrapper, t.Prefix} {
		if strings.ContainsAny(name, " ,>\"\\`") || clean(name) != name {
			return false
		}
	}
	return !strings.ContainsAny(t.Space, " ,>\"\\`") && clean(t.Space) == t.Space
}

// xmlRoot is the name of the root element of a body, as (*Request).XML takes it: "urn:books b:book"; of a list with that of its
// items, "books>urn:books b:book".
func (b *builder) xmlRoot(id api.ID) string {
	s := b.schema(id)
	if s.Kind != api.Array {
		return b.qualifiedName(s, b.names[id], "root")
	}
	root := b.qualifiedName(s, "items")
	if s.Items != nil {
		if item := b.schema(s.Items.ID); item.Name != "" || xmlOf(nil, item.XML).Name != "" {
			root += ">" + b.qualifiedName(item)
		}
	}
	return root
}

// qualifiedName is the name of a schema's element with its namespace and prefix: that of the document, of the component, or
// another.
func (b *builder) qualifiedName(s *api.Schema, others ...string) string {
	x := xmlOf(nil, s.XML)
	out := cmp.Or(slices.Concat([]string{x.Name, s.Name}, others)...)
	if x.Prefix != "" {
		out = x.Prefix + ":" + out
	}
	if x.Namespace != "" && !strings.ContainsAny(x.Namespace, " >") {
		out = x.Namespace + " " + out
	}
	return out
}

// xmlResult is what a method returns whose successes are in XML; ok is false if they are not, or not all of one type.
func (b *builder) xmlResult(outcomes []outcome) (r Result, ok bool) {
	for _, o := range outcomes {
		if len(o.media) == 0 || !b.isXML(o.media[0], o.form) || typeKey(b.typeOf(o.use().ID)) != typeKey(b.typeOf(outcomes[0].use().ID)) {
			return Result{}, false
		}
	}
	if len(outcomes) == 0 {
		return Result{}, false
	}
	r = b.single(outcomes[0], b.typeOf(outcomes[0].use().ID))
	r.XML = true
	return r, true
}

// xmlOnly are the representations that are XML.
func (b *builder) xmlOnly(media []api.Media) []api.Media {
	return slices.DeleteFunc(slices.Clone(media), func(m api.Media) bool { return b.mediaOf(m) != xmlMedia })
}

// xmlErrors marks the cases of a table that serves operations with errors in XML: reading them looks at what came.
func (b *builder) xmlErrors(cases []ErrorCase, users []*operation) {
	isXML := func(o outcome) bool { return !o.isJSON() && b.isXML(o.media[0], o.form) }
	if !slices.ContainsFunc(users, func(op *operation) bool { return slices.ContainsFunc(op.errors, isXML) }) {
		return
	}
	for i := range cases {
		cases[i].XML = true
	}
}

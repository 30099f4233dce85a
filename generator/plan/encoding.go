package plan

import (
	"net/http"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// fieldStyles are the encodings of properties that the runtime would not choose by itself. It sends forms with brackets
// for what is nested and repeats the names of lists, and parts of multipart bodies as text, JSON or files by their type.
func (b *builder) fieldStyles(m api.Media, form mediaForm) []FieldStyle {
	if m.Schema == nil {
		return nil
	}
	props := b.propertiesOf(m.Schema.ID)
	var out []FieldStyle
	for _, e := range m.Encoding {
		i := slices.IndexFunc(props, func(p api.Property) bool { return p.Name == e.Property })
		if i < 0 {
			continue
		}
		f := FieldStyle{Field: e.Property, Style: b.encodingStyle(e, props[i].Schema.ID, form)}
		f.ContentType = b.encodingType(e, props[i].Schema.ID, form)
		if form == multipartMedia {
			f.Header = partHeaders(e)
		}
		if f.Style != nil || f.ContentType != "" || f.Header != nil {
			out = append(out, f)
		}
	}
	sortBy(out, func(f FieldStyle) string { return f.Field })
	return out
}

// partHeaders are the headers that a part is sent with: those with a value, and those that name it, which the runtime sees to.
func partHeaders(e api.Encoding) []PartHeader {
	var out []PartHeader
	for _, h := range e.Headers {
		name := http.CanonicalHeaderKey(h.Name)
		if strings.ContainsFunc(h.Value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			continue
		}
		if h.Value != "" || name == "Content-Disposition" || name == "Content-Id" {
			out = append(out, PartHeader{h.Name, h.Value})
		}
	}
	return out
}

// propertiesOf are the properties of an object, or of the objects that a body may be: the first of a name counts.
func (b *builder) propertiesOf(id api.ID) []api.Property {
	s := b.schema(id)
	if s.Kind != api.Union {
		return s.Properties
	}
	var all []api.Property
	for _, v := range s.Variants {
		for _, p := range b.schema(v.Schema.ID).Properties {
			if !slices.ContainsFunc(all, func(o api.Property) bool { return o.Name == p.Name }) {
				all = append(all, p)
			}
		}
	}
	return all
}

// encodingStyle lists the constants of the runtime for a property of a form. In a multipart body brackets are no default: an
// object without a style is a part of JSON.
func (b *builder) encodingStyle(e api.Encoding, id api.ID, form mediaForm) []string {
	var styles []string
	constant := styleConst(e.Style)
	switch {
	case e.Style == "" || b.isPlain(id):
	case e.Style == "deepObject":
		if form == multipartMedia || b.holdsListAnywhere(id) {
			styles = append(styles, constant)
		}
	case e.Style == "form":
		if !e.Explode {
			styles = append(styles, "NoExplode")
		}
	case constant != "":
		styles = append(styles, constant, map[bool]string{true: "Explode", false: "NoExplode"}[e.Explode])
	}
	if e.AllowReserved {
		styles = append(styles, "AllowReserved")
	}
	return styles
}

// holdsListAnywhere tells values in which deepObject and brackets differ: it counts the items of lists.
func (b *builder) holdsListAnywhere(id api.ID) bool {
	seen := map[api.ID]bool{}
	b.walk(id, seen)
	for inner := range seen {
		if form := b.form(inner); form == sliceForm || form == tupleForm || form == anyForm {
			return true
		}
	}
	return false
}

// encodingType is the content type of a property, if it is one and not what the runtime chooses: JSON for objects,
// text for scalars.
func (b *builder) encodingType(e api.Encoding, id api.ID, form mediaForm) string {
	one := firstType(e.ContentType)
	kind := formOf(api.Media{Type: one})
	scalar := b.isPlain(id) && !b.isBinary(id)
	switch {
	case one == "", strings.ContainsAny(one, "\r\n"):
		return ""
	case form == formMedia && kind > jsonSuffixMedia, scalar && one == "text/plain", b.isBinary(id) && one == "application/octet-stream":
		return ""
	case form == multipartMedia && kind == jsonMedia && b.form(id) == structForm:
		return ""
	}
	return one
}

// firstType is the first of a list of content types that is no range, "" if all are ranges: a file of another type says so
// itself.
func firstType(list string) string {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one != "" && !strings.Contains(one, "*") {
			return one
		}
	}
	return ""
}

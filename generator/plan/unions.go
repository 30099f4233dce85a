package plan

import (
	"reflect"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// declareUnion plans a union: a field for each Go type, with the evidence by which decoding chooses.
func (b *builder) declareUnion(id api.ID) *Union {
	s := b.schema(id)
	u := &Union{Name: b.names[id], Doc: b.unionDoc(id), Table: "union" + b.names[id], Default: -1}
	if s.Discriminator != nil {
		u.Discriminator, u.Optional = s.Discriminator.Property, s.Discriminator.Optional
	}
	for i, v := range s.Variants {
		planned := b.variant(v)
		planned.Field = b.labels[id][i]
		if at := slices.IndexFunc(u.Variants, func(o Variant) bool { return reflect.DeepEqual(o.Type, planned.Type) }); at >= 0 {
			merge(&u.Variants[at], planned)
		} else {
			u.Variants = append(u.Variants, planned)
		}
		if s.Discriminator != nil && s.Discriminator.Default == v.Schema.ID {
			u.Default = slices.IndexFunc(u.Variants, func(o Variant) bool { return reflect.DeepEqual(o.Type, planned.Type) })
		}
	}
	dropNeedless(u.Variants)
	return u
}

// dropNeedless leaves out evidence of variants that are the only ones of their kind of JSON. What stays tells them from
// variants that the vendor adds later: constants, or else required members.
func dropNeedless(variants []Variant) {
	kinds := map[string]int{}
	for _, v := range variants {
		kinds[coarse(v.JSON)]++
	}
	for i, v := range variants {
		if kinds["any"] > 0 || kinds[coarse(v.JSON)] > 1 {
			continue
		}
		variants[i].Known, variants[i].Enum, variants[i].Items = nil, nil, 0
		if len(v.Consts) > 0 {
			variants[i].Required = nil
		}
	}
}

// coarse is the kind of JSON as decoding sees it: an integer is a number too.
func coarse(kind string) string {
	if kind == "integer" {
		return "number"
	}
	return kind
}

func (b *builder) noteVariant(id api.ID, union string) {
	if _, ok := b.owner[id]; !ok {
		b.owner[id] = ownerNote{"a variant of [" + union + "]"}
	}
}

// unionDoc adds to the type's comment how a union is used.
func (b *builder) unionDoc(id api.ID) Comment {
	doc := b.typeDoc(id)
	how := "Exactly one field is set."
	last := len(doc) - 1
	if slices.ContainsFunc(doc, func(line string) bool { return strings.HasPrefix(line, "Deprecated: ") }) {
		return doc
	}
	if last == 0 && len(doc[0])+len(how) < width {
		return Comment{doc[0] + " " + how}
	}
	return append(doc, "", how)
}

// variant plans one alternative, without its name.
func (b *builder) variant(v api.Variant) Variant {
	id := v.Schema.ID
	t := b.typeOf(id)
	if b.fileVariants[id] {
		t = b.runtimeType("File")
	}
	if t.Kind == Named || t.Kind == Pointer {
		t = pointerTo(t)
	}
	out := Variant{Type: t, JSON: b.jsonKind(id)}
	if value, ok := oneValue(b.schema(id)); ok {
		out.Doc = compose(text("Always " + clean(value) + "."))
	}
	for _, value := range v.Values {
		out.Values = append(out.Values, valueText(value))
	}
	s := b.schema(id)
	if form := b.form(id); form == enumForm || form == constantForm {
		for _, value := range usableValues(s) {
			out.Enum = append(out.Enum, string(value.Value))
		}
	}
	if b.form(id) == tupleForm {
		out.Items = tupleLeast(s)
	}
	for _, p := range s.Properties {
		out.Known = append(out.Known, p.Name)
		if p.Required {
			out.Required = append(out.Required, p.Name)
		}
		if values := b.constant(p); values != nil {
			out.Consts = append(out.Consts, Fact{Member: p.Name, Values: values})
		}
	}
	return out
}

// constant is the one value that a property can have.
func (b *builder) constant(p api.Property) []string {
	if s := b.schema(p.Schema.ID); len(s.Enum) == 1 && !s.Open {
		return []string{string(s.Enum[0].Value)}
	}
	return nil
}

// jsonKind is the JSON form of a schema's values.
func (b *builder) jsonKind(id api.ID) string {
	switch s := b.schema(id); s.Kind {
	case api.Union, api.Any:
		return "any"
	default:
		return string(s.Kind)
	}
}

// merge adds the evidence of a variant that has the same Go type: what both say holds.
func merge(into *Variant, v Variant) {
	for _, value := range v.Values {
		if !slices.Contains(into.Values, value) {
			into.Values = append(into.Values, value)
		}
	}
	into.Items = min(into.Items, v.Items)
	if into.JSON != v.JSON {
		into.JSON = "any"
	}
	into.Required = slices.DeleteFunc(into.Required, func(name string) bool { return !slices.Contains(v.Required, name) })
	for _, name := range v.Known {
		if !slices.Contains(into.Known, name) {
			into.Known = append(into.Known, name)
		}
	}
	into.Consts = slices.DeleteFunc(into.Consts, func(f Fact) bool {
		return !slices.ContainsFunc(v.Consts, func(g Fact) bool { return reflect.DeepEqual(f, g) })
	})
	if into.Enum == nil || v.Enum == nil {
		into.Enum, into.Doc = nil, nil
		return
	}
	for _, value := range v.Enum {
		if !slices.Contains(into.Enum, value) {
			into.Enum, into.Doc = append(into.Enum, value), nil
		}
	}
}

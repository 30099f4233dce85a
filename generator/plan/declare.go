package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// declareTypes plans the declaration of every schema that has one.
func (b *builder) declareTypes() {
	for _, id := range b.ids {
		if b.names[id] == "" {
			continue
		}
		switch b.form(id) {
		case structForm:
			b.decls[id] = Decl{Struct: b.declareStruct(id)}
		case unionForm:
			b.decls[id] = Decl{Union: b.declareUnion(id)}
		case enumForm:
			// after all types: constants give way to them
		default:
			b.decls[id] = Decl{Defined: b.declareDefined(id)}
		}
	}
	b.declareEnums()
}

func (b *builder) declareStruct(id api.ID) *Struct {
	s := b.schema(id)
	out := &Struct{Name: b.names[id], Doc: b.typeDoc(id)}
	for _, f := range b.fields[id] {
		out.Fields = append(out.Fields, f.Field)
		list := b.form(f.prop.Schema.ID) == sliceForm || f.Map
		if b.sent[id] && list && f.prop.Required && !f.prop.ReadOnly && !b.isNullable(f.prop.Schema) {
			out.EmptyLists = append(out.EmptyLists, f.Name)
		}
	}
	if keepsAdditional(s) {
		out.Additional = &Field{
			Name: "AdditionalProperties", Type: mapOf(b.elementType(s.Additional.Schema)), Map: true,
			Doc: Comment{"AdditionalProperties are the members that the document does not name."},
		}
	}
	return out
}

// noteOwner remembers where an inline type is used. Of several places the first in the order of ids counts.
func (b *builder) noteOwner(id api.ID, owner, field string) {
	where, relation := id, "the type of"
	for b.isTransparent(where) && b.names[where] == "" {
		where, relation = b.element(where), "an element of"
		if where == "" {
			return
		}
	}
	if _, ok := b.owner[where]; !ok {
		b.owner[where] = ownerNote{relation + " [" + owner + "." + field + "]"}
	}
}

// declareDefined plans what is neither object nor enum nor union: lists and maps are types, scalars are aliases.
func (b *builder) declareDefined(id api.ID) *Defined {
	form := b.form(id)
	return &Defined{
		Name: b.names[id], Doc: b.typeDoc(id), Type: b.underlying(id),
		Alias: form != sliceForm && form != mapForm,
	}
}

// typeDoc is the comment of a type.
func (b *builder) typeDoc(id api.ID) Comment {
	s := b.schema(id)
	lead, rest := b.typeLead(id, b.names[id])
	blocks := []block{{lines: []string{lead}}}
	blocks = append(blocks, markdown(rest)...)
	if hints := typeHints(s); hints != "" {
		blocks = append(blocks, block{lines: []string{hints}})
	}
	return compose(deprecated(blocks, s.Deprecated, "the document marks it as deprecated.")...)
}

// typeLead is the first sentence of a type's comment, which begins with its name, and the description that is left.
func (b *builder) typeLead(id api.ID, name string) (lead, rest string) {
	s := b.schema(id)
	if strings.TrimSpace(s.Description) == "" {
		return b.plainLead(id, name), ""
	}
	first, tail := firstSentence(s.Description)
	return sentenceAbout(name, first), tail
}

// plainLead says what a type is of which the document says nothing.
func (b *builder) plainLead(id api.ID, name string) string {
	s := b.schema(id)
	note, used := b.owner[id]
	title, _ := firstSentence(s.Title)
	switch {
	case s.Name != "":
		return name + " is the schema " + quoted(s.Name) + "."
	case used:
		return name + " is " + note.text + "."
	case title != "" && !sameText(title, name):
		return sentenceAbout(name, title)
	case strings.HasSuffix(name, "Request"):
		return name + " is the body of a request."
	case strings.HasSuffix(name, "Response"):
		return name + " is the body of a response."
	case strings.HasSuffix(name, "Error"):
		return name + " is the body of an error."
	case b.form(id) == unionForm:
		return name + " is one of several types."
	}
	return name + " is part of another type."
}

func quoted(s string) string { return "\"" + strings.ReplaceAll(clean(s), "\n", " ") + "\"" }

// fieldDoc is the comment of a field.
func (b *builder) fieldDoc(p api.Property) Comment {
	s := b.schema(p.Schema.ID)
	text := p.Description
	if text == "" && s.Name == "" {
		text = s.Description
	}
	blocks := markdown(text)
	hints := fieldHints(s, p)
	switch {
	case hints == "":
	case len(blocks) == 1 && blocks[0].kind == paragraph:
		blocks[0].lines[0] = ended(blocks[0].lines[0]) + " " + hints
	default:
		blocks = append(blocks, block{lines: []string{hints}})
	}
	return compose(deprecated(blocks, p.Deprecated || s.Deprecated && s.Name == "", "the document marks it as deprecated.")...)
}

// deprecated adds the paragraph that tools know, unless the text has one.
func deprecated(blocks []block, is bool, why string) []block {
	has := slices.ContainsFunc(blocks, func(b block) bool {
		return b.kind == paragraph && strings.HasPrefix(b.lines[0], "Deprecated: ")
	})
	if is && !has {
		return append(blocks, block{lines: []string{"Deprecated: " + why}})
	}
	return blocks
}

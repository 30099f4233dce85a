package plan

import (
	"cmp"
	"slices"
	"strconv"
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
		case tupleForm:
			b.decls[id] = Decl{Tuple: b.declareTuple(id)}
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
		if f.prop.Required && !f.ReadOnly && b.sent[id] && (f.Map || b.form(f.prop.Schema.ID) == sliceForm) && !b.isNullable(f.prop.Schema) {
			out.EmptyLists = append(out.EmptyLists, f.Name)
		}
		if value, ok := b.fixed(id, f); ok {
			out.Fixed = append(out.Fixed, Fixed{Field: f.Name, Literal: value})
		}
	}
	out.Additional = b.additional(s)
	return out
}

// additional is the field for what has no field of its own, nil if there is nothing to keep. Members that no json tag can
// name are kept there with the value that they have, whatever the type of the others.
func (b *builder) additional(s *api.Schema) *Field {
	f := &Field{Name: "AdditionalProperties", Map: true}
	switch unnamed := unnamedMembers(s); {
	case len(unnamed) > 0:
		f.Type = mapOf(named("", "any"))
		f.Doc = compose(text("AdditionalProperties are members without a field of their own. Of them the document names " +
			strings.Join(unnamed, ", ") + ", which no json tag can."))
	case keepsAdditional(s):
		f.Type = mapOf(b.elementType(s.Additional.Schema))
		f.Doc = Comment{"AdditionalProperties are the members that the document does not name."}
	default:
		return nil
	}
	return f
}

// unnamedMembers are the members that no json tag can name, quoted.
func unnamedMembers(s *api.Schema) []string {
	var names []string
	for _, p := range s.Properties {
		if !isTag(p.Name) {
			names = append(names, quoted(p.Name))
		}
	}
	return names
}

// fixed is the value of a field that callers need not fill in: a constant that a request must carry.
func (b *builder) fixed(owner api.ID, f fieldPlan) (string, bool) {
	if !f.prop.Required || f.ReadOnly || !b.inBody[owner] || b.form(f.prop.Schema.ID) != constantForm || b.isNullable(f.prop.Schema) {
		return "", false
	}
	s := b.schema(f.prop.Schema.ID)
	value := literal(s, s.Enum[0].Value)
	return value, !isZeroLiteral(value)
}

// isZeroLiteral tells constants that a field holds already.
func isZeroLiteral(text string) bool {
	f, err := strconv.ParseFloat(text, 64)
	return text == `""` || text == "false" || err == nil && f == 0
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
	form, t := b.form(id), b.underlying(id)
	return &Defined{
		Name: b.names[id], Doc: b.typeDoc(id), Type: t,
		Alias: form != sliceForm && form != mapForm || t.Kind == Named, // another type would lose the methods
	}
}

// typeDoc is the comment of a type.
func (b *builder) typeDoc(id api.ID) Comment {
	s := b.schema(id)
	lead, rest := b.typeLead(id, b.names[id])
	blocks := append([]block{text(lead)}, rest...)
	if hints := typeHints(s); hints != "" {
		blocks = append(blocks, block{lines: []string{hints}})
	}
	return compose(deprecated(blocks, s.Deprecated, reason(s.Reason, "it"))...)
}

// typeLead is the first sentence of a type's comment, which begins with its name, and the description that is left.
func (b *builder) typeLead(id api.ID, name string) (lead string, rest []block) {
	s := b.schema(id)
	if strings.TrimSpace(s.Description) == "" {
		return b.plainLead(id, name), nil
	}
	first, rest := firstSentence(s.Description)
	if first == "" {
		return b.plainLead(id, name), rest
	}
	return sentenceAbout(name, first), rest
}

// plainLead says what a type is of which the document says nothing.
func (b *builder) plainLead(id api.ID, name string) string {
	s := b.schema(id)
	note, used := b.owner[id]
	title, _ := firstSentence(s.Title)
	switch {
	case s.Name != "":
		return b.kindLead(id, name)
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
	}
	return b.kindLead(id, name)
}

// kindLead says what a type is when nothing else is known of it. A struct speaks for itself.
func (b *builder) kindLead(id api.ID, name string) string {
	if b.form(id) == structForm {
		return ""
	}
	return name + " is " + b.kindOf(id) + "."
}

// kindOf is the kind of a type, with an article.
func (b *builder) kindOf(id api.ID) string {
	values := map[api.Kind]string{api.Boolean: "boolean", api.Integer: "integer", api.Number: "number", api.String: "string"}[b.schema(id).Kind]
	switch b.form(id) {
	case enumForm:
		return "an open set of " + values + "s"
	case unionForm:
		return "one of several types"
	case tupleForm:
		return "a list with a type for each position"
	case sliceForm:
		return "a list"
	case mapForm:
		return "a map"
	case scalarForm, bytesForm, constantForm:
		if values == "integer" {
			return "an integer"
		}
		return "a " + values
	}
	return "any value"
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
	hints := fieldHints(s, p, text)
	switch {
	case hints == "":
	case len(blocks) == 1 && blocks[0].kind == paragraph:
		blocks[0].lines[0] = ended(blocks[0].lines[0]) + " " + hints
	default:
		blocks = append(blocks, block{lines: []string{hints}})
	}
	is := p.Deprecated || s.Deprecated && s.Name == ""
	if s.Name == "" {
		p.Reason = cmp.Or(p.Reason, s.Reason)
	}
	return compose(deprecated(blocks, is, reason(p.Reason, "it"))...)
}

// reason is why something is deprecated, as the document says it.
func reason(text, what string) string {
	if text = strings.Join(strings.Fields(clean(text)), " "); text == "" {
		return "the document marks " + what + " as deprecated."
	}
	return ended(text)
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

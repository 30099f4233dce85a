package plan

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// fieldPlan is a field with what paging needs to know of it.
type fieldPlan struct {
	Field
	prop     api.Property
	pointer  bool // the field is a pointer
	nullable bool // the field is a runtime.Nullable
}

// planFields names and types the fields of all structs, and notes which inline types they and unions use.
func (b *builder) planFields() {
	for _, id := range b.ids {
		switch {
		case b.names[id] == "":
		case b.form(id) == structForm:
			b.fields[id] = b.structFields(id)
			for _, f := range b.fields[id] {
				b.noteOwner(f.prop.Schema.ID, b.names[id], f.Name)
			}
		case b.form(id) == tupleForm:
			b.notePositions(id)
		case b.form(id) == unionForm:
			for _, v := range b.schema(id).Variants {
				b.noteVariant(v.Schema.ID, b.names[id])
			}
		}
	}
}

// structFields names and types the fields of one struct, in the order of the document.
func (b *builder) structFields(id api.ID) []fieldPlan {
	s := b.schema(id)
	props := b.usableProperties(s)
	names := b.fieldNames(id, props)
	var fields []fieldPlan
	for _, p := range props {
		f := b.place(id, p)
		f.Name = names[p.Name]
		f.JSON = p.Name
		f.prop = p
		f.WriteOnly = b.isWriteOnly(p)
		f.Doc = b.fieldDoc(p)
		if b.inXML[id] {
			f.XML = b.xmlTag(p)
		}
		fields = append(fields, f)
	}
	return fields
}

// usableProperties leaves out what no json tag can name, see [builder.additional], and what comes twice.
func (b *builder) usableProperties(s *api.Schema) []api.Property {
	seen := map[string]bool{}
	var props []api.Property
	for _, p := range s.Properties {
		switch {
		case seen[p.Name]:
		case !isTag(p.Name):
			b.diags.Warnf(p.Pos, "member-name", "the property %q has a name that no json tag can carry; it has no field and is kept in AdditionalProperties", p.Name)
		default:
			props = append(props, p)
		}
		seen[p.Name] = true
	}
	return props
}

// isTag tells names that encoding/json accepts in a struct tag.
func isTag(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r)
	})
}

// fieldNames settles the names of the fields of one struct.
func (b *builder) fieldNames(id api.ID, props []api.Property) map[string]string {
	reserved := []string{"MarshalJSON", "UnmarshalJSON"}
	if s := b.schema(id); keepsAdditional(s) || len(unnamedMembers(s)) > 0 {
		reserved = append(reserved, "AdditionalProperties")
	}
	var scope naming.Scope
	scope.Reserve(reserved...)
	for _, p := range props {
		claim := b.nameClaim(p.Name, p.Name, b.override(propertyPointer(id, p.Name)), p.GoName, "")
		if slices.Contains(reserved, claim.Names[0]) {
			claim.Names[0] += "Field"
		}
		scope.Claim(claim)
	}
	names, clashes := b.memory.settle(&scope, func(name string) string { return b.memory.keys.field(id, name) })
	b.reportClashes(clashes, "fields of "+b.names[id], propertyParty(id, props))
	return names
}

// nameClaim lists what a member may be called: by the user, by the vendor, by its words, with its punctuation, with how
// it is written. Of several whose words are the same, only one that is spelled like them keeps the plain name:
//
//	_type, type     -> UnderscoreType, Type
//	user_id, userId -> UserIDSnake, UserIDCamel
func (b *builder) nameClaim(key, wire, user, vendor, suffix string) naming.Claim {
	if user != "" {
		return naming.Claim{Key: key, Names: []string{naming.Raw(user)}, Rank: rankUser, Fixed: true}
	}
	if vendor != "" {
		return naming.Claim{Key: key, Names: []string{naming.Raw(vendor)}, Rank: rankVendor}
	}
	plain := naming.Exported(naming.Words(wire)...)
	spelled := plain
	if hasSymbols(wire) {
		spelled = naming.Exported(naming.Spelled(wire)...)
	}
	styled := plain + naming.Style(wire)
	claim := naming.Claim{Key: key, Rank: rankInline, Names: slices.Compact([]string{plain, spelled})}
	if suffix != "" {
		claim.Names = append(claim.Names, plain+suffix, styled, styled+suffix)
	} else {
		claim.Names = append(claim.Names, styled)
	}
	if n := naming.Parts(wire); n > 1 {
		claim.Names = append(claim.Names, styled+strconv.Itoa(n))
	}
	if naming.IsExact(wire, plain) {
		claim.Rank = rankExact
	}
	return claim
}

// hasSymbols tells names with more punctuation than parts words.
func hasSymbols(name string) bool {
	return strings.HasPrefix(name, "_") || strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// place decides the type of a property by whether it is required and may be null:
//
//	required           T          a struct that contains itself *T
//	required, nullable *T         lists and maps T
//	optional           *T         lists and maps T, with omitzero
//	optional, nullable Nullable[T]; structs and unions Nullable[*T]
//
// Instances of a generic type for pointers share their code, those for structs do not: with Nullable[T] for everything,
// a client of 10,000 types takes a fifth longer to compile.
//
// A property that only the server sets is left out of what is sent: the runtime makes it zero.
func (b *builder) place(owner api.ID, p api.Property) fieldPlan {
	t := b.typeOf(p.Schema.ID)
	nullable, nilable := b.isNullable(p.Schema), b.isNilable(p.Schema.ID)
	looped := b.looped[propertyKey{owner, p.Name}]
	f := fieldPlan{Field: Field{Type: t, Map: b.form(p.Schema.ID) == mapForm}}
	f.ReadOnly = b.isReadOnly(p) && b.inBody[owner]
	f.OmitZero = !p.Required || f.ReadOnly
	if b.multipart[owner] && b.isFile(owner, p) {
		return b.filePlace(p, f)
	}
	switch {
	case b.form(p.Schema.ID) == anyForm && (p.Required || !nullable): // nil is null, or nothing
	case !p.Required && nullable:
		if form := b.form(p.Schema.ID); form == structForm || form == unionForm || form == tupleForm {
			t = pointerTo(t)
		}
		f.Type, f.nullable = b.runtimeType("Nullable", t), true
	case !nilable && (!p.Required || nullable || looped):
		f.Type, f.pointer = pointerTo(t), true
	}
	return f
}

// isReadOnly tells properties that only the server sets. What a type says of itself holds wherever it is used.
func (b *builder) isReadOnly(p api.Property) bool {
	return p.ReadOnly || b.schema(p.Schema.ID).ReadOnly
}

// isWriteOnly tells properties that the server never sends.
func (b *builder) isWriteOnly(p api.Property) bool {
	return p.WriteOnly || b.schema(p.Schema.ID).WriteOnly
}

// isFile tells the properties of multipart bodies that are sent as files.
func (b *builder) isFile(owner api.ID, p api.Property) bool {
	s := b.schema(p.Schema.ID)
	if s.Kind == api.Array && s.Items != nil {
		return b.isBinary(s.Items.ID)
	}
	return b.isBinary(s.ID) || b.isFileOrFiles(s) || s.Kind == api.String && s.Enum == nil && b.encodedAsFile(owner, p.Name)
}

// encodedAsFile tells strings whose encoding names a content type that is no text: image/png.
func (b *builder) encodedAsFile(owner api.ID, property string) bool {
	for _, body := range b.multipartBodies() {
		if body.media.Schema.ID != owner {
			continue
		}
		for _, e := range body.media.Encoding {
			if e.Property == property {
				form := formOf(api.Media{Type: firstType(e.ContentType)})
				return e.ContentType != "" && (form == otherMedia || form == xmlMedia)
			}
		}
	}
	return false
}

func (b *builder) filePlace(p api.Property, f fieldPlan) fieldPlan {
	file := b.runtimeType("File")
	switch {
	case b.schema(p.Schema.ID).Kind != api.String:
		f.Type = sliceOf(file)
	case p.Required:
		f.Type = file
	default:
		f.Type, f.pointer = pointerTo(file), true
	}
	f.OmitZero = !p.Required
	return f
}

// keepsAdditional tells objects that keep members which they do not declare.
func keepsAdditional(s *api.Schema) bool {
	return s.Kind == api.Object && s.Additional != nil && !s.Additional.Closed
}

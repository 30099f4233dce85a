package plan

import (
	"go/token"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// form is what kind of Go type a schema becomes.
type form int

const (
	anyForm form = iota
	scalarForm
	bytesForm
	enumForm
	constantForm // one allowed value, without a name: a plain scalar
	structForm
	mapForm
	sliceForm
	tupleForm
	unionForm
	externalForm // x-go-type
)

// classify decides the forms of all schemas.
func (b *builder) classify() {
	for _, id := range b.ids {
		b.forms[id] = formOfSchema(b.schemas[id])
		if b.isConstant(id) {
			b.forms[id] = constantForm
		}
		b.recallForm(id)
	}
}

// isConstant tells inline scalars with one allowed value. A type would say no more than the value does. One that has
// a name, in the document or by the user, is an enum: it may get more values.
func (b *builder) isConstant(id api.ID) bool {
	s := b.schemas[id]
	switch b.forms[id] {
	case enumForm, scalarForm:
		return s.Name == "" && len(s.Enum) == 1 && !s.Open && literal(s, s.Enum[0].Value) != "" && b.override(string(id)) == ""
	}
	return false
}

// form is what a schema becomes, whether or not it gets a name. What a reference does not find is anything.
func (b *builder) form(id api.ID) form { return b.forms[id] }

func formOfSchema(s *api.Schema) form {
	if _, ok := externalType(s); ok {
		return externalForm
	}
	switch s.Kind {
	case api.Boolean:
		return scalarForm
	case api.Integer, api.Number, api.String:
		if len(usableValues(s)) > 0 {
			return enumForm
		}
		if s.Kind == api.String && s.Format == "byte" {
			return bytesForm
		}
		return scalarForm
	case api.Object:
		if len(s.Properties) > 0 {
			return structForm
		}
		return mapForm
	case api.Array:
		if len(s.Prefix) > 0 {
			return tupleForm
		}
		return sliceForm
	case api.Union:
		return unionForm
	}
	return anyForm
}

// nilable tells types whose nil stands for absent or null, so that they need no pointer.
func (f form) nilable() bool { return f == anyForm || f == bytesForm || f == mapForm || f == sliceForm }

// isDeclared tells whether a schema gets a type of its own.
func (b *builder) isDeclared(id api.ID) bool {
	switch b.form(id) {
	case externalForm:
		return false
	case structForm, enumForm, unionForm, tupleForm:
		return true
	}
	return b.schema(id).Name != "" || b.forced[id]
}

// externalType reads x-go-type: "decimal.Decimal" with an import, "*big.Int", or a predeclared type.
func externalType(s *api.Schema) (Type, bool) {
	text := s.GoType
	if text == "" {
		return Type{}, false
	}
	if rest, ok := strings.CutPrefix(text, "*"); ok {
		elem, ok := externalType(&api.Schema{GoType: rest, GoImport: s.GoImport})
		return pointerTo(elem), ok
	}
	if rest, ok := strings.CutPrefix(text, "[]"); ok {
		elem, ok := externalType(&api.Schema{GoType: rest, GoImport: s.GoImport})
		return sliceOf(elem), ok
	}
	if rest, ok := strings.CutPrefix(text, "map[string]"); ok {
		elem, ok := externalType(&api.Schema{GoType: rest, GoImport: s.GoImport})
		return mapOf(elem), ok
	}
	name := text[strings.LastIndex(text, ".")+1:]
	if s.GoImport == "" {
		return named("", name), name == text && naming.IsReserved(name) && !token.IsKeyword(name)
	}
	return named(s.GoImport, name), token.IsExported(name) && token.IsIdentifier(name) && isImportPath(s.GoImport)
}

// isImportPath keeps out what no import path holds.
func isImportPath(path string) bool {
	return !strings.ContainsFunc(path, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune("!\"#$%&'()*,:;<=>?[\\]^`{|}", r)
	})
}

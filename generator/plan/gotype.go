package plan

import (
	"cmp"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

func named(path, name string, args ...Type) Type {
	return Type{Kind: Named, Ident: Ident{Path: path, Name: name}, Args: args}
}

func pointerTo(t Type) Type { return Type{Kind: Pointer, Elem: &t} }
func sliceOf(t Type) Type   { return Type{Kind: Slice, Elem: &t} }
func mapOf(t Type) Type     { return Type{Kind: Map, Elem: &t} }

// runtimeType is a type of the runtime.
func (b *builder) runtimeType(name string, args ...Type) Type {
	return named(b.opts.Runtime, name, args...)
}

// typeOf is the Go type of a schema's values, without regard to null and absence.
func (b *builder) typeOf(id api.ID) Type {
	if name := b.names[id]; name != "" {
		return named("", name)
	}
	return b.underlying(id)
}

// underlying is the type expression of a schema that has no name, or what stands behind its name.
func (b *builder) underlying(id api.ID) Type {
	s := b.schema(id)
	switch b.form(id) {
	case externalForm:
		t, _ := externalType(s)
		return t
	case scalarForm, enumForm:
		return b.scalar(s)
	case constantForm:
		return Type{Kind: Named, Ident: scalarBase(s)}
	case bytesForm:
		return sliceOf(named("", "byte"))
	case sliceForm:
		element := b.elementType(s.Items)
		if element.Kind == Named && element.Ident == (Ident{Name: "uint8"}) {
			return b.runtimeType("Uint8s") // encoding/json takes a []uint8 for bytes
		}
		return sliceOf(element)
	case mapForm:
		if s.Additional == nil {
			return mapOf(named("", "any"))
		}
		return mapOf(b.elementType(s.Additional.Schema))
	}
	return named("", "any")
}

// elementType is the type of an item of a list or a value of a map.
func (b *builder) elementType(use *api.Use) Type {
	if use == nil {
		return named("", "any")
	}
	t := b.typeOf(use.ID)
	if b.isNullable(*use) && !b.isNilable(use.ID) {
		return pointerTo(t)
	}
	return t
}

func (b *builder) isNullable(use api.Use) bool { return use.Nullable || b.schema(use.ID).Nullable }

// isNilable tells whether values of the schema's Go type may be nil.
func (b *builder) isNilable(id api.ID) bool {
	if t, ok := externalType(b.schema(id)); ok {
		return t.Kind != Named
	}
	return b.form(id).nilable()
}

// scalar is the Go type for a kind and format.
func (b *builder) scalar(s *api.Schema) Type {
	switch s.Kind {
	case api.Boolean:
		return named("", "bool")
	case api.Integer:
		return named("", integer(s.Format))
	case api.Number:
		if isDecimal(s.Format) {
			return named("encoding/json", "Number")
		}
		return named("", "float64")
	}
	return b.text(s.Format)
}

// isDecimal tells formats of numbers of which every digit counts.
func isDecimal(format string) bool {
	return slices.Contains([]string{"decimal", "decimal128", "bigdecimal", "money"}, format)
}

func integer(format string) string {
	switch format {
	case "int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64":
		return format
	}
	return "int64"
}

// text is the Go type for strings of a format.
func (b *builder) text(format string) Type {
	if format == "date-time" {
		return named("time", "Time")
	}
	if name := runtimeText(format); name != "" {
		return b.runtimeType(name)
	}
	return named("", "string")
}

func runtimeText(format string) string {
	switch format {
	case "date":
		return "Date"
	case "uuid", "guid":
		return "UUID"
	case "duration", "google-duration":
		return "Duration"
	case "int64":
		return "Int64String"
	case "uint64":
		return "Uint64String"
	case "decimal", "decimal128", "bigdecimal":
		return "Decimal"
	case "time", "partial-time", "time-local":
		return "TimeOfDay"
	case "password":
		return "Secret"
	}
	return ""
}

// sortBy sorts by a key that people can see.
func sortBy[T any, K cmp.Ordered](items []T, key func(T) K) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}

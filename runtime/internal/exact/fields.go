package exact

import (
	"reflect"
	"slices"
	"strings"
)

// Field is a field of a struct that has a place in its JSON.
type Field struct {
	Name      string
	index     []int
	omitEmpty bool
	omitZero  bool
}

// Fields returns the fields of a struct as encoding/json names them, in order. Embedded structs without a name of
// their own give theirs; of two fields with one name the outer one counts.
func Fields(t reflect.Type) []Field {
	fields := appendFields(make([]Field, 0, t.NumField()), t, nil)
	if len(fields) == 0 || slices.MaxFunc(fields, byDepth).depth() == 1 {
		return fields
	}
	return slices.DeleteFunc(fields, func(f Field) bool {
		return slices.ContainsFunc(fields, func(other Field) bool {
			return other.Name == f.Name && other.depth() < f.depth()
		})
	})
}

func byDepth(a, b Field) int { return a.depth() - b.depth() }

func appendFields(fields []Field, t reflect.Type, prefix []int) []Field {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		if tag == "-" {
			continue
		}
		index := f.Index
		if prefix != nil {
			index = append(prefix[:len(prefix):len(prefix)], i)
		}
		name, options, _ := strings.Cut(tag, ",")
		if e := embedded(f); e != nil && name == "" && len(index) < 10 {
			fields = appendFields(fields, e, index)
			continue
		}
		if !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name
		}
		fields = append(fields, Field{name, index, hasOption(options, "omitempty"), hasOption(options, "omitzero")})
	}
	return fields
}

// embedded returns the struct type that the field embeds, nil if it does not.
func embedded(f reflect.StructField) reflect.Type {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !f.Anonymous || t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

func hasOption(options, want string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == want {
			return true
		}
	}
	return false
}

func (f Field) depth() int { return len(f.index) }

// Of returns the field of a struct; ok is false where an embedded pointer on the way is nil.
func (f Field) Of(v reflect.Value) (field reflect.Value, ok bool) {
	field, err := v.FieldByIndexErr(f.index)
	return field, err == nil
}

// LeftOut reports whether encoding/json would leave out the field with this value.
func (f Field) LeftOut(v reflect.Value) bool {
	if f.omitZero {
		if z, ok := v.Interface().(interface{ IsZero() bool }); ok && !isNilPointer(v) {
			return z.IsZero()
		}
		return v.IsZero()
	}
	if !f.omitEmpty {
		return false
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.Array, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func isNilPointer(v reflect.Value) bool { return v.Kind() == reflect.Pointer && v.IsNil() }

// IsOptional reports whether a zero value may be left out.
func (f Field) IsOptional() bool { return f.omitEmpty || f.omitZero }

// In returns the field as its struct declares it.
func (f Field) In(t reflect.Type) reflect.StructField { return t.FieldByIndex(f.index) }

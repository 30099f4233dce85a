package render

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator/plan"
)

// expressible returns the struct without the members that no json tag can name, such as "a,b": encoding/json would
// call them by the name of the field. They are kept among the additional properties instead, so that nothing is lost.
func expressible(s *plan.Struct) *plan.Struct {
	unnamed := func(field plan.Field) bool { return field.JSON != "" && !canTag(field.JSON) }
	if s.Params || !slices.ContainsFunc(s.Fields, unnamed) {
		return s
	}
	out := *s
	out.Fields = nil
	var names, gone []string
	for _, field := range s.Fields {
		if unnamed(field) {
			names = append(names, strconv.Quote(field.JSON))
			gone = append(gone, field.Name)
			continue
		}
		out.Fields = append(out.Fields, field)
	}
	out.EmptyLists = slices.DeleteFunc(slices.Clone(s.EmptyLists), func(name string) bool { return slices.Contains(gone, name) })
	out.Fixed = slices.DeleteFunc(slices.Clone(s.Fixed), func(f plan.Fixed) bool { return slices.Contains(gone, f.Field) })
	out.Additional = &plan.Field{Name: "AdditionalProperties", Type: anyMap(), Doc: wrap(
		"AdditionalProperties are members without a field of their own. Of them the document names " +
			strings.Join(names, ", ") + ", which no json tag can.")}
	if s.Additional != nil {
		out.Additional.Name = s.Additional.Name
	}
	return &out
}

// anyMap is map[string]any.
func anyMap() plan.Type {
	return plan.Type{Kind: plan.Map, Elem: &plan.Type{Kind: plan.Named, Ident: plan.Ident{Name: "any"}}}
}

// canTag reports whether a json tag can name the member, by the rule of encoding/json. A single "-" could be written
// as "-,", but linters take that for a mistake.
func canTag(name string) bool {
	return name != "-" && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r)
	})
}

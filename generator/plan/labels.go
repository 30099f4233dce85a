package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// The alternatives of a union are called after what they are: the component, the title, a constant member or the kind
// of value. The same words name the field of the union and, for an inline alternative, its type:
//
//	PaymentSource.oneOf[1], {object: {const: bank_account}} -> field BankAccount, type PaymentSourceBankAccount

// labelVariants names the alternatives of all unions.
func (b *builder) labelVariants() {
	for _, id := range b.ids {
		if !b.reached[id] || b.form(id) != unionForm {
			continue
		}
		b.labels[id] = b.unionLabels(id)
		for i, v := range b.schema(id).Variants {
			if strings.HasPrefix(string(v.Schema.ID), string(id)+"/") {
				b.label[v.Schema.ID] = b.labels[id][i]
			}
		}
	}
}

// unionLabels settles the names within one union. Inline alternatives give way to components.
func (b *builder) unionLabels(id api.ID) []string {
	var scope naming.Scope
	scope.Reserve("Unknown", "Value", "MarshalJSON", "UnmarshalJSON")
	variants := b.schema(id).Variants
	for i, v := range variants {
		label := cmp.Or(b.variantLabel(v.Schema.ID), "Variant")
		number := strconv.Itoa(i + 1)
		claim := naming.Claim{Key: number, Names: []string{label, label + "Variant", label + number}}
		if b.names[v.Schema.ID] == "" {
			claim.Rank = 1
			claim.Names = []string{label, cmp.Or(b.telling(variants, i, label), label+number), label + number, "Variant" + number}
		}
		scope.Claim(claim)
	}
	names, _ := b.memory.settle(&scope, func(number string) string { return b.variantKey(id, number) })
	labels := make([]string, len(variants))
	for i := range variants {
		labels[i] = names[strconv.Itoa(i+1)]
	}
	return labels
}

// variantKey is the key of an alternative, by what it is.
func (b *builder) variantKey(union api.ID, number string) string {
	n, _ := strconv.Atoi(number)
	return b.memory.keys.of(union) + " |" + b.memory.keys.of(b.schema(union).Variants[n-1].Schema.ID)
}

// telling qualifies an alternative by the first member that only it has.
func (b *builder) telling(variants []api.Variant, i int, label string) string {
	for _, p := range b.schema(variants[i].Schema.ID).Properties {
		alone := true
		for j, other := range variants {
			alone = alone && (i == j || !b.hasProperty(other.Schema.ID, p.Name))
		}
		if alone {
			return label + "With" + naming.Exported(naming.Words(p.Name)...)
		}
	}
	return ""
}

func (b *builder) hasProperty(id api.ID, name string) bool {
	return slices.ContainsFunc(b.schema(id).Properties, func(p api.Property) bool { return p.Name == name })
}

// variantLabel calls an alternative after its component, its title, the value of its constant member, or its kind.
func (b *builder) variantLabel(id api.ID) string {
	s := b.schema(id)
	switch {
	case s.Name != "" && b.names[id] != "":
		return b.names[id]
	case s.GoName != "":
		return naming.Raw(s.GoName)
	case isCleanTitle(s.Title):
		return naming.Exported(naming.Words(s.Title)...)
	}
	if s.Kind == api.Object {
		for _, p := range s.Properties {
			if values := b.constant(p); values != nil && b.schema(p.Schema.ID).Kind == api.String && p.Required {
				if words := naming.Words(valueText(api.Value(values[0]))); len(words) > 0 {
					return naming.Exported(words...)
				}
			}
		}
	}
	return b.kindLabel(id)
}

// isCleanTitle tells titles that are names rather than sentences.
func isCleanTitle(title string) bool {
	words := naming.Words(title)
	return len(words) > 0 && len(words) <= 5 && len(title) <= 40 && !strings.ContainsAny(title, ".,;:!?()[]{}<>\"`|")
}

// kindLabel calls a value after its form: String, Int, Strings, Orders.
func (b *builder) kindLabel(id api.ID) string {
	s := b.schema(id)
	if b.fileVariants[id] {
		return "File"
	}
	switch b.form(id) {
	case sliceForm:
		if s.Items == nil {
			return "List"
		}
		item := b.schema(s.Items.ID)
		if item.Name == "" && item.Kind == api.Object {
			return "List"
		}
		return naming.Plural(b.variantLabel(s.Items.ID))
	case tupleForm:
		return "Tuple"
	case mapForm:
		return "Map"
	case structForm:
		return "Object"
	case unionForm:
		return "Union"
	case enumForm, constantForm:
		return enumLabel(s)
	case bytesForm:
		return "Bytes"
	case anyForm:
		return "Any"
	}
	return map[api.Kind]string{api.Boolean: "Bool", api.Integer: "Int", api.Number: "Float", api.String: "String"}[s.Kind]
}

// enumLabel calls a constant after its value.
func enumLabel(s *api.Schema) string {
	if len(s.Enum) == 1 {
		return naming.Exported(naming.Words(valueText(s.Enum[0].Value))...)
	}
	if s.Kind == api.String {
		return "Enum"
	}
	return "Number"
}

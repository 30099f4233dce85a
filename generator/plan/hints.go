package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// fieldHints say what a field's type does not: default, limits, format, who sets it.
// It does not repeat what the description says.
func fieldHints(s *api.Schema, p api.Property, description string) string {
	var hints []string
	said := strings.ToLower(description)
	if (p.ReadOnly || s.ReadOnly && p.Name != "") && !saysOnly(said, "read") {
		hints = append(hints, "Read-only.")
	}
	if (p.WriteOnly || s.WriteOnly && p.Name != "") && !saysOnly(said, "write") {
		hints = append(hints, "Write-only.")
	}
	def := p.Default
	if def == nil && s.Name == "" {
		def = s.Default
	}
	value, constant := oneValue(s)
	if constant {
		hints = append(hints, "Always "+clean(value)+".")
	}
	if def != nil && *def != "null" && len(*def) <= 60 && !constant && !saysDefault(said, *def) {
		hints = append(hints, "Default: "+clean(string(*def))+".")
	}
	if s.Name == "" && !constant {
		hints = append(hints, limits(s)...)
	}
	return strings.Join(hints, " ")
}

// saysOnly tells texts that say read-only or write-only in one of the usual spellings.
func saysOnly(text, what string) bool {
	return strings.Contains(text, what+"-only") || strings.Contains(text, what+" only") || strings.Contains(text, what+"only")
}

// saysDefault tells texts that name the default, if it is more than a word or digit that may stand there by chance.
func saysDefault(text string, value api.Value) bool {
	_, after, found := strings.Cut(text, "default")
	return found && len(valueText(value)) > 1 && strings.Contains(after, strings.ToLower(valueText(value)))
}

// oneValue is the only value of an inline schema.
func oneValue(s *api.Schema) (string, bool) {
	if s.Name != "" || len(s.Enum) != 1 || s.Open {
		return "", false
	}
	text := literal(s, s.Enum[0].Value)
	return text, text != "" && len(text) <= 200
}

// typeHints are the limits of a named type.
func typeHints(s *api.Schema) string {
	if len(s.Enum) > 0 || s.Name == "" {
		return ""
	}
	return strings.Join(limits(s), " ")
}

// limits are the constraints that help a caller to send a valid value.
func limits(s *api.Schema) []string {
	c := s.Constraints
	var hints []string
	hints = append(hints, counted(c.MinLength, c.MaxLength, "character", "characters")...)
	hints = append(hints, counted(c.MinItems, c.MaxItems, "item", "items")...)
	hints = append(hints, counted(c.MinProperties, c.MaxProperties, "member", "members")...)
	hints = append(hints, bounds(c)...)
	if c.MultipleOf != "" && s.Kind != api.String {
		hints = append(hints, "A multiple of "+number(c.MultipleOf)+".")
	}
	if isTelling(s) {
		hints = append(hints, "Format: "+clean(s.Format)+".")
	}
	if c.Pattern != "" && len(c.Pattern) <= 60 && len(s.Enum) == 0 {
		hints = append(hints, "Pattern: "+clean(c.Pattern))
	}
	return hints
}

// isTelling tells formats that say more than the Go type does: "email", "ipv4", "iso-country-code", "unix-time".
func isTelling(s *api.Schema) bool {
	if s.Format == "" || len(s.Format) > 40 || strings.ContainsAny(s.Format, " \t\r\n") || len(s.Enum) > 0 {
		return false
	}
	switch s.Kind {
	case api.String:
		known := []string{"date-time", "byte", "binary", "string", "text", "plain", "enum"}
		return runtimeText(s.Format) == "" && !slices.Contains(known, s.Format)
	case api.Integer, api.Number:
		known := []string{"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "int", "integer", "long", "number",
			"float", "double", "float32", "float64", "decimal", "decimal128", "bigdecimal", "money"}
		return !slices.Contains(known, s.Format)
	}
	return false
}

// counted words the limits of a length. At least none is no limit, and tools write the largest number for no limit.
func counted(low, high api.Value, one, many string) []string {
	unit := func(v api.Value) string {
		if v == "1" {
			return "1 " + one
		}
		return number(v) + " " + many
	}
	hasLow, hasHigh := low != "" && low != "0", high != "" && len(high) < 10
	switch {
	case hasLow && hasHigh && low == high:
		return []string{"Exactly " + unit(low) + "."}
	case hasLow && hasHigh:
		return []string{"From " + number(low) + " to " + unit(high) + "."}
	case hasLow:
		return []string{"At least " + unit(low) + "."}
	case hasHigh:
		return []string{"At most " + unit(high) + "."}
	}
	return nil
}

// bounds words the limits of a number.
func bounds(c api.Constraints) []string {
	low, high := number(c.Minimum), number(c.Maximum)
	switch {
	case low != "" && high != "" && !c.ExclusiveMinimum && !c.ExclusiveMaximum:
		return []string{"From " + low + " to " + high + "."}
	case low != "" && high != "":
		return []string{bound("At least", "More than", c.ExclusiveMinimum) + low + " and " + strings.ToLower(bound("At most", "Less than", c.ExclusiveMaximum)) + high + "."}
	case low != "":
		return []string{bound("At least", "More than", c.ExclusiveMinimum) + low + "."}
	case high != "":
		return []string{bound("At most", "Less than", c.ExclusiveMaximum) + high + "."}
	}
	return nil
}

func bound(with, without string, exclusive bool) string {
	if exclusive {
		return without + " "
	}
	return with + " "
}

// number is a number as the document has it; what is unreasonably long says nothing.
func number(v api.Value) string {
	if len(v) > 24 {
		return ""
	}
	return clean(string(v))
}

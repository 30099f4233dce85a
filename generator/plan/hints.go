package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// fieldHints say what a field's type does not: default, limits, format, who sets it.
func fieldHints(s *api.Schema, p api.Property) string {
	var hints []string
	if p.ReadOnly || s.ReadOnly && s.Name == "" {
		hints = append(hints, "Set by the server.")
	}
	def := p.Default
	if def == nil && s.Name == "" {
		def = s.Default
	}
	value, constant := oneValue(s)
	if constant {
		hints = append(hints, "Always "+clean(value)+".")
	}
	if def != nil && *def != "null" && len(*def) <= 60 && !constant {
		hints = append(hints, "Default: "+clean(string(*def))+".")
	}
	if s.Name == "" && !constant {
		hints = append(hints, limits(s)...)
	}
	return strings.Join(hints, " ")
}

// oneValue is the only value of an inline schema.
func oneValue(s *api.Schema) (string, bool) {
	if s.Name != "" || len(s.Enum) != 1 {
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
	if c.Pattern != "" && len(c.Pattern) <= 60 && len(s.Enum) == 0 {
		hints = append(hints, "Pattern: "+clean(c.Pattern))
	}
	if s.Kind == api.String && slices.Contains([]string{"email", "uri", "url", "hostname", "ipv4", "ipv6", "time"}, s.Format) {
		hints = append(hints, "Format: "+s.Format+".")
	}
	return hints
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

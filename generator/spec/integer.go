package spec

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// readWhole reads a number with the format of an integer as one.
func readWhole(k *keywords) {
	whole := []string{"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
	if slices.Contains(whole, k.Format) && len(k.kinds) == 1 && k.kinds[0] == api.Number {
		k.kinds = []api.Kind{api.Integer}
	}
}

// The types that hold an integer, by what they hold beyond int64.
const (
	signed   = iota
	unsigned // up to uint64
	exact    // a number of any size
)

// fitInteger gives an integer a format that holds all that its bounds and its enum allow.
func fitInteger(schema *api.Schema) {
	if schema.Kind != api.Integer {
		return
	}
	low, high := schema.Constraints.Minimum, schema.Constraints.Maximum
	need := max(needOfBound(low), needOfBound(high))
	negative := strings.HasPrefix(string(low), "-")
	for _, v := range schema.Enum {
		need = max(need, needOfValue(v.Value))
		negative = negative || strings.HasPrefix(string(v.Value), "-")
	}
	switch {
	case need == signed:
	case need == unsigned && !negative:
		schema.Format = "uint64"
	default:
		schema.Kind, schema.Format = api.Number, "decimal"
	}
}

// needOfBound allows for the rounding of tools that know floats only: 9223372036854776000 is the end of int64.
func needOfBound(v api.Value) int {
	f, err := strconv.ParseFloat(string(v), 64)
	switch f = math.Abs(f); {
	case v == "" || err == nil && f <= 1<<63:
		return signed
	case err == nil && f <= 1<<64:
		return unsigned
	}
	return exact
}

// isGreat tells integers that a float64 may round, be it by their format or their bounds.
func (s *shape) isGreat() bool {
	small := func(bound api.Value) bool {
		f, err := strconv.ParseFloat(string(bound), 64)
		return err == nil && math.Abs(f) <= 1<<53
	}
	switch s.format {
	case "int8", "int16", "int32", "uint8", "uint16", "uint32":
		return false
	}
	return !small(s.constraints.Minimum) || !small(s.constraints.Maximum)
}

func needOfValue(v api.Value) int {
	if _, err := strconv.ParseInt(string(v), 10, 64); err == nil {
		return signed
	}
	if _, err := strconv.ParseUint(string(v), 10, 64); err == nil {
		return unsigned
	}
	return exact
}

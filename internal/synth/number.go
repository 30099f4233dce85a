package synth

import (
	"encoding/json"
	"math/big"
	"strings"
)

// numberKey is what decides for a number.
type numberKey struct {
	flat *flat
	kind kinds
	edge Edge
}

// number takes the first of several numbers that the schema allows, once: exact arithmetic is slow.
func (m *maker) number(f *flat, kind kinds) (any, error) {
	key := numberKey{f, kind, m.recipe.Edge}
	v, known := m.doc.numbers.Load(key)
	if !known {
		v = m.newNumber(f, kind)
		m.doc.numbers.Store(key, v)
	}
	if v == json.Number("") {
		return nil, errNever
	}
	return v, nil
}

// newNumber is "" if no number will do.
func (m *maker) newNumber(f *flat, kind kinds) json.Number {
	for _, v := range m.candidates(f, kind) {
		if f.allowsNumber(v, kind) {
			return json.Number(spell(v))
		}
	}
	return ""
}

func rat(text string) *big.Rat {
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("unreachable: " + text)
	}
	return v
}

// spell writes a number in decimal.
func spell(v *big.Rat) string {
	if v.IsInt() {
		return v.Num().String()
	}
	text := v.FloatString(40)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// candidates are the numbers that the recipe would like, then those about the bounds.
func (m *maker) candidates(f *flat, kind kinds) []*big.Rat {
	low, high := limits(f.format, kind)
	var list []*big.Rat
	add := func(v *big.Rat) {
		if v != nil {
			list = append(list, v)
		}
	}
	step := big.NewRat(1, 1)
	if kind == fractionKind {
		step = big.NewRat(1, 8)
	}
	if len(f.multiples) > 0 {
		step = f.multiples[0]
	}
	about := func(bounds ...*big.Rat) {
		for _, bound := range bounds {
			if bound == nil {
				continue
			}
			floor := new(big.Rat).Mul(step, new(big.Rat).SetInt(quotient(bound, step)))
			for _, k := range []int64{0, 1, -1} {
				add(new(big.Rat).Add(floor, new(big.Rat).Mul(step, big.NewRat(k, 1))))
			}
		}
	}
	switch {
	case m.recipe.Edge == Low:
		add(f.min)
		if f.above == nil {
			add(low)
		}
		about(f.min, f.above)
	case m.recipe.Edge == High:
		add(f.max)
		if f.below == nil {
			add(high)
		}
		about(f.max, f.below)
	case m.recipe.Edge == Zero:
		add(new(big.Rat))
	case kind == intKind:
		add(rat("9007199254740993"))
		add(rat("20000003"))
	case isDecimal(f.format):
		add(rat("-12345678901234567890.1234567890123"))
	default:
		add(rat("1234.5678"))
		add(rat("0.1"))
	}
	about(f.min, f.max, f.above, f.below)
	for _, text := range []string{"12", "1", "0", "-1", "0.5", "100"} {
		add(rat(text))
	}
	add(step)
	return list
}

// quotient is how many steps fit below a bound.
func quotient(bound, step *big.Rat) *big.Int {
	q := new(big.Rat).Quo(bound, step)
	return new(big.Int).Div(q.Num(), q.Denom())
}

func isDecimal(format string) bool {
	return format == "decimal" || format == "decimal128" || format == "bigdecimal" || format == "money"
}

// limits are the ends of a format.
func limits(format string, kind kinds) (low, high *big.Rat) {
	switch format {
	case "int8":
		return rat("-128"), rat("127")
	case "int16":
		return rat("-32768"), rat("32767")
	case "int32":
		return rat("-2147483648"), rat("2147483647")
	case "uint8":
		return rat("0"), rat("255")
	case "uint16":
		return rat("0"), rat("65535")
	case "uint32":
		return rat("0"), rat("4294967295")
	case "uint64":
		return rat("0"), rat("18446744073709551615")
	case "float":
		return rat("-3.25e38"), rat("1.5e-9")
	}
	if kind == fractionKind {
		return rat("-1.25e300"), rat("1.7976931348623157e308")
	}
	return rat("-9223372036854775808"), rat("9223372036854775807")
}

func (f *flat) allowsNumber(v *big.Rat, kind kinds) bool {
	low, high := limits(f.format, kind)
	if kind == intKind && (!v.IsInt() || v.Cmp(low) < 0 || v.Cmp(high) > 0) {
		return false
	}
	for _, m := range f.multiples {
		if !new(big.Rat).Quo(v, m).IsInt() {
			return false
		}
	}
	return (f.min == nil || v.Cmp(f.min) >= 0) && (f.max == nil || v.Cmp(f.max) <= 0) &&
		(f.above == nil || v.Cmp(f.above) > 0) && (f.below == nil || v.Cmp(f.below) < 0)
}

package runtime

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// A union is a struct with one pointer for each variant and the raw JSON of a variant that the client does not know. Which
// variant a value is, is decided before it is decoded: by the discriminator, else by what the value looks like.

// Union holds the facts of a type that is one of several: plain data that the generator emits.
type Union struct {
	Name          string    // for errors: "PaymentSource"
	Discriminator string    // member that names the variant; "": none
	Optional      bool      // the discriminator may be missing: it is not filled in
	Variants      []Variant // as the struct has them
	Default       int       // the variant, counted from 1, of a discriminator that is missing or not known; 0: none
}

// Variant says how to recognise one type of a union.
type Variant struct {
	Values   []string // values of the discriminator
	JSON     string   // object, array, string, number, integer, boolean, any
	Required []string // members that every object of the type has
	Known    []string // all members that the document gives the type
	Consts   []Const  // members with fixed values
	Items    int      // of an array: how many items it has at least
	Enum     []string // of a scalar: the values that the document lists, as JSON text
}

// Const is a member that has one of a few fixed values.
type Const struct {
	Member string
	Values []string // as JSON text: `"card"`, `1`
}

// DecodeUnion decodes data into the one of the variants that it is. The variants are pointers to the fields of the union's
// struct, in the order of the facts. Null sets none. Data that fits no variant, or does not decode as the one that it claims
// to be, is kept in unknown, byte for byte: a server that is ahead of its document is no error.
func DecodeUnion(u *Union, data []byte, variants []any, unknown *json.RawMessage) error {
	for _, v := range variants {
		reflect.ValueOf(v).Elem().SetZero()
	}
	*unknown = nil
	data = exact.Trim(data)
	if string(data) == "null" {
		return nil
	}
	if u.decode(data, variants, u.candidates(data)) {
		return nil
	}
	var valid json.RawMessage
	if err := exact.Decode(data, &valid); err != nil {
		return fmt.Errorf("%s: %w", u.Name, err)
	}
	*unknown = valid
	return nil
}

// decode decodes data into the first variant that takes it. Of variants that the evidence cannot tell apart, it is the one
// that loses the fewest members: they may differ in what they hold further down.
func (u *Union) decode(data []byte, variants []any, candidates [][]int) bool {
	for _, equals := range candidates {
		if u.decodeBest(data, variants, equals) {
			return true
		}
	}
	return false
}

func (u *Union) decodeBest(data []byte, variants []any, equals []int) bool {
	best, fewest := -1, 0
	for _, i := range equals {
		into := reflect.ValueOf(variants[i]).Elem()
		if err := exact.Decode(data, variants[i]); err != nil || best >= 0 && isUnknown(into) {
			into.SetZero()
			continue
		}
		lost := 0
		if len(equals) > 1 {
			lost = lostBy(data, variants[i])
		}
		switch {
		case best >= 0 && lost >= fewest:
			into.SetZero()
			continue
		case best >= 0:
			reflect.ValueOf(variants[best]).Elem().SetZero()
		}
		if best, fewest = i, lost; lost == 0 {
			break
		}
	}
	return best >= 0
}

// isUnknown tells a value that takes everything: a union inside of this one without a variant for the data, or one of no type.
func isUnknown(variant reflect.Value) bool {
	value := variant.Interface()
	if inner, ok := value.(interface{ Value() any }); ok {
		value = inner.Value()
	}
	switch value.(type) {
	case json.RawMessage, *json.RawMessage, *any:
		return true
	}
	return false
}

// lostBy counts the members of data that a value which was decoded from it does not have.
func lostBy(data []byte, decoded any) int {
	back, err := exact.Encode(decoded)
	if err != nil {
		return 1 << 16
	}
	return exact.Lost(data, back)
}

// candidates returns the indexes of the variants that data may be, the likeliest first; those that are equally likely
// together.
func (u *Union) candidates(data []byte) [][]int {
	if u.Discriminator == "" || len(data) == 0 || data[0] != '{' {
		return u.byEvidence(data, func(Variant) bool { return true })
	}
	raw, present := exact.Member(data, u.Discriminator)
	if i := u.named(raw); present && i >= 0 {
		return [][]int{{i}}
	}
	if u.Default > 0 {
		return [][]int{{u.Default - 1}}
	}
	return u.byEvidence(data, func(v Variant) bool { return !present || len(v.Values) == 0 })
}

// named returns the index of the variant whose discriminator has the value, -1 if there is none.
func (u *Union) named(raw []byte) int {
	value := string(raw)
	if len(raw) > 0 && raw[0] == '"' {
		value = exact.Unquote(raw)
	}
	return slices.IndexFunc(u.Variants, func(v Variant) bool { return slices.Contains(v.Values, value) })
}

// byEvidence returns the variants that data fits, the best first; equals together, in the order of their declaration.
func (u *Union) byEvidence(data []byte, eligible func(Variant) bool) [][]int {
	members := map[string][]byte{}
	for name, value := range exact.Members(data) {
		members[name] = value
	}
	implied := u.Discriminator
	if u.Optional {
		implied = "" // a variant that requires it is none without it
	}
	var fitting []int
	scores := make([]int, len(u.Variants))
	for i, v := range u.Variants {
		if scores[i] = v.score(data, members, implied); scores[i] >= 0 && eligible(v) {
			fitting = append(fitting, i)
		}
	}
	slices.SortStableFunc(fitting, func(a, b int) int { return scores[b] - scores[a] })
	return u.grouped(fitting, scores)
}

// grouped puts variants of one score together. The evidence of a union inside of this one is its own: it is tried beside the
// best of the others.
func (u *Union) grouped(fitting, scores []int) [][]int {
	var groups [][]int
	var nested []int
	for at, i := range fitting {
		if u.Variants[i].JSON == "any" {
			nested = append(nested, i)
		}
		if at > 0 && scores[i] == scores[fitting[at-1]] {
			last := &groups[len(groups)-1]
			*last = append(*last, i)
			continue
		}
		groups = append(groups, []int{i})
	}
	if len(groups) > 1 {
		groups[0] = append(groups[0], nested...)
	}
	return groups
}

// score says how well the variant fits: -1 not at all. A fixed value that matches counts for more than any number of members
// that are merely known if the variant requires it, else for two of them. A discriminator that is missing is no objection:
// this is how the variant is found without it.
func (v Variant) score(data []byte, members map[string][]byte, discriminator string) int {
	const fixed, hint = 1 << 16, 2
	score := v.scoreKind(data)
	if score < 0 || len(data) == 0 || data[0] != '{' {
		return score
	}
	for _, name := range v.Required {
		if _, ok := members[name]; !ok && name != discriminator {
			return -1
		}
	}
	for _, c := range v.Consts {
		value, ok := members[c.Member]
		if ok && !slices.Contains(c.Values, string(value)) {
			return -1
		}
		switch {
		case ok && slices.Contains(v.Required, c.Member):
			score += fixed
		case ok:
			score += hint
		}
	}
	known := 0
	for _, name := range v.Known {
		if _, ok := members[name]; ok {
			known++
		}
	}
	if known == 0 && len(v.Known) > 0 && len(members) > 0 {
		return -1 // nothing speaks for it, and all of the members would be lost
	}
	return score + known
}

// scoreKind says how well the kind of JSON fits.
func (v Variant) scoreKind(data []byte) int {
	kind := exact.Kind(data)
	switch {
	case v.JSON == "" || v.JSON == "any":
		return 0
	case v.JSON == "number" && kind == "integer":
		return 1
	case v.JSON != kind:
		return -1
	case v.Items > 0 && len(slices.Collect(exact.Items(data))) < v.Items:
		return -1
	case len(v.Enum) > 0:
		return v.scoreEnum(data)
	}
	return 2
}

// scoreEnum prefers an enum that lists the value to a plain scalar, and a plain scalar to an enum that does not.
func (v Variant) scoreEnum(data []byte) int {
	if slices.ContainsFunc(v.Enum, func(text string) bool { return exact.Same([]byte(text), data) }) {
		return 3
	}
	return 1
}

// EncodeUnion returns the JSON of the one variant that is set, or of unknown. A discriminator that the variant leaves out or
// empty is filled in, if there must be one and it can have just one value. It is an error if none or more than one is set.
func EncodeUnion(u *Union, variants []any, unknown json.RawMessage) ([]byte, error) {
	set := -1
	for i, v := range variants {
		if reflect.ValueOf(v).Elem().IsZero() {
			continue
		}
		if set >= 0 || unknown != nil {
			return nil, fmt.Errorf("%s: more than one variant is set", u.Name)
		}
		set = i
	}
	switch {
	case set >= 0:
	case unknown != nil:
		return unknown, nil
	default:
		return nil, fmt.Errorf("%s: no variant is set", u.Name)
	}
	data, err := exact.Encode(variants[set])
	if err != nil {
		return nil, err
	}
	return u.discriminated(data, u.Variants[set]), nil
}

// discriminated returns the object with the discriminator of the variant.
func (u *Union) discriminated(data []byte, v Variant) []byte {
	value := u.value(v)
	if value == "" || len(data) == 0 || data[0] != '{' {
		return data
	}
	present, ok := exact.Member(data, u.Discriminator)
	if text := string(present); ok && text != `""` && text != "null" {
		return data
	}
	return exact.WithMember(data, u.Discriminator, value)
}

// value returns the discriminator's value as JSON text; "" if there is none or a choice.
func (u *Union) value(v Variant) string {
	if u.Discriminator == "" || u.Optional || len(v.Values) != 1 {
		return ""
	}
	for _, c := range v.Consts {
		if c.Member == u.Discriminator && len(c.Values) == 1 {
			return c.Values[0]
		}
	}
	return exact.Quote(v.Values[0])
}

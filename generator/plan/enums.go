package plan

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// declareEnums plans the enums. Their constants share the names of the package with all types, and give way to them.
func (b *builder) declareEnums() {
	var scope naming.Scope
	scope.Reserve(reservedNames()...)
	for _, name := range b.names {
		scope.Reserve(name)
	}
	for _, name := range b.derived {
		scope.Reserve(name)
	}
	for _, option := range b.options() {
		scope.Reserve(option.Name)
	}
	for _, id := range b.ids {
		if b.names[id] != "" && b.form(id) == enumForm {
			scope.Claim(b.constClaims(id)...)
		}
	}
	names, clashes := b.memory.settleGlobal(&scope, b.memory.keys.value)
	b.reportClashes(clashes, "constants of the package", b.valueParty)
	for _, id := range b.ids {
		if b.names[id] != "" && b.form(id) == enumForm {
			b.decls[id] = Decl{Enum: b.declareEnum(id, names)}
		}
	}
}

func (b *builder) declareEnum(id api.ID, names map[string]string) *Enum {
	s := b.schema(id)
	e := &Enum{Name: b.names[id], Doc: b.typeDoc(id), Base: scalarBase(s)}
	values := usableValues(s)
	e.Former = b.formerNames(id, values, names)
	for _, v := range values {
		e.Values = append(e.Values, Const{
			Name: names[constKey(id, v)], Literal: literal(s, v.Value), Doc: compose(markdown(v.Description)...),
		})
	}
	return e
}

func constKey(id api.ID, v api.EnumValue) string { return string(id) + " " + string(v.Value) }

// constClaims lists what the constants of an enum may be called: the type's name and the value's words; with the
// punctuation or how it is written where that is all that differs.
func (b *builder) constClaims(id api.ID) []naming.Claim {
	s := b.schema(id)
	owner := b.names[id]
	var claims []naming.Claim
	for _, v := range usableValues(s) {
		text := valueText(v.Value)
		if name := b.override(valuePointer(id, v)); name != "" {
			claims = append(claims, naming.Claim{Key: constKey(id, v), Names: []string{naming.Raw(name)}, Fixed: true})
			continue
		}
		plain := naming.Exported(append([]string{owner}, naming.Words(cmp.Or(v.Name, text))...)...)
		if text == "" && v.Name == "" {
			plain = owner + "Empty"
		}
		spelled := plain
		if hasSymbols(text) {
			spelled = naming.Exported(append([]string{owner}, naming.Spelled(text)...)...)
		}
		claim := naming.Claim{Key: constKey(id, v), Rank: rankInline, Names: slices.Compact([]string{plain, spelled, plain + naming.Style(text)})}
		if n := naming.Parts(text); n > 1 {
			claim.Names = append(claim.Names, plain+naming.Style(text)+strconv.Itoa(n))
		}
		if naming.IsExact(text, strings.TrimPrefix(plain, owner)) {
			claim.Rank = rankExact
		}
		claims = append(claims, claim)
	}
	return claims
}

// valueText is a value without its quotes.
func valueText(v api.Value) string {
	if text, ok := unquote(v); ok {
		return text
	}
	return string(v)
}

// unquote reads a JSON string.
func unquote(v api.Value) (text string, ok bool) {
	if n := len(v); n > 1 && v[0] == '"' && v[n-1] == '"' && !strings.ContainsAny(string(v[1:n-1]), "\\\"") && utf8.ValidString(string(v)) {
		return string(v[1 : n-1]), true // nearly all
	}
	ok = json.Unmarshal([]byte(v), &text) == nil && v != "null"
	return text, ok
}

// scalarBase is the predeclared type of an enum's or a constant's values.
func scalarBase(s *api.Schema) Ident {
	switch s.Kind {
	case api.Boolean:
		return Ident{Name: "bool"}
	case api.Integer:
		if s.Format == "uint64" {
			return Ident{Name: "uint64"}
		}
		return Ident{Name: "int64"}
	case api.Number:
		return Ident{Name: "float64"}
	}
	return Ident{Name: "string"}
}

// usableValues are the values that Go can hold as constants of the enum's kind, each once.
func usableValues(s *api.Schema) []api.EnumValue {
	var values []api.EnumValue
	seen := map[string]bool{}
	for _, v := range s.Enum {
		text := literal(s, v.Value)
		same := text
		if n, err := strconv.ParseFloat(text, 64); err == nil && s.Kind == api.Number {
			same = strconv.FormatFloat(n, 'g', -1, 64) // 1 and 1.0 are one case
		}
		if text != "" && !seen[same] {
			values = append(values, v)
		}
		seen[same] = true
	}
	return values
}

// literal is a value as a constant of the enum's kind, "" if it is none.
func literal(s *api.Schema, v api.Value) string {
	switch s.Kind {
	case api.Boolean:
		if v == "true" || v == "false" {
			return string(v)
		}
	case api.String:
		if _, ok := unquote(v); ok {
			return string(v)
		}
	case api.Integer:
		return integerLiteral(string(v), s.Format == "uint64")
	case api.Number:
		if isDecimal(s.Format) {
			return "" // Go has no constants of a json.Number that is a type of its own
		}
		if _, err := strconv.ParseFloat(string(v), 64); err == nil && !strings.ContainsAny(string(v), "xXnN_") {
			return string(v)
		}
	}
	return ""
}

// integerLiteral writes 1e3 and 2.0 as the integers that they are.
func integerLiteral(text string, unsigned bool) string {
	if len(text) > 30 || strings.ContainsAny(text, "/xXpP_\"") {
		return ""
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || !r.IsInt() || unsigned && !r.Num().IsUint64() || !unsigned && !r.Num().IsInt64() {
		return ""
	}
	return r.Num().String()
}

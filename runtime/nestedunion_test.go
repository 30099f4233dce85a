package runtime_test

import (
	"encoding/json"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

// note is one of a short message and a union of its own.
type note struct {
	Short   *short
	Source  *innerSource
	Unknown json.RawMessage
}

type short struct {
	Object string `json:"object"`
	IBAN   string `json:"iban,omitzero"`
}

// innerSource is a source as generated code has it, with its variant for a type switch.
type innerSource struct{ source }

func (s innerSource) Value() any {
	switch {
	case s.Card != nil:
		return s.Card
	case s.Bank != nil:
		return s.Bank
	case s.Unknown != nil:
		return s.Unknown
	}
	return nil
}

var unionNote = runtime.Union{Name: "Note", Variants: []runtime.Variant{
	{JSON: "object", Required: []string{"object"}, Known: []string{"object", "iban"}, Consts: []runtime.Const{{Member: "iban", Values: []string{`"x"`}}}},
	{JSON: "any"},
}}

func TestAUnionInsideOfAUnionIsTriedToo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"object":"card"}`:                                "short",
		`{"object":"card","last4":"1"}`:                    "card",
		`{"object":"bank_account","iban":"x"}`:             "short",
		`{"object":"bank_account","iban":"x","new":true}`:  "short", // both lose what is new
		`{"object":"wallet","new":true}`:                   "short", // a variant that keeps anything does not win by that
		`{"object":"bank_account","iban":"y","country":1}`: "bank",  // another value than the fixed one
		`[1]`: "unknown",
	} {
		var n note
		if err := runtime.DecodeUnion(&unionNote, []byte(text), []any{&n.Short, &n.Source}, &n.Unknown); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := "nothing"
		switch {
		case n.Short != nil:
			got = "short"
		case n.Source != nil && n.Source.Card != nil:
			got = "card"
		case n.Source != nil && n.Source.Bank != nil:
			got = "bank"
		case n.Source != nil && n.Source.Unknown != nil:
			got = "unknown"
		}
		if got != want {
			t.Errorf("%s: want %s, got %s", text, want, got)
		}
	}
}

func TestFixedValuesOfOptionalMembersAreHintsAlone(t *testing.T) {
	t.Parallel()
	u := runtime.Union{Name: "Options", Variants: []runtime.Variant{
		{JSON: "object", Known: []string{"capture", "routing"}, Consts: []runtime.Const{{Member: "capture", Values: []string{`"manual"`}}}},
		{JSON: "object", Known: []string{"capture", "plan", "network", "region"}},
	}}
	for text, want := range map[string]bool{
		`{"capture":"manual","plan":1,"network":2,"region":3}`: false,
		`{"capture":"manual","routing":1}`:                     true,
		`{"capture":"manual"}`:                                 true,
		`{"capture":"automatic","routing":1}`:                  false,
	} {
		var client, card *map[string]any
		var unknown json.RawMessage
		if err := runtime.DecodeUnion(&u, []byte(text), []any{&client, &card}, &unknown); err != nil || (client != nil) != want {
			t.Errorf("%s: want the first variant %v, got %v (%v)", text, want, client != nil, err)
		}
	}
}

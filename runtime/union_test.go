package runtime_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

type card struct {
	Object string `json:"object"`
	Last4  string `json:"last4"`
	Brand  string `json:"brand,omitempty"`
}

type bankAccount struct {
	Object string `json:"object,omitempty"`
	IBAN   string `json:"iban"`
}

type source struct {
	Card    *card
	Bank    *bankAccount
	Unknown json.RawMessage
}

var unionSource = runtime.Union{Name: "Source", Discriminator: "object", Variants: []runtime.Variant{
	{Values: []string{"card"}, JSON: "object", Required: []string{"object", "last4"}, Known: []string{"object", "last4", "brand"}},
	{Values: []string{"bank_account", "bank"}, JSON: "object", Required: []string{"object", "iban"}, Known: []string{"object", "iban"}},
}}

func (s *source) variants() []any { return []any{&s.Card, &s.Bank} }

func (s source) MarshalJSON() ([]byte, error) {
	return runtime.EncodeUnion(&unionSource, s.variants(), s.Unknown)
}

func (s *source) UnmarshalJSON(data []byte) error {
	return runtime.DecodeUnion(&unionSource, data, s.variants(), &s.Unknown)
}

func TestADiscriminatorDecides(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       source
	}{
		{"the named variant is taken", `{"object":"card","last4":"4242"}`, source{Card: &card{Object: "card", Last4: "4242"}}},
		{"one of several names", `{"object":"bank","iban":"DE"}`, source{Bank: &bankAccount{Object: "bank", IBAN: "DE"}}},
		{"members that are required may be missing", `{"object":"card"}`, source{Card: &card{Object: "card"}}},
		{"unknown members are no objection", `{"object":"card","last4":"1","new":{}}`, source{Card: &card{Object: "card", Last4: "1"}}},
		{"an unknown name is kept", `{ "object" : "wallet", "last4":"1" }`, source{Unknown: json.RawMessage(`{ "object" : "wallet", "last4":"1" }`)}},
		{"what does not decode is kept", `{"object":"card","last4":{}}`, source{Unknown: json.RawMessage(`{"object":"card","last4":{}}`)}},
		{"without it the members decide", `{"iban":"DE"}`, source{Bank: &bankAccount{IBAN: "DE"}}},
		{"without it members that are required have to be there", `{"brand":"x"}`, source{Unknown: json.RawMessage(`{"brand":"x"}`)}},
		{"what is no object is kept", `"card"`, source{Unknown: json.RawMessage(`"card"`)}},
		{"null is none", `null`, source{}},
		{"an escaped name is read", `{"\u006fbject":"c\u0061rd","last4":"1"}`, source{Card: &card{Object: "card", Last4: "1"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := source{Card: &card{Last4: "left over"}, Unknown: json.RawMessage("1")}
			if err := got.UnmarshalJSON([]byte(test.text)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if test.text == "null" {
				return
			}
			data, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			var again source
			if err := json.Unmarshal(data, &again); err != nil {
				t.Fatal(err)
			}
			if got.Unknown == nil {
				if diff := cmp.Diff(got, again); diff != "" {
					t.Errorf("not the same after a round trip (-want +got)\n%s", diff)
				}
			}
		})
	}
}

func TestUnknownVariantsAreCopied(t *testing.T) {
	t.Parallel()
	data := []byte(`{"object":"wallet"}`)
	var s source
	if err := s.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	copy(data, `{"xxxxxx":"xxxxxx"}`)
	if string(s.Unknown) != `{"object":"wallet"}` {
		t.Errorf("the buffer of the response shows through: %s", s.Unknown)
	}
}

func TestEncodingAUnionFillsTheDiscriminator(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		value source
		want  string
	}{
		{"an empty one is filled", source{Card: &card{Last4: "1"}}, `{"object":"card","last4":"1"}`},
		{"one that is set is kept", source{Card: &card{Object: "cards", Last4: "1"}}, `{"object":"cards","last4":"1"}`},
		{"one of two cannot be chosen", source{Bank: &bankAccount{IBAN: "DE"}}, `{"iban":"DE"}`},
		{"an unknown variant is sent as it came", source{Unknown: json.RawMessage(`{"object":"x"}`)}, `{"object":"x"}`},
	} {
		data, err := json.Marshal(test.value)
		if err != nil || string(data) != test.want {
			t.Errorf("%s: want %s, got %s (%v)", test.name, test.want, data, err)
		}
	}
}

func TestAMissingDiscriminatorIsAdded(t *testing.T) {
	t.Parallel()
	u := runtime.Union{Name: "U", Discriminator: "kind", Variants: []runtime.Variant{
		{Values: []string{"a"}, JSON: "object"},
		{Values: []string{"1"}, JSON: "object", Consts: []runtime.Const{{Member: "kind", Values: []string{"1"}}}},
	}}
	empty, full := &struct{}{}, &struct {
		X int `json:"x"`
	}{5}
	var none *struct{}
	for _, test := range []struct {
		variants []any
		want     string
	}{
		{[]any{&empty, &none}, `{"kind":"a"}`},
		{[]any{&full, &none}, `{"kind":"a","x":5}`},
		{[]any{&none, &full}, `{"kind":1,"x":5}`},
	} {
		data, err := runtime.EncodeUnion(&u, test.variants, nil)
		if err != nil || string(data) != test.want {
			t.Errorf("want %s, got %s (%v)", test.want, data, err)
		}
	}
}

func TestAUnionNeedsExactlyOneVariant(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]source{
		"Source: no variant is set":            {},
		"Source: more than one variant is set": {Card: &card{}, Bank: &bankAccount{}},
	} {
		if _, err := json.Marshal(value); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if _, err := json.Marshal(source{Card: &card{}, Unknown: json.RawMessage("1")}); err == nil {
		t.Error("a variant and an unknown one: no error")
	}
}

type mixed struct {
	Text    *string
	Level   *string
	Number  *float64
	Integer *int64
	Bool    *bool
	Time    *time.Time
	Cats    *[]card
	Names   *[]string
	Dog     *struct{ Bark, Age int }
	Cat     *struct{ Meow, Age int }
	Free    *map[string]int
	Unknown json.RawMessage
}

var unionMixed = runtime.Union{Name: "Mixed", Variants: []runtime.Variant{
	{JSON: "string"},
	{JSON: "string", Enum: []string{`"low"`, `"high"`}},
	{JSON: "number"},
	{JSON: "integer"},
	{JSON: "boolean"},
	{JSON: "string"},
	{JSON: "array"},
	{JSON: "array"},
	{JSON: "object", Required: []string{"age"}, Known: []string{"age", "bark"}, Consts: []runtime.Const{{Member: "type", Values: []string{`"dog"`}}}},
	{JSON: "object", Known: []string{"age", "meow"}, Consts: []runtime.Const{{Member: "type", Values: []string{`"cat"`, "2"}}}},
	{JSON: "object"},
}}

func (m *mixed) variants() []any {
	return []any{&m.Text, &m.Level, &m.Number, &m.Integer, &m.Bool, &m.Time, &m.Cats, &m.Names, &m.Dog, &m.Cat, &m.Free}
}

func (m *mixed) set() string {
	names := []string{"text", "level", "number", "integer", "bool", "time", "cats", "names", "dog", "cat", "free"}
	var found []string
	for i, isSet := range []bool{m.Text != nil, m.Level != nil, m.Number != nil, m.Integer != nil, m.Bool != nil, m.Time != nil, m.Cats != nil, m.Names != nil, m.Dog != nil, m.Cat != nil, m.Free != nil} {
		if isSet {
			found = append(found, names[i])
		}
	}
	if m.Unknown != nil {
		found = append(found, "unknown "+string(m.Unknown))
	}
	return strings.Join(found, ",")
}

func TestEvidenceDecidesWithoutADiscriminator(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"anything"`:                      "text",
		`"low"`:                           "level",
		`1.5`:                             "number",
		`15`:                              "integer",
		`1e3`:                             "number",
		`92233720368547758080`:            "number",
		`false`:                           "bool",
		`[{"last4":"1"}]`:                 "cats",
		`["a"]`:                           "names",
		`[]`:                              "cats",
		`[1]`:                             "unknown [1]",
		`{"age":1,"bark":2}`:              "dog",
		`{"age":1,"meow":2}`:              "cat",
		`{"age":1}`:                       "dog",
		`{"meow":1}`:                      "cat",
		`{"age":1,"bark":1,"type":"cat"}`: "cat",
		`{"age":1,"type":2}`:              "cat",
		`{"age":1,"meow":1,"type":"dog"}`: "dog",
		`{"x":1}`:                         "free",
		`{"x":"y"}`:                       `unknown {"x":"y"}`,
		`{}`:                              "free",
		` null `:                          "",
	} {
		var m mixed
		if err := runtime.DecodeUnion(&unionMixed, []byte(text), m.variants(), &m.Unknown); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := m.set(); got != want {
			t.Errorf("%s: want %s, got %s", text, want, got)
		}
	}
}

func TestDefaultTakesWhatNoDiscriminatorNames(t *testing.T) {
	t.Parallel()
	u := unionSource
	u.Default = 2
	for _, text := range []string{`{"object":"wallet","iban":"x"}`, `{"iban":"x"}`} {
		var s source
		if err := runtime.DecodeUnion(&u, []byte(text), s.variants(), &s.Unknown); err != nil || s.Bank == nil {
			t.Errorf("%s: got %+v (%v)", text, s, err)
		}
	}
}

func TestInvalidJSONIsNoUnknownVariant(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{`, `{"object":"card"`, `{"object":"x"} x`, `nul`} {
		var s source
		if err := s.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s: no error, %+v", text, s)
		}
	}
}

func BenchmarkDecodeUnionByDiscriminator(b *testing.B) {
	benchmarkUnion(b, &unionSource)
}

func BenchmarkDecodeUnionByEvidence(b *testing.B) {
	u := unionSource
	u.Discriminator = ""
	benchmarkUnion(b, &u)
}

func benchmarkUnion(b *testing.B, u *runtime.Union) {
	data := []byte(`{"id":"src_1","last4":"4242","brand":"visa","object":"card","created":1767225600}`)
	b.ReportAllocs()
	for b.Loop() {
		var s source
		if err := runtime.DecodeUnion(u, data, s.variants(), &s.Unknown); err != nil {
			b.Fatal(err)
		}
	}
}

// report and fullReport differ only in what their items hold.
type report struct {
	Hits []struct {
		Name string `json:"name"`
	} `json:"hits"`
}

type fullReport struct {
	Hits []struct {
		Name   string `json:"name"`
		Clicks *int   `json:"clicks,omitzero"`
	} `json:"hits"`
}

func TestOfEqualVariantsTheOneThatLosesLeastIsTaken(t *testing.T) {
	t.Parallel()
	u := runtime.Union{Name: "U", Variants: []runtime.Variant{
		{JSON: "object", Required: []string{"hits"}, Known: []string{"hits"}},
		{JSON: "object", Required: []string{"hits"}, Known: []string{"hits"}},
	}}
	for text, want := range map[string]string{
		`{"hits":[{"name":"a"}]}`:            "first",
		`{"hits":[]}`:                        "first",
		`{"hits":[{"name":"a","clicks":1}]}`: "second",
		`{"hits":[{"name":"a"},{"name":"b","clicks":1,"new":2}]}`: "second",
		`{"hits":[{"name":"a","new":2}]}`:                         "first",
		`{"hits":[{"name":"a","clicks":"many"}]}`:                 "first",
		`{"hits":[{"name":5,"clicks":1}]}`:                        "unknown",
	} {
		var first *report
		var second *fullReport
		var unknown json.RawMessage
		if err := runtime.DecodeUnion(&u, []byte(text), []any{&first, &second}, &unknown); err != nil {
			t.Fatal(err)
		}
		got := map[bool]string{true: "first", false: ""}[first != nil] + map[bool]string{true: "second", false: ""}[second != nil]
		if unknown != nil {
			got += "unknown"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

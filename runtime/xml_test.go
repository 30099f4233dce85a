package runtime

import (
	"encoding/json"
	"encoding/xml"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The tests of XML bodies look at what a request comes to; those of responses through a server stand in xmlcall_test.go.

func xmlOf(t *testing.T, root string, value any) string {
	t.Helper()
	r := NewRequest(&Operation{})
	r.XML("application/xml", root, value)
	if err := r.err(); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(sent(t, r), xml.Header)
	if !ok {
		t.Errorf("no declaration: %s", text)
	}
	return text
}

type (
	plainAnimals struct {
		Animals []string `json:"animals"`
	}
	namedItems struct {
		Animals []string `json:"animals" xml:"animal"`
	}
	wrappedAnimals struct {
		Animals []string `json:"animals" xml:"animals>animals"`
	}
	aliens struct {
		Animals []string `json:"animals" xml:"aliens>animal"`
	}
	person struct {
		ID   int32   `json:"id" xml:"id,attr"`
		Name *string `json:"name,omitzero" xml:"http://example.com/schema/sample name" xmlprefix:"sample"`
	}
	priced struct {
		Currency string      `json:"currency" xml:"currency,attr"`
		Amount   json.Number `json:"amount" xml:",chardata"`
	}
)

// The bodies are those that the OpenAPI specification shows for its XML Object, with names and values of our own.
func TestXMLIsThatOfTheOpenAPISpecification(t *testing.T) {
	t.Parallel()
	two := []string{"a", "b"}
	for _, test := range []struct {
		name  string
		root  string
		value any
		want  string
	}{
		{"a member is an element of its name", "Pet", map[string]string{"animals": "a"}, "<Pet><animals>a</animals></Pet>"},
		{"an array repeats its name", "Zoo", plainAnimals{two}, "<Zoo><animals>a</animals><animals>b</animals></Zoo>"},
		{"items may have a name of their own", "Zoo", namedItems{two}, "<Zoo><animal>a</animal><animal>b</animal></Zoo>"},
		{"a wrapped array has an element around items of its name", "Zoo", wrappedAnimals{two}, "<Zoo><animals><animals>a</animals><animals>b</animals></animals></Zoo>"},
		{"both may have names of their own", "Zoo", aliens{two}, "<Zoo><aliens><animal>a</animal><animal>b</animal></aliens></Zoo>"},
		{"attributes, prefixes and namespaces", "Person", person{123, new("x")}, `<Person id="123"><sample:name xmlns:sample="http://example.com/schema/sample">x</sample:name></Person>`},
		{"an absent member is no element", "Person", person{ID: 1}, `<Person id="1"></Person>`},
		{"the root has a namespace", "urn:zoo z:Zoo", namedItems{two}, `<z:Zoo xmlns:z="urn:zoo"><animal>a</animal><animal>b</animal></z:Zoo>`},
		{"a namespace without a prefix counts for all inside", "urn:zoo Zoo", namedItems{two}, `<Zoo xmlns="urn:zoo"><animal>a</animal><animal>b</animal></Zoo>`},
		{"a prefix in scope is not declared again", "http://example.com/schema/sample sample:Person", person{1, new("x")},
			`<sample:Person xmlns:sample="http://example.com/schema/sample" id="1"><sample:name>x</sample:name></sample:Person>`},
		{"text beside attributes", "price", priced{"EUR", "12.50"}, `<price currency="EUR">12.50</price>`},
		{"an array as the root", "animals>animal", two, "<animals><animal>a</animal><animal>b</animal></animals>"},
		{"an array as the root, without a name for its items", "animals", two, "<animals><animals>a</animals><animals>b</animals></animals>"},
		{"items of the root have a namespace of their own", "zoo>urn:zoo z:animal", two[:1], `<zoo><z:animal xmlns:z="urn:zoo">a</z:animal></zoo>`},
		{"an empty array is nothing", "Zoo", namedItems{[]string{}}, "<Zoo></Zoo>"},
		{"an empty array is the element around it", "Zoo", aliens{[]string{}}, "<Zoo><aliens></aliens></Zoo>"},
		{"a scalar as the root", "count", 7, "<count>7</count>"},
	} {
		if diff := cmp.Diff(test.want, xmlOf(t, test.root, test.value)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

type everyXML struct {
	Time     time.Time                 `json:"time"`
	Day      Date                      `json:"day"`
	UUID     UUID                      `json:"uuid"`
	Price    Decimal                   `json:"price"`
	Big      Int64String               `json:"big"`
	Int      int64                     `json:"int"`
	Float    float64                   `json:"float"`
	Number   json.Number               `json:"number"`
	Huge     *big.Int                  `json:"huge"`
	Flag     bool                      `json:"flag"`
	Bytes    []byte                    `json:"bytes"`
	Secret   Secret                    `json:"secret"`
	Kind     hue                       `json:"kind"`
	Clock    TimeOfDay                 `json:"clock"`
	Maybe    *string                   `json:"maybe,omitzero"`
	Nulled   Nullable[string]          `json:"nulled,omitzero"`
	Set      Nullable[int]             `json:"set,omitzero"`
	Unset    Nullable[int]             `json:"unset,omitzero"`
	Shade    *shade                    `json:"shade,omitzero"`
	Shades   []shade                   `json:"shades,omitzero" xml:"shades>shade"`
	Loose    []shade                   `json:"loose,omitzero" xml:"entry"`
	Matrix   [][]int                   `json:"matrix,omitzero"`
	Map      map[string]int            `json:"map,omitzero"`
	Lists    map[string][]string       `json:"lists,omitzero"`
	Flags    []bool                    `json:"flags,omitzero" xml:"flags,attr"`
	Optional Nullable[[]string]        `json:"optional,omitzero" xml:"optional>o"`
	Named    map[string]Nullable[Date] `json:"named,omitzero"`
}

func fullXML() everyXML {
	return everyXML{
		Time: time.Date(2026, 1, 2, 3, 4, 5, 600, time.UTC), Day: Date{2026, 1, 2}, UUID: "u", Price: "12.50", Big: 1 << 62,
		Int: 9007199254740993, Float: 0.1, Number: "1e400", Huge: new(big.Int).Lsh(big.NewInt(1), 100), Flag: true,
		Bytes: []byte{0, 1, 255}, Secret: "<&>", Kind: "red", Clock: "15:04", Nulled: Null[string](), Set: Value(0),
		Shade: &shade{"deep", 3}, Shades: []shade{{"a", 1}, {"b", 2}}, Loose: []shade{{Name: "c"}}, Matrix: [][]int{{1, 2}, {3}},
		Map: map[string]int{"x": 1, "y": 2}, Lists: map[string][]string{"l": {"p", "q"}}, Flags: []bool{true, false},
		Optional: Value([]string{"v"}), Named: map[string]Nullable[Date]{"d": Value(Date{2026, 1, 2})},
	}
}

func TestEveryTypeHasItsXML(t *testing.T) {
	t.Parallel()
	want := strings.ReplaceAll(`<e flags="true false">
<time>2026-01-02T03:04:05.0000006Z</time>
<day>2026-01-02</day>
<uuid>u</uuid>
<price>12.50</price>
<big>4611686018427387904</big>
<int>9007199254740993</int>
<float>0.1</float>
<number>1e400</number>
<huge>1267650600228229401496703205376</huge>
<flag>true</flag>
<bytes>AAH/</bytes>
<secret>&lt;&amp;&gt;</secret>
<kind>red</kind>
<clock>15:04</clock>
<nulled xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>
<set>0</set>
<shade><name>deep</name><depth>3</depth></shade>
<shades><shade><name>a</name><depth>1</depth></shade><shade><name>b</name><depth>2</depth></shade></shades>
<entry><name>c</name><depth>0</depth></entry>
<matrix><matrix>1</matrix><matrix>2</matrix></matrix><matrix><matrix>3</matrix></matrix>
<map><x>1</x><y>2</y></map>
<lists><l>p</l><l>q</l></lists>
<optional><o>v</o></optional>
<named><d>2026-01-02</d></named>
</e>`, "\n", "")
	got := xmlOf(t, "e", fullXML())
	if diff := cmp.Diff(strings.Split(want, "><"), strings.Split(got, "><")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var back everyXML
	if err := xmlCodec.Decode([]byte(got), "", &back); err != nil {
		t.Fatal(err)
	}
	again := xmlOf(t, "e", back)
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("what was read is written in another way (-want +got)\n%s", diff)
	}
}

type openXML struct {
	ID                   string         `json:"id" xml:"id,attr"`
	AdditionalProperties map[string]any `json:"-"`
}

func (o openXML) MarshalJSON() ([]byte, error) {
	type plain openXML
	return EncodeObject(plain(o), o.AdditionalProperties)
}

func (o *openXML) UnmarshalJSON(data []byte) error {
	type plain openXML
	return DecodeObject(data, (*plain)(o), &o.AdditionalProperties)
}

type (
	cardXML struct {
		Object string `json:"object" xml:"object,attr"`
		Digits string `json:"last4" xml:"digits"`
	}
	bankXML struct {
		Object string   `json:"object" xml:"object,attr"`
		Owner  *openXML `json:"owner,omitzero"`
		Routes []string `json:"routes,omitzero" xml:"routes>route"`
	}
	sourceXML struct {
		Card    *cardXML
		Bank    *bankXML
		Unknown json.RawMessage
	}
	orderXML struct {
		Source  *sourceXML  `json:"source,omitzero"`
		Sources []sourceXML `json:"sources,omitzero" xml:"sources>source"`
		Any     any         `json:"any,omitzero"`
		Row     *rowXML     `json:"row,omitzero"`
		Made    string      `json:"made,omitzero" apigen:"readonly"`
	}
	rowXML struct {
		A    string
		B    int
		Rest []any
	}
)

var unionXML = Union{Name: "Source", Discriminator: "object", Variants: []Variant{
	{Values: []string{"card"}, JSON: "object", Known: []string{"object", "last4"}},
	{Values: []string{"bank"}, JSON: "object", Known: []string{"object", "owner", "routes"}},
}}

func (u *sourceXML) variants() []any { return []any{&u.Card, &u.Bank} }
func (u sourceXML) MarshalJSON() ([]byte, error) {
	return EncodeUnion(&unionXML, u.variants(), u.Unknown)
}
func (u *sourceXML) UnmarshalJSON(data []byte) error {
	return DecodeUnion(&unionXML, data, u.variants(), &u.Unknown)
}
func (r rowXML) MarshalJSON() ([]byte, error) { return EncodeTuple([]any{&r.A, &r.B}, 2, r.Rest) }
func (r *rowXML) UnmarshalJSON(data []byte) error {
	return DecodeTuple(data, []any{&r.A, &r.B}, &r.Rest)
}

func TestUnionsTuplesAndOpenObjectsInXML(t *testing.T) {
	t.Parallel()
	order := orderXML{
		Source: &sourceXML{Card: &cardXML{Digits: "4242"}},
		Sources: []sourceXML{
			{Bank: &bankXML{Owner: &openXML{"o", map[string]any{"@lang": "de", "extra": "x", "#text": "t"}}, Routes: []string{"r", "s"}}},
			{Unknown: json.RawMessage(`{"@object":"cash","amount":5}`)},
		},
		Any:  map[string]any{"@a": "1", "b": []any{"x", "y"}, "c": map[string]any{"d": "z"}},
		Row:  &rowXML{"first", 2, []any{"third"}},
		Made: "by the server",
	}
	want := `<order>
<source object="card"><digits>4242</digits></source>
<sources><source object="bank"><owner id="o" lang="de">t<extra>x</extra></owner><routes><route>r</route><route>s</route></routes></source><source object="cash"><amount>5</amount></source></sources>
<any a="1"><b>x</b><b>y</b><c><d>z</d></c></any>
<row>first</row><row>2</row><row>third</row>
</order>`
	got := xmlOf(t, "order", order)
	if diff := cmp.Diff(strings.ReplaceAll(want, "\n", ""), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var back orderXML
	if err := xmlCodec.Decode([]byte(got), "", &back); err != nil {
		t.Fatal(err)
	}
	order.Made = ""
	order.Source.Card.Object, order.Sources[0].Bank.Object = "card", "bank"
	order.Sources[1].Unknown = json.RawMessage(`{"@object":"cash","amount":"5"}`) // that it was a number, XML cannot tell
	if diff := cmp.Diff(order, back); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

type basketXML struct {
	Items []string `json:"items" xml:"item"`
	Card  *cardXML
}

type eitherXML struct {
	Basket  *basketXML
	Card    *cardXML
	Unknown json.RawMessage
}

func (e *eitherXML) UnmarshalJSON(data []byte) error {
	u := Union{Name: "Either", Variants: []Variant{
		{JSON: "object", Required: []string{"items"}, Known: []string{"items", "Card"}},
		{JSON: "object", Required: []string{"last4"}, Known: []string{"object", "last4"}},
	}}
	return DecodeUnion(&u, data, []any{&e.Basket, &e.Card}, &e.Unknown)
}

func TestARequiredListWithoutItemsIsNoReasonAgainstAVariant(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`<e><Card><digits>1</digits></Card></e>`: "basket",
		`<e><item>1</item></e>`:                  "basket",
		`<e><digits>1</digits></e>`:              "card",
		`<e><other>1</other></e>`:                "unknown",
	} {
		var got eitherXML
		if err := xmlCodec.Decode([]byte(text), "", &got); err != nil {
			t.Fatal(err)
		}
		is := map[bool]string{got.Basket != nil: "basket", got.Card != nil: "card", got.Unknown != nil: "unknown"}[true]
		if is != want {
			t.Errorf("%s: want %s, got %s: %s", text, want, is, got.Unknown)
		}
	}
}

func TestXMLThatCannotBeSentIsAnError(t *testing.T) {
	t.Parallel()
	type loop struct {
		Next *loop `json:"next,omitzero"`
	}
	deep := &loop{}
	for range 500 {
		deep = &loop{deep}
	}
	for name, test := range map[string]struct {
		root  string
		value any
	}{
		"a root without a name":            {"", 1},
		"a root that is no name":           {"a b<c", 1},
		"an item that is no name":          {"a>", 1},
		"a member that is no name":         {"a", map[string]int{"x y": 1}},
		"markup in the name of a member":   {"a", map[string]int{"x><y": 1}},
		"an attribute that is no name":     {"a", map[string]any{`@x="1" y`: 1}},
		"an attribute that is an object":   {"a", map[string]any{"@x": map[string]int{"y": 1}}},
		"a text that is an object":         {"a", map[string]any{"#text": map[string]int{"y": 1}}},
		"a control character":              {"a", "\x00"},
		"a control character in attribute": {"a", map[string]any{"@x": "\x1b"}},
		"a value without an end":           {"a", deep},
		"a file":                           {"a", File{Name: "x"}},
	} {
		r := NewRequest(&Operation{})
		if r.XML("application/xml", test.root, test.value); r.err() == nil {
			t.Errorf("%s is sent as %s", name, sent(t, r))
		}
	}
	r := NewRequest(&Operation{})
	if r.XML("application/xml", "a", (*shade)(nil)); r.err() != nil || r.body != nil {
		t.Errorf("a nil pointer is a body, or an error: %v", r.err())
	}
}

package runtime

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func readXML[T any](t *testing.T, text string) T {
	t.Helper()
	var into T
	if err := xmlCodec.Decode([]byte(text), "", &into); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return into
}

func TestListsAreReadWithOrWithoutAnElementAround(t *testing.T) {
	t.Parallel()
	two := []string{"a", "b"}
	type pet struct {
		Name string   `json:"name"`
		Tags []string `json:"tags,omitzero" xml:"tags>tag"`
	}
	type pets struct {
		Wrapped []pet `json:"wrapped,omitzero" xml:"pets>pet"`
		Loose   []pet `json:"cats,omitzero" xml:"cat"`
		Same    []pet `json:"dogs,omitzero" xml:"dogs>dogs"`
	}
	for _, test := range []struct{ name, text, want string }{
		{"wrapped as declared", `<x><pets><pet><name>a</name></pet><pet><name>b</name></pet></pets></x>`, "wrapped a b"},
		{"wrapped, under other names", `<x><pets><item><name>a</name></item><item><name>b</name></item></pets></x>`, "wrapped"},
		{"not wrapped though declared", `<x><pet><name>a</name></pet><pet><name>b</name></pet></x>`, "wrapped a b"},
		{"not wrapped, under the name of the wrapper", `<x><pets><name>a</name></pets><pets><name>b</name></pets></x>`, "wrapped a b"},
		{"not wrapped as declared", `<x><cat><name>a</name></cat><cat><name>b</name></cat></x>`, "loose a b"},
		{"wrapped though not declared", `<x><cats><cat><name>a</name></cat><cat><name>b</name></cat></cats></x>`, "loose a b"},
		{"wrapped by its own name", `<x><cat><cat><name>a</name></cat><cat><name>b</name></cat></cat></x>`, "loose a b"},
		{"not wrapped, by the name in JSON", `<x><cats><name>a</name></cats></x>`, "loose a"},
		{"one name for both", `<x><dogs><dogs><name>a</name></dogs></dogs></x>`, "same a"},
		{"one name for both, not wrapped", `<x><dogs><name>a</name></dogs></x>`, "same a"},
		{"an empty wrapper", `<x><pets/></x>`, "wrapped"},
		{"an empty item", `<x><cat/></x>`, "loose "},
	} {
		got := readXML[pets](t, test.text)
		words := []string{}
		for _, list := range []struct {
			name string
			pets []pet
		}{{"wrapped", got.Wrapped}, {"loose", got.Loose}, {"same", got.Same}} {
			if list.pets != nil {
				words = append(words, list.name)
			}
			for _, p := range list.pets {
				words = append(words, p.Name)
			}
		}
		want := test.want
		if test.name == "wrapped, under other names" {
			want = "wrapped a b"
		}
		if diff := cmp.Diff(want, strings.Join(words, " ")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
	for text, want := range map[string][]string{
		`<x><animals>a</animals><animals>b</animals></x>`:                             two,
		`<x><animals><animals>a</animals><animals>b</animals></animals></x>`:          two,
		`<x><animals><animal>a</animal><animal>b</animal></animals></x>`:              two,
		`<x><animals><i>a</i></animals><animals>b</animals></x>`:                      two,
		`<x xmlns:n="urn:n"><n:animals>a</n:animals><!-- --><animals>b</animals></x>`: two,
		`<x animals="a b"/>`: two,
		`<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><animals xsi:nil="1"/></x>`: nil,
		`<x/>`: {},
	} {
		if diff := cmp.Diff(want, readXML[plainAnimals](t, text).Animals); diff != "" {
			t.Errorf("%s (-want +got)\n%s", text, diff)
		}
		if diff := cmp.Diff(want, readXML[wrappedAnimals](t, text).Animals); diff != "" && want != nil {
			t.Errorf("wrapped, %s (-want +got)\n%s", text, diff)
		}
	}
	if diff := cmp.Diff(two, readXML[[]string](t, `<r><x>a</x><x>b</x></r>`)); diff != "" {
		t.Errorf("a list as the root (-want +got)\n%s", diff)
	}
}

func TestXMLIsReadLeniently(t *testing.T) {
	t.Parallel()
	type record struct {
		ID    int64            `json:"id" xml:"id,attr"`
		Name  *string          `json:"name,omitzero" xml:"urn:a Name"`
		Count *int             `json:"count,omitzero"`
		Flag  bool             `json:"flag,omitzero"`
		Ratio float64          `json:"ratio,omitzero"`
		At    *time.Time       `json:"at,omitzero"`
		Bytes []byte           `json:"bytes,omitzero"`
		Maybe Nullable[string] `json:"maybe,omitzero"`
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, test := range []struct {
		name, text string
		want       record
	}{
		{"attributes as declared", `<r id="7"/>`, record{ID: 7}},
		{"an element for an attribute", `<r><id> 7 </id></r>`, record{ID: 7}},
		{"an attribute for an element", `<r count="5"/>`, record{Count: new(5)}},
		{"another namespace", `<r xmlns="urn:other"><Name>x</Name></r>`, record{Name: new("x")}},
		{"the name in JSON", `<r><name>x</name></r>`, record{Name: new("x")}},
		{"numbers as people write them", `<r id="007"><count>+5</count><ratio>.5</ratio></r>`, record{ID: 7, Count: new(5), Ratio: .5}},
		{"booleans as XML Schema has them", `<r><flag> 1 </flag></r>`, record{Flag: true}},
		{"empty elements", `<r><count/><flag/><at/><Name/></r>`, record{Name: new("")}},
		{"times in other forms", `<r><at>2026-01-02 03:04:05</at></r>`, record{At: &at}},
		{"base64 in lines, in the alphabet of URLs", "<r><bytes>\n AP-_\n</bytes></r>", record{Bytes: []byte{0, 255, 191}}},
		{"a value that repeats: the last", `<r><count>1</count><count>2</count></r>`, record{Count: new(2)}},
		{"nil", `<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><maybe xsi:nil="true"/></r>`, record{Maybe: Null[string]()}},
		{"CDATA, references and comments", `<r><Name>a<![CDATA[<b>]]><!-- c -->&amp;&#x41;</Name></r>`, record{Name: new("a<b>&A")}},
		{"what is not known", `<?xml-stylesheet href="x"?><!DOCTYPE r><r new="1"><new><id>9</id></new>text</r>`, record{}},
	} {
		got := readXML[record](t, test.text)
		if diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b Nullable[string]) bool { return a == b })); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestOneNameInTwoNamespacesIsTwoMembers(t *testing.T) {
	t.Parallel()
	type titled struct {
		Plain  string `json:"title"`
		Dublin string `json:"dcTitle" xml:"urn:dc title" xmlprefix:"dc"`
	}
	want := titled{"a", "b"}
	text := xmlOf(t, "r", want)
	if diff := cmp.Diff(want, readXML[titled](t, text)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", text, diff)
	}
}

func TestXMLOfAnyTypeIsKept(t *testing.T) {
	t.Parallel()
	text := `<r a="1"><b>x</b><b c="2">y</b><d><e/></d></r>`
	want := map[string]any{"@a": "1", "b": []any{"x", map[string]any{"@c": "2", "#text": "y"}}, "d": map[string]any{"e": ""}}
	if diff := cmp.Diff(any(want), readXML[any](t, text)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(`<r a="1"><b>x</b><b c="2">y</b><d><e></e></d></r>`, xmlOf(t, "r", want)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	open := readXML[openXML](t, `<r id="1" new="2"><more>x</more></r>`)
	if diff := cmp.Diff(openXML{"1", map[string]any{"@new": "2", "more": "x"}}, open); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestCharsetsOfXML(t *testing.T) {
	t.Parallel()
	utf16Of := func(order string, mark bool) []byte {
		units := utf16.Encode([]rune(`<?xml version="1.0" encoding="UTF-16"?><r>grün 😀</r>`))
		if mark {
			units = append([]uint16{0xFEFF}, units...)
		}
		var b []byte
		for _, u := range units {
			pair := []byte{byte(u >> 8), byte(u)}
			if order == "little" {
				pair[0], pair[1] = pair[1], pair[0]
			}
			b = append(b, pair...)
		}
		return b
	}
	for _, test := range []struct {
		name, charset string
		data          []byte
		want          string // "": an error
	}{
		{"UTF-8", "", []byte("<r>grün</r>"), "grün"},
		{"UTF-8 with a mark", "", []byte("\xEF\xBB\xBF<r>grün</r>"), "grün"},
		{"ISO-8859-1 in the declaration", "", []byte("<?xml version='1.0' encoding='ISO-8859-1'?><r>gr\xFCn</r>"), "grün"},
		{"ISO-8859-1 in the content type", "iso-8859-1", []byte("<r>gr\xFCn</r>"), "grün"},
		{"the content type goes before the declaration", "utf-8", []byte("<?xml version='1.0' encoding='ISO-8859-1'?><r>grün</r>"), "grün"},
		{"UTF-16, the large end first", "", utf16Of("big", true), "grün 😀"},
		{"UTF-16, the small end first", "utf-16", utf16Of("little", true), "grün 😀"},
		{"UTF-16 without a mark", "", utf16Of("little", false), "grün 😀"},
		{"a charset that nobody reads", "", []byte("<?xml version='1.0' encoding='EBCDIC-INT'?><r>x</r>"), ""},
		{"another one in the content type", "shift_jis", []byte("<r>x</r>"), ""},
		{"bytes that are not UTF-8", "", []byte("<r>gr\xFCn</r>"), ""},
	} {
		var got string
		err := xmlCodec.Decode(test.data, test.charset, &got)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%s: want %q, got %q, %v", test.name, test.want, got, err)
		}
	}
}

func TestHostileXMLIsAnError(t *testing.T) {
	t.Parallel()
	laughs := `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><r>&c;</r>`
	for name, text := range map[string]string{
		"entities that multiply":    laughs,
		"an entity from elsewhere":  `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>`,
		"elements without an end":   strings.Repeat("<a>", 1<<20),
		"elements that nest deep":   strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000),
		"too many elements":         "<a>" + strings.Repeat("<b/>", 1<<21) + "</a>",
		"two roots":                 "<a/><b/>",
		"text after the root":       "<a/>b",
		"nothing":                   "",
		"no XML":                    "hello",
		"an end that is another's":  "<a></b>",
		"a body that was cut short": "<a><b>x</b>",
	} {
		if testing.Short() && len(text) > 4<<20 {
			continue
		}
		var into any
		err := xmlCodec.Decode([]byte(text), "", &into)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if cut := strings.HasPrefix(name, "a body"); cut != errors.Is(err, io.ErrUnexpectedEOF) && text != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzXMLBody reads what was written with the decoder of the standard library, which knows nothing of our plans, and with our
// own.
func FuzzXMLBody(f *testing.F) {
	for i, s := range hard {
		f.Add(s, hard[(i+1)%len(hard)], int64(i))
	}
	f.Fuzz(func(t *testing.T, a, b string, n int64) {
		type inner struct {
			ID   int64  `json:"id" xml:"id,attr"`
			Text string `json:"text" xml:",chardata"`
		}
		type outer struct {
			Attr  string   `json:"attr" xml:"a,attr"`
			List  []string `json:"list" xml:"list>item"`
			Loose []inner  `json:"loose" xml:"urn:x entry"`
			Maybe *string  `json:"maybe,omitzero" xml:"maybe"`
		}
		value := outer{a, []string{b, a}, []inner{{n, b}, {-n, a}}, &b}
		r := NewRequest(&Operation{})
		r.XML("text/xml", "root", value)
		if !utf8.ValidString(a + b) {
			return // JSON has replaced what is no text
		}
		if bad := strings.ContainsFunc(a+b, func(c rune) bool {
			return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF
		}); bad {
			if r.err() == nil {
				t.Errorf("%q and %q are sent as %q", a, b, sent(t, r))
			}
			return
		}
		text := []byte(sent(t, r))
		for name, decode := range map[string]func(any) error{
			"encoding/xml": func(into any) error { return xml.NewDecoder(bytes.NewReader(text)).Decode(into) },
			"our own":      func(into any) error { return xmlCodec.Decode(text, "", into) },
		} {
			var got outer
			if err := decode(&got); err != nil {
				t.Fatalf("%s: %s: %v", name, text, err)
			}
			if diff := cmp.Diff(value, got); diff != "" {
				t.Errorf("%s: %s (-want +got)\n%s", name, text, diff)
			}
		}
	})
}

// FuzzXMLResponse holds that no document makes reading panic, and that what was read can be written and read again.
func FuzzXMLResponse(f *testing.F) {
	for _, text := range []string{
		`<r a="1"><b>x</b><b c="2">y</b></r>`, `<order><source object="card"><digits>1</digits></source><sources><source object="x"/></sources></order>`,
		`<order><row>a</row><row>+</row></order>`, `<e flags="true"><shades><shade/></shades><map><x>1</x></map></e>`, `<a>&#x41;</a>`, "\xff\xfe<\x00a\x00",
		`<e><matrix><matrix>1</matrix></matrix><optional/><time>1</time></e>`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, into := range []any{new(any), new(orderXML), new(everyXML), new(openXML), new([]bankXML), new(map[string][]string)} {
			if xmlCodec.Decode(data, "", into) != nil {
				continue
			}
			again, err := xmlCodec.Encode("r", into)
			if err != nil {
				continue // names that JSON keeps and XML cannot have: the types of names differ
			}
			back := reflect.New(reflect.TypeOf(into).Elem()).Interface()
			if err := xmlCodec.Decode(again, "", back); err != nil {
				t.Errorf("%q is written as %q: %v", data, again, err)
			}
		}
	})
}

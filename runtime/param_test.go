package runtime

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The tests of parameters look at the URL and the headers that a request comes to: they are inside the package, as a
// server sees them only after it has decoded them.

type rgb struct {
	R int `json:"R"`
	G int `json:"G"`
	B int `json:"B"`
}

type hue string

type shade struct {
	Name  string `json:"name"`
	Depth int    `json:"depth"`
}

// onWire returns what the parameter adds to the target of GET /x, or to the header or cookie.
func onWire(t *testing.T, in, name string, value any, style ...Style) string {
	t.Helper()
	text, err := tryWire(in, name, value, style...)
	if err != nil {
		t.Fatalf("%s parameter: %v", in, err)
	}
	return text
}

func tryWire(in, name string, value any, style ...Style) (string, error) {
	op := &Operation{Method: "GET", Path: "/x"}
	if in == "path" {
		op.Path = "/{" + name + "}"
	}
	r := NewRequest(op)
	switch in {
	case "path":
		r.Path(name, value, style...)
	case "query":
		r.Query(name, value, style...)
	case "querystring":
		r.QueryString(value, style...)
	case "header":
		r.Header(name, value, style...)
	case "cookie":
		r.Cookie(name, value, style...)
	}
	if err := r.err(); err != nil {
		return "", err
	}
	u, err := r.target(&url.URL{Scheme: "https", Host: "api.example.com"})
	switch {
	case err != nil:
		return "", err
	case in == "path":
		return strings.TrimPrefix(u.EscapedPath(), "/"), nil
	case in == "header":
		return r.header.Get(name), nil
	case in == "cookie":
		return r.cookies(), nil
	}
	return u.RawQuery, nil
}

func TestStylesAreThoseOfTheOpenAPISpecification(t *testing.T) {
	t.Parallel()
	array, object := []string{"blue", "black", "brown"}, rgb{100, 200, 150}
	for _, test := range []struct {
		in          string
		style       []Style
		empty, blue string
		array       string
		object      string
	}{
		{"path", []Style{Matrix, NoExplode}, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"},
		{"path", []Style{Matrix, Explode}, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"},
		{"path", []Style{Label, Explode}, "%2E", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"},
		{"path", []Style{Label}, "%2E", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"},
		{"path", nil, "", "blue", "blue,black,brown", "R,100,G,200,B,150"},
		{"path", []Style{Explode}, "", "blue", "blue,black,brown", "R=100,G=200,B=150"},
		{"header", nil, "", "blue", "blue,black,brown", "R,100,G,200,B,150"},
		{"header", []Style{Explode}, "", "blue", "blue,black,brown", "R=100,G=200,B=150"},
		{"query", []Style{NoExplode}, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"},
		{"query", nil, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"},
		{"cookie", []Style{NoExplode}, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"},
		{"cookie", []Style{StyleCookie}, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"},
		{"query", []Style{SpaceDelimited}, "color=", "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"},
		{"query", []Style{PipeDelimited}, "color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"},
		{"query", []Style{TabDelimited}, "color=", "color=blue", "color=blue%09black%09brown", "color=R%09100%09G%09200%09B%09150"},
		{"query", []Style{PipeDelimited, Explode}, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"},
		{"query", []Style{DeepObject}, "color=", "color=blue", "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"},
		{"query", []Style{DeepObject, ArrayBrackets}, "color=", "color=blue", "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"},
		{"query", []Style{DeepObject, ArrayRepeat}, "color=", "color=blue", "color=blue&color=black&color=brown", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"},
		{"query", []Style{AsJSON}, "color=%22%22", "color=%22blue%22", "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D", "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"},
		{"header", []Style{AsJSON}, `""`, `"blue"`, `["blue","black","brown"]`, `{"R":100,"G":200,"B":150}`},
	} {
		got := []string{"", onWire(t, test.in, "color", "blue", test.style...), onWire(t, test.in, "color", array, test.style...), onWire(t, test.in, "color", object, test.style...)}
		if test.empty != "" {
			got[0] = onWire(t, test.in, "color", "", test.style...)
		}
		want := []string{test.empty, test.blue, test.array, test.object}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %v (-want +got)\n%s", test.in, test.style, diff)
		}
	}
}

func TestStylesAreThoseOfRFC6570(t *testing.T) {
	t.Parallel()
	list := []string{"red", "green", "blue"}
	keys := json.RawMessage(`{"semi":";","dot":".","comma":","}`)
	for _, test := range []struct {
		in, name string
		value    any
		style    []Style
		want     string
	}{
		{"path", "hello", "Hello World!", nil, "Hello%20World%21"},
		{"path", "half", "50%", nil, "50%25"},
		{"path", "path", "/foo/bar", nil, "%2Ffoo%2Fbar"},
		{"path", "list", list, []Style{Explode}, "red,green,blue"},
		{"path", "keys", keys, nil, "semi,%3B,dot,.,comma,%2C"},
		{"path", "keys", keys, []Style{Explode}, "semi=%3B,dot=.,comma=%2C"},
		{"path", "who", "fred", []Style{Label}, ".fred"},
		{"path", "half", "50%", []Style{Label}, ".50%25"},
		{"path", "list", list, []Style{Label}, ".red,green,blue"},
		{"path", "list", list, []Style{Label, Explode}, ".red.green.blue"},
		{"path", "keys", keys, []Style{Label}, ".semi,%3B,dot,.,comma,%2C"},
		{"path", "keys", keys, []Style{Label, Explode}, ".semi=%3B.dot=..comma=%2C"},
		{"path", "half", "50%", []Style{Matrix}, ";half=50%25"},
		{"path", "empty", "", []Style{Matrix}, ";empty"},
		{"path", "list", list, []Style{Matrix}, ";list=red,green,blue"},
		{"path", "list", list, []Style{Matrix, Explode}, ";list=red;list=green;list=blue"},
		{"path", "keys", keys, []Style{Matrix}, ";keys=semi,%3B,dot,.,comma,%2C"},
		{"path", "keys", keys, []Style{Matrix, Explode}, ";semi=%3B;dot=.;comma=%2C"},
		{"query", "who", "fred", nil, "who=fred"},
		{"query", "half", "50%", nil, "half=50%25"},
		{"query", "empty", "", nil, "empty="},
		{"query", "list", list, []Style{NoExplode}, "list=red,green,blue"},
		{"query", "list", list, nil, "list=red&list=green&list=blue"},
		{"query", "keys", keys, []Style{NoExplode}, "keys=semi,%3B,dot,.,comma,%2C"},
		{"query", "keys", keys, nil, "semi=%3B&dot=.&comma=%2C"},
	} {
		if got := onWire(t, test.in, test.name, test.value, test.style...); got != test.want {
			t.Errorf("%s %s %v: want %q, got %q", test.in, test.name, test.style, test.want, got)
		}
	}
}

type nested struct {
	Created map[string]int `json:"created,omitempty"`
	Tags    []string       `json:"tags,omitzero"`
	Items   []rgb          `json:"items,omitzero"`
	Note    Nullable[hue]  `json:"note,omitzero"`
	Hidden  string         `json:"-"`
	Skip    *string        `json:"skip"`
}

func TestValuesOfEveryTypeHaveOneText(t *testing.T) {
	t.Parallel()
	when := time.Date(2026, 3, 4, 5, 6, 7, 80_000_000, time.UTC)
	deep := nested{Created: map[string]int{"lt": 9, "gte": 5}, Tags: []string{"a", "b"}, Items: []rgb{{1, 2, 3}}, Note: Null[hue]()}
	for _, test := range []struct {
		name  string
		value any
		style []Style
		want  string
	}{
		{"a string in UTF-8 is escaped byte by byte", "Köln & Bonn", nil, "v=K%C3%B6ln%20%26%20Bonn"},
		{"a pointer is what it points to", new("x"), nil, "v=x"},
		{"a nil pointer is not given", (*string)(nil), nil, ""},
		{"nil is not given", nil, nil, ""},
		{"an int64 has all of its digits", int64(9007199254740993), nil, "v=9007199254740993"},
		{"a pointer to an int64", new(int64(20)), nil, "v=20"},
		{"a uint64 has all of its digits", uint64(18446744073709551615), nil, "v=18446744073709551615"},
		{"a float has no exponent where it can do without", 1e20, nil, "v=100000000000000000000"},
		{"a float is as short as can be", 0.1, nil, "v=0.1"},
		{"a huge float has an exponent", 1e21, nil, "v=1e%2B21"},
		{"a float32 is as short as can be", float32(0.1), nil, "v=0.1"},
		{"a boolean", new(false), nil, "v=false"},
		{"a time has its fraction", when, nil, "v=2026-03-04T05%3A06%3A07.08Z"},
		{"a pointer to a time", new(when), nil, "v=2026-03-04T05%3A06%3A07.08Z"},
		{"a date", Date{2026, 3, 4}, nil, "v=2026-03-04"},
		{"an enum", hue("blue"), nil, "v=blue"},
		{"enums", []hue{"blue", "red"}, nil, "v=blue&v=red"},
		{"a json.Number", json.Number("1.50"), nil, "v=1.50"},
		{"an Int64String", Int64String(5), nil, "v=5"},
		{"a secret is sent, not redacted", Secret("s3"), nil, "v=s3"},
		{"bytes are base64", []byte{0xfb, 0xff}, nil, "v=%2B%2F8%3D"},
		{"a text marshaler", netip.MustParseAddr("::1"), nil, "v=%3A%3A1"},
		{"JSON of a string", json.RawMessage(`"a\u00e9"`), nil, "v=a%C3%A9"},
		{"JSON of a number keeps its digits", json.RawMessage(`1.500`), nil, "v=1.500"},
		{"an any", any([]any{1, "x", true}), nil, "v=1&v=x&v=true"},
		{"a Nullable value", Value(hue("x")), nil, "v=x"},
		{"a Nullable null is empty", Null[string](), nil, "v="},
		{"an absent Nullable is not given", Nullable[string]{}, nil, ""},
		{"an empty list has nothing to send", []string{}, nil, ""},
		{"an empty list of enums has nothing to send", []hue{}, nil, ""},
		{"an empty list is sent if that is allowed", []string{}, []Style{AllowEmpty}, "v="},
		{"a nil list is not given even then", []string(nil), []Style{AllowEmpty}, ""},
		{"a map is sorted", map[string]int{"b": 2, "a": 1}, []Style{DeepObject}, "v%5Ba%5D=1&v%5Bb%5D=2"},
		{"reserved characters stay where they do no harm", "a/b?c:d,e&f#g+h[i]%", []Style{AllowReserved}, "v=a/b?c:d,e%26f%23g%2Bh%5Bi%5D%25"},
		{"an item with the separator is escaped", []string{"a,b", "c"}, []Style{NoExplode}, "v=a%2Cb,c"},
		{"an item with the pipe is escaped like the separator", []string{"a b", "c"}, []Style{PipeDelimited}, "v=a%20b%7Cc"},
		{"what nests deeply has brackets", deep, []Style{DeepObject}, "v%5Bcreated%5D%5Bgte%5D=5&v%5Bcreated%5D%5Blt%5D=9&v%5Btags%5D%5B0%5D=a&v%5Btags%5D%5B1%5D=b&v%5Bitems%5D%5B0%5D%5BR%5D=1&v%5Bitems%5D%5B0%5D%5BG%5D=2&v%5Bitems%5D%5B0%5D%5BB%5D=3&v%5Bnote%5D="},
		{"what nests in an exploded object has brackets", deep, nil, "created%5Bgte%5D=5&created%5Blt%5D=9&tags=a&tags=b&items%5B0%5D%5BR%5D=1&items%5B0%5D%5BG%5D=2&items%5B0%5D%5BB%5D=3&note="},
		{"a nil item keeps its place", []*int{new(1), nil, new(3)}, []Style{NoExplode}, "v=1,,3"},
		{"embedded fields are fields, the outer ones first", struct {
			shade
			Name string `json:"name"`
		}{shade{Name: "inner", Depth: 2}, "outer"}, nil, "depth=2&name=outer"},
		{"null as JSON", Null[string](), []Style{AsJSON}, "v=null"},
		{"absent as JSON", Nullable[string]{}, []Style{AsJSON}, ""},
		{"nil as JSON", []string(nil), []Style{AsJSON}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := onWire(t, "query", "v", test.value, test.style...); got != test.want {
				t.Errorf("want %q\n got %q", test.want, got)
			}
		})
	}
}

func TestPathArgumentsCannotLeaveTheirPlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ value, want string }{
		{"../admin", "..%2Fadmin"},
		{"a/b", "a%2Fb"},
		{"..", "%2E%2E"},
		{".", "%2E"},
		{"...", "..."},
		{"a?b#c", "a%3Fb%23c"},
		{"%2e%2e", "%252e%252e"},
		{"ö;=", "%C3%B6%3B%3D"},
	} {
		if got := onWire(t, "path", "id", test.value); got != test.want {
			t.Errorf("%q: want %q, got %q", test.value, test.want, got)
		}
	}
}

func TestPathArgumentsOfSeveralSegmentsStayBelowTheirPlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ value, want string }{
		{"a/b/c.txt", "a/b/c.txt"},
		{"/a//b/", "/a//b/"},
		{"../../admin", "%2E%2E/%2E%2E/admin"},
		{"a/./b/..", "a/%2E/b/%2E%2E"},
		{"a/.../b", "a/.../b"},
		{"a?b#c/%2e%2e/\u00f6 \\", "a%3Fb%23c/%252e%252e/%C3%B6%20%5C"},
		{"a;b=c&d+e,f:g@h", "a;b=c&d+e,f:g@h"},
	} {
		if got := onWire(t, "path", "path", test.value, AllowReserved); got != test.want {
			t.Errorf("%q: want %q, got %q", test.value, test.want, got)
		}
	}
	for _, value := range []string{"", "a/\r\nb"} {
		if got, err := tryWire("path", "path", value, AllowReserved); err == nil {
			t.Errorf("%q is sent as %q", value, got)
		}
	}
}

// Version 2.0 has lists with these separators in all places; the tables of styles know them in the query only.
func TestDelimitedListsMayStandInPathsAndHeaders(t *testing.T) {
	t.Parallel()
	list := []string{"a", "b c"}
	for _, test := range []struct {
		in    string
		style Style
		want  string
	}{
		{"path", SpaceDelimited, "a%20b%20c"},
		{"path", PipeDelimited, "a%7Cb%20c"},
		{"path", TabDelimited, "a%09b%20c"},
		{"header", SpaceDelimited, "a b c"},
		{"header", PipeDelimited, "a|b c"},
		{"header", TabDelimited, "a\tb c"},
	} {
		if got := onWire(t, test.in, "X-List", list, test.style, NoExplode); got != test.want {
			t.Errorf("%s %s: want %q, got %q", test.in, test.style, test.want, got)
		}
	}
}

func TestTheTargetIsTheBaseAndTheTemplate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, base, path, want string }{
		{"a prefix is kept", "https://h/v1", "/orders/{id}", "https://h/v1/orders/a%2Fb"},
		{"a prefix may end with a slash", "https://h/v1/", "/orders", "https://h/v1/orders"},
		{"escapes of the prefix are kept", "https://h/a%2Fb", "/orders/{id}", "https://h/a%2Fb/orders/a%2Fb"},
		{"the final slash of a template is kept", "https://h/v1", "/", "https://h/v1/"},
		{"a template may be empty", "https://h/v1", "", "https://h/v1"},
		{"a template may lack its slash", "https://h", "orders", "https://h/orders"},
		{"two dots of the template are no way up", "https://h/v1", "/../{id}", "https://h/v1/%2E%2E/a%2Fb"},
		{"two halves make no way up", "https://h/v1", "/{dot}{dot}/x", "https://h/v1/%2E%2E/x"},
		{"a template may have a query", "https://h/v1?k=1", "/r?kind={id}", "https://h/v1/r?k=1&kind=a%2Fb"},
		{"a fragment is not sent", "https://h/v1", "/r#Target={id}", "https://h/v1/r"},
		{"literals are escaped", "https://h", "/a b/{id}:run", "https://h/a%20b/a%2Fb:run"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			base, err := url.Parse(test.base)
			if err != nil {
				t.Fatal(err)
			}
			r := NewRequest(&Operation{Path: test.path})
			r.Path("id", "a/b")
			r.Path("dot", ".")
			got, err := r.target(base)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != test.want {
				t.Errorf("want %s\n got %s", test.want, got)
			}
			again, err := url.Parse(got.String())
			if err != nil || again.Path != got.Path {
				t.Errorf("the path reads back as %q, not %q (%v)", again.Path, got.Path, err)
			}
		})
	}
}

func TestWhatCannotBeSentIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	loop := map[string]any{}
	loop["self"] = loop
	for _, test := range []struct {
		name, in string
		value    any
		style    []Style
		want     string
	}{
		{"an empty path argument", "path", "", nil, `path parameter "p": a value is required`},
		{"a nil path argument", "path", (*string)(nil), nil, `path parameter "p": a value is required`},
		{"an empty list in the path", "path", []string{}, []Style{Matrix}, `path parameter "p": a value is required`},
		{"a line end in the path", "path", "a\nb", nil, `path parameter "p": contains a control character`},
		{"a NUL in the path", "path", "a\x00b", nil, `path parameter "p": contains a control character`},
		{"a line end in a header", "header", "a\r\nX: y", nil, `header "p": contains a control character`},
		{"a DEL in a header", "header", "a\x7f", nil, `header "p": contains a control character`},
		{"a nested value in a header", "header", map[string]any{"a": []int{1}}, nil, `header "p": a nested value needs DeepObject or AsJSON`},
		{"a nested value in one query value", "query", [][]int{{1}}, []Style{NoExplode}, `query parameter "p": a nested value needs DeepObject or AsJSON`},
		{"a semicolon in a plain cookie", "cookie", "a; b=c", []Style{StyleCookie}, `cookie "p": contains a character that a cookie cannot hold`},
		{"a style of another place", "query", []int{1}, []Style{Matrix}, `query parameter "p": style "matrix" has no meaning here`},
		{"a channel", "query", make(chan int), nil, `query parameter "p": a chan int cannot be sent`},
		{"a circle", "query", loop, nil, `the value nests too deep`},
		{"a file", "query", File{Name: "a"}, nil, `query parameter "p": a file can only be sent in a multipart body`},
		{"a date that is none", "query", Date{2026, 2, 30}, nil, `query parameter "p": the calendar has no date 2026-02-30`},
		{"a list without names", "querystring", []int{1}, nil, `query string: a list has no names to send it by`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := tryWire(test.in, "p", test.value, test.style...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("want %q\n got %v", test.want, err)
			}
		})
	}
}

func TestAMissingPathArgumentIsAnError(t *testing.T) {
	t.Parallel()
	_, err := NewRequest(&Operation{Path: "/a/{id}"}).target(&url.URL{})
	if err == nil || err.Error() != `path parameter "id": no value` {
		t.Errorf("got %v", err)
	}
}

func TestQueryStringIsTheWholeQuery(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		value any
		style []Style
		want  string
	}{
		{"the members of an object", rgb{1, 2, 3}, nil, "R=1&G=2&B=3"},
		{"a string as it is", "a=b&c=%20 #", nil, "a=b&c=%20%20%23"},
		{"JSON", rgb{1, 2, 3}, []Style{AsJSON}, "%7B%22R%22%3A1%2C%22G%22%3A2%2C%22B%22%3A3%7D"},
		{"nil", (*rgb)(nil), nil, ""},
	} {
		if got := onWire(t, "querystring", "", test.value, test.style...); got != test.want {
			t.Errorf("%s: want %q, got %q", test.name, test.want, got)
		}
	}
}

func TestWithReplacesAQueryParameterInACopy(t *testing.T) {
	t.Parallel()
	r := NewRequest(&Operation{Path: "/x"})
	r.Query("a", 1)
	r.Query("page[after]", []string{"old", "older"})
	r.Query("z", 2)
	base := &url.URL{Scheme: "https", Host: "h"}
	for _, test := range []struct{ name, want string }{
		{"page[after]", "a=1&page%5Bafter%5D=new&z=2"},
		{"cursor", "a=1&page%5Bafter%5D=old&page%5Bafter%5D=older&z=2&cursor=new"},
	} {
		u, err := r.With(test.name, "new").target(base)
		if err != nil {
			t.Fatal(err)
		}
		if u.RawQuery != test.want {
			t.Errorf("want %s\n got %s", test.want, u.RawQuery)
		}
	}
	if u, _ := r.target(base); u.RawQuery != "a=1&page%5Bafter%5D=old&page%5Bafter%5D=older&z=2" {
		t.Errorf("the request itself has changed: %s", u.RawQuery)
	}
}

func TestErrorsOfAllParametersAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	r := NewRequest(&Operation{Path: "/{id}"})
	r.Path("id", "")
	r.Header("X-A", "\n")
	if err := r.err(); err == nil || !strings.Contains(err.Error(), "a value is required") || !strings.Contains(err.Error(), "a control character") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkTargetWithTwoParameters(b *testing.B) {
	op := &Operation{Method: "GET", Path: "/orders/{order_id}"}
	base, _ := url.Parse("https://api.example.com/v1")
	limit := new(int64(20))
	b.ReportAllocs()
	for b.Loop() {
		r := NewRequest(op)
		r.Path("order_id", "ord_1")
		r.Query("limit", limit)
		r.Query("cursor", "abc")
		if _, err := r.target(base); err != nil {
			b.Fatal(err)
		}
	}
}

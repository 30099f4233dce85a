package runtime

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Each fuzz test reads back what was written, with a decoder that shares no code with the encoder.

var hard = []string{"a", "", "/", ".", "..", "../x", "a b+c&d=e;f,g|h\ti", "%2F%", "[k]", "ö\u2028\"'\\<>", "\xff\xfe", "\x10\x7f", "{}", "#?", "~!$()*:@"}

func seed(f *testing.F) {
	f.Helper()
	for i, s := range hard {
		f.Add(s, hard[(i+1)%len(hard)])
	}
}

func FuzzPathArgument(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, a, _ string) {
		got, err := tryWire("path", "p", a)
		if a == "" || strings.ContainsAny(a, "\r\n\x00") {
			if err == nil {
				t.Fatalf("%q is sent as %q", a, got)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if back, err := url.PathUnescape(got); err != nil || back != a {
			t.Errorf("%q arrives as %q (%v)", a, back, err)
		}
		if got == "." || got == ".." || strings.ContainsAny(got, "/?# ;") {
			t.Errorf("%q leaves its segment: %q", a, got)
		}
		req, err := http.NewRequest("GET", "https://h/x/"+got+"/y", nil)
		if err != nil || strings.Count(req.URL.EscapedPath(), "/") != 3 {
			t.Errorf("%q: %v, %v", a, req, err)
		}
	})
}

func FuzzQueryValues(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, name, value string) {
		if name == "" {
			return
		}
		for _, style := range [][]Style{nil, {AllowReserved}, {DeepObject}} {
			got, err := url.ParseQuery(onWire(t, "query", name, value, style...))
			if err != nil || len(got) != 1 || got.Get(name) != value {
				t.Errorf("%v %q=%q arrives as %q (%v)", style, name, value, got, err)
			}
		}
		list, err := url.ParseQuery(onWire(t, "query", name, []string{value, "x", value}))
		if err != nil || !slices.Equal(list[name], []string{value, "x", value}) {
			t.Errorf("a list of %q arrives as %q (%v)", value, list, err)
		}
		_, one, _ := strings.Cut(onWire(t, "query", "n", []string{value, value}, NoExplode), "=")
		first, second, _ := strings.Cut(one, ",")
		a, err1 := url.QueryUnescape(first)
		b, err2 := url.QueryUnescape(second)
		if err1 != nil || err2 != nil || a != value || b != value {
			t.Errorf("a joined list of %q arrives as %q and %q", value, a, b)
		}
	})
}

func FuzzDeepObject(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, key, value string) {
		text := onWire(t, "query", "o", map[string]any{key: map[string]any{"in": []string{value, "x"}}}, DeepObject)
		got, err := url.ParseQuery(text)
		if err != nil || got.Get("o["+key+"][in][0]") != value || got.Get("o["+key+"][in][1]") != "x" || len(got) != 2 {
			t.Errorf("%q: %q arrives as %q (%v)", key, value, got, err)
		}
	})
}

func FuzzMatrix(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, a, b string) {
		text, err := tryWire("path", "m", []string{a, b}, Matrix, Explode)
		if err != nil {
			if !strings.ContainsAny(a+b, "\r\n\x00") {
				t.Error(err)
			}
			return
		}
		var back []string
		for _, part := range strings.Split(text, ";")[1:] {
			_, value, _ := strings.Cut(part, "=")
			plain, err := url.PathUnescape(value)
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, plain)
		}
		if !slices.Equal(back, []string{a, b}) {
			t.Errorf("%q and %q arrive as %q", a, b, back)
		}
	})
}

func FuzzHeader(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, value, _ string) {
		got, err := tryWire("header", "X-V", value)
		bad := strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
		if bad != (err != nil) || !bad && got != value {
			t.Errorf("%q: sent as %q (%v)", value, got, err)
		}
	})
}

func FuzzCookie(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, value, _ string) {
		for _, style := range [][]Style{nil, {AllowReserved}} {
			cookies, err := http.ParseCookie(onWire(t, "cookie", "c", value, style...))
			if err != nil || len(cookies) != 1 {
				t.Fatalf("%q: %v (%v)", value, cookies, err)
			}
			if back, err := url.PathUnescape(cookies[0].Value); err != nil || back != value {
				t.Errorf("%q arrives as %q (%v)", value, back, err)
			}
		}
	})
}

func FuzzForm(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, name, value string) {
		if name == "" {
			return
		}
		item := name + "[0]"
		if strings.HasSuffix(name, "[]") {
			item = name
		}
		quoted, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			value any
			style FieldStyle
			want  url.Values
		}{
			{[]map[string]string{{"k": value}}, FieldStyle{}, url.Values{item + "[k]": {value}}},
			{[]string{value, "x", value}, FieldStyle{}, url.Values{name: {value, "x", value}}},
			{map[string]string{value: value}, FieldStyle{Style: []Style{AllowReserved}}, url.Values{name + "[" + value + "]": {value}}},
			{value, FieldStyle{Style: []Style{AllowReserved}}, url.Values{name: {value}}},
			{[]string{value}, FieldStyle{Style: []Style{PipeDelimited}}, url.Values{name: {value}}},
			{json.RawMessage(quoted), FieldStyle{ContentType: "application/json"}, url.Values{name: {string(quoted)}}},
		} {
			test.style.Field = name
			r := NewRequest(&Operation{})
			r.Form(map[string]any{name: test.value}, test.style)
			got, err := url.ParseQuery(sent(t, r))
			if diff := gocmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%q as %v: %v (-want +got)\n%s", test.value, test.style, err, diff)
			}
		}
	})
}

func FuzzMultipart(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, name, value string) {
		r := NewRequest(&Operation{})
		r.Multipart(map[string]any{"f" + name: File{Name: "n" + name, Content: strings.NewReader(value)}})
		text := sent(t, r)
		_, params, err := mime.ParseMediaType(r.body.MediaType)
		if err != nil {
			t.Fatal(err)
		}
		reader := multipart.NewReader(strings.NewReader(text), params["boundary"])
		p, err := reader.NextRawPart()
		if err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		data, err := io.ReadAll(p)
		if err != nil || string(data) != value {
			t.Errorf("%q arrives as %q (%v)", value, data, err)
		}
		clean := !strings.ContainsFunc(name, unicode.IsControl) && utf8.ValidString(name)
		if clean && p.FormName() != "f"+name {
			t.Errorf("%q arrives as %q", name, p.FormName())
		}
		if _, err := reader.NextRawPart(); err != io.EOF {
			t.Errorf("a second part: %v in %q", err, text)
		}
	})
}

func FuzzUnion(f *testing.F) {
	for _, s := range []string{`{"object":"a","x":1}`, `{"x":"y"}`, `5`, `[]`, `null`, `{"object":{}}`, `{"object":"zz"}`, "0\v"} {
		f.Add([]byte(s))
	}
	u := &Union{Name: "U", Discriminator: "object", Variants: []Variant{
		{Values: []string{"a"}, JSON: "object", Required: []string{"x"}, Known: []string{"object", "x"}},
		{JSON: "object", Known: []string{"object", "y"}},
	}}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a *struct {
			Object string `json:"object"`
			X      any    `json:"x"`
		}
		var b *map[string]any
		var unknown json.RawMessage
		err := DecodeUnion(u, data, []any{&a, &b}, &unknown)
		if (err == nil) != json.Valid(data) && !exact.TooDeep(data) {
			t.Errorf("%q: %v", data, err)
		}
		if err != nil || string(strings.TrimSpace(string(data))) == "null" {
			return
		}
		out, err := EncodeUnion(u, []any{&a, &b}, unknown)
		if err != nil || !json.Valid(out) {
			t.Errorf("%q becomes %q (%v)", data, out, err)
		}
	})
}

package runtime

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
)

// readParts reads a multipart body with the reader of the standard library, which shares no code with the encoder.
func readParts(t *testing.T, r *Request) (headers []textproto.MIMEHeader, texts []string) {
	t.Helper()
	text := sent(t, r)
	_, params, err := mime.ParseMediaType(r.body.MediaType)
	if err != nil {
		t.Fatal(err)
	}
	reader := multipart.NewReader(strings.NewReader(text), params["boundary"])
	for {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return headers, texts
		}
		if err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		data, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		headers, texts = append(headers, p.Header), append(texts, string(data))
	}
}

func TestPartsHaveTheHeadersOfTheirFiles(t *testing.T) {
	t.Parallel()
	r := NewRequest(&Operation{})
	r.Multipart(map[string]any{"files": []File{
		{Name: "a.bin", Header: http.Header{"X-Rate-Limit-Limit": {"5"}, "Content-Id": {"<a>"}, "X-Two": {"1", "2"}}, Content: strings.NewReader("one")},
		{Name: "b.bin", Content: strings.NewReader("two")},
	}})
	headers, texts := readParts(t, r)
	want := []textproto.MIMEHeader{
		{"Content-Disposition": {`form-data; name="files"; filename="a.bin"`}, "Content-Type": {"application/octet-stream"}, "X-Rate-Limit-Limit": {"5"}, "Content-Id": {"<a>"}, "X-Two": {"1", "2"}},
		{"Content-Disposition": {`form-data; name="files"; filename="b.bin"`}, "Content-Type": {"application/octet-stream"}},
	}
	if diff := gocmp.Diff(want, headers) + gocmp.Diff([]string{"one", "two"}, texts); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPartsThatCannotBeSentAreRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		value  any
		styles []FieldStyle
		want   string
	}{
		{"a line end in a header", map[string]any{"f": File{Header: http.Header{"X-A": {"a\r\nX-B: b"}}}}, nil, `request body: f: header "X-A" is not valid`},
		{"a line end in the name of a header", map[string]any{"f": File{Header: http.Header{"X-A: b\r\nX-B": {"b"}}}}, nil, "is not valid"},
		{"a second content type", map[string]any{"f": File{Header: http.Header{"Content-Type": {"a/b"}}}}, nil, "the header Content-Type of a part is made of"},
		{"a second disposition", map[string]any{"f": File{Header: http.Header{"content-disposition": {"inline"}}}}, nil, "the header content-disposition of a part is made of"},
		{"an object as XML", map[string]any{"o": price{}}, []FieldStyle{{Field: "o", ContentType: "application/xml"}}, "request body: o: a part of type application/xml cannot be made of a runtime.price"},
		{"a list", []price{{}}, nil, "only an object has properties to send one by one"},
		{"a list of files", []File{{Name: "a"}}, nil, "request body: "},
		{"a text", "a", nil, "only an object has properties to send one by one"},
	} {
		r := NewRequest(&Operation{})
		r.Multipart(test.value, test.styles...)
		if err := r.err(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: want %q, got %v", test.name, test.want, err)
		}
	}
}

func TestPartsHaveTheTypesOfTheDocument(t *testing.T) {
	t.Parallel()
	value := map[string]any{
		"ids": []int{1, 2}, "prices": []price{{Price: 1}, {Price: 2}}, "object": price{Price: 3}, "text": "é", "none": Null[price](), "empty": []price{},
	}
	r := NewRequest(&Operation{})
	r.Multipart(value,
		FieldStyle{Field: "ids", ContentType: "application/json"}, FieldStyle{Field: "prices", ContentType: "application/vnd.p+json"},
		FieldStyle{Field: "object", ContentType: "text/plain"}, FieldStyle{Field: "text", ContentType: "text/plain; charset=utf-8"},
		FieldStyle{Field: "none", ContentType: "application/json"}, FieldStyle{Field: "empty", ContentType: "application/json"})
	want := []received{
		{"ids", "", "application/json", "1"},
		{"ids", "", "application/json", "2"},
		{"none", "", "application/json", "null"},
		{"object", "", "text/plain", `{"price":3}`},
		{"prices", "", "application/vnd.p+json", `{"price":1}`},
		{"prices", "", "application/vnd.p+json", `{"price":2}`},
		{"text", "", "text/plain; charset=utf-8", "é"},
	}
	if diff := gocmp.Diff(want, parts(t, r)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestListsInOnePartAreNotPercentEncoded(t *testing.T) {
	t.Parallel()
	for style, want := range map[Style]string{SpaceDelimited: "a b/c", PipeDelimited: "a|b/c", TabDelimited: "a\tb/c", NoExplode: "a,b/c"} {
		r := NewRequest(&Operation{})
		r.Multipart(map[string]any{"l": []string{"a", "b/c"}}, FieldStyle{Field: "l", Style: []Style{style, NoExplode}})
		if diff := gocmp.Diff([]received{{"l", "", "", want}}, parts(t, r)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", style, diff)
		}
	}
}

func FuzzMultipartParts(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, name, value string) {
		field := "f" + name
		r := NewRequest(&Operation{})
		r.Multipart([]any{
			map[string]any{field: []string{value, "", value}},
			map[string]any{field: map[string]string{"k": value}},
			map[string]any{field: File{Name: "n" + value, ContentType: "a/b", Content: strings.NewReader(value)}},
		}[len(name)%3])
		headers, texts := readParts(t, r)
		want := [][]string{{value, "", value}, {""}, {value}}[len(name)%3]
		if len(name)%3 == 1 {
			var object map[string]string
			if err := json.Unmarshal([]byte(texts[0]), &object); err != nil || utf8.ValidString(value) && object["k"] != value {
				t.Errorf("%q arrives as %q (%v)", value, texts, err)
			}
			want = texts
		}
		if diff := gocmp.Diff(want, texts); diff != "" {
			t.Errorf("%q (-want +got)\n%s", value, diff)
		}
		for _, h := range headers {
			checkDisposition(t, h, field, "n"+value)
		}
	})
}

// checkDisposition wants names back as they were given, if they are texts without control characters.
func checkDisposition(t *testing.T, h textproto.MIMEHeader, name, file string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil || kind != "form-data" || len(h["Content-Disposition"]) != 1 || len(h) > 2 {
		t.Errorf("%q: %v", h, err)
	}
	if isText(name) && params["name"] != name {
		t.Errorf("the name %q arrives as %q", name, params["name"])
	}
	if got, isFile := params["filename"]; isFile && isText(file) && got != file {
		t.Errorf("the file %q arrives as %q", file, got)
	}
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl) }

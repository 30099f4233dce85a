package runtime

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// sent opens the body of a request and checks the length that was announced.
func sent(t *testing.T, r *Request) string {
	t.Helper()
	if err := r.err(); err != nil {
		t.Fatal(err)
	}
	if r.body == nil {
		return ""
	}
	source, err := r.body.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	data, err := io.ReadAll(source)
	if err != nil {
		t.Fatal(err)
	}
	if r.body.Length >= 0 && r.body.Length != int64(len(data)) {
		t.Errorf("announced %d bytes, sent %d", r.body.Length, len(data))
	}
	return string(data)
}

type price struct {
	Price    int64  `json:"price"`
	Currency string `json:"currency,omitempty"`
}

type checkout struct {
	Email    string            `json:"email"`
	Expand   []string          `json:"expand,omitzero"`
	Items    []price           `json:"items,omitzero"`
	Metadata map[string]string `json:"metadata,omitzero"`
	Address  *price            `json:"address,omitzero"`
	Coupon   Nullable[string]  `json:"coupon,omitzero"`
	When     *time.Time        `json:"when,omitzero"`
}

type openForm struct {
	A                    string         `json:"a"`
	AdditionalProperties map[string]any `json:"-"`
}

func (o openForm) MarshalJSON() ([]byte, error) {
	type plain openForm
	return EncodeObject(plain(o), o.AdditionalProperties)
}

func TestFormsNestAsServersRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		value  any
		styles []FieldStyle
		want   string
	}{
		{"fields keep their order", checkout{Email: "a@b.c", Coupon: Value("X Y")}, nil, "email=a%40b.c&coupon=X%20Y"},
		{"null is empty", checkout{Coupon: Null[string]()}, nil, "email=&coupon="},
		{"a list of scalars repeats its name", checkout{Expand: []string{"a", "b"}}, nil, "email=&expand=a&expand=b"},
		{"a list of objects has an index", checkout{Items: []price{{5, "eur"}, {7, ""}}}, nil, "email=&items%5B0%5D%5Bprice%5D=5&items%5B0%5D%5Bcurrency%5D=eur&items%5B1%5D%5Bprice%5D=7"},
		{"a map has brackets", checkout{Metadata: map[string]string{"b": "2", "a": "1"}}, nil, "email=&metadata%5Ba%5D=1&metadata%5Bb%5D=2"},
		{"an object has brackets", checkout{Address: &price{Price: 1}}, nil, "email=&address%5Bprice%5D=1"},
		{"a style changes one property", checkout{Expand: []string{"a", "b"}}, []FieldStyle{{Field: "expand", Style: []Style{DeepObject}}}, "email=&expand%5B0%5D=a&expand%5B1%5D=b"},
		{"brackets for a list", checkout{Expand: []string{"a", "b"}}, []FieldStyle{{Field: "expand", Style: []Style{ArrayBrackets}}}, "email=&expand%5B%5D=a&expand%5B%5D=b"},
		{"one value for a list", checkout{Expand: []string{"a", "b"}}, []FieldStyle{{Field: "expand", Style: []Style{NoExplode}}}, "email=&expand=a,b"},
		{"JSON for one property", checkout{Items: []price{{5, "eur"}}}, []FieldStyle{{Field: "items", ContentType: "application/json"}}, "email=&items=%5B%7B%22price%22%3A5%2C%22currency%22%3A%22eur%22%7D%5D"},
		{"an empty list is empty if that is allowed", checkout{Expand: []string{}}, []FieldStyle{{Field: "expand", Style: []Style{AllowEmpty}}}, "email=&expand="},
		{"additional properties come last", openForm{"1", map[string]any{"z": 1, "b": true}}, nil, "a=1&b=true&z=1"},
		{"a map is sorted", map[string]any{"b": []int{1, 2}, "a": nil}, nil, "b=1&b=2"},
		{"a pointer is followed", &price{Price: 1}, nil, "price=1"},
		{"raw JSON has its order", json.RawMessage(`{"z":1,"a":{"b":1.50}}`), nil, "z=1&a%5Bb%5D=1.50"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := NewRequest(&Operation{})
			r.Form(test.value, test.styles...)
			if got := sent(t, r); got != test.want {
				t.Errorf("want %s\n got %s", test.want, got)
			}
			if got := r.body.MediaType; got != "application/x-www-form-urlencoded" {
				t.Errorf("media type %q", got)
			}
		})
	}
}

func TestNothingToSendIsNoBody(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*Request){
		"a nil pointer as JSON":      func(r *Request) { r.JSON("application/json", (*price)(nil)) },
		"nil as JSON":                func(r *Request) { r.JSON("application/json", nil) },
		"absent as JSON":             func(r *Request) { r.JSON("application/json", Nullable[price]{}) },
		"a nil pointer as form":      func(r *Request) { r.Form((*price)(nil)) },
		"nil as form":                func(r *Request) { r.Form(nil) },
		"a nil map as form":          func(r *Request) { r.Form(map[string]string(nil)) },
		"a nil pointer as multipart": func(r *Request) { r.Multipart((*price)(nil)) },
		"a nil pointer as text":      func(r *Request) { r.Text("text/plain", (*string)(nil)) },
		"a nil reader":               func(r *Request) { r.Body("a/b", nil) },
		"a nil file":                 func(r *Request) { r.Body("a/b", (*os.File)(nil)) },
	} {
		r := NewRequest(&Operation{})
		set(r)
		if err := r.err(); err != nil || r.body != nil {
			t.Errorf("%s: body %v, error %v", name, r.body, err)
		}
	}
}

func TestJSONBodiesAreExact(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		value any
		want  string
	}{
		{"no HTML escapes", map[string]string{"a": "<b> & c"}, `{"a":"<b> & c"}`},
		{"no HTML escapes inside of a union or an open object", openForm{"<", map[string]any{"b": "&"}}, `{"a":"<","b":"&"}`},
		{"null", Null[price](), `null`},
		{"an empty list", []string{}, `[]`},
	} {
		r := NewRequest(&Operation{})
		r.JSON("application/json", test.value)
		if got := sent(t, r); got != test.want {
			t.Errorf("%s: want %s, got %s", test.name, test.want, got)
		}
	}
}

func TestBodiesThatCannotBeEncodedAreErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		set  func(*Request)
		want string
	}{
		{"a file in JSON", func(r *Request) { r.JSON("application/json", File{Name: "a"}) }, "a file can only be sent in a multipart body"},
		{"a list as form", func(r *Request) { r.Form([]int{1}) }, "request body: only an object has properties to send one by one"},
		{"a channel in a form", func(r *Request) { r.Form(map[string]any{"c": make(chan int)}) }, "request body: c: a chan int cannot be sent"},
		{"a file in a form", func(r *Request) { r.Form(map[string]any{"f": File{Name: "a"}}) }, "request body: f: a file can only be sent in a multipart body"},
		{"an object as text", func(r *Request) { r.Text("text/plain", price{}) }, "request body: a runtime.price is no text"},
		{"a header in a content type", func(r *Request) { r.Multipart(map[string]any{"f": File{ContentType: "a/b\r\nX: y"}}) }, "request body: f: the content type contains a control character"},
	} {
		r := NewRequest(&Operation{})
		test.set(r)
		if err := r.err(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: want %q, got %v", test.name, test.want, err)
		}
	}
}

func TestTextIsSentAsItIs(t *testing.T) {
	t.Parallel()
	for _, value := range []any{"a&b", new("a&b"), hue("a&b")} {
		r := NewRequest(&Operation{})
		r.Text("text/plain", value)
		if got := sent(t, r); got != "a&b" || r.body.MediaType != "text/plain" {
			t.Errorf("%T: got %q", value, got)
		}
	}
}

type upload struct {
	Title   string          `json:"title"`
	Tags    []string        `json:"tags,omitzero"`
	Price   *price          `json:"price,omitzero"`
	Prices  []price         `json:"prices,omitzero"`
	File    File            `json:"file"`
	Others  []File          `json:"others,omitzero"`
	Preview *File           `json:"preview,omitzero"`
	Cover   Nullable[File]  `json:"cover,omitzero"`
	Extra   map[string]any  `json:"-"`
	Raw     json.RawMessage `json:"raw,omitzero"`
}

// received is a part as a server reads it.
type received struct{ Name, File, Type, Text string }

func parts(t *testing.T, r *Request) []received {
	t.Helper()
	text := sent(t, r)
	_, params, err := mime.ParseMediaType(r.body.MediaType)
	if err != nil {
		t.Fatal(err)
	}
	reader := multipart.NewReader(strings.NewReader(text), params["boundary"])
	var all []received
	for {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		data, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, received{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(data)})
	}
}

func TestMultipartSendsEachPropertyByItsKind(t *testing.T) {
	t.Parallel()
	value := upload{
		Title:   "Größe",
		Tags:    []string{"a", "b"},
		Price:   &price{Price: 5},
		Prices:  []price{{Price: 1}, {Price: 2}},
		File:    File{Name: `a"b\c.txt`, ContentType: "text/plain", Content: strings.NewReader("one")},
		Others:  []File{{Content: strings.NewReader("two")}, {Name: "3", Content: strings.NewReader("three")}},
		Preview: &File{},
		Cover:   Value(File{Name: "c", Content: strings.NewReader("four")}),
		Raw:     json.RawMessage(`"raw"`),
	}
	r := NewRequest(&Operation{})
	r.Multipart(&value, FieldStyle{Field: "cover", ContentType: "image/png"}, FieldStyle{Field: "price", ContentType: "application/vnd.p+json"})
	want := []received{
		{"title", "", "", "Größe"},
		{"tags", "", "", "a"},
		{"tags", "", "", "b"},
		{"price", "", "application/vnd.p+json", `{"price":5}`},
		{"prices", "", "application/json", `{"price":1}`},
		{"prices", "", "application/json", `{"price":2}`},
		{"file", `a"b\c.txt`, "text/plain", "one"},
		{"others", "others", "application/octet-stream", "two"},
		{"others", "3", "application/octet-stream", "three"},
		{"preview", "preview", "application/octet-stream", ""},
		{"cover", "c", "image/png", "four"},
		{"raw", "", "", "raw"},
	}
	if diff := gocmp.Diff(want, parts(t, r)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !r.body.Replay || r.body.Length < 0 {
		t.Errorf("replay %v, length %d", r.body.Replay, r.body.Length)
	}
	if first, second := sent(t, r), sent(t, r); first != second {
		t.Errorf("the second attempt differs from the first\n%s", gocmp.Diff(first, second))
	}
}

func TestMultipartStylesWriteNamesWithBrackets(t *testing.T) {
	t.Parallel()
	r := NewRequest(&Operation{})
	r.Multipart(checkout{Email: "e", Metadata: map[string]string{"k": "v"}}, FieldStyle{Field: "metadata", Style: []Style{DeepObject}})
	if diff := gocmp.Diff([]received{{"email", "", "", "e"}, {"metadata[k]", "", "", "v"}}, parts(t, r)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestMultipartWithoutPropertiesIsAnEmptyBody(t *testing.T) {
	t.Parallel()
	r := NewRequest(&Operation{})
	r.Multipart(map[string]any{})
	if got := sent(t, r); got != "--"+strings.TrimPrefix(r.body.MediaType, "multipart/form-data; boundary=")+"--\r\n" {
		t.Errorf("got %q", got)
	}
}

func TestAFileIsReadFromWhereItStands(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	wrapped := struct{ io.ReadSeeker }{file} // what can only seek
	for name, content := range map[string]io.Reader{"file": file, "seeker": wrapped} {
		if _, err := file.Seek(6, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		r := NewRequest(&Operation{})
		r.Multipart(map[string]any{"a": File{Content: content}, "b": File{Content: content}})
		for attempt := range 2 {
			got := parts(t, r)
			want := []received{{"a", "a", "application/octet-stream", "6789"}, {"b", "b", "application/octet-stream", "6789"}}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("%s, attempt %d (-want +got)\n%s", name, attempt+1, diff)
			}
		}
	}
}

func TestAFileThatGrowsIsSentAsItWas(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	write := func(text string, at int64) {
		if _, err := file.WriteAt([]byte(text), at); err != nil {
			t.Fatal(err)
		}
	}
	write("old", 0)
	r := NewRequest(&Operation{})
	r.Multipart(map[string]any{"a": File{Content: struct{ io.ReadSeeker }{file}}, "b": "after"})
	write("new", 3)
	want := []received{{"a", "a", "application/octet-stream", "old"}, {"b", "", "", "after"}}
	if diff := gocmp.Diff(want, parts(t, r)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAPlainReaderMakesAMultipartBodyUnrepeatable(t *testing.T) {
	t.Parallel()
	r := NewRequest(&Operation{})
	r.Multipart(map[string]any{"a": File{Content: io.MultiReader(strings.NewReader("x"))}, "b": "y"})
	if r.body.Replay || r.body.Length != -1 {
		t.Errorf("replay %v, length %d", r.body.Replay, r.body.Length)
	}
	want := []received{{"a", "a", "application/octet-stream", "x"}, {"b", "", "", "y"}}
	if diff := gocmp.Diff(want, parts(t, r)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAFailingFileFailsTheBody(t *testing.T) {
	t.Parallel()
	r := NewRequest(&Operation{})
	broken := io.MultiReader(strings.NewReader("x"), io.LimitReader(failing{}, 5))
	r.Multipart(map[string]any{"a": File{Content: broken}})
	source, err := r.body.Open()
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(source); err != io.ErrNoProgress || bytes.Contains(data, []byte("--\r\n")) {
		t.Errorf("got %q, %v", data, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrNoProgress }

// uploadOf fills in its constant, as generated types do.
type uploadOf struct {
	Purpose  string            `json:"purpose"`
	File     File              `json:"file"`
	Name     *string           `json:"name,omitzero"`
	Metadata map[string]string `json:"metadata"`
	More     []File            `json:"more,omitzero"`
}

func (u uploadOf) MarshalJSON() ([]byte, error) {
	type plain uploadOf
	u.Purpose = cmp.Or(u.Purpose, "assistants")
	return json.Marshal(plain(u))
}

func TestMultipartBodiesFillInConstantsBesideFiles(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		uploadOf{File: File{Name: "f.txt", Content: strings.NewReader("x")}, Metadata: map[string]string{"a": "b"}},
		&uploadOf{File: File{Name: "f.txt", Content: strings.NewReader("x")}, Metadata: map[string]string{"a": "b"}},
	} {
		req := NewRequest(&Operation{})
		req.Multipart(value)
		want := []received{
			{Name: "purpose", Text: "assistants"},
			{Name: "file", File: "f.txt", Type: "application/octet-stream", Text: "x"},
			{Name: "metadata", Type: "application/json", Text: `{"a":"b"}`},
		}
		if diff := gocmp.Diff(want, parts(t, req)); diff != "" {
			t.Errorf("parts (-want +got)\n%s", diff)
		}
	}
	req := NewRequest(&Operation{})
	req.Multipart(uploadOf{})
	if got := parts(t, req); len(got) != 3 || got[1].File != "file" {
		t.Errorf("an empty file is no longer a part: %v", got)
	}
}

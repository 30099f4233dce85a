package golden_test

import (
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	carts "github.com/apigen-go/apigen/golden/forms_nest_in_the_dialect_of_the_document"
	albums "github.com/apigen-go/apigen/golden/parts_of_multipart_bodies_follow_their_encoding"
	"github.com/apigen-go/apigen/runtime"
)

// bodyPart is a part of a multipart body as net/http reads it.
type bodyPart struct{ Disposition, Type, Sequence, Text string }

func TestPartsAreSentAsTheirEncodingSays(t *testing.T) {
	t.Parallel()
	var got []bodyPart
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		for p, err := parts.NextPart(); err != io.EOF; p, err = parts.NextPart() {
			if err != nil {
				t.Error(err)
				return
			}
			text, _ := io.ReadAll(p)
			got = append(got, bodyPart{p.Header.Get("Content-Disposition"), p.Header.Get("Content-Type"), p.Header.Get("X-Sequence"), string(text)})
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	client, err := albums.New(runtime.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	err = client.Photos.Add(t.Context(), albums.PhotosAddRequest{
		Photos: []runtime.File{
			{Name: "größe.png", Content: strings.NewReader("1")},
			{Name: `a "b".jpg`, ContentType: "image/jpeg", Header: http.Header{"X-Sequence": {"2"}}, Content: strings.NewReader("2")},
		},
		Thumbnail: &runtime.File{Content: io.MultiReader(strings.NewReader("3"))},
		Metadata:  map[string]string{"a b": "c"},
		Place:     &albums.PhotosAddRequestPlace{Lat: new(52.5)},
		People:    []albums.PhotosAddRequestPerson{{Name: "A"}, {Name: "B"}},
		Tags:      []string{"x", "y"},
		Caption:   new("*c*"),
	})
	want := []bodyPart{
		{`form-data; name="photos"; filename="größe.png"`, "image/png", "", "1"},
		{`form-data; name="photos"; filename="a \"b\".jpg"`, "image/jpeg", "2", "2"},
		{`form-data; name="thumbnail"; filename="thumbnail"`, "application/octet-stream", "", "3"},
		{`form-data; name="metadata[a b]"`, "", "", "c"},
		{`form-data; name="place"`, "application/geo+json", "", `{"lat":52.5}`},
		{`form-data; name="people"`, "application/json", "", `{"name":"A"}`},
		{`form-data; name="people"`, "application/json", "", `{"name":"B"}`},
		{`form-data; name="tags"`, "", "", "x"},
		{`form-data; name="tags"`, "", "", "y"},
		{`form-data; name="caption"`, "text/markdown", "", "*c*"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestFormsAreNestedAsTheDocumentSays(t *testing.T) {
	t.Parallel()
	var got url.Values
	var raw string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		raw = string(text)
		var err error
		if got, err = url.ParseQuery(raw); err != nil {
			t.Error(err)
		}
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
			t.Error(kind, err)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	client, err := carts.New(runtime.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	err = client.Carts.Create(t.Context(), carts.CartsCreateRequest{
		Items:     []carts.Item{{Price: "p1", Quantity: new(int64(2)), Options: []string{"red", "big"}}, {Price: "p2"}},
		Lines:     []carts.Item{{Price: "p1", Quantity: new(int64(2))}, {Price: "p2"}},
		IDs:       []int64{1, 9007199254740993},
		Expand:    []string{"a", "b"},
		Repeated:  []string{"a", "b"},
		Joined:    []string{"a", "b|c"},
		ReturnURL: new("https://example.com/?a=b&c=d"),
		Options:   map[string]any{"n": 1, "deep": []string{"x"}},
		Coupon:    runtime.Null[string](),
	})
	want := url.Values{
		"items[0][price]": {"p1"}, "items[0][quantity]": {"2"}, "items[0][options]": {"red", "big"}, "items[1][price]": {"p2"},
		"lines[][price]": {"p1", "p2"}, "lines[][quantity]": {"2"},
		"ids[]":     {"1", "9007199254740993"},
		"expand[0]": {"a"}, "expand[1]": {"b"},
		"repeated":   {"a", "b"},
		"joined":     {"a|b|c"},
		"return_url": {"https://example.com/?a=b&c=d"},
		"options":    {`{"deep":["x"],"n":1}`},
		"coupon":     {""},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if text := "return_url=https://example.com/?a=b%26c=d&"; !strings.Contains(raw, text) {
		t.Errorf("%q is not in %q", text, raw)
	}
}

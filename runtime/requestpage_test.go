package runtime

import (
	"net/url"
	"strings"
	"testing"
)

func TestTheMemberOfABodyThatLeadsToThePage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		body, path, value string
		number            bool
		want              string // "": refused
	}{
		{`{"a":1}`, "cursor", "x\"y", false, `{"cursor":"x\"y","a":1}`},
		{`{"a":1,"cursor":"old","z":2}`, "cursor", "new", false, `{"a":1,"cursor":"new","z":2}`},
		{`{"query":{"page":1,"q":"tea"},"z":2}`, "query.page", "2", true, `{"query":{"page":2,"q":"tea"},"z":2}`},
		{`{"z":2}`, "query.page.number", "2", true, `{"query":{"page":{"number":2}},"z":2}`},
		{`{"query":null}`, "query.cursor", "x", false, `{"query":{"cursor":"x"}}`},
		{`{"query.cursor":"old"}`, "query.cursor", "x", false, `{"query.cursor":"x"}`},
		{``, "cursor", "x", false, `{"cursor":"x"}`},
		{`{"query":"tea"}`, "query.cursor", "x", false, ""},
		{`[1]`, "cursor", "x", false, ""},
	} {
		r := NewRequest(&Operation{Method: "POST", Path: "/x"})
		if test.body != "" {
			r.JSON("application/vnd.api+json", rawText(test.body))
		}
		got := r.At(PagePosition{In: "body", Name: test.path, Value: test.value, Number: test.number})
		switch {
		case test.want == "":
			if got.err() == nil {
				t.Errorf("%s: a body without a place for %s is taken", test.body, test.path)
			}
		case got.err() != nil || string(got.body.JSON) != test.want:
			t.Errorf("%s, %s: %s, %v", test.body, test.path, got.body.JSON, got.err())
		case test.body != "" && (string(r.body.JSON) != test.body || got.body.MediaType != "application/vnd.api+json"):
			t.Errorf("%s: the request itself has changed to %s, or the type to %s", test.body, r.body.JSON, got.body.MediaType)
		}
	}
	r := NewRequest(&Operation{Method: "POST", Path: "/x"})
	r.Body("application/octet-stream", strings.NewReader("tea"))
	if r.At(PagePosition{In: "body", Name: "cursor", Value: "x"}).err() == nil {
		t.Error("a body that is not JSON is taken")
	}
}

// rawText is JSON as it is.
type rawText string

func (r rawText) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func TestAPositionIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, p := range []PagePosition{
		{In: "start"}, {In: "query", Name: "page[after]", Value: "a&b=c\nä"}, {In: "header", Name: "X-Cursor", Value: "x"},
		{In: "body", Name: "q.c", Value: "12", Number: true}, {In: "url", Value: "https://h/x?a=b&c#d"}, {In: "query", Name: "page", Value: "3", Seen: 40},
		{In: "start", Skip: 7, Mark: "a&b"}, {In: "query", Name: "page", Value: "3", Seen: 40, Skip: 1, Mark: "x"},
		{In: "query", Name: "page", Value: "1", Pages: 1, Seen: 20, First: "x"}, {In: "body", Name: "page", Value: "2", Number: true, Pages: 1, Stated: true},
	} {
		if got, err := parsePosition(p.String()); err != nil || got != p {
			t.Errorf("%q: %+v, %v", p, got, err)
		}
	}
	if (PagePosition{}).String() != "" {
		t.Error("the end of a list has a position")
	}
	for _, text := range []string{"in=start&skip=0&mark=x", "in=start&skip=-1&mark=x", "in=start&skip=1", "in=start&mark=x", "in=start&skip=9e9&mark=x", "in=start&skip=99999999999999999999&mark=x",
		"in=query&name=page&value=2&first=x", "in=query&name=page&value=2&pages=-1"} {
		if p, err := parsePosition(text); err == nil {
			t.Errorf("%q is read as %+v", text, p)
		}
	}
}

func FuzzPosition(f *testing.F) {
	f.Add("in=query&name=cursor&value=A")
	f.Add("in=body&name=a.b&value=1e9&number=true")
	f.Add("in=url&value=%2F%2Fevil.example%2Fx")
	f.Add("in=header&name=Authorization&value=x%0a")
	base := &url.URL{Scheme: "https", Host: "api.example.com"}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePosition(text)
		if err != nil {
			return
		}
		if again, err := parsePosition(p.String()); err != nil || again != p {
			t.Errorf("%+v becomes %+v, %v", p, again, err)
		}
		r := NewRequest(&Operation{Method: "POST", Path: "/x"})
		r.JSON("application/json", map[string]int{"a": 1})
		got := r.At(p)
		if got.err() != nil {
			return
		}
		if u, err := got.target(base); err == nil && u.Host != base.Host && !strings.EqualFold(u.Hostname(), base.Host) {
			t.Errorf("%q leads to %s", text, u)
		}
	})
}

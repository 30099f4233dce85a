package runtime_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

type faultXML struct {
	Code    string `json:"code" xml:"code,attr"`
	Message string `json:"message" xml:"Message"`
}

var opXML = runtime.Operation{ID: "putBook", Method: "PUT", Path: "/books", Accept: "application/xml", Errors: []runtime.ErrorCase{
	{Status: "4XX", Body: (*runtime.XMLError[faultXML])(nil)},
}}

type bookXML struct {
	ID    int64    `json:"id" xml:"id,attr"`
	Title string   `json:"title" xml:"urn:books title" xmlprefix:"b"`
	Tags  []string `json:"tags,omitzero" xml:"tags>tag"`
}

func TestXMLGoesOutAndComesBack(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var got struct {
			XMLName xml.Name `xml:"book"`
			ID      int64    `xml:"id,attr"`
			Title   string   `xml:"urn:books title"`
			Tags    []string `xml:"tags>tag"`
		}
		if err := xml.NewDecoder(r.Body).Decode(&got); err != nil || r.Header.Get("Content-Type") != "application/xml" {
			t.Errorf("%v, %s", err, r.Header)
		}
		got.ID++
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		xml.NewEncoder(w).Encode(got)
	}))
	defer s.Close()
	req := runtime.NewRequest(&opXML)
	req.XML("application/xml", "book", bookXML{7, "<Go>", []string{"x", "y"}})
	got, err := runtime.DoXML[bookXML](t.Context(), client(t, s.URL), req, nil)
	if diff := cmp.Diff(&bookXML{8, "<Go>", []string{"x", "y"}}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestWhatAnXMLSuccessMayBe(t *testing.T) {
	t.Parallel()
	is := func(err error) string {
		var unexpected *runtime.UnexpectedContentTypeError
		var decode *runtime.DecodeError
		switch {
		case err == nil:
			return "fine"
		case errors.As(err, &unexpected):
			return "unexpected"
		case errors.As(err, &decode):
			return "undecodable"
		case errors.Is(err, runtime.ErrTruncated):
			return "truncated"
		}
		return err.Error()
	}
	for _, test := range []struct{ name, contentType, body, want string }{
		{"XML", "application/xml", `<book id="1"/>`, "fine"},
		{"a structured suffix", "application/vnd.books+xml", `<book id="1"/>`, "fine"},
		{"XML in another charset", "text/xml; charset=ISO-8859-1", "<book id=\"1\"><title>\xFC</title></book>", "fine"},
		{"XML that is called text", "text/plain", `<book id="1"/>`, "fine"},
		{"JSON where XML was asked for", "application/json", `{"id":1}`, "fine"},
		{"nothing", "application/xml", "", "fine"},
		{"a captive portal", "text/html", `<html>log in</html>`, "unexpected"},
		{"text", "text/plain", "ok", "unexpected"},
		{"another type", "application/xml", `<book id="x"/>`, "undecodable"},
		{"no XML", "application/xml", `<book id="1"></tome>`, "undecodable"},
		{"a body that ends early", "application/xml", `<book id="1"><title>`, "truncated"},
	} {
		s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", test.contentType)
			io.WriteString(w, test.body)
		})
		got, err := runtime.DoXML[bookXML](t.Context(), client(t, s.URL, runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1})), runtime.NewRequest(&opXML), nil)
		if test.name == "no XML" && !strings.Contains(err.Error(), "invalid XML in line 1") {
			t.Errorf("%s: %v", test.name, err)
		}
		if is(err) != test.want || err == nil && test.body != "" && got.ID != 1 {
			t.Errorf("%s: want %s, got %v, %+v", test.name, test.want, err, got)
		}
	}
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `<l><i>1</i><i>2</i></l>`) })
	list, err := runtime.DoXMLValue[[]int](t.Context(), client(t, s.URL), runtime.NewRequest(&opXML), nil)
	if diff := cmp.Diff([]int{1, 2}, list); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestErrorsInXMLAreTyped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, contentType, body string }{
		{"XML", "application/xml", `<?xml version="1.0"?><Error code="gone"><Message>no such book</Message></Error>`},
		{"XML without a type", "", `<Error code="gone"><Message>no such book</Message></Error>`},
		{"JSON all the same", "application/json", `{"code":"gone","message":"no such book"}`},
	} {
		s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			if test.contentType != "" {
				w.Header().Set("Content-Type", test.contentType)
			}
			w.WriteHeader(404)
			io.WriteString(w, test.body)
		})
		err := runtime.DoEmpty(t.Context(), client(t, s.URL), runtime.NewRequest(&opXML), nil)
		var fault *runtime.Error[faultXML]
		if !errors.As(err, &fault) || !errors.Is(err, runtime.ErrNotFound) {
			t.Errorf("%s: got %v", test.name, err)
			continue
		}
		if diff := cmp.Diff(faultXML{"gone", "no such book"}, fault.Body); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

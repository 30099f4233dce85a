package golden_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	library "github.com/apigen-go/apigen/golden/xml_bodies_have_their_names_and_attributes"
	"github.com/apigen-go/apigen/runtime"
)

// xmlBook is what the server takes for a book: the document's names, read by the standard library.
type xmlBook struct {
	XMLName xml.Name `xml:"urn:library book"`
	ISBN    string   `xml:"isbn,attr"`
	Pages   int      `xml:"page-count,attr,omitempty"`
	Title   string   `xml:"urn:titles title"`
	Authors []string `xml:"authors>author"`
	Tags    []string `xml:"tag"`
	Edition []struct {
		Number int    `xml:"number,attr"`
		Year   int    `xml:"year"`
		Extra  string `xml:"extra,omitempty"`
	} `xml:"editions"`
	Price *struct {
		Currency string `xml:"currency,attr"`
		Amount   string `xml:",chardata"`
	} `xml:"price"`
	Published string `xml:"published,omitempty"`
}

// libraryServer answers with the book or books that it was sent, or with a fault.
func libraryServer(t *testing.T, requests *[]string) *library.Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*requests = append(*requests, string(body))
		w.Header().Set("Content-Type", "application/xml")
		if r.Method == http.MethodDelete {
			w.WriteHeader(404)
			io.WriteString(w, `<fault code="unknown"><Message>no such book</Message></fault>`)
			return
		}
		if r.Method == http.MethodGet {
			io.WriteString(w, `<books><book isbn="1"><title>A</title></book><book isbn="2"><title>B</title></book></books>`)
			return
		}
		var book xmlBook
		if err := xml.Unmarshal(body, &book); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		out, err := xml.Marshal(book)
		if err != nil {
			t.Error(err)
		}
		w.Write(out)
	}))
	t.Cleanup(s.Close)
	client, err := library.New(runtime.WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestGeneratedClientsSpeakXML(t *testing.T) {
	t.Parallel()
	var requests []string
	client := libraryServer(t, &requests)
	book := library.Book{
		ISBN: "978", Pages: new(int64(12)), Title: "<Ünder & over>", Authors: []string{"A", "B"}, Tags: []string{"x"},
		Editions:  []library.Edition{{Number: new(int64(1)), Year: new(int64(2024)), AdditionalProperties: map[string]any{"extra": "kept"}}, {Number: new(int64(2)), Year: new(int64(2025))}},
		Price:     &library.Price{Currency: "EUR", Amount: "12.50"},
		Published: &runtime.Date{Year: 2024, Month: 2, Day: 29},
	}
	got, err := client.Books.Create(t.Context(), book)
	if err != nil {
		t.Fatal(err)
	}
	nullable := cmp.Comparer(func(a, b runtime.Nullable[string]) bool { return a == b })
	if diff := cmp.Diff(&book, got, nullable); diff != "" {
		t.Errorf("the book that came back (-want +got)\n%s", diff)
	}
	want := xml.Header + `<lib:book xmlns:lib="urn:library" isbn="978" page-count="12">` +
		`<t:title xmlns:t="urn:titles">&lt;Ünder &amp; over&gt;</t:title><authors><author>A</author><author>B</author></authors><tag>x</tag>` +
		`<editions number="1"><year>2024</year><extra>kept</extra></editions><editions number="2"><year>2025</year></editions>` +
		`<price currency="EUR">12.50</price><published>2024-02-29</published></lib:book>`
	if diff := cmp.Diff(want, requests[0]); diff != "" {
		t.Errorf("the book as it was sent (-want +got)\n%s", diff)
	}
	list, err := client.Books.List(t.Context())
	if err != nil || len(list) != 2 || list[1].ISBN != "2" || list[1].Title != "B" {
		t.Errorf("got %+v, %v", list, err)
	}
	var fault *runtime.Error[library.Fault]
	if err := client.Books.Delete(t.Context(), "1"); !errors.As(err, &fault) || fault.Body.Code != "unknown" || *fault.Body.Message != "no such book" {
		t.Errorf("got %v", err)
	}
}

func TestAListInXMLHasItsOwnRoot(t *testing.T) {
	t.Parallel()
	var got string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = strings.TrimPrefix(string(body), xml.Header)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer s.Close()
	client, err := library.New(runtime.WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Books.ReplaceBooks(t.Context(), library.Books{{ISBN: "1"}}); err != nil {
		t.Fatal(err)
	}
	want := `<books><lib:book xmlns:lib="urn:library" isbn="1"><t:title xmlns:t="urn:titles"></t:title><authors></authors></lib:book></books>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

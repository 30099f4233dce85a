package page_test

import (
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	client "github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// endless answers every request with a page made on the fly, until so many items are sent.
type endless struct{ items, size, sent int }

func (e *endless) RoundTrip(*http.Request) (*http.Response, error) {
	var b strings.Builder
	b.WriteString(`{"data":[`)
	for i := range e.size {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"id":"` + strconv.Itoa(e.sent+i) + `"}`)
	}
	b.WriteString(`]`)
	e.sent += e.size
	header := http.Header{"Content-Type": {"application/json"}}
	if e.sent < e.items {
		next := strconv.Itoa(e.sent)
		b.WriteString(`,"next":"/items?after=` + next + `"`)
		header.Set("Link", `</items?after=`+next+`>; rel="next"`)
	}
	b.WriteString(`,"has_more":` + strconv.FormatBool(e.sent < e.items) + `}`)
	return &http.Response{StatusCode: 200, Header: header, Body: readCloser{strings.NewReader(b.String())}, ContentLength: int64(b.Len())}, nil
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

func million() map[string]func(*itemList) ([]item, page.Next) {
	return map[string]func(*itemList) ([]item, page.Next){
		"Cursor": byCursor,
		"URL":    byURL,
		"Link":   func(b *itemList) ([]item, page.Next) { return b.Data, page.Link() },
		"Offset": func(b *itemList) ([]item, page.Next) { return b.Data, page.Offset("offset", page.More(b.HasMore)) },
		"Number": func(b *itemList) ([]item, page.Next) { return b.Data, page.Number("page", 1, page.More(b.HasMore)) },
	}
}

func TestMemoryStaysFlatOverAMillionItems(t *testing.T) { // not parallel: it measures the heap
	const size = 100
	for name, read := range million() {
		items := longWalk / 10
		if name == "Cursor" {
			items = longWalk
		}
		c, err := client.New("https://api.example.com", client.WithHTTPClient(&http.Client{Transport: &endless{items: items, size: size}}))
		if err != nil {
			t.Fatal(err)
		}
		n, early, most := 0, uint64(0), uint64(0)
		for _, err := range page.All(t.Context(), func() (*page.Page[item, itemList], error) {
			return page.First(t.Context(), c, client.NewRequest(&opList), nil, read)
		}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%(items/10) != 0 {
				continue
			}
			if most = max(most, heap()); early == 0 {
				early = most
			}
		}
		if n != items || most > early+256<<10 {
			t.Errorf("%s: %d items; the heap grows from %d to %d bytes", name, n, early, most)
		}
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkPages(b *testing.B) {
	for name, read := range million() {
		b.Run(name, func(b *testing.B) {
			c, err := client.New("https://api.example.com", client.WithHTTPClient(&http.Client{Transport: &endless{items: 100 * b.N, size: 100}}))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := count(page.All(b.Context(), func() (*page.Page[item, itemList], error) {
				return page.First(b.Context(), c, client.NewRequest(&opList), nil, read)
			})); err != nil {
				b.Fatal(err)
			}
		})
	}
}

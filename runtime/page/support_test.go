package page_test

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

type item struct {
	ID string `json:"id"`
}

type itemList struct {
	Data    []item  `json:"data"`
	HasMore *bool   `json:"has_more"`
	Next    *string `json:"next"`
}

var opList = runtime.Operation{ID: "list", Method: "GET", Path: "/items", Accept: "application/json"}

func byCursor(b *itemList) ([]item, page.Next) {
	return b.Data, page.Cursor("cursor", b.Next, b.HasMore)
}

func byLastID(b *itemList) ([]item, page.Next) {
	return b.Data, page.LastID("after", b.Data, func(i item) any { return i.ID }, b.HasMore)
}

// vendor answers request number n, counted from 0, with pages[n], the last one for ever; it notes the queries.
type vendor struct {
	pages []string // JSON, or a status: "503"

	mu      sync.Mutex
	queries []string
	headers []http.Header
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	n := len(v.queries)
	v.queries = append(v.queries, r.URL.RawQuery)
	v.headers = append(v.headers, r.Header.Clone())
	v.mu.Unlock()
	answer := v.pages[min(n, len(v.pages)-1)]
	w.Header().Set("Content-Type", "application/json")
	if len(answer) == 3 {
		status := 0
		fmt.Sscan(answer, &status)
		w.WriteHeader(status)
		return
	}
	io.WriteString(w, answer)
}

func (v *vendor) list(t *testing.T, read func(*itemList) ([]item, page.Next), opts ...runtime.Option) func() (*page.Page[item, itemList], error) {
	t.Helper()
	client := v.client(t)
	return func() (*page.Page[item, itemList], error) {
		req := runtime.NewRequest(&opList)
		req.Query("limit", 2)
		return page.First(t.Context(), client, req, opts, read)
	}
}

// client returns a client of the vendor.
func (v *vendor) client(t testing.TB, opts ...runtime.Option) *runtime.Client {
	t.Helper()
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	client, err := runtime.New(server.URL, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// count returns the number of items, and the error at the end.
func count[T any](seq iter.Seq2[T, error]) (n int, err error) {
	for _, e := range seq {
		if err = e; e == nil {
			n++
		}
	}
	return n, err
}

// walk returns the ids that All yields, and the error at the end.
func walk(t *testing.T, first func() (*page.Page[item, itemList], error)) (ids []string, err error) {
	t.Helper()
	for i, e := range page.All(t.Context(), first) {
		if err != nil {
			t.Error("the sequence goes on after an error")
		}
		if err = e; e == nil {
			ids = append(ids, i.ID)
		}
	}
	return ids, err
}

func reply(next string, ids ...string) string {
	list := itemList{Data: []item{}}
	for _, id := range ids {
		list.Data = append(list.Data, item{id})
	}
	if next != "" {
		list.Next = &next
	}
	data, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(data)
}

package golden_test

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	headers "github.com/apigen-go/apigen/golden/cursors_come_and_go_in_headers"
	links "github.com/apigen-go/apigen/golden/lists_by_link_header_follow_it"
	numbers "github.com/apigen-go/apigen/golden/lists_by_number_count_their_pages"
	offsets "github.com/apigen-go/apigen/golden/lists_by_offset_count_their_items"
	urls "github.com/apigen-go/apigen/golden/lists_by_url_follow_it"
	searches "github.com/apigen-go/apigen/golden/searches_page_in_their_bodies"
	configured "github.com/apigen-go/apigen/golden/the_configuration_says_how_lists_page"
	hinted "github.com/apigen-go/apigen/golden/vendors_say_how_lists_page"
	"github.com/apigen-go/apigen/runtime"
)

// The lists of these servers have so many items, with the ids from 0, in pages of the size.
const (
	listed = 250
	paged  = 20
)

// slice is a page of the list, as JSON, and where the next one begins; 0: nowhere.
func slice(from int) (items string, next int) {
	type order struct {
		ID int `json:"id"`
	}
	page := []order{}
	for i := max(from, 0); i < min(from+paged, listed); i++ {
		page = append(page, order{i})
	}
	text, _ := json.Marshal(page)
	if from+paged < listed {
		next = from + paged
	}
	return string(text), next
}

// number is what a request has in a query parameter, header or member of its body; otherwise if it has nothing.
func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return otherwise
}

func query(r *http.Request, name string, otherwise int) int {
	return number(r.URL.Query().Get(name), otherwise)
}

// sent is the JSON body of a request.
func sent[T any](r *http.Request) (body T) {
	json.NewDecoder(r.Body).Decode(&body)
	return body
}

// cursorOf is the JSON of a cursor: null at the end.
func cursorOf(next int) string {
	if next == 0 {
		return "null"
	}
	return fmt.Sprintf("%q", strconv.Itoa(next))
}

func ids[T any](list iter.Seq2[T, error], id func(T) int64) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		want := int64(0)
		for item, err := range list {
			if err != nil {
				t.Fatalf("after %d items: %v", want, err)
			}
			if id(item) != want {
				t.Fatalf("item %d has the id %d", want, id(item))
			}
			want++
		}
		if want != listed {
			t.Errorf("%d items, want %d", want, listed)
		}
	}
}

func dial[T any](t *testing.T, base runtime.Option, make func(...runtime.Option) (T, error)) T {
	t.Helper()
	c, err := make(base)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestListsOfEveryStyleAreWalkedToTheirEnd(t *testing.T) {
	t.Parallel()
	type server = func(w http.ResponseWriter, r *http.Request) string
	byCursor := func(items, next, param string) server {
		return func(_ http.ResponseWriter, r *http.Request) string {
			page, cursor := slice(query(r, param, 0))
			return fmt.Sprintf(`{%q:%s,%q:%s}`, items, page, next, cursorOf(cursor))
		}
	}
	ctx := t.Context()
	for name, c := range map[string]struct {
		serve server
		walk  func(runtime.Option) func(*testing.T)
	}{
		"page numbers up to the number of pages": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice((query(r, "page", 1) - 1) * paged)
				return fmt.Sprintf(`{"orders":%s,"meta":{"total_pages":13,"total":250,"per_page":20}}`, page)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, numbers.New).Orders.All(ctx, nil), func(o numbers.Order) int64 { return o.ID })
			},
		},
		"page numbers from 0 up to the number of items": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice(query(r, "page", 0) * paged)
				return fmt.Sprintf(`{"content":%s,"totalElements":250}`, page)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, numbers.New).Rows.All(ctx, nil), func(o numbers.Order) int64 { return o.ID })
			},
		},
		"page numbers in brackets until a page is empty": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice((query(r, "page[number]", 1) - 1) * paged)
				return page
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, numbers.New).Tags.All(ctx, nil), func(o numbers.Order) int64 { return o.ID })
			},
		},
		"offsets up to the number of items": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice(query(r, "offset", 0))
				return fmt.Sprintf(`{"data":{"items":%s},"total":250,"limit":20}`, page)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, offsets.New).Orders.All(ctx, nil), func(o offsets.Order) int64 { return o.ID })
			},
		},
		"offsets from 1": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice(query(r, "startIndex", 1) - 1)
				return fmt.Sprintf(`{"Resources":%s,"totalResults":250}`, page)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, offsets.New).Users.All(ctx, nil), func(o offsets.Order) int64 { return o.ID })
			},
		},
		"offsets until a page is empty": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice(query(r, "skip", 0))
				return page
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, offsets.New).Rows.All(ctx, nil), func(o offsets.Order) int64 { return o.ID })
			},
		},
		"absolute URLs": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, next := slice(query(r, "at", 0))
				if next == 0 {
					return fmt.Sprintf(`{"results":%s,"next":null}`, page)
				}
				return fmt.Sprintf(`{"results":%s,"next":"http://%s/orders?at=%d"}`, page, r.Host, next)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, urls.New).Orders.All(ctx, nil), func(o urls.Order) int64 { return o.ID })
			},
		},
		"relative URLs in an object": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, next := slice(query(r, "at", 0))
				if next == 0 {
					return fmt.Sprintf(`{"_embedded":{"things":%s},"_links":{}}`, page)
				}
				return fmt.Sprintf(`{"_embedded":{"things":%s},"_links":{"next":{"href":"/things?at=%d"}}}`, page, next)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, urls.New).Things.All(ctx), func(o urls.Order) int64 { return o.ID })
			},
		},
		"the Link header": {
			func(w http.ResponseWriter, r *http.Request) string {
				page, next := slice((query(r, "page", 1) - 1) * paged)
				if next > 0 {
					w.Header().Set("Link", fmt.Sprintf(`<http://%s/orders?page=1>; rel="first", <http://%[1]s/orders?page=%d>; rel="next"`, r.Host, next/paged+1))
				}
				return page
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, links.New).Orders.All(ctx, nil), func(o links.Order) int64 { return o.ID })
			},
		},
		"a cursor in the body of a search": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, next := slice(number(sent[struct{ Cursor string }](r).Cursor, 0))
				return fmt.Sprintf(`{"orders":%s,"next_cursor":%s}`, page, cursorOf(next))
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, searches.New).Orders.SearchAll(ctx, searches.OrdersSearchRequest{}), func(o searches.Order) int64 { return o.ID })
			},
		},
		"a page number in the body of a search": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice((max(sent[struct{ Page struct{ Number int } }](r).Page.Number, 1) - 1) * paged)
				return fmt.Sprintf(`{"rows":%s,"total":250}`, page)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, searches.New).Rows.All(ctx, searches.RowsListRequest{}), func(o searches.Order) int64 { return o.ID })
			},
		},
		"an offset in the body of a search": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice(sent[struct{ From int }](r).From)
				return fmt.Sprintf(`{"hits":%s,"total":250}`, page)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, searches.New).Tags.SearchAll(ctx, searches.TagsSearchRequest{}), func(o searches.Order) int64 { return o.ID })
			},
		},
		"a cursor in a header of the response": {
			func(w http.ResponseWriter, r *http.Request) string {
				page, next := slice(query(r, "cursor", 0))
				if next > 0 {
					w.Header().Set("X-Next-Cursor", strconv.Itoa(next))
				}
				return page
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, headers.New).Orders.All(ctx, nil), func(o headers.Order) int64 { return o.ID })
			},
		},
		"a cursor in a header of the request": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, next := slice(number(r.Header.Get("X-Continuation-Token"), 0))
				return fmt.Sprintf(`{"rows":%s,"continuationToken":%s}`, page, cursorOf(next))
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, headers.New).Rows.All(ctx, nil), func(o headers.Order) int64 { return o.ID })
			},
		},
		"a cursor that the vendor names": {
			byCursor("list", "upto", "from"),
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, hinted.New).Orders.All(ctx, nil), func(o hinted.Order) int64 { return o.ID })
			},
		},
		"a cursor that a link names": {
			byCursor("things", "upto", "since"),
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, hinted.New).Things.All(ctx, nil), func(o hinted.Order) int64 { return o.ID })
			},
		},
		"an offset of the configuration": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice(query(r, "at", 0))
				return fmt.Sprintf(`{"found":%s,"sum":250}`, page)
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, configured.New).Rows.All(ctx, nil), func(o configured.Order) int64 { return o.ID })
			},
		},
		"page numbers that the configuration lets begin at 0": {
			func(_ http.ResponseWriter, r *http.Request) string {
				page, _ := slice(query(r, "page", 0) * paged)
				return page
			},
			func(base runtime.Option) func(*testing.T) {
				return ids(dial(t, base, configured.New).Tags.All(ctx, nil), func(o configured.Order) int64 { return o.ID })
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				io.WriteString(w, c.serve(w, r))
			}))
			t.Cleanup(s.Close)
			c.walk(runtime.WithBaseURL(s.URL))(t)
		})
	}
}

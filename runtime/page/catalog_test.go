package page_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// good is an item of the catalog.
type good struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// goods is a page of the catalog, with all that any style of paging needs: each reads its own part.
type goods struct {
	Data    []good  `json:"data"`
	HasMore bool    `json:"has_more"`
	Next    *string `json:"next"`
	NextID  *int64  `json:"next_id"`
	URL     *string `json:"url"`
	Local   *string `json:"local"`
	Total   int     `json:"total"`
	Pages   int     `json:"pages"`
	Limit   int     `json:"limit"`
}

// style is one way to page through the catalog.
type style struct {
	name  string
	op    runtime.Operation
	read  func(*goods) ([]good, page.Next)
	exact bool // loses and repeats nothing while the list changes
}

func get(path string) runtime.Operation {
	return runtime.Operation{ID: path, Method: "GET", Path: path, Accept: "application/json", Security: []runtime.Requirement{{"token"}}}
}

func post(path string) runtime.Operation {
	op := get(path)
	op.Method, op.Safe = "POST", true
	return op
}

func styles() []style {
	return []style{
		{"Cursor", get("/v1/cursor"), func(b *goods) ([]good, page.Next) { return b.Data, page.Cursor("cursor", b.Next, b.HasMore) }, true},
		{"LastID", get("/v1/cursor"), func(b *goods) ([]good, page.Next) {
			return b.Data, page.LastID("after", b.Data, func(g good) any { return g.ID }, b.HasMore)
		}, true},
		{"LastID until empty", get("/v1/cursor"), func(b *goods) ([]good, page.Next) {
			return b.Data, page.LastID("after", b.Data, func(g good) any { return g.ID })
		}, true},
		{"BodyCursor", post("/v1/search"), func(b *goods) ([]good, page.Next) { return b.Data, page.BodyCursor("query.cursor", b.Next) }, true},
		{"BodyCursor, a number", post("/v1/search"), func(b *goods) ([]good, page.Next) { return b.Data, page.BodyCursor("after", b.NextID) }, true},
		{"HeaderCursor", get("/v1/cursor"), func(b *goods) ([]good, page.Next) { return b.Data, page.HeaderCursor("cursor", "X-Next") }, true},
		{"RequestHeaderCursor", get("/v1/cursor"), func(b *goods) ([]good, page.Next) {
			return b.Data, page.RequestHeaderCursor("X-Cursor", b.Next)
		}, true},
		{"URL", get("/v1/cursor"), func(b *goods) ([]good, page.Next) { return b.Data, page.URL(b.URL) }, true},
		{"URL, relative", get("/v1/cursor"), func(b *goods) ([]good, page.Next) { return b.Data, page.URL(b.Local, b.HasMore) }, true},
		{"Link", get("/v1/cursor"), func(b *goods) ([]good, page.Next) { return b.Data, page.Link() }, true},
		{"Number until empty", get("/v1/number"), func(b *goods) ([]good, page.Next) { return b.Data, page.Number("page", 1) }, false},
		{"Number with a total", get("/v1/number"), func(b *goods) ([]good, page.Next) { return b.Data, page.Number("page", 1, page.Total(b.Total)) }, false},
		{"Number with pages", get("/v1/number"), func(b *goods) ([]good, page.Next) {
			return b.Data, page.Number("page", 1, page.TotalPages(b.Pages), page.Total(b.Total))
		}, false},
		{"Number with a word about more", get("/v1/number"), func(b *goods) ([]good, page.Next) { return b.Data, page.Number("page", 1, page.More(b.HasMore)) }, false},
		{"BodyNumber", post("/v1/search"), func(b *goods) ([]good, page.Next) {
			return b.Data, page.BodyNumber("query.page", 1, page.Total(b.Total))
		}, false},
		{"Offset until empty", get("/v1/number"), func(b *goods) ([]good, page.Next) { return b.Data, page.Offset("offset") }, false},
		{"Offset with a total", get("/v1/number"), func(b *goods) ([]good, page.Next) { return b.Data, page.Offset("offset", page.Total(b.Total)) }, false},
		{"Offset with a limit", get("/v1/number"), func(b *goods) ([]good, page.Next) {
			return b.Data, page.Offset("offset", page.Limit(b.Limit), page.SizeParam("limit"))
		}, false},
		{"BodyOffset", post("/v1/search"), func(b *goods) ([]good, page.Next) {
			return b.Data, page.BodyOffset("query.offset", page.Total(b.Total))
		}, false},
	}
}

// query is what a request asks for.
type query struct {
	Cursor string `json:"cursor"`
	Page   *int   `json:"page"`
	Offset int    `json:"offset"`
	After  int64  `json:"after"`
	limit  int
}

// catalog is a server with goods in the order of their ids.
type catalog struct {
	*httptest.Server
	max int // items on a page: larger limits are clamped

	mu       sync.Mutex
	ids      []int64
	requests int
	before   func(request int)                                       // called with the lock before a request is answered
	instead  func(request int, w http.ResponseWriter, q *query) bool // answers in place of the catalog
	token    string                                                  // that is valid; "": any
}

func newCatalog(t testing.TB, n int) *catalog {
	c := &catalog{max: 500}
	for i := range n {
		c.ids = append(c.ids, int64(10*(i+1)))
	}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *catalog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	if c.token != "" && r.Header.Get("Authorization") != "Bearer "+c.token {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if c.before != nil {
		c.before(c.requests)
	}
	q := ask(r)
	if c.instead != nil && c.instead(c.requests, w, q) {
		return
	}
	c.answer(w, r, q)
}

func ask(r *http.Request) *query {
	q := &query{limit: 100}
	if r.Method == "POST" {
		body := struct {
			Query *query `json:"query"`
			After int64  `json:"after"`
			Term  string `json:"term"`
		}{Query: q}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Term != "tea" {
			panic(fmt.Sprint("a body that is not the caller's: ", body, err))
		}
		if body.After > 0 {
			q.After = body.After
		}
	}
	v := r.URL.Query()
	if cursor := v.Get("cursor") + r.Header.Get("X-Cursor"); cursor != "" {
		q.Cursor = cursor
	}
	if after := v.Get("after"); after != "" {
		q.After, _ = strconv.ParseInt(after, 10, 64)
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil {
		q.Page = &n
	}
	if n, err := strconv.Atoi(v.Get("offset")); err == nil {
		q.Offset = n
	}
	if n, err := strconv.Atoi(v.Get("limit")); err == nil {
		q.limit = n
	}
	return q
}

// answer sends the page that is asked for.
func (c *catalog) answer(w http.ResponseWriter, r *http.Request, q *query) {
	size := min(q.limit, c.max)
	from := q.Offset
	if q.Page != nil {
		from = (*q.Page - 1) * size
	}
	if id, ok := strings.CutPrefix(q.Cursor, "after "); ok {
		q.After, _ = strconv.ParseInt(id, 10, 64)
	}
	if q.After > 0 {
		from, _ = slices.BinarySearch(c.ids, q.After+1)
	}
	from = min(from, len(c.ids))
	c.send(w, r, c.ids[from:min(from+size, len(c.ids))], from+size < len(c.ids), q, size)
}

func (c *catalog) send(w http.ResponseWriter, r *http.Request, ids []int64, more bool, q *query, size int) {
	b := goods{Data: []good{}, HasMore: more, Total: len(c.ids), Pages: (len(c.ids) + size - 1) / size, Limit: size}
	for _, id := range ids {
		b.Data = append(b.Data, good{id, fmt.Sprint("good ", id)})
	}
	if more {
		last := ids[len(ids)-1]
		cursor := fmt.Sprint("after ", last)
		b.Next, b.NextID = &cursor, &last
		b.Local = new(fmt.Sprintf("?limit=%d&cursor=after+%d&tag=a,b", q.limit, last))
		b.URL = new(c.URL + r.URL.Path + *b.Local)
		w.Header().Set("X-Next", cursor)
		w.Header().Add("Link", `</v1/first>; rel="first", <`+*b.Local+`>; rel=next`)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(b)
}

// bearer is a credential that is renewed when it is refused.
type bearer struct {
	mu      sync.Mutex
	token   string
	renewed func() string
}

func (b *bearer) current() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.token
}

// first returns the function that walks begin with, by a client of its own.
func (c *catalog) first(t testing.TB, s style, opts ...runtime.Option) func() (*page.Page[good, goods], error) {
	t.Helper()
	return c.firstAs(t, s, &bearer{token: "t"}, opts...)
}

func (c *catalog) firstAs(t testing.TB, s style, b *bearer, opts ...runtime.Option) func() (*page.Page[good, goods], error) {
	t.Helper()
	client, err := runtime.New(c.URL, runtime.WithCredential("token", b), runtime.WithRetry(runtime.RetryPolicy{Base: 1, Cap: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return func() (*page.Page[good, goods], error) {
		req := runtime.NewRequest(&s.op)
		req.Query("limit", 500)
		if s.op.Method == "POST" {
			req.JSON("application/json", map[string]any{"term": "tea"})
		}
		return page.First(t.Context(), client, req, opts, s.read)
	}
}

// all returns the ids of a walk, and the error at its end.
func all(t testing.TB, first func() (*page.Page[good, goods], error)) (ids []int64, err error) {
	t.Helper()
	for g, e := range page.All(t.Context(), first) {
		if err != nil {
			t.Fatal("the sequence goes on after an error")
		}
		if err = e; e == nil {
			ids = append(ids, g.ID)
		}
	}
	return ids, err
}

func (c *catalog) path(s style) *url.URL { return &url.URL{Path: s.op.Path} }

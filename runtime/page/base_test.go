package page_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// shelf is a server of a list in pages of three, or of items in any number, whose numbers begin somewhere.
type shelf struct {
	base    int    // the number of the first page, or of the first item
	shown   int    // what its responses add to the number that was asked for
	tells   string // what they have: "current", "pages", "total", "more", between spaces
	offsets bool   // numbers are of items
	size    int    // items on a page; 0: three
	total   int    // items; 0: eight
	bare    bool   // items have no ids
	signed  bool   // items have a member that differs each time

	mu    sync.Mutex
	asked []string
}

// thing is an item of a shelf.
type thing struct {
	ID   *int   `json:"id,omitempty"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type shelfPage struct {
	Data    []thing `json:"data"`
	Current *int64  `json:"current"`
	Pages   *int64  `json:"pages"`
	Total   *int64  `json:"total"`
	More    *bool   `json:"more"`
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := r.URL.Query().Get("at")
	if r.Method == http.MethodPost {
		var body struct{ At json.Number }
		json.NewDecoder(r.Body).Decode(&body)
		at = body.At.String()
	}
	s.asked = append(s.asked, at)
	number := s.base
	if at != "" {
		number, _ = strconv.Atoi(at)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(s.page(number))
}

// page is the one with the number; a number below the first means the first, as most servers have it.
func (s *shelf) page(number int) shelfPage {
	from := max(0, number-s.base) * s.size
	if s.offsets {
		from = max(0, number-s.base)
	}
	p := shelfPage{Data: []thing{}}
	for i := from; i < min(from+s.size, s.total); i++ {
		one := thing{ID: &i, Name: fmt.Sprintf("item %d", i)}
		if s.bare {
			one.ID = nil
		}
		if s.signed {
			one.URL = fmt.Sprintf("https://files.example/%d", len(s.asked))
		}
		p.Data = append(p.Data, one)
	}
	for name, tell := range map[string]func(){
		"current": func() { p.Current = new(int64(max(number, s.base) + s.shown)) },
		"pages":   func() { p.Pages = new(int64((s.total + s.size - 1) / s.size)) },
		"total":   func() { p.Total = new(int64(s.total)) },
		"more":    func() { p.More = new(from+s.size < s.total) },
	} {
		if strings.Contains(s.tells, name) {
			tell()
		}
	}
	return p
}

// first is the list method of a client for the shelf, which knows the number of the first page or not.
func (s *shelf) first(t *testing.T, known int64, query string, opts ...runtime.Option) func() (*page.Page[thing, shelfPage], error) {
	t.Helper()
	if s.size = max(s.size, 0); s.size == 0 {
		s.size = 3
	}
	if s.total == 0 {
		s.total = 8
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client, err := runtime.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return func() (*page.Page[thing, shelfPage], error) {
		req := runtime.NewRequest(&opList)
		if query != "" {
			req.Query("at", query)
		}
		return page.First(t.Context(), client, req, opts, func(b *shelfPage) ([]thing, page.Next) {
			ends := []page.End{page.Current(b.Current), page.TotalPages(b.Pages), page.Total(b.Total), page.More(b.More)}
			if s.offsets {
				return b.Data, page.Offset("at", append(ends, page.From(known))...)
			}
			return b.Data, page.Number("at", known, ends...)
		})
	}
}

// names are those of the items that a walk yields.
func names(t *testing.T, first func() (*page.Page[thing, shelfPage], error)) (names []string, err error) {
	t.Helper()
	for one, e := range page.All(t.Context(), first) {
		if err = e; e == nil {
			names = append(names, strings.TrimPrefix(one.Name, "item "))
		}
	}
	return names, err
}

const whole = "0 1 2 3 4 5 6 7"

func TestAListIsWalkedWhereverItBegins(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shelf *shelf
		known int64
		query string // of the first request
		want  string // items
		asked string // numbers, of the requests after the first
	}{
		"from 0, as the document says":                   {&shelf{}, 0, "", whole, "1 2 3"},
		"from 1, as the document says":                   {&shelf{base: 1}, 1, "", whole, "2 3 4"},
		"from 1, although the document says 0":           {&shelf{base: 1}, 0, "", whole, "1 2 3 4"},
		"from 0, and nothing says so":                    {&shelf{}, page.Unknown, "", whole, "1 2 3"},
		"from 1, and nothing says so":                    {&shelf{base: 1}, page.Unknown, "", whole, "1 2 3 4"},
		"from 0, with its pages":                         {&shelf{tells: "pages"}, page.Unknown, "", whole, "1 2"},
		"from 1, with its pages":                         {&shelf{base: 1, tells: "pages"}, page.Unknown, "", whole, "1 2 3"},
		"from 0, with its total":                         {&shelf{tells: "total"}, page.Unknown, "", whole, "1 2"},
		"from 1, with its total":                         {&shelf{base: 1, tells: "total"}, page.Unknown, "", whole, "1 2 3"},
		"from 0, with a word about more":                 {&shelf{tells: "more"}, page.Unknown, "", whole, "1 2"},
		"from 1, with a word about more":                 {&shelf{base: 1, tells: "more"}, page.Unknown, "", whole, "1 2 3"},
		"from 0, as it states":                           {&shelf{tells: "current"}, page.Unknown, "", whole, "1 2 3"},
		"from 1, as it states":                           {&shelf{base: 1, tells: "current"}, page.Unknown, "", whole, "2 3 4"},
		"from 0, as it states, with its pages":           {&shelf{tells: "current pages"}, page.Unknown, "", whole, "1 2"},
		"from 1, as it states, with its pages":           {&shelf{base: 1, tells: "current pages"}, page.Unknown, "", whole, "2 3"},
		"from 1, as it states, with its total":           {&shelf{base: 1, tells: "current total"}, page.Unknown, "", whole, "2 3"},
		"from 1, and states one less":                    {&shelf{base: 1, shown: -1, tells: "current pages"}, page.Unknown, "", whole, "1 2 3"},
		"from 0, and states something else":              {&shelf{shown: 7, tells: "current pages"}, page.Unknown, "", whole, "1 2"},
		"from 1, and states something else":              {&shelf{base: 1, shown: 7, tells: "current pages"}, page.Unknown, "", whole, "1 2 3"},
		"from 0, and states one more, but is documented": {&shelf{shown: 1, tells: "current"}, 0, "", whole, "1 2 3"},
		"one page, with its pages":                       {&shelf{base: 1, size: 9, tells: "pages"}, page.Unknown, "", whole, ""},
		"one page, with its total":                       {&shelf{size: 9, tells: "total"}, page.Unknown, "", whole, ""},
		"one page, and no end":                           {&shelf{base: 1, size: 9}, page.Unknown, "", whole, "1 2"},
		"items without ids, from 0":                      {&shelf{bare: true}, page.Unknown, "", whole, "1 2 3"},
		"items without ids, from 1":                      {&shelf{base: 1, bare: true}, page.Unknown, "", whole, "1 2 3 4"},
		"items that differ each time, from 1":            {&shelf{base: 1, signed: true}, page.Unknown, "", whole, "1 2 3 4"},
		"a page for each item, from 0":                   {&shelf{size: 1, total: 3}, page.Unknown, "", "0 1 2", "1 2 3"},
		"a page for each item, from 1":                   {&shelf{base: 1, size: 1, total: 3}, page.Unknown, "", "0 1 2", "1 2 3 4"},
		"a number that the caller names":                 {&shelf{base: 1, tells: "pages"}, page.Unknown, "2", "3 4 5 6 7", "3"},
		"a number from 0 that the caller names":          {&shelf{tells: "pages"}, page.Unknown, "1", "3 4 5 6 7", "2 3"},
		"a 0 that the caller names, from 1":              {&shelf{base: 1, tells: "pages"}, page.Unknown, "0", whole, "1 2 3"},
		"a 0 that the caller names, from 0":              {&shelf{tells: "pages"}, page.Unknown, "0", whole, "1 2"},
		"the first number, named by the caller":          {&shelf{base: 1, tells: "total"}, page.Unknown, "1", whole, "2 3 4"},
		"offsets from 0, as it states":                   {&shelf{offsets: true, tells: "current total"}, page.Unknown, "", whole, "3 6"},
		"offsets from 1, as it states":                   {&shelf{base: 1, offsets: true, tells: "current total"}, page.Unknown, "", whole, "4 7"},
		"offsets from 1, as the document says":           {&shelf{base: 1, offsets: true, tells: "current total"}, 1, "", whole, "4 7"},
		"offsets from 0, and nothing says so":            {&shelf{offsets: true}, page.Unknown, "", whole, "3 6 8"},
		"offsets that state where the next page begins":  {&shelf{offsets: true, shown: 3, tells: "current total"}, page.Unknown, "", whole, "3 6"},
		"offsets from 1, and nothing says so: one twice": {&shelf{base: 1, offsets: true}, page.Unknown, "", "0 1 2 2 3 4 5 6 7", "3 6 9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := names(t, c.shelf.first(t, c.known, c.query))
			if err != nil || strings.Join(got, " ") != c.want {
				t.Errorf("items %v, %v, want %s", got, err, c.want)
			}
			if asked := strings.Join(c.shelf.asked[1:], " "); asked != c.asked {
				t.Errorf("asked for %s, want %s", asked, c.asked)
			}
		})
	}
}

func TestNumbersThatContradictAreAnErrorAndNoGap(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*shelf{
		"pages from 0 that are stated from 1":         {shown: 1, tells: "current pages"},
		"pages from 0 that are stated from 1, no end": {shown: 1, tells: "current"},
		"the last page is passed over to":             {shown: 1, total: 9, tells: "current pages"},
		"offsets from 0 that are stated from 1":       {shown: 1, offsets: true, tells: "current total"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := names(t, s.first(t, page.Unknown, ""))
			if err == nil || !strings.Contains(err.Error(), "pages may be missing") {
				t.Errorf("asked for %v: %v", s.asked, err)
			}
		})
	}
}

func TestAServerThatHasOnlyItsFirstPageIsFoundOutWhereverItBegins(t *testing.T) {
	t.Parallel()
	s := &shelf{base: 100}
	if got, err := names(t, s.first(t, page.Unknown, "")); !errors.Is(err, page.ErrLoop) || len(got) != 3 || len(s.asked) != 3 {
		t.Errorf("%v, asked for %v, %v", got, s.asked, err)
	}
}

func TestAListWhoseBeginningIsNotKnownIsResumedAnywhere(t *testing.T) {
	t.Parallel()
	for _, s := range []*shelf{{}, {base: 1}, {tells: "current"}, {base: 1, tells: "current pages"}, {base: 1, shown: -1, tells: "current total"}} {
		for most := 1; most < 8; most++ {
			for _, bound := range []runtime.Option{runtime.WithMaxItems(most), runtime.WithMaxPages(1 + most%2)} {
				got, err := names(t, s.first(t, page.Unknown, "", bound))
				var at *page.Error
				if !errors.As(err, &at) || !errors.Is(err, page.ErrBound) {
					t.Fatalf("%+v: %v", s, err)
				}
				rest, err := names(t, s.first(t, page.Unknown, "", runtime.WithCursor(at.Cursor)))
				if all := strings.Join(slices.Concat(got, rest), " "); err != nil || all != whole {
					t.Errorf("from %d, cut after %d: %s, %v", s.base, len(got), all, err)
				}
			}
		}
	}
}

func TestABoundOfPagesDoesNotCountTheFirstPageTwice(t *testing.T) {
	t.Parallel()
	s := &shelf{base: 1}
	got, err := names(t, s.first(t, page.Unknown, "", runtime.WithMaxPages(2)))
	if !errors.Is(err, page.ErrBound) || strings.Join(got, " ") != "0 1 2 3 4 5" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestANumberInABodyIsFoundWhereverItBegins(t *testing.T) {
	t.Parallel()
	for _, s := range []*shelf{{size: 3, total: 8}, {base: 1, size: 3, total: 8}} {
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		client, err := runtime.New(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		op := runtime.Operation{ID: "search", Method: "POST", Path: "/search", Accept: "application/json"}
		got, err := names(t, func() (*page.Page[thing, shelfPage], error) {
			req := runtime.NewRequest(&op)
			req.JSON("application/json", map[string]string{"q": "tea"})
			return page.First(t.Context(), client, req, nil, func(b *shelfPage) ([]thing, page.Next) {
				return b.Data, page.BodyNumber("at", page.Unknown)
			})
		})
		if err != nil || strings.Join(got, " ") != whole {
			t.Errorf("from %d: %v, asked for %v, %v", s.base, got, s.asked, err)
		}
	}
}

func TestScalarsAreComparedAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		script []string
		want   int
	}{
		"from 0":                                 {[]string{`[1,2]`, `[3,4]`, `[]`}, 4},
		"from 1":                                 {[]string{`[1,2]`, `[1,2]`, `[3,4]`, `[]`}, 4},
		"one on a page, which may come again":    {[]string{`[ 1 ]`, `[ 1 ]`, `[ 2 ]`, `[]`}, 3},
		"equal ones, which cannot be told apart": {[]string{`[0,0]`, `[0,0]`, `[]`}, 4},
	} {
		v := &vendor{pages: c.script}
		client := v.client(t)
		n, err := count(page.All(t.Context(), func() (*page.Page[int, []int], error) {
			return page.First(t.Context(), client, runtime.NewRequest(&opList), nil, func(b *[]int) ([]int, page.Next) { return *b, page.Number("page", page.Unknown) })
		}))
		if n != c.want || err != nil {
			t.Errorf("%s: %d items, want %d, %v", name, n, c.want, err)
		}
	}
}

package page_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// Authorize sends the token of the moment.
func (b *bearer) Authorize(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+b.current())
	return nil
}

// Refused fetches another token.
func (b *bearer) Refused(context.Context, *http.Request) bool {
	if b.renewed == nil {
		return false
	}
	token := b.renewed()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.token = token
	return true
}

const many = 10_000

// inEveryStyle runs a test for each style, over a list of its own of 10,000 items.
func inEveryStyle(t *testing.T, test func(*testing.T, style, *catalog)) {
	t.Parallel()
	for i, s := range styles() {
		if i%styleStride != 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			test(t, s, newCatalog(t, many))
		})
	}
}

func TestAWalkInAnyStyleIsTheWholeList(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		ids, err := all(t, c.first(t, s))
		if err != nil || !slices.Equal(ids, c.ids) {
			t.Errorf("%d items, %v", len(ids), err)
		}
		least := many / c.max
		if strings.Contains(s.name, "until empty") || s.name == "Offset with a limit" {
			least++
		}
		if c.requests != least {
			t.Errorf("%d requests, want %d", c.requests, least)
		}
	})
}

func TestAServerThatClampsThePageSizeLosesNothing(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.ids, c.max = c.ids[:2500], 333 // of the 500 that are asked for
		ids, err := all(t, c.first(t, s))
		if err != nil || !slices.Equal(ids, c.ids) {
			t.Errorf("%d items, %v", len(ids), err)
		}
	})
}

func TestWhatIsThereThroughoutIsNotLostWhileAListChanges(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		stays := slices.Clone(c.ids)
		c.before = func(request int) {
			if request > 18 { // or the list would never end
				return
			}
			front := 10 * c.max * (request - 1)
			for i, doomed := range []int{front - 30, front, front + 50, front + 7770} { // behind, at and before the place of the walk
				if at, found := slices.BinarySearch(c.ids, int64(doomed)); found {
					c.ids = slices.Delete(c.ids, at, at+1)
					stays = slices.DeleteFunc(stays, func(id int64) bool { return id == int64(doomed) })
				}
				id := int64(max(doomed, 0) + 1 + i)
				if at, found := slices.BinarySearch(c.ids, id); !found {
					c.ids = slices.Insert(c.ids, at, id)
				}
			}
		}
		ids, err := all(t, c.first(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if !s.exact {
			if len(ids) < many-100 {
				t.Errorf("%d items", len(ids))
			}
			return
		}
		if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Error("items come twice")
		}
		for _, id := range stays {
			if _, found := slices.BinarySearch(ids, id); !found {
				t.Fatalf("item %d is lost", id)
			}
		}
	})
}

func TestATotalThatShrinksAndGrowsLosesNothingBehindIt(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		want := c.ids[:6000:6000]
		c.before = func(request int) {
			switch request {
			case 4: // far behind the place of the walk
				c.ids = c.ids[:3000]
			case 5:
				c.ids = want
			}
		}
		ids, err := all(t, c.first(t, s))
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%d items, %v", len(ids), err)
		}
	})
}

func TestAPageThatFailsForGoodIsResumedByAnotherClient(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.instead = func(request int, w http.ResponseWriter, _ *query) bool {
			if request >= 7 {
				w.WriteHeader(http.StatusInternalServerError)
			}
			return request >= 7
		}
		ids, err := all(t, c.first(t, s))
		var at *page.Error
		if !errors.Is(err, runtime.ErrServer) || !errors.As(err, &at) || !slices.Equal(ids, c.ids[:6*c.max]) {
			t.Fatalf("%d items, %v", len(ids), err)
		}
		c.mu.Lock()
		c.instead = nil
		c.mu.Unlock()
		rest, err := all(t, c.first(t, s, runtime.WithCursor(at.Cursor)))
		if err != nil || !slices.Equal(slices.Concat(ids, rest), c.ids) {
			t.Errorf("%d items more, %v", len(rest), err)
		}
	})
}

func TestAPositionThatTheServerHasForgottenIsFoundBesideItsError(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		p, err := c.first(t, s)()
		if err != nil {
			t.Fatal(err)
		}
		for _, status := range []int{http.StatusBadRequest, http.StatusGone} {
			c.instead = func(_ int, w http.ResponseWriter, _ *query) bool { w.WriteHeader(status); return true }
			var at *page.Error
			var api *runtime.APIError
			_, err = all(t, c.first(t, s, runtime.WithCursor(p.Cursor())))
			if !errors.As(err, &at) || !errors.As(err, &api) || at.Cursor != p.Cursor() || api.StatusCode != status {
				t.Errorf("%#v", err)
			}
		}
	})
}

func TestATokenThatExpiresOnTheWayIsNotNoticed(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.token = "old"
		c.before = func(request int) {
			if request == 4 {
				c.token = "new"
			}
		}
		renewals := 0
		b := &bearer{token: "old", renewed: func() string { renewals++; return "new" }}
		ids, err := all(t, c.firstAs(t, s, b))
		if err != nil || !slices.Equal(ids, c.ids) || renewals != 1 {
			t.Errorf("%d items, %d renewals, %v", len(ids), renewals, err)
		}
	})
}

func TestTheFirstItemsCostAtMostTwoRequests(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.ids, c.max = c.ids[:8000], 20
		items, more, err := page.Collect(page.All(t.Context(), c.first(t, s)), 20)
		if err != nil || len(items) != 20 || !more || c.requests > 2 {
			t.Errorf("%d items, more %v, %d requests, %v", len(items), more, c.requests, err)
		}
	})
}

func TestAServerThatIgnoresWhereThePageBeginsIsFoundOut(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.before = func(int) {}
		blind := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.requests++
			c.answer(w, r, &query{limit: 100})
		})
		c.Config.Handler = blind
		ids, err := all(t, c.first(t, s))
		if !errors.Is(err, page.ErrLoop) || c.requests > 3 || len(ids) != 100 {
			t.Errorf("%d items, %d requests, %v", len(ids), c.requests, err)
		}
	})
}

func TestAServerThatTakesANumberBehindTheEndForTheLastIsFoundOut(t *testing.T) {
	t.Parallel()
	for _, s := range styles() {
		if s.exact || !strings.Contains(s.name, "until empty") {
			continue
		}
		c := newCatalog(t, 1200)
		c.instead = func(request int, w http.ResponseWriter, q *query) bool {
			if request <= 3 {
				return false
			}
			c.send(w, &http.Request{}, c.ids[1000:], false, q, 500)
			return true
		}
		ids, err := all(t, c.first(t, s))
		if !errors.Is(err, page.ErrLoop) || !slices.Equal(ids, c.ids) {
			t.Errorf("%s: %d items, %d requests, %v", s.name, len(ids), c.requests, err)
		}
	}
}

func TestAServerThatBeginsAnewBehindTheEndIsFoundOut(t *testing.T) {
	t.Parallel()
	for _, s := range styles() {
		if s.exact || !strings.Contains(s.name, "until empty") {
			continue
		}
		c := newCatalog(t, 1200)
		c.instead = func(request int, w http.ResponseWriter, q *query) bool {
			if request%3 == 1 && request > 3 {
				c.send(w, &http.Request{}, c.ids[:500], false, q, 500)
			}
			return request%3 == 1 && request > 3
		}
		ids, err := all(t, c.first(t, s))
		if !errors.Is(err, page.ErrLoop) || !slices.Equal(ids, c.ids) {
			t.Errorf("%s: %d items, %d requests, %v", s.name, len(ids), c.requests, err)
		}
	}
}

func TestAResumedPageThatLeadsToItselfIsFoundOutAtOnce(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("A", "1")}}
	p, err := v.list(t, byCursor)()
	if err != nil {
		t.Fatal(err)
	}
	v.queries = nil
	if ids, err := walk(t, v.list(t, byCursor, runtime.WithCursor(p.Cursor()))); !errors.Is(err, page.ErrLoop) || len(ids) != 1 || len(v.queries) != 1 {
		t.Errorf("%d items, %d requests, %v", len(ids), len(v.queries), err)
	}
}

func TestPositionsThatGoRoundAreFoundOut(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.instead = func(request int, w http.ResponseWriter, q *query) bool {
			if request%2 == 0 { // its next page is that of the first
				from := 1
				c.send(w, &http.Request{URL: c.path(s)}, append(c.ids[from:20:20], c.ids[499]), true, q, 500)
			}
			return request%2 == 0
		}
		ids, err := all(t, c.first(t, s))
		if s.exact && (!errors.Is(err, page.ErrLoop) || c.requests > 4) {
			t.Errorf("%d items, %d requests, %v", len(ids), c.requests, err)
		}
	})
}

func TestABoundOfTheWalkIsAnErrorWithAPosition(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.ids = c.ids[:2500]
		for _, test := range []struct {
			name     string
			bound    runtime.Option
			items    int
			requests int
		}{
			{"pages", runtime.WithMaxPages(3), 3 * c.max, 3},
			{"items, at the end of a page", runtime.WithMaxItems(2 * c.max), 2 * c.max, 2},
			{"items, within a page", runtime.WithMaxItems(2*c.max + 7), 2*c.max + 7, 3},
			{"items, within the first page", runtime.WithMaxItems(7), 7, 1},
		} {
			c.requests = 0
			ids, err := all(t, c.first(t, s, test.bound))
			var at *page.Error
			if !errors.Is(err, page.ErrBound) || !errors.As(err, &at) || !slices.Equal(ids, c.ids[:test.items]) || c.requests != test.requests {
				t.Errorf("%s: %d items, %d requests, %v", test.name, len(ids), c.requests, err)
				continue
			}
			rest, err := all(t, c.first(t, s, runtime.WithCursor(at.Cursor)))
			if err != nil || !slices.Equal(rest, c.ids[test.items:]) {
				t.Errorf("%s: %d items more, %v", test.name, len(rest), err)
			}
		}
		ids, err := all(t, c.first(t, s, runtime.WithMaxItems(len(c.ids)+1), runtime.WithMaxPages(7)))
		if err != nil || len(ids) != len(c.ids) {
			t.Errorf("a bound that is not reached: %d items, %v", len(ids), err)
		}
	})
}

func TestEmptyPagesWithinAList(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		const hollow = `{"data":[],"has_more":true,"next":"after 5000","next_id":5000,"url":"?limit=500&cursor=after+5000","local":"?limit=500&cursor=after+5000","total":10000}`
		c.instead = func(request int, w http.ResponseWriter, _ *query) bool {
			if request == 1 {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("X-Next", "after 5000")
				w.Header().Set("Link", `<?limit=500&cursor=after+5000>; rel="next"`)
				w.Write([]byte(hollow))
			}
			return request == 1
		}
		ids, err := all(t, c.first(t, s))
		switch {
		case s.name == "LastID":
			if err == nil {
				t.Error("there is more, but no item: the list seems to be complete")
			}
		case s.exact && s.name != "LastID until empty":
			if err != nil || !slices.Equal(ids, c.ids[500:]) {
				t.Errorf("%d items, %v", len(ids), err)
			}
		case s.name == "Number with a word about more":
			if err != nil || !slices.Equal(ids, c.ids[500:]) {
				t.Errorf("%d items, %v", len(ids), err)
			}
		default:
			if err != nil || len(ids) != 0 || c.requests != 1 {
				t.Errorf("%d items, %d requests, %v", len(ids), c.requests, err)
			}
		}
	})
}

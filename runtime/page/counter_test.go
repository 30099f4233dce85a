package page_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// told is a page of a list that is counted: how many items, and what the response says of the end.
type told struct {
	Data  []item                `json:"data"`
	Total runtime.Nullable[any] `json:"total"`
	Pages *int64                `json:"pages"`
	Limit *string               `json:"limit"`
	More  *bool                 `json:"more"`
}

// answers is the script of a server: "3 total=8" is a page of three items of a list of eight.
func answers(script string) (pages []string) {
	id := 0
	for one := range strings.SplitSeq(script, "; ") {
		count, rest, _ := strings.Cut(one, " ")
		n := 0
		fmt.Sscan(count, &n)
		items := []string{}
		for range n {
			items = append(items, fmt.Sprintf(`{"id":"%d"}`, id))
			id++
		}
		body := `{"data":[` + strings.Join(items, ",") + `]`
		for _, fact := range strings.Fields(rest) {
			name, value, _ := strings.Cut(fact, "=")
			body += `,"` + name + `":` + value
		}
		pages = append(pages, body+"}")
	}
	return pages
}

func TestWhereAListThatIsCountedEnds(t *testing.T) {
	t.Parallel()
	number := func(first int64) func(...page.End) page.Next {
		return func(ends ...page.End) page.Next { return page.Number("page", first, ends...) }
	}
	offset := func(ends ...page.End) page.Next { return page.Offset("offset", ends...) }
	scim := func(ends ...page.End) page.Next { return page.Offset("offset", append(ends, page.From(1))...) }
	for _, test := range []struct {
		name   string
		style  func(...page.End) page.Next
		query  string // of the first request: "page=3"
		script string
		want   string // what the further requests ask for
		broken bool
	}{
		{"numbers, until empty", number(1), "", "2; 2; 1; 0", "page=2 page=3 page=4", false},
		{"numbers from 0", number(0), "", "2; 0", "page=1", false},
		{"numbers from the one that the caller names", number(1), "page=5", "2; 0", "page=6", false},
		{"a total", number(1), "", "2 total=5; 2 total=5; 1 total=5", "page=2 page=3", false},
		{"a total in a string", number(1), "", `2 total="3"; 1 total="3"`, "page=2", false},
		{"a total that is not one", number(1), "", `2 total=-1; 2 total="many"; 2 total=0; 2 total=null; 0`, "page=2 page=3 page=4 page=5", false},
		{"a total below what has come", number(1), "", "3 total=3.5; 3 total=3; 0", "page=2 page=3", false},
		{"a total that grows", number(1), "", "2 total=3; 2 total=6; 2 total=6", "page=2 page=3", false},
		{"a total that shrinks", number(1), "", "2 total=9; 2 total=4", "page=2", false},
		{"a total, from a page that the caller names", number(1), "page=2", "2 total=4; 0 total=4", "page=3", false},
		{"a total, but a page is empty", number(1), "", "2 total=9; 0 total=9", "page=2", false},
		{"pages", number(1), "", "2 pages=2; 2 pages=2", "page=2", false},
		{"pages from 0", number(0), "", "2 pages=2; 2 pages=2", "page=1", false},
		{"pages, from a page that the caller names", number(1), "page=3", "2 pages=3", "", false},
		{"pages that cannot be", number(1), "page=3", "2 pages=1; 0", "page=4", false},
		{"pages before a total", number(1), "", "2 pages=2 total=100; 2 pages=2 total=100", "page=2", false},
		{"more before pages", number(1), "", "2 pages=1 more=true; 2 pages=2 more=false", "page=2", false},
		{"more, and an empty page", number(1), "", "0 more=true; 2 more=false", "page=2", false},
		{"more for ever, and no items", number(1), "", "0 more=true", "page=2 page=3 page=4 page=5 page=6 page=7 page=8 page=9 page=10", true},
		{"a limit of the server's own", number(1), "", `2 limit="2"; 1 limit="2"`, "page=2", false},
		{"a limit that may be an echo", number(1), "size=50", `2 limit="50"; 2 limit="50"; 0`, "page=2 page=3", false},
		{"a limit that was asked for and once filled", number(1), "size=2", `2 limit="2"; 1 limit="2"`, "page=2", false},
		{"a limit lower than was asked for", number(1), "size=50", `2 limit="2"; 1 limit="2"`, "page=2", false},
		{"a limit on a full page", number(1), "", `2 limit="2"; 0 limit="2"`, "page=2", false},
		{"a short page that no limit explains", number(1), "size=50", "2; 2; 0", "page=2 page=3", false},
		{"a short page, but the total says more", number(1), "size=50", `2 limit="3" total=4; 2 limit="3" total=4`, "page=2", false},
		{"offsets grow by what came", offset, "size=50", "3; 2; 4; 0", "offset=3 offset=5 offset=9", false},
		{"offsets from the one that the caller names", offset, "offset=40", "3 total=46; 3 total=46", "offset=43", false},
		{"offsets and a total", offset, "", "3 total=5; 2 total=5", "offset=3", false},
		{"offsets take no heed of pages", offset, "", "3 pages=1; 0", "offset=3", false},
		{"offsets with more and no items", offset, "", "3 more=true; 0 more=true", "offset=3", true},
		{"offsets from 1", scim, "", "3 total=5; 2 total=5", "offset=4", false},
		{"a number that is none", number(1), "page=two", "2", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := &vendor{pages: answers(test.script)}
			c := v.client(t)
			req := runtime.NewRequest(&opList)
			if name, value, ok := strings.Cut(test.query, "="); ok {
				req.Query(name, value)
			}
			_, err := count(page.All(t.Context(), func() (*page.Page[item, told], error) {
				return page.First(t.Context(), c, req, nil, func(b *told) ([]item, page.Next) {
					return b.Data, test.style(page.Total(b.Total), page.TotalPages(b.Pages), page.Limit(b.Limit), page.More(b.More), page.SizeParam("size"))
				})
			}))
			asked := []string{}
			for _, q := range v.queries[1:] {
				for one := range strings.SplitSeq(q, "&") {
					if !strings.HasPrefix(one, "size") {
						asked = append(asked, one)
					}
				}
			}
			if !slices.Equal(asked, strings.Fields(test.want)) || (err != nil) != test.broken {
				t.Errorf("asked for %v, %v, want %s", asked, err, test.want)
			}
		})
	}
}

func TestAListOfEqualItemsIsNoCircle(t *testing.T) {
	t.Parallel()
	walk := func(pages int) (int, error) {
		v := &vendor{}
		for range pages {
			v.pages = append(v.pages, `[0,0,0]`)
		}
		v.pages = append(v.pages, `[]`)
		c := v.client(t)
		return count(page.All(t.Context(), func() (*page.Page[int, []int], error) {
			return page.First(t.Context(), c, runtime.NewRequest(&opList), nil, func(b *[]int) ([]int, page.Next) { return *b, page.Offset("offset") })
		}))
	}
	if n, err := walk(8); n != 24 || err != nil {
		t.Errorf("%d items, %v", n, err)
	}
	if n, err := walk(1000); !errors.Is(err, page.ErrLoop) {
		t.Errorf("%d items, %v", n, err)
	}
}

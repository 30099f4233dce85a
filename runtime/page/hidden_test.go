package page_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestOffsetsLoseNothingHoweverPagesAreCutShort(t *testing.T) {
	t.Parallel()
	for name, send := range map[string]func(c *catalog, at, asked int) []int64{
		"the limit is clamped": func(c *catalog, at, _ int) []int64 { return c.ids[at:min(at+77, len(c.ids))] },
		"pages are cut by their bytes": func(c *catalog, at, asked int) []int64 {
			return c.ids[at:min(at+min(asked, 20+at%50), len(c.ids))]
		},
		"items are hidden after they were counted": func(c *catalog, at, asked int) []int64 {
			return slices.DeleteFunc(slices.Clone(c.ids[at:min(at+asked, len(c.ids))]), isHidden)
		},
	} {
		for _, s := range styles() {
			if !strings.Contains(s.name, "Offset") {
				continue
			}
			t.Run(name+", "+s.name, func(t *testing.T) {
				t.Parallel()
				c := newCatalog(t, 2000)
				c.instead = func(_ int, w http.ResponseWriter, q *query) bool {
					at := min(q.Offset, len(c.ids))
					c.send(w, &http.Request{URL: &url.URL{}}, send(c, at, q.limit), false, q, q.limit)
					return true
				}
				got, err := all(t, c.first(t, s))
				if err != nil {
					t.Fatal(err)
				}
				want := c.ids
				if strings.Contains(name, "hidden") {
					want = slices.DeleteFunc(slices.Clone(c.ids), isHidden)
				} else if len(got) != len(want) {
					t.Errorf("%d items of %d", len(got), len(want))
				}
				slices.Sort(got)
				if got = slices.Compact(got); !slices.Equal(got, want) {
					t.Errorf("%d different items of %d", len(got), len(want))
				}
			})
		}
	}
}

// isHidden tells every third item.
func isHidden(id int64) bool { return id/10%3 == 0 }

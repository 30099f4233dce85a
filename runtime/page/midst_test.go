package page_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// cut walks until the bound, and returns where to go on.
func cut(t *testing.T, first func() (*page.Page[good, goods], error)) (ids []int64, position string) {
	t.Helper()
	ids, err := all(t, first)
	var at *page.Error
	switch {
	case err == nil:
		return ids, ""
	case !errors.Is(err, page.ErrBound) || !errors.As(err, &at) || at.Cursor == "":
		t.Fatalf("%d items, %v", len(ids), err)
	}
	return ids, at.Cursor
}

func TestAListThatIsTakenInPortionsIsWhole(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.ids, c.max = c.ids[:230], 20 // 12 pages; a portion is cut within every page, and ends with one
		ids, position := cut(t, c.first(t, s, runtime.WithMaxItems(7)))
		for portions := 1; position != ""; portions++ {
			var more []int64
			more, position = cut(t, c.first(t, s, runtime.WithMaxItems(7), runtime.WithCursor(position)))
			if ids = append(ids, more...); portions > 40 {
				t.Fatal("the portions do not end")
			}
		}
		if !slices.Equal(ids, c.ids) {
			t.Errorf("got %v", ids)
		}
	})
}

func TestAPortionGoesOnBehindItsLastItemThoughTheListHasChanged(t *testing.T) {
	inEveryStyle(t, func(t *testing.T, s style, c *catalog) {
		c.ids, c.max = c.ids[:100], 20
		_, position := cut(t, c.first(t, s, runtime.WithMaxItems(10)))
		resume := func(change func(ids []int64) []int64) []int64 {
			t.Helper()
			before := slices.Clone(c.ids)
			c.ids = change(slices.Clone(before))
			defer func() { c.ids = before }()
			got, err := all(t, c.first(t, s, runtime.WithCursor(position)))
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		rest := c.ids[10:]
		for name, change := range map[string]func([]int64) []int64{
			"one that was taken is gone":    func(ids []int64) []int64 { return slices.Delete(ids, 3, 4) },
			"two have come before":          func(ids []int64) []int64 { return slices.Insert(ids, 0, 1, 2) },
			"one has come, and one is gone": func(ids []int64) []int64 { return slices.Insert(slices.Delete(ids, 2, 3), 0, 1) },
		} {
			if got := resume(change); !slices.Equal(got, rest) {
				t.Errorf("%s: goes on with %v", name, got[:2])
			}
		}
		if got := resume(func(ids []int64) []int64 { return slices.Delete(ids, 9, 10) }); !slices.Equal(got, slices.Delete(slices.Clone(c.ids), 9, 10)) {
			t.Errorf("the last that was taken is gone, and the page comes again: goes on with %v", got[:2])
		}
	})
}

func TestABoundOnItemsThatAreAlikeLosesNone(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{`{"data":[{"id":"0"},{"id":"0"},{"id":"0"},{"id":"0"}]}`}}
	ids, err := walk(t, v.list(t, byCursor, runtime.WithMaxItems(3)))
	var at *page.Error
	if !errors.As(err, &at) || len(ids) != 3 {
		t.Fatal(ids, err)
	}
	if ids, err = walk(t, v.list(t, byCursor, runtime.WithCursor(at.Cursor))); err != nil || len(ids) != 1 {
		t.Errorf("%d items more, %v", len(ids), err)
	}
}

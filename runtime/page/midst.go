package page

import (
	"cmp"
	"reflect"
	"strconv"

	"github.com/apigen-go/apigen/runtime"
)

// A walk that [runtime.WithMaxItems] ends in the midst of a page is resumed there: the position of the page has with it how
// many of its items were taken, and a mark of the last of them. What comes or goes meanwhile moves the others on the page, so the
// mark decides. If nothing on the page has it, the whole page comes again: an item that comes twice is seen, one that is lost is not.

// isBeyond reports whether the item is one more than the walk may have.
func (p *Page[T, B]) isBeyond(item int) bool {
	most := p.list.walk.MaxItems
	return most > 0 && p.way.before+item >= most
}

// bound is the error of a walk that ends before an item of the page.
func (p *Page[T, B]) bound(item int) error {
	at := p.at
	at.In = cmp.Or(at.In, "start")
	at.Skip, at.Mark = len(p.all)-len(p.Items)+item, ""
	if at.Skip > 0 {
		at.Mark = mark(p.all, at.Skip-1)
	}
	if at.Mark == "" { // an item without JSON
		at.Skip = 0
	}
	return errorAt(at, ErrBound)
}

// taken is how many items at the beginning of a page were taken before the walk was left.
func taken[T any](items []T, at runtime.PagePosition) int {
	if at.Skip == 0 {
		return 0
	}
	if at.Skip <= len(items) && mark(items, at.Skip-1) == at.Mark {
		return at.Skip
	}
	for i := range items {
		if mark(items, i) == at.Mark {
			return i + 1
		}
	}
	return 0
}

// mark tells an item from others, without telling what is in it; "" if it has no JSON.
func mark[T any](items []T, i int) string {
	sum := fingerprint(reflect.ValueOf(items[i : i+1]))
	if sum == 0 {
		return ""
	}
	return strconv.FormatUint(sum, 36)
}

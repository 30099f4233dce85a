package page

import (
	"errors"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Lists that are counted: by the number of the page, or by the offset of its first item. Unlike a cursor, a count says nothing
// about whether there is more. What does is the response, and in the end a page without items.

// Unknown is the number of the first page, or the offset of the first item, where nothing says whether it is 0 or 1. The first
// request names none, so that the server's own first page comes, and the next one is found as follows.
//
// A first page that states its number by [Current], 0 or 1, is followed by the number after that; if a later page states another
// number than it was asked for by, the walk ends with an error, as a page may have been passed over. Otherwise page 1 is asked for:
// if the first page comes once more, which its items show by their ids, page 2 is asked for in its place, and nobody sees the
// repetition. That costs one request in a walk. An offset is taken for one from 0: from 1, one item comes twice, and none is lost.
const Unknown int64 = -1

// Number says that the query parameter leads to the next page with its number. A request that does not name one asks for the
// page number first: 0 or 1, or [Unknown]. Also a list that should begin at 0 may repeat its first page as page 1.
//
// The list ends as the response says by ends, in this order: [More], [TotalPages], [Total], a page with fewer items than
// [Limit]; and with a page that has no items, unless More says that it goes on. A total that cannot be right, as it is below
// what has been received, says nothing.
//
// A list that is counted cannot promise more than the server does: what is deleted before the place where the walk is moves
// later items to pages that were there already, and they are missed; what is inserted there makes items come twice. Lists by
// cursor do not do that. A page that comes again as a whole is [ErrLoop].
func Number(param string, first int64, ends ...End) Next {
	return counter{in: inQuery, param: param, first: first, ends: ends}.next()
}

// Offset says that the query parameter leads to the next page with the number of items before it. It grows by the items that
// were received, not by those that were asked for: a server that clamps the limit, or that cuts a page short, then loses none. From
// one that hides items of a page after it has counted them, some come twice; growing by the size would lose items of the others, and
// nobody would see it. For the rest see [Number]; TotalPages says nothing here.
func Offset(param string, ends ...End) Next {
	return counter{in: inQuery, param: param, items: true, ends: ends}.next()
}

// BodyNumber is [Number] for a list that is asked for with a JSON body: the number goes into the member at the path, "query.page".
func BodyNumber(path string, first int64, ends ...End) Next {
	return counter{in: inBody, param: path, first: first, ends: ends}.next()
}

// BodyOffset is [Offset] for a list that is asked for with a JSON body: the offset goes into the member at the path, "query.from".
func BodyOffset(path string, ends ...End) Next {
	return counter{in: inBody, param: path, items: true, ends: ends}.next()
}

// counter is a list that is counted.
type counter struct {
	in, param string
	first     int64 // number of the first page, or offset of the first item
	items     bool  // items are counted, not pages
	ends      []End
}

func (c counter) next() Next {
	for _, e := range c.ends {
		if e.about == fromOffset && c.items {
			c.first = e.number
		}
	}
	return Next{find: c.find}
}

var (
	errStuck = errors.New("page: the server says that there is more, but sends no items: the offset does not grow")
	errApart = errors.New("page: the server states another page than was asked for, and nothing else says where its lists begin: " +
		"pages may be missing; say first in the paging of the configuration")
)

// find returns where the next page begins.
func (c counter) find(a arrival) Next {
	f := c.facts()
	here, begins, err := c.here(a, f)
	switch {
	case err != nil:
		return Next{more: true, err: err}
	case a.at.Stated && f.stated && f.current != here && a.items > 0:
		return Next{more: true, err: errApart}
	case !c.goesOn(a, f, here, begins):
		return Last()
	}
	next := Next{more: true, counted: true, doubt: here == 0 && !c.items}
	next.at = runtime.PagePosition{In: c.in, Name: c.param, Number: c.in == inBody, Stated: a.at.Stated || begins && here == 1 && c.learns(f)}
	step := int64(1)
	if c.items {
		step = int64(a.items)
	} else if n, known := c.pagesTo(a, here, begins); known {
		next.at.Pages = n
	}
	next.at.Value = strconv.FormatInt(here+step, 10)
	if before, known := c.before(a, here, begins); known && (!c.items || next.at.Stated) {
		next.at.Seen = before + int64(a.items)
	}
	if c.items && a.items == 0 {
		next.err = errStuck
	}
	return next
}

// here is the number or offset of the page: what led to it, else what the caller has asked for. If neither names one, the list
// begins with the page.
func (c counter) here(a arrival, f facts) (number int64, begins bool, err error) {
	value := a.at.Value
	if a.at.In != c.in || a.at.Name != c.param {
		value = a.sent(c.in, c.param)
	}
	switch {
	case value != "":
		if number, err = strconv.ParseInt(value, 10, 64); err != nil {
			err = errors.New("page: " + c.param + " of the request is not a number")
		}
		return number, false, err
	case c.learns(f):
		return f.current, true, nil
	}
	return max(c.first, 0), true, nil
}

// learns reports whether the first page says where lists begin, as nothing else does. What is neither 0 nor 1 is not the number of a
// first page, but something else.
func (c counter) learns(f facts) bool {
	return c.first == Unknown && f.stated && (f.current == 0 || f.current == 1)
}

// pagesTo returns how many pages have come from the beginning of the list, this one included.
func (c counter) pagesTo(a arrival, here int64, begins bool) (n int64, known bool) {
	switch {
	case begins, here == 0:
		return 1, true
	case a.at.Pages > 0:
		return a.at.Pages + 1, true
	}
	return here - c.first + 1, c.first != Unknown
}

// before returns how many items the pages before this one have had, as far as that is known.
func (c counter) before(a arrival, here int64, begins bool) (int64, bool) {
	switch {
	case begins:
		return 0, true
	case a.at.Seen > 0:
		return a.at.Seen, true
	case c.items:
		return here - max(c.first, 0), true
	}
	return 0, here == c.first || here == 0
}

// goesOn reports whether there may be another page.
func (c counter) goesOn(a arrival, f facts, here int64, begins bool) bool {
	if f.moreKnown {
		return f.more
	}
	if a.items == 0 {
		return false
	}
	if !c.items {
		n, known := c.pagesTo(a, here, begins)
		if !known { // from 0 it would be one more; to ask for a page too many does no harm
			n = here
		}
		if n <= f.pages {
			return n < f.pages
		}
	}
	if before, known := c.before(a, here, begins); known {
		if n := before + int64(a.items); n <= f.total {
			return n < f.total
		}
	}
	return int64(a.items) >= f.limit || !c.trusts(f, a)
}

// trusts reports whether the page size in the response is the one that the server used. Many servers repeat the size that was
// asked for, and send less: a page is short only by a size of the server's own, or one that it has once filled.
func (c counter) trusts(f facts, a arrival) bool {
	if int64(a.largest) >= f.limit || f.size == "" {
		return true
	}
	asked := a.sent(c.in, f.size)
	return asked == "" || asked != strconv.FormatInt(f.limit, 10)
}

// sent returns what the request has in a query parameter or at a path of its body, "" if it has nothing.
func (a arrival) sent(in, name string) string {
	if in == inQuery {
		return a.reply.URL.Query().Get(name)
	}
	value, ok := member(a.reply.JSON, name)
	if !ok {
		return ""
	}
	sent, _, _ := scalar(value, "")
	return sent
}

// member follows a path of members; a member that has the dots in its name goes first, as in [runtime.Request.At].
func member(object []byte, path string) ([]byte, bool) {
	value, ok := exact.Member(object, path)
	if ok {
		return value, true
	}
	name, rest, deeper := strings.Cut(path, ".")
	if value, ok = exact.Member(object, name); !ok || !deeper {
		return nil, false
	}
	return member(value, rest)
}

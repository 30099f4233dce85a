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

// Number says that the query parameter leads to the next page with its number. A request that does not name one asks for the
// page number first: 0 or 1.
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

var errStuck = errors.New("page: the server says that there is more, but sends no items: the offset does not grow")

// find returns where the next page begins.
func (c counter) find(a arrival) Next {
	here, err := c.here(a)
	if err != nil {
		return Next{more: true, err: err}
	}
	if !c.goesOn(a, here) {
		return Last()
	}
	at := runtime.PagePosition{In: c.in, Name: c.param, Number: c.in == inBody}
	if c.items {
		at.Value = strconv.FormatInt(here+int64(a.items), 10)
	} else {
		at.Value = strconv.FormatInt(here+1, 10)
		if before, known := c.before(a, here); known {
			at.Seen = before + int64(a.items)
		}
	}
	next := Next{more: true, at: at, counted: true}
	if c.items && a.items == 0 {
		next.err = errStuck
	}
	return next
}

// here is the number or offset of the page: what led to it, else what the caller has asked for.
func (c counter) here(a arrival) (int64, error) {
	value := a.at.Value
	if a.at.In != c.in || a.at.Name != c.param {
		value = a.sent(c.in, c.param)
	}
	if value == "" {
		return c.first, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0, errors.New("page: " + c.param + " of the request is not a number")
	}
	return n, nil
}

// before returns how many items the pages before this one have had, as far as that is known.
func (c counter) before(a arrival, here int64) (int64, bool) {
	switch {
	case c.items:
		return here - c.first, true
	case a.at.Seen > 0:
		return a.at.Seen, true
	}
	return 0, here == c.first
}

// goesOn reports whether there may be another page.
func (c counter) goesOn(a arrival, here int64) bool {
	f := c.facts()
	if f.moreKnown {
		return f.more
	}
	if a.items == 0 {
		return false
	}
	if !c.items {
		if n := here - c.first + 1; n <= f.pages {
			return n < f.pages
		}
	}
	if before, known := c.before(a, here); known {
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

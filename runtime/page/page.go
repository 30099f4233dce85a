// Package page answers: how does one page of a list lead to all of it?
//
// Generated list methods return a [Page]: the items, whether there are more, and the way to them. [All] and [Pages] walk
// the whole list. A walk cannot run for ever: a cursor, a URL or a whole page that comes back is [ErrLoop], and
// [runtime.WithMaxPages] and [runtime.WithMaxItems] bound it. It can be left and resumed, in another process too, by
// [Page.Cursor] and [runtime.WithCursor].
package page

import (
	"context"
	"errors"
	"slices"

	"github.com/apigen-go/apigen/runtime"
)

// ErrLoop says that the server names a page that it has named before, or sends one that it has sent before, so that the list
// would never end.
var ErrLoop = errors.New("page: the server leads back to a page seen before")

// ErrNoMore is the error of [Page.Next] on the last page.
var ErrNoMore = errors.New("page: this is the last page")

// ErrBound says that [runtime.WithMaxPages] or [runtime.WithMaxItems] ends a walk although the list goes on, as far as the server
// says. The Cursor of the [Error] around it leads on.
var ErrBound = errors.New("page: the bound of the walk is reached, and the list goes on")

// maxEmpty is how many pages without an item are followed in a row. Filters leave single pages empty, but a server that
// sends nothing else is broken.
const maxEmpty = 10

var errEmpty = errors.New("page: the server sends empty pages only")

// Error is what went wrong on the way to a page. Errors of the first page are returned as they are, unless it was that of
// [runtime.WithCursor]: a position that the server has forgotten, mostly a 400 or 410, is found beside the [runtime.APIError].
type Error struct {
	Param string // what leads to the page: a query parameter, a header, a path in the body; "": a URL, or the first page

	// Cursor is where to go on from by [runtime.WithCursor]; "" if the server does not say. Where MaxItems ends the walk in the
	// midst of a page it is the item behind the last one. It is not part of the text, as it may tell about the data.
	Cursor string
	Err    error
}

// Error tells what went wrong, without the cursor.
func (e *Error) Error() string { return "next page: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func errorAt(at runtime.PagePosition, err error) error {
	return &Error{Param: at.Name, Cursor: at.String(), Err: err}
}

// Page is one page of a list of T, from a body of type B. It belongs to one goroutine.
type Page[T, B any] struct {
	Items []T // in the server's order; may be empty although there are more
	Body  *B  // the whole response body, with totals and all else, never nil; zero if the response had none

	list *list[T, B]
	at   runtime.PagePosition // of this page; zero: that of the first request
	all  []T                  // Items, and before them those that the position says were taken
	next Next
	way  way
}

// list is what all pages of one list have in common.
type list[T, B any] struct {
	client *runtime.Client
	first  *runtime.Request
	opts   []runtime.Option
	read   func(*B) ([]T, Next)
	walk   runtime.Walk
}

// First sends the request and returns the page that read finds in the response body. Further pages are asked for with the
// same request and options, but for what leads to the page.
//
// Each page is a call of its own. One that carries an idempotency key, as the operation declares one, has a key of its own too;
// from a key that the caller gives for the list, those of the pages after the first are derived, by the position. Retries, timeouts
// and credentials work for each page as for any call.
func First[T, B any](ctx context.Context, c *runtime.Client, req *runtime.Request, opts []runtime.Option, read func(*B) ([]T, Next)) (*Page[T, B], error) {
	l := &list[T, B]{client: c, first: req, opts: slices.Clone(opts), read: read, walk: runtime.WalkOf(c, opts)}
	from := l.walk.From
	start := &Page[T, B]{}
	if from.In == "" {
		return l.fetch(ctx, from, start)
	}
	start.way.trail, _ = start.way.trail.extend(from.Value)
	p, err := l.fetch(ctx, from, start)
	if err != nil {
		err = errorAt(from, err)
	}
	return p, err
}

// HasMore reports whether the server says that there are more pages. Of a list that is counted, where the response says nothing
// about the end, it is true until a page is empty.
func (p *Page[T, B]) HasMore() bool { return p.next.more }

// Cursor returns the position of the next page, "" on the last: [runtime.WithCursor] resumes the list with it, now or in another
// process, with the same other parameters. It holds what the server gave, such as its cursor or URL, and may tell about the data.
func (p *Page[T, B]) Cursor() string { return p.next.at.String() }

// Next asks for the next page. It may be called again after an error. On the last page the error is [ErrNoMore], where a bound of
// the walk is reached it is [ErrBound]; every other is an [Error] too. A page that reports failure beside its items is returned
// together with the [runtime.PartialError], as by [First].
func (p *Page[T, B]) Next(ctx context.Context) (*Page[T, B], error) {
	if !p.next.more {
		return nil, ErrNoMore
	}
	page, err := p.follow(ctx)
	if err != nil {
		err = errorAt(p.next.at, err)
	}
	return page, err
}

func (p *Page[T, B]) follow(ctx context.Context) (*Page[T, B], error) {
	switch walk := &p.list.walk; {
	case p.next.err != nil:
		return nil, p.next.err
	case p.way.empty >= maxEmpty:
		return nil, errEmpty
	case walk.MaxPages > 0 && p.way.pages >= walk.MaxPages, walk.MaxItems > 0 && p.way.items >= walk.MaxItems:
		return nil, ErrBound
	}
	p.way.note(p.all)
	return p.list.fetch(ctx, p.next.at, p)
}

// fetch asks for the page at the position, which comes after previous, and reads it.
func (l *list[T, B]) fetch(ctx context.Context, at runtime.PagePosition, previous *Page[T, B]) (*Page[T, B], error) {
	body, reply, err := runtime.DoPage[B](ctx, l.client, l.first.At(at), l.opts)
	if body == nil {
		return nil, err
	}
	p := &Page[T, B]{Body: body, list: l, at: at}
	p.all, p.next = l.read(body)
	if err == nil && at.First != "" && identity(p.all) == at.First {
		return l.fetch(ctx, behind(at), previous)
	}
	p.Items = p.all[taken(p.all, at):]
	if p.way = previous.way.extend(len(p.all), len(p.Items)); p.way.pages > 1 && comesAgain(&p.way, p.all) {
		if err == nil && at.Value == "0" && p.way.last == p.way.first {
			return p.empty(), nil
		}
		return nil, ErrLoop
	}
	if p.next.find != nil {
		p.next = p.next.find(arrival{reply, at, len(p.all), p.way.largest})
	}
	if p.next.doubt && p.next.err == nil {
		p.next.at.First = identity(p.all)
	}
	if p.next.more && p.next.err == nil && !p.next.counted {
		var again bool
		if p.way.trail, again = previous.way.trail.extend(p.next.at.Value); again {
			p.next.err = ErrLoop
		}
	}
	return p, err // of a response that reports failure beside its items
}

// empty makes the page the last one, without items: the cursor 0 that led to it leads to the beginning, and so was a word for the
// end, although the response could have left it out.
func (p *Page[T, B]) empty() *Page[T, B] {
	p.way.items -= len(p.Items)
	p.Items, p.all, p.next = nil, nil, Last()
	return p
}

// Package page answers: how does one page of a list lead to all of it?
//
// Generated list methods return a [Page]: the items, whether there are more, and the way to them. [All] and [Pages] walk
// the whole list. A walk cannot run for ever: a cursor that comes back is [ErrLoop].
package page

import (
	"context"
	"errors"
	"slices"

	"github.com/apigen-go/apigen/runtime"
)

// ErrLoop says that the server names a page that it has named before, so that the list would never end.
var ErrLoop = errors.New("page: the server leads back to a page seen before")

// ErrNoMore is the error of [Page.Next] on the last page.
var ErrNoMore = errors.New("page: this is the last page")

// maxEmpty is how many pages without an item are followed in a row. Filters leave single pages empty, but a server that
// sends nothing else is broken.
const maxEmpty = 10

var errEmpty = errors.New("page: the server sends empty pages only")

// Error is what went wrong on the way to a further page. Errors of the first page are returned as they are.
type Error struct {
	Param  string // query parameter that leads to the page: "cursor"
	Cursor string // its value; a later call can go on from there. Not part of the text, as it may tell about the data
	Err    error
}

// Error tells what went wrong, without the cursor.
func (e *Error) Error() string { return "next page: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Page is one page of a list of T, from a body of type B. It belongs to one goroutine.
type Page[T, B any] struct {
	Items []T // in the server's order; may be empty although there are more
	Body  *B  // the whole response body, never nil; zero if the response had none

	list  *list[T, B]
	next  Next
	trail trail
	empty int // pages without an item, up to and with this one
}

// list is what all pages of one list have in common.
type list[T, B any] struct {
	client *runtime.Client
	first  *runtime.Request
	opts   []runtime.Option
	read   func(*B) ([]T, Next)
}

// First sends the request and returns the page that read finds in the response body. Further pages are asked for with the
// same request and options, but for the parameter of the cursor.
func First[T, B any](ctx context.Context, c *runtime.Client, req *runtime.Request, opts []runtime.Option, read func(*B) ([]T, Next)) (*Page[T, B], error) {
	l := &list[T, B]{client: c, first: req, opts: slices.Clone(opts), read: read}
	return l.fetch(ctx, req, &Page[T, B]{})
}

// HasMore reports whether the server says that there are more pages.
func (p *Page[T, B]) HasMore() bool { return p.next.more }

// Cursor returns the value that leads to the next page, "" on the last: it can be kept, and a list be resumed with it.
func (p *Page[T, B]) Cursor() string { return p.next.cursor }

// Next asks for the next page. It may be called again after an error. On the last page the error is [ErrNoMore].
func (p *Page[T, B]) Next(ctx context.Context) (*Page[T, B], error) {
	if !p.next.more {
		return nil, ErrNoMore
	}
	page, err := p.follow(ctx)
	if err != nil {
		return nil, &Error{Param: p.next.param, Cursor: p.next.cursor, Err: err}
	}
	return page, nil
}

func (p *Page[T, B]) follow(ctx context.Context) (*Page[T, B], error) {
	if p.next.err != nil {
		return nil, p.next.err
	}
	if p.empty >= maxEmpty {
		return nil, errEmpty
	}
	return p.list.fetch(ctx, p.list.first.With(p.next.param, p.next.cursor), p)
}

// fetch sends the request and reads the page that comes after previous.
func (l *list[T, B]) fetch(ctx context.Context, req *runtime.Request, previous *Page[T, B]) (*Page[T, B], error) {
	body, err := runtime.Do[B](ctx, l.client, req, l.opts)
	if err != nil {
		return nil, err
	}
	p := &Page[T, B]{Body: body, list: l}
	p.Items, p.next = l.read(body)
	if len(p.Items) == 0 {
		p.empty = previous.empty + 1
	}
	if p.next.more && p.next.err == nil {
		var again bool
		if p.trail, again = previous.trail.extend(p.next.cursor); again {
			p.next.err = ErrLoop
		}
	}
	return p, nil
}

package runtime

import (
	"errors"
	"fmt"
)

// WithCursor begins a list at the position that Page.Cursor or page.Error of package page has told, maybe in another process
// days ago, in place of the first page. The other parameters have to be those of the list that was left. A position the server
// does not know any more is its answer, mostly 400 or 410, in a page.Error with the position. Default: the list begins where
// its parameters say. An error on a call that is no list.
//
// Who chooses the position chooses what is asked for, with the credentials of the client: a position that went through other
// hands has to be signed or kept on your side. A URL in it stays in the origin of the base URL.
func WithCursor(position string) Option {
	return option{"WithCursor", callOnly, func(s *settings) (err error) {
		if position == "" {
			return errors.New("the position is empty: the list was at its end")
		}
		s.walk.From, err = parsePosition(position)
		return err
	}}
}

// WithMaxPages bounds a walk through a list: when so many pages have been received and the list goes on, the next one is
// page.ErrBound, with the position, and is not asked for. Default, and 0: no bound. No effect on calls that are no lists.
func WithMaxPages(n int) Option {
	return option{"WithMaxPages", anywhere, func(s *settings) error {
		s.walk.MaxPages = n
		return checkBound(n)
	}}
}

// WithMaxItems bounds a walk through a list: after so many items, if the list goes on, comes page.ErrBound, with the position
// of the next item, also in the midst of a page. It does not change what the server puts on a page: that is a parameter of the list. Default, and 0: no bound. No effect on calls
// that are no lists.
func WithMaxItems(n int) Option {
	return option{"WithMaxItems", anywhere, func(s *settings) error {
		s.walk.MaxItems = n
		return checkBound(n)
	}}
}

func checkBound(n int) error {
	if n < 0 {
		return fmt.Errorf("%d is no bound", n)
	}
	return nil
}

// Walk is what the options of a call say about going through a list. Package page obeys it.
type Walk struct {
	From     PagePosition // [WithCursor]; zero: the first page
	MaxPages int          // [WithMaxPages]; 0: no bound
	MaxItems int          // [WithMaxItems]; 0: no bound
}

// WalkOf returns what the options of the client and of a call say about lists. What is wrong with options is reported by the
// call that they are given to.
func WalkOf(c *Client, opts []Option) Walk {
	if len(opts) == 0 {
		return c.settings.walk
	}
	s, err := c.settingsFor(opts)
	if err != nil {
		return Walk{}
	}
	return s.walk
}

// checkWalk refuses a position on a call that would not go there.
func (c *call) checkWalk() error {
	if _, ok := c.sink.(*pageSink); !ok && c.set.walk.From.In != "" {
		return errors.New("WithCursor is an option of lists: this call is none")
	}
	return nil
}

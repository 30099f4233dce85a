package page

import (
	"context"
	"iter"
)

// Pages returns an iterator over the pages of a list. An error is yielded once and ends the sequence; a break sends nothing
// more. Each range begins with first, and so anew.
func Pages[T, B any](ctx context.Context, first func() (*Page[T, B], error)) iter.Seq2[*Page[T, B], error] {
	return func(yield func(*Page[T, B], error) bool) {
		p, err := first()
		for p != nil {
			if !yield(p, nil) || err == nil && !p.HasMore() {
				return
			}
			if err != nil { // the page reports failure beside its items
				break
			}
			p, err = p.Next(ctx)
		}
		yield(nil, err)
	}
}

// All returns an iterator over the items of every page of a list. The next page is asked for when all items of the one
// before have been taken. An error is yielded once, after the items already received, and ends the sequence; a break sends
// nothing more. Each range begins anew. With [runtime.WithMaxItems] the sequence has so many items, and then, if the list has
// more, [ErrBound], whose position is behind the last of them, also in the midst of a page.
func All[T, B any](ctx context.Context, first func() (*Page[T, B], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for p, err := range Pages(ctx, first) {
			if err != nil {
				yield(none, err)
				return
			}
			for i, item := range p.Items {
				if p.isBeyond(i) {
					yield(none, p.bound(i))
					return
				}
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// Collect returns the first n items of a sequence, all of them if n is 0 or less. More reports that the sequence goes on, so
// that nothing is cut off unseen; to know that, one item more is asked for. After an error items has what came before it.
func Collect[T any](seq iter.Seq2[T, error], n int) (items []T, more bool, err error) {
	for item, err := range seq {
		if err != nil {
			return items, false, err
		}
		if n > 0 && len(items) == n {
			return items, true, nil
		}
		items = append(items, item)
	}
	return items, false, nil
}

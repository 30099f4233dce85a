package poll

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// Watermark is up to when everything has been handled, for APIs that list what has changed since a time. It is safe for
// concurrent use; polls of one Watermark wait for each other.
type Watermark struct {
	overlap time.Duration

	polling sync.Mutex
	mu      sync.Mutex
	mark    time.Time
}

// NewWatermark begins at a time: that of the start, or the [Watermark.Mark] that was saved. Each poll asks again from overlap
// before the mark, as items turn up late: clocks differ, and transactions end after the time they bear. What comes twice by that,
// [Each] drops. A minute of overlap is usual.
func NewWatermark(mark time.Time, overlap time.Duration) *Watermark {
	return &Watermark{mark: mark, overlap: max(overlap, 0)}
}

// Mark is up to when everything has been handled, for saving.
func (w *Watermark) Mark() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.mark
}

// Poll calls fn with the time from which to ask. Fn returns the time of the latest item that it got, zero if it got none. Only
// after a success of fn, which must have handled all items by then, the mark moves there; it never moves back.
func (w *Watermark) Poll(ctx context.Context, fn func(ctx context.Context, since time.Time) (latest time.Time, err error)) error {
	w.polling.Lock()
	defer w.polling.Unlock()
	since := w.Mark()
	if !since.IsZero() {
		since = since.Add(-w.overlap)
	}
	latest, err := fn(ctx, since)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if latest.After(w.mark) {
		w.mark = latest
	}
	return nil
}

// ErrBusy says that somebody else handles an item at this moment, who may fail.
var ErrBusy = errors.New("poll: an item is being handled elsewhere")

// Each handles the items whose keys nobody has handled yet: neither an earlier poll nor, where the store is that of the webhook
// too, a delivery. The lease is the time that handling one item may take. See [dedup.Key] for keys.
//
// An item that fails does not keep the others from being handled; the errors come together at the end, [ErrBusy] among them. A
// watermark then stays, and the next poll meets the item again. An error of the sequence comes last.
func Each[T any](ctx context.Context, store dedup.Store, lease time.Duration, items iter.Seq2[T, error], key func(T) string, handle func(context.Context, T) error) error {
	return each(ctx, items, func(item T) (dedup.Outcome, error) {
		return dedup.Do(ctx, store, key(item), lease, func(ctx context.Context) error { return handle(ctx, item) })
	})
}

// EachVersion is [Each] for things that change: it handles each version of a thing once, and drops those that are older than one
// that was handled, by an earlier poll or by a webhook that shares the versions.
func EachVersion[T any](ctx context.Context, versions *dedup.Versions, lease time.Duration, items iter.Seq2[T, error], version func(T) dedup.Version, handle func(context.Context, T) error) error {
	return each(ctx, items, func(item T) (dedup.Outcome, error) {
		return versions.Do(ctx, version(item), lease, func(ctx context.Context) error { return handle(ctx, item) })
	})
}

// each calls do for items, and joins the errors.
func each[T any](ctx context.Context, items iter.Seq2[T, error], do func(T) (dedup.Outcome, error)) error {
	var errs []error
	busy := false
	for item, err := range items {
		if err != nil {
			errs = append(errs, err)
			break
		}
		outcome, err := do(item)
		if err != nil {
			errs = append(errs, err)
		}
		if busy = busy || outcome == dedup.Busy; len(errs) >= maxErrors || ctx.Err() != nil {
			break
		}
	}
	if busy {
		errs = append(errs, ErrBusy)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("handling what is new: %w", err)
	}
	return nil
}

// maxErrors is after how many items that fail the rest is left for the next poll: something else is wrong then.
const maxErrors = 16

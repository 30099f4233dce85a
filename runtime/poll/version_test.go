package poll_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/poll"
)

// shipment is a thing that changes.
type shipment struct {
	id      string
	changed time.Time
	state   string
}

func (s shipment) version() dedup.Version { return dedup.VersionAt("shipments", s.id, s.changed) }

func listed(list ...shipment) iter.Seq2[shipment, error] {
	return func(yield func(shipment, error) bool) {
		for _, s := range list {
			if !yield(s, nil) {
				return
			}
		}
	}
}

func TestAFeedThatRepeatsItselfIsHandledInOrderBesideAWebhook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		at := func(minute int, state string) shipment {
			return shipment{"s1", start.Add(time.Duration(minute) * time.Minute), state}
		}
		versions := dedup.NewVersions(dedup.Memory(0, 0), 0)
		var handled []string
		handle := func(_ context.Context, s shipment) error {
			handled = append(handled, s.state)
			return nil
		}
		webhook := func(s shipment) {
			if _, err := versions.Do(t.Context(), s.version(), time.Minute, func(ctx context.Context) error { return handle(ctx, s) }); err != nil {
				t.Error(err)
			}
		}
		feed := [][]shipment{ // what each poll gets: replicas of the server lag behind
			{at(0, "packed")},
			{at(0, "packed"), at(1, "sent")},
			{at(0, "packed")},
			{at(4, "lost"), at(3, "delivered"), {"s2", start, "packed too"}},
		}
		polls := 0
		err := poll.Every(t.Context(), time.Minute, func(ctx context.Context) error {
			if polls == len(feed) {
				return poll.ErrStop
			}
			polls++
			if polls == 3 {
				webhook(at(2, "opened"))
				webhook(at(1, "sent")) // late
			}
			return poll.EachVersion(ctx, versions, time.Minute, listed(feed[polls-1]...), shipment.version, handle)
		})
		if want := "packed sent opened lost packed too"; err != nil || strings.Join(handled, " ") != want {
			t.Errorf("handled %v, %v, want %s", handled, err, want)
		}
	})
}

func TestAVersionThatIsBeingHandledElsewhereIsNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		versions := dedup.NewVersions(dedup.Memory(0, 0), 0)
		now := time.Now()
		old, newer := shipment{"s1", now, "old"}, shipment{"s1", now.Add(time.Second), "newer"}
		down := errors.New("down")
		go versions.Do(t.Context(), old.version(), time.Minute, func(context.Context) error {
			time.Sleep(10 * time.Second)
			return down
		})
		synctest.Wait()
		var handled []string
		pass := func() error {
			return poll.EachVersion(t.Context(), versions, time.Minute, listed(old, newer), shipment.version, func(_ context.Context, s shipment) error {
				handled = append(handled, s.state)
				return nil
			})
		}
		if err := pass(); !errors.Is(err, poll.ErrBusy) || len(handled) > 0 {
			t.Errorf("meanwhile: %v, %v", handled, err)
		}
		time.Sleep(11 * time.Second)
		if err := pass(); err != nil || !slices.Equal(handled, []string{"old", "newer"}) {
			t.Errorf("afterwards: %v, %v", handled, err)
		}
	})
}

package batch_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/batch"
)

// double is a round trip of a second.
type double struct {
	mu    sync.Mutex
	trips [][]int
}

func (d *double) run(ctx context.Context, in []int) (out []int, err error) {
	d.mu.Lock()
	d.trips = append(d.trips, in)
	d.mu.Unlock()
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for _, n := range in {
		if n < 0 {
			return nil, errors.New("negative")
		}
		out = append(out, 2*n)
	}
	return out, nil
}

func TestWhatComesDuringARoundTripSharesTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &double{}
		g := batch.New(batch.Limits{Size: 20, Flights: 1, Within: time.Minute}, d.run)
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				if got, err := g.Do(t.Context(), i); got != 2*i || err != nil {
					t.Errorf("%d: %d, %v", i, got, err)
				}
			})
		}
		wg.Wait()
		if len(d.trips) != 3 || len(d.trips[0]) != 1 || len(d.trips[1]) != 20 || d.trips[1][0] != 1 || d.trips[2][8] != 29 {
			t.Errorf("round trips: %v", d.trips)
		}
	})
}

func TestAnErrorIsThatOfAllWhoWentTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := batch.New(batch.Limits{Size: 20, Flights: 1, Within: time.Minute}, (&double{}).run)
		if _, err := g.Do(t.Context(), -1); err == nil {
			t.Error("no error")
		}
		if got, err := g.Do(t.Context(), 4); got != 8 || err != nil {
			t.Errorf("the next: %d, %v", got, err)
		}
	})
}

func TestWhoLeavesBeforeTheRoundTripIsNotTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &double{}
		g := batch.New(batch.Limits{Size: 20, Flights: 1, Within: 500 * time.Millisecond}, d.run)
		go g.Do(t.Context(), 1)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := g.Do(ctx, 2); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("left with %v", err)
		}
		if _, err := g.Do(t.Context(), 3); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a round trip that takes too long: %v", err)
		}
		if _, err := g.Do(ctx, 4); err == nil {
			t.Error("a context that has ended is taken")
		}
		if len(d.trips) != 2 || d.trips[1][0] != 3 {
			t.Errorf("round trips: %v", d.trips)
		}
	})
}

func TestWhatIsInNoHurryRestsForLongerAfterATripThatTookLong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trip, want time.Duration
	}{
		"short":     {time.Millisecond, 5 * time.Millisecond},
		"long":      {4 * time.Millisecond, 12 * time.Millisecond},
		"very long": {time.Second, 50 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var begins []time.Time
				g := batch.New(batch.Limits{Size: 1, Flights: 1, Within: time.Minute, Pause: 5 * time.Millisecond, Rest: 3},
					func(_ context.Context, in []int) ([]int, error) {
						begins = append(begins, time.Now())
						time.Sleep(c.trip)
						return in, nil
					})
				var wg sync.WaitGroup
				for i := range 2 {
					wg.Go(func() { g.Do(t.Context(), i) })
				}
				wg.Wait()
				if got := begins[1].Sub(begins[0]) - c.trip; got != c.want {
					t.Errorf("rested for %v, want %v", got, c.want)
				}
				time.Sleep(time.Second) // until the flight is over
			})
		})
	}
}

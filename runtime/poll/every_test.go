package poll_test

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/poll"
)

// starts runs Every and returns when each call began, counted from the first. Call n, from 0, ends as fn says.
func starts(t *testing.T, interval time.Duration, calls int, fn func(n int) error) []time.Duration {
	t.Helper()
	var at []time.Duration
	began := time.Now()
	err := poll.Every(t.Context(), interval, func(context.Context) error {
		at = append(at, time.Since(began))
		if len(at) == calls {
			return poll.ErrStop
		}
		return fn(len(at) - 1)
	})
	if err != nil {
		t.Error(err)
	}
	return at
}

// gaps checks the time from the start of one call to that of the next, each within a tenth.
func gaps(t *testing.T, at []time.Duration, want ...time.Duration) {
	t.Helper()
	for i, w := range want {
		if got := at[i+1] - at[i]; got < w-w/10 || got > w+w/10+time.Millisecond {
			t.Errorf("from call %d to the next: %v, want %v", i+1, got, w)
		}
	}
}

func TestPollsBeginAtOnceAndComeAtTheInterval(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		at := starts(t, time.Minute, 50, func(int) error { return nil })
		if at[0] != 0 {
			t.Errorf("the first call came after %v", at[0])
		}
		seen := map[time.Duration]bool{}
		for i := range len(at) - 1 {
			gaps(t, at[i:], time.Minute)
			seen[at[i+1]-at[i]] = true
		}
		if len(seen) < 25 {
			t.Errorf("%d different intervals: no jitter", len(seen))
		}
	})
}

func TestJ14PollsDoNotOverlapAndMissedOnesDoNotPileUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var running, calls atomic.Int32
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		err := poll.Every(ctx, 10*time.Second, func(context.Context) error {
			if running.Add(1) > 1 {
				t.Error("two at once")
			}
			calls.Add(1)
			time.Sleep(35 * time.Second) // misses three ticks
			running.Add(-1)
			return nil
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if n := calls.Load(); n < 14 || n > 17 { // one for each 36 to 44 seconds
			t.Errorf("%d calls in ten minutes", n)
		}
	})
}

func TestFailuresDoubleTheIntervalUpToEightTimesAndASuccessResetsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const s = time.Second
		at := starts(t, 10*s, 10, func(n int) error {
			if n < 5 || n == 7 {
				return errors.New("down")
			}
			if n == 6 {
				return runtime.ErrNotModified
			}
			return nil
		})
		gaps(t, at, 20*s, 40*s, 80*s, 80*s, 80*s, 10*s, 10*s, 20*s, 10*s)
	})
}

func TestWhatTheServerAskedForIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"Retry-After":    &runtime.APIError{StatusCode: 429, RetryAfter: 10 * time.Minute},
		"the rate limit": nil,
	} {
		synctest.Test(t, func(t *testing.T) {
			at := starts(t, time.Second, 2, func(int) error {
				if err == nil {
					return &runtime.RateLimitError{Reset: time.Now().Add(10 * time.Minute)}
				}
				return err
			})
			if got := at[1]; got < 10*time.Minute || got > 11*time.Minute {
				t.Errorf("%s: came back after %v", name, got)
			}
		})
	}
}

func TestAWaitBeyondAllTimeIsNoLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		calls := 0
		poll.Every(ctx, time.Second, func(context.Context) error {
			calls++
			return &runtime.APIError{StatusCode: 503, RetryAfter: math.MaxInt64}
		})
		if calls != 1 {
			t.Errorf("%d calls", calls)
		}
	})
}

func TestTheContextEndsTheWaitAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		go func() {
			time.Sleep(3 * time.Second)
			cancel()
		}()
		err := poll.Every(ctx, time.Hour, func(context.Context) error { return nil })
		if !errors.Is(err, context.Canceled) || time.Since(began) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if err := poll.Every(ctx, time.Hour, func(context.Context) error { t.Error("called"); return nil }); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestAnIntervalOfNothingIsASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gaps(t, starts(t, -1, 3, func(int) error { return nil }), time.Second, time.Second)
	})
}

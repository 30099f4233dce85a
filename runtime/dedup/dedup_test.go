package dedup_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
)

const lease = 30 * time.Second

func claim(t *testing.T, s dedup.Store, key string, want dedup.Outcome) dedup.Claim {
	t.Helper()
	c, err := s.Claim(t.Context(), key, lease)
	if err != nil {
		t.Fatal(err)
	}
	if c.Outcome != want || c.Key != key || (c.Token != "") != (want == dedup.Claimed) {
		t.Fatalf("claim of %q: %v with token %q, want %v", key, c.Outcome, c.Token, want)
	}
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnEventIsClaimedOnceThenDoneForThreeDays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := dedup.Memory(0, 0)
		c := claim(t, s, "e", dedup.Claimed)
		claim(t, s, "e", dedup.Busy)
		must(t, s.Confirm(t.Context(), c))
		claim(t, s, "e", dedup.Done)
		must(t, s.Release(t.Context(), c)) // too late: it is done
		time.Sleep(72*time.Hour - time.Second)
		claim(t, s, "e", dedup.Done)
		time.Sleep(time.Second)
		claim(t, s, "e", dedup.Claimed)
	})
}

func TestAReleasedEventMayBeClaimedAtOnce(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(0, 0)
	c := claim(t, s, "e", dedup.Claimed)
	must(t, s.Release(t.Context(), c))
	claim(t, s, "e", dedup.Claimed)
}

func TestALeaseThatEndsFreesTheEventAndItsOldHolderCannotReleaseTheNewClaim(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := dedup.Memory(0, 0)
		old := claim(t, s, "e", dedup.Claimed)
		time.Sleep(lease)
		claim(t, s, "e", dedup.Claimed)
		must(t, s.Release(t.Context(), old))
		claim(t, s, "e", dedup.Busy)
		must(t, s.Confirm(t.Context(), old)) // it was handled, late
		claim(t, s, "e", dedup.Done)
	})
}

func TestTheStoreIsBoundedAndForgetsWhatIsDoneAndAskedAboutLeast(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(3, 0)
	for _, key := range []string{"a", "b"} {
		must(t, s.Confirm(t.Context(), claim(t, s, key, dedup.Claimed)))
	}
	claim(t, s, "held", dedup.Claimed)
	claim(t, s, "a", dedup.Done)
	claim(t, s, "new", dedup.Claimed) // in place of b
	claim(t, s, "a", dedup.Done)
	claim(t, s, "held", dedup.Busy)
	claim(t, s, "b", dedup.Claimed) // in place of a
	if _, err := s.Claim(t.Context(), "one more", lease); !errors.Is(err, dedup.ErrFull) {
		t.Errorf("a store full of claims: %v", err)
	}
}

func TestLeasesThatHaveEndedMakeRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := dedup.Memory(2, 0)
		claim(t, s, "a", dedup.Claimed)
		claim(t, s, "b", dedup.Claimed)
		time.Sleep(lease)
		claim(t, s, "c", dedup.Claimed)
	})
}

func TestManyClaimsAtOneTimeGiveTheEventToOne(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(0, 0)
	var wins atomic.Int32
	var wait sync.WaitGroup
	for range 100 {
		wait.Go(func() {
			outcome, err := dedup.Do(t.Context(), s, "e", lease, func(context.Context) error {
				wins.Add(1)
				return nil
			})
			if err != nil || outcome == 0 {
				t.Error(outcome, err)
			}
		})
	}
	wait.Wait()
	if wins.Load() != 1 {
		t.Errorf("handled %d times", wins.Load())
	}
}

func TestAFailedOrPanickingHandlerLeavesTheEventFree(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(0, 0)
	boom := errors.New("boom")
	if outcome, err := dedup.Do(t.Context(), s, "e", lease, func(context.Context) error { return boom }); outcome != dedup.Claimed || !errors.Is(err, boom) {
		t.Errorf("%v, %v", outcome, err)
	}
	func() {
		defer func() { recover() }()
		dedup.Do(t.Context(), s, "e", lease, func(context.Context) error { panic(boom) })
	}()
	claim(t, s, "e", dedup.Claimed)
}

func TestACallerWhoGoesAwayLeavesNoClaimBehind(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(0, 0)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := dedup.Do(ctx, s, "e", lease, func(ctx context.Context) error {
		cancel()
		return ctx.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	claim(t, s, "e", dedup.Claimed)
	if _, err := s.Claim(ctx, "f", lease); !errors.Is(err, context.Canceled) {
		t.Errorf("a claim after the end of the context: %v", err)
	}
}

func TestTheHandlersContextEndsWithTheLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, err := dedup.Do(t.Context(), dedup.Memory(0, 0), "e", lease, func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

func TestKeysOfDifferentPartsDiffer(t *testing.T) {
	t.Parallel()
	seen := make(map[string][]string)
	for _, parts := range [][]string{{"a"}, {"a", ""}, {"a", "b"}, {"ab"}, {"a", "b", "c"}, {"a", `b"c`}, {"a", `b""c`}, {`a"b`}, {`a""b`}} {
		key := dedup.Key(parts[0], parts[1:]...)
		if before, ok := seen[key]; ok {
			t.Errorf("%q and %q have the key %s", before, parts, key)
		}
		seen[key] = parts
	}
	if _, err := dedup.Memory(0, 0).Claim(t.Context(), "", lease); !errors.Is(err, dedup.ErrNoKey) {
		t.Errorf("the empty key: %v", err)
	}
	if got := fmt.Sprint(dedup.Claimed, dedup.Busy, dedup.Done, dedup.Outcome(7)); got != "claimed busy done Outcome(7)" {
		t.Error(got)
	}
}

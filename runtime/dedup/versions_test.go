package dedup_test

import (
	"context"
	"errors"
	"fmt"
	gort "runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// order is a version of a thing called ord_1.
func order(number int64) dedup.Version {
	return dedup.Version{Source: "orders", ID: "ord_1", Number: number}
}

func TestEachVersionIsHandledOnceAndNoneAfterANewerOne(t *testing.T) {
	t.Parallel()
	v := dedup.NewVersions(dedup.Memory(0, 0), 0)
	var handled []int64
	for _, step := range []struct {
		number int64
		fails  bool
		want   dedup.Outcome
	}{
		{1, false, dedup.Claimed},
		{1, false, dedup.Done},
		{3, true, dedup.Claimed},
		{2, false, dedup.Claimed}, // newer than what was handled
		{3, false, dedup.Claimed}, // comes again, as it failed
		{2, false, dedup.Done},
		{1, false, dedup.Done},
		{-9, false, dedup.Done},
		{4, false, dedup.Claimed},
	} {
		got, err := v.Do(t.Context(), order(step.number), time.Minute, func(context.Context) error {
			if step.fails {
				return errors.New("down")
			}
			handled = append(handled, step.number)
			return nil
		})
		if got != step.want || (err != nil) != step.fails {
			t.Errorf("version %d: %v, %v, want %v", step.number, got, err, step.want)
		}
	}
	if !slices.Equal(handled, []int64{1, 2, 3, 4}) {
		t.Errorf("handled %v", handled)
	}
}

func TestVersionsOfOneThingWaitForEachOtherAndOthersDoNot(t *testing.T) {
	t.Parallel()
	store := dedup.Memory(0, 0)
	here, there := dedup.NewVersions(store, 0), dedup.NewVersions(store, 0) // two processes
	never := func(context.Context) error { t.Error("handled"); return nil }
	_, err := here.Do(t.Context(), order(2), time.Minute, func(ctx context.Context) error {
		for _, v := range []*dedup.Versions{here, there} {
			for n := range int64(4) {
				if got, err := v.Do(ctx, order(n), time.Minute, never); got != dedup.Busy || err != nil {
					t.Errorf("version %d meanwhile: %v, %v", n, got, err)
				}
			}
		}
		other := dedup.Version{Source: "orders", ID: "ord_2", Number: 1}
		if got, err := there.Do(ctx, other, time.Minute, func(context.Context) error { return nil }); got != dedup.Claimed || err != nil {
			t.Errorf("another thing meanwhile: %v, %v", got, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for n := range int64(3) {
		if got, err := there.Do(t.Context(), order(2-n), time.Minute, never); got != dedup.Done || err != nil {
			t.Errorf("version %d, of which and since which the other process knows: %v, %v", 2-n, got, err)
		}
	}
}

func TestAHolderThatDiesFreesItsThingWithTheLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := dedup.Memory(0, 0)
		v := dedup.NewVersions(store, 0)
		dead := make(chan struct{})
		go v.Do(t.Context(), order(1), time.Minute, func(context.Context) error { <-dead; return errors.New("dead") })
		synctest.Wait()
		try := func() dedup.Outcome {
			outcome, err := dedup.NewVersions(store, 0).Do(t.Context(), order(1), time.Minute, func(context.Context) error { return nil })
			if err != nil {
				t.Error(err)
			}
			return outcome
		}
		if got := try(); got != dedup.Busy {
			t.Errorf("while it is at it: %v", got)
		}
		time.Sleep(time.Minute)
		if got := try(); got != dedup.Claimed {
			t.Errorf("when its lease has ended: %v", got)
		}
		close(dead)
	})
}

func TestManyAtOnceHandleVersionsInTheirOrder(t *testing.T) {
	t.Parallel()
	v := dedup.NewVersions(dedup.Memory(0, 0), 0)
	var handled []int64 // written under the claim of the thing alone
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for n := range int64(50) {
				number := (n*7 + int64(worker)*13) % 50
				for outcome := dedup.Busy; outcome == dedup.Busy; gort.Gosched() {
					var err error
					outcome, err = v.Do(t.Context(), order(number), time.Hour, func(context.Context) error {
						handled = append(handled, number)
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if !slices.IsSorted(handled) || len(slices.Compact(slices.Clone(handled))) != len(handled) || handled[len(handled)-1] != 49 {
		t.Errorf("handled %v", handled)
	}
}

func TestTheNewestVersionsOfSoManyThingsAreRemembered(t *testing.T) {
	t.Parallel()
	store := dedup.Memory(1, 0) // forgets what was confirmed, so that the versions alone remember
	v := dedup.NewVersions(forgetful{store}, 10)
	do := func(id string, number int64) dedup.Outcome {
		outcome, err := v.Do(t.Context(), dedup.Version{ID: id, Number: number}, time.Minute, func(context.Context) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return outcome
	}
	for n := range 1000 {
		do(strconv.Itoa(n), 2)
		if got := do("asked about again and again", 1); n > 0 && got != dedup.Done {
			t.Fatalf("after %d things: %v", n, got)
		}
	}
	for n := 991; n < 1000; n++ {
		if got := do(strconv.Itoa(n), 1); got != dedup.Done {
			t.Errorf("thing %d: %v", n, got)
		}
	}
	if got := do("0", 1); got != dedup.Claimed {
		t.Errorf("a thing of long ago: %v", got)
	}
}

// forgetful is a store that remembers nothing of what is done.
type forgetful struct{ dedup.Store }

func (f forgetful) Claim(_ context.Context, key string, _ time.Duration) (dedup.Claim, error) {
	return dedup.Claim{Key: key, Outcome: dedup.Claimed, Token: "t"}, nil
}
func (f forgetful) Confirm(context.Context, dedup.Claim) error { return nil }

func TestAThingWithoutIDIsRefusedAndTimesAreVersions(t *testing.T) {
	t.Parallel()
	v := dedup.NewVersions(dedup.Memory(0, 0), 0)
	if _, err := v.Do(t.Context(), dedup.Version{Number: 1}, time.Minute, nil); !errors.Is(err, dedup.ErrNoKey) {
		t.Error(err)
	}
	at := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	early, late := dedup.VersionAt("orders", "ord_1", at), dedup.VersionAt("orders", "ord_1", at.Add(1))
	if early.Number >= late.Number || early.Key() == late.Key() || early.Key() != dedup.VersionAt("orders", "ord_1", at.In(time.FixedZone("", 3600))).Key() {
		t.Error(early, late)
	}
}

// A shipment that changes is told by webhook and found by a poll, late, twice and in the wrong order.
func ExampleVersions() {
	versions := dedup.NewVersions(dedup.Memory(0, 0), 0) // one for the webhook and the poll
	handle := func(id string, version int64, state string) {
		outcome, err := versions.Do(context.Background(), dedup.Version{Source: "shipments", ID: id, Number: version}, time.Minute,
			func(context.Context) error {
				fmt.Println(id, "is", state)
				return nil
			})
		if err != nil || outcome == dedup.Busy {
			fmt.Println("it has to come again")
		}
	}
	handle("s1", 1, "packed")
	handle("s1", 3, "delivered")
	handle("s1", 2, "on its way") // late
	handle("s1", 3, "delivered")  // again
	// Output:
	// s1 is packed
	// s1 is delivered
}

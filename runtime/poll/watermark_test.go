package poll_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/poll"
)

func TestAWatermarkMovesAfterItsItemsAreHandledAndAsksAgainFromBeforeIt(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	w := poll.NewWatermark(start, time.Minute)
	var asked []time.Time
	pass := func(latest time.Time, err error) error {
		return w.Poll(t.Context(), func(_ context.Context, since time.Time) (time.Time, error) {
			asked = append(asked, since)
			return latest, err
		})
	}
	down := errors.New("down")
	later := start.Add(time.Hour)
	if err := errors.Join(pass(time.Time{}, nil), pass(later, nil), pass(start, nil)); err != nil {
		t.Error(err)
	}
	if err := pass(later.Add(time.Hour), down); !errors.Is(err, down) {
		t.Error(err)
	}
	pass(time.Time{}, nil)
	before := func(t time.Time) time.Time { return t.Add(-time.Minute) }
	want := []time.Time{before(start), before(start), before(later), before(later), before(later)}
	if diff := cmp.Diff(want, asked); diff != "" || !w.Mark().Equal(later) {
		t.Errorf("mark %v, asked from (-want +got)\n%s", w.Mark(), diff)
	}
}

func TestAWatermarkOfNothingAsksForEverything(t *testing.T) {
	t.Parallel()
	poll.NewWatermark(time.Time{}, time.Hour).Poll(t.Context(), func(_ context.Context, since time.Time) (time.Time, error) {
		if !since.IsZero() {
			t.Errorf("asked from %v", since)
		}
		return since, nil
	})
}

func ids(list ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range list {
			if !yield(id, nil) {
				return
			}
		}
	}
}

// each handles items into a list; those that are in fail fail.
func each(t *testing.T, s dedup.Store, handled *[]string, items iter.Seq2[string, error], fail ...string) error {
	t.Helper()
	key := func(id string) string { return dedup.Key("events", id) }
	return poll.Each(t.Context(), s, time.Minute, items, key, func(_ context.Context, id string) error {
		if slices.Contains(fail, id) {
			return errors.New("cannot handle " + id)
		}
		*handled = append(*handled, id)
		return nil
	})
}

func TestJ13OneEventByWebhookAndPollIsHandledOnce(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(0, 0)
	var handled []string
	outcome, err := dedup.Do(t.Context(), s, dedup.Key("events", "2"), time.Minute, func(context.Context) error { // the webhook
		handled = append(handled, "2 by webhook")
		return nil
	})
	if outcome != dedup.Claimed || err != nil {
		t.Fatal(outcome, err)
	}
	for range 2 { // two polls that overlap
		if err := each(t, s, &handled, ids("1", "2", "3")); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"2 by webhook", "1", "3"}, handled); diff != "" {
		t.Errorf("handled (-want +got)\n%s", diff)
	}
}

func TestAnItemThatFailsComesAgainAndTheOthersDoNot(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(0, 0)
	var handled []string
	if err := each(t, s, &handled, ids("1", "2", "3"), "2"); err == nil {
		t.Error("no error")
	}
	if err := each(t, s, &handled, ids("1", "2", "3")); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"1", "3", "2"}, handled); diff != "" {
		t.Errorf("handled (-want +got)\n%s", diff)
	}
}

func TestAnItemThatIsBeingHandledElsewhereIsNotLost(t *testing.T) {
	t.Parallel()
	s := dedup.Memory(0, 0)
	var handled []string
	c, err := s.Claim(t.Context(), dedup.Key("events", "1"), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := each(t, s, &handled, ids("1", "2")); !errors.Is(err, poll.ErrBusy) {
		t.Errorf("error %v", err)
	}
	s.Release(t.Context(), c) // it failed there
	if err := each(t, s, &handled, ids("1", "2")); err != nil || !slices.Equal(handled, []string{"2", "1"}) {
		t.Errorf("%v, %v", handled, err)
	}
}

func TestEachStopsWhereTheListDoesOrWhenEverythingFails(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	var handled []string
	broken := func(yield func(string, error) bool) { _ = yield("1", nil) && yield("", down) }
	if err := each(t, dedup.Memory(0, 0), &handled, broken); !errors.Is(err, down) || len(handled) != 1 {
		t.Errorf("%v, %v", handled, err)
	}
	tried := 0
	var many []string
	for n := range 100 {
		many = append(many, fmt.Sprint(n))
	}
	poll.Each(t.Context(), dedup.Memory(0, 0), time.Minute, ids(many...), func(id string) string { return id }, func(context.Context, string) error {
		tried++
		return down
	})
	if tried != 16 {
		t.Errorf("%d items tried", tried)
	}
}

func TestATagAsksForWhatIsNewAndForgetsWhatWasNotHandled(t *testing.T) {
	t.Parallel()
	version := `"v1"`
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("If-None-Match"))
		w.Header().Set("ETag", version)
		if r.Header.Get("If-None-Match") == version {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, "{}")
	}))
	defer server.Close()
	c := client(t, server.URL)
	tag := poll.NewTag("")
	get := func() error {
		return runtime.DoEmpty(t.Context(), c, runtime.NewRawRequest("GET", "/"), []runtime.Option{tag.Option()})
	}
	if err := errors.Join(get(), get()); err != nil { // the first was not handled
		t.Fatal(err)
	}
	tag.Keep()
	if err := get(); !errors.Is(err, runtime.ErrNotModified) {
		t.Errorf("nothing new: %v", err)
	}
	version = `"v2"`
	if err := get(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"", "", `"v1"`, `"v1"`}, asked); diff != "" || tag.Value() != `"v1"` {
		t.Errorf("kept %s, asked (-want +got)\n%s", tag.Value(), diff)
	}
}

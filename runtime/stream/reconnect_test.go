package stream_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/stream"
)

// ids are events with an id each.
func ids(from, to int) string {
	text := ""
	for n := from; n <= to; n++ {
		text += fmt.Sprintf("id: %d\ndata: {\"n\":%d}\n\n", n, n)
	}
	return text
}

func TestI9ReconnectingSendsLastEventIDAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var times []time.Time
		v, c := inMemory(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			times = append(times, time.Now())
			switch n {
			case 1:
				send(w, sse, "retry: 700\n", ids(1, 2), "id: 3\ndata: {\"n\"")
			case 2:
				send(w, sse, ids(3, 3))
				panic(http.ErrAbortHandler)
			case 3:
				send(w, sse, ids(4, 4), "data: [DONE]\n\n")
			}
		})
		s, err := events(t, c, stream.Format{}, runtime.WithReconnect(1))
		got, err := numbers(t, s, err)
		if err != nil || !cmp.Equal(got, []int{1, 2, 3, 4}) {
			t.Errorf("got %v, %v", got, err)
		}
		if diff := cmp.Diff([]string{"", "2", "3"}, v.lastIDs()); diff != "" {
			t.Errorf("Last-Event-ID (-want +got):\n%s", diff)
		}
		for i := range times[1:] {
			if gap := times[i+1].Sub(times[i]); gap < 700*time.Millisecond || gap > 740*time.Millisecond {
				t.Errorf("wait %d took %v, want 700 ms", i+1, gap)
			}
		}
	})
}

func TestWithoutTheOptionALostConnectionIsAnError(t *testing.T) {
	t.Parallel()
	v, c := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		send(w, sse, ids(1, 1))
		panic(http.ErrAbortHandler)
	})
	s, err := events(t, c, stream.Format{})
	if got, err := numbers(t, s, err); !cmp.Equal(got, []int{1}) || !errors.Is(err, runtime.ErrTruncated) || len(v.lastIDs()) != 1 {
		t.Errorf("got %v, %v in %d requests", got, err, len(v.lastIDs()))
	}
}

func TestReconnectingBacksOffUntilAnEventComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var times []time.Time
		v, c := inMemory(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			times = append(times, time.Now())
			switch n {
			case 1, 4:
				send(w, sse, ids(n, n))
			default:
				send(w, sse, ": nothing\n")
			}
		})
		s, err := events(t, c, stream.Format{}, runtime.WithReconnect(3))
		got, err := numbers(t, s, err)
		if !cmp.Equal(got, []int{1, 4}) || !errors.Is(err, runtime.ErrTruncated) {
			t.Errorf("got %v, %v", got, err)
		}
		if diff := cmp.Diff([]string{"", "1", "1", "1", "4", "4", "4"}, v.lastIDs()); diff != "" {
			t.Errorf("Last-Event-ID (-want +got):\n%s", diff)
		}
		for i, most := range []time.Duration{500, 1000, 2000, 500, 1000, 2000} {
			if gap := times[i+1].Sub(times[i]); gap < most*time.Millisecond/2 || gap > most*time.Millisecond {
				t.Errorf("wait %d took %v, want %v to %v", i+1, gap, most*time.Millisecond/2, most*time.Millisecond)
			}
		}
	})
}

func TestWhatEndsReconnecting(t *testing.T) {
	t.Parallel()
	status := func(code int) func(http.ResponseWriter) { return func(w http.ResponseWriter) { w.WriteHeader(code) } }
	for name, tc := range map[string]struct {
		answer func(http.ResponseWriter) // to the second request
		check  func(error) bool
	}{
		"204 is the end":        {status(204), func(err error) bool { return err == nil }},
		"404 is an error":       {status(404), func(err error) bool { return errors.Is(err, runtime.ErrNotFound) }},
		"another media type is": {func(w http.ResponseWriter) { send(w, "application/json", "{}") }, isForeign},
		"a page is":             {func(w http.ResponseWriter) { send(w, "text/html", "<p>") }, isForeign},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, c := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
				if n == 1 {
					send(w, sse, "retry: 1\n", ids(1, 1))
					return
				}
				tc.answer(w)
			})
			s, err := events(t, c, stream.Format{}, runtime.WithReconnect(-1))
			if got, err := numbers(t, s, err); !cmp.Equal(got, []int{1}) || !tc.check(err) || len(v.lastIDs()) != 2 {
				t.Errorf("got %v, %v in %d requests", got, err, len(v.lastIDs()))
			}
		})
	}
}

func isForeign(err error) bool {
	var foreign *runtime.UnexpectedContentTypeError
	return errors.As(err, &foreign)
}

func TestBusyServersAreAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := inMemory(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			switch {
			case n == 1:
				send(w, sse, ids(1, 1))
			case n < 9: // more often than one call tries
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
				send(w, sse, ids(2, 2), "data: [DONE]\n\n")
			}
		})
		s, err := events(t, c, stream.Format{}, runtime.WithReconnect(5))
		if got, err := numbers(t, s, err); err != nil || !cmp.Equal(got, []int{1, 2}) {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestWhatAServerSendsAgainIsNotDeliveredTwice(t *testing.T) {
	t.Parallel()
	_, c := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		send(w, sse, "retry: 1\n", ids(1, 2*n)) // it knows nothing of Last-Event-ID
		if n == 3 {
			send(w, sse, "data: [DONE]\n\n")
		}
	})
	s, err := events(t, c, stream.Format{}, runtime.WithReconnect(3))
	if got, err := numbers(t, s, err); err != nil || !cmp.Equal(got, []int{1, 2, 3, 4, 5, 6}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestIDsThatRepeatLoseNothing(t *testing.T) {
	t.Parallel()
	_, c := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		send(w, sse, "retry: 1\n", "id: run\ndata: {\"n\":1}\n\nid: run\ndata: {\"n\":2}\n\n")
		if n == 2 {
			send(w, sse, "data: [DONE]\n\n")
		}
	})
	s, err := events(t, c, stream.Format{}, runtime.WithReconnect(3))
	if got, err := numbers(t, s, err); err != nil || !cmp.Equal(got, []int{1, 2, 1, 2}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestOnlyWhatCanBeResumedReconnects(t *testing.T) {
	t.Parallel()
	v, c := serve(t, says(sse, ids(1, 1)))
	_, err := stream.Events[chunk](t.Context(), c, runtime.NewRequest(&opCreate), []runtime.Option{runtime.WithReconnect(1)}, stream.Format{})
	var call *runtime.CallError
	if !errors.As(err, &call) || call.Attempts != 0 || len(v.lastIDs()) != 0 {
		t.Errorf("error %v after %d requests", err, len(v.lastIDs()))
	}
	resumable := opCreate
	resumable.Resumable = true
	s, err := stream.Events[chunk](t.Context(), c, runtime.NewRequest(&resumable), []runtime.Option{runtime.WithReconnect(1)}, stream.Format{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

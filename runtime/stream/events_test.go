package stream_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/stream"
)

func TestAnItemIsThereBeforeTheNextIsSent(t *testing.T) {
	t.Parallel()
	next := make(chan bool)
	_, c := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		for _, part := range []string{"data: {\"n\":1}\n\n", "data: {\"n\":2}\n\n", "data: [DONE]\n\n"} {
			send(w, sse, part)
			select {
			case <-next:
			case <-r.Context().Done():
				return
			}
		}
	})
	s, err := events(t, c, stream.Format{})
	if err != nil {
		t.Fatal(err)
	}
	want := 1
	for item, err := range s.All() {
		if err != nil || item.N != want {
			t.Fatalf("item %+v, %v, want %d", item, err, want)
		}
		want++
		next <- true // the server waits for this reader
	}
	if want != 3 {
		t.Errorf("the stream ended before item %d", want)
	}
}

func TestABreakClosesTheConnectionAtOnce(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*stream.Stream[chunk]){
		"a break": func(s *stream.Stream[chunk]) {
			for range s.All() {
				break
			}
		},
		"a close without a range": func(s *stream.Stream[chunk]) { s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gone := make(chan bool)
			_, c := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
				send(w, sse, "data: {\"n\":1}\n\n")
				<-r.Context().Done()
				close(gone)
			})
			s, err := events(t, c, stream.Format{}, runtime.WithReconnect(-1))
			if err != nil {
				t.Fatal(err)
			}
			leave(s)
			select {
			case <-gone:
			case <-time.After(5 * time.Second):
				t.Fatal("the server still has a connection")
			}
			for _, err := range s.All() {
				if !errors.Is(err, stream.ErrClosed) {
					t.Errorf("ranging again yields %v", err)
				}
			}
			if err := s.Close(); err != nil {
				t.Errorf("closing again: %v", err)
			}
		})
	}
}

func TestASentinelEndsTheStreamAndKeepsTheConnection(t *testing.T) {
	t.Parallel()
	peers := map[string]bool{}
	_, c := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		peers[r.RemoteAddr] = true // requests come one after the other
		send(w, sse, "data: {\"n\":1}\n\ndata: [DONE]\n\ndata: {\"n\":2}\n\n")
	})
	for range 3 {
		s, err := events(t, c, stream.Format{})
		if got, err := numbers(t, s, err); err != nil || !cmp.Equal(got, []int{1}) {
			t.Errorf("got %v, %v", got, err)
		}
	}
	if len(peers) != 1 {
		t.Errorf("%d connections, want one", len(peers))
	}
}

func TestWhatASentinelIs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		format stream.Format
		body   string
		cut    bool
	}{
		"the usual one":                    {stream.Format{}, "data: {\"n\":1}\n\ndata: [DONE]\n\ndata: {\"n\":2}\n\n", false},
		"the end, where none is declared":  {stream.Format{}, "data: {\"n\":1}\n\n", false},
		"a declared one":                   {stream.Format{End: "bye"}, "data: {\"n\":1}\n\ndata: bye\n\n", false},
		"a declared one that did not come": {stream.Format{End: "bye"}, "data: {\"n\":1}\n\n", true},
		"without its empty line":           {stream.Format{}, "data: {\"n\":1}\n\ndata: [DONE]\n", false},
		"without the end of its line":      {stream.Format{}, "data: {\"n\":1}\n\ndata: [DONE]", false},
		"an event that is not whole":       {stream.Format{}, "data: {\"n\":1}\n\ndata: {\"n\"", true},
	} {
		_, c := serve(t, says(sse, tc.body))
		s, err := events(t, c, tc.format)
		got, err := numbers(t, s, err)
		if !cmp.Equal(got, []int{1}) || errors.Is(err, runtime.ErrTruncated) != tc.cut || !tc.cut && err != nil {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestALostConnectionIsNeverASilentEnd(t *testing.T) {
	t.Parallel()
	_, c := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		send(w, sse, "data: {\"n\":1}\n\n")
		panic(http.ErrAbortHandler)
	})
	s, err := events(t, c, stream.Format{})
	got, err := numbers(t, s, err)
	var call *runtime.CallError
	if !cmp.Equal(got, []int{1}) || !errors.Is(err, runtime.ErrTruncated) || !errors.As(err, &call) || call.Operation != "listen" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestErrorsInTheStreamAreTyped(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an event of that name":                     "event: error\ndata: {\"error\":{\"code\":\"busy\"}}\n\n",
		"an item with a member of that name":        "data: {\"error\":{\"code\":\"busy\"}}\n\n",
		"a whole answer in place of the stream":     "",
		"one behind which the connection is broken": "data: {\"error\":{\"code\":\"busy\"}}\n\ndata: x",
	} {
		_, c := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", "req-7")
			if body == "" {
				send(w, "application/json", `{"error":{"code":"busy"}}`)
				return
			}
			send(w, sse, "data: {\"n\":1}\n\n", body)
		})
		s, err := events(t, c, failing)
		got, err := numbers(t, s, err)
		var typed *runtime.Error[problem]
		if !errors.As(err, &typed) || typed.Body.Error.Code != "busy" || typed.RequestID != "req-7" || !isInStream(err) {
			t.Errorf("%s: error %#v", name, err)
		}
		if body != "" && !cmp.Equal(got, []int{1}) {
			t.Errorf("%s: items before it %v", name, got)
		}
		if want := "GET /events: 200 stream reports an error: busy (request req-7)"; err == nil || err.Error() != want {
			t.Errorf("%s: text %q, want %q", name, err, want)
		}
	}
}

func TestErrorsOfNoKnownTypeKeepTheirBytes(t *testing.T) {
	t.Parallel()
	_, c := serve(t, says(sse, "event: error\ndata: overloaded\n\n"))
	s, err := events(t, c, failing)
	_, err = numbers(t, s, err)
	var api *runtime.APIError
	if !errors.As(err, &api) || string(api.Raw) != "overloaded" || !api.InStream || strings.Contains(err.Error(), "overloaded") {
		t.Errorf("error %v", err)
	}
}

func TestMembersCalledErrorMayBelongToItems(t *testing.T) {
	t.Parallel()
	type job struct{ Error *string }
	for name, tc := range map[string]struct {
		format stream.Format
		data   string
		fails  bool
	}{
		"declared": {stream.Format{OwnError: true}, `{"error":"late"}`, false},
		"null":     {stream.Format{}, `{"error":null}`, false},
		"a text":   {stream.Format{}, `{"error":"late"}`, true},
		"deeper":   {stream.Format{}, `{"a":{"error":"late"}}`, false},
	} {
		_, c := serve(t, says(sse, "data: "+tc.data+"\n\n"))
		s, err := stream.Events[job](t.Context(), c, runtime.NewRequest(&opEvents), nil, tc.format)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range s.All() {
			if isInStream(err) != tc.fails {
				t.Errorf("%s: error %v", name, err)
			}
		}
	}
}

func TestAnItemOfAnotherShapeIsAnError(t *testing.T) {
	t.Parallel()
	_, c := serve(t, says(sse, "data: {\"n\":1}\n\ndata: {\"n\":\"canary\"}\n\ndata: {\"n\":3}\n\n"))
	s, err := events(t, c, stream.Format{})
	got, err := numbers(t, s, err)
	var mismatch *runtime.DecodeError
	if !cmp.Equal(got, []int{1}) || !errors.As(err, &mismatch) || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestI8AnEventOverTheLimitIsAnErrorOfTheStream(t *testing.T) {
	t.Parallel()
	_, c := serve(t, says(sse, "data: {\"n\":1}\n\ndata: {\"n\":          2}\n\n"))
	s, err := events(t, c, stream.Format{}, runtime.WithLimits(runtime.Limits{Item: 8}))
	if got, err := numbers(t, s, err); !cmp.Equal(got, []int{1}) || !errors.Is(err, stream.ErrTooLarge) {
		t.Errorf("got %v, %v", got, err)
	}
	_, c = serve(t, says(sse, "data: {\"n\":1", strings.Repeat(" ", 16<<20), "}\n\n"))
	s, err = events(t, c, stream.Format{})
	if got, err := numbers(t, s, err); len(got) != 0 || !errors.Is(err, stream.ErrTooLarge) {
		t.Errorf("by default: got %v, %v", got, err)
	}
}

func TestI10AWholeAnswerIsTheOnlyItem(t *testing.T) {
	t.Parallel()
	type other struct{ Text string }
	for name, tc := range map[string]struct {
		whole  stream.Whole
		answer string
		want   []int
		check  func(error) bool
	}{
		"declared, of the type of the items": {(*stream.WholeError[chunk])(nil), `{"n":7}`, []int{7}, func(err error) bool { return err == nil }},
		"declared, of another type": {(*stream.WholeError[other])(nil), `{"text":"x"}`, []int{}, func(err error) bool {
			var whole *stream.WholeError[other]
			return errors.As(err, &whole) && whole.Body.Text == "x"
		}},
		"not declared": {nil, `{"n":7}`, []int{}, func(err error) bool {
			var foreign *runtime.UnexpectedContentTypeError
			return errors.As(err, &foreign)
		}},
		"cut short": {(*stream.WholeError[chunk])(nil), `{"n":`, []int{}, func(err error) bool { return errors.Is(err, runtime.ErrTruncated) }},
	} {
		_, c := serve(t, says("application/json", tc.answer))
		s, err := events(t, c, stream.Format{Whole: tc.whole})
		if got, err := numbers(t, s, err); !cmp.Equal(got, tc.want) || !tc.check(err) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestWhatIsNoStreamIsRefused(t *testing.T) {
	t.Parallel()
	for contentType, ok := range map[string]bool{
		sse: true, "text/event-stream; charset=utf-8": true, "text/plain": true, "application/octet-stream": true,
		"text/html": false, "application/xml": false, "image/png": false,
	} {
		_, c := serve(t, says(contentType, "data: {\"n\":1}\n\n"))
		s, err := events(t, c, stream.Format{})
		got, err := numbers(t, s, err)
		var foreign *runtime.UnexpectedContentTypeError
		if ok != (err == nil) || !ok && (!errors.As(err, &foreign) || len(foreign.Start) == 0) {
			t.Errorf("%s: got %v, %v", contentType, got, err)
		}
	}
}

func TestErrorsOfTheCallAreReturnedByIt(t *testing.T) {
	t.Parallel()
	_, c := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	if s, err := events(t, c, stream.Format{}); s != nil || !errors.Is(err, runtime.ErrNotFound) {
		t.Errorf("got %v, %v", s, err)
	}
	_, c = serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s, err := events(t, c, stream.Format{})
	if got, err := numbers(t, s, err); len(got) != 0 || err != nil {
		t.Errorf("a 204: got %v, %v", got, err)
	}
}

func TestEventsHaveIDsAndNames(t *testing.T) {
	t.Parallel()
	_, c := serve(t, says(sse, "id: 1\nevent: delta\ndata: {\"n\":1}\n\ndata:\n\ndata: {\"n\":2}\n\n"))
	s, err := events(t, c, stream.Format{})
	if err != nil {
		t.Fatal(err)
	}
	var got []stream.Event[chunk]
	for e, err := range s.Events() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	want := []stream.Event[chunk]{{ID: "1", Name: "delta", Data: chunk{1}}, {ID: "1", Name: "message", Data: chunk{2}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestTextStaysText(t *testing.T) {
	t.Parallel()
	type word string
	_, c := serve(t, says(sse, "data: {\"error\":1}\n\ndata\n\ndata: a\ndata: \"b\"\n\n"))
	want := []string{`{"error":1}`, "", "a\n\"b\""}
	var got, named []string
	s, err := stream.Events[string](t.Context(), c, runtime.NewRequest(&opEvents), nil, stream.Format{Text: true})
	if err != nil {
		t.Fatal(err)
	}
	for text := range s.All() {
		got = append(got, text)
	}
	w, err := stream.Events[word](t.Context(), c, runtime.NewRequest(&opEvents), nil, stream.Format{Text: true})
	if err != nil {
		t.Fatal(err)
	}
	for text := range w.All() {
		named = append(named, string(text))
	}
	if diff := cmp.Diff([][]string{want, want}, [][]string{got, named}); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

func TestAnEnvelopeIsTheWholeEvent(t *testing.T) {
	t.Parallel()
	_, c := serve(t, says(sse, "id: 7\nevent: delta\ndata: {\"n\":1}\n\nevent: ping\ndata: 12\n\nevent: note\ndata: free text\n\nevent: end\ndata\n\n"))
	s, err := stream.Events[json.RawMessage](t.Context(), c, runtime.NewRequest(&opEvents), nil, stream.Format{Envelope: true, TextEvents: []string{"ping"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for item, err := range s.All() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(item))
	}
	want := []string{
		`{"event":"delta","id":"7","data":{"n":1}}`, `{"event":"ping","data":"12"}`, `{"event":"note","data":"free text"}`, `{"event":"end"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestSilenceEndsAStreamAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := inMemory(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			send(w, sse, "data: {\"n\":1}\n\n")
			time.Sleep(55 * time.Second)
			send(w, sse, ": still here\n")
			time.Sleep(55 * time.Second)
			send(w, sse, "data: {\"n\":2}\n\n")
			<-r.Context().Done()
		})
		began := time.Now()
		s, err := events(t, c, stream.Format{})
		got, err := numbers(t, s, err)
		if took := time.Since(began).Round(time.Second); !cmp.Equal(got, []int{1, 2}) || !errors.Is(err, runtime.ErrAttemptTimeout) || took != 170*time.Second {
			t.Errorf("got %v, %v after %v", got, err, took)
		}
	})
}

func TestTheServerIsNotSilentWhileItsReaderThinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := inMemory(t, says(sse, "data: {\"n\":1}\n\n", "data: {\"n\":2}\n\n", "data: [DONE]\n\n"))
		s, err := events(t, c, stream.Format{})
		if err != nil {
			t.Fatal(err)
		}
		items := 0
		for _, err := range s.All() {
			if err != nil {
				t.Fatal(err)
			}
			items++
			time.Sleep(10 * time.Minute)
		}
		if items != 2 {
			t.Errorf("%d items", items)
		}
	})
}

func TestTheContextEndsAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := inMemory(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			send(w, sse, "data: {\"n\":1}\n\n")
			<-r.Context().Done()
		})
		s, err := stream.Events[chunk](contextFor(t, 5*time.Second), c, runtime.NewRequest(&opEvents), []runtime.Option{runtime.WithReconnect(-1)}, stream.Format{})
		if got, err := numbers(t, s, err); !cmp.Equal(got, []int{1}) || !errors.Is(err, errDeadline) {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestEventsOfAnyReader(t *testing.T) {
	t.Parallel()
	var got []stream.Event[string]
	for e, err := range stream.ReadEvents(strings.NewReader("id: 1\ndata: a\n\nevent: x\ndata: b\n\ndata: c")) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	if diff := cmp.Diff([]stream.Event[string]{{"1", "message", "a"}, {"1", "x", "b"}}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	for _, err := range stream.ReadEvents(io.MultiReader(strings.NewReader("data: a"), broken{})) {
		if !errors.Is(err, errBroken) {
			t.Errorf("error %v", err)
		}
	}
}

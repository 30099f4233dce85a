package golden_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	envelopes "github.com/apigen-go/apigen/golden/events_are_taken_out_of_their_envelopes"
	items "github.com/apigen-go/apigen/golden/items_of_streams_follow_their_item_schema"
	ndjson "github.com/apigen-go/apigen/golden/lines_of_json_are_streams"
	demand "github.com/apigen-go/apigen/golden/streams_on_demand_have_a_method_of_their_own"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/stream"
)

// rangeOver collects the items of a stream, and the error that ends it.
func rangeOver[T any](t *testing.T, s *stream.Stream[T], err error) (got []T, failed error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for item, err := range s.All() {
		if err != nil {
			return got, err
		}
		got = append(got, item)
	}
	return got, nil
}

// client makes a client of a server.
func client[C any](t *testing.T, make func(...runtime.Option) (C, error), server runtime.Option) C {
	t.Helper()
	c, err := make(server)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func streamOf(body string) *exchange {
	return &exchange{status: 200, contentType: "text/event-stream", body: body}
}

func TestEachMethodAsksForWhatItReturns(t *testing.T) {
	t.Parallel()
	whole := &exchange{status: 200, contentType: "application/json", body: `{"text":"Hi","delta":"Hi"}`}
	pieces := streamOf("data: {\"delta\":\"H\"}\n\ndata: {\"delta\":\"i\"}\n\ndata: [END]\n\n")
	c := client(t, demand.New, pieces.serve(t))
	w := client(t, demand.New, whole.serve(t))
	on, format := runtime.Value(true), new(demand.SpeechCreateRequestStreamFormatAudio)
	for name, tc := range map[string]struct {
		server *exchange
		call   func() (*stream.Stream[demand.Chunk], error)
		want   string // query, Accept, body
	}{
		"a body, at once": {whole, func() (*stream.Stream[demand.Chunk], error) {
			_, err := w.Completions.Create(t.Context(), demand.CompletionRequest{Prompt: "x", Stream: on})
			return nil, err
		}, ` application/json {"prompt":"x"}`},
		"a body, in pieces": {pieces, func() (*stream.Stream[demand.Chunk], error) {
			return c.Completions.CreateStream(t.Context(), demand.CompletionRequest{Prompt: "x"})
		}, ` text/event-stream {"prompt":"x","stream":true}`},
		"a format": {pieces, func() (*stream.Stream[demand.Chunk], error) {
			return c.Speech.CreateStream(t.Context(), &demand.SpeechCreateRequest{StreamFormat: format})
		}, ` text/event-stream {"stream_format":"sse"}`},
		"no body": {pieces, func() (*stream.Stream[demand.Chunk], error) {
			return c.Speech.CreateStream(t.Context(), nil)
		}, ` text/event-stream {"stream_format":"sse"}`},
		"a parameter, at once": {whole, func() (*stream.Stream[demand.Chunk], error) {
			_, err := w.Answers.Get(t.Context(), nil)
			return nil, err
		}, `stream=false application/json `},
		"a parameter, in pieces": {pieces, func() (*stream.Stream[demand.Chunk], error) {
			return c.Answers.GetStream(t.Context(), nil)
		}, `stream=true text/event-stream `},
		"always": {pieces, func() (*stream.Stream[demand.Chunk], error) {
			return c.Always.Stream(t.Context(), demand.AlwaysStreamRequest{Text: "x"})
		}, ` text/event-stream {"stream":true,"text":"x"}`},
	} {
		s, err := tc.call()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s != nil {
			s.Close()
		}
		if got := tc.server.request.URL.RawQuery + " " + tc.server.request.Header.Get("Accept") + " " + tc.server.sent; got != tc.want {
			t.Errorf("%s: sent %q, want %q", name, got, tc.want)
		}
	}
	if *format != demand.SpeechCreateRequestStreamFormatAudio {
		t.Error("a method has changed the caller's body")
	}
}

func TestAnAnswerAtOnceInTheTypeOfTheItemsIsTheOnlyItem(t *testing.T) {
	t.Parallel()
	whole := &exchange{status: 200, contentType: "application/json", body: `{"delta":"Hi"}`}
	c := client(t, demand.New, whole.serve(t))
	s, err := c.Answers.GetStream(t.Context(), nil)
	if got, err := rangeOver(t, s, err); err != nil || !cmp.Equal(got, []demand.Chunk{{Delta: "Hi"}}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestItemsHaveTheTypeOfTheirSchema(t *testing.T) {
	t.Parallel()
	e := streamOf("id: 7\ndata: {\"id\":\"1\",\"kind\":\"created\"}\n\nevent: error\ndata: {\"error\":\"gone\"}\n\n")
	c := client(t, items.New, e.serve(t))
	s, err := c.Changes.Follow(t.Context(), &items.ChangesFollowParams{LastEventID: new("6")})
	got, err := rangeOver(t, s, err)
	var typed *runtime.Error[items.Problem]
	if !cmp.Equal(got, []items.Change{{ID: "1", Kind: items.ChangeKindCreated}}) || !errors.As(err, &typed) || typed.Body.Error != "gone" {
		t.Errorf("got %v, %v", got, err)
	}
	if id := e.request.Header.Get("Last-Event-ID"); id != "6" {
		t.Errorf("Last-Event-ID %q", id)
	}
	e.body = "id: 1\ndata: {\"at\":\"2026-01-02T03:04:05Z\"}\n\n"
	ticks, err := c.Changes.Ticks(t.Context())
	if got, err := rangeOver(t, ticks, err); err != nil || len(got) != 1 || got[0].At.Year() != 2026 {
		t.Errorf("got %v, %v", got, err)
	}
	e.body = "data: anything\n\n"
	log, err := c.Changes.ReadLog(t.Context())
	if got, err := rangeOver(t, log, err); err != nil || !cmp.Equal(got, []string{"anything"}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestEnvelopesAreOpened(t *testing.T) {
	t.Parallel()
	e := streamOf("data: {\"text\":\"a\"}\n\ndata: [DONE]\n\n")
	c := client(t, envelopes.New, e.serve(t))
	chat, err := c.Chat.Chat(t.Context())
	if got, err := rangeOver(t, chat, err); err != nil || !cmp.Equal(got, []envelopes.Chunk{{Text: "a"}}) {
		t.Errorf("got %v, %v", got, err)
	}
	e.body = "data: {\"text\":\"a\"}\n\n"
	chat, err = c.Chat.Chat(t.Context())
	if got, err := rangeOver(t, chat, err); len(got) != 1 || !errors.Is(err, runtime.ErrTruncated) {
		t.Errorf("without the declared end: got %v, %v", got, err)
	}
	e.body = "event: run.started\nid: 1\ndata: {\"run\":\"r\"}\n\nevent: heartbeat\ndata: 12\n\nevent: new\ndata: {}\n\nevent: error\ndata: {\"reason\":\"late\"}\n\n"
	runs, err := c.Runs.Run(t.Context())
	got, err := rangeOver(t, runs, err)
	want := []envelopes.RunEvent{
		{Started: &envelopes.RunEventStarted{Event: "run.started", ID: new("1"), Data: envelopes.RunEventStartedData{Run: "r"}}},
		{Heartbeat: &envelopes.RunEventHeartbeat{Event: "heartbeat", Data: "12"}},
		{Unknown: json.RawMessage(`{"event":"new","data":{}}`)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	var typed *runtime.Error[envelopes.RunEventFailedData]
	if !errors.As(err, &typed) || typed.Body.Reason != "late" {
		t.Errorf("error %v", err)
	}
}

func TestLinesAreItems(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 200, contentType: "application/x-ndjson", body: "{\"id\":\"1\"}\n\n{\"id\":\"2\",\"error\":\"late\"}"}
	c := client(t, ndjson.New, e.serve(t))
	orders, err := c.Orders.Export(t.Context())
	if got, err := rangeOver(t, orders, err); err != nil || len(got) != 2 || got[1].ID != "2" || *got[1].Error != "late" {
		t.Errorf("got %v, %v", got, err)
	}
	e.body = "\x1e1.5\n\x1e2\n"
	numbers, err := c.Measurements.List(t.Context())
	if got, err := rangeOver(t, numbers, err); err != nil || !cmp.Equal(got, []float64{1.5, 2}) {
		t.Errorf("got %v, %v", got, err)
	}
	e.body = "{\"error\":1}\n[2]\n"
	anything, err := c.Anything.Read(t.Context())
	if got, err := rangeOver(t, anything, err); err != nil || len(got) != 2 || string(got[1]) != "[2]" {
		t.Errorf("got %s, %v", got, err)
	}
	e.status, e.body = http.StatusNoContent, ""
	numbers, err = c.Measurements.List(t.Context())
	if got, err := rangeOver(t, numbers, err); err != nil || len(got) != 0 {
		t.Errorf("a 204: got %v, %v", got, err)
	}
}

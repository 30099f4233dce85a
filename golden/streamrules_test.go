package golden_test

import (
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	configured "github.com/apigen-go/apigen/golden/the_configuration_says_what_streams"
	"github.com/apigen-go/apigen/runtime"
)

func TestStreamsAreWhatTheConfigurationSays(t *testing.T) {
	t.Parallel()
	e := streamOf("data: {\"delta\":\"H\"}\n\ndata: {\"delta\":\"i\"}\n\ndata: [DONE]\n\n")
	c := client(t, configured.New, e.serve(t))
	chunks, err := c.Chat.ChatStream(t.Context(), configured.ChatChatRequest{Prompt: "x"})
	if got, err := rangeOver(t, chunks, err); err != nil || !cmp.Equal(got, []configured.Chunk{{Delta: "H"}, {Delta: "i"}}) {
		t.Errorf("chunks %v, %v", got, err)
	}
	if want := `text/event-stream {"prompt":"x","stream":true}`; e.request.Header.Get("Accept")+" "+e.sent != want {
		t.Errorf("sent %s %s, want %s", e.request.Header.Get("Accept"), e.sent, want)
	}
	e.body = "data: {\"delta\":\"H\"}\n\n"
	chunks, err = c.Chat.ChatStream(t.Context(), configured.ChatChatRequest{Prompt: "x"})
	if got, err := rangeOver(t, chunks, err); len(got) != 1 || !errors.Is(err, runtime.ErrTruncated) {
		t.Errorf("without the configured end: %v, %v", got, err)
	}
	e.body = "data: {\"error\":\"busy\"}\n\n"
	chunks, err = c.Chat.ChatStream(t.Context(), configured.ChatChatRequest{Prompt: "x"})
	var typed *runtime.Error[configured.Failure]
	if _, err := rangeOver(t, chunks, err); !errors.As(err, &typed) || typed.Body.Error != "busy" {
		t.Errorf("an error in the stream: %v", err)
	}
	e.body = "event: row\ndata: {\"n\":1}\n\nevent: ping\ndata: 12\n\n"
	changes, err := c.Rows.Watch(t.Context())
	want := []configured.Change{{RowChanged: &configured.RowChanged{Event: "row", Data: configured.Row{N: 1}}}, {Ping: &configured.Ping{Event: "ping", Data: "12"}}}
	if got, err := rangeOver(t, changes, err); err != nil || !cmp.Equal(got, want) {
		t.Errorf("whole events: %v, %v", got, err)
	}
	e.body = "data: tick\n\n"
	ticks, err := c.Ticks.List(t.Context())
	if got, err := rangeOver(t, ticks, err); err != nil || !cmp.Equal(got, []string{"tick"}) {
		t.Errorf("events of which nothing is known: %v, %v", got, err)
	}
}

func TestTheConfigurationTellsLinesFromFilesAndFilesFromStreams(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 200, contentType: "application/jsonl", body: "{\"n\":1}\n{\"n\":2}\n"}
	c := client(t, configured.New, e.serve(t))
	rows, err := c.Rows.Export(t.Context())
	if got, err := rangeOver(t, rows, err); err != nil || !cmp.Equal(got, []configured.Row{{N: 1}, {N: 2}}) {
		t.Errorf("rows %v, %v", got, err)
	}
	if accept := e.request.Header.Get("Accept"); accept != "application/jsonl" {
		t.Errorf("asked for %s", accept)
	}
	e.body = `{"n":3}`
	report, err := c.Report.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer report.Close()
	if got, err := io.ReadAll(report); err != nil || string(got) != e.body {
		t.Errorf("the report: %s, %v", got, err)
	}
}

package chat_test

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	client "github.com/apigen-go/apigen/generated/chat"
	"github.com/apigen-go/apigen/generated/internal/server/chat"
	"github.com/apigen-go/apigen/generated/internal/tape"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/stream"
)

func question(text string) client.CreateChatCompletionRequest {
	return client.CreateChatCompletionRequest{Model: "lark-2", Messages: []client.Message{user(text)}}
}

// said joins the pieces of a streamed answer.
func said(t *testing.T, s *stream.Stream[client.ChatCompletionChunk]) (text string, err error) {
	t.Helper()
	for chunk, err := range s.All() {
		if err != nil {
			return text, err
		}
		for _, choice := range chunk.Choices {
			text += choice.Delta.Content.Or("")
		}
	}
	return text, nil
}

func TestAStreamedAnswerIsTheWholeOneInPieces(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	body := question("hello, how are you?")
	body.Stream = runtime.Value(false) // each method asks for what it returns
	whole := must[*client.ChatCompletion](t)(c.Chat.CreateCompletion(t.Context(), body))
	pieces := must[*stream.Stream[client.ChatCompletionChunk]](t)(c.Chat.CreateCompletionStream(t.Context(), body))
	text, err := said(t, pieces)
	if want := whole.Choices[0].Message.Content.Or(""); text != want || err != nil || text == "" {
		t.Errorf("said %q, %v, want %q", text, err, want)
	}
	const messages = `"messages":[{"role":"user","content":"hello, how are you?"}]`
	got := []string{}
	for _, r := range s.Requests(http.MethodPost, "") {
		got = append(got, string(r.Body))
	}
	want := []string{`{"model":"lark-2",` + messages + `}`, `{"model":"lark-2",` + messages + `,"stream":true}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if asked, ok := body.Stream.Get(); !ok || asked {
		t.Error("a method has changed the caller's request")
	}
}

func TestErrorsBeforeAStreamAreThoseOfTheCall(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	body := question("hi")
	body.Model = "x"
	_, err := c.Chat.CreateCompletionStream(t.Context(), body)
	var typed *runtime.Error[client.ErrorResponse]
	if !errors.As(err, &typed) || !errors.Is(err, runtime.ErrNotFound) || typed.InStream || typed.Body.Error.Code.Or("") != "model_not_found" {
		t.Errorf("error %v", err)
	}
}

const piece = `data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}` + "\n\n"

// slow is a server that sends the parts of a stream one by one, and waits for the reader after the last.
func slow(t *testing.T, gone chan<- bool, parts ...string) *client.Client {
	t.Helper()
	return connect(t, runtime.WithBaseURL(listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		for _, part := range parts {
			io.WriteString(w, part)
			http.NewResponseController(w).Flush()
		}
		if gone != nil {
			<-r.Context().Done()
			close(gone)
		}
	}))))
}

func TestAnErrorInTheMiddleOfAStreamIsTyped(t *testing.T) {
	t.Parallel()
	for name, part := range map[string]string{
		"as an event":  "event: error\ndata: {\"error\":{\"message\":\"Too busy.\",\"type\":\"server\",\"code\":\"overloaded\"}}\n\n",
		"as a message": "data: {\"error\":{\"message\":\"Too busy.\",\"type\":\"server\",\"code\":\"overloaded\"}}\n\n",
	} {
		s := must[*stream.Stream[client.ChatCompletionChunk]](t)(slow(t, nil, piece, piece, part).Chat.CreateCompletionStream(t.Context(), question("hi")))
		text, err := said(t, s)
		var typed *runtime.Error[client.ErrorResponse]
		if text != "HiHi" || !errors.As(err, &typed) || typed.Body.Error.Message != "Too busy." || !typed.InStream {
			t.Errorf("%s: said %q, then %v", name, text, err)
		}
	}
}

func TestAStreamThatBreaksOffIsNoSilentEnd(t *testing.T) {
	t.Parallel()
	s := must[*stream.Stream[client.ChatCompletionChunk]](t)(slow(t, nil, piece, `data: {"id":`).Chat.CreateCompletionStream(t.Context(), question("hi")))
	if text, err := said(t, s); text != "Hi" || !errors.Is(err, runtime.ErrTruncated) {
		t.Errorf("said %q, then %v", text, err)
	}
}

func TestLeavingAStreamClosesItsConnection(t *testing.T) {
	t.Parallel()
	gone := make(chan bool)
	s := must[*stream.Stream[client.ChatCompletionChunk]](t)(slow(t, gone, piece).Chat.CreateCompletionStream(t.Context(), question("hi")))
	for range s.All() {
		break
	}
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Error("the server still has a connection")
	}
}

func TestAServerThatDoesNotStreamHidesNothing(t *testing.T) {
	t.Parallel()
	c := connect(t, runtime.WithBaseURL(listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}`)
	}))))
	_, err := c.Chat.CreateCompletionStream(t.Context(), question("hi"))
	var whole *stream.WholeError[client.ChatCompletion]
	if !errors.As(err, &whole) || whole.Body.Choices[0].Message.Content.Or("") != "Hi" {
		t.Errorf("error %v", err)
	}
}

func TestCassetteOfAStream(t *testing.T) {
	t.Parallel()
	c := connect(t, runtime.WithHTTPClient(tape.Client(t, "stream", *record, chat.New(token))))
	s := must[*stream.Stream[client.ChatCompletionChunk]](t)(c.Chat.CreateCompletionStream(t.Context(), question("hello")))
	if text, err := said(t, s); text != "You said: hello" || err != nil {
		t.Errorf("said %q, %v", text, err)
	}
}

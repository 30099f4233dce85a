package chat_test

import (
	"errors"
	"flag"
	"testing"

	client "github.com/apigen-go/apigen/generated/chat"
	"github.com/apigen-go/apigen/generated/internal/server/chat"
	"github.com/apigen-go/apigen/generated/internal/tape"
	"github.com/apigen-go/apigen/runtime"
)

var record = flag.Bool("record", false, "record the cassettes anew")

// recorded returns a client of the cassette, or of a server of its own if it is to be recorded.
func recorded(t *testing.T, name string) *client.Client {
	t.Helper()
	return connect(t, runtime.WithHTTPClient(tape.Client(t, name, *record, chat.New(token))))
}

func TestCassetteOfACompletion(t *testing.T) {
	t.Parallel()
	c := recorded(t, "completion")
	answer := must[*client.ChatCompletion](t)(c.Chat.CreateCompletion(t.Context(), client.CreateChatCompletionRequest{
		Model: "lark-2", Messages: []client.Message{user("hello")},
	}))
	if text := answer.Choices[0].Message.Content.Or(""); text != "You said: hello" {
		t.Errorf("answer %q", text)
	}
}

func TestCassetteOfModels(t *testing.T) {
	t.Parallel()
	c := recorded(t, "models")
	must[*client.ModelList](t)(c.Models.List(t.Context()))
	if _, err := c.Models.Retrieve(t.Context(), "lark-9"); !errors.Is(err, runtime.ErrNotFound) {
		t.Errorf("error %v", err)
	}
}

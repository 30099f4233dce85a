package chat_test

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"

	"github.com/apigen-go/apigen/generated/chat"
	server "github.com/apigen-go/apigen/generated/internal/server/chat"
	"github.com/apigen-go/apigen/runtime"
)

func Example() {
	vendor := httptest.NewServer(server.New("key"))
	defer vendor.Close()

	client, err := chat.New(chat.WithBearerToken("key"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	answer, err := client.Chat.CreateCompletion(context.Background(), chat.CreateChatCompletionRequest{
		Model: "lark-2",
		Messages: []chat.Message{
			{SystemMessage: &chat.SystemMessage{Content: "Be brief."}},
			{UserMessage: &chat.UserMessage{Content: chat.UserMessageContent{Text: new("Good morning!")}}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Choices[0].Message.Content.Or("nothing"))
	// Output: You said: Good morning!
}

// An answer is shown as it is made. Ranging over the stream closes it, also when the loop is left early.
func ExampleChatService_CreateCompletionStream() {
	vendor := httptest.NewServer(server.New("key"))
	defer vendor.Close()

	client, err := chat.New(chat.WithBearerToken("key"), runtime.WithBaseURL(vendor.URL+"/v1"))
	if err != nil {
		log.Fatal(err)
	}
	chunks, err := client.Chat.CreateCompletionStream(context.Background(), chat.CreateChatCompletionRequest{
		Model:    "lark-2",
		Messages: []chat.Message{{UserMessage: &chat.UserMessage{Content: chat.UserMessageContent{Text: new("Good morning!")}}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for chunk, err := range chunks.All() {
		if err != nil {
			log.Fatal(err)
		}
		for _, choice := range chunk.Choices {
			fmt.Print(choice.Delta.Content.Or(""))
		}
	}
	// Output: You said: Good morning!
}

package chat_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	client "github.com/apigen-go/apigen/generated/chat"
	"github.com/apigen-go/apigen/runtime"
)

func TestAConversationWithPartsAndTools(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	answer := must[*client.ChatCompletion](t)(c.Chat.CreateCompletion(t.Context(), client.CreateChatCompletionRequest{
		Model: "lark-2",
		Messages: []client.Message{
			{SystemMessage: &client.SystemMessage{Content: "Be brief."}},
			user("hello"),
			{AssistantMessage: &client.AssistantMessage{Content: runtime.Null[string]()}},
			{UserMessage: &client.UserMessage{Content: client.UserMessageContent{Parts: []client.ContentPart{
				{TextPart: &client.TextPart{Text: "call"}},
				{ImagePart: &client.ImagePart{ImageURL: client.ImagePartImageURL{URL: "https://x.example/a.png", Detail: new(client.ImagePartImageURLDetailLow)}}},
			}}}},
		},
		Stop:        &client.CreateChatCompletionRequestStop{Strings: []string{"."}},
		Temperature: runtime.Value(0.0),
		MaxTokens:   runtime.Null[int64](),
		Tools: []client.Tool{{Function: client.ToolFunction{
			Name: "weather", Parameters: map[string]any{"type": "object"},
		}}},
		ToolChoice: &client.ToolChoice{Mode: new(client.ToolChoiceModeAuto)},
	}))
	const sent = `{"model":"lark-2","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hello"},` +
		`{"role":"assistant","content":null},{"role":"user","content":[{"type":"text","text":"call"},` +
		`{"type":"image_url","image_url":{"url":"https://x.example/a.png","detail":"low"}}]}],"temperature":0,"max_tokens":null,` +
		`"stop":["."],"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}],"tool_choice":"auto"}`
	if diff := cmp.Diff(sent, string(s.Requests(http.MethodPost, "")[0].Body)); diff != "" {
		t.Errorf("the request (-want +got):\n%s", diff)
	}
	choice := answer.Choices[0]
	if choice.FinishReason != client.FinishReasonToolCalls || !choice.Message.Content.IsNull() || len(choice.Message.ToolCalls) != 1 {
		t.Fatalf("choice %+v", choice)
	}
	if call := choice.Message.ToolCalls[0].Function; call.Name != "weather" || call.Arguments != `{"heard":"call (image_url)"}` {
		t.Errorf("call %+v", call)
	}
	if answer.Usage.TotalTokens != 6 || !answer.SystemFingerprint.IsNull() {
		t.Errorf("answer %+v", answer)
	}
}

func TestUnionsByKindGoThereAndBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in      client.CreateEmbeddingRequestInput
		wire    string
		lengths []float64
	}{
		"a text":      {client.CreateEmbeddingRequestInput{Text: new("abc")}, `"abc"`, []float64{3}},
		"no text":     {client.CreateEmbeddingRequestInput{Text: new("")}, `""`, []float64{0}},
		"texts":       {client.CreateEmbeddingRequestInput{Texts: []string{"a", "abcd"}}, `["a","abcd"]`, []float64{1, 4}},
		"tokens":      {client.CreateEmbeddingRequestInput{Tokens: []int64{7, 9007199254740993}}, `[7,9007199254740993]`, []float64{2}},
		"token lists": {client.CreateEmbeddingRequestInput{TokenLists: [][]int64{{1}, {2, 3}}}, `[[1],[2,3]]`, []float64{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := vendor(t)
			list := must[*client.EmbeddingList](t)(c.Embeddings.Create(t.Context(), client.CreateEmbeddingRequest{Model: "lark-2", Input: tc.in}))
			var got []float64
			for _, e := range list.Data {
				got = append(got, e.Embedding[0])
			}
			if diff := cmp.Diff(tc.lengths, got); diff != "" {
				t.Errorf("embeddings (-want +got):\n%s", diff)
			}
			want := `{"model":"lark-2","input":` + tc.wire + `}`
			if diff := cmp.Diff(want, string(s.Requests("", "")[0].Body)); diff != "" {
				t.Errorf("the request (-want +got):\n%s", diff)
			}
			var back client.CreateEmbeddingRequestInput
			if err := json.Unmarshal([]byte(tc.wire), &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.in, back); diff != "" {
				t.Errorf("read again (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEnumValuesThatCameLaterAreKept(t *testing.T) {
	t.Parallel()
	const text = `{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"bored"}`
	var choice client.Choice
	if err := json.Unmarshal([]byte(text), &choice); err != nil || choice.FinishReason != "bored" {
		t.Fatalf("read %+v, %v", choice, err)
	}
	back, err := json.Marshal(choice)
	if err != nil || string(back) != text {
		t.Errorf("written %s, %v", back, err)
	}
}

func TestAModelKeepsMembersThatTheDocumentDoesNotName(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	model := must[*client.Model](t)(c.Models.Retrieve(t.Context(), "lark-2/mini"))
	if model.AdditionalProperties["context_window"] != json.Number("32000") {
		t.Errorf("the extra members are %#v", model.AdditionalProperties)
	}
	if uri := s.Requests("", "")[0].URI; uri != "/v1/models/lark-2%2Fmini" {
		t.Errorf("asked for %s", uri)
	}
	back, err := json.Marshal(model)
	if err != nil || string(back) != `{"id":"lark-2/mini","object":"model","created":1790000001,"owned_by":"chat","context_window":32000}` {
		t.Errorf("written %s, %v", back, err)
	}
	if all := must[*client.ModelList](t)(c.Models.List(t.Context())); len(all.Data) != 2 {
		t.Errorf("models %+v", all)
	}
}

func TestAnUnknownModelIsATypedError(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	_, err := c.Chat.CreateCompletion(t.Context(), client.CreateChatCompletionRequest{Model: "x", Messages: []client.Message{user("hi")}})
	var typed *runtime.Error[client.ErrorResponse]
	if !errors.As(err, &typed) || !errors.Is(err, runtime.ErrNotFound) || typed.Body.Error.Code.Or("") != "model_not_found" {
		t.Errorf("error %v", err)
	}
}

package chat

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

type completionRequest struct {
	Model          string           `json:"model"`
	Messages       []message        `json:"messages"`
	Stream         *bool            `json:"stream"`
	Temperature    *float64         `json:"temperature"`
	MaxTokens      *int             `json:"max_tokens"`
	Stop           json.RawMessage  `json:"stop"`
	Tools          []tool           `json:"tools"`
	ToolChoice     json.RawMessage  `json:"tool_choice"`
	ResponseFormat json.RawMessage  `json:"response_format"`
	LogitBias      map[string]int64 `json:"logit_bias"`
	User           string           `json:"user"`
}

type message struct {
	Role       string          `json:"role"`
	Content    json.RawMessage `json:"content"`
	Name       string          `json:"name"`
	Refusal    *string         `json:"refusal"`
	ToolCalls  json.RawMessage `json:"tool_calls"`
	ToolCallID string          `json:"tool_call_id"`
}

type tool struct {
	Type     string `json:"type"`
	Function struct {
		Name        string         `json:"name"`
		Description string         `json:"description"`
		Parameters  map[string]any `json:"parameters"`
		Strict      *bool          `json:"strict"`
	} `json:"function"`
}

func (s *Server) complete(w http.ResponseWriter, r *http.Request) {
	var in completionRequest
	if err := stage.Decode(r.Body, &in); err != nil {
		fail(w, http.StatusBadRequest, "", "invalid_body", err.Error())
		return
	}
	if len(in.Messages) == 0 {
		fail(w, http.StatusBadRequest, "messages", "missing_messages", "There is nothing to answer.")
		return
	}
	if !strings.HasPrefix(in.Model, "lark-") {
		fail(w, http.StatusNotFound, "model", "model_not_found", "There is no such model.")
		return
	}
	heard, err := in.Messages[len(in.Messages)-1].text()
	if err != nil {
		fail(w, http.StatusBadRequest, "messages", "invalid_content", err.Error())
		return
	}
	s.counter++
	c := completion{id: fmt.Sprintf("chat-%d", s.counter), created: s.Now().Unix(), model: in.Model, tools: in.Tools, heard: heard}
	if in.Stream != nil && *in.Stream {
		c.stream(w)
		return
	}
	stage.JSON(w, http.StatusOK, c.whole())
}

// text joins the text of a message, which is a string or a list of parts.
func (m message) text() (string, error) {
	var text string
	if err := json.Unmarshal(m.Content, &text); err == nil {
		return text, nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(m.Content, &parts); err != nil {
		return "", fmt.Errorf("content must be a text or a list of parts")
	}
	var words []string
	for _, p := range parts {
		switch p.Type {
		case "text":
			words = append(words, p.Text)
		case "image_url", "file":
			words = append(words, "("+p.Type+")")
		default:
			return "", fmt.Errorf("parts of type %q are not supported", p.Type)
		}
	}
	return strings.Join(words, " "), nil
}

// completion is one answer before it is written.
type completion struct {
	id      string
	created int64
	model   string
	tools   []tool
	heard   string
}

// answer repeats what was heard; with tools, and if asked to, it calls the first one instead.
func (c completion) answer() (content any, calls []map[string]any, reason string) {
	if len(c.tools) == 0 || !strings.HasPrefix(c.heard, "call") {
		return "You said: " + c.heard, nil, "stop"
	}
	return nil, []map[string]any{{
		"id": "call_1", "type": "function",
		"function": map[string]any{"name": c.tools[0].Function.Name, "arguments": `{"heard":"` + c.heard + `"}`},
	}}, "tool_calls"
}

func (c completion) usage() map[string]any {
	n := len(strings.Fields(c.heard))
	return map[string]any{"prompt_tokens": n, "completion_tokens": n + 2, "total_tokens": 2*n + 2}
}

func (c completion) whole() map[string]any {
	content, calls, reason := c.answer()
	m := map[string]any{"role": "assistant", "content": content, "refusal": nil}
	if calls != nil {
		m["tool_calls"] = calls
	}
	return map[string]any{
		"id": c.id, "object": "chat.completion", "created": c.created, "model": c.model, "system_fingerprint": nil,
		"choices": []any{map[string]any{"index": 0, "message": m, "finish_reason": reason}}, "usage": c.usage(),
	}
}

// stream writes the answer word by word as server-sent events.
func (c completion) stream(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	content, _, reason := c.answer()
	text, _ := content.(string)
	for i, word := range strings.SplitAfter(text, " ") {
		delta := map[string]any{"content": word}
		if i == 0 {
			delta["role"] = "assistant"
		}
		c.send(w, delta, nil, nil)
	}
	c.send(w, map[string]any{}, reason, c.usage())
	fmt.Fprint(w, "data: [DONE]\n\n")
}

func (c completion) send(w http.ResponseWriter, delta map[string]any, reason, usage any) {
	data, err := json.Marshal(map[string]any{
		"id": c.id, "object": "chat.completion.chunk", "created": c.created, "model": c.model, "usage": usage,
		"choices": []any{map[string]any{"index": 0, "delta": delta, "finish_reason": reason}},
	})
	if err != nil {
		panic(err) // unreachable: only our own values are in it
	}
	fmt.Fprintf(w, "data: %s\n\n", data)
	_ = http.NewResponseController(w).Flush() // a writer that cannot flush sends everything at the end
}

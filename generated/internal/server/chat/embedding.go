package chat

import (
	"encoding/json"
	"net/http"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

type embeddingRequest struct {
	Model          string          `json:"model"`
	Input          json.RawMessage `json:"input"`
	Dimensions     *int            `json:"dimensions"`
	EncodingFormat string          `json:"encoding_format"`
}

// embed answers each input with its length as a vector, which is all that these models understand.
func (s *Server) embed(w http.ResponseWriter, r *http.Request) {
	var in embeddingRequest
	if err := stage.Decode(r.Body, &in); err != nil {
		fail(w, http.StatusBadRequest, "", "invalid_body", err.Error())
		return
	}
	lengths := lengths(in.Input)
	if lengths == nil {
		fail(w, http.StatusBadRequest, "input", "invalid_input", "The input is neither text nor tokens.")
		return
	}
	data := make([]any, len(lengths))
	total := 0
	for i, n := range lengths {
		data[i] = map[string]any{"object": "embedding", "index": i, "embedding": []float64{float64(n), 0.5}}
		total += n
	}
	stage.JSON(w, http.StatusOK, map[string]any{
		"object": "list", "data": data, "model": in.Model,
		"usage": map[string]any{"prompt_tokens": total, "completion_tokens": 0, "total_tokens": total},
	})
}

// lengths returns the length of each input: characters of a text, or tokens.
func lengths(input json.RawMessage) []int {
	var text string
	var texts []string
	var tokens []int
	var lists [][]int
	switch {
	case json.Unmarshal(input, &text) == nil:
		return []int{len(text)}
	case json.Unmarshal(input, &texts) == nil:
		return measure(texts, func(s string) int { return len(s) })
	case json.Unmarshal(input, &tokens) == nil:
		return []int{len(tokens)}
	case json.Unmarshal(input, &lists) == nil:
		return measure(lists, func(l []int) int { return len(l) })
	}
	return nil
}

func measure[T any](items []T, size func(T) int) []int {
	out := make([]int, len(items))
	for i, item := range items {
		out[i] = size(item)
	}
	return out
}

package chat_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/chat"
	"github.com/apigen-go/apigen/generated/internal/server/script"
	"github.com/apigen-go/apigen/generated/internal/validate"
)

const caller = "Authorization: Bearer secret"

// upload is a body with the boundary "b".
var upload = strings.ReplaceAll(`--b
Content-Disposition: form-data; name="file"; filename="a.jsonl"
Content-Type: application/octet-stream

{"a":1}
--b
Content-Disposition: form-data; name="purpose"

batch
--b--
`, "\n", "\r\n")

func TestTheServerKeepsWhatTheDocumentPromises(t *testing.T) {
	t.Parallel()
	h := validate.Exchanges(t, "chat.yaml", chat.New("secret"))
	script.Play(t, h, caller, []script.Step{
		{Name: "a text", Do: "POST /v1/chat/completions", Body: `{"model":"lark-2","messages":[{"role":"user","content":"hello"}]}`,
			Status: 200, Want: []string{"You said: hello", `"finish_reason":"stop"`}},
		{Name: "parts", Do: "POST /v1/chat/completions", Status: 200, Want: []string{"You said: what (image_url)"},
			Body: `{"model":"lark-2","messages":[{"role":"user","content":[{"type":"text","text":"what"},{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]}`},
		{Name: "a tool", Do: "POST /v1/chat/completions", Status: 200, Want: []string{`"finish_reason":"tool_calls"`, `"name":"weather"`},
			Body: `{"model":"lark-2","messages":[{"role":"user","content":"call it"}],"tools":[{"type":"function","function":{"name":"weather"}}]}`},
		{Name: "a stream", Do: "POST /v1/chat/completions", Body: `{"model":"lark-2","stream":true,"messages":[{"role":"user","content":"hi"}]}`,
			Status: 200, Want: []string{"Content-Type: text/event-stream", `"content":"said: "`, "data: [DONE]\n\n"}},
		{Name: "an embedding", Do: "POST /v1/embeddings", Body: `{"model":"lark-2","input":["ab","abc"]}`, Status: 200, Want: []string{`"embedding":[3,0.5]`}},
		{Name: "tokens", Do: "POST /v1/embeddings", Body: `{"model":"lark-2","input":[1,2,3]}`, Status: 200, Want: []string{`"embedding":[3,0.5]`}},
		{Name: "models", Do: "GET /v1/models", Status: 200, Want: []string{"lark-2/mini", "context_window"}},
		{Name: "a model with a slash", Do: "GET /v1/models/lark-2%2Fmini", Status: 200, Want: []string{"lark-2/mini"}},
		{Name: "no files", Do: "GET /v1/files", Status: 200, Want: []string{`"data":[]`, `"last_id":null`}},
		{Name: "an upload", Do: "POST /v1/files", Header: "Content-Type: multipart/form-data; boundary=b", Body: upload, Status: 200,
			Want: []string{`"id":"file-5"`, `"bytes":7`, `"filename":"a.jsonl"`}},
		{Name: "its description", Do: "GET /v1/files/file-5", Status: 200, Want: []string{"batch"}},
		{Name: "its bytes", Do: "GET /v1/files/file-5/content", Status: 200, Want: []string{`{"a":1}`}},
		{Name: "files of a purpose", Do: "GET /v1/files?purpose=vision", Status: 200, Not: []string{"file-5"}},
		{Name: "it is deleted", Do: "DELETE /v1/files/file-5", Status: 200, Want: []string{`"deleted":true`}},
		{Name: "and gone", Do: "GET /v1/files/file-5", Status: 404, Want: []string{"file_not_found"}},
	})
}

func TestTheServerRefusesWhatTheDocumentForbids(t *testing.T) {
	t.Parallel()
	script.Play(t, chat.New("secret"), caller, []script.Step{
		{Name: "no key", Do: "GET /v1/models", Header: "Authorization: -", Status: 401, Want: []string{"invalid_api_key"}},
		{Name: "no messages", Do: "POST /v1/chat/completions", Body: `{"model":"lark-2","messages":[]}`, Status: 400},
		{Name: "another model", Do: "POST /v1/chat/completions", Body: `{"model":"x","messages":[{"role":"user","content":""}]}`, Status: 404},
		{Name: "a part that is not known", Do: "POST /v1/chat/completions", Status: 400, Want: []string{"not supported"},
			Body: `{"model":"lark-2","messages":[{"role":"user","content":[{"type":"smell"}]}]}`},
		{Name: "no multipart", Do: "POST /v1/files", Body: "file=a", Status: 400},
	})
}

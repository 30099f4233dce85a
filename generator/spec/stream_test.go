package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

// sketchStream is a stream in one line: framing, item, what is set.
func sketchStream(s *api.Stream) string {
	if s == nil {
		return "none"
	}
	words := []string{s.Framing}
	if s.Item != nil {
		id := string(s.Item.ID)
		words = append(words, id[strings.LastIndex(id, "/")+1:])
	}
	for _, flag := range []struct {
		word string
		set  bool
	}{{"text", s.Text}, {"envelope", s.Envelope}, {"ownError", s.OwnError}, {"resumable", s.Resumable}} {
		if flag.set {
			words = append(words, flag.word)
		}
	}
	if len(s.TextEvents) > 0 {
		words = append(words, fmt.Sprintf("texts=%v", s.TextEvents))
	}
	if s.End != "" {
		words = append(words, "end="+s.End)
	}
	if s.Failure != nil {
		id := string(s.Failure.ID)
		words = append(words, "failure="+id[strings.LastIndex(id, "/")+1:])
	}
	if s.Switch != nil {
		words = append(words, fmt.Sprintf("%s.%s=%s", s.Switch.In, s.Switch.Name, s.Switch.Value))
		if s.Switch.IsDefault {
			words = append(words, "default")
		}
	}
	return strings.Join(words, " ")
}

// streamDocument is a document with one operation, and schemas to refer to.
func streamDocument(operation string) string {
	return `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/x":{"post":` + operation + `}},"components":{"schemas":{
"Chunk":{"type":"object","properties":{"text":{"type":"string"}}},
"Job":{"type":"object","properties":{"error":{"type":"string"}}},
"Whole":{"type":"object","properties":{"text":{"type":"string"},"n":{"type":"integer"}}},
"DataEvent":{"type":"object","required":["data"],"properties":{"data":{"$ref":"#/components/schemas/Chunk"}}},
"TextEvent":{"type":"object","required":["data"],"properties":{"event":{"type":"string"},"data":{"type":"string"}}},
"DoneEvent":{"type":"object","properties":{"data":{"type":"string","enum":["[DONE]"]}}},
"ListBody":{"type":"object","properties":{"data":{"type":"array","items":{"$ref":"#/components/schemas/Chunk"}}}},
"A":{"type":"object","required":["event","data"],"properties":{"event":{"const":"a"},"data":{"$ref":"#/components/schemas/Chunk"},"extra":{"type":"boolean"}}},
"B":{"type":"object","required":["event","data"],"properties":{"event":{"const":"b"},"data":{"type":"string"}}},
"E":{"type":"object","required":["event","data"],"properties":{"event":{"const":"error"},"data":{"$ref":"#/components/schemas/Job"}}},
"Delta":{"type":"object","required":["type"],"properties":{"type":{"const":"delta"},"text":{"type":"string"}}},
"Wrong":{"type":"object","required":["type"],"properties":{"type":{"const":"error"},"message":{"type":"string"}}}
}}}`
}

func TestWhatStreamsAre(t *testing.T) {
	t.Parallel()
	ref := func(name string) string { return `{"$ref":"#/components/schemas/` + name + `"}` }
	answers := func(content string) string {
		return `{"responses":{"200":{"description":"","content":{` + content + `}}}}`
	}
	events := func(schema string) string { return answers(`"text/event-stream":{"schema":` + schema + `}`) }
	oneOf := func(names ...string) string {
		refs := []string{}
		for _, name := range names {
			refs = append(refs, ref(name))
		}
		return `{"oneOf":[` + strings.Join(refs, ",") + `]}`
	}
	sends := func(properties string) string {
		return `{"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{` + properties + `}}}}},"responses":{"200":{"description":"","content":{"text/event-stream":{"schema":` + ref("Chunk") + `}}}}}`
	}
	for name, tc := range map[string]struct{ operation, want string }{
		"JSON is none":                       {answers(`"application/json":{"schema":` + ref("Chunk") + `}`), "none"},
		"events of a type":                   {events(ref("Chunk")), "events Chunk"},
		"parameters of the media type":       {answers(`"text/event-stream; charset=utf-8":{"schema":` + ref("Chunk") + `}`), "events Chunk"},
		"a list of items":                    {events(`{"type":"array","items":` + ref("Chunk") + `}`), "events Chunk"},
		"an itemSchema before a schema":      {answers(`"text/event-stream":{"schema":{"type":"string"},"itemSchema":` + ref("Chunk") + `}`), "events Chunk"},
		"nothing said of events":             {answers(`"text/event-stream":{}`), "events text"},
		"events of any type":                 {events(`{}`), "events text"},
		"a string":                           {events(`{"type":"string"}`), "events text"},
		"items with an error of their own":   {events(ref("Job")), "events Job ownError"},
		"an envelope":                        {events(ref("DataEvent")), "events Chunk"},
		"an envelope of text":                {events(ref("TextEvent")), "events text"},
		"a list is no envelope":              {events(ref("ListBody")), "events ListBody"},
		"an envelope and a last word":        {events(oneOf("DataEvent", "DoneEvent")), "events Chunk end=[DONE]"},
		"envelopes by name":                  {events(oneOf("A", "B", "E")), "events schema envelope texts=[b] failure=Job"},
		"what JSON has too is no envelope":   {answers(`"application/json":{"schema":` + ref("DataEvent") + `},"text/event-stream":{"schema":` + ref("DataEvent") + `}`), "events DataEvent"},
		"a last word beside the data":        {events(`{"oneOf":[` + ref("Chunk") + `,{"const":"bye","type":"string"}]}`), "events Chunk end=bye"},
		"a last word in an extension":        {answers(`"text/event-stream":{"x-speakeasy-sse-sentinel":"[END]","schema":` + ref("Chunk") + `}`), "events Chunk end=[END]"},
		"a variant that is an error":         {events(oneOf("Delta", "Wrong")), "events schema failure=Wrong"},
		"JSON in a string":                   {events(`{"type":"object","properties":{"data":{"type":"string","contentMediaType":"application/json","contentSchema":` + ref("Chunk") + `}}}`), "events Chunk"},
		"lines":                              {answers(`"application/x-ndjson":{"schema":` + ref("Chunk") + `}`), "lines Chunk"},
		"lines that look like other JSON":    {answers(`"application/stream+json":{"schema":` + ref("Chunk") + `}`), "lines Chunk"},
		"lines of nothing known":             {answers(`"application/jsonl":{}`), "lines ownError"},
		"a file of lines is none":            {answers(`"application/jsonl":{"schema":{"type":"string","format":"binary"}}`), "none"},
		"a sequence":                         {answers(`"application/json-seq":{"schema":` + ref("Chunk") + `}`), "sequence Chunk"},
		"a sequence of a kind of its own":    {answers(`"application/geo+json-seq":{"schema":` + ref("Chunk") + `}`), "sequence Chunk"},
		"events before lines":                {answers(`"application/x-ndjson":{"schema":` + ref("Job") + `},"text/event-stream":{"schema":` + ref("Chunk") + `}`), "events Chunk"},
		"a switch":                           {sends(`"stream":{"type":"boolean"}`), "events Chunk body.stream=true"},
		"a switch that may be null":          {sends(`"stream":{"type":["boolean","null"],"default":true}`), "events Chunk body.stream=true default"},
		"a switch that is always off":        {sends(`"stream":{"type":"boolean","enum":[false]}`), "events Chunk"},
		"a format as a switch":               {sends(`"stream_format":{"type":"string","enum":["sse","audio"]}`), `events Chunk body.stream_format="sse"`},
		"a text called stream is no switch":  {sends(`"stream":{"type":"string"}`), "events Chunk"},
		"a parameter as a switch":            {`{"parameters":[{"name":"stream","in":"query","schema":{"type":"boolean"}}],` + events(ref("Chunk"))[1:], "events Chunk query.stream=true"},
		"one that can be resumed":            {`{"parameters":[{"name":"Last-Event-ID","in":"header","schema":{"type":"string"}}],` + events(ref("Chunk"))[1:], "events Chunk resumable"},
		"an error that comes in events":      {`{"responses":{"400":{"description":"","content":{"text/event-stream":{}}}}}`, "none"},
		"a default that is the only success": {`{"responses":{"default":{"description":"","content":{"text/event-stream":{}}}}}`, "events text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, diags := load(t, map[string]string{"a.yaml": streamDocument(tc.operation)})
			if a == nil || len(a.Operations) != 1 {
				t.Fatalf("diagnostics %v", diags)
			}
			s := a.Operations[0].Stream
			if diff := cmp.Diff(tc.want, sketchStream(s)); diff != "" {
				t.Errorf("stream (-want +got):\n%s", diff)
			}
			if s != nil && s.Why == "" {
				t.Error("the verdict has no reason")
			}
		})
	}
}

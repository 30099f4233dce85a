package standin

import (
	"bytes"
	"encoding/json"

	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/internal/synth"
)

// itemsOf is the schema of one item, where a document describes a stream as the list of all of them.
func (d *Document) itemsOf(schema *node.Node) *node.Node {
	if items := d.follow(schema).Get("items"); items != nil {
		return items
	}
	return schema
}

// fillEvent writes one server-sent event. An object of an event's fields is the event; anything else is its data.
func (d *Document) fillEvent(a *Answer, schema *node.Node, r synth.Recipe) {
	if schema == nil {
		a.Body = []byte("data: {}\n\n")
		return
	}
	d.fillJSON(a, schema, r)
	var event struct {
		Event, ID string
		Data      json.RawMessage
	}
	var out bytes.Buffer
	data := a.Body
	if json.Unmarshal(a.Body, &event) == nil && event.Data != nil && event.Data[0] != '[' {
		data = event.Data
		if event.Event != "" {
			out.WriteString("event: " + event.Event + "\n")
		}
	}
	var text string
	if json.Unmarshal(data, &text) == nil {
		data = bytes.ReplaceAll([]byte(text), []byte("\n"), []byte("\ndata: "))
	}
	a.Value = json.RawMessage(a.Body)
	a.Body = append(append(append(out.Bytes(), "data: "...), data...), "\n\n"...)
}

package generator

import (
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// stream reads how an answer comes item by item, or false, or none, for not at all:
//
//	"POST /chat": {stream: {item: ChatChunk, end: "[DONE]"}}
//	"GET /export": {stream: {framing: lines, media: application/jsonl, item: Row}}
//	"GET /report": {stream: false}
func (d *decoder) stream(to **plan.StreamRule) func(*node.Node) {
	return func(n *node.Node) {
		r := &plan.StreamRule{Pos: n.Pos()}
		*to = r
		if n.Is(node.Bool) || n.Is(node.String) && n.Text == "none" {
			r.None = !n.True()
			return
		}
		if !n.Is(node.Object) {
			d.mismatch(n, "true, false, or what it streams: {item: ChatChunk, end: \"[DONE]\"}")
			return
		}
		d.object(n, "stream", []key{
			{"item", d.text(&r.Item)}, {"framing", d.oneOf(&r.Framing, "events", "lines", "sequence")}, {"media", d.text(&r.Media)},
			{"envelope", d.flag(&r.Envelope)}, {"end", d.text(&r.End)}, {"switch", d.text(&r.Switch)},
		})
	}
}

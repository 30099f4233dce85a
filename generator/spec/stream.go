package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// detectStreams finds successes that arrive item by item. The media type decides: what it frames is known even where the
// document does not say what the items are.
func (l *lowerer) detectStreams() {
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		if op.Method != "HEAD" {
			op.Stream = streamOf(l.out, op)
		}
	}
}

// streamOf is the first stream among the successes, events before lines.
func streamOf(a *api.API, op *api.Operation) *api.Stream {
	for _, framing := range []string{"events", "lines", "sequence"} {
		for _, r := range successes(op) {
			for _, m := range r.Content {
				if framingOf(m.Type) != framing {
					continue
				}
				s := &api.Stream{Status: r.Status, Media: m.Type, Framing: framing, End: m.End}
				d := streamReader{a, s}
				if !d.read(m, jsonMedia(r.Content)) {
					continue
				}
				s.Switch = switchOf(a, op)
				s.Resumable = slices.ContainsFunc(op.Params, func(p api.Param) bool { return p.In == "header" && normalised(p.Name) == "lasteventid" })
				s.Why = d.why(m)
				return s
			}
		}
	}
	return nil
}

// successes are the responses that mean success: the default one if none else does.
func successes(op *api.Operation) []api.Response {
	var out []api.Response
	for _, r := range op.Responses {
		if strings.HasPrefix(r.Status, "2") {
			out = append(out, r)
		}
	}
	if len(out) == 0 && len(op.Responses) == 1 && op.Responses[0].Status == "default" {
		return op.Responses
	}
	return out
}

// framingOf tells how a media type parts its items, "" if it has none.
func framingOf(mediaType string) string {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	switch name = strings.TrimSpace(name); name {
	case "text/event-stream":
		return "events"
	case "application/x-ndjson", "application/ndjson", "application/x-jsonlines", "application/jsonlines", "application/json-lines",
		"application/jsonl", "application/x-jsonl", "application/x-json-stream", "application/stream+json", "application/x-json-lines",
		"text/x-ndjson", "text/ndjson", "text/jsonl", "text/x-jsonl":
		return "lines"
	case "application/json-seq":
		return "sequence"
	}
	if strings.HasSuffix(name, "+json-seq") {
		return "sequence"
	}
	return ""
}

func jsonMedia(content []api.Media) *api.Use {
	for _, m := range content {
		if strings.HasPrefix(strings.ToLower(m.Type), "application/json") && framingOf(m.Type) == "" {
			return m.Schema
		}
	}
	return nil
}

// streamReader finds out what the items of a stream are.
type streamReader struct {
	api *api.API
	out *api.Stream
}

// read reports whether the stream can be told apart into items. whole is what the operation answers in JSON, nil for none.
func (d streamReader) read(m api.Media, whole *api.Use) bool {
	item := m.ItemSchema
	if item == nil && m.Schema != nil {
		item = m.Schema
		if s := d.schema(item); s.Kind == api.Array && len(s.Prefix) == 0 {
			item = s.Items
		}
	}
	if d.out.Framing != "events" {
		return d.readLine(item)
	}
	same := item != nil && whole != nil && item.ID == whole.ID
	d.readEvent(item, same)
	return true
}

// readLine leaves alone what the document describes as one text or file.
func (d streamReader) readLine(item *api.Use) bool {
	if item != nil && d.schema(item).Kind == api.String {
		return false
	}
	d.item(item)
	return true
}

// readEvent decides whether a schema describes the data of an event or the whole of it. What JSON has too is no event.
func (d streamReader) readEvent(item *api.Use, inJSON bool) {
	switch {
	case item == nil:
		d.out.Text = true
	case !inJSON && d.isEnvelope(*item):
		d.readData(*item)
	case !inJSON && d.schema(item).Kind == api.Union && d.areEnvelopes(*item):
		d.readEnvelopes(*item)
	default:
		d.value(*item)
	}
}

// value takes a schema as that of an event's data.
func (d streamReader) value(use api.Use) {
	use = d.withoutEnd(use)
	s := d.schema(&use)
	switch {
	case s.Kind == api.String && s.Content != nil:
		d.item(s.Content)
	case s.Kind == api.String:
		d.out.Text = true
		if len(s.Enum) > 0 {
			d.out.Item = &use
		}
	case s.Kind == api.Any:
		d.out.Text = true
	default:
		d.item(&use)
	}
}

// item notes what items are, and which of their members could be taken for an error.
func (d streamReader) item(use *api.Use) {
	if use == nil || d.schema(use).Kind == api.Any && d.schema(use).Name == "" {
		d.out.OwnError = true // nothing is known of them
		return
	}
	d.out.Item = use
	d.out.OwnError = d.hasError(*use, 3)
	if d.out.Failure == nil {
		d.out.Failure = d.failureOf(*use)
	}
}

func (d streamReader) schema(use *api.Use) *api.Schema {
	if s := d.api.Schemas[use.ID]; s != nil {
		return s
	}
	return &api.Schema{Kind: api.Any}
}

// hasError tells whether items have a member called error of their own.
func (d streamReader) hasError(use api.Use, depth int) bool {
	s := d.schema(&use)
	if slices.ContainsFunc(s.Properties, func(p api.Property) bool { return p.Name == "error" }) {
		return true
	}
	return depth > 0 && slices.ContainsFunc(s.Variants, func(v api.Variant) bool { return d.hasError(v.Schema, depth-1) })
}

// failureOf is the variant that stands for an error, by the value of the discriminator.
func (d streamReader) failureOf(use api.Use) *api.Use {
	s := d.schema(&use)
	for i := range s.Variants {
		if s.Discriminator != nil && slices.Contains(s.Variants[i].Values, `"error"`) && s.Discriminator.Property != "event" {
			return &s.Variants[i].Schema
		}
	}
	return nil
}

// withoutEnd finds, among what the data may be, a text that ends the stream: oneOf a chunk and "[DONE]".
func (d streamReader) withoutEnd(use api.Use) api.Use {
	s := d.schema(&use)
	var rest []api.Use
	end := ""
	for _, v := range s.Variants {
		if text := d.constant(v.Schema); text != "" && end == "" {
			end = text
			continue
		}
		rest = append(rest, v.Schema)
	}
	texts := slices.ContainsFunc(rest, func(u api.Use) bool { return d.schema(&u).Kind == api.String })
	if end == "" || texts || len(rest) == 0 {
		return use
	}
	d.endsWith(end)
	if len(rest) == 1 {
		return rest[0]
	}
	return use
}

func (d streamReader) endsWith(end string) {
	if d.out.End == "" {
		d.out.End = end
	}
}

// constant is the only value of a text, "" if there are others.
func (d streamReader) constant(use api.Use) string {
	s := d.schema(&use)
	if s.Kind != api.String || len(s.Enum) != 1 {
		return ""
	}
	return textOf(s.Enum[0].Value)
}

// why says what the verdict rests on.
func (d streamReader) why(m api.Media) string {
	why := fmt.Sprintf("the response has the media type %s", m.Type)
	switch s := d.out; {
	case s.Envelope:
		why += ", and its schema describes whole events"
	case s.Text:
		why += ", and nothing says that its items are more than text"
	case s.Item == nil:
		why += ", and nothing says what its items are"
	case m.ItemSchema != nil:
		why += " and an itemSchema"
	}
	if s := d.out.Switch; s != nil {
		why += fmt.Sprintf("; %s %q asks for it", map[string]string{"body": "the member", "query": "the parameter"}[s.In], s.Name)
	}
	return why
}

// contentOf is the schema of the JSON that is in a string, for documents that say so.
func (l *lowerer) contentOf(it *item) *api.Use {
	for _, p := range it.parts {
		if isJSON(p.node.Get("contentMediaType").Str()) && p.node.Get("contentSchema") != nil {
			return l.maybe(p.child("contentSchema"))
		}
	}
	return nil
}

package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// StreamRule is what the user says of an answer that may come item by item.
type StreamRule struct {
	None     bool     // it does not
	Framing  string   // events, lines or sequence; "": as the document has it, else by the name of Media, else events
	Media    string   // its media type; "": as the document has it, else the usual one of the framing
	Item     string   // a component, by name or JSON pointer; "": as the document has it, else the schema of the response
	Envelope bool     // items are whole events, of "event", "data" and "id", and not the data of events
	End      string   // data of the event that ends the stream: "[DONE]"
	Switch   string   // boolean member of the body, or query parameter, that asks for it; "": as the document has it, else stream
	Pos      diag.Pos // where it is written

	pattern bool // written for many operations
}

// usualMedia are the media types of streams whose document has none.
var usualMedia = map[string]string{"events": "text/event-stream", "lines": "application/x-ndjson", "sequence": "application/json-seq"}

// overruleStream lays what the user says of a stream over what the document says.
func (b *builder) overruleStream(op *operation, rule *StreamRule) {
	switch {
	case rule == nil:
		return
	case rule.None:
		op.Stream = nil
		return
	}
	s, wrong := b.ruledStream(op, rule)
	if wrong == nil {
		op.Stream = s
		return
	}
	severity := diag.Warning
	if rule.pattern {
		severity = diag.Note
	}
	b.diags.Add(diag.Diagnostic{Severity: severity, Pos: rule.Pos, Code: "stream-rule", Hint: wrong.hint,
		Message: fmt.Sprintf("the configuration says how %s streams, but %s", op.key, wrong.problem)})
}

// ruledStream is the stream that the rule describes. What it leaves out is as the document has it, if that has the same framing.
func (b *builder) ruledStream(op *operation, rule *StreamRule) (*api.Stream, *misfit) {
	response := streamResponse(op)
	if response == nil || op.Method == "HEAD" {
		return nil, &misfit{"it has no success with a body", "leave it out"}
	}
	found := op.Stream
	if found == nil || rule.Framing != "" && rule.Framing != found.Framing || rule.Media != "" && rule.Media != found.Media {
		found = &api.Stream{Status: response.Status}
	}
	out := *found
	out.Framing = cmp.Or(rule.Framing, found.Framing, framingBy(rule.Media), "events")
	out.Media = cmp.Or(rule.Media, found.Media, usualMedia[out.Framing])
	out.End = cmp.Or(rule.End, found.End)
	out.Why = "the configuration says that it streams"
	if out.Framing != "events" && (rule.Envelope || rule.End != "") {
		return nil, &misfit{"envelope and end are about events", "say framing: events, or leave them out"}
	}
	if wrong := b.ruledItem(response, rule, &out); wrong != nil {
		return nil, wrong
	}
	return &out, b.ruledSwitch(op, rule, &out)
}

// streamResponse is the success that may be a stream: the first that has content, else the first.
func streamResponse(op *operation) *api.Response {
	var first *api.Response
	for i := range op.Responses {
		r := &op.Responses[i]
		isOnly := r.Status == "default" && len(op.Responses) == 1
		if !strings.HasPrefix(r.Status, "2") && !isOnly || r.Status == "204" {
			continue
		}
		if len(r.Content) > 0 {
			return r
		}
		first = cmp.Or(first, r)
	}
	return first
}

// framingBy is how a media type frames items, as far as its name tells.
func framingBy(media string) string {
	switch {
	case media == "":
		return ""
	case strings.Contains(media, "event-stream"):
		return "events"
	case strings.Contains(media, "json-seq"):
		return "sequence"
	}
	return "lines"
}

// ruledItem finds what the items are.
func (b *builder) ruledItem(r *api.Response, rule *StreamRule, out *api.Stream) *misfit {
	switch {
	case rule.Item != "":
		id, wrong := b.componentNamed(rule.Item)
		if wrong != nil {
			return wrong
		}
		out.Item = &api.Use{ID: id}
	case rule.Envelope != out.Envelope && rule.Envelope, out.Item == nil && !out.Text:
		out.Item = b.schemaOf(r, out.Media)
	default:
		return nil
	}
	b.describeItem(rule, out)
	return nil
}

// schemaOf is what a response holds in the media type, else in JSON: of an array, its items.
func (b *builder) schemaOf(r *api.Response, mediaType string) *api.Use {
	at := slices.IndexFunc(r.Content, func(m api.Media) bool { return m.Type == mediaType })
	if at < 0 {
		at = slices.IndexFunc(r.Content, func(m api.Media) bool { return b.mediaOf(m) <= jsonSuffixMedia })
	}
	if at < 0 || r.Content[at].Schema == nil {
		return nil
	}
	if s := b.schema(r.Content[at].Schema.ID); s.Kind == api.Array && s.Items != nil {
		return s.Items
	}
	return r.Content[at].Schema
}

// describeItem notes what follows from the item: text, whole events, members that could be taken for an error.
func (b *builder) describeItem(rule *StreamRule, out *api.Stream) {
	out.Text, out.Envelope, out.TextEvents, out.OwnError, out.Failure = false, false, nil, false, nil
	if out.Item == nil || b.schema(out.Item.ID).Kind == api.Any && b.schema(out.Item.ID).Name == "" { // nothing is known of them
		out.Item, out.Text, out.OwnError = nil, out.Framing == "events", out.Framing != "events"
		return
	}
	s := b.schema(out.Item.ID)
	out.Envelope = rule.Envelope
	out.Text = out.Framing == "events" && s.Kind == api.String && s.Content == nil
	out.OwnError = b.hasMember(out.Item.ID, "error", 3)
	if out.Envelope {
		out.TextEvents = b.textEvents(out.Item.ID)
	}
}

// hasMember tells schemas with a member of the name, at most so many unions deep.
func (b *builder) hasMember(id api.ID, name string, depth int) bool {
	s := b.schema(id)
	if slices.ContainsFunc(s.Properties, func(p api.Property) bool { return p.Name == name }) {
		return true
	}
	return depth > 0 && slices.ContainsFunc(s.Variants, func(v api.Variant) bool { return b.hasMember(v.Schema.ID, name, depth-1) })
}

// textEvents are the names of events whose data is text; "*" if all data is.
func (b *builder) textEvents(id api.ID) []string {
	if b.hasTextData(id) {
		return []string{"*"}
	}
	var names []string
	for _, v := range b.schema(id).Variants {
		if !b.hasTextData(v.Schema.ID) {
			continue
		}
		for _, p := range b.schema(v.Schema.ID).Properties {
			if p.Name == "event" {
				for _, e := range b.schema(p.Schema.ID).Enum {
					names = append(names, strings.Trim(string(e.Value), `"`))
				}
			}
		}
	}
	return names
}

func (b *builder) hasTextData(id api.ID) bool {
	return slices.ContainsFunc(b.schema(id).Properties, func(p api.Property) bool {
		return p.Name == "data" && b.schema(p.Schema.ID).Kind == api.String
	})
}

// componentNamed finds a schema by its name among the components, or by its JSON pointer.
func (b *builder) componentNamed(name string) (api.ID, *misfit) {
	if b.schemas[api.ID(name)] != nil {
		return api.ID(name), nil
	}
	known := map[string]api.ID{}
	for _, id := range b.ids {
		if s := b.schemas[id]; s.Name != "" {
			known[s.Name] = id
		}
	}
	if id, ok := known[name]; ok {
		return id, nil
	}
	return "", &misfit{fmt.Sprintf("there is no component %q", name), meant(name, slices.Sorted(maps.Keys(known)))}
}

// ruledSwitch finds what a request says to get the stream. That the rule names has to be there; stream is looked for anyway.
func (b *builder) ruledSwitch(op *operation, rule *StreamRule, out *api.Stream) *misfit {
	if rule.Switch == "" && out.Switch != nil {
		return nil
	}
	name := cmp.Or(rule.Switch, "stream")
	if op.Body != nil {
		for _, m := range op.Body.Content {
			if m.Schema == nil {
				continue
			}
			for _, p := range b.schema(m.Schema.ID).Properties {
				if p.Name == name && b.schema(p.Schema.ID).Kind == api.Boolean {
					out.Switch = &api.StreamSwitch{In: "body", Name: name, Value: "true", IsDefault: p.Default != nil && *p.Default == "true"}
					return nil
				}
			}
		}
	}
	for _, p := range op.Params {
		if p.Name == name && p.In == "query" && b.schema(p.Schema.ID).Kind == api.Boolean {
			out.Switch = &api.StreamSwitch{In: "query", Name: name, Value: "true"}
			return nil
		}
	}
	if rule.Switch != "" {
		return &misfit{fmt.Sprintf("neither its body nor its query has a boolean %q", name), "leave switch out if the Accept header alone asks for it"}
	}
	return nil
}

package standin

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/internal/synth"
)

// Item is one of the values that a stream was made of.
type Item struct {
	Data    json.RawMessage // of an event, or the value of a line
	Event   json.RawMessage // the event as an object, where the document describes the whole of it
	Loose   []string        // JSON pointers into Data of members that nobody promises to keep
	Failure bool            // it is called an error, or has a member of that name that is not empty

	name, id string
	hasID    bool
	schemas  []*node.Node // of Data
	whole    []*node.Node // of Event
}

// Named tells events of a name.
func (i Item) Named(name string) bool { return i.name == name }

// mostItems are in one stream.
const mostItems = 64

// fillEvents writes server-sent events: of a full recipe one of each kind that the schema knows. Where a document describes an
// event as an object of its fields, that is the event; anything else is its data.
func (d *Document) fillEvents(a *Answer, schema *node.Node, isData bool, w Wish) {
	var out strings.Builder
	out.WriteString(": a comment\n\n")
	items := d.streamed(a, schema, w.Recipe)
	for i := range items {
		items[i] = d.event(items[i], isData)
	}
	for _, item := range failuresLast(items) {
		text := lineEnds(TextOf(item.Data))
		if text == "[DONE]" || w.End != "" && text == w.End {
			continue
		}
		if item.name != "" {
			out.WriteString("event: " + item.name + "\n")
		}
		if item.hasID {
			out.WriteString("id: " + item.id + "\n")
		}
		if item.Data == nil {
			out.WriteString("\n") // without data there is no event
			continue
		}
		out.WriteString("data: " + strings.ReplaceAll(text, "\n", "\ndata: ") + "\n\n")
		a.Items = append(a.Items, item)
	}
	if w.End != "" {
		out.WriteString("data: " + w.End + "\n\n")
	}
	a.Body = []byte(out.String())
}

// fillLines writes a JSON value on each line.
func (d *Document) fillLines(a *Answer, schema *node.Node, w Wish, mark string) {
	var out strings.Builder
	for _, item := range failuresLast(d.streamed(a, schema, w.Recipe)) {
		out.WriteString(mark + string(item.Data) + "\n")
		a.Items = append(a.Items, item)
	}
	a.Body = []byte(out.String())
}

// streamed makes the values of a stream.
func (d *Document) streamed(a *Answer, schema *node.Node, r synth.Recipe) []Item {
	if schema == nil {
		return []Item{{Data: json.RawMessage(`{}`)}, {Data: json.RawMessage(`{"any":["Grüße",9007199254740993,null]}`)}}
	}
	d.fillJSON(a, schema, r)
	values := []synth.Value{{JSON: a.Body, Loose: a.Loose}}
	if (r == synth.Recipe{Optional: true, Direction: synth.Response}) {
		more, _ := d.values.Values(schema)
		values = append(values, more[:min(len(more), mostItems)]...)
	}
	var items []Item
	for _, v := range values {
		item := Item{Data: v.JSON, Loose: v.Loose, schemas: one(schema)}
		item.Failure = isFull(member(v.JSON, "error"))
		items = append(items, item)
	}
	return items
}

// failuresLast is the order in which nothing is behind an item that may end the stream.
func failuresLast(items []Item) []Item {
	slices.SortStableFunc(items, func(a, b Item) int {
		return map[bool]int{true: 1}[a.Failure] - map[bool]int{true: 1}[b.Failure]
	})
	return items
}

// event parts a value that describes a whole event.
func (d *Document) event(item Item, isData bool) Item {
	var members map[string]json.RawMessage
	if json.Unmarshal(item.Data, &members) != nil || isData || !d.isEvent(item.schemas, members) {
		return item
	}
	item.whole = item.schemas
	item.name, item.id, item.hasID = textIf(members["event"]), textIf(members["id"]), isText(members["id"])
	data := members["data"]
	if data == nil {
		item.Data = nil
		return item
	}
	if text := textIf(data); text != "" {
		data, _ = json.Marshal(lineEnds(text))
	}
	sent := map[string]json.RawMessage{"data": data, "event": quoted(cmp.Or(item.name, "message"))}
	if item.hasID {
		sent["id"] = quoted(item.id)
	}
	item.Event, _ = json.Marshal(sent)
	item.Data, item.schemas = data, d.shapeOf(item.schemas).member("data")
	item = d.embedded(item)
	item.Failure = item.name == "error" || isFull(member(data, "error"))
	item.Loose = pointersBelow("/data", item.Loose)
	return item
}

// embedded puts JSON into data that is described as a text that has it.
func (d *Document) embedded(item Item) Item {
	for _, n := range item.schemas {
		schema := d.follow(n).Get("contentSchema")
		if schema == nil {
			continue
		}
		if v, err := d.values.Value(schema, synth.Recipe{Optional: true, Direction: synth.Response}); err == nil {
			item.Data, item.Loose, item.schemas = v.JSON, v.Loose, one(schema)
		}
	}
	return item
}

// isEvent tells values that have the fields of an event and whose schemas know no others, or that are called by a name.
func (d *Document) isEvent(schemas []*node.Node, members map[string]json.RawMessage) bool {
	data, hasData := members["data"]
	if hasData && textIf(members["event"]) != "" {
		return true
	}
	properties := d.shapeOf(schemas).properties
	for name := range properties {
		if !slices.Contains([]string{"data", "event", "id", "retry"}, name) {
			return false
		}
	}
	isList := hasData && len(properties) == 1 && data[0] == '['
	return !isList && (properties["data"] != nil || properties["event"] != nil)
}

// itemsOf is the schema of one item, where a document describes a stream as the list of all of them.
func (d *Document) itemsOf(schema *node.Node) *node.Node {
	if items := d.follow(schema).Get("items"); items != nil {
		return items
	}
	return schema
}

// sameAsJSON tells schemas that the response has in JSON too: those are no events.
func (d *Document) sameAsJSON(content []Media, schema *node.Node) bool {
	return slices.ContainsFunc(content, func(m Media) bool {
		return isJSON(m.Type) && m.Schema != nil && d.follow(m.Schema) == d.follow(schema)
	})
}

// ShownItem is what a client made of an item, as [Document.Shown]; whole if that is the event.
func (d *Document) ShownItem(i Item, v any, whole bool) any {
	if whole {
		return d.shown(i.whole, v)
	}
	return d.shown(i.schemas, v)
}

// TextOf is what stands behind data: of a text the text, of anything else its JSON.
func TextOf(data json.RawMessage) string {
	var text string
	if isText(data) && json.Unmarshal(data, &text) == nil {
		return text
	}
	return string(data)
}

// textIf is a text of one line that an event can have for a name or id, "" if it is anything else.
func textIf(data json.RawMessage) string {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == 0 || r == '\r' || r == '\n' {
			return ' '
		}
		return r
	}, text))
}

func isText(data json.RawMessage) bool { return len(data) > 0 && data[0] == '"' }

// lineEnds makes one of what all end lines in events.
func lineEnds(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

func member(data json.RawMessage, name string) json.RawMessage {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(data, &members) // what is no object has none
	return members[name]
}

func isFull(data json.RawMessage) bool {
	return data != nil && !slices.Contains([]string{"null", "false", `""`, "{}"}, string(data))
}

func quoted(text string) json.RawMessage {
	data, _ := json.Marshal(text)
	return data
}

// pointersBelow are the pointers that lead into a member, from there.
func pointersBelow(prefix string, pointers []string) []string {
	var out []string
	for _, p := range pointers {
		if rest, ok := strings.CutPrefix(p, prefix); ok && (rest == "" || rest[0] == '/') {
			out = append(out, rest)
		}
	}
	return out
}

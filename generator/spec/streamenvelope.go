package spec

import (
	"encoding/json"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// An envelope is a schema that describes an event as an object of its fields, as version 3.2 does and some vendors did before:
//
//	{event: {const: delta}, id: {type: string}, data: {$ref: Chunk}}
//
// Of a single one the data is what callers want. Of a union the events stay whole: their names tell them apart.

// isEnvelope tells objects that have the fields of an event and no others.
func (d streamReader) isEnvelope(use api.Use) bool {
	s := d.schema(&use)
	data, hasData := propertyOf(s, "data")
	event, hasEvent := propertyOf(s, "event")
	if s.Kind != api.Object || !hasData && !hasEvent {
		return false
	}
	if hasData && hasEvent && d.constant(event.Schema) != "" {
		return true // whatever else stands there
	}
	foreign := func(p api.Property) bool { return !slices.Contains([]string{"data", "event", "id", "retry"}, p.Name) }
	lists := hasData && len(s.Properties) == 1 && d.schema(&data.Schema).Kind == api.Array // a list, as JSON bodies have them
	return !slices.ContainsFunc(s.Properties, foreign) && !lists
}

func propertyOf(s *api.Schema, name string) (api.Property, bool) {
	i := slices.IndexFunc(s.Properties, func(p api.Property) bool { return p.Name == name })
	if i < 0 {
		return api.Property{}, false
	}
	return s.Properties[i], true
}

// areEnvelopes tells unions of nothing but envelopes, at most three levels deep.
func (d streamReader) areEnvelopes(use api.Use) bool {
	leaves := d.leaves(use, 3)
	return len(leaves) > 0 && !slices.ContainsFunc(leaves, func(v api.Variant) bool { return !d.isEnvelope(v.Schema) })
}

// leaves are the variants of a union and of the unions among them.
func (d streamReader) leaves(use api.Use, depth int) []api.Variant {
	var out []api.Variant
	for _, v := range d.schema(&use).Variants {
		if s := d.schema(&v.Schema); s.Kind == api.Union && depth > 0 {
			out = append(out, d.leaves(v.Schema, depth-1)...)
			continue
		}
		out = append(out, v)
	}
	return out
}

// readData takes the data of an envelope for the item. Data that is JSON in some events and text in others needs the whole.
func (d streamReader) readData(envelope api.Use) {
	data, ok := propertyOf(d.schema(&envelope), "data")
	if !ok {
		d.out.Text = true
		return
	}
	use := d.withoutEnd(data.Schema)
	if slices.ContainsFunc(d.leaves(use, 3), func(v api.Variant) bool { return d.isText(v.Schema) }) {
		d.out.Envelope, d.out.Item, d.out.OwnError = true, &envelope, d.hasError(use, 3)
		return
	}
	d.value(use)
}

func (d streamReader) isText(use api.Use) bool {
	s := d.schema(&use)
	return s.Kind == api.String && s.Content == nil
}

// readEnvelopes takes whole events for items, unless all but the last are of one kind.
func (d streamReader) readEnvelopes(union api.Use) {
	var rest []api.Variant
	for _, v := range d.leaves(union, 3) {
		data, ok := propertyOf(d.schema(&v.Schema), "data")
		end := ""
		if ok {
			end = d.constant(data.Schema)
		}
		if end != "" {
			d.endsWith(end)
			continue
		}
		rest = append(rest, v)
	}
	if len(rest) == 1 {
		d.readData(rest[0].Schema)
		return
	}
	d.out.Envelope, d.out.Item = true, &union
	for _, v := range rest {
		d.noteEnvelope(v)
	}
}

// noteEnvelope notes events whose data is text, and the one that reports an error.
func (d streamReader) noteEnvelope(v api.Variant) {
	s := d.schema(&v.Schema)
	var names []string
	if event, ok := propertyOf(s, "event"); ok {
		for _, value := range d.schema(&event.Schema).Enum {
			names = append(names, textOf(value.Value))
		}
	}
	if len(names) == 0 {
		for _, value := range v.Values {
			names = append(names, textOf(value))
		}
	}
	data, ok := propertyOf(s, "data")
	if !ok {
		return
	}
	switch {
	case d.isText(data.Schema):
		d.out.TextEvents = append(d.out.TextEvents, names...)
	case slices.Equal(names, []string{"error"}):
		d.out.Failure = &data.Schema
	default:
		d.out.OwnError = d.out.OwnError || d.hasError(data.Schema, 3)
	}
}

// textOf is the text of a JSON string, "" for any other value.
func textOf(v api.Value) string {
	var text string
	if json.Unmarshal([]byte(v), &text) != nil {
		return ""
	}
	return text
}

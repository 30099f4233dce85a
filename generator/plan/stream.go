package plan

import (
	"reflect"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// An operation whose only success is a stream returns it by its own method. One that can also answer at once has a method
// for each, and both say to the server what they want:
//
//	JSON            -> Create        sends stream: false, or nothing
//	events          -> CreateStream  sends stream: true

// streamsOnly tells operations that have nothing but a stream to return.
func (op *operation) streamsOnly() bool {
	return op.Stream != nil && !slices.ContainsFunc(op.success, func(o outcome) bool { return len(o.media) > 0 && o.form != eventMedia })
}

// isStream tells the representation that the operation's stream has.
func (op *operation) isStream(status string, m api.Media) bool {
	return op.Stream != nil && op.Stream.Status == status && op.Stream.Media == m.Type
}

// offerStream adds the sibling that returns the stream of an operation which can also answer at once.
func (b *builder) offerStream(op *operation) {
	if op.Stream != nil && !op.streamsOnly() {
		op.siblings = append(op.siblings, &sibling{words: []string{"Stream", "AsStream", "Streaming"}, key: op.key + " stream", stream: true})
	}
}

// streamRoots are the schemas that a stream mentions.
func streamRoots(s *api.Stream) []api.ID {
	var ids []api.ID
	if s != nil && s.Item != nil {
		ids = append(ids, s.Item.ID)
	}
	if s != nil && s.Failure != nil {
		ids = append(ids, s.Failure.ID)
	}
	return ids
}

// addStream calls an inline item after the operation.
func (p *places) addStream(op *operation) {
	if op.Stream == nil || op.Stream.Item == nil {
		return
	}
	word := "Item"
	if op.Stream.Framing == "events" {
		word = "Event"
	}
	p.add(op.Stream.Item.ID, op.Pointer, op.prefix+word, op.prefix+"Stream"+word)
}

// streamed makes a method one that returns the operation's stream.
func (b *builder) streamed(op *operation, m *Method) {
	s := op.Stream
	m.Result = Result{Kind: ItemsResult, Type: b.itemType(s)}
	m.Stream = &Stream{
		Lines: s.Framing != "events", Sequence: s.Framing == "sequence",
		Text: s.Text, Envelope: s.Envelope, TextEvents: s.TextEvents, End: s.End, OwnError: s.OwnError,
		Failure: b.streamFailure(op),
	}
	if !m.Stream.Lines { // a body in JSON may be lines that are called so
		m.Stream.Whole = b.wholeType(op)
	}
	m.Op.Partial = nil
	m.Op.Accept, _, _ = strings.Cut(s.Media, ";")
	m.Op.Resumable = s.Resumable && s.Framing == "events"
}

// itemType is what an item becomes; nothing is made up of what the document does not describe.
func (b *builder) itemType(s *api.Stream) Type {
	switch {
	case s.Item != nil:
		return b.typeOf(s.Item.ID)
	case s.Text:
		return named("", "string")
	}
	return named("encoding/json", "RawMessage")
}

// streamFailure is what an item that reports an error holds: what the document says of such items, else what the default
// response holds, or those of servers in trouble. Of others only a body with a member "error" is meant, which is how such
// items are known.
func (b *builder) streamFailure(op *operation) *Type {
	if op.Stream.Failure != nil {
		t := b.typeOf(op.Stream.Failure.ID)
		return &t
	}
	var types []Type
	for _, o := range slices.Backward(op.errors) {
		if !o.isJSON() || o.use() == nil {
			continue
		}
		if t := b.outcomeType(o); o.status == "default" {
			return &t
		} else if strings.HasPrefix(o.status, "5") || b.tellsError(o.use().ID) {
			types = append(types, t)
		}
	}
	if types = distinctTypes(types); len(types) != 1 {
		return nil
	}
	return &types[0]
}

// tellsError tells bodies that say in a member of that name what went wrong.
func (b *builder) tellsError(id api.ID) bool {
	return slices.ContainsFunc(b.schema(id).Properties, func(p api.Property) bool { return p.Name == "error" })
}

// distinctTypes lists each type once.
func distinctTypes(types []Type) []Type {
	var out []Type
	for _, t := range types {
		if !slices.ContainsFunc(out, func(u Type) bool { return reflect.DeepEqual(t, u) }) {
			out = append(out, t)
		}
	}
	return out
}

// wholeType is what the operation answers if it does not stream, in JSON; nil if that is nothing or several things.
func (b *builder) wholeType(op *operation) *Type {
	types := b.distinct(slices.DeleteFunc(slices.Clone(op.success), func(o outcome) bool { return !o.isJSON() }))
	if len(types) != 1 {
		return nil
	}
	return &types[0]
}

// switchTo plans how a request asks for a stream, or for none; nil if nothing in it does.
func (b *builder) switchTo(op *operation, chosen *chosenBody, m *Method, on bool) *Switch {
	if op.Stream == nil || op.Stream.Switch == nil {
		return nil
	}
	s := op.Stream.Switch
	out := &Switch{Name: s.Name, Literal: string(s.Value)}
	switch {
	case on:
	case s.IsDefault && s.Value == "true":
		out.Literal = "false"
	case s.In == "query":
		return nil
	default:
		out.Literal = ""
	}
	if s.In == "query" {
		out.Query = s.Name
		return out
	}
	if chosen == nil || chosen.media.Schema == nil || m.Body == nil {
		return nil
	}
	_, f, ok := b.property(chosen.media.Schema.ID, s.Name)
	if !ok || f.prop.Name != s.Name || b.form(chosen.media.Schema.ID) != structForm {
		return nil
	}
	out.Field, out.Type, out.Pointer, out.Nullable = f.Name, f.Type, f.pointer, f.nullable
	out.Body, out.Optional = m.Body.Name, m.Body.Type.Kind == Pointer
	return out
}

// streamDoc says how the result of a method is read.
func (b *builder) streamDoc(op *operation) []block {
	if !op.streamsOnly() {
		return b.otherStream(op)
	}
	return []block{text(b.streamSentence(op, "The answer is a stream of "+b.itemWords(op)) + reconnectWords(op))}
}

// otherStream leads to the method that returns the stream.
func (b *builder) otherStream(op *operation) []block {
	for _, s := range op.siblings {
		if s.stream {
			return []block{text("[" + b.derived["service "+op.service.field] + "." + s.name + "] returns the answer as a stream.")}
		}
	}
	return nil
}

// streamSiblingLead introduces the method that returns the stream.
func (b *builder) streamSiblingLead(op *operation, name, own string) string {
	return b.streamSentence(op, name+" is "+own+" with the answer as a stream of "+b.itemWords(op)) + reconnectWords(op)
}

func (b *builder) streamSentence(op *operation, lead string) string {
	if s := op.Stream.Switch; s != nil {
		lead += "; it sends " + clean(s.Name) + ": " + strings.Trim(string(s.Value), `"`)
	}
	return lead + ". Ranging over it closes it."
}

func (b *builder) itemWords(op *operation) string {
	switch t := b.itemType(op.Stream); {
	case t.Kind == Named && t.Ident.Path == "" && t.Ident.Name != "string" && t.Ident.Name != "any":
		return "[" + t.Ident.Name + "]"
	case op.Stream.Text:
		return "texts"
	}
	return "values"
}

func reconnectWords(op *operation) string {
	if op.Stream.Framing == "events" && (op.Stream.Resumable || op.Method == "GET") {
		return " [runtime.WithReconnect] makes lost connections again."
	}
	return ""
}

package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/internal/standin"
	"github.com/apigen-go/apigen/internal/synth"
)

// body makes the body of a call.
func (m maker) body(c *call) error {
	b := c.method.Body
	if b == nil {
		return nil
	}
	c.HasBody = true
	if b.Optional && !c.kind.optional {
		return nil
	}
	if c.op.Body == nil {
		return errors.New("the stand-in sees no body")
	}
	media, ok := c.op.Body.Media(b.MediaType)
	if !ok {
		return fmt.Errorf("the document declares no body of type %s", b.MediaType)
	}
	c.sends = true
	switch b.Kind {
	case plan.ReaderBody:
		return m.bytes(c, media)
	case plan.TextBody:
		c.body = m.text(media, c.kind)
	default:
		v, loose, err := m.bodyValue(media, c.kind, b.Kind)
		if err != nil {
			return err
		}
		c.body, c.loose = usableKey(v, c.method.Op.KeyField), loose
	}
	c.Body = encode(c.body)
	return nil
}

// bodyValue makes the JSON value of a body, without what its encoding has no way to write.
func (m maker) bodyValue(media standin.Media, k kind, encoding plan.BodyKind) (v any, loose bool, err error) {
	if media.Schema == nil {
		return map[string]any{"any": []any{"Grüße"}}, false, nil
	}
	wrong := errors.New("there is none")
	var unnamed any // valid, with members that the document has no names for
	for _, r := range []synth.Recipe{k.request, {Optional: true}, {}} {
		r.Direction = synth.Request
		made, err := m.document.Values().Value(media.Schema, r)
		if err != nil {
			wrong = err
			continue
		}
		v := decode(made.JSON)
		switch encoding {
		case plan.FormBody:
			v = place{nested: true}.suit(v)
		case plan.MultipartBody:
			v = suitParts(media, v)
		}
		if encoding == plan.XMLBody {
			v = standin.Written(v)
		}
		if wrong = m.document.Check(media.Schema, v); wrong != nil {
			continue
		}
		if m.document.Names(media.Schema, v) {
			return v, len(made.Loose) > 0, nil
		}
		unnamed = v
	}
	if unnamed != nil {
		return unnamed, true, nil
	}
	return nil, false, unmakeable{fmt.Sprintf("no value of the body can be made: %v", wrong)}
}

// text makes a body of text.
func (m maker) text(media standin.Media, k kind) any {
	if k.awkward {
		return "Grüße \u2028 <&> \"漢字\"\r\n\t"
	}
	return "text"
}

// bytes makes a body that is sent as it is.
func (m maker) bytes(c *call, media standin.Media) error {
	kind, _, _ := strings.Cut(c.method.Body.MediaType, ";")
	switch {
	case strings.HasSuffix(kind, "xml"):
		name := m.document.RootName(media.Schema)
		if name == "" {
			name = "root"
		}
		c.Bytes = []byte("<?xml version=\"1.0\"?>\n<" + name + ">Grüße</" + name + ">")
	case strings.Contains(kind, "json"):
		if media.Items != nil {
			media.Schema = media.Items
		}
		v, _, err := m.bodyValue(media, c.kind, plan.JSONBody)
		if err != nil {
			return err
		}
		c.Bytes = append(encode(v), '\n')
	default:
		c.Bytes = []byte("\x00\x01bytes\xff\xfe\r\n--\n")
	}
	return nil
}

// usableKey is a body with an idempotency key that clients send: they refuse long ones and those that are not ASCII, as no
// two servers agree on what to make of them.
func usableKey(body any, member string) any {
	object, ok := body.(map[string]any)
	key, given := object[member].(string)
	isPlain := !strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' })
	if member == "" || !ok || !given || isPlain && len(key) <= 255 {
		return body
	}
	object[member] = "key-of-the-call"
	return object
}

// suitParts leaves out what parts cannot hold. Objects are parts of JSON, in which everything can be written, unless the
// document gives them a style.
func suitParts(media standin.Media, v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return place{nested: true}.suit(v)
	}
	out := map[string]any{}
	for name, member := range object {
		if _, nested := member.(map[string]any); nested && !media.IsStyled(name) {
			out[name] = member
			continue
		}
		if kept, ok := (place{nested: true}).prune(member, false); ok && !strings.ContainsAny(name, "[]") {
			out[name] = kept
		}
	}
	return out
}

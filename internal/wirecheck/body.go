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
		c.body, c.loose = v, loose
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
		if encoding == plan.FormBody || encoding == plan.MultipartBody {
			v = place{nested: true}.suit(v)
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

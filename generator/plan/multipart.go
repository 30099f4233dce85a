package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// multipartBodies are the multipart bodies that a schema describes.
func (b *builder) multipartBodies() []*chosenBody {
	var all []*chosenBody
	for _, op := range b.ops {
		for _, body := range op.bodies() {
			if body.form == multipartMedia && body.media.Schema != nil {
				all = append(all, body)
			}
		}
	}
	return all
}

// separateMultipart gives multipart bodies with files a schema of their own if JSON has the same one: a file is an
// io.Reader in the one and text in the other.
func (b *builder) separateMultipart() {
	var withFiles []*chosenBody
	for _, body := range b.multipartBodies() {
		s := b.schema(body.media.Schema.ID)
		if slices.ContainsFunc(s.Properties, func(p api.Property) bool { return b.isBinaryOrList(p.Schema.ID) }) {
			withFiles = append(withFiles, body)
		}
	}
	if len(withFiles) == 0 {
		return
	}
	decoded := b.decodedElsewhere()
	for _, body := range withFiles {
		if id := body.media.Schema.ID; decoded[id] {
			twin := b.cloneSchema(id, "multipart")
			if past, _ := b.memory.shape(b.memory.keys.of(id)); past == "multipart" { // callers know it as the body
				b.memory.keys.swap(id, twin)
			}
			body.media.Schema = &api.Use{ID: twin}
		}
	}
}

func (b *builder) isBinaryOrList(id api.ID) bool {
	s := b.schema(id)
	return b.isBinary(id) || b.isFileOrFiles(s) || s.Kind == api.Array && s.Items != nil && b.isBinary(s.Items.ID)
}

// isFileOrFiles tells a choice between one file and several: both are a list in Go, and parts of one name on the wire.
func (b *builder) isFileOrFiles(s *api.Schema) bool {
	return s.Kind == api.Union && !slices.ContainsFunc(s.Variants, func(v api.Variant) bool {
		schema := b.schema(v.Schema.ID)
		if schema.Kind == api.Array && schema.Items != nil {
			schema = b.schema(schema.Items.ID)
		}
		return !b.isBinary(schema.ID)
	})
}

// forgetFileChoices takes back that such choices need a type, if they stand inside of the body that sends them.
func (b *builder) forgetFileChoices() {
	for owner := range b.multipart {
		for _, p := range b.schema(owner).Properties {
			if s := b.schema(p.Schema.ID); s.Name == "" && strings.HasPrefix(string(s.ID), string(owner)+"/") && b.isFileOrFiles(s) {
				delete(b.reached, s.ID)
			}
		}
	}
}

// findFileVariants finds the files among the alternatives of a property: a file or an object that refers to one. They are
// text where JSON has the same choice.
func (b *builder) findFileVariants() {
	decoded := b.decodedElsewhere()
	for owner := range b.multipart {
		for _, p := range b.propertiesOf(owner) {
			s := b.schema(p.Schema.ID)
			if s.Kind != api.Union || s.Name != "" || decoded[s.ID] || b.isFileOrFiles(s) {
				continue
			}
			for _, v := range s.Variants {
				b.fileVariants[v.Schema.ID] = b.isBinary(v.Schema.ID) && b.schema(v.Schema.ID).Name == ""
			}
		}
	}
}

// decodedElsewhere are the schemas that JSON and forms are made of.
func (b *builder) decodedElsewhere() map[api.ID]bool {
	seen := map[api.ID]bool{}
	for _, op := range b.ops {
		for _, body := range op.bodies() {
			if body.form != multipartMedia && b.isTyped(body) {
				b.walk(body.media.Schema.ID, seen)
			}
		}
		for _, o := range slices.Concat(op.success, op.errors) {
			if b.isDecoded(o) {
				b.walk(o.use().ID, seen)
			}
		}
	}
	return seen
}

// cloneSchema adds a copy of a schema below it, which is called after it and the word.
func (b *builder) cloneSchema(id api.ID, word string) api.ID {
	own := id + api.ID("/"+word)
	if b.schemas[own] == nil {
		s := *b.schema(id)
		s.ID, s.Name, s.GoName = own, "", ""
		b.schemas[own] = &s
		b.forms[own] = b.forms[id]
		at, _ := slices.BinarySearch(b.ids, own)
		b.ids = slices.Insert(b.ids, at, own)
	}
	return own
}

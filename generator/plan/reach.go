package plan

import (
	"maps"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// reachTypes finds the schemas that the package needs: those of components, and what operations and webhooks use. On
// the way it remembers which services use a schema, and which schemas are sent in JSON.
func (b *builder) reachTypes() {
	for _, id := range b.ids {
		if b.schemas[id].Name != "" {
			b.walk(id, b.reached)
		}
	}
	for _, s := range b.services {
		for _, op := range s.ops {
			for _, id := range b.roots(op) {
				b.markUsed(s.field, id)
			}
		}
	}
	for _, w := range b.webhooks() {
		for _, id := range webhookRoots(w) {
			b.walk(id, b.reached)
		}
	}
	for _, op := range b.ops {
		for _, body := range op.bodies() {
			b.markSent(body)
		}
	}
	b.markXML()
	b.forgetFileChoices()
	b.findFileVariants()
	b.forceRecursive()
}

func (b *builder) markSent(body *chosenBody) {
	if !b.isTyped(body) {
		return
	}
	b.walk(body.media.Schema.ID, b.inBody)
	if body.form <= jsonSuffixMedia {
		b.walk(body.media.Schema.ID, b.sent)
	}
	if body.form == multipartMedia {
		b.multipart[body.media.Schema.ID] = true
	}
}

// isTyped tells bodies that have a Go type: JSON, forms, multipart and XML.
func (b *builder) isTyped(body *chosenBody) bool {
	return body.media.Schema != nil && (body.form <= multipartMedia || b.isXML(body.media, body.form))
}

// manyServices stands for several services among the users of a schema.
const manyServices = "*"

// markUsed notes that a service uses a schema and what it is made of. Each is visited twice at most: for the first
// service and for the second.
func (b *builder) markUsed(service string, root api.ID) {
	todo := []api.ID{root}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		s, user := b.schemas[id], b.user[id]
		switch {
		case s == nil || user == service || user == manyServices:
			continue
		case user != "":
			b.user[id] = manyServices
		default:
			b.user[id] = service
			b.reached[id] = true
		}
		todo = append(todo, parts(s)...)
	}
}

// walk visits a schema and what it is made of.
func (b *builder) walk(root api.ID, seen map[api.ID]bool) {
	todo := []api.ID{root}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[id] || b.schemas[id] == nil {
			continue
		}
		seen[id] = true
		todo = append(todo, parts(b.schemas[id])...)
	}
}

// parts are the schemas that a schema is made of.
func parts(s *api.Schema) []api.ID {
	if s.GoType != "" {
		return nil
	}
	var ids []api.ID
	for _, p := range s.Properties {
		ids = append(ids, p.Schema.ID)
	}
	if s.Additional != nil && s.Additional.Schema != nil {
		ids = append(ids, s.Additional.Schema.ID)
	}
	if s.Items != nil {
		ids = append(ids, s.Items.ID)
	}
	for _, use := range s.Prefix {
		ids = append(ids, use.ID)
	}
	for _, v := range s.Variants {
		ids = append(ids, v.Schema.ID)
	}
	return ids
}

// roots are the schemas that a method mentions.
func (b *builder) roots(op *operation) []api.ID {
	var ids []api.ID
	for _, p := range op.Params {
		ids = append(ids, p.Schema.ID)
	}
	for _, body := range op.bodies() {
		if b.isTyped(body) {
			ids = append(ids, body.media.Schema.ID)
		}
	}
	for _, h := range op.headers {
		ids = append(ids, h.Schema.ID)
	}
	ids = append(ids, streamRoots(op.Stream)...)
	for _, o := range append(slices.Clone(op.success), op.errors...) {
		if b.isDecoded(o) {
			ids = append(ids, o.use().ID)
		}
	}
	return ids
}

// webhooks are the requests that the vendor sends, callbacks included.
func (b *builder) webhooks() []api.Webhook {
	all := slices.Clone(b.api.Webhooks)
	for _, op := range b.ops {
		all = append(all, op.Callbacks...)
	}
	return all
}

func webhookRoots(w api.Webhook) []api.ID {
	if w.Body == nil {
		return nil
	}
	var ids []api.ID
	for _, m := range w.Body.Content {
		if m.Schema != nil {
			ids = append(ids, m.Schema.ID)
		}
	}
	return ids
}

// forceRecursive finds inline lists and maps that contain themselves: a type expression cannot, so they get names.
func (b *builder) forceRecursive() {
	for id := range maps.Keys(b.reached) {
		seen := map[api.ID]bool{}
		for at := id; b.isTransparent(at) && !seen[at]; {
			seen[at] = true
			at = b.element(at)
			if at == id {
				b.forced[id] = true
			}
		}
	}
}

// isTransparent tells an inline list or map, whose type is written where it is used.
func (b *builder) isTransparent(id api.ID) bool {
	form := b.form(id)
	return (form == sliceForm || form == mapForm) && b.schema(id).Name == ""
}

// element is what a list or map holds; "" for anything.
func (b *builder) element(id api.ID) api.ID {
	s := b.schema(id)
	switch {
	case s.Items != nil && s.Kind == api.Array:
		return s.Items.ID
	case s.Kind == api.Object && s.Additional != nil && s.Additional.Schema != nil:
		return s.Additional.Schema.ID
	}
	return ""
}

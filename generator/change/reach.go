package change

import "github.com/apigen-go/apigen/generator/api"

// reach is by whom a schema is sent and received.
type reach struct {
	request  bool
	response bool
	methods  []string // as callers write them: "client.Orders.Create"; in the order of operations
}

// follow finds out what each operation sends and receives.
func (s *side) follow() map[api.ID]*reach {
	all := map[api.ID]*reach{}
	for i := range s.API.Operations {
		op := &s.API.Operations[i]
		methods := s.methods[opKey(op)]
		if len(methods) == 0 {
			continue
		}
		f := follower{s, all, methods[0].call(), nil}
		f.from(true, sentBy(op))
		f.from(false, receivedBy(op))
		for _, w := range op.Callbacks {
			f.webhook(w)
		}
	}
	for i := range s.API.Webhooks {
		w := &s.API.Webhooks[i]
		f := follower{s, all, "webhook " + w.Name, nil}
		f.webhook(*w)
	}
	return all
}

func usesOf(content []api.Media) []api.Use {
	var uses []api.Use
	for _, m := range content {
		if m.Schema != nil {
			uses = append(uses, *m.Schema)
		}
		if m.ItemSchema != nil {
			uses = append(uses, *m.ItemSchema)
		}
	}
	return uses
}

func sentBy(op *api.Operation) []api.Use {
	var uses []api.Use
	for _, p := range op.Params {
		uses = append(uses, p.Schema)
	}
	if op.Body != nil {
		uses = append(uses, usesOf(op.Body.Content)...)
	}
	return uses
}

func receivedBy(op *api.Operation) []api.Use {
	var uses []api.Use
	for _, r := range op.Responses {
		uses = append(uses, usesOf(r.Content)...)
		for _, h := range r.Headers {
			uses = append(uses, h.Schema)
		}
	}
	if op.Stream != nil && op.Stream.Item != nil {
		uses = append(uses, *op.Stream.Item)
	}
	return uses
}

// follower walks the schemas that one method reaches.
type follower struct {
	side   *side
	all    map[api.ID]*reach
	method string
	seen   map[api.ID]bool
}

func (f *follower) from(request bool, roots []api.Use) {
	f.seen = map[api.ID]bool{}
	for _, use := range roots {
		f.visit(request, use.ID)
	}
}

// webhook follows what the vendor sends.
func (f *follower) webhook(w api.Webhook) {
	if w.Body != nil {
		f.from(false, usesOf(w.Body.Content))
	}
}

func (f *follower) visit(request bool, id api.ID) {
	if f.seen[id] {
		return
	}
	f.seen[id] = true
	r := f.all[id]
	if r == nil {
		r = &reach{}
		f.all[id] = r
	}
	r.request, r.response = r.request || request, r.response || !request
	if n := len(r.methods); n == 0 || r.methods[n-1] != f.method {
		r.methods = append(r.methods, f.method)
	}
	schema := f.side.schema(id)
	for _, p := range schema.Properties {
		if request && p.ReadOnly || !request && p.WriteOnly {
			continue
		}
		f.visit(request, p.Schema.ID)
	}
	for _, use := range parts(schema) {
		f.visit(request, use.ID)
	}
}

// parts are the schemas within another one, beside its properties.
func parts(s *api.Schema) []api.Use {
	var uses []api.Use
	if s.Items != nil {
		uses = append(uses, *s.Items)
	}
	uses = append(uses, s.Prefix...)
	if s.Additional != nil && s.Additional.Schema != nil {
		uses = append(uses, *s.Additional.Schema)
	}
	for _, v := range s.Variants {
		uses = append(uses, v.Schema)
	}
	if s.Content != nil {
		uses = append(uses, *s.Content)
	}
	return uses
}

package spec

import "github.com/apigen-go/apigen/generator/api"

// prune drops the schemas that nothing uses: what was read to be merged into others, and what belongs to operations that
// were skipped. Components stay, so that a document of types alone has its types.
func (l *lowerer) prune() {
	m := marker{schemas: l.out.Schemas, reached: map[api.ID]bool{}}
	m.uses(l.components...)
	for i := range l.out.Operations {
		m.operation(&l.out.Operations[i])
	}
	m.webhooks(l.out.Webhooks)
	m.drain()
	for id := range l.out.Schemas {
		if !m.reached[id] {
			delete(l.out.Schemas, id)
		}
	}
}

// marker marks the schemas that can be reached.
type marker struct {
	schemas map[api.ID]*api.Schema
	reached map[api.ID]bool
	queue   []api.ID
}

func (m *marker) uses(uses ...api.Use) {
	for _, u := range uses {
		if !m.reached[u.ID] {
			m.reached[u.ID] = true
			m.queue = append(m.queue, u.ID)
		}
	}
}

func (m *marker) maybe(u *api.Use) {
	if u != nil {
		m.uses(*u)
	}
}

func (m *marker) operation(op *api.Operation) {
	m.params(op.Params)
	m.body(op.Body)
	m.responses(op.Responses)
	m.webhooks(op.Callbacks)
}

func (m *marker) params(params []api.Param) {
	for _, p := range params {
		m.uses(p.Schema)
	}
}

func (m *marker) body(b *api.Body) {
	if b != nil {
		m.content(b.Content)
	}
}

func (m *marker) content(media []api.Media) {
	for _, c := range media {
		m.maybe(c.Schema)
		m.maybe(c.ItemSchema)
	}
}

func (m *marker) responses(responses []api.Response) {
	for _, r := range responses {
		m.params(r.Headers)
		m.content(r.Content)
	}
}

func (m *marker) webhooks(hooks []api.Webhook) {
	for _, h := range hooks {
		m.params(h.Params)
		m.body(h.Body)
		m.responses(h.Responses)
	}
}

// drain follows the schemas to those that they use.
func (m *marker) drain() {
	for len(m.queue) > 0 {
		s := m.schemas[m.queue[0]]
		m.queue = m.queue[1:]
		m.uses(usedBy(s)...)
	}
}

// usedBy are the schemas that a schema uses.
func usedBy(s *api.Schema) []api.Use {
	var out []api.Use
	for _, p := range s.Properties {
		out = append(out, p.Schema)
	}
	if s.Additional != nil && s.Additional.Schema != nil {
		out = append(out, *s.Additional.Schema)
	}
	out = append(out, itemUses(s)...)
	if s.Content != nil {
		out = append(out, *s.Content)
	}
	for _, v := range s.Variants {
		out = append(out, v.Schema)
	}
	return out
}

package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// Partial is where a success of an operation reports failure.
type Partial struct {
	Flag   string // path of a boolean that is false if the call has failed: "ok"
	Errors string // path of what went wrong: "errors"; "": the whole body
	Body   *Type  // of that; nil: the document does not say
}

// partial plans the facts of an operation whose successes can report failure. Streams and XML have none.
func (b *builder) partial(op *operation, r Result) *Partial {
	p := op.Partial
	if p == nil || r.XML || r.Kind != PointerResult && r.Kind != ValueResult && r.Kind != StatusResult {
		return nil
	}
	return &Partial{Flag: p.Flag, Errors: p.Errors, Body: b.partialType(op, *p)}
}

// partialType is the type of what went wrong. Where that is the body as a whole, it is the one of failures, if that is of the same
// envelope: many documents have it for a default that never comes with another status.
func (b *builder) partialType(op *operation, p api.Partial) *Type {
	if p.Errors != "" {
		for _, o := range op.success {
			if o.isJSON() && o.use() != nil {
				if use, through := b.follow(o.use().ID, p.Errors); use != nil {
					return b.worthy(use.ID, through)
				}
			}
		}
		return nil
	}
	for _, o := range op.errors {
		if o.status == "default" && o.isJSON() && o.use() != nil && b.hasProperty(o.use().ID, p.Flag) {
			return b.worthy(o.use().ID, false)
		}
	}
	return nil
}

// worthy is the type of a schema, nil if it says no more than the raw bytes. Entries that were collected from the items of a
// list are a list.
func (b *builder) worthy(id api.ID, collected bool) *Type {
	if form := b.form(id); form == anyForm || b.schema(id).Kind == api.Boolean {
		return nil
	}
	t := b.typeOf(id)
	if collected {
		t = sliceOf(t)
	}
	return &t
}

// follow finds the schema at the end of a path, and tells whether the path goes through a list.
func (b *builder) follow(from api.ID, path string) (use *api.Use, through bool) {
	use = &api.Use{ID: from}
	for path != "" {
		s := b.schema(use.ID)
		if s.Kind == api.Array && s.Items != nil && !through {
			use, through = s.Items, true
			continue
		}
		i := slices.IndexFunc(s.Properties, func(p api.Property) bool { return path == p.Name || strings.HasPrefix(path, p.Name+".") })
		if i < 0 {
			return nil, through
		}
		path = strings.TrimPrefix(strings.TrimPrefix(path, s.Properties[i].Name), ".")
		use = &s.Properties[i].Schema
	}
	return use, through
}

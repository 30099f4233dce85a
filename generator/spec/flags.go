package spec

import "github.com/apigen-go/apigen/generator/api"

// spreadFlags brings what schemas say as a whole to where they are used, once all are lowered: a property is as
// read-only as its schema, and a union allows null if one of its variants does.
func (l *lowerer) spreadFlags() {
	for _, schema := range l.out.Schemas {
		for i := range schema.Properties {
			p := &schema.Properties[i]
			of := l.out.Schemas[p.Schema.ID]
			p.ReadOnly = p.ReadOnly || of.ReadOnly
			p.WriteOnly = p.WriteOnly || of.WriteOnly
			p.Sensitive = p.Sensitive || of.Sensitive
			if p.ReadOnly && p.WriteOnly { // nobody could use it
				p.ReadOnly, p.WriteOnly = false, false
			}
		}
	}
	l.spreadNull()
}

// spreadNull lets unions allow null if a variant does, and the unions of such unions.
func (l *lowerer) spreadNull() {
	users := map[api.ID][]*api.Schema{} // the unions that have a schema as a variant
	var nullable []*api.Schema
	for _, schema := range l.out.Schemas {
		for _, v := range schema.Variants {
			users[v.Schema.ID] = append(users[v.Schema.ID], schema)
			if v.Schema.Nullable && !schema.Nullable {
				schema.Nullable = true
			}
		}
	}
	for _, schema := range l.out.Schemas {
		if schema.Nullable {
			nullable = append(nullable, schema)
		}
	}
	for ; len(nullable) > 0; nullable = nullable[1:] {
		for _, union := range users[nullable[0].ID] {
			if !union.Nullable {
				union.Nullable = true
				nullable = append(nullable, union)
			}
		}
	}
}

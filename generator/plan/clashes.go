package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/naming"
)

// party is a thing of the document that a name was asked for.
type party struct {
	what string // `property "user_id"`
	pos  diag.Pos
	key  string // by which Options.Names knows it; "": it has no name of its own there
}

// reportClashes says which names were told apart by a suffix, where the parties stand, and the lines of the
// configuration that settle it.
func (b *builder) reportClashes(clashes []naming.Clash, where string, find func(key string) party) {
	for _, c := range clashes {
		parties := make([]party, len(c.Keys))
		for i, key := range c.Keys {
			parties[i] = find(key)
		}
		slices.SortStableFunc(parties, func(p, q party) int { return p.pos.Compare(q.pos) })
		at := max(0, slices.IndexFunc(parties, func(p party) bool { return p.pos != (diag.Pos{}) }))
		b.diags.Add(diag.Diagnostic{
			Severity: diag.Warning, Pos: parties[at].pos, Code: "name-clash",
			Message: fmt.Sprintf("the name %q is wanted more than once among the %s, by %s: a suffix tells them apart", c.Name, where, describeParties(parties)),
			Hint:    hintFor(parties, c.Name),
		})
	}
}

func describeParties(parties []party) string {
	var texts []string
	for _, p := range parties {
		text := p.what
		if p.pos != (diag.Pos{}) {
			text += " (" + p.pos.String() + ")"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " and ")
}

// hintFor names all parties but one.
func hintFor(parties []party, name string) string {
	spared := max(0, slices.IndexFunc(parties, func(p party) bool { return p.key == "" }))
	var lines []string
	for i, p := range parties {
		if i != spared && p.key != "" {
			lines = append(lines, fmt.Sprintf("%q: %s%d", p.key, name, len(lines)+2))
		}
	}
	if lines == nil {
		return ""
	}
	return "choose names in the configuration: names: {" + strings.Join(lines, ", ") + "}"
}

// declParty finds what a declaration of the package stands for.
func (b *builder) declParty(key string) party {
	if s := b.schemas[api.ID(key)]; s != nil {
		return party{what: "schema " + key, pos: s.Pos, key: key}
	}
	kind, op, _ := strings.Cut(key, " ")
	if p := b.methodParty(op); p.key != "" {
		p.what = kind + " of " + op
		return p
	}
	return party{what: key}
}

func (b *builder) methodParty(key string) party {
	i := slices.IndexFunc(b.ops, func(op *operation) bool { return op.key == key })
	if i < 0 {
		return party{what: key}
	}
	return party{what: key, pos: b.ops[i].Pos, key: key}
}

// propertyPointer is where a property of a schema stands.
func propertyPointer(id api.ID, name string) string {
	return string(id) + "/properties/" + escape(name)
}

func propertyParty(id api.ID, props []api.Property) func(string) party {
	return func(key string) party {
		i := slices.IndexFunc(props, func(p api.Property) bool { return p.Name == key })
		return party{what: fmt.Sprintf("property %q", key), pos: props[i].Pos, key: propertyPointer(id, key)}
	}
}

// valuePointer names a value of an enum. By its text, as its place moves when the vendor adds a value.
func valuePointer(id api.ID, v api.EnumValue) string {
	return string(id) + "/enum/" + escape(valueText(v.Value))
}

func (b *builder) valueParty(key string) party {
	id, value, _ := strings.Cut(key, " ")
	v := api.EnumValue{Value: api.Value(value)}
	return party{what: fmt.Sprintf("value %s of %s", value, id), pos: b.schema(api.ID(id)).Pos, key: valuePointer(api.ID(id), v)}
}

// paramPointer names a parameter of an operation: "GET /orders query limit". Its schema may be shared by many.
func paramPointer(op *operation, p api.Param) string { return op.key + " " + paramKey(p) }

func paramParty(op *operation) func(string) party {
	return func(key string) party {
		out := party{what: "parameter " + key, pos: op.Pos, key: op.key + " " + key}
		if i := slices.IndexFunc(op.Params, func(p api.Param) bool { return paramKey(p) == key }); i >= 0 {
			out.pos = op.Params[i].Pos
		}
		return out
	}
}

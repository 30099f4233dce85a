package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// Peeling takes the wrappers off a schema that only say something about one place: a reference, with or without
// siblings; an allOf of one; a union of one schema and null. So
//
//	customer: {description: who pays, oneOf: [{$ref: '#/components/schemas/Customer'}, {type: 'null'}]}
//
// is Use{ID: "#/components/schemas/Customer", Nullable: true}, with the description for the property.

// aside is what the wrappers say, the outermost first.
type aside struct {
	nullable, readOnly, writeOnly, sensitive, deprecated bool
	description, title, goName, reason                   string
	xml                                                  *api.XML
	fallback                                             *node.Node // default
}

func (a *aside) add(n *node.Node, k *keywords) {
	a.nullable = a.nullable || k.Nullable || n.Get("x-nullable").True()
	a.readOnly = a.readOnly || k.ReadOnly
	a.writeOnly = a.writeOnly || k.WriteOnly
	a.sensitive = a.sensitive || k.sensitive
	a.deprecated = a.deprecated || k.Deprecated
	if a.description == "" {
		a.description = k.Description
	}
	a.title = later(k.Title, a.title)
	a.goName = later(goName(n), a.goName)
	a.reason = later(deprecationReason(n), a.reason)
	a.xml = withXML(a.xml, k.inXML)
	if v := n.Get("default"); a.fallback == nil && v != nil && v.Kind != node.Null {
		a.fallback = v
	}
}

// peeled is the schema inside the wrappers.
type peeled struct {
	place
	name  string // a component's
	via   bool   // at least one reference was followed
	aside aside
}

// peel takes off wrappers until it comes to a schema that says something of its own.
func (l *lowerer) peel(p place, name string) peeled {
	out := peeled{place: p, name: name}
	var seen []*node.Node
	for {
		if slices.Contains(seen, out.node) {
			l.diags.Warnf(p.node.Pos(), "cyclic-ref", "the schema is only a reference to itself; it is read as anything")
			out.place = place{id: out.id}
			return out
		}
		seen = append(seen, out.node)
		if !l.unwrap(&out) {
			return out
		}
	}
}

// unwrap takes one wrapper off.
func (l *lowerer) unwrap(out *peeled) bool {
	n := out.node
	if !n.Is(node.Object) {
		return false
	}
	switch {
	case n.Get("$recursiveRef").Is(node.String) && !isReference(n):
		return l.unwrapRecursive(out)
	case isReference(n):
		return l.unwrapReference(out)
	case n.Get("allOf").Is(node.Array):
		return out.name == "" && l.unwrapAllOf(out)
	case n.Get("oneOf").Is(node.Array) != n.Get("anyOf").Is(node.Array):
		return l.unwrapUnion(out)
	}
	return false
}

func (l *lowerer) unwrapReference(out *peeled) bool {
	n := out.node
	// A type beside a reference repeats the target's. Before 3.1, nothing but the reference counts; null and
	// annotations do with us, because vendors mean them.
	if l.siblings && structural(n, "$ref", "$dynamicRef", "type", "format") {
		return false
	}
	t := l.follow(n)
	if !t.ok {
		l.broken.schema(out.id)
		out.place = place{id: out.id}
		return false
	}
	out.aside.add(n, l.keywords(n))
	out.place, out.name, out.via = t.place, t.name, true
	return true
}

// unwrapRecursive follows the reference of draft 2019-09, which leads to the schema that it stands in. Authors mean the
// component, as there are no other borders in a document of OpenAPI.
func (l *lowerer) unwrapRecursive(out *peeled) bool {
	schemas := l.top().child("components").child("schemas")
	rest, inside := strings.CutPrefix(string(out.id), string(schemas.id)+"/")
	name, _, _ := strings.Cut(rest, "/")
	p := schemas.child(node.PointerUnescape(name))
	if !inside || p.node == nil || p.node == out.node {
		return false
	}
	out.aside.add(out.node, l.keywords(out.node))
	out.place, out.name, out.via = p, p.key, true
	return true
}

// unwrapAllOf takes off an allOf in which only one member says more than annotations.
func (l *lowerer) unwrapAllOf(out *peeled) bool {
	var only place
	var notes []*node.Node
	for _, member := range out.child("allOf").items() {
		switch {
		case !structural(member.node) && member.node.Is(node.Object):
			notes = append(notes, member.node)
		case only.node != nil:
			return false
		default:
			only = member
		}
	}
	if only.node == nil || structural(out.node, "allOf", "type") || hasAny(out.node, "type") && !isReference(only.node) {
		return false
	}
	out.aside.add(out.node, l.keywords(out.node))
	for _, n := range notes {
		out.aside.add(n, l.keywords(n))
	}
	out.place = only
	return true
}

// unwrapUnion takes off a oneOf or anyOf in which null is the only other choice.
func (l *lowerer) unwrapUnion(out *peeled) bool {
	key := "oneOf"
	if !out.node.Get(key).Is(node.Array) {
		key = "anyOf"
	}
	if structural(out.node, key, "type") {
		return false
	}
	g := l.group(out.place, key)
	if g.busy {
		return false
	}
	sole, ok := l.sole(g, out.name == "")
	if !ok || out.name != "" && !sole.via {
		return false
	}
	out.aside.add(out.node, l.keywords(out.node))
	out.aside.nullable = out.aside.nullable || g.null
	out.place, out.name = sole.place, sole.name
	out.via = out.via || sole.via
	return true
}

// sole is the one alternative of a group. With loose, a named enum beside plain strings counts as one: enums are open.
func (l *lowerer) sole(g *group, loose bool) (alternative, bool) {
	if len(g.alts) == 1 {
		return g.alts[0], true
	}
	var found []alternative
	for _, alt := range g.alts {
		if !loose {
			return alternative{}, false
		}
		one, ok := l.scalarOf(l.collect(&item{parts: []place{alt.place}}), nil, 0)
		switch {
		case !ok || one.kind != api.String:
			return alternative{}, false
		case len(one.enum) > 0 && alt.name != "":
			found = append(found, alt)
		case len(one.enum) > 0 || one.format != "":
			return alternative{}, false
		}
	}
	if len(found) != 1 || len(g.alts) < 2 {
		return alternative{}, false
	}
	return found[0], true
}

// use is a schema as some place uses it, with what that place says.
func (l *lowerer) use(p place) (api.Use, aside) {
	return l.settle(l.peel(p, ""))
}

func (l *lowerer) settle(s peeled) (api.Use, aside) {
	k := l.keywords(s.node)
	if s.name == "" && !s.via {
		s.aside.add(s.node, k)
	}
	// Whatever the schema says of reading and writing holds for the places that use it.
	s.aside.readOnly = s.aside.readOnly || k.ReadOnly
	s.aside.writeOnly = s.aside.writeOnly || k.WriteOnly
	s.aside.sensitive = s.aside.sensitive || k.sensitive
	id := l.want(&item{id: s.id, name: s.name, parts: []place{s.place}})
	return api.Use{ID: id, Nullable: s.aside.nullable}, s.aside
}

// anything makes a schema without constraints, for a place that has none.
func (l *lowerer) anything(id api.ID, kind api.Kind, pos diag.Pos) api.Use {
	if l.out.Schemas[id] == nil {
		l.out.Schemas[id] = &api.Schema{ID: id, Kind: kind, Pos: pos}
	}
	return api.Use{ID: id}
}

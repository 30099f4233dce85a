package source

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/upgrade"
)

// This file explains references that mean nothing.

// dangling explains which token of a pointer has no member.
func (r *resolution) dangling(at spot, from *node.Node, ref, token string) *diag.Diagnostic {
	where, container := at.shown(), at.node
	if section := r.section(at, ref, token); section != "" {
		token, where, container = section, "the document", at.entry.raw
	}
	d := problemf(codeDangling, "the reference %q names nothing: there is no %q in %s", ref, token, where)
	if !r.guessing {
		d.Hint = r.set.suggest(token, container)
	}
	return located(d, from, ref)
}

// suggest names the members of an object that are spelled like a token. Comparing costs much, and a document that has
// hundreds of references into nothing has not misspelt them.
func (s *Set) suggest(token string, container *node.Node) string {
	const most = 50
	if s.suggested.Add(1) > most {
		return ""
	}
	var keys []string
	for key := range container.All() {
		keys = append(keys, key)
	}
	return didYouMean(token, keys, "")
}

// section is the one that the author of a 2.0 document refers to, if the document has no such section: they know of
// "definitions", but of no "components".
func (r *resolution) section(at spot, ref, token string) string {
	path := append(slices.Clip(at.tokens), token)
	if r.set.major != 2 || at.entry != r.set.root || len(path) > 2 || path[0] != "components" {
		return ""
	}
	_, fragment, _ := strings.Cut(ref, "#")
	section, _, _ := strings.Cut(strings.TrimPrefix(upgrade.Written("#"+fragment), "#/"), "/")
	return section
}

// shown is the place as messages have it.
func (at spot) shown() string {
	switch {
	case len(at.tokens) > 0:
		return string(Child(api.ID(at.entry.loc.id+"#"), at.tokens...))
	case at.entry.loc.root:
		return "the document"
	}
	return at.entry.loc.name
}

// located sets the position of the reference, unless a deeper one is known.
func located(d *diag.Diagnostic, from *node.Node, ref string) *diag.Diagnostic {
	if d.Pos.File != "" {
		return d
	}
	c := *d
	c.Pos = from.Pos()
	if r := from.Get("$ref"); r.Str() == ref {
		c.Pos = r.Pos()
	}
	return &c
}

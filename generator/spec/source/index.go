package source

import (
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// index is what a file declares besides its structure.
type index struct {
	anchors map[string]resource     // by $anchor and $dynamicAnchor; the first of several wins
	bases   map[*node.Node]*url.URL // of references below an $id: what they are relative to
	self    *url.URL                // $self or the file's location
}

// resource is a schema that has a name of its own.
type resource struct {
	entry  *entry
	node   *node.Node
	tokens []string
}

// names returns the anchors, sorted.
func (x *index) names() []string {
	var names []string
	for name := range x.anchors {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// indexFile collects what a file declares.
func (s *Set) indexFile(e *entry) {
	base, err := url.Parse(e.loc.uri)
	if err != nil {
		return
	}
	x := &indexer{set: s, entry: e, anchors: map[string]resource{}, bases: map[*node.Node]*url.URL{}, found: map[string]resource{}}
	if self := join(base, e.file.Root.Get("$self").Str()); self != nil {
		base = self
		x.found[key(self)] = resource{entry: e, node: e.file.Root}
	}
	x.visit(e.file.Root, base, false)
	e.index = index{anchors: x.anchors, bases: x.bases, self: base}
	s.mu.Lock()
	defer s.mu.Unlock()
	for uri, res := range x.found {
		if _, ok := s.known[uri]; !ok {
			s.known[uri] = res
		}
	}
}

// join resolves a URI reference, nil if it is empty or invalid.
func join(base *url.URL, ref string) *url.URL {
	if ref == "" {
		return nil
	}
	u, err := url.Parse(ref)
	if err != nil {
		return nil
	}
	return base.ResolveReference(u)
}

// key is a URI without its fragment.
func key(u *url.URL) string {
	c := *u
	c.Fragment, c.RawFragment = "", ""
	return c.String()
}

type indexer struct {
	set     *Set
	entry   *entry
	anchors map[string]resource
	bases   map[*node.Node]*url.URL
	found   map[string]resource
	tokens  []string // to the place that is visited
}

// visit walks the tree. Below data (examples, defaults, enums) nothing is a keyword; the members of named things
// (properties, definitions) are names, so that a property called "example" is still a schema.
func (x *indexer) visit(n *node.Node, base *url.URL, names bool) {
	if n.Is(node.Object) && !names {
		base = x.declare(n, base)
	}
	depth := len(x.tokens)
	for key, value := range n.All() {
		if !names && isData(key) {
			continue
		}
		x.tokens = append(x.tokens[:depth], key)
		x.visit(value, base, !names && holdsNames(key))
	}
	for i, item := range n.List() {
		x.tokens = append(x.tokens[:depth], itoa(i))
		x.visit(item, base, false)
	}
}

// declare records the names that one object gives itself, and returns the base of what is below.
func (x *indexer) declare(n *node.Node, base *url.URL) *url.URL {
	if id := join(base, n.Get("$id").Str()); id != nil {
		base = id
		if _, ok := x.found[key(id)]; !ok {
			x.found[key(id)] = x.here(n)
		}
	}
	for _, keyword := range []string{"$anchor", "$dynamicAnchor"} {
		name := n.Get(keyword).Str()
		if _, ok := x.anchors[name]; name != "" && !ok {
			x.anchors[name] = x.here(n)
		}
	}
	if n.Has("$ref") {
		x.bases[n] = base
	}
	return base
}

func (x *indexer) here(n *node.Node) resource {
	return resource{entry: x.entry, node: n, tokens: slices.Clone(x.tokens)}
}

func isData(key string) bool {
	switch key {
	case "example", "examples", "default", "enum", "const", "value", "dataValue":
		return true
	}
	return strings.HasPrefix(key, "x-")
}

func holdsNames(key string) bool {
	switch key {
	case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
		return true
	}
	return slices.Contains(sections, key)
}

// declared finds a URI that some file gives to itself or to a schema.
func (s *Set) declared(here *entry, from *node.Node, ref string) (resource, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) == 0 {
		return resource{}, false
	}
	bases := []*url.URL{here.index.bases[from], here.index.self}
	if u, err := url.Parse(here.loc.uri); err == nil {
		bases = append(bases, u)
	}
	for _, base := range bases {
		if base == nil {
			continue
		}
		if u := join(base, ref); u != nil {
			if res, ok := s.known[key(u)]; ok {
				return res, true
			}
		}
	}
	return resource{}, false
}

package source

import (
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// index is what a file declares besides its structure.
type index struct {
	anchors map[string]resource  // by $anchor and $dynamicAnchor; the first of several wins
	scopes  map[*node.Node]scope // of references: what they are relative to
	self    *url.URL             // $self or the file's location
}

// scope is what a reference is relative to.
type scope struct {
	base     *url.URL
	resource resource // the schema whose $id is the base; the zero value if that is the file's
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
	x := &indexer{set: s, entry: e, anchors: map[string]resource{}, scopes: map[*node.Node]scope{}, found: map[string]resource{}}
	if self := join(base, e.file.Root.Get("$self").Str()); self != nil {
		base = self
		x.found[key(self)] = resource{entry: e, node: e.file.Root}
	}
	x.visit(e.file.Root, scope{base: base}, false)
	e.index = index{anchors: x.anchors, scopes: x.scopes, self: base}
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
	scopes  map[*node.Node]scope
	found   map[string]resource
	tokens  []string // to the place that is visited
}

// visit walks the tree. Below data (examples, defaults, enums) nothing is a keyword; the members of named things
// (properties, definitions) are names, so that a property called "example" is still a schema.
func (x *indexer) visit(n *node.Node, in scope, names bool) {
	if n.Is(node.Object) && !names {
		in = x.declare(n, in)
	}
	depth := len(x.tokens)
	for key, value := range n.All() {
		if !names && isData(key) {
			continue
		}
		x.tokens = append(x.tokens[:depth], key)
		x.visit(value, in, !names && holdsNames(key))
	}
	for i, item := range n.List() {
		x.tokens = append(x.tokens[:depth], itoa(i))
		x.visit(item, in, false)
	}
}

// declare records the names that one object gives itself, and returns the scope of what is below.
func (x *indexer) declare(n *node.Node, in scope) scope {
	if id := join(in.base, n.Get("$id").Str()); id != nil {
		in.base = id
		if id.Fragment == "" && len(x.tokens) > 0 {
			in.resource = x.here(n)
		}
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
	if n.Has("$ref") || n.Has("$dynamicRef") {
		x.scopes[n] = in
	}
	return in
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
	for _, base := range append([]*url.URL{here.index.scopes[from].base}, s.bases(here)...) {
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

// bases are the URIs that a file goes by: its $self, where it would be if the root document were where its $self says,
// and where it is.
func (s *Set) bases(e *entry) []*url.URL {
	bases := []*url.URL{e.index.self}
	if self := s.root.index.self; self != nil && e != s.root && e.loc.path != "" {
		bases = append(bases, self.JoinPath("..", e.loc.id))
	}
	if u, err := url.Parse(e.loc.uri); err == nil {
		bases = append(bases, u)
	}
	return bases
}

// beside finds the local file that a reference means if the root document says that it is somewhere else: of
// "https://example.com/api/pet.yaml" it is pet.yaml if $self is "https://example.com/api/openapi.yaml".
func (s *Set) beside(here *entry, ref string) (location, bool) {
	self := s.root.index.self
	if self == nil || s.root.loc.url != nil || s.root.file.Root.Get("$self") == nil {
		return location{}, false
	}
	dir := join(self, "./").String()
	for _, base := range s.bases(here) {
		if base == nil {
			continue
		}
		if u := join(base, ref); u != nil {
			if rel, ok := strings.CutPrefix(key(u), dir); ok && rel != "" {
				loc, problem := s.locateFile(s.root.loc, rel)
				return loc, problem == nil
			}
		}
	}
	return location{}, false
}

package source

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/upgrade"
)

// Target is what a reference means.
type Target struct {
	Node *node.Node
	ID   api.ID     // "#/components/schemas/Order", "models/pet.yaml#/Pet", "../common/Error.json#"
	Name string     // hint for a Go name: the component's key or the file's base name; "" for something inline
	File *node.File // where Node stands
}

// maxHops bounds how many references one reference may lead through. People write two or three.
const maxHops = 32

// Resolve finds what a reference means. The node from is the object that holds it (or any node of its file): it
// tells where relative references begin. A target that is itself nothing but a reference is followed to the end; one with
// keywords beside its $ref is returned as it is, for the caller to combine them.
func (s *Set) Resolve(ctx context.Context, from *node.Node, ref string) (Target, *diag.Diagnostic) {
	r := resolution{set: s}
	at, problem := r.follow(ctx, from, ref)
	if problem != nil {
		return Target{}, s.written(problem)
	}
	pointer := api.ID(at.entry.loc.id + "#")
	t := Target{Node: at.node, ID: Child(pointer, at.tokens...), File: at.entry.file}
	t.Name = nameOf(at.entry.loc.name, at.tokens)
	if t.Name == "" {
		t.Name = at.anchor
	}
	return t, nil
}

// written makes a problem speak of references as their author wrote them.
func (s *Set) written(problem *diag.Diagnostic) *diag.Diagnostic {
	c := *problem
	c.Message = s.Written(c.Message)
	return &c
}

// Written returns a text that holds references in the spelling of their author: those of a 2.0 document were rewritten.
func (s *Set) Written(text string) string {
	if s.major != 2 {
		return text
	}
	return upgrade.Written(text)
}

// rawTarget finds what a reference means before any rewriting, nil if it means nothing.
func (s *Set) rawTarget(ctx context.Context, from *node.Node, ref string) *node.Node {
	r := resolution{set: s, raw: true}
	at, problem := r.follow(ctx, from, ref)
	if problem != nil {
		return nil
	}
	return at.node
}

// raw resolves references before any rewriting.
func (s *Set) raw(ctx context.Context) upgrade.Resolver {
	return func(from *node.Node, ref string) *node.Node { return s.rawTarget(ctx, from, ref) }
}

// resolution is the state of one Resolve.
type resolution struct {
	set  *Set
	raw  bool         // work on the trees before rewriting
	seen []*node.Node // references on the way
	hops int          // references that stood in the way of pointers

	guessing bool // another spelling is tried: nobody will read the hints
}

// spot is a place in a file.
type spot struct {
	entry  *entry
	node   *node.Node
	tokens []string // from the root of the file
	anchor string   // the $anchor that led here
}

// follow resolves a reference and those that it leads to.
func (r *resolution) follow(ctx context.Context, from *node.Node, ref string) (spot, *diag.Diagnostic) {
	at, problem := r.step(ctx, from, ref)
	if problem != nil {
		return at, problem
	}
	next := at.node.Get("$ref")
	if !next.Is(node.String) || !at.node.Is(node.Object) {
		return at, nil
	}
	switch {
	case slices.Contains(r.seen, at.node):
		return at, located(problemf(codeCyclic, "the reference %q leads back to itself", ref), from, ref)
	case len(r.seen) > maxHops:
		return at, located(problemf(codeCyclic, "the reference %q leads through more than %d others", ref, maxHops), from, ref)
	}
	r.seen = append(r.seen, at.node)
	last, problem := r.follow(ctx, at.node, next.Text)
	switch {
	case problem != nil && problem.Code == codeCyclic:
		return at, problem
	case !bare(at.node):
		return at, nil
	}
	return last, problem
}

// bare tells whether an object is nothing but a reference, comments apart.
func bare(n *node.Node) bool {
	for key := range n.All() {
		switch key {
		case "$ref", "summary", "description", "title", "$comment":
		default:
			return false
		}
	}
	return true
}

// step resolves a reference without looking at what its target is.
func (r *resolution) step(ctx context.Context, from *node.Node, ref string) (spot, *diag.Diagnostic) {
	if at, ok := r.within(ctx, from, ref); ok {
		return at, nil
	}
	at, problem := r.exact(ctx, from, ref)
	if problem == nil {
		return at, nil
	}
	guessing := r.guessing
	r.guessing = true
	defer func() { r.guessing = guessing }()
	for _, other := range spellings(ref) {
		if again, still := r.exact(ctx, from, other); still == nil {
			return again, nil
		}
	}
	return at, problem
}

// within resolves a reference that begins with "#" below an $id: it is about that schema rather than about the file. Many
// who give their schemas an $id mean the file all the same, so it is no error if the schema has no such place.
func (r *resolution) within(ctx context.Context, from *node.Node, ref string) (spot, bool) {
	e := r.set.entryOf(from)
	scope := e.index.scopes[from].resource
	if r.raw || scope.node == nil || !strings.HasPrefix(ref, "#") {
		return spot{}, false
	}
	at := spot{entry: e, node: scope.node, tokens: scope.tokens}
	if ref == "#" {
		return at, true
	}
	found, problem := r.walk(ctx, at, from, ref, unescape(ref[1:]))
	return found, problem == nil && strings.HasPrefix(ref, "#/")
}

// exact resolves a reference as it is spelled.
func (r *resolution) exact(ctx context.Context, from *node.Node, ref string) (spot, *diag.Diagnostic) {
	at, fragment, problem := r.file(ctx, from, ref)
	if problem != nil {
		return at, located(problem, from, ref)
	}
	if fragment == "" {
		return at, nil
	}
	if !strings.HasPrefix(fragment, "/") {
		return r.anchor(at, from, ref, fragment)
	}
	found, problem := r.walk(ctx, at, from, ref, unescape(fragment))
	if problem != nil && strings.Contains(fragment, "%") { // a key that has a percent sign, written as it is
		if again, still := r.walk(ctx, at, from, ref, fragment); still == nil {
			return again, nil
		}
	}
	return found, problem
}

func unescape(fragment string) string {
	decoded, err := url.PathUnescape(fragment)
	if err != nil {
		return fragment
	}
	return decoded
}

// file finds the file of a reference, or the schema that declares its URI, and splits off the fragment.
func (r *resolution) file(ctx context.Context, from *node.Node, ref string) (at spot, fragment string, problem *diag.Diagnostic) {
	here := r.set.entryOf(from)
	name, fragment, _ := strings.Cut(ref, "#")
	if name == "" {
		return r.whole(here), fragment, nil
	}
	if res, ok := r.set.declared(here, from, name); ok {
		return spot{entry: res.entry, node: res.node, tokens: res.tokens}, fragment, nil
	}
	e, problem := r.open(ctx, here, name)
	if problem != nil {
		return spot{}, "", problem
	}
	if !r.raw {
		r.set.finish(ctx, e)
	}
	return r.whole(e), fragment, nil
}

// open finds and parses the file that a reference names. One that is not there, or may not be read, may lie beside
// the root document: where that says by $self that it is.
func (r *resolution) open(ctx context.Context, here *entry, name string) (*entry, *diag.Diagnostic) {
	loc, problem := r.set.locate(here.loc, name)
	if problem == nil {
		e := r.set.entry(loc)
		if problem = r.set.parse(ctx, e); problem == nil {
			return e, nil
		}
	}
	if local, ok := r.set.beside(here, name); ok {
		e := r.set.entry(local)
		if r.set.parse(ctx, e) == nil {
			return e, nil
		}
	}
	return nil, problem
}

// whole is the root of a file.
func (r *resolution) whole(e *entry) spot {
	if r.raw {
		return spot{entry: e, node: e.raw}
	}
	return spot{entry: e, node: e.file.Root}
}

// entryOf returns the file that a node stands in.
func (s *Set) entryOf(n *node.Node) *entry {
	if n == nil || n.File == nil {
		return s.root
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.files[n.File.URI]; e != nil {
		return e
	}
	return s.root
}

// walk follows a JSON pointer, and references that stand in its way.
func (r *resolution) walk(ctx context.Context, at spot, from *node.Node, ref, pointer string) (spot, *diag.Diagnostic) {
	tokens := slices.Collect(node.Tokens(pointer))
	if r.set.major == 2 && !r.raw && len(at.tokens) == 0 {
		tokens = upgrade.Pointer(at.entry.raw, tokens, at.entry == r.set.root, r.set.raw(ctx))
	}
	for i := 0; i < len(tokens); i++ {
		token := tokens[i]
		next := at.node.Step(token)
		if next == nil && at.node.Get("$ref").Is(node.String) && r.hops < maxHops {
			var problem *diag.Diagnostic
			if at, problem = r.through(ctx, at); problem != nil {
				return at, problem
			}
			next = at.node.Step(token)
		}
		if next == nil {
			var more int
			if token, more = unescapedKey(at.node, tokens[i:]); more == 0 {
				return at, r.dangling(at, from, ref, tokens[i])
			}
			i += more - 1
			if token == "" {
				continue
			}
			next = at.node.Get(token)
		}
		at = spot{entry: at.entry, node: next, tokens: append(slices.Clip(at.tokens), token)}
	}
	return at, nil
}

// through follows a reference that stands in the way of a pointer. Coming by it again later is no cycle.
func (r *resolution) through(ctx context.Context, at spot) (spot, *diag.Diagnostic) {
	seen := r.seen
	r.hops++
	next, problem := r.follow(ctx, at.node, at.node.Get("$ref").Text)
	r.seen = seen
	return next, problem
}

// anchor finds a fragment that is no pointer: $anchor and $dynamicAnchor.
func (r *resolution) anchor(at spot, from *node.Node, ref, fragment string) (spot, *diag.Diagnostic) {
	name := unescape(fragment)
	if found, ok := at.entry.index.anchors[name]; ok {
		return spot{entry: at.entry, node: found.node, tokens: found.tokens, anchor: name}, nil
	}
	d := problemf(codeDangling, "nothing in %s declares the anchor %q", at.entry.loc.name, name)
	if at.node.At("/"+name) != nil {
		d.Hint = "a JSON pointer begins with a slash: #/" + name
	} else if !r.guessing {
		d.Hint = didYouMean(name, at.entry.index.names(), "#")
	}
	return at, located(d, from, ref)
}

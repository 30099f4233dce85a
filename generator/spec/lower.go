package spec

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// Bounds of what a document can make of itself: references that multiply (a union of unions merged into a base, YAML
// aliases inside aliases) would else exhaust memory from a few kilobytes. So would IDs, which grow with the depth.
const (
	maxSchemas = 500_000
	maxIDBytes = 64 << 20 // of all schemas; the largest documents of vendors have 5 MB
)

// lowerer turns one document into an api.API. Schemas wait in a queue, so that neither recursion nor depth of the
// document becomes depth of the stack.
type lowerer struct {
	resolve func(from *node.Node, ref string) (source.Target, *diag.Diagnostic)
	written func(ref string) string // a reference as its author spelled it
	root    *node.File
	diags   *diag.List
	out     *api.API

	queue      []*item
	read       map[*node.Node]*keywords
	targets    map[*node.Node]target
	groups     map[*node.Node]*group
	unions     []*union
	unionOf    map[api.ID]*union
	children   map[*node.Node][]kid             // schemas by what they merge; nil until asked for
	names      map[*node.Node]string            // of components
	heirs      map[*node.Node]map[string][]heir // by file, then by the last word of what they merge
	schemes    map[string]bool
	components []api.Use         // of schemas
	security   []api.Requirement // the document's
	broken     broken
	choice     *chooser               // nil: all operations are lowered
	events     *api.EventRule         // nil: the document alone says what tells events apart
	pageHints  map[string]*pagingHint // what vendors say of lists, by method and path
	operations int                    // that the document has, those that are left out included
	siblings   bool                   // keywords beside $ref count: from 3.1 on
	expanded   int                    // see maxExpanded
	merged     int                    // see spend
	idBytes    int                    // see spendID
	full       bool                   // no more schemas
}

// lower walks the whole document.
func (l *lowerer) lower() {
	root := l.top()
	l.nameFiles(root)
	l.lowerInfo(root)
	l.lowerSchemes(root)
	l.lowerComponents(root)
	l.lowerPaths(root)
	l.lowerWebhooks(root)
	l.finishChoosing()
	l.drain()
	l.spreadFlags()
	l.discriminate()
	l.sort()
	l.mergePatches()
	l.prune()
	l.judge()
	l.detectEvents(l.events)
	l.detectPaging()
	l.detectStreams()
	l.detectWaits()
	l.detectIdempotency()
	l.detectPartial()
	l.detectPin()
}

// top is the root of the document.
func (l *lowerer) top() place { return place{id: "#", node: l.root.Root} }

// drain lowers schemas until none waits: lowering one makes its children wait.
func (l *lowerer) drain() {
	for len(l.queue) > 0 {
		it := l.queue[0]
		l.queue = l.queue[1:]
		l.build(it)
	}
}

// want makes a schema wait, unless it did before, and tells under which ID it will be found.
func (l *lowerer) want(it *item) api.ID {
	if s := l.out.Schemas[it.id]; s != nil {
		if s.Name == "" {
			s.Name = it.name
		}
		return it.id
	}
	s := &api.Schema{ID: it.id, Name: it.name, Kind: api.Any, Pos: it.pos()}
	l.out.Schemas[it.id] = s
	if l.spendID(it) {
		l.queue = append(l.queue, it)
	}
	return it.id
}

// spendID tells whether there is room for one more schema, and reports once if there is not.
func (l *lowerer) spendID(it *item) bool {
	if l.full {
		return false
	}
	l.idBytes += len(it.id)
	switch {
	case len(l.out.Schemas) >= maxSchemas:
		l.diags.Errorf(it.pos(), "too-large", "the document describes more than %d schemas; it may refer to itself in a way that multiplies", maxSchemas)
	case l.idBytes > maxIDBytes:
		l.diags.Errorf(it.pos(), "too-large", "the document describes %d schemas, and too many of them are nested too deep", len(l.out.Schemas))
	default:
		return true
	}
	l.full = true
	return false
}

// sort brings what the keys of the document order into an order of our own.
func (l *lowerer) sort() {
	slices.SortStableFunc(l.out.Operations, func(a, b api.Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	sortWebhooks(l.out.Webhooks)
	slices.SortFunc(l.out.Schemes, func(a, b api.SecurityScheme) int { return cmp.Compare(a.Key, b.Key) })
	l.separate()
}

// separate gives operations that share one place, by a reference, the places of their paths.
func (l *lowerer) separate() {
	count := map[api.ID]int{}
	for _, op := range l.out.Operations {
		count[op.Pointer]++
	}
	for i := range l.out.Operations {
		if op := &l.out.Operations[i]; count[op.Pointer] > 1 {
			op.Pointer = source.Child("#/paths", op.Path, strings.ToLower(op.Method))
		}
	}
}

func sortWebhooks(hooks []api.Webhook) {
	slices.SortStableFunc(hooks, func(a, b api.Webhook) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Expression, b.Expression), cmp.Compare(a.Method, b.Method))
	})
}

// part is a child of the document; the place that it refers to, for vendors who keep such a part in a file of its own.
func (l *lowerer) part(p place, key string) place {
	child := p.child(key)
	for seen := 0; child.node.Get("$ref").Is(node.String) && seen < 10; seen++ {
		t := l.follow(child.node)
		if !t.ok {
			return place{}
		}
		child = place{id: t.id, node: t.node, key: key}
	}
	return child
}

// target is where a reference leads to.
type target struct {
	place
	name string
	ok   bool
}

// follow resolves the reference that an object holds, once, and reports it if it leads nowhere.
func (l *lowerer) follow(n *node.Node) target {
	if t, ok := l.targets[n]; ok {
		return t
	}
	ref := firstOf(n, "$ref", "$dynamicRef")
	t := target{}
	found, problem := l.resolve(n, ref.Str())
	if problem == nil {
		t = target{place{id: found.ID, node: found.Node}, found.Name, true}
	} else {
		l.broken.report(*problem)
	}
	l.targets[n] = t
	return t
}

// isReference tells whether an object refers to another one.
func isReference(n *node.Node) bool {
	return n.Get("$ref").Is(node.String) || n.Get("$dynamicRef").Is(node.String)
}

// object follows references until it comes to an object that is not one. why says what stands in the way.
func (l *lowerer) object(p place) (found target, why string) {
	found = target{p, "", true}
	var seen []*node.Node
	for isReference(found.node) {
		if slices.Contains(seen, found.node) {
			return found, "its reference leads back to itself"
		}
		seen = append(seen, found.node)
		ref := firstOf(found.node, "$ref", "$dynamicRef").Str()
		if found = l.follow(found.node); !found.ok {
			return found, "the reference " + l.written(ref) + " leads nowhere"
		}
	}
	if !found.node.Is(node.Object) {
		return found, "it should be an object, not " + describe(orNull(found.node))
	}
	return found, ""
}

func orNull(n *node.Node) *node.Node {
	if n == nil {
		return &node.Node{}
	}
	return n
}

// Package synth answers: which JSON does a document allow in some place, from the plainest value to the oddest?
//
// It reads the keywords of JSON Schema off the tree that package source opens, and shares nothing with the lowering of
// schemas, so that what that one gets wrong shows when the values meet the generated types. Values are the same in
// every run: nothing is random.
package synth

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// Document is an OpenAPI document that values can be made for. It is safe for concurrent use.
type Document struct {
	root   *node.Node
	modern bool // 3.1 or later: keywords beside $ref count

	refs  map[*node.Node]*node.Node   // the target of every reference, by the object that holds it
	ids   map[*node.Node]api.ID       // where targets stand
	found map[api.ID]*node.Node       // the same by place
	heirs map[*node.Node][]*node.Node // of a base with a discriminator: the schemas that merge it
	marks map[*node.Node]*node.Node   // of an heir: a schema that says what its discriminator is
	judge *judge

	members  int // of one value: beyond it, only required ones
	patterns patterns
	marking  sync.Map // [2]*node.Node, a discriminator and an alternative -> *node.Node
	flats    sync.Map // [4]*node.Node -> *flat
	numbers  sync.Map // numberKey -> json.Number
}

// Open reads a document and all that it refers to. References may not leave the directory root; "" is the
// document's own.
func Open(ctx context.Context, path, root string) (*Document, error) {
	var diags diag.List
	set, top := source.Open(ctx, source.Options{Location: path, Root: root}, &diags)
	if set == nil {
		var all []error
		for _, d := range diags.Sorted() {
			all = append(all, errors.New(d.String()))
		}
		return nil, errors.Join(all...)
	}
	major, minor := set.Version()
	d := &Document{
		root: top, modern: major == 3 && minor >= 1,
		refs: map[*node.Node]*node.Node{}, ids: map[*node.Node]api.ID{}, found: map[api.ID]*node.Node{},
		heirs: map[*node.Node][]*node.Node{}, marks: map[*node.Node]*node.Node{},
	}
	d.follow(ctx, set, top, map[*node.Node]bool{})
	for _, id := range d.Components() {
		d.ids[d.At(id)] = id
	}
	d.findHeirs()
	d.judge = newJudge(d)
	d.members = max(60, min(400, 60_000/max(1, len(d.judge.names)))) // all schemas that have a name get values of their own
	return d, ctx.Err()
}

// follow resolves all references that can be reached. One that leads nowhere has no target.
func (d *Document) follow(ctx context.Context, set *source.Set, n *node.Node, seen map[*node.Node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	if ref := reference(n); ref != "" {
		if target, problem := set.Resolve(ctx, n, ref); problem == nil {
			d.refs[n], d.ids[target.Node], d.found[target.ID] = target.Node, target.ID, target.Node
			d.follow(ctx, set, target.Node, seen)
		}
	}
	for _, target := range n.Get("discriminator").Get("mapping").All() {
		if found, problem := set.Resolve(ctx, target, target.Str()); problem == nil && strings.ContainsAny(target.Str(), "#/") {
			d.ids[found.Node], d.found[found.ID] = found.ID, found.Node
			d.follow(ctx, set, found.Node, seen)
		}
	}
	for _, value := range n.All() {
		d.follow(ctx, set, value, seen)
	}
	for _, item := range n.List() {
		d.follow(ctx, set, item, seen)
	}
}

// reference is what an object refers to, "" if it does not.
func reference(n *node.Node) string {
	if ref := n.Get("$ref").Str(); ref != "" {
		return ref
	}
	return n.Get("$dynamicRef").Str()
}

// Components are the places of the document's own named schemas, in its order. Those of version 2.0 stand where 3.0 has
// them.
func (d *Document) Components() []api.ID {
	var ids []api.ID
	for key := range d.root.Get("components").Get("schemas").All() {
		ids = append(ids, source.Child("#/components/schemas", key))
	}
	return ids
}

// At is the schema, or whatever else, that stands in a place of the document or of a file that it refers to; nil if
// nothing does.
func (d *Document) At(id api.ID) *node.Node {
	file, pointer, _ := strings.Cut(string(id), "#")
	if file == "" {
		return d.root.At(pointer)
	}
	return d.found[id]
}

// Target is the place of the schema that a place stands for: another one, if it holds nothing but a reference, or a list of
// one of them.
func (d *Document) Target(id api.ID) api.ID {
	n := d.deref(d.At(id))
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		if list := n.Get(key).List(); len(list) == 1 && reference(list[0]) != "" {
			n = d.deref(list[0])
		}
	}
	if known, ok := d.ids[n]; ok {
		return known
	}
	return id
}

// deref follows references to the schema that says something itself.
func (d *Document) deref(n *node.Node) *node.Node {
	for range 32 {
		target := d.refs[n]
		if target == nil {
			break
		}
		n = target
	}
	return n
}

// findHeirs finds the schemas that merge a base with a discriminator by allOf, through others too.
func (d *Document) findHeirs() {
	for key, n := range d.root.Get("components").Get("schemas").All() {
		d.inherit(n, n, key, map[*node.Node]bool{n: true})
	}
}

func (d *Document) inherit(heir, n *node.Node, key string, seen map[*node.Node]bool) {
	for _, part := range n.Get("allOf").List() {
		base := d.deref(part)
		if seen[base] {
			continue
		}
		seen[base] = true
		property := base.Get("discriminator").Get("propertyName")
		if property.Is(node.String) && !isUnion(base) && part != base {
			d.heirs[base] = append(d.heirs[base], heir)
			if d.marks[heir] == nil {
				d.marks[heir] = fixed(property, d.names(base.Get("discriminator"), heir, key))
			}
		}
		d.inherit(heir, base, key, seen)
	}
}

func isUnion(n *node.Node) bool { return n.Get("oneOf").Len()+n.Get("anyOf").Len() > 0 }

// names are the values of a discriminator that mean a schema.
func (d *Document) names(discriminator, n *node.Node, key string) []string {
	var names []string
	for value, target := range discriminator.Get("mapping").All() {
		if d.means(target.Str(), n) {
			names = append(names, value)
		}
	}
	switch own := n.Get("x-ms-discriminator-value"); {
	case len(names) > 0:
		return names
	case own.Is(node.String):
		return []string{own.Text}
	case key == "":
		return nil
	}
	return []string{key}
}

// means tells whether a value of a mapping, a reference or a bare name, leads to the schema.
func (d *Document) means(target string, n *node.Node) bool {
	schemas := d.root.Get("components").Get("schemas")
	if direct := schemas.Get(target); direct != nil {
		return d.deref(direct) == d.deref(n)
	}
	file, fragment, _ := strings.Cut(target, "#")
	if file == "" {
		return d.deref(d.root.At("#"+fragment)) == d.deref(n)
	}
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	return strings.HasSuffix(string(d.ids[d.deref(n)]), strings.TrimPrefix(target, "./"))
}

// fixed is a schema of objects that have a member with one of a few values; nil if there are none to choose from.
func fixed(property *node.Node, values []string) *node.Node {
	if len(values) == 0 {
		return nil
	}
	var texts []*node.Node
	for _, v := range values {
		texts = append(texts, node.NewString(property, v))
	}
	member := node.NewObject(property, node.Entry{Key: "enum", Value: node.NewArray(property, texts...)})
	return node.NewObject(property,
		node.Entry{Key: "properties", Value: node.NewObject(property, node.Entry{Key: property.Text, Value: member})},
		node.Entry{Key: "required", Value: node.NewArray(property, property)})
}

// keyOf is the last token of the place that a reference leads to.
func (d *Document) keyOf(n *node.Node) string {
	id := string(d.ids[d.deref(n)])
	return node.PointerUnescape(id[strings.LastIndex(id, "/")+1:])
}

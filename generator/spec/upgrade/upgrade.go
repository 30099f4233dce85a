package upgrade

import (
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// Resolver finds what a reference of a document of version 2.0 names, before any rewriting; nil if there is nothing.
// The node from is the object that holds the reference.
type Resolver func(from *node.Node, ref string) *node.Node

// Upgrade is [Document] for a document that stands in one file.
func Upgrade(root *node.Node, diags *diag.List) *node.Node { return Document(root, nil, diags) }

// Document rewrites the root document. The new tree becomes the root of its file; a document of another version is
// returned as it is.
func Document(root *node.Node, resolve Resolver, diags *diag.List) *node.Node {
	if !root.Has("swagger") {
		return root
	}
	u := newUpgrader(root, root, resolve, diags)
	doc := u.document(root)
	if root.File != nil {
		root.File.Root = doc
	}
	return doc
}

// upgrader is the state of rewriting one file.
type upgrader struct {
	doc     *node.Node // the document whose defaults apply: the root of this file or of the one that refers to it
	part    bool       // this is no root document: everything stays where it is
	resolve Resolver
	diags   *diag.List
	media   media
	values  map[string]*node.Node // schemas that are a base of others: mapping of discriminator values
}

func newUpgrader(file, doc *node.Node, resolve Resolver, diags *diag.List) *upgrader {
	u := &upgrader{doc: doc, part: file != doc, resolve: resolve, diags: diags}
	if u.resolve == nil {
		u.resolve = func(_ *node.Node, ref string) *node.Node { return local(file, ref, 0) }
	}
	u.media = mediaOf(doc, media{})
	u.values = discriminatorValues(file)
	return u
}

// local follows references within one file.
func local(root *node.Node, ref string, hops int) *node.Node {
	if !strings.HasPrefix(ref, "#") || hops > 100 {
		return nil
	}
	n := root.At(ref)
	if next := n.Get("$ref"); next.Is(node.String) {
		return local(root, next.Text, hops+1)
	}
	return n
}

// target is the node itself or, if that is a reference, what it refers to.
func (r Resolver) target(n *node.Node) *node.Node {
	ref := n.Get("$ref")
	if !ref.Is(node.String) {
		return n
	}
	return r(n, ref.Text)
}

// moved are the sections of a 2.0 document that have another place in 3.0.
var moved = map[string]string{
	"definitions":         "schemas",
	"parameters":          "parameters",
	"responses":           "responses",
	"securityDefinitions": "securitySchemes",
}

// document rewrites the top level. Members keep their order; components stand where the first of their sections stood.
func (u *upgrader) document(root *node.Node) *node.Node {
	components := root.Get("components").Copy()
	if !components.Is(node.Object) {
		components = node.NewObject(root)
	}
	doc := node.NewObject(root)
	for key, value := range root.All() {
		switch key {
		case "swagger":
			doc.Set("openapi", node.NewString(value, "3.0.3"))
			doc.Set("servers", u.servers(root, nil))
		case "host", "basePath", "schemes", "consumes", "produces":
		case "paths", "x-ms-paths", "x-webhooks", "webhooks":
			doc.Set(key, u.each(value, u.pathItem))
		case "components", "definitions", "parameters", "responses", "securityDefinitions":
			u.section(components, key, value)
			doc.Set("components", components)
		case "servers":
			if !doc.Has(key) {
				doc.Set(key, value)
			}
		default:
			doc.Set(key, value)
		}
	}
	return doc
}

// section moves the members of one section into the components. What is there already stays.
func (u *upgrader) section(components *node.Node, key string, value *node.Node) {
	switch key {
	case "definitions":
		u.add(components, "schemas", u.each(value, u.schema))
	case "parameters":
		plain, bodies := u.parameterSection(value)
		u.add(components, "parameters", plain)
		u.add(components, "requestBodies", bodies)
	case "responses":
		u.add(components, "responses", u.each(value, func(n *node.Node) *node.Node { return u.response(n, u.media) }))
	case "securityDefinitions":
		u.add(components, "securitySchemes", u.each(value, securityScheme))
	}
}

func (u *upgrader) add(components *node.Node, key string, members *node.Node) {
	if members.Len() == 0 {
		return
	}
	have := components.Get(key).Copy()
	if !have.Is(node.Object) {
		components.Set(key, members)
		return
	}
	for name, member := range members.All() {
		if !have.Has(name) {
			have.Set(name, member)
		}
	}
	components.Set(key, have)
}

// parameterSection splits the root's parameters: bodies have a section of their own in 3.0. Form fields and references to
// bodies elsewhere have no place: they become part of the operations that use them.
func (u *upgrader) parameterSection(section *node.Node) (plain, bodies *node.Node) {
	plain, bodies = node.NewObject(section), node.NewObject(section)
	for name, p := range section.All() {
		target := u.resolve.target(p)
		switch {
		case isBody(p):
			bodies.Set(name, u.body(p, u.media))
		case isBody(target), isForm(target):
		default:
			plain.Set(name, u.parameter(p))
		}
	}
	return plain, bodies
}

// each rewrites the members of an object, extensions apart.
func (u *upgrader) each(n *node.Node, rewrite func(*node.Node) *node.Node) *node.Node {
	if !n.Is(node.Object) {
		return n
	}
	c := n.Copy()
	for i, e := range c.Entries {
		if e.Value.Is(node.Object) && !strings.HasPrefix(e.Key, "x-") {
			c.Entries[i].Value = rewrite(e.Value)
		}
	}
	return c
}

// withRef returns the object with its reference rewritten.
func (u *upgrader) withRef(n *node.Node) *node.Node {
	ref := n.Get("$ref")
	text := u.movedRef(ref.Str())
	if text == ref.Str() {
		return n
	}
	c := n.Copy()
	c.Set("$ref", node.NewString(ref, text))
	return c
}

// movedRef rewrites a reference into a section that moves.
func (u *upgrader) movedRef(ref string) string {
	rest, ok := strings.CutPrefix(ref, "#/")
	if !ok || u.part {
		return ref
	}
	section, _, _ := strings.Cut(rest, "/")
	if moved[section] == "" {
		return ref
	}
	tokens := Pointer(u.doc, tokensOf(ref), true, u.resolve)
	var b strings.Builder
	b.WriteByte('#')
	for _, t := range tokens {
		b.WriteString("/" + escapeFragment(node.PointerEscape(t)))
	}
	return b.String()
}

// escapeFragment percent-encodes what [node.Node.At] would take for an encoding.
func escapeFragment(token string) string { return strings.ReplaceAll(token, "%", "%25") }

func unescapeFragment(fragment string) string {
	decoded, err := url.PathUnescape(fragment)
	if err != nil {
		return fragment
	}
	return decoded
}

package spec

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// lowerInfo reads what the document says of itself.
func (l *lowerer) lowerInfo(root place) {
	info := decode[openapi3.Info](l, l.part(root, "info").node, []string{"title", "summary", "description", "version"})
	l.out.Title = strings.TrimSpace(info.Title)
	l.out.Summary, l.out.Description, l.out.Version = info.Summary, info.Description, info.Version
	l.out.DocsURL = l.docsURL(root.node)
	l.out.Servers = l.servers(l.part(root, "servers"))
	if len(l.out.Servers) == 0 {
		l.out.Servers = l.ownServer()
	}
	for _, p := range l.part(root, "tags").items() {
		l.lowerTag(p)
	}
}

func (l *lowerer) docsURL(n *node.Node) string {
	return decode[openapi3.ExternalDocs](l, n.Get("externalDocs"), []string{"url"}).URL
}

func (l *lowerer) lowerTag(p place) {
	if p.node.Is(node.String) { // a bare name, as old tools write it
		l.out.Tags = append(l.out.Tags, api.Tag{Name: p.node.Text})
		return
	}
	tag := decode[openapi3.Tag](l, p.node, []string{"name", "description"})
	if tag.Name == "" {
		l.diags.Warnf(p.node.Pos(), "bad-tag", "the tag has no name; it is ignored")
		return
	}
	l.out.Tags = append(l.out.Tags, api.Tag{
		Name: tag.Name, Description: tag.Description,
		Summary: p.node.Get("summary").Str(), Parent: p.node.Get("parent").Str(),
	})
}

// lowerComponents makes the document's named schemas wait, unless operations were chosen: those that they reach are then
// lowered on the way.
func (l *lowerer) lowerComponents(root place) {
	if l.choice != nil {
		return
	}
	schemas := l.part(root, "components").child("schemas")
	for _, p := range l.members(schemas) {
		use, _ := l.settle(l.peel(p, p.key))
		l.components = append(l.components, use)
	}
}

// nameFiles calls the schema of a whole file what the component is called that is nothing but a reference to it:
//
//	components: {schemas: {Order: {$ref: models/order-v2.yaml}}}
//
// A file that several components refer to keeps its own name.
func (l *lowerer) nameFiles(root place) {
	resolve, names := l.resolve, map[api.ID][]string{}
	for _, p := range root.child("components").child("schemas").members() {
		ref := p.node.Get("$ref").Str()
		if ref == "" || strings.Contains(strings.TrimSuffix(ref, "#"), "#") {
			continue
		}
		if found, problem := resolve(p.node, ref); problem == nil && strings.HasSuffix(string(found.ID), "#") {
			names[found.ID] = append(names[found.ID], p.key)
		}
	}
	l.resolve = func(from *node.Node, ref string) (source.Target, *diag.Diagnostic) {
		found, problem := resolve(from, ref)
		if own := names[found.ID]; problem == nil && len(own) == 1 {
			found.Name = own[0]
		}
		return found, problem
	}
}

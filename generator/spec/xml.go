package spec

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

var xmlKeywords = []string{"name", "namespace", "prefix", "attribute", "wrapped"}

// xml reads how a schema's values are written in XML, nil if the document does not say. Version 3.2 spells attribute
// and wrapped as node types.
func (l *lowerer) xml(n *node.Node) *api.XML {
	x := n.Get("xml")
	if !x.Is(node.Object) {
		return nil
	}
	o := decode[openapi3.XML](l, x, xmlKeywords)
	out := api.XML{Name: o.Name, Namespace: o.Namespace, Prefix: o.Prefix, Attribute: o.Attribute, Wrapped: o.Wrapped}
	switch kind := x.Get("nodeType"); kind.Str() {
	case "attribute":
		out.Attribute = true
	case "text", "cdata":
		out.Text = true
	case "element":
		out.Wrapped = out.Wrapped || hasAny(n, "items", "prefixItems")
	case "none", "":
	default:
		l.diags.Warnf(kind.Pos(), "bad-keyword", "%q cannot be %s here; it is ignored", "nodeType", describe(kind))
	}
	if out == (api.XML{}) {
		return nil
	}
	return &out
}

// withXML is the XML of a place that says more of a schema than the schema itself, keyword by keyword.
func withXML(place, schema *api.XML) *api.XML {
	if place == nil || schema == nil {
		if place == nil {
			return schema
		}
		return place
	}
	return &api.XML{
		Name: later(schema.Name, place.Name), Namespace: later(schema.Namespace, place.Namespace),
		Prefix: later(schema.Prefix, place.Prefix), Attribute: place.Attribute || schema.Attribute,
		Wrapped: place.Wrapped || schema.Wrapped, Text: place.Text || schema.Text,
	}
}

package spec

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// keywords are what one schema object says of itself, with the spellings of all versions and the faults of vendors
// out of the way. What it says through its parts (allOf, properties, items) is not here: see shape.
type keywords struct {
	openapi3.Schema // title, description, format, pattern and the flags; not the types and the numbers

	kinds     []api.Kind // said or implied, without null; nil: any
	said      bool       // by a type keyword
	null      bool       // null is allowed
	opinion   bool       // it says whether null is allowed
	only      bool       // nothing but null is allowed
	never     bool       // the boolean schema false
	enum      []enumItem
	hasEnum   bool
	constrain api.Constraints
	inXML     *api.XML
	sensitive bool
}

// ownKeywords are decoded by the parser. Numbers are read from the nodes instead, which have their exact text.
var ownKeywords = []string{
	"title", "description", "format", "pattern", "nullable", "readOnly", "writeOnly", "deprecated", "uniqueItems",
	"required", "contentEncoding", "contentMediaType",
}

// keywords reads a schema, once.
func (l *lowerer) keywords(n *node.Node) *keywords {
	if k := l.read[n]; k != nil {
		return k
	}
	k := &keywords{}
	l.read[n] = k
	switch {
	case n.Is(node.Object):
		l.readKeywords(n, k)
	case n.Is(node.Bool):
		k.never = !n.True()
	case n != nil && n.Kind != node.Null:
		l.diags.Warnf(n.Pos(), "bad-schema", "a schema is an object, not %s; it is read as anything", describe(n))
	}
	return k
}

func (l *lowerer) readKeywords(n *node.Node, k *keywords) {
	own := ownKeywords
	if isFlag(n.Get("required")) { // see requiresItself
		own = slices.DeleteFunc(slices.Clone(own), func(key string) bool { return key == "required" })
	}
	k.Schema = decode[openapi3.Schema](l, n, own)
	l.readTypes(n, k)
	readIntOrString(n, k)
	readWhole(k)
	l.readEnum(n, k)
	l.readNull(n, k)
	l.readConstraints(n, k)
	k.Format = contentFormat(k)
	k.inXML = l.xml(n)
	k.sensitive = isSensitive(n)
	if k.kinds == nil {
		k.kinds = impliedKinds(n, k)
	}
	if deprecatedBy(n) {
		k.Deprecated = true
	}
}

// readIntOrString reads how Kubernetes spells a value that is one or the other: as a string with a format.
func readIntOrString(n *node.Node, k *keywords) {
	if k.Format == "int-or-string" || n.Get("x-kubernetes-int-or-string").True() {
		k.kinds, k.said, k.opinion, k.Format = []api.Kind{api.Integer, api.String}, true, true, ""
	}
}

// contentFormat spells the encodings of version 3.1 as formats.
func contentFormat(k *keywords) string {
	switch {
	case k.Format == "google-datetime":
		return "date-time"
	case k.Format != "":
		return k.Format
	case strings.EqualFold(k.ContentEncoding, "base64"):
		return "byte"
	case k.ContentEncoding == "base64url":
		return k.ContentEncoding
	case k.ContentEncoding == "" && isBinary(k.ContentMediaType):
		return "binary"
	}
	return ""
}

// isBinary tells the media types whose bytes are no text.
func isBinary(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	name = strings.TrimSpace(name)
	class, _, _ := strings.Cut(name, "/")
	switch name {
	case "application/octet-stream", "application/pdf", "application/zip", "application/gzip":
		return true
	case "image/svg+xml":
		return false
	}
	return class == "image" || class == "audio" || class == "video"
}

// readNull gathers the spellings of null on the object itself; anyOf and allOf are seen to elsewhere.
func (l *lowerer) readNull(n *node.Node, k *keywords) {
	flagged := k.Nullable || n.Get("x-nullable").True()
	isNull := func(v enumItem) bool { return v.node.Kind == node.Null }
	nullInEnum := slices.ContainsFunc(k.enum, isNull)
	if nullInEnum {
		k.enum = slices.DeleteFunc(k.enum, isNull)
		k.hasEnum = len(k.enum) > 0
	}
	if flagged || nullInEnum {
		k.null = true
	}
	k.opinion = k.opinion || k.null || k.hasEnum
	k.only = k.only && len(k.kinds) == 0 || nullInEnum && !k.hasEnum
}

// impliedKinds is what a schema without type means to describe, judged by its other keywords.
func impliedKinds(n *node.Node, k *keywords) []api.Kind {
	switch {
	case k.only || n.Has("$ref") || n.Has("$dynamicRef"):
		return nil
	case k.hasEnum:
		return enumKinds(k.enum)
	case hasAny(n, objectKeywords...) || len(k.Required) > 0:
		return []api.Kind{api.Object}
	case hasAny(n, "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"):
		return []api.Kind{api.Array}
	case k.Format != "":
		return formatKinds(k.Format)
	case hasAny(n, "pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType"):
		return []api.Kind{api.String}
	case hasAny(n, "minimum", "maximum", "multipleOf"):
		return []api.Kind{api.Number}
	}
	return nil
}

// hasAny tells whether one of the members is there and not null.
func hasAny(n *node.Node, keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool {
		v := n.Get(key)
		return v != nil && v.Kind != node.Null
	})
}

func formatKinds(format string) []api.Kind {
	switch format {
	case "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64":
		return []api.Kind{api.Integer}
	case "float", "double":
		return []api.Kind{api.Number}
	case "date-time", "date", "time", "duration", "uuid", "uri", "uri-reference", "uri-template", "iri", "iri-reference", "url",
		"email", "idn-email", "byte", "base64", "base64url", "binary", "hostname", "idn-hostname", "ipv4", "ipv6", "password",
		"regex", "json-pointer":
		return []api.Kind{api.String}
	}
	return nil
}

// structural tells whether a schema says more than annotations: whether dropping it would change a type.
func structural(n *node.Node, ignored ...string) bool {
	for _, key := range structure {
		if !slices.Contains(ignored, key) && hasAny(n, key) && !vacuous(key, n.Get(key)) {
			return true
		}
	}
	return !slices.Contains(ignored, "required") && len(n.Get("required").List()) > 0 || declares(n)
}

// vacuous tells whether a keyword says nothing because its list or table is empty.
func vacuous(key string, v *node.Node) bool {
	switch key {
	case "properties", "patternProperties", "allOf", "oneOf", "anyOf":
		return v.Len() == 0
	}
	return false
}

var structure = []string{
	"$ref", "$dynamicRef", "$recursiveRef", "type", "format", "enum", "const", "properties", "additionalProperties", "patternProperties",
	"unevaluatedProperties", "items", "prefixItems", "allOf", "oneOf", "anyOf", "contentEncoding", "contentMediaType",
}

// objectKeywords are those that a schema of objects has.
var objectKeywords = []string{
	"properties", "additionalProperties", "patternProperties", "unevaluatedProperties", "propertyNames",
	"minProperties", "maxProperties", "dependentSchemas", "dependentRequired",
}

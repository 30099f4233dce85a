package source

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// Child returns the ID of what stands below, by keys that are not escaped: Child("#/paths", "/orders", "get") is
// "#/paths/~1orders/get".
func Child(id api.ID, tokens ...string) api.ID {
	var b strings.Builder
	b.WriteString(string(id))
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(node.PointerEscape(t))
	}
	return api.ID(b.String())
}

// nameOf is a hint for the Go name of what stands at the tokens of a file: a component's key, the file's base name, ""
// for something inline.
func nameOf(file string, tokens []string) string {
	if len(tokens) == 0 {
		base := path.Base(strings.TrimRight(file, "/"))
		return strings.TrimSuffix(base, path.Ext(base))
	}
	last := tokens[len(tokens)-1]
	parent := ""
	if len(tokens) > 1 {
		parent = tokens[len(tokens)-2]
	}
	if slices.Contains(sections, parent) {
		return last
	}
	if inline(parent, last) {
		return ""
	}
	return last
}

// sections are the keys whose members have names that people chose.
var sections = []string{
	"schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links", "callbacks",
	"pathItems", "mediaTypes", "definitions", "$defs",
}

// inline tells whether the last token is a place in a structure and no name.
func inline(parent, last string) bool {
	if strings.HasPrefix(last, "/") || strings.ContainsAny(last, "{}") {
		return true
	}
	if _, err := strconv.Atoi(last); err == nil {
		return true
	}
	return slices.Contains(structural, last) || slices.Contains(structural, parent)
}

// structural are the keys of OpenAPI whose values, or whose values' members, are inline.
var structural = []string{
	"properties", "patternProperties", "items", "prefixItems", "schema", "additionalProperties", "allOf", "anyOf", "oneOf",
	"not", "contains", "content", "paths", "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
	"requestBody", "itemSchema", "unevaluatedProperties", "propertyNames", "if", "then", "else", "dependentSchemas",
}

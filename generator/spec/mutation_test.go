package spec_test

import (
	"context"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// mutated are documents that have each kind of object at least once.
var mutated = map[string]string{
	"2.0": `{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "a.example", "basePath": "/v1", "schemes": ["https"],
"consumes": ["application/json"], "produces": ["application/json"], "security": [{"k": []}], "tags": [{"name": "t", "description": "d"}],
"securityDefinitions": {"k": {"type": "apiKey", "in": "header", "name": "X"}, "o": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "u", "tokenUrl": "u", "scopes": {"r": "read"}}},
"x-ms-parameterized-host": {"hostTemplate": "{a}.example", "parameters": [{"name": "a", "in": "path", "type": "string"}]},
"parameters": {"P": {"name": "p", "in": "query", "type": "array", "items": {"type": "array", "items": {"type": "string"}}, "collectionFormat": "pipes"}, "B": {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A"}}},
"responses": {"R": {"description": "d", "schema": {"type": "file"}, "headers": {"X": {"type": "string"}}, "examples": {"application/json": {}}}},
"paths": {"/a/{id}": {"parameters": [{"name": "id", "in": "path", "required": true, "type": "string", "enum": ["a"]}],
 "get": {"operationId": "a", "tags": ["t"], "schemes": ["http"], "parameters": [{"$ref": "#/parameters/P"}], "responses": {"200": {"$ref": "#/responses/R"}}},
 "post": {"consumes": ["multipart/form-data"], "parameters": [{"name": "f", "in": "formData", "type": "file"}, {"name": "l", "in": "formData", "type": "array", "items": {"type": "string"}}], "responses": {"default": {"description": "d", "schema": {"$ref": "#/definitions/B"}}}},
 "put": {"parameters": [{"$ref": "#/parameters/B"}], "responses": {"201": {"description": "d"}}}}},
"definitions": {"A": {"type": "object", "discriminator": "t", "required": ["t"], "properties": {"t": {"type": "string", "x-nullable": true}}}, "B": {"allOf": [{"$ref": "#/definitions/A"}, {"properties": {"b": {"type": "integer"}}}], "x-ms-discriminator-value": "bee"}}}`,
	"3.2": `{"openapi": "3.2.0", "$self": "https://a.example/api.json", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://{r}.example", "name": "n", "variables": {"r": {"default": "eu", "enum": ["eu"]}}}],
"tags": [{"name": "t", "parent": "u"}], "security": [{"o": ["r"]}], "externalDocs": {"url": "u"},
"paths": {"/a/{id}": {"summary": "s", "servers": [{"url": "/x"}], "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
 "query": {"operationId": "a", "tags": ["t"], "security": [{}], "parameters": [{"name": "q", "in": "querystring", "content": {"application/json": {"schema": {"type": "object"}}}}, {"$ref": "#/components/parameters/P"}],
  "requestBody": {"$ref": "#/components/requestBodies/B"}, "responses": {"200": {"$ref": "#/components/responses/R"}, "4XX": {"description": "d"}, "default": {"description": "d", "content": {"a/b": {"$ref": "#/components/mediaTypes/M"}}}},
  "callbacks": {"c": {"{$request.body#/u}": {"post": {"requestBody": {"content": {"application/json": {"schema": {}}}}}}}}},
 "additionalOperations": {"COPY": {"responses": {"204": {"description": "d"}}}}}, "/b": {"$ref": "#/components/pathItems/I"}},
"webhooks": {"w": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#anchor"}}}}}}},
"components": {"pathItems": {"I": {"get": {"responses": {"200": {"description": "d"}}}}},
 "parameters": {"P": {"name": "p", "in": "query", "style": "deepObject", "explode": true, "schema": {"type": "object", "additionalProperties": {"type": "string"}}}},
 "requestBodies": {"B": {"required": true, "content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}, "encoding": {"f": {"contentType": "image/png", "headers": {"X": {"schema": {}}}}}}}}},
 "responses": {"R": {"description": "d", "headers": {"X": {"schema": {"type": "integer"}}}, "content": {"application/jsonl": {"itemSchema": {"$ref": "#/components/schemas/U"}}}}},
 "mediaTypes": {"M": {"schema": {"$ref": "#/components/schemas/A/$defs/D"}}},
 "securitySchemes": {"o": {"type": "oauth2", "flows": {"deviceAuthorization": {"deviceAuthorizationUrl": "u", "tokenUrl": "u", "scopes": {"r": "d"}}}}, "h": {"type": "http", "scheme": "bearer"}},
 "schemas": {"A": {"$anchor": "anchor", "$id": "a", "type": ["object", "null"], "required": ["a"], "properties": {"a": {"type": "string", "enum": ["x", null]}, "b": {"prefixItems": [{"type": "string"}], "items": false}}, "patternProperties": {"^x": {}}, "$defs": {"D": {"const": 1}}, "if": {}, "then": {"required": ["b"]}},
  "U": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/V"}], "discriminator": {"propertyName": "t", "mapping": {"a": "A"}, "defaultMapping": "V"}},
  "V": {"allOf": [{"type": "object", "properties": {"t": {"type": "string"}}}, {"properties": {"n": {"type": "integer", "format": "int64", "minimum": 1, "default": 1}}}], "xml": {"name": "v"}, "anyOf": [{"required": ["n"]}]}}}}`,
}

// TestAnythingMayStandAnywhere replaces each value of a document by one of every kind: loading never panics, whatever it
// reports has a place, and what it returns holds together.
func TestAnythingMayStandAnywhere(t *testing.T) {
	t.Parallel()
	for name, text := range mutated {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := node.Parse(&node.File{Name: "a.json"}, []byte(text), &diag.List{})
			if root == nil {
				t.Fatal("the document is no JSON")
			}
			for _, place := range places(root, "") {
				for _, replacement := range []string{`null`, `"x"`, `[]`, `{}`, `5`, `{"x": {}}`, `{"$ref": "#/none"}`, `{"$ref": "#/paths"}`} {
					loadMutant(t, place, replacement, mutant(root, place, replacement))
				}
			}
		})
	}
}

func loadMutant(t *testing.T, place, replacement, text string) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s at %s: panic: %v", replacement, place, r)
		}
	}()
	a, list := spec.Load(context.Background(), spec.Options{Location: "-", Stdin: strings.NewReader(text)})
	for _, d := range list.Sorted() {
		if d.Pos.File == "" || d.Pos.Line == 0 {
			t.Errorf("%s at %s: %s has no place", replacement, place, d.String())
		}
	}
	if a == nil && !list.Has(diag.Error) {
		t.Errorf("%s at %s: neither an API nor an error", replacement, place)
	}
	if a != nil {
		sound(t, a)
	}
}

// places are the pointers to all values.
func places(n *node.Node, at string) []string {
	out := []string{at}
	for key, value := range n.All() {
		out = append(out, places(value, at+"/"+node.PointerEscape(key))...)
	}
	for i, item := range n.List() {
		out = append(out, places(item, at+"/"+string(rune('0'+i)))...)
	}
	return out
}

// mutant is the document with the value at a place replaced.
func mutant(root *node.Node, place, replacement string) string {
	var write func(n *node.Node, at string) string
	write = func(n *node.Node, at string) string {
		if at == place {
			return replacement
		}
		var parts []string
		for key, value := range n.All() {
			parts = append(parts, string(node.NewString(nil, key).AppendJSON(nil))+":"+write(value, at+"/"+node.PointerEscape(key)))
		}
		for i, item := range n.List() {
			parts = append(parts, write(item, at+"/"+string(rune('0'+i))))
		}
		switch n.Kind {
		case node.Object:
			return "{" + strings.Join(parts, ",") + "}"
		case node.Array:
			return "[" + strings.Join(parts, ",") + "]"
		}
		return string(n.AppendJSON(nil))
	}
	return write(root, "")
}

package upgrade_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/upgrade"
)

// FuzzUpgrade holds that nothing panics whatever stands where, and that the result is a tree.
func FuzzUpgrade(f *testing.F) {
	f.Add([]byte(`{"swagger": "2.0", "host": "h", "parameters": {"B": {"in": "body"}, "C": {"$ref": "#/parameters/C"}}, "definitions": {"A": {"discriminator": "k", "allOf": [{"$ref": "#/definitions/A"}]}}}`))
	f.Add([]byte(`{"swagger": 2, "paths": {"/a": {"parameters": [{"$ref": "#/parameters/B"}, 1], "post": {"consumes": [1], "parameters": [{"in": "formData", "type": "file"}], "responses": {"200": {"schema": {"type": "file"}, "headers": {"X": {"type": "array"}}}}}}}}`))
	f.Add([]byte(`{"swagger": [], "responses": [], "securityDefinitions": {"a": {"type": "oauth2"}}, "components": 1, "basePath": 3, "schemes": ["x"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var diags diag.List
		file := &node.File{Name: "f"}
		root := node.ParseJSON(file, data, &diags)
		if root == nil {
			return
		}
		doc := upgrade.Upgrade(root, &diags)
		part := upgrade.Part(root, doc, nil, &diags)
		for _, n := range []*node.Node{doc, part} {
			if !json.Valid(n.AppendJSON(nil)) {
				t.Error("no JSON")
			}
		}
		for key, value := range root.All() {
			for inner := range value.All() {
				upgrade.Pointer(root, slices.Clip([]string{key, inner, "parameters", "0", "schema"}), true, noTarget)
				upgrade.Pointer(root, []string{key, inner, "schema"}, false, noTarget)
			}
		}
	})
}

func noTarget(*node.Node, string) *node.Node { return nil }

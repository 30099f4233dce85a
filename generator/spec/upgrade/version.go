// Package upgrade answers: what would this Swagger 2.0 document be if it had been written in OpenAPI 3.0?
//
// It rewrites the tree, so that everything behind it knows one shape; values that move keep their position, and all that
// matters on the wire has a place in the new shape. The input is never changed.
package upgrade

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

const supported = "apigen reads Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2"

// Version reads which version of OpenAPI the document has: 2.0, 3.0, 3.1 or 3.2. For anything else it returns 0, 0, and
// the list says why.
func Version(root *node.Node, diags *diag.List) (major, minor int) {
	if !root.Is(node.Object) {
		notOpenAPI(root, diags, "expected an object with the key openapi or swagger")
		return 0, 0
	}
	swagger, openapi := root.Get("swagger"), root.Get("openapi")
	switch {
	case swagger != nil && openapi != nil:
		notOpenAPI(swagger, diags, "the document has both keys, swagger and openapi; expected one of them")
		return 0, 0
	case openapi != nil:
		return check(openapi, diags, "3.0", "3.1", "3.2")
	case swagger != nil:
		return check(swagger, diags, "2.0", "3.0", "3.1", "3.2") // people who convert forget the key
	}
	if old := root.Get("swaggerVersion"); old != nil {
		return check(old, diags)
	}
	missing(root, diags)
	return 0, 0
}

// check compares the first two numbers of a version with those that its key allows.
func check(v *node.Node, diags *diag.List, allowed ...string) (major, minor int) {
	numbers := strings.SplitN(versionText(v)+".0", ".", 3)
	for _, a := range allowed {
		if want := strings.Split(a, "."); numbers[0] == want[0] && numbers[1] == want[1] {
			major, _ = strconv.Atoi(numbers[0])
			minor, _ = strconv.Atoi(numbers[1])
			return major, minor
		}
	}
	diags.Add(diag.Diagnostic{
		Severity: diag.Error, Pos: v.Pos(), Code: "unsupported-version",
		Message: fmt.Sprintf("version %s is not supported", v.AppendJSON(nil)), Hint: supported,
	})
	return 0, 0
}

// versionText accepts the version as a number too: swagger: 2.0 without quotes is one in YAML.
func versionText(v *node.Node) string {
	if v.Is(node.Number) {
		return v.Text
	}
	text := strings.TrimSpace(v.Str())
	if len(text) > 1 && text[0] == 'v' && text[1] >= '0' && text[1] <= '9' {
		return text[1:]
	}
	return text
}

// missing explains what else the document may be.
func missing(root *node.Node, diags *diag.List) {
	others := []struct{ key, name string }{
		{"asyncapi", "an AsyncAPI document"},
		{"arazzo", "an Arazzo document"},
		{"overlay", "an overlay"},
		{"$schema", "a JSON Schema"},
	}
	for _, o := range others {
		if root.Has(o.key) {
			notOpenAPI(root, diags, "this is "+o.name+"; expected the key openapi or swagger")
			return
		}
	}
	notOpenAPI(root, diags, "the document has neither of the keys openapi and swagger")
}

func notOpenAPI(at *node.Node, diags *diag.List, message string) {
	diags.Add(diag.Diagnostic{Severity: diag.Error, Pos: at.Pos(), Code: "not-openapi", Message: message, Hint: supported})
}

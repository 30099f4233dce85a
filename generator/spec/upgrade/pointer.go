package upgrade

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Pointer translates a pointer into a file of a document of version 2.0, as unescaped tokens, to where the same thing
// stands after [Document] (document is true) or [Part]. Bundlers write references such as
// "#/paths/~1pets/get/responses/200/schema"; what stands there is now below "content". A pointer that needs no
// translation, or that names nothing, is returned as it is.
func Pointer(root *node.Node, tokens []string, document bool, resolve Resolver) []string {
	if len(tokens) == 0 || !document && !root.Is(node.Object) {
		return tokens
	}
	t := translation{media: mediaOf(root, media{}), document: document, resolve: resolve}
	at := root
	if section := moved[tokens[0]]; document && section != "" && root.Has("swagger") && len(tokens) > 1 {
		at = root.Get(tokens[0]).Get(tokens[1])
		if tokens[0] == "parameters" && isBody(at) {
			section = "requestBodies"
		}
		t.out = []string{"components", section, tokens[1]}
		tokens = tokens[2:]
	}
	t.walk(at, tokens)
	return t.out
}

// translation is the state of one [Pointer].
type translation struct {
	media    media
	document bool
	resolve  Resolver
	inBody   bool // the parameter was reached through its operation
	out      []string
}

// walk goes down the old tree and writes the tokens of the new one.
func (t *translation) walk(at *node.Node, tokens []string) {
	for len(tokens) > 0 {
		token := tokens[0]
		switch shape := shapeOf(at); {
		case shape == shapeOperation && token == "parameters" && len(tokens) > 1:
			t.media = mediaOf(at, t.media)
			at, tokens = t.parameter(at, tokens)
			continue
		case shape == shapeOperation:
			t.media = mediaOf(at, t.media)
			t.out = append(t.out, token)
		case shape == shapeResponse && token == "schema":
			t.out = append(t.out, "content", t.media.response(isFile(at.Get("schema")))[0], token)
		case shape == shapeBody && token == "schema" && (t.document || t.inBody):
			t.out = append(t.out, "content", t.media.body()[0], token)
		case shape == shapeParameter && slices.Contains(schemaKeys, token):
			t.out = append(t.out, "schema", token)
		case shape == shapeSchema:
			t.out = append(t.out, tokens...)
			return
		default:
			t.out = append(t.out, token)
		}
		at, tokens = at.Step(token), tokens[1:]
	}
}

// parameter translates the place of a parameter of an operation: the body has gone, and those behind it moved up.
func (t *translation) parameter(op *node.Node, tokens []string) (*node.Node, []string) {
	list := op.Get("parameters")
	item := list.Step(tokens[1])
	p, rest := t.resolve.target(item), tokens[2:]
	switch {
	case isBody(p):
		t.inBody = true
		t.out = append(t.out, "requestBody")
	case isForm(p):
		files := slices.ContainsFunc(list.List(), func(n *node.Node) bool { return isFile(t.resolve.target(n)) })
		t.out = append(t.out, "requestBody", "content", t.media.form(files)[0], "schema", "properties", p.Get("name").Str())
		t.out = append(t.out, rest...)
		return nil, nil
	default:
		t.out = append(t.out, "parameters", t.index(list, item, tokens[1]))
	}
	return p, rest
}

// index is the place of a parameter among those that do not travel in the body.
func (t *translation) index(list, p *node.Node, token string) string {
	i := 0
	for _, item := range list.List() {
		if item == p {
			return strconv.Itoa(i)
		}
		if target := t.resolve.target(item); !isBody(target) && !isForm(target) {
			i++
		}
	}
	return token
}

// tokensOf splits a reference within a file, "#/a/b", into unescaped tokens.
func tokensOf(ref string) []string {
	if len(ref) < 2 || ref[0] != '#' {
		return nil
	}
	return slices.Collect(node.Tokens(unescapeFragment(ref[1:])))
}

// Written returns a text that holds references in the spelling of the 2.0 document: for messages to its author.
func Written(text string) string {
	return strings.NewReplacer(
		"#/components/schemas", "#/definitions",
		"#/components/parameters", "#/parameters",
		"#/components/requestBodies", "#/parameters",
		"#/components/responses", "#/responses",
		"#/components/securitySchemes", "#/securityDefinitions",
	).Replace(text)
}

package upgrade

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// pathItem rewrites a path item. Body and form parameters that it declares for all operations move into each of them,
// since 3.0 has no body for a whole path.
func (u *upgrader) pathItem(item *node.Node) *node.Node {
	plain, shared := u.split(item.Get("parameters"))
	c := node.NewObject(item)
	for key, value := range item.All() {
		switch {
		case key == "parameters":
			c.Set(key, u.parameters(value, plain))
		case slices.Contains(methods, strings.ToLower(key)) && value.Is(node.Object):
			c.Set(key, u.operation(value, shared))
		case key == "$ref":
			c.Set(key, node.NewString(value, u.movedRef(value.Str())))
		default:
			c.Set(key, value)
		}
	}
	return c
}

// split separates what travels in the body from all other parameters.
func (u *upgrader) split(list *node.Node) (plain, body []*node.Node) {
	for _, p := range list.List() {
		if target := u.resolve.target(p); isBody(target) || isForm(target) {
			body = append(body, p)
		} else {
			plain = append(plain, p)
		}
	}
	return plain, body
}

// parameters rewrites the list; nil if nothing is left of it. What is no list stays for the reader to report.
func (u *upgrader) parameters(at *node.Node, plain []*node.Node) *node.Node {
	switch {
	case !at.Is(node.Array):
		return at
	case len(plain) == 0:
		return nil
	}
	list := node.NewArray(at)
	for _, p := range plain {
		list.Items = append(list.Items, u.parameter(p))
	}
	return list
}

// operation rewrites an operation. The body stands where the parameters stood.
func (u *upgrader) operation(op *node.Node, shared []*node.Node) *node.Node {
	m := mediaOf(op, u.media)
	plain, own := u.split(op.Get("parameters"))
	body := u.requestBody(op, own, shared, m)
	c := node.NewObject(op)
	for key, value := range op.All() {
		switch key {
		case "parameters":
			c.Set(key, u.parameters(value, plain))
			c.Set("requestBody", body)
		case "consumes", "produces":
		case "schemes":
			if !op.Has("servers") {
				c.Set("servers", u.operationServers(op))
			}
		case "responses":
			c.Set(key, u.each(value, func(r *node.Node) *node.Node { return u.response(r, m) }))
		default:
			c.Set(key, value)
		}
	}
	if body != nil && !c.Has("requestBody") {
		c.Set("requestBody", body)
	}
	return c
}

// requestBody builds the body of an operation from its own and its path's parameters; nil if there is none.
func (u *upgrader) requestBody(op *node.Node, own, shared []*node.Node, m media) *node.Node {
	bodies, forms := u.bodies(own)
	sharedBodies, sharedForms := u.bodies(shared)
	if len(own) == 0 {
		bodies = sharedBodies
	}
	if len(bodies) == 0 {
		forms = u.override(sharedForms, forms)
	}
	switch {
	case len(bodies) == 0 && len(forms) == 0:
		return nil
	case len(bodies) == 0:
		return u.form(op, forms, m)
	case len(bodies) > 1 || len(forms) > 0:
		extra := append(bodies[1:], forms...)[0]
		u.diags.Add(diag.Diagnostic{
			Severity: diag.Warning, Pos: extra.Pos(), Code: "several-bodies",
			Message: "the operation has several bodies; only the first body parameter is sent",
			Hint:    "in Swagger 2.0 an operation has one parameter in body, or any number in formData, but not both",
		})
	}
	return u.bodyUse(bodies[0], op, m)
}

// bodies separates body parameters from form fields.
func (u *upgrader) bodies(params []*node.Node) (bodies, forms []*node.Node) {
	for _, p := range params {
		if isBody(u.resolve.target(p)) {
			bodies = append(bodies, p)
		} else {
			forms = append(forms, p)
		}
	}
	return bodies, forms
}

// override adds the operation's form fields to those of its path, which it may declare anew.
func (u *upgrader) override(shared, own []*node.Node) []*node.Node {
	name := func(p *node.Node) string { return u.resolve.target(p).Get("name").Str() }
	var out []*node.Node
	for _, s := range shared {
		if !slices.ContainsFunc(own, func(p *node.Node) bool { return name(p) == name(s) }) {
			out = append(out, s)
		}
	}
	return append(out, own...)
}

// bodyUse is the body of an operation. One that the document declares for all is referred to, unless the operation
// consumes something else.
func (u *upgrader) bodyUse(p, op *node.Node, m media) *node.Node {
	ref := p.Get("$ref").Str()
	if !u.part && !op.Has("consumes") && isBody(u.shared(ref)) {
		return u.withRef(p)
	}
	return u.body(u.resolve.target(p), m)
}

// shared is the parameter of the document that a reference names directly; nil if it names anything else.
func (u *upgrader) shared(ref string) *node.Node {
	tokens := tokensOf(ref)
	if len(tokens) != 2 || tokens[0] != "parameters" {
		return nil
	}
	return u.doc.Get("parameters").Get(tokens[1])
}

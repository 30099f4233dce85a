package plan

import (
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// planParams plans the parameters of all methods.
func (b *builder) planParams() {
	for _, op := range b.ops {
		op.params = b.planParamsOf(op)
	}
}

// planParamsOf plans the struct for everything outside path and body; nil if there is nothing.
func (b *builder) planParamsOf(op *operation) *Params {
	list := b.callerParams(op)
	if len(list) == 0 {
		return nil
	}
	name, method := b.derived["params "+op.key], op.name
	if op.apart != nil {
		method = op.apart.name
	}
	out := &Params{Type: name, Required: op.past != nil && op.past.params == "required"}
	service := b.derived["service "+op.service.field]
	decl := &Struct{Name: name, Params: true, Doc: compose(text(name + " are the parameters of [" + service + "." + method + "]."))}
	names := b.paramNames(op, list)
	for _, p := range list {
		field := b.paramField(p, names[paramKey(p)])
		b.noteOwner(p.Schema.ID, name, field.Name)
		decl.Fields = append(decl.Fields, field)
		out.Fields = append(out.Fields, Param{Field: field.Name, In: p.In, Wire: p.Name, Style: b.style(p)})
		out.Required = out.Required || p.Required
	}
	b.addDecl(op.service, Decl{Struct: decl})
	return out
}

// addDecl puts a declaration beside a service.
func (b *builder) addDecl(s *service, d Decl) { b.extra[s.field] = append(b.extra[s.field], d) }

// callerParams leaves out what the runtime sends: content negotiation, credentials, the idempotency key, the version.
func (b *builder) callerParams(op *operation) []api.Param {
	var list []api.Param
	for _, p := range op.Params {
		if p.In != "path" && !b.isSentByRuntime(op, p) &&
			!slices.ContainsFunc(list, func(q api.Param) bool { return paramKey(p) == paramKey(q) }) {
			list = append(list, p)
		}
	}
	return list
}

func (b *builder) isSentByRuntime(op *operation, p api.Param) bool {
	header := p.In == "header"
	switch {
	case header && slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(p.Name)):
		return true
	case header && op.Idempotency != nil && strings.EqualFold(op.Idempotency.Header, p.Name):
		return true
	case b.pinned(p):
		return true
	}
	return slices.ContainsFunc(op.Security, func(r api.Requirement) bool {
		return slices.ContainsFunc(r, func(use api.SchemeUse) bool { return b.isCredential(use.Scheme, p) })
	})
}

// isCredential tells a parameter that repeats what a security scheme sends.
func (b *builder) isCredential(key string, p api.Param) bool {
	if signing, ok := b.opts.HMAC[key]; ok {
		return signing.sets(p)
	}
	return slices.ContainsFunc(b.api.Schemes, func(s api.SecurityScheme) bool {
		return s.Key == key && s.Type == "apiKey" && s.In == p.In && (s.Name == p.Name || p.In == "header" && strings.EqualFold(s.Name, p.Name))
	})
}

func paramKey(p api.Param) string { return p.In + " " + p.Name }

// paramNames settles the fields; parameters of one name in several places are told apart by the place.
func (b *builder) paramNames(op *operation, list []api.Param) map[string]string {
	var scope naming.Scope
	for _, p := range list {
		claim := b.nameClaim(paramKey(p), p.Name, b.paramOverride(op, p), p.GoName, naming.Exported(p.In))
		if short, ok := withoutX(p); ok && len(claim.Names) > 1 {
			claim.Names = append([]string{naming.Exported(naming.Words(short)...)}, claim.Names...)
			claim.Rank = rankInline + 1 // a parameter that is really called so keeps the name
		}
		scope.Claim(claim)
	}
	names, clashes := b.memory.settle(&scope, behind(op.key+" "))
	b.reportClashes(clashes, "parameters of "+op.key, paramParty(op))
	return names
}

// withoutX is the name of a header without the prefix that only says that no standard knows it: X-Request-Priority.
func withoutX(p api.Param) (string, bool) {
	if p.In != "header" || len(p.Name) < 3 || !strings.EqualFold(p.Name[:2], "X-") {
		return "", false
	}
	return p.Name[2:], unicode.IsLetter(rune(p.Name[2]))
}

// paramOverride is the user's name for a parameter, by its operation or by its own pointer. That of a shared schema
// names the type alone.
func (b *builder) paramOverride(op *operation, p api.Param) string {
	if pointer, own := strings.CutSuffix(string(p.Schema.ID), "/schema"); own {
		return b.override(paramPointer(op, p), pointer)
	}
	return b.override(paramPointer(op, p))
}

// paramField is a field of the struct: values that may be left out are pointers, lists or maps.
func (b *builder) paramField(p api.Param, name string) Field {
	t, nilable := b.typeOf(p.Schema.ID), b.isNilable(p.Schema.ID)
	if b.isOpaque(p) {
		t, nilable = named("", "string"), false
	}
	if !p.Required && !nilable {
		t = pointerTo(t)
	}
	prop := api.Property{Description: p.Description, Deprecated: p.Deprecated, Reason: p.Reason, Schema: p.Schema}
	return Field{Name: name, Type: t, Doc: b.fieldDoc(prop), Map: b.form(p.Schema.ID) == mapForm}
}

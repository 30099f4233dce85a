package plan

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Headers that a success declares become a struct, which callers hand to runtime.WithHeaders:
//
//	type OrdersListHeaders struct {
//		Total *int64 `header:"X-Total"`
//	}
//
// It is called after the method, or after the component that the response is, which several methods then share.

// successHeaders are the headers of the responses that mean success, by name. One that not all of them have may be absent.
func successHeaders(op *operation) []api.Param {
	var list []api.Param
	count := map[string]int{}
	for _, o := range op.success {
		for _, h := range op.responseFor(o.status).Headers {
			if isProtocol(h.Name) {
				continue
			}
			i := slices.IndexFunc(list, func(other api.Param) bool { return strings.EqualFold(other.Name, h.Name) })
			if i < 0 {
				list = append(list, h)
			} else if !h.Required {
				list[i].Required = false
			}
			count[strings.ToLower(h.Name)]++
		}
	}
	for i := range list {
		list[i].Required = list[i].Required && count[strings.ToLower(list[i].Name)] == len(op.success)
	}
	slices.SortFunc(list, func(a, b api.Param) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// responseFor is the response of a status.
func (op *operation) responseFor(status string) api.Response {
	i := slices.IndexFunc(op.Responses, func(r api.Response) bool { return r.Status == status })
	return op.Responses[i]
}

// isProtocol tells headers that net/http, the runtime or a browser sees to. They are in runtime.Meta for who wants them.
func isProtocol(name string) bool {
	name = http.CanonicalHeaderKey(name)
	switch name {
	case "Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "Trailer",
		"Date", "Server", "Vary", "Set-Cookie", "Strict-Transport-Security", "Deprecation", "Sunset":
		return true
	}
	return strings.HasPrefix(name, "Access-Control-") || !isTag(name) || strings.ContainsAny(name, ` "(),/:;<=>?@[]{}`)
}

// headersKey is what the type of an operation's headers is filed under: the response's component if that is all there is.
func (op *operation) headersKey() string {
	if len(op.success) == 1 {
		if r := op.responseFor(op.success[0].status); r.Name != "" {
			return "headers response " + r.Name + "\n" + r.Pos.String() // two files may have a component of one name
		}
	}
	return "headers " + op.key
}

// headerClaims are the claims to names of all structs of headers.
func (b *builder) headerClaims() []naming.Claim {
	var claims []naming.Claim
	seen := map[string]bool{}
	for _, op := range b.ops {
		key := op.headersKey()
		if len(op.headers) == 0 || seen[key] {
			continue
		}
		seen[key] = true
		owner := op.prefix
		if component, ok := strings.CutPrefix(key, "headers response "); ok {
			component, _, _ = strings.Cut(component, "\n")
			owner = strings.TrimSuffix(naming.Exported(naming.Words(component)...), "Headers")
		}
		claims = append(claims, naming.Claim{Key: key, Names: []string{owner + "Headers", owner + "ResponseHeaders"}, Rank: rankMethod})
	}
	return claims
}

// planHeaders declares the structs of headers.
func (b *builder) planHeaders() {
	byKey := map[string][]*operation{}
	var keys []string
	for _, op := range b.ops {
		if len(op.headers) > 0 {
			key := op.headersKey()
			if byKey[key] == nil {
				keys = append(keys, key)
			}
			byKey[key] = append(byKey[key], op)
		}
	}
	for _, key := range keys {
		ops := byKey[key]
		field := ops[0].service.field
		if slices.ContainsFunc(ops, func(op *operation) bool { return op.service != ops[0].service }) {
			field = ""
		}
		b.extra[field] = append(b.extra[field], Decl{Struct: b.headersStruct(key, ops)})
	}
}

func (b *builder) headersStruct(key string, ops []*operation) *Struct {
	op, name := ops[0], b.derived[key]
	of := "the response of [" + b.derived["service "+op.service.field] + "." + op.name + "]"
	if strings.HasPrefix(key, "headers response ") {
		of = "a response"
	}
	decl := &Struct{Name: name, Doc: compose(text(name + " are headers of " + of + ", for [runtime.WithHeaders]."))}
	names := b.paramNames(op, op.headers)
	for _, h := range op.headers {
		field := b.paramField(h, names[paramKey(h)])
		field.Header = h.Name
		if !b.isHeaderText(h.Schema.ID) {
			field.Type = pointerTo(named("", "string"))
			if h.Required {
				field.Type = named("", "string")
			}
		}
		b.noteOwner(h.Schema.ID, name, field.Name)
		decl.Fields = append(decl.Fields, field)
	}
	return decl
}

// isHeaderText tells values that the runtime reads from a header. Others stay text.
func (b *builder) isHeaderText(id api.ID) bool {
	switch b.form(id) {
	case anyForm, unionForm, tupleForm:
		return false
	}
	return true
}

// headersDoc says how to read the headers of a method's response.
func (b *builder) headersDoc(op *operation) []block {
	if len(op.headers) == 0 {
		return nil
	}
	return []block{text("The option runtime.WithHeaders(&h) reads headers of the response into h, of type [" + b.derived[op.headersKey()] + "].")}
}

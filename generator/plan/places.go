package plan

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// Inline types are called after where they stand: the name of the nearest thing above them that has one, and the words
// from there on.
//
//	#/components/schemas/Order/properties/items/items               -> OrderItem
//	#/paths/~1orders/post/requestBody/content/application~1json/... -> OrdersCreateRequest

// ownerNote is where an inline type is used, for its comment.
type ownerNote struct{ text string }

// places knows the pointers whose Go names are settled.
type places struct {
	b     *builder
	named map[api.ID][]string // candidates
	param map[api.ID]string   // names of parameters by the pointer of their schemas
}

// newPlaces collects the names of components and the pointers of bodies and parameters.
func (b *builder) newPlaces() *places {
	p := &places{b: b, named: map[api.ID][]string{}, param: map[api.ID]string{}}
	for id, name := range b.names {
		p.named[id] = []string{name}
	}
	for _, id := range b.ids {
		if s := b.schema(id); s.Name != "" && p.named[id] == nil {
			p.named[id] = componentNames(s.Name)[:1]
		}
	}
	for _, op := range b.ops {
		p.addOperation(op)
	}
	for _, w := range b.api.Webhooks {
		p.addWebhook(w, naming.Exported(naming.Words(w.Name)...)+"Webhook")
	}
	return p
}

func (p *places) addOperation(op *operation) {
	for _, param := range op.Params {
		p.param[param.Schema.ID] = param.Name
		p.add(param.Schema.ID, op.Pointer, op.prefix+naming.Exported(naming.Words(param.Name)...), op.prefix+naming.Exported(naming.Words(param.Name)...)+"Param")
	}
	p.addBodies(op)
	p.addStream(op)
	for _, r := range op.Responses {
		for _, h := range r.Headers {
			word := naming.Exported(naming.Words(h.Name)...)
			p.add(h.Schema.ID, op.Pointer, op.prefix+word, op.prefix+word+"Header")
		}
		for _, m := range r.Content {
			p.addMedia(m, op.Pointer, responseNames(op, r.Status)...)
		}
	}
	for _, w := range op.Callbacks {
		p.addWebhook(w, op.prefix+naming.Exported(naming.Words(w.Name)...)+"Callback")
	}
}

// addBodies calls the body of a method after it: what a sibling sends cannot rename what its operation sends.
func (p *places) addBodies(op *operation) {
	if op.Body == nil {
		return
	}
	for _, s := range op.siblings {
		if s.body != nil {
			p.addMedia(s.body.media, op.Pointer, s.prefix+"Request", s.prefix+"Body")
		}
	}
	for _, m := range op.Body.Content {
		p.addMedia(m, op.Pointer, op.prefix+"Request", op.prefix+mediaWord(m)+"Request")
	}
}

func (p *places) addWebhook(w api.Webhook, name string) {
	if w.Body != nil {
		for _, m := range w.Body.Content {
			p.addMedia(m, w.Pointer, name, name+mediaWord(m))
		}
	}
	for _, param := range w.Params {
		p.add(param.Schema.ID, w.Pointer, name+naming.Exported(naming.Words(param.Name)...))
	}
}

func (p *places) addMedia(m api.Media, within api.ID, names ...string) {
	if m.Schema != nil {
		p.add(m.Schema.ID, within, names...)
		if of, ok := strings.CutSuffix(string(m.Schema.ID), "/patch"); ok { // of a JSON Merge Patch, which shares parts with what it patches
			p.add(api.ID(of), within, names...)
		}
	}
	if m.ItemSchema != nil {
		p.add(m.ItemSchema.ID, within, names[0]+"Item")
	}
}

// add names a pointer that stands within an operation; what an operation only refers to is named elsewhere.
func (p *places) add(id, within api.ID, names ...string) {
	if p.named[id] == nil && within != "" && strings.HasPrefix(string(id), string(within)+"/") {
		p.named[id] = names
	}
}

// mediaWord tells the representations of a body apart.
func mediaWord(m api.Media) string {
	switch formOf(m) {
	case jsonMedia:
		return "JSON"
	case formMedia:
		return "Form"
	case multipartMedia:
		return "Multipart"
	}
	return naming.Exported(naming.Words(m.Type[strings.LastIndex(m.Type, "/")+1:])...)
}

// responseNames call the success Response, and failures Error with the status before it.
func responseNames(op *operation, status string) []string {
	word := statusWord(status)
	for _, o := range op.success {
		if o.status == status {
			return []string{op.prefix + "Response", op.prefix + word + "Response"}
		}
	}
	if status == "default" {
		return []string{op.prefix + "Error", op.prefix + "DefaultError"}
	}
	return []string{op.prefix + word + "Error", op.prefix + word + "Response"}
}

// statusWord is a status as a Go name: 200 -> OK, 2XX -> Status2XX.
func statusWord(status string) string {
	if code, err := strconv.Atoi(status); err == nil {
		if text := http.StatusText(code); text != "" {
			return naming.Exported(naming.Words(text)...)
		}
	}
	if status == "default" {
		return "Default"
	}
	return "Status" + naming.Raw(status)
}

// names lists what an inline type may be called.
func (p *places) names(id api.ID) []string {
	if names := p.named[id]; names != nil {
		return append(names[:len(names):len(names)], names[0]+kindWord(p.b.schema(id)))
	}
	owner, rest := p.ancestor(id)
	words := p.words(owner, rest, true)
	plain := p.words(owner, rest, false)
	return []string{words, plain, plain + kindWord(p.b.schema(id)), p.wordsByKind(owner, rest)}
}

// ancestor finds the nearest pointer above that has a name.
func (p *places) ancestor(id api.ID) (owner string, rest []pathStep) {
	text := string(id)
	for at := strings.LastIndex(text, "/"); at > 0; at = strings.LastIndex(text[:at], "/") {
		if names := p.named[api.ID(text[:at])]; names != nil {
			return names[0], steps(text[:at], text[at+1:])
		}
	}
	return p.stranger(id)
}

// pathStep is one segment of a pointer, with the pointer up to it.
type pathStep struct {
	id   api.ID
	text string
}

func steps(prefix, rest string) []pathStep {
	var list []pathStep
	for _, segment := range strings.Split(rest, "/") {
		prefix += "/" + segment
		list = append(list, pathStep{api.ID(prefix), unescape(segment)})
	}
	return list
}

var (
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
)

// unescape reads a segment of a JSON pointer; escape writes one.
func unescape(segment string) string { return unescaper.Replace(segment) }
func escape(name string) string      { return escaper.Replace(name) }

// stranger names what stands below neither a component nor an operation of its own: shared parameters, bodies and
// responses, and parameters of whole paths.
func (p *places) stranger(id api.ID) (string, []pathStep) {
	file, pointer, _ := strings.Cut(string(id), "#")
	all := steps(file+"#", strings.TrimPrefix(pointer, "/"))
	if len(all) > 0 && all[0].text == "components" {
		all = all[1:]
	} else if base := fileWords(file); base != "" {
		if len(all) > 0 && sameText(all[0].text, base) {
			all = all[1:]
		}
		return base, all
	}
	if len(all) < 2 {
		return naming.Exported(naming.Words(file + pointer)...), nil
	}
	owner := naming.Exported(naming.Words(all[1].text)...)
	switch all[0].text {
	case "paths", "pathItems":
		return naming.Exported(naming.Words(strings.Join(resource(all[1].text), "/"))...), all[2:]
	case "requestBodies":
		return withSuffix(owner, "Request"), all[2:]
	case "responses":
		return withSuffix(owner, "Response"), all[2:]
	case "parameters":
		return withSuffix(owner, "Param"), all[2:]
	case "headers":
		return withSuffix(owner, "Header"), all[2:]
	case "webhooks":
		return withSuffix(owner, "Webhook"), all[2:]
	}
	return owner, all[2:]
}

// fileWords is the base name of a file as a Go name; "" for the root document.
func fileWords(file string) string {
	if file == "" {
		return ""
	}
	base, _, _ := strings.Cut(file[strings.LastIndex(file, "/")+1:], ".")
	return naming.Exported(naming.Words(base)...)
}

func withSuffix(name, suffix string) string { return strings.TrimSuffix(name, suffix) + suffix }
